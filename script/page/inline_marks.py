"""Marks within a line of Markdown: emphasis, code, links, pictures, entities; each character with its place.

A small reader of CommonMark's inline marks, and not a library, because every character must keep its place in the
author's text, and because a million words have to pass in seconds. What it leaves out is in docs/pages.md.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SPECIAL = re.compile(r"[\\`*_\[\]<&!]|\{mark\s")
_SCAN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])|(?P<ticks>`+)|(?P<delimiter>\*+|_+)|(?P<picture>!\[)|(?P<open>\[)|(?P<close>\])"
    r"|(?P<auto><(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w.-]+)>)"
    r"|(?P<comment><!--.*?-->)"
    r"|(?P<tag></?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>)"
    r"|(?P<mark>[ \t]?\{mark\s+[^{}\n]{1,200}\})"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
)
_DESTINATION = re.compile(
    r"\(\s{0,9}(?:<([^<>\n]{0,2000})>|([^\s()<]{0,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,9}))"
    r"(?:\s{1,9}(?:\"([^\"]{0,500})\"|'([^']{0,500})'|\(([^()]{0,500})\)))?\s{0,9}\)"
)
_SETTINGS = re.compile(r"\{(?:\s{0,9}(?:focus|note)=\"[^\"\n]{0,300}\"){1,2}\s{0,9}\}")
_SETTING = re.compile(r"(focus|note)=\"([^\"\n]{0,300})\"")
_REFERENCE = re.compile(r"\[([^\[\]]{0,200})\]")


_SCRIPT = re.compile(r"<(/?)sup(?:\s[^<>]*)?>", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")


@dataclass(frozen=True, slots=True)
class InlineStyle:
    """How a stretch looks."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None


PLAIN = InlineStyle()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture within text: where it was written, its alternative text, target and title, and what `{focus="…"
    note="…"}` behind it says."""

    start: int
    end: int
    alt: str
    target: str
    title: str | None
    focus: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A `{mark NAME}` within text: the name, where it stands in the text without marks, and where it was written."""

    name: str
    at: int
    start: int
    end: int


@dataclass(slots=True)
class Inline:
    """Text without its marks. `pieces` are (place in `text`, place in the raw text) at which an unbroken run of
    characters starts; `styles` are (start, end, style) in `text`."""

    text: str
    pieces: list[tuple[int, int]]
    styles: list[tuple[int, int, InlineStyle]] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    """A piece of text, or a run of delimiters that may still become emphasis."""

    text: str
    raw: int
    mark: str = ""
    opens: bool = False
    closes: bool = False
    whole: int = 0
    bold: int = 0
    italic: int = 0
    code: bool = False
    link: str | None = None
    drop: bool = False
    pointer: str = ""


@dataclass(slots=True)
class _Bracket:
    node: int
    raw: int
    picture: bool
    alive: bool = True


def read_inline(raw: str, references: Mapping[str, str] | None = None) -> Inline:
    """Take the marks out of `raw`.

    `references` are the link definitions of the file, by lower-case label.
    """
    if not _SPECIAL.search(raw):
        return Inline(raw, [(0, 0)])
    nodes, images = _nodes(raw, references or {})
    _emphasise(nodes)
    return _collected(nodes, images)


