"""The work that a page makes grows with its length: four times the text, about four times the calls.

Steps are counted, not timed: every call of a function, Python's own included, while the text is read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.tts.text.captions import TimedToken, page_cues, srt, webvtt

TEXTS: dict[str, Callable[[int], str]] = {
    "quotes in quotes": lambda n: ">" * n + " a",
    "lists": lambda n: "- a\n" * n,
    "lists in lists": lambda n: "\n".join("  " * (i % 40) + "- a" for i in range(n)),
    "comments": lambda n: "a <!-- b -->\n" * n,
    "open comments": lambda n: "<!-- " * n,
    "items with words between": lambda n: "- a\n\nSaid of it.\n\n" * n,
    "fences": lambda n: "```\na\n```\n" * n,
    "an open fence": lambda n: "```py\n" + "a\n" * n,
    "headings": lambda n: "# a\n\n" * n,
    "a table": lambda n: "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * n,
    "a wide table": lambda n: "|" + "a|" * n + "\n|" + "-|" * n + "\n",
    "footnotes": lambda n: "".join(f"a[^{i}] " for i in range(n)) + "\n\n" + "".join(f"[^{i}]: x\n" for i in range(n)),
    "references": lambda n: "[a] " * n + "\n\n[a]: http://x\n",
    "entities": lambda n: "&amp;" * n,
    "halves of entities": lambda n: "&#" * n,
    "open tags": lambda n: "<a " * n,
    "open pictures": lambda n: "![a](b" * n,
    "dollars": lambda n: "$a " * n,
    "open braces": lambda n: "a{.b " * n,
    "columns": lambda n: "::: x\n" * n,
    "words": lambda n: "word " * n,
    "sentences": lambda n: "A b c. " * n,
    "addresses": lambda n: "http://a.b/ " * n,
    "numbers": lambda n: "0.123 % " * n,
    "struck": lambda n: "~~a" * n,
    "raised": lambda n: "^a" * n,
    "carriage returns": lambda n: "a\r" * n,
    "letters with marks": lambda n: "e" + "\u0301" * n,
}
FRONT: dict[str, Callable[[int], str]] = {
    "TOML": lambda n: "+++\n[talk]\n" + "".join(f"# {i}\n" for i in range(n)) + "+++\n## A title\n\nWords.\n",
    "TOML that does not end": lambda n: "+++\n" + "a = 1\n" * n,
    "YAML": lambda n: "---\n" + "".join(f"a{i}: b\n" for i in range(n)) + "---\n## A title\n\nWords.\n",
    "fences of front matter": lambda n: "+++\n" * n,
}


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called."""
    count = 0

    def look(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(look)
    try:
        work()
    except InputError:
        pass
    finally:
        sys.setprofile(None)
    return count


def render(text: str) -> None:
    render_text(text, ScriptSettings())


@pytest.mark.parametrize("kind", TEXTS)
def test_a_page_is_read_in_steps_that_grow_with_it(kind: str) -> None:
    texts = ["## A title here\n\n" + TEXTS[kind](n) + "\n" for n in (50, 50, 200)]  # the first warms what is cached
    _, one, four = (calls(lambda text=text: render(text)) for text in texts)  # type: ignore[misc]
    assert four < 4.5 * one


@pytest.mark.parametrize("kind", FRONT)
def test_front_matter_is_read_in_steps_that_grow_with_it(kind: str) -> None:
    _, one, four = (calls(lambda n=n: render(FRONT[kind](n))) for n in (200, 200, 800))  # type: ignore[misc]
    assert four < 4.5 * one


@pytest.mark.parametrize("word", ["word", "a" * 200, "stop.", "<b>&amp;-->"])
def test_captions_are_cut_in_steps_that_grow_with_the_words(word: str) -> None:
    def cut(n: int) -> None:
        tokens = [TimedToken(word, 300 * i, 300 * i + 280, i // 9) for i in range(n)]
        cues = page_cues("page", tokens, 300 * n)
        srt(cues)
        webvtt(cues, {"page": "A page"})

    one, four = calls(lambda: cut(100)), calls(lambda: cut(400))
    assert four < 4.5 * one
