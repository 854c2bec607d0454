"""Text that nobody writes, but that a program may make: it is read in time that grows with its length."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.simplify.replace_words import find_changes

PIECES = [
    "word ",
    "*",
    "[",
    "`` x",
    "{{",
    "{% raw %}",
    "<!--",
    "a.b.",
    "a-",
    "the the a a ",
    "10⁻⁶ ",
    "$x$ ",
    "a b@",
    "555-",
    "1;",
    "III ",
]


def _lint(text: str) -> None:
    lint(LintTarget("any", Path(), ScriptSettings(), None, Path("any.md"), {"any.md": f"## One\n\n{text}\n"}))


def _shorten(text: str) -> None:
    find_changes(f"## One\n\n{text}\n")


def _seconds(work: Callable[[str], None], text: str) -> float:
    """Processor seconds, the least of two tries: a collection of garbage may fall into one."""
    tries = []
    for _ in range(2):
        start = time.process_time()
        work(text)
        tries.append(time.process_time() - start)
    return min(tries)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("work", [_lint, _shorten])
def test_four_times_the_text_takes_less_than_eight_times_the_time(work: Callable[[str], None], piece: str) -> None:
    work(piece)
    assert _seconds(work, piece * 4_000) < 8 * _seconds(work, piece * 1_000) + 0.1
