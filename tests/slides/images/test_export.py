"""Slides drawn as pictures and as a PDF, without an office program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from plainspoken.base.errors import InputError
from plainspoken.script.model import Script
from plainspoken.slides.images.draw_slide import reveals
from plainspoken.slides.images.export import draw_builds, draw_slide, page_names, write_pages
from plainspoken.slides.images.raster_canvas import by_font
from plainspoken.slides.layout.boxes import PictureBlock, SlideLayout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import Theme, read_theme

WIDTH = 640


@pytest.fixture(scope="module")
def theme() -> Theme:
    return read_theme()


@pytest.fixture(scope="module")
def layouts(slides_script: Script, slides_build: Path, theme: Theme) -> list[SlideLayout]:
    return layout_script(slides_script, theme, build=slides_build, folder=slides_build)


def named(layouts: list[SlideLayout], page: str) -> SlideLayout:
    return next(layout for layout in layouts if layout.page == page)


def differs(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """The box within which two pictures differ."""
    return ImageChops.difference(one, other).getbbox()


def test_a_picture_has_the_pages_shape_and_ground(layouts: list[SlideLayout], theme: Theme) -> None:
    image = draw_slide(layouts[2], theme, width=1920)
    assert image.size == (1920, 1080)
    assert image.getpixel((5, 5)) == (255, 255, 255)
    dark = read_theme("plain", "dark")
    assert "#{:02X}{:02X}{:02X}".format(*draw_slide(layouts[2], dark, width=320).getpixel((2, 2))) == dark.color(
        "ground"
    )


def test_every_build_painted_on_is_the_build_drawn_whole(layouts: list[SlideLayout], theme: Theme) -> None:
    compared = 0
    for layout in layouts:
        builds = list(draw_builds(layout, theme, width=WIDTH))
        assert [beat for beat, _ in builds] == [-1, *reveals(layout)]
        for beat, image in builds:
            assert differs(image, draw_slide(layout, theme, beat=beat, width=WIDTH)) is None, (layout.page, beat)
            compared += 1
        assert differs(builds[-1][1], draw_slide(layout, theme, width=WIDTH)) is None
    assert compared > 25


def test_what_appears_lies_in_its_own_box(layouts: list[SlideLayout], theme: Theme) -> None:
    layout = named(layouts, "gap")
    (_, before), (beat, after) = list(draw_builds(layout, theme, width=960))[-2:]
    box = differs(before, after)
    block = next(block for block in layout.blocks if block.kind == "text")
    assert beat == 2 and box is not None
    assert block.box.left - 1 <= box[0] and box[2] <= block.box.right + 1
    assert block.box.top - 1 <= box[1] and box[3] <= block.box.bottom + 1


def test_nothing_is_drawn_over_the_pages_edge(layouts: list[SlideLayout], theme: Theme) -> None:
    for layout in layouts:
        if layout.ground != "ground":
            continue
        image = draw_slide(layout, theme, width=960)
        for edge in ((0, 0, 20, 530), (940, 0, 960, 530), (0, 0, 960, 20)):
            assert len(image.crop(edge).getcolors() or []) == 1, (layout.page, edge)


def test_letters_that_the_font_lacks_come_from_one_that_has_them(theme: Theme) -> None:
    font = theme.sans.file()
    parts = by_font("a ✓ b", font)
    assert [text for text, _ in parts] == ["a ", "✓", " b"]
    assert parts[0][1] == parts[2][1] == font != parts[1][1]


def test_a_missing_picture_is_named(layouts: list[SlideLayout], theme: Theme, tmp_path: Path) -> None:
    layout = named(layouts, "learns")
    blocks = tuple(
        replace(block, path=tmp_path / "gone.png") if isinstance(block, PictureBlock) else block
        for block in layout.blocks
    )
    with pytest.raises(InputError, match="no picture is here") as raised:
        draw_slide(replace(layout, blocks=blocks), theme, width=WIDTH)
    assert raised.value.file == str(tmp_path / "gone.png")
    (tmp_path / "gone.png").write_text("words")
    with pytest.raises(InputError, match="not a picture"):
        draw_slide(replace(layout, blocks=blocks), theme, width=WIDTH)
    with pytest.raises(InputError, match="no picture can be read"):
        write_pages(
            Script(talk="t", title="T", minutes=1, pages=[]),
            [replace(layout, blocks=blocks)],
            theme,
            pdf=tmp_path / "t.pdf",
        )
    assert not (tmp_path / "t.pdf").exists()


def test_pages_are_written_once_and_stale_ones_go(
    slides_script: Script, layouts: list[SlideLayout], theme: Theme, tmp_path: Path
) -> None:
    stale = tmp_path / "png" / "099-gone.png"
    stale.parent.mkdir()
    stale.write_bytes(b"old")
    (tmp_path / "png" / "mine.png").write_bytes(b"mine")
    paths = write_pages(slides_script, layouts, theme, pdf=tmp_path / "talk.pdf", png=tmp_path / "png", width=320)
    assert [path.name for path in paths] == ["talk.pdf", *page_names(layouts)]
    assert not stale.exists() and (tmp_path / "png" / "mine.png").exists()
    times = [path.stat().st_mtime_ns for path in paths]
    write_pages(slides_script, layouts, theme, pdf=tmp_path / "talk.pdf", png=tmp_path / "png", width=320)
    assert [path.stat().st_mtime_ns for path in paths] == times, "the same pages were written again"


def test_the_pdf_holds_text_pictures_and_bookmarks(
    slides_script: Script, layouts: list[SlideLayout], theme: Theme, tmp_path: Path
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    write_pages(slides_script, layouts, theme, pdf=tmp_path / "talk.pdf")
    document = pdfium.PdfDocument(tmp_path / "talk.pdf")
    assert len(document) == len(layouts)
    assert document.get_metadata_dict()["Title"] == slides_script.title
    marks = [mark.get_title() for mark in document.get_toc()]
    assert marks == [" ".join(layout.title.text.split()) for layout in layouts]
    for page, layout in zip(document, layouts, strict=True):
        text = page.get_textpage().get_text_range()
        assert layout.title.text.split()[0] in text
    page = document[[layout.page for layout in layouts].index("learns")]
    assert page.get_size() == (960, 540)
    drawn = page.render(scale=1).to_pil().convert("RGB")
    ours = draw_slide(named(layouts, "learns"), theme, width=960)
    assert mean_difference(drawn, ours) < 4, "the PDF does not look like the picture"


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    counts = ImageChops.difference(one, other).convert("L").histogram()
    return sum(level * count for level, count in enumerate(counts)) / sum(counts)