def _nodes(raw: str, references: Mapping[str, str]) -> tuple[list[_Node], list[Image]]:
    nodes: list[_Node] = []
    images: list[Image] = []
    brackets: list[_Bracket] = []
    unclosed: set[int] = set()
    at = 0
    shift: dict[int, int] | None = None
    while match := _SCAN.search(raw, at):
        if match.start() > at:
            nodes.append(_Node(_shifted_text(raw[at : match.start()], shift), at))
        at = match.end()
        kind, found, start = match.lastgroup, match[0], match.start()
        if kind == "escape":
            nodes.append(_Node(found[1], start + 1))
        elif kind == "ticks":
            end = -1 if len(found) in unclosed else _closing_ticks(raw, at, len(found))
            if end < 0:
                unclosed.add(len(found))
                nodes.append(_Node(found, start))
                continue
            code, skipped = raw[at:end], 0
            if len(code) > 2 and code[0] == code[-1] == " " and code.strip():
                code, skipped = code[1:-1], 1
            nodes.append(_Node(code, at + skipped, code=True))
            at = end + len(found)
        elif kind == "delimiter":
            nodes.append(_delimiter(raw, start, found))
        elif kind in ("open", "picture"):
            brackets.append(_Bracket(len(nodes), start, kind == "picture"))
            nodes.append(_Node(found, start))
        elif kind == "close":
            at = _close(raw, at, nodes, images, brackets, references)
        elif kind == "auto":
            address = found[1:-1]
            nodes.append(_Node(address, start + 1, link=address if ":" in address else f"mailto:{address}"))
        elif kind == "mark":
            # The space before it goes with it; one that stands at the start keeps the space after it from counting.
            name = " ".join(found.strip()[5:-1].split())
            nodes.append(_Node("", start + found.index("{"), pointer=name, whole=len(found.strip())))
            if not found[0].isspace() and raw[at : at + 1] in (" ", "\t"):
                at += 1
        elif kind == "comment":
            continue
        elif kind == "tag":
            if script := _SCRIPT.fullmatch(found):
                shift = None if script[1] else _RAISED
            elif re.match(r"</?(?:br|p|div|li|tr|td)\b", found, re.IGNORECASE):
                nodes.append(_Node(" ", start))
        else:
            nodes.append(_Node(html.unescape(found), start))
    if at < len(raw):
        nodes.append(_Node(_shifted_text(raw[at:], shift), at))
    return nodes, images


def _shifted_text(text: str, shift: dict[int, int] | None) -> str:
    """Text between `<sup>` and `</sup>` in raised characters, where all of it has them: 10<sup>6</sup> is 10⁶."""
    return text.translate(shift) if shift and all(ord(char) in shift for char in text) else text


def _closing_ticks(raw: str, at: int, length: int) -> int:
    """Where the next run of exactly `length` backticks starts, or -1."""
    ticks = "`" * length
    while (found := raw.find(ticks, at)) >= 0:
        end = found + length
        while end < len(raw) and raw[end] == "`":
            end += 1
        if end - found == length:
            return found
        at = end
    return -1


def _delimiter(raw: str, start: int, found: str) -> _Node:
    """Whether a run of `*` or `_` may open or close (CommonMark 0.31, "left- and right-flanking")."""
    before = raw[start - 1] if start else " "
    after = raw[start + len(found)] if start + len(found) < len(raw) else " "
    left = not after.isspace() and (not _punctuation(after) or before.isspace() or _punctuation(before))
    right = not before.isspace() and (not _punctuation(before) or after.isspace() or _punctuation(after))
    if found[0] == "_":
        left, right = left and (not right or _punctuation(before)), right and (not left or _punctuation(after))
    return _Node(found, start, mark=found[0], opens=left, closes=right, whole=len(found))


def _punctuation(char: str) -> bool:
    return not char.isalnum() and not char.isspace() and ord(char) < 0xE000 and char != "‍"


