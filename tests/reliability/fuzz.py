"""Pages that nobody would write, through the linter with all rules, or through whole builds.

    python tests/reliability/fuzz.py pages 10000
    python tests/reliability/fuzz.py builds 500
    python tests/reliability/fuzz.py builds 500 150    (from the 150th)

Pages of the talks in this repository are cut, doubled and mixed with marks of Markdown, Jinja and the talk's own. Each
must end in findings or in one message (`InputError`, `LintError`), within a few processor seconds, and open no file
outside the talk and the program. The same seed gives the same pages: a failure prints its number.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MARKS = [
    "`", "``", "```\n", "~~~\n", "*", "**", "_", "[", "](", ")", "](javascript:x)", "![", "<", ">", "<!--", "-->", "\\",
    "|", "| - |\n", "\n> ", "\n- ", "\n1. ", "\n# ", "\n## ", "\n---\n", "\n+++\n", "\n***\n", "$", "$$", "{{ ", " }}",
    "{% ", " %}", "{#", "#}", "{% claim 1 > 0 %}", "{% endclaim %}", "{% if x %}", "{% endif %}", "{{ 1 / 0 }}", "{",
    "{{ 'a' * 9 }}", "}", "{.class}", ":::", "::: notes\n", "[^1]", "[^1]: x\n", "==", "~~", "^", "~", "&amp;", "&#0;",
    "&", "\0", "\ufeff", "\u202e", "\u200b", "e\u0301", "\U0001f600", "\ud7ff", "\u2028", "\t", "\r", "\r\n", "\x1b[2J",
    "1e999", "99999999999999999999", "٣", "½", "0.1 %", "-0", "https://", "http://a.b/(c)", "\n\n\n\n", "    ", "!!!",
    "figure:", "![](figure:a/b/c)", "{pause 3}", "{slow}", "[[", "]]", "a" * 300, " a" * 100, "(" * 50, "*a" * 60,
]  # fmt: skip
"""What pages are made of, and what breaks them."""
SECONDS = 6.0
"""Processor seconds that one page may take."""


def seeds() -> list[str]:
    """The pages that come with the program."""
    found = sorted((ROOT / "talks").glob("*/pages/*.md*"))
    return [path.read_text(encoding="utf-8") for path in found]


def page(texts: list[str], chance: random.Random, longest: int) -> str:
    """A page made of others."""
    text = chance.choice(texts)
    start = chance.randrange(max(1, len(text) - 200))
    text = text[start : start + chance.randrange(1, longest)]
    for _ in range(chance.randrange(12)):
        at, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        what = chance.randrange(4)
        if what == 0:
            text = text[:at] + chance.choice(MARKS) * chance.choice((1, 1, 1, 2, 9)) + text[at:]
        elif what == 1:
            text = text[:at] + text[end:]
        elif what == 2:
            text = text[:end] + text[at:end] + text[end:]
        else:
            text = text[:at] + text[at:end][::-1] + text[end:]
        text = text[:longest]
    return text if chance.random() < 0.3 else f"## A title is said here\n\n{text}\n"


class Guard:
    """Notes every file that is opened outside the places where a talk and the program may look."""

    def __init__(self, home: Path) -> None:
        self.strange: set[str] = set()
        # What Python, its packages and the system's fonts, dictionaries and devices need.
        self._known = (str(home), str(ROOT), str(ROOT.resolve()), sys.prefix, sys.base_prefix, "/usr", "/lib", "/etc",
                       str(Path(sys.prefix).resolve()), "/proc", "/sys", "/dev", tempfile.gettempdir(),
                       str(Path.home() / ".cache"))  # fmt: skip
        sys.addaudithook(self._look)

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str):
            path = os.path.abspath(arguments[0])  # noqa: PTH100  (nothing of pathlib within an audit hook)
            if not path.startswith(self._known):
                self.strange.add(path)


def pages(times: int) -> int:
    """Lint pages with all rules; the number that failed."""
    from plainspoken.base.errors import InputError
    from plainspoken.lint_error import LintError
    from plainspoken.script.lint.lint_target import LintTarget, RuleSelection, lint
    from plainspoken.script.settings import ScriptSettings
    from plainspoken.script.simplify.sentence_encoder import encoder, encoder_installed

    texts, failed, refused, slowest = seeds(), 0, 0, 0.0
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        guard = Guard(home)
        if encoder_installed():
            encoder()  # which takes seconds, whichever page asks for it first
        for number in range(times):
            name = "page.md" if number % 3 else "page.md.j2"
            text = page(texts, random.Random(number), 2000)
            target = LintTarget("fuzz", home, ScriptSettings(), file=home / name, texts={name: text})
            begun = time.process_time()
            try:
                lint(target, RuleSelection(select=("ALL",)))
            except (InputError, LintError):
                refused += 1
            except Exception:
                failed += 1
                print(f"page {number}:\n{traceback.format_exc(limit=-3)}", flush=True)
            took = time.process_time() - begun
            slowest = max(slowest, took if number else 0.0)
            if took > SECONDS and number:
                failed += 1
                print(f"page {number}: {took:.1f} processor seconds", flush=True)
            if number % 1000 == 999:
                print(f"{number + 1} pages: {failed} failed, {refused} refused", flush=True)
    strange = sorted(guard.strange)
    print(
        f"pages: {times} linted with all rules, {failed} failed, {refused} refused with one message, "
        f"slowest {slowest:.2f} s, {len(strange)} files opened outside {strange[:3] or ''}",
        flush=True,
    )
    return failed + len(strange)


def builds(times: int, start: int = 0) -> int:
    """Build talks of such pages; the number that failed."""
    from plainspoken import InputError, LintError, Talk
    from plainspoken.base.progress import Silence

    texts, failed, refused, built = seeds(), 0, 0, 0
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        folder = home / "talks" / "fuzz"
        (folder / "pages").mkdir(parents=True)
        (folder / "talk.toml").write_text(
            '[talk]\ntitle = "Fuzz"\nminutes = 3\n[voice]\nengine = "espeak"\n[lint]\nselect = ["ALL"]\n'
        )
        for number in range(start, times):
            text = page(texts, random.Random(100_000 + number), 500)
            (folder / "pages" / "01.md").write_text(text, encoding="utf-8")
            try:
                Talk.find("fuzz", talks=home / "talks", build=home / "build", progress=Silence()).build()
                built += 1
            except (InputError, LintError):
                refused += 1
            except Exception:
                failed += 1
                print(f"build {number}:\n{traceback.format_exc(limit=-3)}", flush=True)
            if number % 50 == 49:
                print(f"{number + 1} builds: {failed} failed, {built} built, {refused} refused", flush=True)
    print(
        f"builds: {times - start} tried, {failed} failed, {built} built, {refused} refused with one message", flush=True
    )
    return failed


if __name__ == "__main__":
    raise SystemExit(1 if {"pages": pages, "builds": builds}[sys.argv[1]](*map(int, sys.argv[2:])) else 0)
