"""The program: every verb has its help, mistakes end in one message and exit code 2, nothing heavy is imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken.cli import _VERBS


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plainspoken", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("verb", list(_VERBS))
def test_every_verb_has_help(verb: str, tmp_path: Path) -> None:
    answer = run(verb, "--help", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert f"plainspoken {verb}" in answer.stdout
    assert len(answer.stdout.splitlines()) > 4


def test_the_list_of_verbs_is_complete(tmp_path: Path) -> None:
    answer = run("--help", cwd=tmp_path)
    assert all(f"\n  {verb} " in answer.stdout for verb in _VERBS)


@pytest.mark.parametrize("verb", ["talk", "render", "budget", "lint", "shorten", "narrate", "slides"])
def test_an_unknown_talk_ends_in_one_message(verb: str, tmp_path: Path) -> None:
    out = ["--out", "out"] if verb in ("narrate", "slides") else []
    answer = run(verb, "nothing-here", *out, cwd=tmp_path)
    assert answer.returncode == 2
    assert "no talk or script file is called 'nothing-here'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_verb_is_the_users_mistake(tmp_path: Path) -> None:
    assert run("tlak", cwd=tmp_path).returncode == 2


def test_lint_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## One\n\nHello there, all of you.\n", encoding="utf-8")
    code = (
        "import sys; sys.argv = ['plainspoken', 'lint', 'a.md']\n"
        "from plainspoken.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'matplotlib', 'numpy', 'pptx', 'pydub'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
