"""The examples of the CommonMark specification, each as a page: every word that CommonMark shows is shown or said.

The specification is brought by `tests/tools.sh`; it is not part of this repository (CC-BY-SA).
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from plainspoken.script.model import Bullet, Code, Diagram, Formula, Page, Picture, Quote, Table
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings

SPECIFICATION = Path(__file__).parents[2] / "node_modules" / "commonmark-spec" / "spec.txt"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
ELSEWHERE = {
    161: "a fence opens code right below an HTML tag too, and names its language",
    590: "`![[name]]` is a picture, as Obsidian and wikis have it",
}
"""Examples whose construct means something else here, as docs/pages.md says."""


class _Shown(HTMLParser):
    """The words of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        self.parts.append(" " if tag not in ("em", "strong", "a", "code") else "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        self.parts.append(" " if tag not in ("em", "strong", "a", "code") else "")

    def handle_data(self, data: str) -> None:
        self.parts.append("" if self.hidden else data)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def shown_by_commonmark(html: str) -> Counter[str]:
    parser = _Shown()
    parser.feed(html)
    parser.close()
    return words("".join(parser.parts))


def shown_here(pages: list[Page]) -> Counter[str]:
    parts: list[str] = []
    for page in pages:
        parts += [page.section or "", page.title or "", str(page.number or ""), *(beat.shown for beat in page.beats)]
        parts += [direction.text for direction in page.directions]
        for item in page.items:
            match item:
                case Bullet() | Quote():
                    parts.append("".join(run.text for run in item.runs))
                    parts.append(str(item.ordinal) if isinstance(item, Bullet) else "")
                case Picture():
                    parts.append(item.alt)
                case Table():
                    parts += ["".join(run.text for run in cell) for row in [item.header, *item.rows] for cell in row]
                case Code() | Diagram():
                    parts.append(item.text)
                case Formula():
                    parts.append(item.tex)
    return words("\n".join(parts))


@pytest.mark.skipif(not SPECIFICATION.is_file(), reason="the CommonMark specification is not here: tests/tools.sh")
def test_no_example_of_commonmark_loses_a_word() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8").replace("→", "\t")
    examples = EXAMPLE.findall(text)
    assert len(examples) == 652
    lost: dict[int, Counter[str]] = {}
    for number, (written, html) in enumerate(examples, 1):
        pages = render_text(f"## Example\n\n{written}", ScriptSettings()).script.pages
        if missing := shown_by_commonmark(html) - shown_here(pages):
            lost[number] = missing
        said = " ".join(token.said for page in pages for beat in page.beats for token in beat.tokens)
        assert "<br />" not in html or "backslash" not in said, f"example {number} says a hard break"
    assert lost.keys() == ELSEWHERE.keys(), lost
