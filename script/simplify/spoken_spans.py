"""The prose of a raw page template: what is spoken of it, without Jinja, code, comments, links and the like.

Shortening works on the author's own file, before anything is rendered. Here are the stretches of it that are spoken,
and within them the spans that no change may touch.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from plainspoken.script.page.blocks import read_blocks

Span = tuple[int, int]

# A line's own comment `plainspoken: ignore …` and the stretch between `off` and `on` are kept as they are, where the
# codes name the rule for shorter words or leave all rules out.
SHORTER_WORD = "PS301"

_JINJA = re.compile(r"\{%-?\+?\s*raw\s*-?%\}|\{[{%#~]")
_COMMENT = re.compile("<!--")
_RAW_END = re.compile(r"\{%-?\s*endraw\s*-?\+?%\}")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}", "{~": "~}", "<!--": "-->"}
_OPAQUE = re.compile(
    r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"  # code
    r"|</?[A-Za-z][^<>\n]*>"  # tags
    r"|!\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])"  # pictures
    r"|(?<=\])\([^()\n]*\)|(?<=\])\[[^\[\]\n]*\]"  # targets of links
    r"|\$\$.+?\$\$|\$(?=[^\s$\d])[^$\n]*?[^\s$]\$"  # mathematics
    r"|<?(?:https?|ftp|file)://[^\s<>)\]]+>?|\bwww\.[^\s<>)\]]+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+"
    r"|&[A-Za-z]+;|&\#\d+;"
    r"|“[^”\n]{1,300}”|«[^»\n]{1,300}»|\"[^\"\n]{1,300}\""  # quotations
    r"|(?<![\w’'])‘[^’\n]{1,300}’(?!\w)|(?<![\w])'[^'\n]{1,300}'(?!\w)",
    re.DOTALL,
)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ORDER = re.compile(r"(?:<!--|\{#-?)[ \t]*plainspoken:[ \t]*(ignore-file|ignore|off|on)\b([^\n]*?)(?:-->|-?#\})")
_CODES = re.compile(r"\b(?:PS\d{0,3}|ALL)\b")


@dataclass(frozen=True)
class SpokenSpan:
    """A spoken paragraph of a source text: code points `start` to `end`, and the spans in it that must stay."""

    start: int
    end: int
    opaque: tuple[Span, ...]


def passages(text: str) -> list[SpokenSpan]:
    """The spoken paragraphs of a template or a plain script, in order."""
    front = _FRONT.match(text)
    jinja, comments = _enclosed(text, _JINJA), _enclosed(text, _COMMENT)
    outline = read_blocks(_blanked(text, jinja), front.end() if front else 0, indented_code=not jinja)
    headed = any(block.kind == "heading" for block in outline.blocks)
    kept = _kept(text)
    found: list[SpokenSpan] = []
    spoken = not headed
    for block in outline.blocks:
        spoken = spoken or block.kind == "heading"
        if block.kind != "paragraph" or not spoken or _inside(block.start, kept):
            continue
        opaque = _within(jinja, block.start, block.end) + _within(comments, block.start, block.end)
        opaque += [match.span() for match in _OPAQUE.finditer(text, block.start, block.end)]
        opaque += [span for span in kept if span[0] < block.end and span[1] > block.start]
        found.append(SpokenSpan(block.start, block.end, tuple(_merged(opaque))))
    return found


def plain_passage(text: str) -> SpokenSpan:
    """A single beat given by itself."""
    comments = _enclosed(text, _COMMENT)
    return SpokenSpan(0, len(text), tuple(_merged([*comments, *(match.span() for match in _OPAQUE.finditer(text))])))


def _enclosed(text: str, opening_marks: re.Pattern[str]) -> list[Span]:
    """The spans from an opening mark to its closing one. A closing mark that is missing is looked for once only, so
    that a text of nothing but opening marks is read in one pass."""
    spans: list[Span] = []
    missing: set[str] = set()
    done = 0
    for opening in opening_marks.finditer(text):
        if opening.start() < done:
            continue
        mark, end = opening[0], -1
        if mark not in _CLOSING:
            mark = mark[:2]
            closing = None if "raw" in missing else _RAW_END.search(text, opening.end())
            if closing is None:
                missing.add("raw")
            else:
                end = closing.end()
        if end < 0 and mark not in missing:
            found = text.find(_CLOSING[mark], opening.start() + len(mark))
            if found < 0:
                missing.add(mark)
            else:
                end = found + len(_CLOSING[mark])
        if end >= 0:
            spans.append((opening.start(), end))
            done = end
    return spans


def _blanked(text: str, jinja: list[Span]) -> str:
    """The text with Jinja out of sight, every character in its place: values as a word, the rest as space."""
    parts: list[str] = []
    done = 0
    for start, end in jinja:
        filler = "x" if text.startswith(("{{", "{~"), start) else " "
        parts += [text[done:start], re.sub(r"[^\n]", filler, text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def _kept(text: str) -> list[Span]:
    """The stretches that comments take out of the rule for shorter words."""
    spans: list[Span] = []
    opened: int | None = None
    for order in _ORDER.finditer(text):
        codes = _CODES.findall(order[2])
        if codes and not any(code == "ALL" or SHORTER_WORD.startswith(code) for code in codes):
            continue
        if order[1] == "ignore-file":
            return [(0, len(text))]
        if order[1] == "off":
            opened = order.start() if opened is None else opened
        elif order[1] == "on" and opened is not None:
            spans.append((opened, order.end()))
            opened = None
        elif order[1] == "ignore":
            spans.append(_scope(text, order.start(), order.end()))
    if opened is not None:
        spans.append((opened, len(text)))
    return _merged(spans)


def _scope(text: str, start: int, end: int) -> Span:
    """What one `ignore` covers: its line when something stands on it, else the block that follows."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if text[line:start].strip() or text[end:stop].strip():
        return line, stop
    empty = re.compile(r"\n[ \t]*\n").search(text, stop + 1)
    return line, empty.start() if empty else len(text)


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _within(spans: list[Span], start: int, end: int) -> list[Span]:
    return spans[_first_after(spans, start) : bisect_left(spans, (end, 0))]


def _first_after(spans: list[Span], at: int) -> int:
    place = bisect_right(spans, (at, -1))
    return place - 1 if place and spans[place - 1][1] > at else place


def _inside(at: int, spans: list[Span]) -> bool:
    place = bisect_right(spans, (at, len(spans) and spans[-1][1] + 1))
    return place > 0 and spans[place - 1][1] > at
