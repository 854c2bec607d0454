from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from plainspoken.base.errors import InputError
from plainspoken.script.model import Script
from plainspoken.slides.images.export import draw_slide
from plainspoken.slides.laid_out import laid_out
from plainspoken.slides.layout.check_layout import check_layout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.patterns import pattern_of
from plainspoken.slides.layout.theme import contrast, read_theme
from plainspoken.slides.pptx.check_deck import check_deck
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.pptx.template_layouts import layouts_by_use
from plainspoken.slides.pptx.user_template import open_template, template_theme
from plainspoken.slides.settings import SlideSettings

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture
def corporate(tmp_path: Path) -> Path:
    """A deck as a user might have: 4:3, another font, slides of its own."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Last year's figures"
    presentation.save(str(tmp_path / "corporate.pptx"))
    return tmp_path / "corporate.pptx"


def test_the_users_template_carries_our_slides(
    corporate: Path, slides_script: Script, slides_build: Path, tmp_path: Path
) -> None:
    theme = template_theme(open_template(corporate), corporate, read_theme())
    slides = layout_script(slides_script, theme, build=slides_build, folder=slides_build)
    assert check_layout(slides, theme) == []
    out = tmp_path / "deck.pptx"
    settings = SlideSettings(template=str(corporate))
    build_deck(slides_script, None, out, settings=settings, build=slides_build, folder=slides_build)
    assert check_deck(out) == []
    opened = Presentation(str(out))
    assert len(opened.slides) == len(slides)
    assert (opened.slide_width, opened.slide_height) == (Pt(720), Pt(540))
    assert "Last year" not in "".join(
        shape.text_frame.text for s in opened.slides for shape in s.shapes if shape.has_text_frame
    )
    assert opened.slides[0].slide_layout.name == "Title Slide"
    assert opened.slides[2].slide_layout.name == "Title and Content"
    assert opened.slides[4].slide_layout.name == "Title Only"
    for slide in opened.slides:
        for shape in slide.shapes:
            assert shape.left >= -1
            assert shape.left + shape.width <= opened.slide_width + 13000


def test_the_page_of_another_size_is_laid_out_in_its_own_proportions(corporate: Path) -> None:
    presentation = open_template(corporate)
    presentation.slide_width, presentation.slide_height = Pt(1920), Pt(1080)
    theme = template_theme(presentation, corporate, read_theme())
    assert theme.grid.width == pytest.approx(960)
    assert theme.scale == pytest.approx(2.0)
    assert theme.type_size(20) == 4000


def test_colours_that_read_badly_on_the_templates_ground_are_its_text_colour(corporate: Path) -> None:
    presentation = open_template(corporate)
    theme = template_theme(presentation, corporate, read_theme("plain", "dark"))
    assert theme.color("ground") == "#FFFFFF"
    assert theme.color("muted") == theme.color("text")
    assert theme.color("accent") not in ("#4F81BD", theme.color("text"))  # the template's is too pale for words
    assert contrast(theme.color("accent"), "#FFFFFF") >= 4.5
    assert "accent" not in theme.scheme


def test_layouts_are_found_by_type_and_by_placeholders(corporate: Path) -> None:
    presentation = open_template(corporate)
    for layout in presentation.slide_layouts:
        layout._element.attrib.pop("type", None)
    found = layouts_by_use(presentation)
    assert {"Title", "Section", "Statement", "Title and list", "Evidence", "Comparison"} <= set(found)
    assert found["Evidence"].name == "Title Only"


def test_a_template_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    words = tmp_path / "words.pptx"
    words.write_text("no deck")
    with pytest.raises(InputError, match="not a PowerPoint deck"):
        open_template(words)
    with pytest.raises(InputError, match="no template here"):
        open_template(tmp_path / "none.pptx")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A template whose layouts have lost their types, as copies in PowerPoint do: a black section layout stands before
    the one for lists, which has a logo."""
    presentation = Presentation()
    master = presentation.slide_master
    layouts = {layout.name: layout for layout in presentation.slide_layouts}
    for layout in layouts.values():
        layout._element.attrib.pop("type", None)
    layouts["Title and Content"]._element.cSld.set("name", "1_Title and content")
    black = '<p:bg %s><p:bgPr><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    spaces = (
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    layouts["Section Header"]._element.cSld.insert(0, parse_xml(black % spaces))
    listed = master._element.find(qn("p:sldLayoutIdLst"))
    order = [layout.name for layout in presentation.slide_layouts]
    listed.insert(0, listed[order.index("Section Header")])
    Image.new("RGB", (40, 20), "#C00000").save(tmp_path / "logo.png")
    picture = presentation.slides.add_slide(layouts["Title Only"]).shapes.add_picture(
        str(tmp_path / "logo.png"), Pt(640), Pt(4), Pt(60), Pt(20)
    )
    layout = layouts["Title and Content"]
    _, link = layout.part.get_or_add_image_part(str(tmp_path / "logo.png"))
    node = picture._element
    node.getparent().remove(node)
    node.find(".//" + qn("a:blip")).set(qn("r:embed"), link)
    layout.shapes._spTree.append(node)
    presentation.save(str(tmp_path / "copied.pptx"))
    return tmp_path / "copied.pptx"


