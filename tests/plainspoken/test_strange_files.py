"""What lies where a file of text belongs, and files nested or written as no program writes them: one message each."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import pytest

from plainspoken import InputError, Talk
from plainspoken.base.progress import Silence
from plainspoken.base.sealed_files import read_sealed, seal_of, write_sealed
from plainspoken.edited_decks import check_deck_against_records, open_deck
from plainspoken.script.lint.baseline import without_known
from plainspoken.script.lint.finding import LintReport
from plainspoken.script.page.dot_graph import description_of_dot
from plainspoken.script.page.graph_description import NotDrawnError
from plainspoken.script.settings import WordSettings
from plainspoken.script.simplify.lexicon import with_own
from plainspoken.script.spoken.formulas import say, unsayable
from plainspoken.script.spoken.pronunciations import read_pronunciations, read_transcriptions
from plainspoken.slides.laid_out import theme_of
from plainspoken.slides.settings import SlideSettings

DEEP = "[" * 100_000


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    folder = tmp_path / "talks" / "small"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "01.md").write_text("## One thing is said\n\nWe say it here.\n")
    (folder / "talk.toml").write_text('[talk]\ntitle = "Small"\nminutes = 1\n')
    return Talk.find("small", talks=tmp_path / "talks", build=tmp_path / "build", progress=Silence())


@pytest.mark.parametrize("name", ["script.json", "stages.json", "words.json", "lint.txt", "provenance.json"])
@pytest.mark.parametrize("kind", ["deep", "pipe"])
def test_what_lies_in_the_place_of_a_note_is_made_again(talk: Talk, name: str, kind: str) -> None:
    talk.script()
    path = talk.source.build / name
    good = path.read_bytes()
    path.unlink()
    path.write_text(DEEP) if kind == "deep" else os.mkfifo(path)
    assert talk.script().words == 4
    assert name == "stages.json" or path.read_bytes() == good


def test_a_damaged_note_is_told(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    talk.script()
    (talk.source.build / "stages.json").write_text(DEEP)
    talk.script()
    assert "stages.json was damaged" in capsys.readouterr().err


def test_a_file_with_the_seal_of_another_is_damaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "one.wav", tmp_path / "two.wav"
    write_sealed(one, b"one")
    write_sealed(two, b"two")
    one.write_bytes(b"two")
    seal_of(one).write_bytes(seal_of(two).read_bytes())
    assert read_sealed(one) is None and "one.wav was damaged" in capsys.readouterr().err
    two.unlink()
    os.mkfifo(two)
    assert read_sealed(two) is None


@pytest.mark.parametrize("kind", ["Latin-1", "pipe", "folder"])
def test_word_lists_are_read_as_all_other_files(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "s.tsv"
    if kind == "Latin-1":
        path.write_bytes(b"caf\xe9\tkaffay\n")
    else:
        os.mkfifo(path) if kind == "pipe" else path.mkdir()
    settings = WordSettings(pronunciations=["s.tsv"])
    for read in (read_pronunciations, read_transcriptions):
        with pytest.raises(InputError, match=r"not UTF-8 text|cannot be read|not a file that can be read"):
            read(tmp_path, settings)
    with pytest.raises(InputError, match=r"not UTF-8 text|cannot be read|not a file that can be read"):
        with_own(tmp_path, ["s.tsv"])


def test_a_baseline_without_end_is_no_baseline(tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(DEEP)
    with pytest.raises(InputError, match="no baseline"):
        without_known(LintReport((), {}), tmp_path / "base.json")


@pytest.mark.parametrize(
    "formula",
    ["\\frac{" * 200 + "1" + "}{2}" * 200, "{" * 20_000 + "x", "\\bar" * 5000 + " x", "a" + "^{a" * 500 + "}" * 500,
     "(" * 9000 + "x" + ")" * 9000, "\\sqrt " * 3000 + "x", "x^" * 3000 + "2", "|" * 4000 + "x", "-" * 9000 + "x"],
)  # fmt: skip
def test_a_formula_without_end_is_nothing_that_can_be_said(formula: str) -> None:
    say(formula)
    assert unsayable(formula) or len(say(formula)) < 10 * len(formula)


def test_a_formula_of_some_depth_is_said() -> None:
    assert unsayable("\\frac{" * 8 + "1" + "}{2}" * 8) == []


def test_subgraphs_without_end_are_told() -> None:
    with pytest.raises(NotDrawnError, match="nested too deep"):
        description_of_dot("digraph {" + "subgraph {" * 400 + "a -> b" + "}" * 401)


def test_a_folder_among_the_pages_is_told(talk: Talk) -> None:
    (talk.source.folder / "pages" / "b.md").mkdir()
    with pytest.raises(InputError, match="this page is a folder"):
        talk.script()


@pytest.mark.parametrize("root", [b"<html/>", b"<a xmlns='urn:x'/>", b"no XML"])
def test_a_deck_whose_slide_is_something_else_is_one_message(tmp_path: Path, root: bytes) -> None:
    pptx = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(tmp_path / "whole.pptx")
    with zipfile.ZipFile(tmp_path / "whole.pptx") as old, zipfile.ZipFile(tmp_path / "d.pptx", "w") as new:
        for name in old.namelist():
            new.writestr(name, root if name == "ppt/slides/slide1.xml" else old.read(name))
    with pytest.raises(InputError, match="cannot be read as a deck"):
        open_deck(tmp_path / "d.pptx")


def test_a_deck_that_unpacks_to_gigabytes_is_refused_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plainspoken.edited_decks.LARGEST_DECK", 1 << 20)
    with zipfile.ZipFile(tmp_path / "d.pptx", "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("ppt/media/bomb.bin", bytes(2 << 20))
    with pytest.raises(InputError, match="unpacks to 2 MB; the limit is 1"):
        open_deck(tmp_path / "d.pptx")


CHANGES = {
    "places of no number": ("ppt/slides/slide1.xml", rb' (x|y|cx|cy)="[0-9]+"', rb' \1="NaN"'),
    "a presentation as its own slide": ("ppt/_rels/presentation.xml.rels", b"slides/slide1.xml", b"presentation.xml"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_deck_that_no_program_writes_is_one_message(tmp_path: Path, change: tuple[str, bytes, bytes]) -> None:
    pptx = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(0, 0, 99, 99).text_frame.text = "91.2 %"
    deck.save(tmp_path / "whole.pptx")
    part, old, new = change
    _changed(tmp_path, part, old, new)
    (tmp_path / "records" / "mine").mkdir(parents=True)
    (tmp_path / "records" / "mine" / "x.json").write_text("{}")
    with pytest.raises(InputError, match=r"not in the form that PowerPoint writes|cannot be read as a deck"):
        check_deck_against_records(tmp_path / "d.pptx", tmp_path / "records")


TEMPLATES = {
    "a page of no size": ("ppt/presentation.xml", rb'sldSz cx="[0-9]+" cy="[0-9]+"', b'sldSz cx="0" cy="0"'),
    "no theme": ("ppt/theme/theme1.xml", rb"(?s).+", b"<a/>"),
    "colours of no number": ("ppt/theme/theme1.xml", rb'val="[0-9A-F]{6}"', b'val="javasc"'),
}


@pytest.mark.parametrize("change", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_that_no_program_writes_is_one_message(tmp_path: Path, change: tuple[str, bytes, bytes]) -> None:
    pptx = pytest.importorskip("pptx")
    pptx.Presentation().save(tmp_path / "whole.pptx")
    _changed(tmp_path, *change)
    with pytest.raises(InputError, match="not in the form that PowerPoint writes"):
        theme_of(SlideSettings(template="d.pptx"), tmp_path, tmp_path / "build")


def _changed(folder: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(folder / "whole.pptx") as whole, zipfile.ZipFile(folder / "d.pptx", "w") as changed:
        for name in whole.namelist():
            data = whole.read(name)
            changed.writestr(name, re.sub(old, new, data) if name == part else data)
