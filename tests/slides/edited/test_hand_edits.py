"""Thirty kinds of edits by hand, then the numbers change: refreshing keeps each edit and makes every number true.

Each edit is made with python-pptx, some go through LibreOffice as well; `docs/edited-decks.md` lists them.
"""

# ruff: noqa: E501  (an edit, with how it is seen to be kept, is read more easily on a line)
from __future__ import annotations

import copy
import io
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu, Pt

from benchmarks.planted_numbers import through_office
from plainspoken.script.model import Page, Run, Script
from plainspoken.slides.edited.refresh_deck import refresh
from plainspoken.slides.pptx.check_deck import check_deck
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.pptx.manifest import Manifest, read_manifest
from plainspoken.slides.settings import SlideSettings
from tests.slides.even_narration import narrate

VALIDATOR = Path(__file__).parents[2] / "node_modules/.bin/ooxml-validator"


def script_with(make: Any, accuracy: str, faces: str, gap: str) -> Script:
    """A talk of five pages whose numbers are these."""
    page: Callable[..., Page] = make.page

    def best(text: str, is_best: bool) -> list[Run]:
        return [Run(text=text, bold=is_best)]

    bullets = [
        make.bullet(f"It names {accuracy} % of the faces", 0),
        make.bullet(f"It learned from {faces} faces", 1),
        make.bullet(f"The gap is {gap} points wide", 1),
    ]
    table = make.table()
    cells = [[make.runs("V1"), make.runs("5.1 M"), best(f"{accuracy} %", accuracy == "62.4")], [make.runs("V2"), make.runs("2.1 M"), best("62.0 %", accuracy != "62.4")]]  # fmt: skip
    table = table.model_copy(
        update={
            "header": [make.runs("net"), make.runs("size"), make.runs("accuracy")],
            "rows": cells,
            "align": ["left", "right", "right"],
        }
    )
    pages = [
        page("start", f"ResNet18 is right on {accuracy} % of the faces", *bullets, said=f"It names {accuracy} percent. It learned from {faces} faces, with a gap of {gap} points."),
        page("table", "Two nets beside each other", table, said=f"V1 gets {accuracy} percent and V2 less."),
        page("words", "What it learned from", make.bullet(f"{faces} faces in all"), said=f"We have {faces} faces. Nobody knows more."),
        page("last", "Thank you", make.bullet("Questions, please"), said="Thank you for the time."),
    ]  # fmt: skip
    return Script(talk="edits", title="Edits", author="Plainspoken", minutes=3, pages=pages)


def deck_of(script: Script, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return build_deck(
        script,
        narrate(script, folder),
        folder / "deck.pptx",
        settings=SlideSettings(),
        build=folder,
        folder=folder,
        clips=folder,
    )


@dataclass
class Decks:
    old: Path
    new: Path
    manifest: Manifest


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory, slides_make: Any) -> Decks:
    folder = tmp_path_factory.mktemp("edits")
    old = deck_of(script_with(slides_make, "62.4", "3,500", "9"), folder / "old")
    new = deck_of(script_with(slides_make, "61.2", "3,600", "12"), folder / "new")
    manifest = read_manifest(Presentation(str(new)))
    assert manifest is not None
    return Decks(old, new, manifest)


def refreshed(decks: Decks, edited: Any) -> tuple[Any, Any]:
    plan = refresh(edited, read_manifest(edited), Presentation(str(decks.new)), decks.manifest)
    stream = io.BytesIO()
    edited.save(stream)
    return Presentation(io.BytesIO(stream.getvalue())), plan


def words_of(deck: Any) -> str:
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
        found.append(slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else "")
    return "\n".join(found)


def body(slide: Any) -> Any:
    return next(s for s in slide.placeholders if s.placeholder_format.idx not in (0,) and s.has_text_frame and "names" in s.text_frame.text)  # fmt: skip


def table_of(deck: Any) -> Any:
    return next(s for slide in deck.slides for s in slide.shapes if s.has_table)


def paragraph(deck: Any, at: int) -> Any:
    return body(deck.slides[0]).text_frame.paragraphs[at]


def move_slide(deck: Any, old: int, new: int) -> None:
    order = deck.slides._sldIdLst
    entry = order[old]
    order.remove(entry)
    order.insert(new, entry)


def delete_slide(deck: Any, at: int) -> None:
    order = deck.slides._sldIdLst
    deck.part.drop_rel(order[at].rId)
    order.remove(order[at])


