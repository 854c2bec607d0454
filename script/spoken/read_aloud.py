"""Read a text aloud on paper: cut it into pieces and give each the words that a voice says.

A piece is what stands between spaces, or more where more is read as one (`62.4 %`, `$5 million`, `May 12, 2024`).
Punctuation that the voice should hear stays on the said words: `, ; : . ! ?`; brackets and dashes become commas,
quotation marks, Markdown and emoji are silent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plainspoken.base.word_lists import word_set
from plainspoken.script.model import Token
from plainspoken.script.spoken import amounts
from plainspoken.script.spoken import identifiers as names
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.abbreviations import abbreviation
from plainspoken.script.spoken.syllables import count
from plainspoken.script.spoken.units import GREEK, SIGNS, UNITS

Span = tuple[int, int, str]


@dataclass(frozen=True)
class Piece:
    """A token and the part of the text it was read from: code points `start` to `end`."""

    start: int
    end: int
    token: Token


def speak(text: str, *, pronunciations: Mapping[str, str] | None = None, prespoken: Sequence[Span] = ()) -> list[Token]:
    """The tokens of `text`, in order: what is shown, what is said for it, and its syllables.

    Args:
        text: running text of one beat; any Unicode.
        pronunciations: the talk's own: a written word to what is said for it. A key in lower case matches any case.
        prespoken: (start, end, said) of spans that bring their own spoken form, in order, not overlapping.
    """
    return [piece.token for piece in pieces(text, pronunciations=pronunciations, prespoken=prespoken)]


def pieces(
    text: str, *, pronunciations: Mapping[str, str] | None = None, prespoken: Sequence[Span] = ()
) -> list[Piece]:
    """As `speak`, each token with its place in `text`."""
    own = pronunciations or None
    read: list[Piece] = []
    spans = list(prespoken)
    at = 0
    while chunk := _CHUNK.search(text, at):
        start, at = chunk.span()
        if spans and spans[0][0] < at:
            at, said = _with_spans(text, start, at, spans, own)
            read.append(Piece(start, at, _token(text[start:at], said)))
            continue
        word = chunk.group()
        if own is None and (known := _plain_tokens.get(word)) is not None:
            read.append(Piece(start, at, known))
            continue
        limit = spans[0][0] if spans else len(text)
        at, said = _read(text, start, at, limit, own)
        token = _token(text[start:at], said)
        read.append(Piece(start, at, token))
        if own is None and at - start == len(word) and _free_of_context(word) and len(_plain_tokens) < 200_000:
            _plain_tokens[word] = token
    return _with_pauses(read)


_CHUNK = re.compile(r"\S+")
_PLAIN = re.compile(r"^[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?]?$")
_plain_tokens: dict[str, Token] = {}


def _free_of_context(word: str) -> bool:
    """Whether a chunk is always said the same, so that its token can be kept."""
    if not _PLAIN.match(word) or word == "A" or word[:3] in _NUMBER_WORDS:
        return False
    return not word.endswith(".") or abbreviation(word, "1") is None


_OPENING = re.compile(r"""^(?:["“”„«»‹›‘()\[\]{}*_`~¿¡#>|]|'(?=\w)(?!(?:\d0s|em|tis|twas|cause)\b)|<!--)+""")
_CLOSING = re.compile(r"""[\s"“”„«»‹›’‘'()\[\]{}*_`~|.,;:!?…—–-]+$""")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
_RAISED = re.compile(r"^(.*?\w)([⁺⁻]?[⁰¹²³⁴-⁹]+)([)\]\"”’.,;:!?…]*)$")
_LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_LINK = re.compile(r"!?\[?([^\[\]]*)\]\([^()\s]*\)")
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)\S|^[\w.+-]+@[\w-]+\.[\w.]+$|^(?:~?/|\.{1,2}/)\w", re.I)
_STARTS_NUMBER = re.compile(r"^[-−+±~≈<>≤≥=]{0,2}[$€£¥#]?\.?\d|^['’]\d0s")
_WORD = re.compile(r"^[^\W\d_]+(?:['’][^\W\d_]+)*$")
_SEVERAL = re.compile(r"^([^\W\d_]+)\((e?s)\)([.,;:!?]*)$")
_INITIALS = re.compile(r"^(?:[A-Za-z]\.){2,}[A-Za-z]?$")
_FUNCTION_WORDS = word_set(
    "a an and the this that these those we i you he she it they there to of in on at by for with from as but or"
    " so when which who was were is are had has did it's its our their his her my your alone already showed saw"
)
_BEFORE_YEAR = word_set(
    "in since from until till by before after during year early late mid spring summer autumn fall winter circa"
    " of copyright between and to back"
)


