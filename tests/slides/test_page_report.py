"""A row a page: what counts, and each fault planted."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.script.model import Bullet, Page, Run, Script, Source
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.page_report import MOST_UNJUDGED, PageRow, page_rows, talk_faults

AT = Source("page.md", 1, 1, 1, 1)
TABLE = """| model | accuracy | size | latency |
| --- | --- | --- | --- |
| V1 | 44 % | 5.1 M | 9 ms |
| V2 | 45 % | 2.4 M | 31 ms |
| V3 | 53 % | 1.7 M | 12 ms |
| V4 | 51 % | 1.9 M | 11 ms |
"""
LONG = "and so it goes on for a while, so that there is time to look at all of it, from the first line to the very last"


def rows_of(text: str, tmp_path: Path) -> list[PageRow]:
    script = render_text(f"## A talk\n\nHello.\n\n{text}\n", ScriptSettings()).script
    return page_rows(script, None, layout_script(script, read_theme(), build=tmp_path, folder=tmp_path), read_theme())[
        1:
    ]


def test_a_page_that_reads_well_and_moves_has_no_fault(tmp_path: Path) -> None:
    (row,) = rows_of(
        f"## V3 is the best of ours\n\n{TABLE}\nV3 is the best, {LONG}.\n\nV1 is largest, {LONG}.", tmp_path
    )
    assert row.faults == ()
    assert (row.changes, row.beats, row.overlaps, row.widows) == (3, 2, 0, 0)
    assert row.used is not None and row.used >= 0.6
    assert row.type >= 14 and row.contrast >= 4.5


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("## Short\n\n- one\n- two\n- three\n- four\n\nGone.", "seen for"),
        (
            "## Full\n\n" + "- many words that nobody reads\n" * 9 + "\nIt has a lot of words to read, that is so.",
            "new words",
        ),
        (f"## Empty\n\n- one\n\nA word, {LONG}.", "of the height below its title"),
        (f"## Still\n\n{TABLE}\nFirst, {LONG}.\n\nThen, {LONG}.", "nothing changes in 2 paragraphs"),
    ],
)
def test_each_fault_is_found(text: str, fault: str, tmp_path: Path) -> None:
    (row,) = rows_of(text, tmp_path)
    assert any(fault in found for found in row.faults), row.faults


def test_small_type_and_widows_are_found(tmp_path: Path) -> None:
    from PIL import Image

    from plainspoken.script.model import Picture

    Image.new("RGB", (1200, 600), "white").save(tmp_path / "a.png")
    figure = Picture(path="a.png", alt="A figure with small type.", own=True, type_share=0.01, at=AT)
    long = Bullet(runs=[Run(text="x" * 30 + " " + "y" * 30 + " " + "z" * 30)], at=AT)
    command = long.model_copy(update={"runs": [long.runs[0].model_copy(update={"code": True})]})
    script = Script(
        talk="t",
        title="T",
        minutes=1,
        pages=[
            Page(id="a", title="A", at=AT),
            Page(id="b", title="B", items=[figure], at=AT),
            Page(id="c", title="C", items=[long, long], at=AT),
            Page(id="d", title="D", items=[command], at=AT),
        ],
    )
    rows = page_rows(script, None, layout_script(script, read_theme(), build=tmp_path, folder=tmp_path), read_theme())
    assert any("type of" in fault for fault in rows[1].faults)
    assert rows[2].widows == 2
    assert rows[3].widows == 0, "a command breaks where it must"


def test_at_most_three_pages_may_go_unjudged(tmp_path: Path) -> None:
    page = "## Page {}\n\n<!-- check: off -->\n\n- one\n\nSaid.\n\n"
    rows = rows_of("".join(page.format(f"number {n} of a few") for n in range(MOST_UNJUDGED)), tmp_path)
    assert not any(row.judged for row in rows)
    assert talk_faults(rows) == []
    more = rows_of("".join(page.format(f"number {n} of a few") for n in range(MOST_UNJUDGED + 1)), tmp_path)
    assert "4 pages say `check: off`" in talk_faults(more)[0]
