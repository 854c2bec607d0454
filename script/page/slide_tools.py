"""Lines by which other tools for slides steer them: Marp, Slidev, reveal.js, remark, pandoc and Quarto.

What such a line asks for is obeyed where a talk knows it (notes, columns, slides), and otherwise passed over;
the rules PS7 of the linter name every line that is passed over.
"""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set

DROPPED_LINE = re.compile(
    r"(?:\{:?[ \t]*[.#][^{}]*\}|\[\[?_?toc_?\]?\]|\\(?:newpage|pagebreak|clearpage|pause|tableofcontents)|"
    r"\.[ \t]\.[ \t]\.|--)$",
    re.IGNORECASE,
)
"""A line of its own that is neither shown nor said: attributes of a block, a table of contents, a page break of LaTeX,
pandoc's pause (`. . .`), remark's step (`--`)."""

NOTES_BELOW = re.compile(r"(?:\?\?\?|[Nn]otes?:)$")
"""What stands below this line on its slide are the speaker's notes: remark's `???`, `Notes:` of reveal.js."""

SLOT = re.compile(r"::(default|left|right|top|bottom)::$")
"""Slidev's line between the columns of a slide."""

_SETTING = re.compile(r"([a-z][\w-]*):(?:[ \t]+\S.*|[ \t]*)$")
_SETTING_GOES_ON = re.compile(r"[ \t]|-[ \t]|#")
_REMARK = word_set(
    "name class layout template count exclude background-image background-color background-size background-position"
)
_DIV = re.compile(r":::+[ \t]*(.*?)[ \t]*:*$")
_NOTES = frozenset({"notes", "speaker", "speaker-notes", "note-presenter"})


def settings_lines(lines: list[str]) -> int:
    """How many of the `lines` below a slide's `---` are its settings: `key: value` up to a further `---`, as Slidev
    has them, or properties of remark."""
    if not lines or not _SETTING.match(lines[0]):
        return 0
    for count, line in enumerate(lines):
        if line.rstrip() == "---":
            return count + 1
        if not _SETTING.match(line) and not _SETTING_GOES_ON.match(line):
            break
    count = 0
    while count < len(lines) and (match := _SETTING.match(lines[count])) and match[1] in _REMARK:
        count += 1
    return count


def fence_classes(line: str) -> frozenset[str] | None:
    """The classes that a line of colons opens a division with, those of notes all as `notes`; None where it closes
    one."""
    match = _DIV.match(line)
    words = match[1] if match else ""
    if not words:
        return None
    found = re.findall(r"[\w-]+", words.split("=")[0] if words.startswith("{") else words.split()[0])
    classes = frozenset(found)
    return classes | {"notes"} if classes & _NOTES else classes