def _read(text: str, start: int, end: int, limit: int, own: Mapping[str, str] | None) -> tuple[int, str]:
    """Where the piece at `start` ends, and what is said for it with its pauses."""
    chunk = text[start:end]
    if not chunk.isascii() and (raised := _RAISED.match(chunk)) is not None:
        opening = _OPENING.match(chunk)
        base = raised[1][opening.end() :] if opening else raised[1]
        return end, _core(f"{base}^{raised[2].translate(_LOWERED)}", "", "", own) + _pause(raised[3])
    if "](" in chunk or "<" in chunk or ("&" in chunk and ";" in chunk):
        return end, _markup(chunk, own)
    if chunk in SIGNS:
        return end, "" if chunk in _MARKUP_AT_START and not text[:start].strip() else SIGNS[chunk]
    if chunk == "'n'":
        return end, "and"
    if several := _SEVERAL.match(chunk):
        return end, _word(several[1] + several[2], "") + _pause(several[3])
    opening = None if _STARTS_NUMBER.match(chunk) else _OPENING.match(chunk)
    core_start = start + (opening.end() if opening else 0)
    before, after = _context(text, start, end)
    if _STARTS_NUMBER.match(text[core_start:end]) or text[core_start : core_start + 3] in _NUMBER_WORDS:
        found = amounts.read(text[:limit], core_start)
        if found:
            number_end, said = found
            end = max(end, _chunk_end(text, number_end))
            rest = text[number_end:end]
            closing = _CLOSING.search(rest)
            middle = rest[: closing.start()] if closing else rest
            if not middle:
                said = _year_or(text[core_start:number_end], said, before, text, number_end)
                return end, said + _pause(rest)
            end = start + len(chunk)
    core, tail = _split_tail(text[core_start:end])
    if tail.startswith(".") and (full := abbreviation(f"{core}.", after)) is not None:
        ends = not after or after[0].isupper()
        return end, full + _pause(tail if ends and core.lower() in _MAY_END else tail[1:])
    if core == "A":
        so_far = text[:start].rstrip()
        begins = not so_far or so_far[-1] in ".?!:"
        article = after[:1].isalnum() and (begins or (after[:1].islower() and not so_far[-1].islower()))
        return end, ("a" if article else "A") + _pause(tail)
    return end, _core(core, before, after, own) + _pause(tail)


_MAY_END = word_set("etc al max min avg std inc ltd jr sr a.m p.m")


# The first letters of words that begin a date or a version.
_NUMBER_WORDS = frozenset(month[:3] for month in amounts.MONTHS) | word_set(
    "Pyt PyT Ten CUD Jav Ubu Deb mac ver Ver rel"
)


def _core(core: str, before: str, after: str, own: Mapping[str, str] | None) -> str:
    """What is said for a chunk without its opening and closing marks."""
    if not core:
        return ""
    if own and (said := _own(core, own)) is not None:
        return said
    if (said := abbreviation(core, after)) is not None:
        return said
    if core in SIGNS:
        return SIGNS[core]
    if _ADDRESS.match(core):
        return names.address(core)
    if _INITIALS.match(core):
        return names.letters(core.replace(".", ""))
    if _WORD.match(core) and not re.search("[²³]", core):
        return _word(core, before)
    if core.isdecimal() and core.isascii():
        return numbers.cardinal(core)
    return _compound(core, own)


