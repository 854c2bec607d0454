"""Where marks are on a slide, when they light up, and what an author's own mark may name."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.figures.named_parts import bar_parts, series_parts
from plainspoken.script.model import Page, Picture, Script, Source
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.layout.boxes import SlideLayout, SlideMark, TableBlock
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.marks.mark_times import BeatWords, mark_times
from plainspoken.slides.layout.marks.place_marks import Marking
from plainspoken.slides.layout.theme import read_theme

AT = Source("page.md", 1, 1, 1, 1)
TABLE = """| model | accuracy | size |
| --- | --- | --- |
| V1 | 44 % | 5.1 M |
| V3 | 53 % | 1.7 M |
"""


def laid(text: str, tmp_path: Path, marking: Marking = "automatic") -> list[SlideLayout]:
    script = render_text(f"## First\n\nHello.\n\n## Page\n\n{text}\n", ScriptSettings()).script
    return layout_script(script, read_theme(), build=tmp_path, folder=tmp_path, marking=marking)[1:]


def marks(text: str, tmp_path: Path, marking: Marking = "automatic") -> list[SlideMark]:
    return [mark for layout in laid(text, tmp_path, marking) for mark in layout.marks]


def test_a_row_a_column_and_a_cell_lie_where_the_table_has_them(tmp_path: Path) -> None:
    (layout,) = laid(f"{TABLE}\nV3 is best. Accuracy first. It has 1.7 M weights.", tmp_path)
    (table,) = [block for block in layout.blocks if isinstance(block, TableBlock)]
    row, column, cell = layout.marks
    assert [mark.part for mark in layout.marks] == ["V3", "accuracy", "V3/size"]
    (left, top), _, (right, bottom), _ = row.lit[0]
    assert (left, right) == (table.box.left, table.box.right)
    assert table.box.top + sum(table.heights[:2]) - 2 <= top < bottom <= table.box.bottom + 1
    xs = [x for x, _ in column.lit[0]]
    assert min(xs) == pytest.approx(table.box.left + table.columns[0], abs=0.1)
    assert max(xs) == pytest.approx(table.box.left + sum(table.columns[:2]), abs=0.1)
    assert cell.lit[0][0][0] == pytest.approx(table.box.left + sum(table.columns[:2]), abs=0.1)


def test_an_own_mark_stands_before_the_automatic_ones_and_none_keeps_them_away(tmp_path: Path) -> None:
    assert [mark.part for mark in marks(f"{TABLE}\nV3 is best.", tmp_path)] == ["V3"]
    assert [mark.part for mark in marks(f"{TABLE}\n{{mark V1 row}} V3 is best.", tmp_path)] == ["V1"]
    assert marks(f"{TABLE}\nV3 is best. {{mark none}}", tmp_path) == []
    assert marks(f"{TABLE}\nV3 is best.", tmp_path, "named") == []
    assert [mark.part for mark in marks(f"{TABLE}\n{{mark V1}} V3 is best.", tmp_path, "named")] == ["V1"]
    assert marks(f"{TABLE}\n{{mark V1}} V3 is best.", tmp_path, "none") == []


def test_an_own_mark_begins_at_its_place_or_at_the_word_that_names_it(tmp_path: Path) -> None:
    (within,) = marks(f"{TABLE}\nLook at {{mark V3}} this row.", tmp_path)
    (before,) = marks(f"{TABLE}\n{{mark V3}} In the end V3 wins.", tmp_path)
    (silent,) = marks(f"{TABLE}\n{{mark V3}} This row is best.", tmp_path)
    assert (within.token, before.token, silent.token) == (2, 3, 0)


def test_lines_of_code_are_marked_by_number(tmp_path: Path) -> None:
    code = "```python\n" + "\n".join(f"value_{n} = compute({n})" for n in range(1, 7)) + "\n```\n"
    (mark,) = marks(f"{code}\n{{mark lines 3-5}} These three.", tmp_path)
    assert mark.part == "3-5"
    (_, top), _, (_, bottom), _ = mark.lit[0]
    (one,) = marks(f"{code}\nLook at line 3.", tmp_path)
    (_, above), _, (_, below), _ = one.lit[0]
    assert top == above and bottom - top == pytest.approx(3 * (below - above), rel=0.01)


@pytest.mark.parametrize("name", ["V9", "the moon", "row 7"])
def test_a_mark_of_nothing_is_an_error_at_its_place_with_what_there_is(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="names nothing that this page shows") as error:
        marks(f"{TABLE}\nHere {{mark {name}}} it is.", tmp_path)
    assert error.value.line == 12
    assert "V1" in error.value.remedy or "V3" in error.value.remedy


def test_a_mark_waits_for_what_it_marks(tmp_path: Path) -> None:
    """Before the table is there nothing of it is marked."""
    assert [mark.beat for mark in marks(f"V3 is best.\n\n{TABLE}\nAs said, V3 is best.", tmp_path)] == [1]


def test_bars_and_lines_of_a_figure_lie_within_its_picture(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1200, 600), "white").save(tmp_path / "a.png")
    bars = bar_parts(["happiness", "fear"], [(0.1, 0.2, 0.3, 0.7), (0.6, 0.5, 0.3, 0.4)], ["26 %", "9 %"])
    path = [(0.1, 0.8), (0.5, 0.4), (0.9, 0.2)]
    lines = series_parts({"training": {"Loss": path}}, {"Loss": (0.0, 0.0, 1.0, 1.0)})
    (page,) = render_text("## A\n\nFear is rare. Training falls.\n", ScriptSettings()).script.pages
    figure = Picture(path="a.png", alt="A figure.", own=True, parts=[*bars, *lines], at=AT)
    page = page.model_copy(update={"items": [figure]})
    script = Script(talk="t", title="T", minutes=1, pages=[Page(id="first", title="T", at=AT), page])
    layout = layout_script(script, read_theme(), build=tmp_path, folder=tmp_path)[1]
    fear, training = layout.marks
    box = next(block.box for block in layout.blocks if block.item == 0)
    assert fear.lit[0][0][0] == pytest.approx(box.left + 0.6 * box.width - 4, abs=0.1)
    assert len(training.lit[0]) == 2 * (len(path) + 2)
    for mark in layout.marks:
        assert all(mark.field.left <= x <= mark.field.right for shape in mark.lit for x, _ in shape)


def test_a_mark_is_lit_from_its_word_to_the_next_mark_or_beat() -> None:
    def mark(beat: int, token: int) -> SlideMark:
        field = read_theme().grid.body
        return SlideMark("item-0", f"{beat}/{token}", beat, token, field, ())

    beats = {
        0: BeatWords(100, 1000, ((0, 100), (1, 300), (3, 700)), 4),
        1: BeatWords(1200, 2000, (), 4),
    }
    times = mark_times([mark(0, 1), mark(0, 2), mark(1, 2)], beats, 2500)
    assert [(time.start, time.end) for time in times] == [(300, 700), (700, 1200), (1600, 2500)]
