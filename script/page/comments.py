"""HTML comments of a page file: found wherever they stand, and taken out without moving any other character."""

from __future__ import annotations

import re
from dataclasses import dataclass

GONE = "\ufdd0"
"""Stands for each character that is neither shown nor said, so that every other one keeps its place. It is one of
Unicode's noncharacters, which no text for interchange holds."""

_COMMENT_OR_FENCE = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})|(?P<comment><!--)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment: what it says, and where it stands."""

    text: str
    start: int
    end: int


def without_comments(text: str, start: int) -> tuple[str, list[Comment], frozenset[int]]:
    """The text with `GONE` for each character of a comment, the comments, and the starts of the lines that hold part
    of one. Comments within fenced blocks and between backticks are code and stay."""
    comments: list[Comment] = []
    parts: list[str] = []
    hidden: set[int] = set()
    done, at = 0, start
    ticks = counted = line = 0
    while match := _COMMENT_OR_FENCE.search(text, at):
        if match["fence"]:
            close = re.compile(rf"^[ \t]*{match['fence'][0]}{{{len(match['fence'])},}}[ \t]*$", re.MULTILINE)
            end = close.search(text, text.find("\n", match.end()) + 1 or len(text))
            at = end.end() if end else len(text)
            continue
        line = text.rfind("\n", counted, match.start()) + 1 or line
        ticks = (
            ticks + text.count("`", counted, match.start()) if counted > line else text.count("`", line, match.start())
        )
        counted = match.start()
        if ticks % 2:
            at = match.end()
            continue
        end_at = text.find("-->", match.end())
        if end_at < 0:
            break
        at = end_at + 3
        comments.append(Comment(text[match.end() : end_at].strip(), match.start(), at))
        parts += [text[done : match.start()], re.sub(r"[^\n]", GONE, text[match.start() : at])]
        done = at
        row = line
        while row < at:
            hidden.add(row)
            row = text.find("\n", row) + 1 or len(text)
    return "".join([*parts, text[done:]]), comments, frozenset(hidden)