def _word(word: str, before: str) -> str:
    """A word of letters alone."""
    word = word.replace("’", "'")
    bare, apostrophe, tail = word.partition("'")
    listed = names.pronunciations().get(bare) or names.pronunciations().get(bare.lower())
    if listed:
        return f"{listed}'{tail}" if apostrophe else listed
    if word == "a":
        return "a"
    if word in ("I", "i") or bare in ("I", "O"):
        return word if word != "i" else "I"
    if word.islower() or (bare.istitle() and len(bare) > 1):
        if len(bare) == 1:
            if bare in GREEK:
                return GREEK[bare]
            return word.upper() if not apostrophe else f"{bare.upper()}'{tail}"
        return word if not _hard(bare) else names.name(word)
    return names.name(word)


def _hard(word: str) -> bool:
    """A lower-case word without a vowel that no dictionary has: a name said as letters (`lr`, `nn`)."""
    return word.isascii() and not re.search("[aeiouyAEIOUY]", word)


def _compound(core: str, own: Mapping[str, str] | None) -> str:
    """Words joined by hyphens, slashes, dots, underscores, signs, and words with digits."""
    if (sides := _RELATION.split(core)) and len(sides) > 1:
        return " ".join(SIGNS[side] if place % 2 else _part(side, own) for place, side in enumerate(sides) if side)
    if core.startswith("√"):
        return f"square root of {_part(core[1:], own)}"
    if power := _POWER.match(core):
        exponent = {"2": "squared", "3": "cubed", "²": "squared", "³": "cubed"}.get(power[2])
        if exponent is None:
            exponent = f"to the {'minus ' if power[2][0] in '-−' else ''}{_part(power[2].lstrip('-−'), own)}"
        return f"{_part(power[1], own)} {exponent}"
    if re.search(r"[-‐‑–—]", core) and not re.search(r"[/@\\=<>]", core):
        said: list[str] = []
        for part in re.split(r"[-‐‑]|(?<=\w)[–—]+(?=\w)", core):
            if part:
                said.append(_part(part, own))
        return " ".join(filter(None, said))
    if "/" in core:
        sides = core.split("/")
        if len(sides) == 2 and all(_WORD.match(side) for side in sides):
            if sides[1] in UNITS and sides[1] not in ("B", "V", "W"):
                return f"{_part(sides[0], own)} per {UNITS[sides[1]][0]}"
            return " ".join(_part(side, own) for side in sides)
    return names.name(core)


_RELATION = re.compile(r"(<=|>=|!=|==|:=|=>|->|<-|[<>=≤≥≈≠±×÷→←↔⇒∈])")
_POWER = re.compile(r"^(\w+?)(?:\^|\*\*)?\{?(?<=[\^{*])?((?<=[\^{*])[-−]?\w+|[²³])\}?$")


def _part(part: str, own: Mapping[str, str] | None) -> str:
    if own and (said := _own(part, own)) is not None:
        return said
    if _STARTS_NUMBER.match(part):
        found = amounts.read(part, 0)
        if found and found[0] == len(part):
            return found[1]
    if part in SIGNS:
        return SIGNS[part]
    if _WORD.match(part):
        return _word(part, "")
    return names.name(part)


def _own(word: str, own: Mapping[str, str]) -> str | None:
    """The talk's own pronunciation of a word, with or without a possessive."""
    for written, tail in ((word, ""), *(((word[:-2], "'s"),) if word.endswith(("'s", "’s")) else ())):
        said = own.get(written, own.get(written.lower()))
        if said is not None:
            return f"{said}{tail}"
    return None


def _year_or(written: str, said: str, before: str, text: str, end: int) -> str:
    """A bare number of four digits where a year is likely is said as one."""
    if not amounts.is_year(written):
        return said
    named = re.search(r"\b[A-Z]{3,}\s$", text[max(0, end - len(written) - 30) : end - len(written)])
    if not named and before not in _BEFORE_YEAR and text[end : end + 1] != ")":
        return said
    following = re.match(r"[^\S\n]*([^\W\d_]*)", text[end:])
    word = following[1].lower() if following and following.end() else ""
    ends = not text[end:].strip() or text[end : end + 1] in ".,;:!?)]\"'”’"
    return numbers.year(written) if ends or word in _FUNCTION_WORDS else said


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """The word before and the word after, in lower case without marks."""
    before = text[max(0, start - 40) : start].split()
    after = text[end : end + 40].split()
    return (before[-1].lower().strip(_MARKS) if before else "", after[0].strip(_MARKS) if after else "")


