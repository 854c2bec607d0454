"""The rule about marks of the page format that are written wrongly, so that they have no effect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.lint.rules.other_tools import (
    KNOWN_DIVS,
    lines_outside_code,
    misspelled,
    place_of,
    unclosed_block,
)
from plainspoken.script.page.slide_tools import fence_classes
from plainspoken.script.sources import is_template

_WORDING = re.compile(r"\{~(?!~)|~\}")
_RULE_OF_TABLE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"#{1,2}(?:[ \t]|$)")
_BRACED = re.compile(r"(?<![{\\])\{([A-Za-z]{3,8})((?:[ \t:][^{}\n]{0,80})?)\}(?!\})")
_NEARLY_MARK = frozenset({"marc", "marks", "mrak", "makr", "marke", "marked", "markk", "marrk", "amrk", "highlight"})
_OPEN_MARK = re.compile(r"(?<![{\\])\{mark\b[^{}\n]*(?=\{|$)")
_OPTIONAL = re.compile(r":::+[ \t]*optional[ \t]+(?!\d{1,3}[ \t]*$)(\S.*)$")


@rule(
    "PS411",
    "broken-mark",
    "source",
    bad="""
    ## One

    It learns {~ by looking at one picture after the other | picture by picture.
    """,
    good="""
    ## One

    It learns {~ by looking at one picture after the other | picture by picture ~}.
    """,
)
def broken_mark(file: str, text: str, manuscript: LintedScript) -> Iterator[Finding]:
    """A mark of the page format is written wrongly, so it has no effect.

    A wording `{~ long | short ~}` that is not closed is spoken with its bars; a row with more cells than its table has
    columns loses the extra cells; a block `::: notes` that no `:::` closes takes all that follows, and so do code and
    formulas without an end; a comment `<!--` or a `{mark V3` that is not closed, and `{marc V3}`, are said aloud; and
    `::: optional N` needs a whole number.
    """
    lines = list(lines_outside_code(file, text))
    yield from _wordings(file, lines)
    yield from _blocks(file, lines)
    yield from _pointers(file, lines)
    yield from _without_end(file, text, lines)
    columns = 0
    for at, (number, line) in enumerate(lines):
        bare, start = line.strip(), len(line) - len(line.lstrip())
        here = place_of(file, number, start, start + len(bare))
        if match := _OPTIONAL.match(bare):
            yield Finding("PS411", f"an optional passage needs a whole number, not “{match[1]}”", here)
        classes = fence_classes(bare) if bare.startswith(":::") else frozenset()
        if classes and not classes & KNOWN_DIVS and (near := misspelled(classes)):
            yield Finding("PS411", f"“{bare}” is not a known block; did you mean ::: {near}?", here)
        if "|" in bare and _RULE_OF_TABLE.fullmatch(bare) and at and "|" in lines[at - 1][1]:
            columns = _cells(lines[at - 1][1])
        elif "|" not in bare:
            columns = 0
        elif columns and (cells := _cells(line)) != columns:
            many = "1 cell" if cells == 1 else f"{cells} cells"
            lost = (
                "the last are lost" if cells > columns else "write an empty cell between bars for each that is missing"
            )
            what = f"this row has {many}, and its table has {columns} columns; {lost}"
            yield Finding("PS411", what, here)


def _wordings(file: str, lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Wordings that do not end in the paragraph in which they begin, and have a bar."""
    begun: tuple[int, int, int] | None = None
    bars = False
    for number, line in [*lines, (0, "")]:
        at = 0
        for match in _WORDING.finditer(line):
            if begun is not None:
                bars = bars or "|" in line[at : match.start()]
            if match[0] == "~}":
                begun = None
            elif begun is None:
                begun, bars = (number, match.start(), match.end()), False
            at = match.end()
        if begun is not None:
            bars = bars or "|" in line[at:]
            if not line.strip():
                if bars:
                    yield Finding("PS411", "this wording is not closed: end it with ~}", place_of(file, *begun))
                begun = None


def _blocks(file: str, lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Blocks of `:::` that nothing closes before the next page. Optional passages may hold pages, and one without an
    end is an error of its own."""
    opened: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "## ")]:
        bare = line.strip()
        if bare.startswith(":::"):
            if bare.strip(":").strip():
                opened.append((number, line))
            elif opened:
                opened.pop()
        elif _HEADING.match(line):
            for begun, words in opened:
                if "optional" in words:
                    continue
                start = len(words) - len(words.lstrip())
                here = place_of(file, begun, start, len(words.rstrip()))
                yield Finding("PS411", f"“{words.strip()}” is never closed; end it with a line of :::", here)
            opened = [each for each in opened if "optional" in each[1]]


def _pointers(file: str, lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Marks in braces whose word is nearly `mark`, and marks that name nothing."""
    for number, line in lines:
        for match in _BRACED.finditer(line):
            word = match[1].lower()
            if word in _NEARLY_MARK:
                what = f"“{match[0]}” would be said aloud; did you mean {{mark{match[2]}}}?"
                yield Finding("PS411", what, place_of(file, number, *match.span()))
            elif word == "mark" and not match[2].strip() and not is_template(file):
                what = "this mark names nothing; write {mark NAME}, with a name that the page shows"
                yield Finding("PS411", what, place_of(file, number, *match.span()))
        for match in _OPEN_MARK.finditer(line):
            if "`" in line[: match.start()]:
                continue  # code that goes on in the next line
            what = "this mark is not closed, so it would be said aloud: end it with }"
            yield Finding("PS411", what, place_of(file, number, match.start(), match.start() + len("{mark")))


def _without_end(file: str, text: str, lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Comments, code and formulas that go on to the end of the file."""
    comment: tuple[int, int] | None = None
    for number, line in lines:
        at = 0
        while (found := line.find("<!--" if comment is None else "-->", at)) >= 0:
            comment, at = ((number, found), found + 4) if comment is None else (None, found + 3)
    if comment is not None:
        here = place_of(file, comment[0], comment[1], comment[1] + 4)
        yield Finding("PS411", "this comment is never closed: end it with -->", here)
    if (opened := unclosed_block(file, text)) is not None:
        number, line, mark = opened
        start = len(line) - len(line.lstrip())
        what = (
            "this formula has no end: add $$"
            if mark == "$$"
            else f"this code is never closed: end it with a line of {mark}"
        )
        yield Finding("PS411", what, place_of(file, number, start, len(line.rstrip())))


def _cells(line: str) -> int:
    """How many cells a row of a table has."""
    return len(_BAR.split(line.strip().removeprefix("|").removesuffix("|")))
