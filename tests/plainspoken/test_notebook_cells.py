"""A cell of a notebook as a page of a talk: shown, linted, said and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

import plainspoken
from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.notebook_cells import page_magic, read_line, shown_cell
from plainspoken.talk import Talk

PAGE = """\
## It is right on {{ mine.net.final.test.accuracy | percent }}

- a bullet

That is what we measured.
"""


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    folder = tmp_path / "talks" / "small"
    (folder / "pages").mkdir(parents=True)
    (folder / "talk.toml").write_text('[voice]\nengine = "espeak"\n[imports]\n"mine/net" = "net.json"\n')
    (folder / "pages" / "01.md").write_text("## One\n\nWords.\n")
    (folder / "net.json").write_text('{"accuracy": 0.9}')
    monkeypatch.chdir(tmp_path)
    return Talk.find("small", progress=Silence())


def test_a_cell_is_shown_with_the_talks_results_and_linted(talk: Talk) -> None:
    cell = shown_cell(PAGE, talk)
    assert [page.page.title.replace("\u00a0", " ") for page in cell.pages] == ["It is right on 90.0 %"]
    assert cell.pages[0].words == "That is what we measured."
    shown = cell._repr_html_()
    assert "data:image/png" in shown and "That is what we measured." in shown
    assert cell.sound is None


def test_findings_name_the_lines_of_the_cell(talk: Talk) -> None:
    cell = shown_cell("## A title\n\nIt is right on 91.7 % of all.\n", talk)
    assert any(line.startswith("line 3: ") and "PS101" in line for line in cell.findings)
    assert "PS101" in cell._repr_html_()


def test_a_cell_is_said_and_kept_when_that_is_asked_for(talk: Talk) -> None:
    cell = shown_cell(PAGE, talk, say=True, save="02-new")
    assert cell.sound is not None and cell.seconds is not None and 0.3 < cell.seconds < 20
    assert "<audio" in cell._repr_html_()
    assert (talk.source.folder / "pages" / "02-new.md.j2").read_text() == PAGE
    assert not shown_cell(PAGE, talk).saved


def test_nothing_of_the_talk_changes_without_save(talk: Talk) -> None:
    before = sorted(path for path in talk.source.folder.rglob("*"))
    shown_cell(PAGE, talk)
    assert sorted(path for path in talk.source.folder.rglob("*")) == before


@pytest.mark.parametrize(("line", "message"), [("", "needs the name"), ("a b", "needs"), ("small --loud", "knows no")])
def test_a_line_that_is_not_understood(line: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_line(line)


def test_mistakes_of_a_cell_are_printed_and_not_raised(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    assert page_magic("small", "## {{ mine.nett.title }}\n\nWords.\n") is None
    assert "nett" in capsys.readouterr().err
    assert page_magic("smal", PAGE) is None
    assert "no talk" in capsys.readouterr().err
    assert page_magic("small --save ../x", PAGE) is None
    assert "cannot name a page file" in capsys.readouterr().err


def test_ipython_knows_the_cell_after_load_ext(talk: Talk) -> None:
    shell_module = pytest.importorskip("IPython.core.interactiveshell")
    shell = shell_module.InteractiveShell.instance()
    shell.extension_manager.load_extension("plainspoken")
    found = shell.run_cell_magic("page", "small", PAGE)
    assert found.pages[0].words == "That is what we measured."


def test_the_magic_is_registered_by_its_name() -> None:
    known: dict[str, object] = {}

    class Shell:
        def register_magic_function(self, function: object, *, magic_kind: str, magic_name: str) -> None:
            known[f"{magic_kind} {magic_name}"] = function

    plainspoken.load_ipython_extension(Shell())
    assert known == {"cell page": page_magic}