_MARKS = "\"'“”‘’()[]{}*_`.,;:!?"


def _split_tail(core: str) -> tuple[str, str]:
    """A chunk without its closing marks, and those; a call's brackets and an abbreviation's dots stay."""
    closing = _CLOSING.search(core)
    if not closing:
        return core, ""
    at = closing.start()
    if at == 0 and core in SIGNS:
        return core, ""
    if core[at:].startswith("()"):
        at += 2
    elif core[at:].startswith(".") and _INITIALS.match(core[: at + 1]):
        at += 1
    elif core[at:].startswith(("+", "#")):
        at = len(core)
    elif core[at : at + 1] == "'" and core[:at].endswith("s"):
        at += 1
    return core[:at], core[at:]


def _pause(tail: str) -> str:
    """The punctuation that the voice should hear of what closes a chunk: the strongest of it."""
    for mark in "?!":
        if mark in tail:
            return mark
    if "…" in tail or "." in tail:
        return "."
    for mark in ":;,":
        if mark in tail:
            return mark
    return "," if re.search(r"[—–)\]]", tail) or tail.endswith("--") else ""


def _markup(chunk: str, own: Mapping[str, str] | None) -> str:
    """A chunk with Markdown links, HTML tags or character references in it."""
    plain = html.unescape(_TAG.sub(" ", _LINK.sub(r"\1", chunk)))
    if plain == chunk:
        opening = _OPENING.match(chunk)
        core, tail = _split_tail(chunk[opening.end() :] if opening else chunk)
        if _STARTS_NUMBER.match(core) and (found := amounts.read(core, 0)) and found[0] == len(core):
            return found[1] + _pause(tail)
        return _core(core, "", "", own) + _pause(tail)
    return " ".join(piece.token.said for piece in pieces(plain, pronunciations=own) if piece.token.said)


def _with_spans(text: str, start: int, end: int, spans: list[Span], own: Mapping[str, str] | None) -> tuple[int, str]:
    """A chunk that holds spans with a spoken form of their own: they are joined with what is said around them."""
    said: list[str] = []
    at = start
    tail = ""
    while spans and spans[0][0] < end:
        span_start, span_end, words = spans.pop(0)
        if span_start > at:
            said.append(_core_of(text[at:span_start], own))
        said.append(words)
        at = max(at, span_end)
        end = max(end, _chunk_end(text, at))
    rest = text[at:end]
    if rest:
        core, tail = _split_tail(rest)
        said.append(_core_of(core, own))
    return end, " ".join(filter(None, said)) + _pause(tail)


def _core_of(text: str, own: Mapping[str, str] | None) -> str:
    opening = _OPENING.match(text)
    core, _ = _split_tail(text[opening.end() :] if opening else text)
    core = core.strip("-‐‑–—/")
    return _core(core, "", "", own)


def _chunk_end(text: str, at: int) -> int:
    chunk = re.compile(r"\S*").match(text, at)
    return chunk.end() if chunk else at


def _token(shown: str, said: str) -> Token:
    said = " ".join(said.split())
    if not any(character.isalnum() for character in said):
        said = ""
    return Token(shown=shown, said=said, syllables=count(said))


def _with_pauses(read: list[Piece]) -> list[Piece]:
    """A bracket that opens, or a dash that stands alone, makes the voice pause after the word before it."""
    paused: list[Piece] = []
    for piece in read:
        shown = piece.token.shown
        if paused and (shown[0] == "(" or shown in _DASHES):
            previous = paused[-1]
            said = previous.token.said
            if said and said[-1] not in ".,;:!?":
                token = replace(previous.token, said=f"{said},")
                paused[-1] = Piece(previous.start, previous.end, token)
        if shown in _DASHES:
            piece = Piece(piece.start, piece.end, Token(shown=shown, said="", syllables=0))
        paused.append(piece)
    return paused


# What Markdown puts at the start of a line and nobody says.
_MARKUP_AT_START = frozenset({"#", ">", "*", "+", "-", "|", "~", "="})
_DASHES = frozenset({"-", "--", "---", "–", "—", "―"})
