"""Numbers as words, in American English, without "and": `3500` is three thousand five hundred."""

from __future__ import annotations

from plainspoken.base.word_lists import words

_ONES = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = words("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = (
    "",
    *words(
        "thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion"
    ),
)
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LARGEST = 3 * len(_SCALES)


def cardinal(digits: str) -> str:
    """An integer's words. Digits with a leading zero, or too many to name, are said one by one."""
    if (len(digits) > 1 and digits[0] == "0") or len(digits) > _LARGEST:
        return one_by_one(digits)
    number = int(digits)
    if number == 0:
        return "zero"
    groups: list[str] = []
    scale = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            groups.append(f"{_below_thousand(group)} {_SCALES[scale]}".strip())
        scale += 1
    return " ".join(reversed(groups))


def one_by_one(digits: str) -> str:
    """Each digit's name."""
    return " ".join(_ONES[int(digit)] for digit in digits)


def decimal(whole: str, fraction: str) -> str:
    """`62`, `4`: sixty two point four. The digits after the point are said one by one."""
    return f"{cardinal(whole or '0')} point {one_by_one(fraction)}"


def ordinal(digits: str) -> str:
    """`21`: twenty first."""
    *head, last = cardinal(digits).split(" ")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last = f"{last}th"
    return " ".join([*head, last])


def year(digits: str) -> str:
    """A year of four digits: `1998` nineteen ninety eight, `2005` two thousand five, `2024` twenty twenty four."""
    number = int(digits)
    if number % 1000 < 10:
        return cardinal(digits)
    return pairs(digits)


def pairs(digits: str) -> str:
    """Three or four digits as in a model's name: `101` one oh one, `2013` twenty thirteen, `500` five hundred."""
    if int(digits) % 1000 == 0 or digits[0] == "0":
        return cardinal(digits)
    head, tail = digits[:-2], digits[-2:]
    if tail == "00":
        return f"{cardinal(head)} hundred"
    return f"{cardinal(head)} {'oh ' + _ONES[int(tail)] if tail[0] == '0' else cardinal(tail)}"


def fraction(numerator: str, denominator: str) -> str:
    """`3/4`: three quarters. `7/10` and other scores are seven out of ten; `350/100`, of which "three hundred fifty one
    hundredths" could be another, is three hundred fifty over one hundred."""
    below = int(denominator)
    improper = below > 1 and int(numerator) > below
    if improper and max(int(numerator), below) >= 20 and not (below < 20 and int(numerator) < 100):
        return f"{cardinal(numerator)} over {cardinal(denominator)}"
    if numerator == "1" and below > 12 and below % 10 == 2 and below != 32:
        return f"one over {cardinal(denominator)}"  # no "twenty second", which is heard as a time
    unit = numerator == "1" and denominator not in ("1", "5", "10", "100")
    if denominator == "32":
        return f"{cardinal(numerator)} over thirty two"  # no "five thirty seconds", which is heard as a time
    if improper or unit or (0 < int(numerator) < below and denominator in ("3", "8", "16", "64")):
        return parts(numerator, denominator)
    if denominator == "4" and numerator == "3":
        return "three quarters"
    return f"{cardinal(numerator)} out of {cardinal(denominator)}"


def parts(numerator: str, denominator: str) -> str:
    """A part of a whole: `2/4` two quarters, `5/2` five halves, `31/32` thirty one thirty seconds."""
    one = numerator == "1"
    names = {"1": ("whole", "wholes"), "2": ("half", "halves"), "4": ("quarter", "quarters")}
    single, many = names.get(denominator) or (ordinal(denominator), plural(ordinal(denominator)))
    return f"{cardinal(numerator)} {single if one else many}"


def plural(words: str) -> str:
    """The plural of a number's or a unit's last word: nineteen nineties, sixes, inches."""
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return f"{words[:-1]}ies"
    if words.endswith(("s", "x", "z", "ch", "sh")):
        return f"{words}es"
    return f"{words}s"


def _below_thousand(number: int) -> str:
    words: list[str] = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words += [_ONES[hundreds], "hundred"]
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens])
        if ones:
            words.append(_ONES[ones])
    elif rest:
        words.append(_ONES[rest])
    return " ".join(words)
