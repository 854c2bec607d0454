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
from plainspoken.script.spoken import amounts, dates, formulas, money, roman_numerals, street_addresses
from plainspoken.script.spoken import identifiers as names
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.abbreviations import abbreviation
from plainspoken.script.spoken.digit_separators import plain_separators
from plainspoken.script.spoken.syllables import count
from plainspoken.script.spoken.symbols import GREEK, SIGNS
from plainspoken.script.spoken.units import UNITS, is_unit, unit

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
    return plain_separators(text)


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
    if not _PLAIN.match(word) or word == "A" or word[:3] in _NUMBER_WORDS:
        return False
    bare = word.rstrip(".,;:!?")
    if bare == "et" or (len(bare) < 9 and (roman_numerals.looks_like_one(bare) or street_addresses.may_be_part(bare))):
        return False
    return not word.endswith(".") or abbreviation(word, "1") is None


_OPENING = re.compile(r"""^(?:["“”„«»‹›‘()\[\]{}*_`~¿¡#>|]|'(?=\w)(?!(?:\d0s|em|tis|twas|cause)\b)|<!--)+""")
_CLOSING = re.compile(r"""[\s"“”„«»‹›’‘'()\[\]{}*_`~|.,;:!?…—–-]+$""")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->")
_LINK = re.compile(r"!?\[?([^\[\]]*)\]\([^()\s]*\)")
_ADDRESS = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)\S|^[\w.+-]+@(?=[\d.]*[^\W\d])[\w-]+\.[\w.]+$|^(?:~?/|\.{1,2}/)\w", re.I
)
_MONEY_SIGNS = "|".join(re.escape(sign) for sign in money.CURRENCIES if not sign.isalpha())
_MONEY_CODES = "|".join(code for code in money.CURRENCIES if code.isalpha())
_STARTS_NUMBER = re.compile(
    rf"^(?:\+/[-−])?[-−+±~∼≈<>≤≥=]{{0,2}}(?:#|(?:{_MONEY_SIGNS})|(?:{_MONEY_CODES})(?=[ \u00a0]))?[ \u00a0]?[-−]?\.?\d"
    r"|^['’]\d0s|^\(\d{3}\)[ -]?\d{3}|^\+\d|^[-−+~≈]?[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
)
# A formula in dollar signs, as LaTeX and pandoc have it: no space inside the signs, no digit after them.
_LATEX = re.compile(r"[\"“‘'(\[]*(\$\$?)(?![\s$])((?:[^$\n\\]|\\.)+?)(?<!\s)\1(?!\d)")
# What begins with a function or a bar and is closed within a few words: `O(n log n)`, `p(y | x)`, `‖w‖²`.
_FORMULA = re.compile(
    r"[\"“‘'(\[{]*(?:[-−]?[^\W\d_]{1,3}[₀-₉]?\([^()\s]{1,30}(?: [^()\s]{1,12}){0,6}\)|[EPHV]\[[^\[\]\s]{1,20}\]"
    r"|[-−]?[^\W\d_]?[|‖][^|‖\s]{1,20}[|‖]|\S*[⁰¹²³⁴-⁹⁺⁻ⁿⁱ₀-₉₋ᵢⱼₖₙₜᵀ√∑∏∫∂∇‖ΣΠ^⌊⌈]"
    r"|\|[^|\s]{1,8}(?: [-−+] [^|\s]{1,8}){1,3}\||[^\W\d_]_\{\w+\}|[-−][^\W\d_](?![^\W_])|−\S"
    r"|[^\W\d_]_[^\W_](?![^\W_])|[^\W\d_][*′](?![\w*])|[^\W_]{1,2}[∞ᵀ])\S*"
)

_DOMAIN = re.compile(
    r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|ai|dev|co|uk|de|fr|eu|ch|jp|cn|info|me|app|sm|us|ca|in)(?:/[^\s]*)?$"
)
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

_VENUES = word_set(
    "neurips nips icml iclr cvpr iccv eccv acl emnlp naacl coling interspeech icassp aaai ijcai kdd icra iros miccai"
    " sigir www wmt aistats uai colt mlsys corl"
)
"""Conferences, which have a year behind their name."""