def add_slide(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "A slide of our own"


def add_box(deck: Any, text: str) -> None:
    deck.slides[0].shapes.add_textbox(Emu(0), Emu(6_300_000), Emu(3_000_000), Emu(400_000)).text_frame.text = text


def run_over(paragraph: Any, old: str, new: str) -> None:
    for run in paragraph.runs:
        run.text = run.text.replace(old, new)


def split_run(paragraph: Any, at: int) -> None:
    run = paragraph.runs[0]._r
    other = copy.deepcopy(run)
    run.addnext(other)
    text = paragraph.runs[0].text
    paragraph.runs[0].text, paragraph.runs[1].text = text[:at], text[at:]
    paragraph.runs[1].font.bold = True


def swap(parent: Any, one: Any, other: Any) -> None:
    place = parent.index(one)
    parent.remove(one)
    parent.insert(parent.index(other) + 1, one)
    assert parent.index(one) != place


def move_title(deck: Any) -> None:
    title = deck.slides[0].shapes.title
    title.left, title.top = Emu(900_000), Emu(300_000)


def recolor(deck: Any) -> None:
    deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(200, 0, 0)


def copy_box(deck: Any) -> None:
    node = body(deck.slides[0])._element
    other = copy.deepcopy(node)
    other[0][0].set("id", "900")
    node.addnext(other)


def to_textbox(deck: Any) -> None:
    """A bullet is cut and put into a box of its own."""
    text = paragraph(deck, 1).text
    node = paragraph(deck, 1)._p
    node.getparent().remove(node)
    add_box(deck, text)


def delete_column(deck: Any) -> None:
    table = table_of(deck).table._tbl
    grid = table.tblGrid
    grid.remove(grid[1])
    for row in table.tr_lst:
        row.remove(row.tc_lst[1])


def add_chart(deck: Any) -> None:
    data: Any = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("ours", (1, 2))
    deck.slides[3].shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, Emu(2_000_000), Emu(2_000_000), data)


def drop_sound(deck: Any) -> None:
    slide = deck.slides[3]
    picture = next(s for s in slide.shapes if s.name.startswith("Narration"))
    picture._element.getparent().remove(picture._element)
    timing = slide._element.find("{http://schemas.openxmlformats.org/presentationml/2006/main}timing")
    slide._element.remove(timing)


def later(deck: Any) -> None:
    """An item that somebody lets appear later."""
    condition = list(deck.slides[0]._element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}cond"))[
        -3
    ]
    condition.set("delay", condition.get("delay"))


Edit = tuple[str, Callable[[Any], Any], Callable[[Any], bool]]


def has(text: str) -> Callable[[Any], bool]:
    return lambda deck: text in words_of(deck)