def test_layouts_that_lost_their_type_are_found_by_their_names(copied: Path) -> None:
    found = layouts_by_use(open_template(copied))
    assert {use: layout.name for use, layout in found.items()} == {
        "Title": "Title Slide",
        "Section": "Section Header",
        "Title and list": "1_Title and content",
        "Evidence": "Title Only",
        "Comparison": "Comparison",
        "Statement": "Title Only",
    }


def test_words_are_read_against_the_layouts_own_ground_in_every_output(
    copied: Path, slides_script: Script, slides_build: Path
) -> None:
    settings = SlideSettings(template=str(copied))
    layouts, theme = laid_out(slides_script, settings, build=slides_build, folder=slides_build)
    assert check_layout(layouts, theme) == []
    opening = theme.openings["section"]
    assert theme.color(opening.ground) == "#000000"
    assert contrast(theme.color(opening.text), "#000000") >= 4.5
    (logo,) = theme.backdrops["Title and list"]
    assert logo.path is not None and logo.path.is_file()
    listed = next(each for each in layouts if pattern_of(each) == "Title and list")
    drawn = draw_slide(listed, theme, width=960)
    scale = 960 / theme.grid.width
    middle = (round((logo.left + logo.width / 2) * scale), round((logo.top + logo.height / 2) * scale))
    assert drawn.getpixel(middle) == (192, 0, 0)
    assert any("title and list on “1_Title and content”" in note for note in theme.notes)


def test_their_title_page_has_the_talks_name_where_they_have_theirs(
    corporate: Path, slides_script: Script, slides_build: Path
) -> None:
    settings = SlideSettings(template=str(corporate))
    layouts, theme = laid_out(slides_script, settings, build=slides_build, folder=slides_build)
    box = theme.openings["title"].title
    title = layouts[0].title
    assert box[0] - 1 <= title.box.left and title.box.right <= box[0] + box[2] + 1
    assert title.paragraphs[0].align == "center"


def test_a_potx_is_a_template(corporate: Path, slides_script: Script, slides_build: Path, tmp_path: Path) -> None:
    potx = tmp_path / "corporate.potx"
    with ZipFile(corporate) as source, ZipFile(potx, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"presentationml.presentation.main", b"presentationml.template.main")
            out.writestr(name, data)
    settings = SlideSettings(template=str(potx))
    deck = build_deck(
        slides_script, None, tmp_path / "deck.pptx", settings=settings, build=slides_build, folder=slides_build
    )
    assert check_deck(deck) == []


