"""Read a text aloud on paper: cut it into pieces and give each the words that a voice says.

A piece is what stands between spaces, or more where more is read as one (`62.4 %`, `$5 million`, `May 12, 2024`).
Punctuation that the voice should hear stays on the said words: `, ; : . ! ?`; brackets and dashes become commas,
quotation marks, Markdown and emoji are silent.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from plainspoken.base.word_lists import word_set
from plainspoken.script.model import Token
from plainspoken.script.spoken import amounts, formulas, phone_numbers, roman_numerals, street_addresses, weekdays
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.abbreviations import abbreviation
from plainspoken.script.spoken.bare_years import year_or
from plainspoken.script.spoken.chemistry import chemical_formula, oxidation_state
from plainspoken.script.spoken.chunk_marks import (
    CLOSING,
    OPENING,
    SHIFTED,
    chunk_end,
    pause,
    shifted,
    split_tail,
    unmarked,
    words_beside,
)
from plainspoken.script.spoken.chunk_words import say_chunk, say_part, say_word, would_join
from plainspoken.script.spoken.digit_separators import plain_separators
from plainspoken.script.spoken.formulas_in_text import (
    FORMULA,
    LATEX,
    SLASHED,
    algebra,
    distributed,
    formula_and_tail,
    is_factorial,
    is_latex,
    is_plain_formula,
    power,
    primed_formula,
    slashed,
)
from plainspoken.script.spoken.numbered_names import raised_isotope
from plainspoken.script.spoken.syllables import count
from plainspoken.script.spoken.symbols import SIGNS

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
    spans = deque(prespoken)
    written, text = text, plain_digits(text)
    at = 0
    while chunk := _CHUNK.search(text, at):
        start, at = chunk.span()
        if spans and spans[0][0] < at:
            at, said = _with_spans(text, start, at, spans, own)
            read.append(Piece(start, at, _token(written[start:at], said)))
            continue
        word = chunk.group()
        if own is None and (known := _plain_tokens.get(word)) is not None:
            read.append(Piece(start, at, known))
            continue
        limit = spans[0][0] if spans else len(text)
        at, said = _read(text, start, at, limit, own)
        token = _token(written[start:at], said)
        read.append(Piece(start, at, token))
        if own is None and at - start == len(word) and _free_of_context(word) and len(_plain_tokens) < 200_000:
            _plain_tokens[word] = token
    return _with_pauses(read)


def plain_digits(text: str) -> str:
    """`text` with the digits, signs and separators of other scripts and countries (`４２％`, `१२`, `1.234,56`) as those
    of American English, each in its place."""
    if not text.isascii():
        text = "".join(_plain_character(char) for char in text)
        text = _RAISED_ENDING.sub(lambda ending: _RAISED_ENDINGS[ending[0]], text)
        text = _DEGREE.sub("°", text)
    return plain_separators(text)


_RAISED_ENDINGS = {"ˢᵗ": "st", "ⁿᵈ": "nd", "ʳᵈ": "rd", "ᵗʰ": "th"}
_RAISED_ENDING = re.compile(rf"(?<=\d)(?:{'|'.join(_RAISED_ENDINGS)})(?!\w)")
# A degree written with what looks like its sign: the Spanish ordinal, a ring.
_DEGREE = re.compile(r"(?<=\d)[º˚](?=[\s.,;)]|[CF](?!\w)|$)|(?<=\d )[º˚](?=[CF](?!\w))")


@cache
def _plain_character(char: str) -> str:
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return unicodedata.normalize("NFKC", char) if "！" <= char <= "～" or char in "￠￡￥￦" else char


_CHUNK = re.compile(r"\S+")
_PLAIN = re.compile(r"^[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?]?$")
_plain_tokens: dict[str, Token] = {}


def _free_of_context(word: str) -> bool:
    """Whether a chunk is always said the same, so that its token can be kept."""
    if not _PLAIN.match(word) or word == "A" or word[:3] in amounts.NUMBER_WORDS:
        return False
    bare = word.rstrip(".,;:!?")
    if (
        bare == "et"
        or (len(bare) < 6 and weekdays.may_be_day(bare))
        or (len(bare) < 9 and (roman_numerals.looks_like_one(bare) or street_addresses.may_be_part(bare)))
    ):
        return False
    return not word.endswith(".") or abbreviation(word, "1900") is None


_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->")
_LINK = re.compile(r"!?\[?([^\[\]]*)\]\([^()\s]*\)")
# More behind a number without a space: `2:40PM,5PM`, `5kg;6kg`.
_GOES_ON = re.compile(r"[,;!?](?=[^\W\d_]|\d+[^\d,.\s]|\$)")
_AFTER_MARK = re.compile(r"(?<=[,;!?])(?=.)")
_FEW = 20
# What begins with a mark that is silent before words: the home folder, any name with an ending.
_PATH = re.compile(r"~/\w|\*\.\w+\W*$")
_SEVERAL = re.compile(r"^([^\W\d_]+)\((e?s)\)([.,;:!?]*)$")


def _read(text: str, start: int, end: int, limit: int, own: Mapping[str, str] | None) -> tuple[int, str]:
    """Where the piece at `start` ends, and what is said for it with its pauses."""
    chunk = text[start:end]
    if ("~" in chunk or "^" in chunk) and SHIFTED.search(chunk):
        return end, " ".join(piece.token.said for piece in pieces(shifted(chunk), pronunciations=own))
    if "$" in chunk and (latex := LATEX.match(text, start)) and latex.end() <= limit and is_latex(latex[2]):
        end = chunk_end(text, latex.end())
        tail = text[latex.end() : end]
        joined = f" {_core_of(tail, own)}" if tail and split_tail(tail)[0] else ""
        said = formulas.say(latex[2])
        said = (
            said[4:]
            if said.startswith("the ") and text[max(0, start - 4) : start].lower() in ("the ", "the\u00a0")
            else said
        )
        return end, f"{said}{joined}{pause(tail)}"
    if "\\" in chunk and (latex := SLASHED.match(text, start)) and latex.end() <= limit:
        end = chunk_end(text, latex.end())
        inner, tail = latex["inline"] or latex["display"], text[latex.end() : end]
        if slashed(inner):
            return end, formulas.say(inner) + pause(tail)
        return end, " ".join(piece.token.said for piece in pieces(f"({inner}){tail}", pronunciations=own))
    if chunk == "**" and _OPERAND_ENDS.search(text[max(0, start - 12) : start]) and _OPERAND_BEGINS.match(text, end):
        return end, "to the"
    if chunk[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" and (isotope := raised_isotope(chunk)) is not None:
        return end, isotope[0] + pause(isotope[1])
    if chunk[0] in "★☆⭐" and (stars := _STARS.match(chunk)):
        given, out_of = stars["given"].replace("\ufe0f", ""), stars["more"]
        of = f" out of {numbers.cardinal(str(len(given) + len(out_of)))}" if given and out_of else ""
        many = len(given) or len(out_of)
        named = "star" if many == 1 and not of and not stars["half"] else "stars"
        half = " and a half" if stars["half"] else ""
        alone = len(given + out_of) == 1 and not half
        if not any(char.isalpha() for char in text) or (alone and not text[:start].strip()):
            return end, ""  # a decoration
        return end, (named if alone else f"{numbers.cardinal(str(many))}{half}{of} {named}") + pause(stars["tail"])
    if ("(I" in chunk or "(V" in chunk) and (oxidized := oxidation_state(chunk)) is not None:
        element, state, tail = oxidized
        return end, f"{element} {numbers.cardinal(str(roman_numerals.value(state)))}{pause(tail)}"
    if (formula := FORMULA.match(text, start)) and formula.end() <= limit:
        formula_end = chunk_end(text, formula.end())
        formula_core, behind = formula_and_tail(text[start:formula_end])
        if is_plain_formula(formula_core):
            return formula_end, formulas.say(formula_core) + pause(behind)
    if (
        formula_said := primed_formula(text, start, end)
        or power(chunk)
        or algebra(chunk)
        or distributed(text, start, end)
    ):
        return end, formula_said
    bare = chunk.rstrip(".,;:)")
    if bare[-1:] in ("-", "+") and (ion := chemical_formula(bare)) is not None:
        return end, ion + pause(chunk[len(bare) :])
    if chunk not in SIGNS and (
        "](" in chunk or ("<" in chunk and not _BELOW.match(chunk)) or ("&" in chunk and ";" in chunk)
    ):
        return end, _markup(chunk, own)
    if (
        chunk[0] in "←→↑↓"
        and (arrow := _ARROW_KEY.match(text, start))
        and _KEYS.search(text[max(0, start - 16) : start])
    ):
        return end, _ARROWS[arrow[0]] + pause(chunk[1:])
    sum_follows = amounts.lone_currency(chunk, text, start)
    if chunk in SIGNS and not sum_follows:
        if chunk == "/" and _WORD_ENDS.search(text[max(0, start - 8) : start]) and _WORD_BEGINS.match(text, end):
            return end, "slash"
        if chunk == "©" and _COPYRIGHT.search(text[max(0, start - 11) : start]):
            return end, ""
        return end, "" if chunk in _MARKUP_AT_START and not text[:start].strip() else SIGNS[chunk]
    if chunk == "'n'":
        return end, "and"
    if several := _SEVERAL.match(chunk):
        return end, say_word(several[1] + several[2], "") + pause(several[3])
    if chunk[0] == "*" and (code := phone_numbers.star_code(chunk, text, start)) is not None:
        return end, code
    opening = None if amounts.STARTS_NUMBER.match(chunk) or _PATH.match(chunk) else OPENING.match(chunk)
    core_start = start + (opening.end() if opening else 0)
    before, after = words_beside(text, start, end)
    if (
        sum_follows
        or amounts.STARTS_NUMBER.match(text[core_start:end])
        or text[core_start : core_start + 3] in amounts.NUMBER_WORDS
    ):
        found = amounts.read(text[:limit], core_start)
        if found:
            if (whole := _with_rest(text, core_start, found, before, own)) is not None:
                return whole
            found = amounts.read(text[:end], core_start) if found[0] > end else None
            if found and (whole := _with_rest(text[:end], core_start, found, before, own)) is not None:
                return whole
            end = start + len(chunk)
    core, tail = split_tail(text[core_start:end])
    if "==" in core:
        core = unmarked(core, text, core_start)
    if core[:1] in roman_numerals.LETTERS and (numeral := roman_numerals.say(core, text, core_start)) is not None:
        return end, numeral + pause(tail)
    if (street := street_addresses.say(core, tail, text, core_start, end)) is not None:
        return end, street
    if core == "et" and after in ("al", "al.'s", "al.’s"):
        return end, "and"
    if core in ("al.'s", "al.’s"):
        return end, "others'" + pause(tail)
    if core.isalpha() and (day := weekdays.weekday(core, text, core_start + len(core))) is not None:
        return end, day + pause(tail.lstrip("."))
    if tail.startswith(".") and (full := abbreviation(f"{core}.", after)) is not None:
        ends = not after or after[0].isupper()
        return end, full + pause(tail if ends and core.lower() in _MAY_END else tail[1:])
    if tail == "!" and is_factorial(core, text, end):
        return end, f"{say_chunk(core, before, after, own)} factorial"
    if core == "A":
        so_far = text[:start].rstrip()
        begins = not so_far or so_far[-1] in ".?!:"
        article = after[:1].isalnum() and (begins or (after[:1].islower() and not so_far[-1].islower()))
        return end, ("a" if article else "A") + pause(tail)
    return end, say_chunk(core, before, after, own) + pause(tail)


# What stands on both sides of a power with spaces, `2 ** 8`.
_OPERAND_ENDS = re.compile(r"(?:(?<![^\W_])[A-Za-z]|\d|\))[ \u00a0]$")
_OPERAND_BEGINS = re.compile(r"[ \u00a0](?:[A-Za-z](?![^\W_])|[-−]?\d|\()")
_STARS = re.compile(r"(?P<given>(?:[★⭐]\ufe0f?)*)(?P<more>☆*)(?P<half>½?)(?P<tail>[.,;:!?)\]]*)$")
# An arrow that names a key: `Press ← or →`.
_ARROW_KEY = re.compile(
    r"(?:(?<=[←→↑↓] or )|(?<=[←→↑↓] and ))[←→↑↓]|[←→↑↓](?=[.,;:]?(?:[ \u00a0](?:or|and|keys?|arrows?|buttons?|to)\b|$))"
)
_KEYS = re.compile(r"(?:\b(?:press|hit|tap|use|keys?|the) |[←→↑↓],? (?:or|and) )$", re.IGNORECASE)
_ARROWS = {"←": "left arrow", "→": "right arrow", "↑": "up arrow", "↓": "down arrow"}
_SHORT_UNIT = re.compile(r"(?<![^\W\d_])(?:min|sec|hrs?|in|ft|lbs?|oz|yds?|mi|gal|qt|pts?)$")
_CLAUSE_GOES_ON = re.compile(r"[ \u00a0][a-z]")
_MAY_END = word_set("etc al max min avg std inc ltd jr sr a.m p.m")
_COPYRIGHT = re.compile(r"\bcopyright\s$", re.IGNORECASE)
_WORD_ENDS = re.compile(r"[^\W\d_]{3}\s$")
_WORD_BEGINS = re.compile(r"\s[^\W\d_]{3}")
_BELOW = re.compile(r"^<=?[-−]?[$€£]?\.?\d[^<>]*$")
_SPECIAL_TOKEN = re.compile(r"<\|?(/?(?:eos|bos|sos|pad|mask|unk|sep|cls|endoftext|start|end|image|blank))\|?>(\W*)")
"""Tokens of a model's vocabulary, which look like tags."""


