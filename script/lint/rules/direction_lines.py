"""Rules about stage directions: lines in brackets that are orders to the speaker and not words to be said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.lint.finding import Edit, Finding, Fix
from plainspoken.script.lint.passages import LintedPage, LintedPassage
from plainspoken.script.lint.rule import rule
from plainspoken.script.model import Source

_BRACKETED = re.compile(r"[ \t]*([(\[])([^()\[\]]{1,60})[)\]][ \t]*$")
_DIRECTION = re.compile(
    r"\b(?:pause|wait|breathe|beat|click|skip(?:ping)?|slow(?:er|ly)?|fast(?:er)?|loud(?:er)?|soft(?:er|ly)?|quiet(?:ly)?|"
    r"smile|laugh(?:s|ter)?|applause|next slide|look up|point(?:s|ing)? (?:at|to)|show slide|drink)\b",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"[(\[](?:(?:long |short )?pause(?: \d+(?:\.\d+)? ?s)?|beat|click|next slide|no skipping|slower|faster|louder|"
    r"smile|laughs?|laughter|applause|breathe|wait)[)\]]",
    re.IGNORECASE,
)


@rule(
    "PS406",
    "spoken-direction",
    "passage",
    fixable="safe",
    bad="""
    ## One

    (No skipping)
    Even with more layers, it is faster.
    """,
    good="""
    ## One

    (no skipping)

    Even with more layers (and there are many), it is faster.
    """,
)
def spoken_direction(passage: LintedPassage) -> Iterator[Finding]:
    """A stage direction is part of a paragraph, so it would be said aloud.

    A direction is a paragraph of its own in round brackets, with an empty line before and after. The fix puts the
    empty lines there; it is safe for the directions that Plainspoken knows, else it wants an eye.
    """
    if "(" not in passage.text and "[" not in passage.text:
        return
    texts = passage.page.manuscript.texts
    lines = texts.lines(passage.at.file)
    whole_lines = set()
    for number in range(passage.at.line, min(passage.at.end_line, len(lines)) + 1):
        found = _BRACKETED.match(lines[number - 1])
        if found is None or found[0].strip() not in passage.text:
            continue
        known = _DIRECTION.search(found[2]) is not None
        if passage.at.line == passage.at.end_line and found[1] == "(":
            continue
        if found[1] == "[" and not known:
            continue
        whole_lines.add(number)
        column = len(lines[number - 1]) - len(lines[number - 1].lstrip()) + 1
        written = found[0].strip()
        at = Source(file=passage.at.file, line=number, column=column, end_line=number, end_column=column + len(written))
        before = "" if number == passage.at.line else "\n"
        after = "" if number == passage.at.end_line else "\n"
        edit = Edit(at, written, f"{before}({found[2]}){after}")
        yield Finding(
            "PS406",
            f"“{written}” would be spoken, since it is part of a paragraph",
            at,
            fix=Fix("make it a paragraph of its own", (edit,), safe=known),
        )
    for inline in _INLINE.finditer(passage.text):
        at = passage.place(*inline.span())
        if at.line not in whole_lines:
            yield Finding("PS406", f"“{inline[0]}” would be spoken, since it is part of a paragraph", at)


@rule(
    "PS409",
    "unknown-direction",
    "page",
    severity="hint",
    bad="""
    ## One

    (dance)

    And so it went.
    """,
    good="""
    ## One

    (pause 2s)

    And so it went.
    """,
)
def unknown_direction(view: LintedPage) -> Iterator[Finding]:
    """A stage direction is understood by nobody.

    It is not spoken, and nothing comes of it either. Known are `(pause 2s)`, `(slower)`, `(faster)` and
    `(no skipping)`; a note to yourself is better written as a comment.
    """
    for direction in view.page.directions:
        if direction.kind is None:
            yield Finding("PS409", f"“{direction.text}” is no direction that the voice follows", direction.at)