def _read(text: str, start: int, end: int, limit: int, own: Mapping[str, str] | None) -> tuple[int, str]:
    """Where the piece at `start` ends, and what is said for it with its pauses."""
    chunk = text[start:end]
    if ("~" in chunk or "^" in chunk) and _SHIFTED.search(chunk):
        return end, " ".join(piece.token.said for piece in pieces(_shifted(chunk), pronunciations=own))
    if "$" in chunk and (latex := _LATEX.match(text, start)) and latex.end() <= limit and _is_formula(latex[2]):
        end = _chunk_end(text, latex.end())
        tail = text[latex.end() : end]
        joined = f" {_core_of(tail, own)}" if tail and _split_tail(tail)[0] else ""
        said = formulas.say(latex[2])
        said = (
            said[4:]
            if said.startswith("the ") and text[max(0, start - 4) : start].lower() in ("the ", "the\u00a0")
            else said
        )
        return end, f"{said}{joined}{_pause(tail)}"
    if (formula := _FORMULA.match(text, start)) and formula.end() <= limit:
        formula_end = _chunk_end(text, formula.end())
        formula_core, behind = _formula_and_tail(text[start:formula_end])
        if _is_unicode_formula(formula_core):
            return formula_end, formulas.say(formula_core) + _pause(behind)
    if "](" in chunk or ("<" in chunk and not _BELOW.match(chunk)) or ("&" in chunk and ";" in chunk):
        return end, _markup(chunk, own)
    if chunk in SIGNS:
        if chunk == "/" and _WORD_ENDS.search(text[max(0, start - 8) : start]) and _WORD_BEGINS.match(text, end):
            return end, "slash"
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
    if "==" in core:
        core = _unmarked(core, text, core_start)
    if core.isalpha() and (numeral := roman_numerals.say(core, text, core_start, core_start + len(core))) is not None:
        return end, numeral + _pause(tail)
    if (street := street_addresses.say(core, tail, text, core_start, end)) is not None:
        return end, street
    if core == "et" and after == "al":
        return end, "and"
    if tail.startswith(".") and (full := abbreviation(f"{core}.", after)) is not None:
        ends = not after or after[0].isupper()
        return end, full + _pause(tail if ends and core.lower() in _MAY_END else tail[1:])
    if len(core) == 1 and tail == "!" and core.islower() and core not in "ai" and _OPERATOR.match(text, end):
        return end, f"{core.upper()} factorial"
    if core == "A":
        so_far = text[:start].rstrip()
        begins = not so_far or so_far[-1] in ".?!:"
        article = after[:1].isalnum() and (begins or (after[:1].islower() and not so_far[-1].islower()))
        return end, ("a" if article else "A") + _pause(tail)
    return end, _core(core, before, after, own) + _pause(tail)


_MAY_END = word_set("etc al max min avg std inc ltd jr sr a.m p.m")


# The first letters of words that begin a date, a version or a sum.
_NUMBER_WORDS = (
    frozenset(form(month[:3]) for month in dates.MONTHS for form in (str, str.lower, str.upper))
    | word_set("Pyt PyT Ten CUD Jav Ubu Deb mac ver Ver rel")
    | frozenset(code for code in money.CURRENCIES if len(code) == 3 and code.isalpha())
)


def _is_formula(latex: str) -> bool:
    """Whether what stands between dollar signs is a formula, and not a sum of money with words after it."""
    return bool(re.search(r"[\\^_=<>+*/|(){}]|^[^\W\d]'?$|^[A-Za-z]{1,2}$|^-?[\d.]+$", latex)) or bool(
        re.fullmatch(r"[-−]?[\d.]*[A-Za-z](?:[ ,]*[A-Za-z\d])*", latex) and len(latex) < 12
    )


_WORD_ENDS = re.compile(r"[^\W\d_]{3}\s$")
_WORD_BEGINS = re.compile(r"\s[^\W\d_]{3}")
_BELOW = re.compile(r"^<=?[-−]?[$€£]?\.?\d[^<>]*$")


def _formula_and_tail(chunk: str) -> tuple[str, str]:
    """A formula without the quotation marks and brackets around it, and the punctuation behind it."""
    core = chunk.lstrip("\"“‘'*_`")
    marks = _FORMULA_TAIL.search(core)
    core, closing = (core[: marks.start()], marks[0]) if marks else (core, "")
    while core[:1] in ("(", "[") and core.count(core[0]) > core.count(")" if core[0] == "(" else "]"):
        core = core[1:]
    while core[:1] == "(" and core[-1:] == ")" and _encloses(core):
        core, closing = core[1:-1], ")" + closing
    while core[-1:] in (")", "]") and core.count(core[-1]) > core.count("(" if core[-1] == ")" else "["):
        core, closing = core[:-1], core[-1] + closing
    return core, closing


