from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Code, Formula, Page, Picture, Quote, Run, Script, Source, Table
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.laid_out import laid_out
from plainspoken.slides.layout.boxes import PictureBlock, SlideLayout, TableBlock, TextBlock
from plainspoken.slides.layout.check_layout import check_layout
from plainspoken.slides.layout.choose_layout import LAYOUTS, choose_layout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import Theme, read_theme
from plainspoken.slides.settings import SlideSettings

AT = Source(file="pages/04.md", line=7, column=1, end_line=7, end_column=9)


def bullet(text: str, level: int = 0, appears: int | None = None) -> Bullet:
    return Bullet(runs=[Run(text=text)], level=level, appears=appears, at=AT)


def script_of(*pages: Page) -> Script:
    return Script(talk="t", title="T", minutes=5, pages=list(pages))


def page(title: str | None, *items: Any, id: str = "p", **more: Any) -> Page:
    from plainspoken.script.model import Beat, Token

    beats = [Beat(tokens=[Token(shown=f"Beat {n}.", said=f"beat {n}", syllables=2)], at=AT) for n in range(6)]
    return Page(id=id, title=title, items=list(items), beats=beats, at=AT, **more)


def lay(build: Path, *pages: Page, variant: Any = "light") -> list[SlideLayout]:
    opening = page("An opening", id="opening")
    return layout_script(script_of(opening, *pages), read_theme("plain", variant), build=build, folder=build)[1:]


def picture(**more: Any) -> Picture:
    return Picture(path="figures/square.png", alt="A square.", at=AT, **more)


@pytest.mark.parametrize("variant", ["light", "dark"])
def test_every_layout_is_without_fault(variant: Any, slides_script: Script, slides_build: Path) -> None:
    theme = read_theme("plain", variant)
    slides = layout_script(slides_script, theme, build=slides_build, folder=slides_build)
    assert check_layout(slides, theme) == []
    assert {layout.layout for layout in slides} == set(LAYOUTS)
    assert [layout.number for layout in slides] == list(range(1, len(slides) + 1))


def test_pictures_keep_their_proportions(slides_script: Script, slides_build: Path, slides_theme: Theme) -> None:
    seen = 0
    for layout in layout_script(slides_script, slides_theme, build=slides_build, folder=slides_build):
        for block in layout.blocks:
            if isinstance(block, PictureBlock):
                with Image.open(block.path) as image:
                    assert block.box.width / block.box.height == pytest.approx(image.width / image.height, rel=1e-6)
                seen += 1
    assert seen >= 6


def test_one_more_bullet_does_not_turn_the_page_around(slides_build: Path) -> None:
    places = []
    for count in range(1, 6):
        (layout,) = lay(
            slides_build, page("A figure and its list", picture(), *[bullet(f"point {n}") for n in range(count)])
        )
        assert layout.layout == "figure-bullets"
        figure, words = layout.blocks
        places.append((figure.box, words.box.left))
    assert len(set(places)) == 1


@pytest.mark.parametrize("count", range(1, 7))
def test_bullets_alone_stay_a_list(count: int, slides_build: Path) -> None:
    (layout,) = lay(slides_build, page("A list", *[bullet(f"point {n}") for n in range(count)]))
    assert layout.layout == "bullets"