@pytest.mark.parametrize("damage", ["crc", "cut", "xml", "part"])
def test_a_damaged_template_is_refused_with_its_name(corporate: Path, tmp_path: Path, damage: str) -> None:
    broken = tmp_path / "broken.pptx"
    data = corporate.read_bytes()
    if damage == "cut":
        broken.write_bytes(data[: len(data) // 2])
    elif damage == "crc":
        with ZipFile(corporate) as source:
            entry = source.getinfo("ppt/slideMasters/slideMaster1.xml")
        at = entry.header_offset + 30 + len(entry.filename) + 40
        broken.write_bytes(data[:at] + bytes(255 - byte for byte in data[at : at + 200]) + data[at + 200 :])
    else:
        with ZipFile(corporate) as source, ZipFile(broken, "w") as out:
            for name in source.namelist():
                if damage == "part" and "slideMaster1.xml" in name:
                    continue
                out.writestr(
                    name, b"<p:broken" if name == "ppt/presentation.xml" and damage == "xml" else source.read(name)
                )
    with pytest.raises(InputError) as caught:
        open_template(broken)
    assert caught.value.file == str(broken)
    assert "damaged" in caught.value.message or "not a PowerPoint deck" in caught.value.message


def test_a_template_that_unpacks_to_too_much_is_refused(corporate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plainspoken.slides.pptx.user_template.LARGEST_TEMPLATE", 1000)
    with pytest.raises(InputError, match="unpacks to"):
        open_template(corporate)


def test_links_and_programs_of_a_template_do_not_come_along(corporate: Path, tmp_path: Path) -> None:
    presentation = Presentation(str(corporate))
    layout = presentation.slide_layouts[1]
    wishes = ("javascript:alert(1)", "file:///etc/passwd", "\\\\host\\share", "https://example.org/")
    for address in wishes:
        rel = layout.part.relate_to(address, RT.HYPERLINK, is_external=True)
        named = layout.placeholders[0]._element.find(f".//{qn('p:cNvPr')}")
        click = parse_xml(f'<a:hlinkClick xmlns:a="{A}" xmlns:r="{R}" r:id="{rel}" action="ppaction://program"/>')
        named.append(click)
    presentation.save(str(corporate))
    out = io.BytesIO()
    open_template(corporate).save(out)
    with ZipFile(out) as packed:
        text = b"".join(packed.read(name) for name in packed.namelist() if name.endswith((".xml", ".rels")))
    assert b"https://example.org/" in text
    for strange in (b"javascript:", b"file:", b"host\\share", b"ppaction://program"):
        assert strange not in text


@pytest.fixture
def institute(tmp_path: Path) -> Path:
    """A template as institutes have them: titles on a dark field, a logo in the corner, a band at the foot, room below
    the paragraphs, a small master list, and a section page that a shape without a fill of its own makes black."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(960), Pt(540)
    master = presentation.slide_master
    for holder in (master, *presentation.slide_layouts):
        for placeholder in holder.placeholders:
            kind = placeholder._element.find(f".//{qn('p:ph')}").get("type")
            if kind in ("title", "ctrTitle"):
                placeholder.left, placeholder.top, placeholder.width, placeholder.height = (
                    Pt(0),
                    Pt(30),
                    Pt(760),
                    Pt(60),
                )
            elif kind == "sldNum":
                placeholder.left, placeholder.top, placeholder.width, placeholder.height = (
                    Pt(800),
                    Pt(500),
                    Pt(90),
                    Pt(30),
                )
            elif holder is master and kind == "body":
                placeholder.left, placeholder.top, placeholder.width, placeholder.height = (
                    Pt(60),
                    Pt(80),
                    Pt(800),
                    Pt(90),
                )
    for name in ("Title and Content", "Title Only"):
        layout = next(layout for layout in presentation.slide_layouts if layout.name == name)
        for placeholder in layout.placeholders:
            if placeholder.placeholder_format.idx == 1:
                placeholder.left, placeholder.top, placeholder.width, placeholder.height = (
                    Pt(60),
                    Pt(110),
                    Pt(840),
                    Pt(380),
                )
        layout.shapes._spTree.append(parse_xml(shape("logo", 840, 400, 100, 120, "336699")))
        layout.shapes._spTree.append(parse_xml(shape("band", 0, 490, 960, 50, "202020")))
    title = next(node for node in master.placeholders if node.placeholder_format.type == 1)
    title._element.spPr.append(parse_xml(f'<a:solidFill {DRAWING}><a:srgbClr val="404040"/></a:solidFill>'))
    body = master._element.find(f".//{qn('p:bodyStyle')}/{qn('a:lvl1pPr')}")
    body.insert(1, parse_xml(f'<a:spcAft {DRAWING}><a:spcPts val="1800"/></a:spcAft>'))
    section = next(layout for layout in presentation.slide_layouts if layout.name == "Section Header")
    section.shapes._spTree.insert(2, parse_xml(shape("ground", 0, 0, 960, 540, None)))
    presentation.save(str(tmp_path / "institute.pptx"))
    return tmp_path / "institute.pptx"


DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def shape(name: str, left: int, top: int, width: int, height: int, fill: str | None) -> str:
    """A rectangle, without `fill` in the black of its style."""
    own = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else ""
    black = '<a:{0} idx="1"><a:srgbClr val="000000"/></a:{0}>'
    style = "".join(black.format(name) for name in ("lnRef", "fillRef", "effectRef"))
    style = f'<p:style>{style}<a:fontRef idx="minor"/></p:style>'
    return (
        f'<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {DRAWING}><p:nvSpPr>'
        f'<p:cNvPr id="90" name="{name}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{Pt(left)}" y="{Pt(top)}"/><a:ext cx="{Pt(width)}" cy="{Pt(height)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{own}</p:spPr>{"" if fill else style}</p:sp>'
    )


def test_what_is_shown_goes_where_the_layouts_have_it_and_covers_no_logo(institute: Path) -> None:
    grid = template_theme(open_template(institute), institute, read_theme()).grid
    assert grid.margin == 60  # where the list begins, since the title begins at the page's edge
    assert grid.title.right <= 760  # the title keeps its own width
    assert grid.body.right <= 840 - 8  # beside the logo
    assert grid.body_bottom <= 490
    assert grid.body.height > 300  # that of the layout's list, not of the master's
    assert grid.evidence_top == 110


def test_titles_and_the_foot_read_on_the_fields_that_they_stand_on(institute: Path) -> None:
    theme = template_theme(open_template(institute), institute, read_theme())
    assert contrast(theme.color("title"), "#404040") >= 4.5
    assert contrast(theme.color("foot_evidence"), "#202020") >= 4.5
    assert contrast(theme.color("foot_comparison"), "#FFFFFF") >= 4.5  # no band there
    assert all(re.fullmatch("[a-z_0-9]+", role) for role in theme.colors)  # the player's classes are made of them
    assert contrast(theme.color("section_text"), "#000000") >= 4.5
    assert any(shape.color == "#404040" for shape in theme.backdrops["Evidence"])  # in player, video and pages as well


def test_a_titles_field_stays_in_its_place_however_long_the_title_is(
    institute: Path, slides_script: Script, slides_build: Path, tmp_path: Path
) -> None:
    theme = template_theme(open_template(institute), institute, read_theme())
    assert check_layout(layout_script(slides_script, theme, build=slides_build, folder=slides_build), theme) == []
    out = tmp_path / "deck.pptx"
    settings = SlideSettings(template=str(institute))
    build_deck(slides_script, None, out, settings=settings, build=slides_build, folder=slides_build)
    opened = Presentation(str(out))
    for layout in opened.slide_layouts:
        fields = [node for node in layout.shapes if node.name == "Title field"]
        titles = [node for node in layout.placeholders if node.placeholder_format.type in (1, 3)]
        assert len(fields) == len(titles)
        assert all(node._element.spPr.find(qn("a:noFill")) is not None for node in titles)
    listed = next(slide for slide in opened.slides if slide.slide_layout.name == "Title and Content")
    spacing = list(listed._element.iter(qn("a:spcAft")))
    assert spacing  # the template's room below paragraphs is not in what was measured
    assert all(node.find(qn("a:spcPts")).get("val") == "0" for node in spacing)


def test_a_template_that_leaves_no_room_has_its_places_ignored(corporate: Path) -> None:
    presentation = Presentation(str(corporate))
    for holder in (presentation.slide_master, *presentation.slide_layouts):
        for placeholder in holder.placeholders:
            if placeholder.placeholder_format.idx in (0, 1):
                placeholder.left, placeholder.top, placeholder.width, placeholder.height = (
                    Pt(40),
                    Pt(380),
                    Pt(600),
                    Pt(60),
                )
    presentation.save(str(corporate))
    theme = template_theme(open_template(corporate), corporate, read_theme())
    assert theme.grid.body.height > 240
    assert theme.grid.title_top == read_theme().grid.title_top