def _encloses(core: str) -> bool:
    """Whether the first bracket is closed by the last one."""
    depth = 0
    for place, char in enumerate(core):
        depth += (char == "(") - (char == ")")
        if not depth:
            return place == len(core) - 1
    return False


_FORMULA_TAIL = re.compile(r"[\"“”’'`.,;:!?…—–_]+$")


_MATHS = re.compile("[⁰¹²³⁴-⁹⁺⁻ⁿⁱᵀ₀-₉₋ᵢⱼₖₙₜ√∑∏∫∂∇‖∞′⌊⌈]")
_APPLIED = re.compile(
    r"^[-−]?(?:[^\W\d_]|[^\W\d_][₀-₉]|[A-Zπσφ]_?[^\W_]|log|ln|exp|sin|cos|tan|max|min|KL|Var|Cov|Pr|polylog|det|tr)\(.*\)[²³]?$"
)
_UNIT_QUOTIENT = re.compile(r"^[A-Za-zµμΩ]+/[A-Za-z]+[²³]$")
# A rate by itself (`in km/h`, `kWh/day`): letters side by side are a unit only over a time.
_RATE = re.compile(r"^(?:m/s|[A-Za-zµμ]{2,}/(?:s|sec|second|h|hr|hour|min|minute|day|week|month|yr|year))$")
# Marks of Markdown's dialects in words that no page reader has seen: `==marked==`, `H~2~O`, `x^2^`.
_MARKED = re.compile(r"==(?=[^\s=])[^=\n]{0,200}(?<=[^\s=])==(?!=)")
_SHIFTED = re.compile(r"(?<=[\w)])~(\d{1,4})~|(?<=[\w)])\^(-?\d{1,4})\^")
_LOWERED, _RAISED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _unmarked(core: str, text: str, start: int) -> str:
    """A chunk without the `==` of a marked stretch."""
    if core.startswith("==") and _MARKED.match(text, start):
        core = core[2:]
    if core.endswith("==") and any(
        found.end() == text.find(core, start) + len(core)
        for found in _MARKED.finditer(text, max(0, start - 200), start + len(core) + 2)
    ):
        core = core[:-2]
    return core


def _shifted(chunk: str) -> str:
    """`H~2~O` and `x^2^` with their lowered and raised digits as such."""
    return _SHIFTED.sub(lambda mark: mark[1].translate(_LOWERED) if mark[1] else mark[2].translate(_RAISED), chunk)


_UNIT_POWER = re.compile(r"^[-−+~≈<>≤≥]{0,2}\d[\d.,]*[ \u00a0]?[A-Za-zµμ]+[²³]?(?:/[A-Za-z]+[²³]?)?$")