def test_a_long_list_goes_on_at_its_beats(slides_build: Path, slides_theme: Theme) -> None:
    words = "a point that takes a whole line of the slide and then some more, so that it needs two of them to be said"
    slides = lay(slides_build, page("A long list", *[bullet(f"{n} {words}", appears=n // 3) for n in range(16)]))
    assert len(slides) > 1
    assert [layout.part for layout in slides] == list(range(len(slides)))
    assert {layout.title.text for layout in slides} == {"A long list"}
    assert slides[0].first_beat == 0
    assert slides[-1].end_beat == 6
    for before, after in pairwise(slides):
        assert before.end_beat == after.first_beat > before.first_beat
    shown = [p.item for layout in slides for b in layout.blocks if isinstance(b, TextBlock) for p in b.paragraphs]
    assert shown == list(range(16))
    assert check_layout(slides, slides_theme) == []
    floor = slides_theme.sizes("sub")[-1]
    assert (
        min(r.size for s in slides for b in s.blocks if isinstance(b, TextBlock) for p in b.paragraphs for r in p.runs)
        >= floor
    )
    assert slides[0].notes


def test_a_long_table_repeats_its_header(slides_build: Path, slides_theme: Theme) -> None:
    rows = [[[Run(text=f"row {n}")], [Run(text=str(n))]] for n in range(40)]
    table = Table(header=[[Run(text="name")], [Run(text="n")]], rows=rows, align=["left", "right"], at=AT)
    slides = lay(slides_build, page("A long table", table))
    blocks = [block for layout in slides for block in layout.blocks if isinstance(block, TableBlock)]
    assert len(blocks) > 1
    assert all(block.rows[0][0].paragraph.text == "name" for block in blocks)
    assert [cell[0].paragraph.text for block in blocks for cell in block.rows[1:]] == [f"row {n}" for n in range(40)]
    assert check_layout(slides, slides_theme) == []


def test_long_code_is_cut_at_an_empty_line_and_wide_code_is_refused(slides_build: Path) -> None:
    block = "def f(x):\n" + "\n".join(f"    x += {n}" for n in range(13))
    slides = lay(slides_build, page("Long code", Code(language="python", text=f"{block}\n\n\n{block}\n", at=AT)))
    assert len(slides) == 2
    texts = [b.text for layout in slides for b in layout.blocks if isinstance(b, TextBlock)]
    assert texts == [block, block]
    with pytest.raises(InputError, match=r"line 2 of the code .* 150 letters, \d+ fit") as caught:
        lay(slides_build, page("Wide code", Code(language="python", text="x = 1\n" + "y" * 150, at=AT)))
    assert caught.value.where == "pages/04.md:7:1"


def test_code_is_coloured_and_none_of_it_is_lost(slides_build: Path) -> None:
    text = "class A:  # why\n\tb = 'c' * 4"
    (layout,) = lay(slides_build, page("Code", Code(language="python", text=text, at=AT)))
    (block,) = layout.blocks
    assert isinstance(block, TextBlock)
    assert block.text == text.replace("\t", "    ")
    colors = {run.text: run.color for paragraph in block.paragraphs for run in paragraph.runs}
    assert colors["class"] == "code_keyword"
    assert colors["# why"] == "code_comment"
    assert colors["4"] == "code_number"
    (plain,) = lay(slides_build, page("Code", Code(language="no-such", text=text, at=AT)))
    assert isinstance(plain.blocks[0], TextBlock)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: page("word " * 60, bullet("a")), "the title does not fit"),
        (lambda: page("T", bullet("x" * 4000)), "a bullet does not fit"),
        (lambda: page("T", Picture(path="figures/none.png", alt="a", at=AT)), "there is no picture figures/none.png"),
        (lambda: page("T", Formula(tex=r"\begin{matrix}", at=AT)), "the formula cannot be drawn"),
        (lambda: page("T", layout="poster"), "no layout is called 'poster'"),
        (lambda: page("T", picture(), layout="bullets"), "has no place for a picture"),
        (lambda: page("T", bullet("a"), layout="table"), "shows what this page does not hold"),
        (lambda: page("T", bullet("a"), layout="comparison"), "a comparison needs two list items"),
        (lambda: page("T", picture(caption="long " * 90)), "longer than two lines"),
    ],
)
def test_what_cannot_be_laid_out_is_said_with_its_place(made: Any, message: str, slides_build: Path) -> None:
    with pytest.raises(InputError, match=message) as caught:
        lay(slides_build, made())
    assert caught.value.file == "pages/04.md"
    assert caught.value.line == 7
    assert caught.value.remedy


def test_what_is_not_a_picture_is_said(slides_build: Path) -> None:
    (slides_build / "figures/words.png").write_text("no picture")
    with pytest.raises(InputError, match="no picture of a known kind"):
        lay(slides_build, page("T", Picture(path="figures/words.png", alt="a", at=AT)))


def test_a_layout_can_be_named(slides_build: Path) -> None:
    (layout,) = lay(slides_build, page("T", bullet("3 of 4 faces"), layout="number"))
    assert layout.layout == "number"
    assert isinstance(layout.blocks[0], TextBlock)
    assert layout.blocks[0].role == "number"


def test_a_quotation_that_begins_with_a_metric_is_a_large_figure(slides_build: Path) -> None:
    from plainspoken.script.model import Number

    number = Number(shown="2.5 M", said="two point five million", value=2.5e6, origin="metric")
    quote = Quote(runs=[Run(text="2.5 M parameters")], numbers=[number], at=AT)
    (layout,) = lay(slides_build, page("T", quote))
    assert layout.layout == "number"
    assert [block.text for block in layout.blocks if isinstance(block, TextBlock)] == ["2.5 M", "parameters"]
    (plain,) = lay(slides_build, page("T", Quote(runs=[Run(text="All is well")], at=AT)))
    assert plain.layout == "statement"


def test_sections_open_where_they_begin(slides_build: Path) -> None:
    pages = [page("A", id="a", section="One"), page("B", id="b", section="One"), page("C", id="c", section="Two")]
    script = script_of(page("start", id="s"), *pages)
    assert [choose_layout(script, index) for index in range(4)] == ["title", "section", "statement", "section"]


def test_a_first_level_heading_opens_a_section_only_when_little_stands_below_it(slides_build: Path) -> None:
    empty, full = page("A", id="a", layout="section"), page("B", picture(), id="b", layout="section")
    long = page("C", *[bullet(f"point {n}") for n in range(9)], id="c", layout="section")
    script = script_of(page("start", id="s", layout="section"), empty, full, long)
    assert [choose_layout(script, index) for index in range(4)] == ["title", "section", "figure", "bullets"]


def test_a_page_without_a_title_has_one_all_the_same(slides_build: Path) -> None:
    (layout,) = lay(slides_build, page(None))
    assert layout.title.text == "Beat 0"
    spoken = page(None)
    from plainspoken.script.model import Beat, Token

    parts = [
        Beat(tokens=[Token(shown=words, said=words, syllables=1)], at=AT)
        for words in ("We turn,", "then stop. Now on.")
    ]
    (joined,) = lay(slides_build, spoken.model_copy(update={"beats": parts}))
    assert joined.title.text == "We turn, then stop"
    (numbered,) = lay(slides_build, page(None, number=12).model_copy(update={"beats": []}))
    assert numbered.title.text == "Page 12"


def test_what_appeared_before_a_slide_is_there_from_its_start(slides_build: Path) -> None:
    words = "word " * 28
    slides = lay(slides_build, page("T", picture(appears=0), *[bullet(f"{n} {words}", appears=n) for n in range(5)]))
    assert len(slides) > 1
    later = slides[-1]
    figure = later.blocks[0]
    assert isinstance(figure, PictureBlock)
    assert figure.appears is None
    beats = [p.appears for b in later.blocks if isinstance(b, TextBlock) for p in b.paragraphs]
    assert all(beat is None or beat > later.first_beat for beat in beats)


def test_figures_stand_on_a_card_in_the_dark(slides_build: Path) -> None:
    (dark,) = lay(slides_build, page("T", picture(figure="emotion/x")), variant="dark")
    (own,) = lay(slides_build, page("T", picture()), variant="dark")
    assert isinstance(dark.blocks[0], PictureBlock)
    assert isinstance(own.blocks[0], PictureBlock)
    assert dark.blocks[0].card
    assert not own.blocks[0].card


def test_a_figure_drawn_for_the_dark_needs_no_card(slides_build: Path, tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    for ground, card in (("#11181F", False), ("#FFFFFF", True)):
        Image.new("RGB", (40, 40), ground).save(tmp_path / "figures" / "square.png")
        (slide,) = lay(tmp_path, page("T", picture(figure="emotion/x")), variant="dark")
        assert isinstance(slide.blocks[0], PictureBlock)
        assert slide.blocks[0].card is card


def test_the_sample_is_laid_out_as_agreed(slides_script: Script, slides_build: Path, slides_theme: Theme) -> None:
    """Every box of the script with every layout, against `tests/golden/layout.txt`. After a change that is meant:
    delete that file, run this test, look at the difference."""
    lines = []
    for layout in layout_script(slides_script, slides_theme, build=slides_build, folder=slides_build):
        lines.append(f"{layout.number} {layout.page} {layout.layout}")
        for block in layout.all_blocks():
            if isinstance(block, PictureBlock) and block.formula:
                continue  # its size is matplotlib's
            box = block.box
            place = f"{box.left:.0f} {box.top:.0f} {box.width:.0f} {box.height:.0f}"
            sizes = sorted({r.size for p in block.paragraphs for r in p.runs}) if isinstance(block, TextBlock) else []
            lines.append(
                f"    {block.name} [{place}] {sizes or ''} {'' if block.appears is None else block.appears}".rstrip()
            )
    golden = Path(__file__).parents[2] / "golden/layout.txt"
    found = "\n".join(lines) + "\n"
    if not golden.exists():
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## " + "word " * 400, "characters in its title"),
        ("## One thing\n\n" + "- a\n" * 301, "301 items to show"),
        ("## One thing\n\n|a|\n|-|\n" + "|1|\n" * 301, "301 items to show"),
        ("## One thing\n\n" + "|a" * 41 + "|\n" + "|-" * 41 + "|\n" + ("|1" * 41 + "|\n") * 50, "2,050 cells"),
        ("## One thing\n\n- " + "word " * 9000, "44,999 characters to show"),
    ],
)
def test_a_page_that_is_no_slide_is_refused_before_it_is_set(text: str, said: str) -> None:
    """Fitting tries many ways, and each takes longer the more there is."""
    script = render_text(f"{text}\n\nWe say it.\n", ScriptSettings()).script
    with pytest.raises(InputError, match=said) as caught:
        laid_out(script, SlideSettings(), build=Path("build"), folder=Path())
    assert caught.value.line == 1