def _markup(chunk: str, own: Mapping[str, str] | None) -> str:
    """A chunk with Markdown links, HTML tags or character references in it."""
    if special := _SPECIAL_TOKEN.fullmatch(html.unescape(chunk)):
        name = special[1].lstrip("/")
        said = " ".join(name.upper()) if name in ("eos", "bos", "sos", "cls", "unk") else say_part(name, own)
        return said + pause(special[2])
    plain = html.unescape(_TAG.sub(" ", _LINK.sub(r"\1", chunk)))
    if plain == chunk:
        opening = OPENING.match(chunk)
        core, tail = split_tail(chunk[opening.end() :] if opening else chunk)
        if amounts.STARTS_NUMBER.match(core) and (found := amounts.read(core, 0)) and found[0] == len(core):
            return found[1] + pause(tail)
        return say_chunk(core, "", "", own) + pause(tail)
    return " ".join(piece.token.said for piece in pieces(plain, pronunciations=own) if piece.token.said)


def _with_spans(text: str, start: int, end: int, spans: deque[Span], own: Mapping[str, str] | None) -> tuple[int, str]:
    """A chunk that holds spans with a spoken form of their own: they are joined with what is said around them."""
    said: list[str] = []
    at = start
    tail = ""
    while spans and spans[0][0] < end:
        span_start, span_end, words = spans.popleft()
        if span_start > at:
            said.append(_core_of(text[at:span_start], own))
        said.append(words)
        at = max(at, span_end)
        end = max(end, chunk_end(text, at))
    rest = text[at:end]
    if rest:
        core, tail = split_tail(rest)
        said.append(_core_of(core, own))
    return end, " ".join(filter(None, said)) + pause(tail)


