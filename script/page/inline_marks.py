"""Marks within a line of Markdown: emphasis, code, links, pictures, entities; each character with its place.

A small reader of CommonMark's inline marks and of those that presentation tools add, and not a library, because every
character must keep its place in the author's text, and because a million words have to pass in seconds. What it leaves
out is in docs/pages.md.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plainspoken.script.page.comments import GONE
from plainspoken.script.page.emphasis import InlineNode, Shift, delimiter, emphasise

_SPECIAL = re.compile(rf"[\\`*_\[\]<&!{GONE}]|~~|[~^][^\s~^]{{1,12}}[~^]|\{{mark\s|[\])`]\{{")
_ATTRIBUTE = r"\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
_SETTINGS_OF_PANDOC = (
    r"\{\s{0,9}(?:(?:[.#][\w:.-]+|[\w-]+=(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[^\s{}\"']+)|-)\s{0,9}){1,20}\}"
)
_SCAN = re.compile(
    r"(?P<formula>(?<![\w$])\$(?=[^\s$])(?:[^$\n\\]|\\[^\n]){1,300}?(?<!\s)\$(?![\d$]))"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])|(?P<ticks>`+)|(?P<delimiter>\*+|_+|(?<!~)~~(?!~))"
    r"|(?P<wiki>!?\[\[[^\[\]|\n]{1,300}(?:\|[^\[\]\n]{0,300})?\]\])"
    r"|(?P<click>[ \t]?\[(?:click|next click)(?:[ \t]*\d{1,2})?\])"
    r"|(?P<footnote>\[\^[^\s\[\]]{1,99}\])"
    r"|(?P<classed>(?<![\w.)])\.[a-z][\w.-]{0,40}\[(?=[^\[\]\n]{0,400}\]))"
    r"|(?P<picture>!\[)|(?P<open>\[)|(?P<close>\])"
    r"|(?P<auto><(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w.-]+)>)"
    # None goes on past another of its kind: a row of openings that nothing closes is read once, not once for each.
    r"|(?P<comment><!--(?:(?!<!--).)*?-->|<\?(?:(?!<\?).)*?\?>|<![A-Za-z][^<>]*>|<!\[CDATA\[(?:(?!<!\[).)*?\]\]>)"
    rf"|(?P<tag><[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)"
    r"|(?P<mark>[ \t]?\{mark\s+[^{}\n]{1,200}\})"
    r"|(?P<raised>(?<=[A-Za-z0-9)\]])\^[A-Za-z0-9+−-]{1,12}\^(?![A-Za-z0-9]))"
    r"|(?P<lowered>(?<=[A-Za-z)\]])~[A-Za-z0-9+−-]{1,12}~(?!~))"
    rf"|(?P<settings>(?<=[)\]`]){_SETTINGS_OF_PANDOC})"
    rf"|(?P<gone>{GONE}+)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)",
    re.IGNORECASE,
)
_DESTINATION = re.compile(
    r"\(\s{0,9}(?:<((?:[^<>\\\n]|\\.){0,2000})>|([^\s()<]{0,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,9}))"
    r"(?:\s{1,9}(?:\"([^\"]{0,500})\"|'([^']{0,500})'|\(([^()]{0,500})\)))?(?:\s{1,9}=\d{0,5}%?x\d{0,5}%?)?\s{0,9}\)"
)
_PICTURE_FILE = re.compile(
    r"\(\s{0,9}([^()\"<>\n]{1,300}\.(?:png|jpe?g|gif|webp|avif|bmp|tiff?|svg|pdf))"
    r"(?:\s{1,9}=\d{0,5}%?x\d{0,5}%?)?\s{0,9}\)",
    re.IGNORECASE,
)
"""A picture's name with spaces in it, as people write it though CommonMark wants `<…>` around it."""
_SETTINGS = re.compile(r"\{(?:\s{0,9}(?:focus|note)=\"[^\"\n]{0,300}\"){1,2}\s{0,9}\}")
_SETTING = re.compile(r"(focus|note)=\"([^\"\n]{0,300})\"")
_REFERENCE = re.compile(r"\[([^\[\]]{0,200})\]")
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_TAG_VALUE = re.compile(r"\s([A-Za-z_:][\w.:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))")
_PARTING = frozenset(["p", "div", "li", "tr", "td", "th", "summary", "details", "figcaption", "dt", "dd"])
_MARP = re.compile(
    r"(?:bg|fit|contain|cover|auto|vertical|horizontal|(?:left|right)(?::\d+%)?|\d+%|"
    r"(?:w|h|width|height|blur|brightness|contrast|grayscale|hue-rotate|invert|opacity|saturate|sepia|drop-shadow):\S+)$"
)
"""What Marp takes as settings of a picture where others have its alternative text."""
_SIZE = re.compile(r"\d+(?:x\d+)?$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|re|e|o|a)$", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


@dataclass(frozen=True, slots=True)
class InlineStyle:
    """How a stretch looks. `caret` marks a `^` or `_` that stands for a raised or lowered stretch where text has no
    styles, and is left out where it has."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None
    strike: bool = False
    shift: Shift = ""
    caret: bool = False


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
    characters starts; `styles` are (start, end, style) in `text`; `notes` the labels of footnotes referred to."""

    text: str
    pieces: list[tuple[int, int]]
    styles: list[tuple[int, int, InlineStyle]] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Bracket:
    node: int
    raw: int
    picture: bool
    alive: bool = True
    classed: bool = False


def read_inline(raw: str, references: Mapping[str, str] | None = None, *, spoken: bool = False) -> Inline:
    """Take the marks out of `raw`.

    Args:
        raw: one or more lines of running text.
        references: the link definitions of the file, by lower-case label, and the numbers of its footnotes by `^label`.
        spoken: whether the text is said: the numbers of footnotes are silent then.
    """
    if not _SPECIAL.search(raw):
        return Inline(raw, [(0, 0)])
    reader = _InlineReader(raw, references or {})
    nodes = reader.read()
    emphasise(nodes)
    return _collected(nodes, reader.images, spoken)


class _InlineReader:
    """Reads one stretch of text; `images` are the pictures in it."""

    def __init__(self, raw: str, references: Mapping[str, str]) -> None:
        self.raw = raw
        self.references = references
        self.nodes: list[InlineNode] = []
        self.images: list[Image] = []
        self.brackets: list[_Bracket] = []
        self.unclosed: set[int] = set()
        self.shifted: tuple[Shift, int] | None = None

    def read(self) -> list[InlineNode]:
        """The nodes, their emphasis not yet paired."""
        at, raw = 0, self.raw
        while match := _SCAN.search(raw, at):
            if match.start() > at:
                self._text(raw[at : match.start()], at)
            at = self._one(match)
        if at < len(raw):
            self._text(raw[at:], at)
        if self.shifted is not None:
            self._end_shift()
        return self.nodes

    def _text(self, text: str, at: int) -> None:
        self.nodes.append(InlineNode(text, at))

    def _one(self, match: re.Match[str]) -> int:
        """Take in what was found; returns where reading goes on."""
        kind, found, start, at = match.lastgroup, match[0], match.start(), match.end()
        if kind == "formula" and not re.search(r"[\\^_{]", found):
            self._text("$", start)
            return start + 1
        if kind == "formula":
            self._text(found, start)  # LaTeX has marks of its own
        elif kind == "escape":
            self._text(found[1], start + 1)
        elif kind == "ticks":
            return self._code(found, start, at)
        elif kind == "delimiter":
            self.nodes.append(delimiter(self.raw, start, found))
        elif kind == "wiki":
            self._wiki(found, start, at)
        elif kind == "footnote" and f"^{found[2:-1]}" in self.references:
            number = self.references[f"^{found[2:-1]}"]
            self.nodes.append(InlineNode(number.translate(_RAISED), start, note=found[2:-1]))
        elif kind in ("open", "picture", "footnote"):
            width = 2 if kind == "picture" else 1
            self.brackets.append(_Bracket(len(self.nodes), start, kind == "picture"))
            self._text(found[:width], start)
            return start + width
        elif kind == "classed":
            self.brackets.append(_Bracket(len(self.nodes), at - 1, False, classed=True))
            self.nodes.append(InlineNode("", start, drop=True))
        elif kind == "close":
            return self._close(at)
        elif kind == "auto":
            address = found[1:-1]
            self.nodes.append(InlineNode(address, start + 1, link=address if ":" in address else f"mailto:{address}"))
        elif kind == "mark":
            # The space before it goes with it; one that stands at the start keeps the space after it from counting.
            name = " ".join(found.strip()[5:-1].split())
            self.nodes.append(InlineNode("", start + found.index("{"), pointer=name, whole=len(found.strip())))
            if not found[0].isspace() and self.raw[at : at + 1] in (" ", "\t"):
                return at + 1
        elif kind in ("raised", "lowered"):
            self._shift("super" if kind == "raised" else "sub", found[1:-1], start + 1)
        elif kind == "tag":
            self._tag(found, start, at)
        elif kind == "entity":
            self._text(html.unescape(found), start)
        return at

    def _code(self, found: str, start: int, at: int) -> int:
        end = -1 if len(found) in self.unclosed else _closing_ticks(self.raw, at, len(found))
        if end < 0:
            self.unclosed.add(len(found))
            self._text(found, start)
            return at
        code, skipped = self.raw[at:end], 0
        if len(code) > 2 and code[0] == code[-1] == " " and code.strip():
            code, skipped = code[1:-1], 1
        self.nodes.append(InlineNode(code, at + skipped, code=True))
        return end + len(found)

    def _wiki(self, found: str, start: int, end: int) -> None:
        """`![[picture.png|words]]` and `[[page|words]]`, as Obsidian and wikis have them."""
        picture = found[0] == "!"
        target, bar, words = found.strip("![]").partition("|")
        if picture:
            alt = "" if _SIZE.match(words.strip()) else words.strip()
            self.images.append(Image(start, end, alt, target.strip(), None))
        else:
            shown = words if bar and words.strip() else target
            self._text(shown, start + found.index(shown, 2))

    def _tag(self, found: str, start: int, end: int) -> None:
        match = _TAG_NAME.match(found)
        assert match is not None
        name, closing = match[2].lower(), bool(match[1])
        if name in ("sup", "sub"):
            if self.shifted is not None:
                self._end_shift()
            if not closing:
                self.shifted = ("super" if name == "sup" else "sub", len(self.nodes))
        elif name == "br":
            self._text("\n", start)
        elif name in ("del", "s", "strike"):
            self.nodes.append(InlineNode("", start, strike=-1 if closing else 1))
        elif name == "img":
            values = {key.lower(): one or two or three for key, one, two, three in _TAG_VALUE.findall(found)}
            if target := html.unescape(values.get("src", "")):
                alt, title = html.unescape(values.get("alt", "")), values.get("title")
                self.images.append(Image(start, end, alt, target, title))
        elif name in _PARTING:
            self._text(" ", start)

    def _end_shift(self) -> None:
        """What stands between `<sup>` and `</sup>` is raised."""
        assert self.shifted is not None
        (kind, first), self.shifted = self.shifted, None
        inner = self.nodes[first:]
        whole = "".join(node.text for node in inner)
        if len(inner) == 1 and not inner[0].mark and not inner[0].code:
            del self.nodes[first:]
            self._shift(kind, whole, inner[0].raw)
            return
        for node in inner:
            node.shift = kind
        if whole.strip():
            self.nodes.insert(first, InlineNode("^" if kind == "super" else "_", inner[0].raw, caret=True))

    def _shift(self, kind: Shift, text: str, at: int) -> None:
        """Raised or lowered text: in characters of its own where all of it has them (10<sup>6</sup> is 10⁶), else with
        a sign before it, `10^6.5`. Letters alone are raised by style, and have the sign where there are no styles."""
        table = _RAISED if kind == "super" else _LOWERED
        if text and all(ord(char) in table for char in text):
            self._text(text.translate(table), at)
            return
        if any(map(str.isdigit, text)):
            self._text(f"{'^' if kind == 'super' else '_'}{text}", at)
            return
        if kind != "super" or not _ORDINAL.match(text):
            self.nodes.append(InlineNode("^" if kind == "super" else "_", at, caret=True))
        self.nodes.append(InlineNode(text, at, shift=kind))

    def _close(self, at: int) -> int:
        """A `]`: a link, a picture, or a bracket. Returns where reading goes on."""
        nodes, raw = self.nodes, self.raw
        if not self.brackets:
            self._text("]", at - 1)
            return at
        bracket = self.brackets.pop()
        if bracket.classed:
            return at
        label = raw[bracket.raw + (2 if bracket.picture else 1) : at - 1]
        target: str | None = None
        title: str | None = None
        end = at
        if match := _DESTINATION.match(raw, at):
            target, end = match[1] if match[1] is not None else match[2], match.end()
            title = next((part for part in match.groups()[2:] if part is not None), None)
        elif bracket.picture and (match := _PICTURE_FILE.match(raw, at)):
            target, end = match[1].strip(), match.end()
        elif self.references:
            match = _REFERENCE.match(raw, at)
            target = self.references.get((match[1] if match and match[1] else label).strip().lower())
            end = match.end() if match and target is not None else at
        if target is None or (not bracket.alive and not bracket.picture):
            if re.compile(_SETTINGS_OF_PANDOC).match(raw, at) and not bracket.picture:
                nodes[bracket.node].drop = True  # a span with attributes: its words stay
            else:
                self._text("]", at - 1)
            return at
        if bracket.picture:
            inner = nodes[bracket.node + 1 :]
            emphasise(inner)
            alt = _without_settings("".join(node.text for node in inner if not node.drop))
            focus = note = ""
            if settings := _SETTINGS.match(raw, end):
                found = dict(_SETTING.findall(settings[0]))
                focus, note, end = found.get("focus", ""), found.get("note", ""), settings.end()
            self.images.append(Image(bracket.raw, end, alt, target, title, focus, note))
            del nodes[bracket.node :]
            return end
        nodes[bracket.node].drop = True
        inner = nodes[bracket.node + 1 :]
        emphasise(inner)
        for node in inner:
            node.link, node.mark = target, ""  # what is left unpaired in a link pairs with nothing outside it
        for outer in self.brackets:
            outer.alive = outer.picture
        return end


def _without_settings(alt: str) -> str:
    """An alternative text without what Marp means by its words: `bg right:40%`, `w:300px`."""
    words = alt.split()
    return alt if not words or not _MARP.match(words[0]) else " ".join(word for word in words if not _MARP.match(word))


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


def _collected(nodes: list[InlineNode], images: list[Image], spoken: bool) -> Inline:
    result = Inline("", [], images=images)
    parts: list[str] = []
    length = bold = italic = strike = 0
    last: tuple[int, int, Any] | None = None
    for node in nodes:
        bold, italic, strike = bold + node.bold, italic + node.italic, strike + node.strike
        if node.pointer:
            result.pointers.append(Pointer(node.pointer, length, node.raw, node.raw + node.whole))
        if node.note:
            result.notes.append(node.note)
        if node.drop or not node.text or (node.note and spoken):
            continue
        parts.append(node.text)
        result.pieces.append((length, node.raw))
        end = length + len(node.text)
        if bold or italic or strike > 0 or node.code or node.link or node.shift or node.caret:
            style = InlineStyle(bold > 0, italic > 0, node.code, node.link, strike > 0, node.shift, node.caret)
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
