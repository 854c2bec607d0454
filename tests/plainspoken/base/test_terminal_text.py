"""Names and texts of files cannot steer the terminal that they are printed to."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken import cli
from plainspoken.base.errors import InputError
from plainspoken.base.terminal_text import as_it_is, document_output, visible, visible_line, visible_output

ESCAPE = "\x1b]0;owned\x07\x1b[2J"


@given(st.text())
def test_nothing_that_is_printed_steers_a_terminal(text: str) -> None:
    shown = visible(text)
    assert not any((ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 or c in "\u202e\u2066" for c in shown)
    assert shown.count("\n") == text.count("\n") and "\n" not in visible_line(text)
    shown.encode("utf-8")


@given(st.text())
def test_json_stays_json(text: str) -> None:
    assert json.loads(visible(json.dumps([text], ensure_ascii=False))) == [text]


def test_output_is_visible_for_the_time_of_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    below = io.StringIO()
    monkeypatch.setattr(sys, "stdout", below)
    with visible_output():
        print(ESCAPE)
        assert sys.stdout.isatty() is False  # everything else is the stream's own
        assert as_it_is(sys.stdout) is below
        document_output().write("\x1b[2J")
        with pytest.raises(TypeError):
            sys.stdout.write(b"")  # type: ignore[arg-type]
    assert below.getvalue() == "\\x1b]0;owned\\x07\\x1b[2J\n\x1b[2J"
    assert sys.stdout is below


def test_a_closed_output_stays_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with visible_output():
        assert sys.stdout is None


def test_a_file_cannot_write_a_message_of_its_own() -> None:
    error = InputError(f"no {ESCAPE}", file="a\nplainspoken: all is well\x1b[8m", line=3)
    assert str(error) == "a\\nplainspoken: all is well\\x1b[8m:3: no \\x1b]0;owned\\x07\\x1b[2J"


def test_the_program_prints_names_of_metrics_visibly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "talks" / "mine"
    (folder / "pages").mkdir(parents=True)
    (folder / "talk.toml").write_text('[talk]\ntitle = "Mine"\n')
    (folder / "x.json").write_text(json.dumps({ESCAPE: 0.25, "accuracy": 0.5}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["plainspoken", "experiments", "import", "mine", "mine/x", str(folder / "x.json")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = capsys.readouterr()
    assert ended.value.code == 0 and "\\x1b[2J" in shown.out
    assert not {"\x1b", "\x07"} & set(shown.out + shown.err)