def _with_rest(
    text: str, start: int, found: tuple[int, str], before: str, own: Mapping[str, str] | None
) -> tuple[int, str] | None:
    """A number and the rest of its last chunk: closing marks, or more behind a comma; None where a word goes on."""
    number_end, said = found
    end = chunk_end(text, number_end)
    rest = text[number_end:end]
    closing = CLOSING.search(rest)
    middle = rest[: closing.start()] if closing else rest
    if rest[:1] == "!" and text[start:number_end].isdecimal() and is_factorial(text[start:number_end], text, end):
        return end, f"{said} factorial"
    if not middle:
        abbreviated = rest == "." and _SHORT_UNIT.search(text, start, number_end) and _CLAUSE_GOES_ON.match(text, end)
        said = year_or(text[start:number_end], said, before, text, number_end)
        return end, said if abbreviated else said + pause(rest)  # `30 min. later`
    if _GOES_ON.match(rest):
        parts = _AFTER_MARK.split(rest[1:])
        if len(parts) <= _FEW:  # else each by itself: what calls itself for each part ends in an error, or in hours
            parts = [rest[1:]]
        words = (piece.token.said for part in parts for piece in pieces(part, pronunciations=own))
        return end, " ".join([f"{said}{pause(rest[0])}", *filter(None, words)])
    return None