def _close(
    raw: str,
    at: int,
    nodes: list[_Node],
    images: list[Image],
    brackets: list[_Bracket],
    references: Mapping[str, str],
) -> int:
    """A `]`: a link, a picture, or a bracket. Returns where reading goes on."""
    if not brackets:
        nodes.append(_Node("]", at - 1))
        return at
    bracket = brackets.pop()
    label = raw[bracket.raw + (2 if bracket.picture else 1) : at - 1]
    target: str | None = None
    title: str | None = None
    end = at
    if match := _DESTINATION.match(raw, at):
        target, end = match[1] if match[1] is not None else match[2], match.end()
        title = next((part for part in match.groups()[2:] if part is not None), None)
    elif references:
        match = _REFERENCE.match(raw, at)
        target = references.get((match[1] if match and match[1] else label).strip().lower())
        end = match.end() if match and target is not None else at
    if target is None or (not bracket.alive and not bracket.picture):
        nodes.append(_Node("]", at - 1))
        return at
    if bracket.picture:
        inner = nodes[bracket.node + 1 :]
        _emphasise(inner)
        alt = "".join(node.text for node in inner if not node.drop)
        focus = note = ""
        if settings := _SETTINGS.match(raw, end):
            found = dict(_SETTING.findall(settings[0]))
            focus, note, end = found.get("focus", ""), found.get("note", ""), settings.end()
        images.append(Image(bracket.raw, end, alt, target, title, focus, note))
        del nodes[bracket.node :]
        return end
    nodes[bracket.node].drop = True
    inner = nodes[bracket.node + 1 :]
    _emphasise(inner)
    for node in inner:
        node.link, node.mark = target, ""  # what is left unpaired in a link pairs with nothing outside it
    for outer in brackets:
        outer.alive = outer.picture
    return end


def _emphasise(nodes: list[_Node]) -> None:
    """Pair the delimiter runs (CommonMark 0.31, "process emphasis")."""
    runs = [index for index, node in enumerate(nodes) if node.mark]
    bottom: dict[tuple[str, bool, int], int] = {}
    position = 0
    while position < len(runs):
        closer = nodes[runs[position]]
        if not closer.closes or not closer.text:
            position += 1
            continue
        key = (closer.mark, closer.opens, closer.whole % 3)
        floor = bottom.get(key, -1)
        look = position - 1
        while look > floor and not _pairs(nodes[runs[look]], closer):
            look -= 1
        if look <= floor:
            bottom[key] = position - 1
            position += 1
            continue
        opener = nodes[runs[look]]
        strong = len(opener.text) >= 2 and len(closer.text) >= 2
        width = 2 if strong else 1
        opener.text = opener.text[:-width]
        closer.text, closer.raw = closer.text[width:], closer.raw + width
        # +1 where emphasis starts, -1 where it ends: summed up when the text is collected
        first, last = nodes[runs[look] + 1], closer
        if strong:
            first.bold, last.bold = first.bold + 1, last.bold - 1
        else:
            first.italic, last.italic = first.italic + 1, last.italic - 1
        del runs[look + 1 : position]
        position = look + 1
        bottom = {key: min(value, position - 1) for key, value in bottom.items()}
        if not opener.text:
            runs.pop(look)
            position -= 1
            bottom = {key: min(value, position - 1) for key, value in bottom.items()}


def _pairs(opener: _Node, closer: _Node) -> bool:
    if opener.mark != closer.mark or not opener.opens or not opener.text:
        return False
    both = opener.closes or closer.opens
    return not (both and (opener.whole + closer.whole) % 3 == 0 and (opener.whole % 3 or closer.whole % 3))


def _collected(nodes: list[_Node], images: list[Image]) -> Inline:
    result = Inline("", [], images=images)
    parts: list[str] = []
    length = bold = italic = 0
    last: tuple[int, int, Any] | None = None
    for node in nodes:
        bold, italic = bold + node.bold, italic + node.italic
        if node.pointer:
            result.pointers.append(Pointer(node.pointer, length, node.raw, node.raw + node.whole))
        if node.drop or not node.text:
            continue
        parts.append(node.text)
        result.pieces.append((length, node.raw))
        end = length + len(node.text)
        if bold or italic or node.code or node.link:
            style = InlineStyle(bold > 0, italic > 0, node.code, node.link)
            if last and last[1] == length and last[2] == style:
                result.styles[-1] = last = (last[0], end, style)
            else:
                last = (length, end, style)
                result.styles.append(last)
        length = end
    result.text = "".join(parts)
    if not result.pieces:
        result.pieces.append((0, 0))
    return result