EDITS: list[Edit] = [
    ("title moved", move_title, lambda d: d.slides[0].shapes.title.left == 900_000),
    ("title recoloured", recolor, lambda d: str(d.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font.color.rgb) == "C80000"),
    ("words before a number", lambda d: run_over(d.slides[0].shapes.title.text_frame.paragraphs[0], "ResNet18", "Our own ResNet18"), has("Our own ResNet18 is right on 61.2")),
    ("words after a number", lambda d: run_over(d.slides[0].shapes.title.text_frame.paragraphs[0], "faces", "faces, we think"), has("61.2 % of the faces, we think")),
    ("size of a bullet", lambda d: setattr(paragraph(d, 0).runs[0].font, "size", Pt(33)), lambda d: paragraph(d, 0).runs[0].font.size == Pt(33)),
    ("a number made bold, in a run of its own", lambda d: split_run(paragraph(d, 0), 9), lambda d: paragraph(d, 0).runs[1].font.bold is True),
    ("a run split within the number", lambda d: split_run(paragraph(d, 0), 11), lambda d: len(paragraph(d, 0).runs) >= 1),
    ("bullets in another order", lambda d: swap(paragraph(d, 0)._p.getparent(), paragraph(d, 0)._p, paragraph(d, 2)._p), lambda d: "gap" in paragraph(d, 1).text),
    ("a bullet deleted", lambda d: paragraph(d, 1)._p.getparent().remove(paragraph(d, 1)._p), lambda d: len(body(d.slides[0]).text_frame.paragraphs) == 3),
    ("a bullet added", lambda d: body(d.slides[0]).text_frame.add_paragraph().__setattr__("text", "And it is ours"), has("And it is ours")),
    ("a bullet moved into a box", to_textbox, has("It learned from 3,600 faces")),
    ("a list copied", copy_box, lambda d: words_of(d).count("It names 61.2 %") == 2),
    ("a text box added", lambda d: add_box(d, "Draft, do not share"), has("Draft, do not share")),
    ("a shape renamed", lambda d: setattr(body(d.slides[0]), "name", "My list"), lambda d: any(s.name == "My list" for s in d.slides[0].shapes)),
    ("a shape made narrower", lambda d: setattr(body(d.slides[0]), "width", Emu(5_000_000)), lambda d: body(d.slides[0]).width == 5_000_000),
    ("a list sent to the back", lambda d: d.slides[0].shapes._spTree.insert(2, body(d.slides[0])._element), lambda d: d.slides[0].shapes._spTree[2] is not None),
    ("a cell worded anew", lambda d: setattr(table_of(d).table.cell(1, 0).text_frame, "text", "V1 (old)"), has("V1 (old)")),
    ("a row deleted", lambda d: table_of(d).table._tbl.remove(table_of(d).table._tbl.tr_lst[2]), lambda d: len(table_of(d).table.rows) == 2),
    ("rows in another order", lambda d: swap(table_of(d).table._tbl, table_of(d).table._tbl.tr_lst[1], table_of(d).table._tbl.tr_lst[2]), lambda d: table_of(d).table.cell(1, 0).text == "V2"),
    ("a column deleted", delete_column, lambda d: len(table_of(d).table.columns) == 2),
    ("a table moved", lambda d: setattr(table_of(d), "top", Emu(2_500_000)), lambda d: table_of(d).top == 2_500_000),
    ("a slide moved", lambda d: move_slide(d, 0, 2), lambda d: "Two nets" in d.slides[0].shapes.title.text_frame.text),
    ("a slide deleted", lambda d: delete_slide(d, 3), lambda d: len(d.slides) == 3),
    ("a slide added", add_slide, lambda d: len(d.slides) == 5),
    ("a slide hidden", lambda d: d.slides[1]._element.set("show", "0"), lambda d: d.slides[1]._element.get("show") == "0"),
    ("notes added to", lambda d: d.slides[0].notes_slide.notes_text_frame.add_paragraph().__setattr__("text", "Smile here."), has("Smile here.")),
    ("words within the notes", lambda d: run_over(d.slides[2].notes_slide.notes_text_frame.paragraphs[0], "We have", "Friends, we have"), has("Friends, we have 3,600 faces")),
    ("a chart of somebody's own", add_chart, lambda d: any(s.has_chart for s in d.slides[3].shapes)),
    ("a sound deleted", drop_sound, lambda d: not any(s.name.startswith("Narration") for s in d.slides[3].shapes)),
    ("a slide given its own background", lambda d: setattr(d.slides[3].background.fill, "_x", d.slides[3].background.fill.solid()), lambda d: d.slides[3].background.fill.type == 1),
]  # fmt: skip


def stale(deck: Any) -> list[str]:
    return [old for old in ("62.4", "3,500", "gap is 9", "gap of 9") if old in words_of(deck)]


def test_there_are_thirty_kinds() -> None:
    assert len({name for name, _, _ in EDITS}) == 30


@pytest.mark.parametrize(("name", "edit", "kept"), EDITS, ids=[name for name, _, _ in EDITS])
def test_each_edit_is_kept_and_every_number_true(
    name: str, edit: Callable[[Any], Any], kept: Callable[[Any], bool], decks: Decks, tmp_path: Path
) -> None:
    edited = Presentation(str(decks.old))
    edit(edited)
    renewed, plan = refreshed(decks, edited)
    assert stale(renewed) == [], [finding.line() for finding in plan.findings if not finding.edits]
    assert kept(renewed)
    renewed.save(str(tmp_path / "deck.pptx"))
    if name not in ("a slide added", "a chart of somebody's own", "a list copied", "a slide given its own background"):
        before = tmp_path / "before.pptx"
        again = Presentation(str(decks.old))
        edit(again)
        again.save(str(before))
        assert set(map(str, check_deck(tmp_path / "deck.pptx"))) <= set(map(str, check_deck(before)))