def _core_of(text: str, own: Mapping[str, str] | None) -> str:
    opening = OPENING.match(text)
    core, _ = split_tail(text[opening.end() :] if opening else text)
    core = core.strip("-‐‑–—/")
    return say_chunk(core, "", "", own)


def _token(shown: str, said: str) -> Token:
    said = " ".join(said.split())
    if not any(character.isalnum() for character in said):
        said = ""
    return Token(shown=shown, said=said, syllables=count(said))


def _with_pauses(read: list[Piece]) -> list[Piece]:
    """A bracket that opens, a dash that stands alone, or a number after one that it would be taken for a part of
    (`in 2020 5 of us`), makes the voice pause after the word before it."""
    paused: list[Piece] = []
    for piece in read:
        shown = piece.token.shown
        if paused and (shown[0] == "(" or shown in _DASHES or _joins(paused[-1].token, piece.token)):
            previous = paused[-1]
            said = previous.token.said
            if said and said[-1] not in ".,;:!?":
                token = replace(previous.token, said=f"{said},")
                paused[-1] = Piece(previous.start, previous.end, token)
        if shown in _DASHES:
            piece = Piece(piece.start, piece.end, Token(shown=shown, said="", syllables=0))
        paused.append(piece)
    return paused


def _joins(first: Token, second: Token) -> bool:
    return second.shown[0].isdecimal() and first.shown[-1].isdecimal() and would_join(first.said, second.said)


# What Markdown puts at the start of a line and nobody says.
_MARKUP_AT_START = frozenset({"#", ">", "*", "+", "-", "|", "~", "="})
_DASHES = frozenset({"-", "--", "---", "–", "—", "―"})
