"""What is said for a chunk without its punctuation: a word, a name, an abbreviation, or several joined by signs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import amounts, formulas, weekdays
from plainspoken.script.spoken import identifiers as names
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.abbreviations import abbreviation
from plainspoken.script.spoken.chemistry import chemical_formula
from plainspoken.script.spoken.chunk_marks import INITIALS
from plainspoken.script.spoken.formulas_in_text import UNIT_QUOTIENT, is_plain_formula
from plainspoken.script.spoken.phone_numbers import identifier, network_address
from plainspoken.script.spoken.symbols import GREEK, SIGNS
from plainspoken.script.spoken.units import UNITS, is_unit, unit

# The odds ratio among words, and no operator.
_RATIO_BEFORE = word_set("the an adjusted pooled crude unadjusted multivariable")
_RATIO_AFTER = word_set("was were is for with") | {"="}
_ADDRESS = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)\S|^[\w.+&%-]+@(?=[\d.]*[^\W\d])[\w-]+\.[\w.]+(?:/\S*)?$|^(?:~?/|\.{1,2}/)\w",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|ai|dev|co|uk|de|fr|eu|ch|jp|cn|info|me|app|sm|us|ca|in)(?:/[^\s]*)?$"
)
_WORD = re.compile(r"^[^\W\d_]+(?:['’][^\W\d_]+)*$")
# A rate by itself (`in km/h`, `kWh/day`): letters side by side are a unit only over a time.
_RATE = re.compile(r"^(?:m/s|[A-Za-zµμ]{2,}/(?:s|sec|second|h|hr|hour|min|minute|day|week|month|yr|year))$")


def say_chunk(core: str, before: str, after: str, own: Mapping[str, str] | None) -> str:
    """What is said for a chunk without its opening and closing marks."""
    if not core:
        return ""
    if own and (said := _own(core, own)) is not None:
        return said
    if (said := abbreviation(core, after)) is not None:
        return said
    if core in ("y/y", "q/q") and before.endswith(("%", "percent")):
        return "year over year" if core[0] == "y" else "quarter over quarter"
    if core == "a/b" and after.lower().startswith(("test", "split", "compar", "exper")):
        return "A B"
    if core == "OR" and before in _RATIO_BEFORE and (after in _RATIO_AFTER or after[:1].isdecimal()):
        return "O R"
    if before == "per" and core in UNITS and (len(core) > 1 or core in "hsgL"):
        return UNITS[core][0]
    if core in SIGNS:
        return SIGNS[core]
    if _ADDRESS.match(core) or ("." in core and _DOMAIN.match(core)):
        return names.address(core)
    if INITIALS.match(core):
        return names.letters(core.replace(".", ""))
    if core[:1].isupper() and (said := chemical_formula(core)) is not None:
        return said
    if _WORD.match(core) and not re.search("[²³]", core):
        return say_word(core, before)
    if core.isdecimal() and core.isascii():
        return numbers.cardinal(core)
    return _compound(core, own)


def say_word(word: str, before: str) -> str:
    """A word of letters alone."""
    word = word.replace("’", "'")
    bare, apostrophe, tail = word.partition("'")
    if tail.lower() == "clock":
        return word.lower()
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


def _short_form(core: str, own: Mapping[str, str] | None) -> str | None:
    """Lists without spaces, ends of a span, multiples, measures at a threshold, quotients of letters, chemistry."""
    if _SEPARATE.fullmatch(core) and not core.replace(",", "").isdecimal():
        return "".join(
            f"{mark} " if mark in ",;!?" else mark.upper() if len(mark) == 1 and mark.isalpha() else say_part(mark, own)
            for mark in re.split("([,;!?])", core)
        )
    if (spelled := network_address(core) or chemical_formula(core)) is not None:
        return spelled
    if re.fullmatch(r"[TD]-\d{1,3}", core):
        return f"{core[0]} minus {numbers.cardinal(core[2:])}"
    if any_name := _ANY_NAME.match(core):
        return f"star {names.name(any_name[1])}"
    if many := _MANY.match(core):
        return f"{numbers.cardinal(many[1])} times {_side(many[2], own)}"
    if (ends := _FROM_TO.match(core)) and not (ends[1].isdecimal() and ends[2].isdecimal()):
        return f"{_end(ends[1])} to {_end(ends[2])}"
    if ratio := re.fullmatch(r"(\d{1,3}|[A-Za-z]):([A-Za-z])", core):
        return f"{_end(ratio[1])} to {_end(ratio[2])}"
    if measured := _AT.match(core):
        span = f" to {amounts.number(measured[3])}" if measured[3] else ""
        return f"{say_part(measured[1], own)} at {amounts.number(measured[2])}{span}"
    if over := _OVER.match(core):
        return f"{_end(over[1])} over {_end(over[2])}"
    return None


def _compound(core: str, own: Mapping[str, str] | None) -> str:
    """Words joined by hyphens, slashes, dots, underscores, signs, and words with digits."""
    if (short := _short_form(core, own)) is not None:
        return short
    if core[:1] in "adAD" and ":" in core and (numbered := identifier(core)) is not None:
        return numbered
    if core[0] in "vV" and _VERSION.match(core):
        return names.name(core)
    if "·" in core and (listed := names.pronunciations().get(core.replace("·", "").lower())) is not None:
        return listed
    if derivative := _DERIVATIVE.match(core):
        above, below = (f"D {formulas.say(letter)}".rstrip() for letter in derivative.groups())
        return f"{above} by {below}"
    if processor := re.match(r"^i([3579])-(\d{4,5})([A-Z]*)$", core):
        return f"I {numbers.cardinal(processor[1])} {numbers.cardinal(processor[2])} {' '.join(processor[3])}".strip()
    if re.search("[²³⁰-⁹₀-₉√^=]", core) and is_plain_formula(core):
        return formulas.say(core)
    if aperture := re.match(r"^[fƒ]/(\d+(?:\.\d+)?)$", core):
        return f"F {say_part(aperture[1], own)}"
    if strand := re.match(r"^([35])['’′]-?([ACGTUN]+)(?:-?([35])['’′]?)?$", core):
        ends = [f"{numbers.cardinal(end)} prime" if end else "" for end in strand.group(1, 3)]
        return f"{ends[0]} {' '.join(strand[2])} {ends[1]}".strip()
    if UNIT_QUOTIENT.match(core) and all(is_unit(side) for side in core.split("/")):
        return unit(core, one=False)
    if _RATE.match(core) and is_unit(core.partition("/")[0]):
        return unit(core, one=False)
    if (sides := _RELATION.split(core)) and len(sides) > 1:
        if sides[1:2] == ["="] and (unknown := _UNKNOWN.fullmatch(sides[-1])):
            sides[-1] = unknown[1]
            equation = [SIGNS[side] if place % 2 else say_part(side, own) for place, side in enumerate(sides)]
            return " ".join([*equation, "X"])
        return " ".join(SIGNS[side] if place % 2 else _side(side, own) for place, side in enumerate(sides) if side)
    if is_plain_formula(core):
        return formulas.say(core)
    if (span := weekdays.period(core)) is not None:
        return span
    if re.search(r"[-‐‑–—]", core) and not re.search(r"[/@\\=<>]", core):
        if near := _NEAR_YEAR.match(core):
            return f"{say_part(near[1], own)} {numbers.year(near[2])}"
        parts = [part for part in re.split(r"[-‐‑]|(?<=\w)[–—]+(?=\w)", core) if part]
        return _joined_apart(parts, [say_part(part, own) for part in parts])
    if "/" in core:
        sides = core.split("/")
        if len(sides) == 2 and all(_WORD.match(side) for side in sides):
            if sides[1] in UNITS and (len(sides[1]) > 1 or sides[1] in "sh"):
                return f"{say_part(sides[0], own)} per {UNITS[sides[1]][0]}"
            return " ".join(say_part(side, own) for side in sides)
    return names.name(core)


_NEAR_YEAR = re.compile(r"^([Mm]id|[Pp]re|[Pp]ost|[Ee]arly|[Ll]ate)[-‐‑–](1[5-9]\d\d|20\d\d)$")
_VERSION = re.compile(r"[vV]\d+\.\d[\d.]*[-.]?[a-z]+[-.]?\d*$")
_UNKNOWN = re.compile(r"([-−]?\d+(?:\.\d+)?)x")
# Words and numbers that only commas part: `yes,no`.
_SEPARATE = re.compile(r"(?!.*\d,\d)[\w'’-]+(?:[,;!?][\w'’-]+)+")
_ANY_NAME = re.compile(r"^\*(\.\w+)$")
_MANY = re.compile(r"^(\d{1,4})[x×]([A-Z]+\d+[\w-]*)$")
# From a letter to another, or from a number to a letter: `a-z`, `A–F`, `1..n`, `x₁…xₙ`.
_FROM_TO = re.compile(
    r"^(?=\w)(?:(?=[aA]-[zZ]$)|(?=[a-z]–[a-z]$)|(?=[A-Z]–[A-Z]$)|(?=\w+(?:\.{2,3}|…)))(\w{1,3})(?:\.{2,3}|…|[-–])(\w{1,3})$"
)
# A measure at a threshold, or at a span of them: `mAP@.5`, `mAP@[.5:.95]`.
_AT = re.compile(r"^(\w+)@\[?(\.\d+|\d+\.\d+)(?::(\.\d+|\d+\.\d+))?\]?$")
# A quotient of single letters; `A/B` and `w/o` are words.
_OVER = re.compile(
    r"^(?!A/b$|[nN]/[aA]$|[yY]/[nN]$|[wbc]/|m/s$|[A-Z]/[A-Z]$)(\d{0,3}[α-ω]|[A-Za-z1-9]|\d{1,3})/([a-zα-ω]|(?<=[a-zα-ω]/)\d{1,3})$"
)


def _end(written: str) -> str:
    return amounts.number(written) if written.isdecimal() else formulas.say(written)


_DERIVATIVE = re.compile(r"^d([A-Za-zα-ω]?)/d([a-zα-ω])$")


def _joined_apart(written: Sequence[str], said: Sequence[str]) -> str:
    """Parts side by side, with a pause where two numbers would be heard as one: `A100-80GB`, no 180."""
    words: list[str] = []
    for place, part in enumerate(said):
        if not part:
            continue
        before = words[-1] if words else ""
        digits = place and written[place - 1][-1:].isdecimal() and written[place][:1].isdecimal()
        open_number = _OPEN_NUMBER.search(before[-_LONGEST:]) and _NUMBER_BEGINS.match(part)
        if open_number or (digits and would_join(before, part)):
            words[-1] += ","
        words.append(part)
    return " ".join(words).strip()


def would_join(first: str, second: str) -> bool:
    """Whether two numbers said one after the other would be heard as one."""
    end = first[-_LONGEST:]
    if _OPEN_NUMBER.search(end):
        return _NUMBER_BEGINS.match(second) is not None
    return _OPEN_TENS.search(end) is not None and _ONES_BEGIN.match(second) is not None


_LONGEST = 12
"""Characters, more than the longest word has that leaves a number open: a text is not searched again for each part."""
_OPEN_NUMBER = re.compile(r"\b(?:hundred|thousand|million|billion)$")
_OPEN_TENS = re.compile(r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$")
_ONES_BEGIN = re.compile(r"(?:one|two|three|four|five|six|seven|eight|nine)(?![^\W_])")
_NUMBER_BEGINS = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)(?![^\W_])"
)
_RELATION = re.compile(r"((?<=\d)\+/?[-−](?=[\d.])|<=|>=|!=|==|:=|=>|->|<-|[<>=≤≥≈≠±×÷→←↔⇒∈·⋅])")


def _side(side: str, own: Mapping[str, str] | None) -> str:
    """One side of a relation: `A100-80GB` in `8×A100-80GB` is read as it is by itself."""
    return _compound(side, own) if re.match(r"[^\W\d_]\w*-\d", side) else say_part(side, own)


def say_part(part: str, own: Mapping[str, str] | None) -> str:
    """What is said for one part of a compound: a number, a sign, a word or a name."""
    if own and (said := _own(part, own)) is not None:
        return said
    if amounts.STARTS_NUMBER.match(part):
        found = amounts.read(part, 0)
        if found and found[0] == len(part):
            return found[1]
    if part in SIGNS:
        return SIGNS[part]
    if _WORD.match(part):
        return say_word(part, "")
    return names.name(part)


def _own(word: str, own: Mapping[str, str]) -> str | None:
    """The talk's own pronunciation of a word, with or without a possessive."""
    for written, tail in ((word, ""), *(((word[:-2], "'s"),) if word.endswith(("'s", "’s")) else ())):
        said = own.get(written, own.get(written.lower()))
        if said is not None:
            return f"{said}{tail}"
    return None