def test_an_untouched_deck_becomes_the_new_one_in_words_sound_and_time(decks: Decks) -> None:
    renewed, plan = refreshed(decks, Presentation(str(decks.old)))
    assert words_of(renewed) == words_of(Presentation(str(decks.new)))
    from plainspoken.slides.pptx.deck_content import read_slides

    for mine, new in zip(read_slides(renewed), decks.manifest.slides, strict=True):
        assert mine.content.clip_ms == new.clip_ms
        assert [shape.hash for shape in mine.content.shapes] == [shape.hash for shape in new.shapes]
        assert [shape.bold for shape in mine.content.shapes] == [shape.bold for shape in new.shapes], "who is best"
        assert sorted(e.delay for e in mine.content.effects) == sorted(e.delay for e in new.effects)
    assert not [finding for finding in plan.findings if not finding.edits]


@pytest.mark.skipif(not VALIDATOR.exists(), reason="the Open XML validator is not installed")
def test_all_edits_together_are_valid_when_refreshed(decks: Decks, tmp_path: Path) -> None:
    edited = Presentation(str(decks.old))
    for name, edit, _ in EDITS:
        if name not in ("a chart of somebody's own", "a slide deleted", "a column deleted", "a row deleted", "a slide moved", "a bullet deleted", "a run split within the number"):  # fmt: skip
            edit(edited)
    renewed, _ = refreshed(decks, edited)
    renewed.save(str(tmp_path / "deck.pptx"))
    done = subprocess.run([str(VALIDATOR), str(tmp_path / "deck.pptx")], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["ok"], done.stdout[:2000]


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="needs LibreOffice")
def test_after_libreoffice_every_number_is_made_true(decks: Decks, tmp_path: Path) -> None:
    edited = Presentation(str(decks.old))
    for name in (
        "title moved",
        "words after a number",
        "bullets in another order",
        "a text box added",
        "a slide moved",
    ):
        next(edit for each, edit, _ in EDITS if each == name)(edited)
    edited.save(str(tmp_path / "deck.pptx"))
    renewed, _ = refreshed(decks, Presentation(str(through_office(tmp_path / "deck.pptx", tmp_path / "office"))))
    assert stale(renewed) == []
    assert "61.2 % of the faces, we think" in words_of(renewed)
    renewed.save(str(tmp_path / "again.pptx"))
    assert stale(Presentation(str(through_office(tmp_path / "again.pptx", tmp_path / "office")))) == []


KILL = """
import os, signal, sys
from pathlib import Path
real, real_os = Path.replace, os.replace
def die(target):
    if Path(target).name == "small.pptx":
        os.kill(os.getpid(), signal.SIGKILL)
def replace(self, target):
    die(target)
    return real(self, target)
def os_replace(source, target, **more):
    die(target)
    return real_os(source, target, **more)
Path.replace, os.replace = replace, os_replace
from plainspoken.cli import main
sys.argv = ["plainspoken", "refresh", "mine/small.pptx"]
main()
"""


def test_killed_in_the_middle_the_old_deck_is_there(tmp_path: Path) -> None:
    """The program dies when the new file is about to take the old one's place; the next try goes through."""
    folder = tmp_path / "talks/small"
    folder.mkdir(parents=True)
    (folder / "talk.toml").write_text('[talk]\ntitle = "Small"\npages = ["talk.md"]\n')
    (folder / "talk.md").write_text("## One thing\n\n- It is one thing\n\nWe say one thing.\n")
    program = [sys.executable, "-m", "plainspoken"]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*program, *words], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run("slides", "small", "--silent", "--only", "deck", "--out", "mine").returncode == 0
    deck = tmp_path / "mine/small.pptx"
    before = deck.read_bytes()
    assert run("refresh", "mine/small.pptx").stdout.startswith("0 renewed")
    assert deck.read_bytes() == before
    (folder / "talk.md").write_text("## One thing\n\n- It is another thing\n\nWe say one thing.\n")
    assert run("check", "mine/small.pptx").returncode == 1
    died = subprocess.run([sys.executable, "-c", KILL], cwd=tmp_path, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert deck.read_bytes() == before
    done = run("refresh", "mine/small.pptx")
    assert done.returncode == 0, done.stdout + done.stderr
    assert run("check", "mine/small.pptx").returncode == 0
    backups = list(deck.parent.glob("small.before-refresh*.pptx"))
    assert backups
    assert all(path.read_bytes() == before for path in backups)
