"""The language server, driven by a client over pipes as an editor does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from editor_client import Client

BAD = "## One\n\nA 𝒳 has less layers.\n\n## Page 7\n\nIt is fine.\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One server for all tests, as an editor keeps one for all files; shut down as the protocol says."""
    folder = tmp_path_factory.mktemp("editor")
    client = Client(folder)
    try:
        client.initialize(folder)
        yield client
        client.shut_down()
    finally:
        client.end()


def test_an_editor_is_told_what_is_wrong_as_it_types(client, tmp_path):
    path = tmp_path / "talk.md"
    path.write_text(BAD)
    uri = client.open(path)
    (found,) = [entry for entry in client.diagnostics(uri) if entry["code"] == "PS308"]
    # The letter before is one code point and two UTF-16 units.
    assert found["range"] == {"start": {"line": 2, "character": 9}, "end": {"line": 2, "character": 13}}
    assert found["severity"] == 2 and found["source"] == "plainspoken"
    changed = {"range": found["range"], "text": "fewer"}
    client.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [changed]})
    assert not [entry for entry in client.diagnostics(uri) if entry["code"] == "PS308"]
    assert path.read_text() == BAD
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.diagnostics(uri) == []


def test_quick_fixes_mend_or_ignore(client, tmp_path):
    path = tmp_path / "talk.md"
    path.write_text(BAD)
    uri = client.open(path)
    (found,) = [entry for entry in client.diagnostics(uri) if entry["code"] == "PS308"]
    where = {"textDocument": {"uri": uri}, "range": found["range"], "context": {"diagnostics": [found]}}
    fix, ignore = client.ask("textDocument/codeAction", where)
    assert fix["kind"] == "quickfix" and fix["isPreferred"]
    assert fix["edit"]["changes"][uri] == [{"range": found["range"], "newText": "fewer"}]
    assert "plainspoken: ignore PS308" in ignore["edit"]["changes"][uri][0]["newText"]
    everything = {**where, "context": {"diagnostics": [], "only": ["source.fixAll"]}}
    (whole,) = client.ask("textDocument/codeAction", everything)
    assert "fewer layers" in whole["edit"]["changes"][uri][0]["newText"]


def test_hover_tells_of_words_syllables_and_seconds(client, tmp_path):
    path = tmp_path / "talk.md"
    path.write_text("## One\n\nWe train ResNet18 on 7/10 of it.\n")
    uri = client.open(path)
    client.diagnostics(uri)

    def hover(line: int, character: int) -> str:
        position = {"line": line, "character": character}
        answer = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        return answer["contents"]["value"] if answer else ""

    assert "syllables" in hover(2, 10) and "eighteen" in hover(2, 10)
    assert "typed by hand" in hover(2, 22) and "seven out of ten" in hover(2, 22)
    assert " s" in hover(0, 3) and "words" in hover(0, 3)
    assert hover(1, 0) == ""


def test_each_heading_shows_what_its_page_costs(client, tmp_path):
    path = tmp_path / "talk.md"
    path.write_text(BAD)
    uri = client.open(path)
    client.diagnostics(uri)
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    hints = client.ask("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": whole})
    assert [hint["position"] for hint in hints] == [{"line": 0, "character": 6}, {"line": 4, "character": 9}]
    assert hints[1]["label"].startswith("3 words, ")


def test_a_file_of_a_talk_is_linted_with_the_talk(client, tmp_path):
    folder = tmp_path / "talks" / "mine"
    (folder / "pages").mkdir(parents=True)
    (folder / "talk.toml").write_text('[lint]\nignore = ["PS308"]\n')
    for number in (1, 2):
        (folder / "pages" / f"0{number}.md").write_text("## The same title\n\nIt has less layers.\n")
    uri = client.open(folder / "pages" / "02.md")
    assert [entry["code"] for entry in client.diagnostics(uri)] == ["PS402"]


def test_what_cannot_be_rendered_is_one_diagnostic_at_its_line(client, tmp_path):
    path = tmp_path / "t.md.j2"
    path.write_text("## One\n\n{{ nobody }}\n")
    uri = client.open(path)
    (found,) = client.diagnostics(uri)
    assert found["severity"] == 1 and found["range"]["start"]["line"] == 2
    broken = tmp_path / "talk.toml"
    broken.write_text("[talk\n")
    (found,) = client.diagnostics(client.open(path, "## One\n"))
    assert "TOML" in found["message"]