def _is_unicode_formula(core: str) -> bool:
    """Whether a chunk is a formula in plain text, and not a number, a unit with a power, a name or a call in code."""
    if not core or "://" in core or "@" in core or "__" in core:
        return False
    if (found := amounts.read(core, 0)) and found[0] == len(core):
        return False
    if _APPLIED.match(core):
        return not re.search(r"\(\)|[\"'.]|=[A-Za-z]{2}|[A-Za-z_]{4}.*,", core) or "|" in core
    if _MATHS.search(core):
        if _UNIT_QUOTIENT.match(core) and all(is_unit(side) for side in core.split("/")):
            return False
        return not _UNIT_POWER.match(core) and not re.match(r"^[A-Za-z]{3,}[⁰¹²³⁴-⁹]+$", core)
    if "^" in core:
        return not re.search(r"\^[A-Za-z]{4}", core) and bool(re.match(r"^[\w{}^()+*/=,.−-]+$", core))
    if re.match(
        r"^(?:[-−][^\W\d_]|[-−]?[^\W\d_](?:_[^\W_](?:[-+]\w)?|_\{\w+\}|′)|[α-ω]\*|\|[^|]{1,40}\|[²³]?|[EPHV]\[[^\]]+\])$",
        core,
    ):
        return True
    if "=" in core and re.match(r"^[\d.+*/×÷=()−-]+$", core) and re.search(r"\d[-−+*/×÷]\d", core):
        return True
    return bool(re.match(r"^−[^\W\d_]+$|^[-−]?[A-Za-zα-ω]\([^\s()]*\|[^\s()]*\)$|^[A-Z]\|[^|\s]+\|$", core))


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
    if _ADDRESS.match(core) or ("." in core and _DOMAIN.match(core)):
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
        if len(bare) < 4 and len(bare) > 1 and any(char.lower() in GREEK for char in bare) and not bare.isascii():
            return formulas.say(bare)
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
    if processor := re.match(r"^i([3579])-(\d{4,5})([A-Z]*)$", core):
        return f"I {numbers.cardinal(processor[1])} {numbers.cardinal(processor[2])} {' '.join(processor[3])}".strip()
    if re.search("[²³⁰-⁹₀-₉√^=]", core) and _is_unicode_formula(core):
        return formulas.say(core)
    if _DERIVATIVE.match(core):
        return f"D by D {core[-1].upper()}"
    if _UNIT_QUOTIENT.match(core) and all(is_unit(side) for side in core.split("/")):
        return unit(core, one=False)
    if _RATE.match(core) and is_unit(core.partition("/")[0]):
        return unit(core, one=False)
    if (sides := _RELATION.split(core)) and len(sides) > 1:
        return " ".join(SIGNS[side] if place % 2 else _part(side, own) for place, side in enumerate(sides) if side)
    if _is_unicode_formula(core):
        return formulas.say(core)
    if re.search(r"[-‐‑–—]", core) and not re.search(r"[/@\\=<>]", core):
        said: list[str] = []
        for part in re.split(r"[-‐‑]|(?<=\w)[–—]+(?=\w)", core):
            if part:
                said.append(_part(part, own))
        return _joined_apart(said)
    if "/" in core:
        sides = core.split("/")
        if len(sides) == 2 and all(_WORD.match(side) for side in sides):
            if sides[1] in UNITS and (len(sides[1]) > 1 or sides[1] in "sh"):
                return f"{_part(sides[0], own)} per {UNITS[sides[1]][0]}"
            return " ".join(_part(side, own) for side in sides)
    return names.name(core)


_DERIVATIVE = re.compile(r"^d/d[a-z]$")
_OPERATOR = re.compile(r"[ \u00a0]?[=/+×·<>≈≤≥−-](?=[ \u00a0\d(])")


def _joined_apart(said: Sequence[str]) -> str:
    """Parts side by side, with a pause where two numbers would be heard as one: `A100-80GB`, no 180."""
    words = ""
    for part in filter(None, said):
        pause = "," if _OPEN_NUMBER.search(words) and _NUMBER_BEGINS.match(part) else ""
        words = f"{words}{pause} {part}" if words else part
    return words


_OPEN_NUMBER = re.compile(r"(?:hundred|thousand|million|billion)$")
_NUMBER_BEGINS = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)(?![^\W_])"
)
_RELATION = re.compile(r"(<=|>=|!=|==|:=|=>|->|<-|[<>=≤≥≈≠±×÷→←↔⇒∈·⋅])")


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
    named = re.search(
        r"\b(?:[A-Z]{3,}|[A-Z][A-Za-z]*[A-Z]{2,})\s$", text[max(0, end - len(written) - 30) : end - len(written)]
    )
    if (
        not named
        and before not in _BEFORE_YEAR
        and not re.fullmatch(r"q[1-4]|fy|c", before)
        and text[end : end + 1] != ")"
    ):
        return said
    following = re.match(r"[^\S\n]*([^\W\d_]*)", text[end:])
    word = following[1].lower() if following and following.end() else ""
    if before in _VENUES:
        return numbers.year(written)
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


_SPECIAL_TOKEN = re.compile(r"<\|?(/?(?:eos|bos|sos|pad|mask|unk|sep|cls|endoftext|start|end|image|blank))\|?>(\W*)")
"""Tokens of a model's vocabulary, which look like tags."""


def _markup(chunk: str, own: Mapping[str, str] | None) -> str:
    """A chunk with Markdown links, HTML tags or character references in it."""
    if special := _SPECIAL_TOKEN.fullmatch(html.unescape(chunk)):
        name = special[1].lstrip("/")
        said = " ".join(name.upper()) if name in ("eos", "bos", "sos", "cls", "unk") else _part(name, own)
        return said + _pause(special[2])
    plain = html.unescape(_TAG.sub(" ", _LINK.sub(r"\1", chunk)))
    if plain == chunk:
        opening = _OPENING.match(chunk)
        core, tail = _split_tail(chunk[opening.end() :] if opening else chunk)
        if _STARTS_NUMBER.match(core) and (found := amounts.read(core, 0)) and found[0] == len(core):
            return found[1] + _pause(tail)
        return _core(core, "", "", own) + _pause(tail)
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
