"""No number is said differently than it is shown: what is said is read back by a listener that knows no written form.

The listener (`Listener`) turns English words into exact values; it shares no code with the reader. Each kind of number
is written from a value at random, in one of its forms, and the value heard must be that value. Set
`READ_BACK_EXAMPLES` to try more of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plainspoken.base.word_lists import words as word_list
from plainspoken.script.spoken import speak

EXAMPLES = int(os.environ.get("READ_BACK_EXAMPLES", "40"))
_SMALL = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_UNITS = {word: value for value, word in enumerate(_SMALL)}
_TENS = {
    word: 10 * ten for ten, word in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_SIZES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15}
_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
    "twelfth": "twelve",
}  # fmt: skip
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}


class Listener:
    """Reads the values out of words, left to right."""

    def __init__(self, said: str) -> None:
        self.words = re.findall(r"[a-z]+", said.lower().replace("'s", " s").replace("plus or minus", " "))
        self.at = 0

    def word(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else ""

    def values(self) -> list[Fraction]:
        """Every number heard, in order."""
        heard: list[Fraction] = []
        while self.at < len(self.words):
            start = self.at
            value = self.number()
            if value is None:
                self.at = start + 1
            else:
                heard.append(value)
        return heard

    def number(self) -> Fraction | None:
        sign = 1
        if self.word() == "minus":
            self.at += 1
            sign = -1
        value = self.amount()
        return None if value is None else sign * value

    def amount(self) -> Fraction | None:
        if self.word() == "a" and self.word(1) in _PARTS:
            self.at += 2
            return Fraction(1, _PARTS[self.word(-1)])
        value = self.decimal()
        if value is None:
            return None
        if self.word() == "and" and (part := self._part_after_and()) is not None:
            return value + part
        if (below := self._below()) is not None:
            return value / below
        while self.word() in _SIZES or self.word() in ("hundred", "lakh", "crore"):
            value *= {**_SIZES, "hundred": 100, "lakh": 10**5, "crore": 10**7}[self.word()]
            self.at += 1
        if self.word() == "times" and self.word(1) not in ("as", "the"):
            start = self.at
            self.at += 1
            factor = self.number()
            if factor is not None:
                return value * factor
            self.at = start
        if self.word() == "to" and self.word(1) == "the":
            start = self.at
            self.at += 2
            power = self.number()
            if power is not None and power.denominator == 1 and abs(power) < 400:
                return value ** int(power)
            self.at = start
        if self.word() in ("squared", "cubed"):
            self.at += 1
            return value ** (2 if self.word(-1) == "squared" else 3)
        return value

    def _part_after_and(self) -> Fraction | None:
        start = self.at
        self.at += 1
        if self.word() in ("a", "one") and self.word(1) in _PARTS:
            self.at += 2
            return Fraction(1, _PARTS[self.word(-1)])
        top = self.cardinal()
        below = self._below() if top is not None else None
        if top is not None and below is not None:
            return Fraction(top) / below
        self.at = start
        return None

    def _below(self) -> int | None:
        """The lower side of a fraction: `halves`, `quarters`, `thirds`, `sixteenths`, `over seven`."""
        if self.word() in _PARTS:
            self.at += 1
            return _PARTS[self.word(-1)]
        start = self.at
        if self.word() == "over":
            self.at += 1
            below = self.cardinal()
            if below is not None:
                return below
            self.at = start
            return None
        return self.ordinal(parts=True)

    def ordinal(self, *, parts: bool = False) -> int | None:
        """A whole number whose last word is an ordinal; with `parts`, also in the plural (`fifths`)."""
        start = self.at
        for end in range(start + 1, min(start + 12, len(self.words) + 1)):
            base = _cardinal_of(self.words[end - 1], plural=parts)
            if base is not None:
                inner = Listener(" ".join([*self.words[start : end - 1], base]))
                value = inner.cardinal()
                if value is not None and inner.at == len(inner.words):
                    self.at = end
                    return value
                return None
            if self.words[end - 1] not in _UNITS | _TENS | _SIZES and self.words[end - 1] != "hundred":
                return None
        return None

    def decimal(self) -> Fraction | None:
        whole = 0 if self.word() == "point" and self.word(1) in _UNITS else self.cardinal()
        if whole is None:
            return None
        if self.word() != "point" or self.word(1) not in _UNITS:
            return Fraction(whole)
        self.at += 1
        digits = ""
        while self.word() in _UNITS and _UNITS[self.word()] < 10:
            digits += str(_UNITS[self.word()])
            self.at += 1
        return whole + Fraction(int(digits), 10 ** len(digits)) if digits else Fraction(whole)

    def cardinal(self) -> int | None:
        """A whole number as English groups it: each thousand-word is smaller than the one before."""
        total, limit, found = 0, 10**18, False
        while True:
            start = self.at
            group = self._below_thousand()
            if group is None:
                break
            size = _SIZES.get(self.word(), 1)
            if found and (size >= limit or group * size >= limit or group == 0):
                self.at = start
                break
            if size > 1:
                self.at += 1
            total, limit, found = total + group * size, size, True
            if size == 1:
                break
        return total if found else None

    def _below_thousand(self) -> int | None:
        first = self._below_hundred()
        if first is None:
            return None
        if self.word() != "hundred" or not 0 < first < 10:
            return first
        self.at += 1
        start = self.at
        rest = self._below_hundred()
        if not rest:
            self.at = start
            return first * 100
        return first * 100 + rest

    def _below_hundred(self) -> int | None:
        word = self.word()
        if word in _UNITS:
            self.at += 1
            return _UNITS[word]
        if word in _TENS:
            self.at += 1
            if 0 < _UNITS.get(self.word(), 0) < 10:
                self.at += 1
                return _TENS[word] + _UNITS[self.word(-1)]
            return _TENS[word]
        return None


def _cardinal_of(word: str, *, plural: bool) -> str | None:
    """`third` is three, `twentieth` twenty, `thousandth` thousand."""
    if plural and word in ("second", "seconds"):
        return None  # of time: the parts of two are halves
    if plural and word.endswith("s"):
        word = word[:-1]
    if word in _ORDINALS:
        return _ORDINALS[word]
    if word.endswith("ieth"):
        return word[:-4] + "y"
    base = word.removesuffix("th")
    return base if base != word and base in _UNITS | _TENS | _SIZES | {"hundred": 100} else None


def said(text: str) -> str:
    return " ".join(token.said for token in speak(text) if token.said)


def heard(text: str) -> list[Fraction]:
    return Listener(said(text)).values()


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("three thousand five hundred", [3500]),
        ("twenty twenty four", [20, 24]),
        ("sixty two point four percent", [Fraction("62.4")]),
        ("two and a half", [Fraction(5, 2)]),
        ("three and two quarters", [Fraction(7, 2)]),
        ("three times ten to the minus four", [Fraction(3, 10_000)]),
        ("minus one point two million", [-1_200_000]),
        ("eleven sixteenths", [Fraction(11, 16)]),
        ("one to two", [1, 2]),
        ("three two", [3, 2]),
    ],
)
def test_the_listener_hears_what_people_hear(words: str, values: list[Fraction]) -> None:
    assert Listener(words).values() == values


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SCRIPTS = ["0123456789", "０１２３４５６７８９", "०१२३४५६७८९", "٠١٢٣٤٥٦٧٨٩", "০১২৩৪৫৬৭৮৯"]
_AROUND = st.sampled_from(
    ["{}", "We saw {}.", "It has ({}), they say.", "from {} on", "**{}**", "“{}”", "{}, not more"]
)
_WHOLE = st.one_of(st.integers(0, 20), st.integers(0, 9_999), st.integers(0, 10**9)).filter(
    lambda n: not 1000 <= n <= 2100  # years are tried by themselves
)
_DIGITS = st.text("0123456789", min_size=1, max_size=4)


def grouped(n: int, mark: str = ",") -> str:
    return f"{n:,}".replace(",", mark)


def indian(n: int) -> str:
    head, tail = divmod(n, 1000)
    if not head:
        return str(n)
    pairs = str(head)
    groups = []
    while len(pairs) > 2:
        groups.insert(0, pairs[-2:])
        pairs = pairs[:-2]
    return ",".join([pairs, *groups, f"{tail:03}"])


@st.composite
def plain_numbers(draw: st.DrawFn) -> tuple[str, Fraction]:
    """A whole number or a decimal, in one of the ways to write it, and its value."""
    whole = draw(_WHOLE)
    write: Callable[[int], str] = draw(
        st.sampled_from([str, grouped, indian, lambda n: grouped(n, "\u202f"), lambda n: grouped(n, "'"),
                         lambda n: grouped(n, "_")])
    )  # fmt: skip
    text, value = write(whole), Fraction(whole)
    if draw(st.booleans()):
        digits = draw(_DIGITS)
        text, value = f"{text}.{digits}", value + Fraction(int(digits), 10 ** len(digits))
        if whole == 0 and draw(st.booleans()):
            text = text[1:] if text.startswith("0.") else text
    digits_of = draw(st.sampled_from([_SCRIPTS[0], *_SCRIPTS]))
    return text.translate(str.maketrans(_SCRIPTS[0], digits_of)), value


_SIGNED = st.sampled_from(
    [("", 1), ("", 1), ("-", -1), ("−", -1), ("+", 1), ("~", 1), ("≈", 1), ("<", 1), ("≥", 1), ("±", 1)]
)


@given(plain_numbers(), _SIGNED, _AROUND)
@settings(max_examples=EXAMPLES, deadline=None)
def test_whole_numbers_and_decimals(number: tuple[str, Fraction], sign: tuple[str, int], around: str) -> None:
    text, value = number
    assume(sign[0] != "+" or value < 10**6)  # `+100000000` is a telephone number, said digit by digit
    if sign[1] < 0 and around != "{}":
        around = "{}"  # a hyphen after a word is another mark
    assert heard(around.format(sign[0] + text)) == [sign[1] * value]


@given(plain_numbers(), st.sampled_from(
    ["%", " %", "‰", "ms", " ms", "kg", " KG", " km/h", " GB", "GHz", "°C", " °F", "x", " images/s", " W/m²", "dB",
     " people", "-layer", " pp", "€", " €", " USD", " epochs", " Mbit/s"]))  # fmt: skip
@settings(max_examples=EXAMPLES, deadline=None)
def test_quantities(number: tuple[str, Fraction], unit: str) -> None:
    text, value = number
    values = heard(f"It takes {text}{unit}.")
    if "€" in unit or "USD" in unit:
        values = [_money(said(f"It takes {text}{unit}."))]
    assert values == [value]


def _money(words: str) -> Fraction:
    """The value of a sum in dollars, euros, pounds: whole and hundredths."""
    listener = Listener(words)
    total = Fraction(0)
    while listener.at < len(listener.words):
        start = listener.at
        value = listener.number()
        if value is None:
            listener.at = start + 1
            continue
        name = " ".join(listener.words[listener.at : listener.at + 3])
        hundredths = re.match(r"(?:u s |s )?(?:cents?|penny|pence|paisa|paise)\b", name) is not None
        total += value / 100 if hundredths else value
    return total


@given(
    st.sampled_from(["$", "€", "£", "₹", "US$", "EUR ", "USD "]), plain_numbers(),
    st.sampled_from([("", 1), ("k", 1000), ("M", 10**6), (" million", 10**6), ("bn", 10**9), (" billion", 10**9)]),
    st.sampled_from(["", "/hour", " a day"]),
)  # fmt: skip
@settings(max_examples=EXAMPLES, deadline=None)
def test_sums_of_money(currency: str, number: tuple[str, Fraction], size: tuple[str, int], per: str) -> None:
    text, value = number
    assume(not size[0] or value < 1000)
    assert _money(said(f"It costs {currency}{text}{size[0]}{per}.")) == value * size[1]


@given(st.integers(1, 999), st.integers(2, 999), st.integers(0, 99), st.sampled_from("/⁄"))
@settings(max_examples=EXAMPLES, deadline=None)
def test_fractions(top: int, below: int, whole: int, bar: str) -> None:
    assume(below != 32)  # "thirty seconds" of an inch, as is usual
    text = f"{top}{bar}{below}"
    words = said(f"We take {text}.")
    parts = re.findall(r"\d+", text)
    told = [Fraction(top, below)] == heard(f"We take {text}.")
    assert told or [Fraction(int(n)) for n in parts] == heard(f"We take {text}."), words  # `80/20` is said as two
    if whole and top < below < 100 and (below % 10 != 2 or below < 13):
        assert heard(f"We take {whole} {text} kg.") == [whole + Fraction(top, below)]


@given(st.sampled_from("½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"), st.integers(0, 99), st.sampled_from(["", " kg", "-inch"]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_vulgar_fractions(sign: str, whole: int, unit: str) -> None:
    import unicodedata

    value = Fraction(unicodedata.normalize("NFKC", sign).replace("⁄", "/"))
    assert heard(f"It takes {whole or ''}{sign}{unit}.") == [whole + value]


@given(plain_numbers(), st.integers(-30, 30), st.sampled_from(["e", "E", "×10", "× 10^", "*10^", "x10^", " × 10**"]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_powers_of_ten(number: tuple[str, Fraction], power: int, form: str) -> None:
    text, value = number
    if not text.isascii():
        return
    written = f"{text}{form}{str(power).translate(_RAISED) if form == '×10' else power}"
    assert heard(f"The rate is {written}.") == [value * Fraction(10) ** power]


@given(st.integers(2, 99), st.integers(-12, 99), st.sampled_from(["^", "**", "raised", "braced"]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_other_powers(base: int, power: int, form: str) -> None:
    forms = {"raised": str(power).translate(_RAISED), "braced": f"^{{{power}}}"}
    assert heard(f"It has {base}{forms.get(form) or form + str(power)} states.") == [Fraction(base) ** power]


@given(
    plain_numbers(), plain_numbers(), st.sampled_from(["–", "-", " – ", "—", " to "]),
    st.sampled_from(["", "%", " ms", " kg", " images", "x", " °C"]), st.sampled_from(["", "-", "−"]),
)  # fmt: skip
@settings(max_examples=EXAMPLES, deadline=None)
def test_ranges(low: tuple[str, Fraction], high: tuple[str, Fraction], dash: str, unit: str, sign: str) -> None:
    if low[1] == high[1] or not (low[0] + high[0]).isascii() or "." in (low[0][0], high[0][0]):
        return
    text = f"{sign}{low[0]}{dash}{high[0]}{unit}"
    assert heard(text) == [-low[1] if sign else low[1], high[1]]


_MONTHS = word_list("January February March April May June July August September October November December")


def _year(words: list[str]) -> int:
    values = [int(value) for value in Listener(" ".join(words).replace(" oh ", " ")).values()]
    if len(values) == 2:
        return values[0] * 100 + values[1]
    if "hundred" in words and values == [int(values[0])] and values[0] < 100:
        return values[0] * 100
    return values[0]


def year_heard(words: str) -> int:
    """`nineteen oh five`, `twenty twenty four`, `two thousand five`, `nineteen hundred`."""
    hundreds = re.fullmatch(r"(\w+) hundred", words.strip())
    if hundreds and hundreds[1] in _UNITS:
        return _UNITS[hundreds[1]] * 100
    return _year(words.split())


_DATES = [
    "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{name} {d}, {y}", "{short} {d}, {y}", "{d} {name} {y}", "{low} {d} {y}",
    "{d}{th} {name} {y}", "{name} {d}{th}, {y}", "{m}/{d}/{y}", "{d}-{short}-{y}", "the {d}{th} of {name}, {y}",
]  # fmt: skip


@given(st.integers(1500, 2099), st.integers(1, 12), st.integers(1, 28), st.sampled_from(_DATES))
@settings(max_examples=EXAMPLES, deadline=None)
def test_dates(year: int, month: int, day: int, form: str) -> None:
    th = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    name = _MONTHS[month - 1]
    text = form.format(y=year, m=month, d=day, name=name, short=name[:3], low=name.lower(), th=th)
    words = said(f"On {text}").lower().replace(",", "")
    names = [index + 1 for index, word in enumerate(_MONTHS) if word.lower() in words.split()]
    assert names == [month], words
    rest = re.sub(rf"\bon\b|\bthe\b|\bof\b|\b{name.lower()}\b", " ", words).split()
    listener = Listener(" ".join(rest))
    assert listener.ordinal() == day, words
    assert year_heard(" ".join(rest[listener.at :])) == year, words


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.sampled_from(["", "s", "am", " p.m.", " PM"]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_times(hour: int, minute: int, second: int, form: str) -> None:
    if form == "s":
        values = heard(f"It took {hour}:{minute:02}:{second:02} in all.")
        assert values in ([hour, minute, second], [hour, minute] if not second else None, [hour, 0, 0])
        return
    if form:
        hour = hour % 12 + 1
    values = heard(f"At {hour}:{minute:02}{form}")
    assert values == ([hour, minute] if minute else [hour])


@given(st.lists(st.integers(0, 40), min_size=2, max_size=4), st.sampled_from(["v", "version ", "Python ", "V"]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_versions(parts: list[int], head: str) -> None:
    words = said(f"We use {head}{'.'.join(map(str, parts))} here.")
    heard_parts = [value for part in words.split(" point ") for value in Listener(part).values()]
    assert heard_parts == parts, words


@given(st.one_of(st.integers(1, 130), st.integers(1, 100_000)), st.booleans())
@settings(max_examples=EXAMPLES, deadline=None)
def test_ordinals(n: int, commas: bool) -> None:
    th = "th" if 10 < n % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    listener = Listener(said(f"{n:,}{th}" if commas else f"{n}{th}"))
    assert listener.ordinal() == n


def roman(n: int) -> str:
    signs = [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    text = ""
    for value, sign in signs:
        text, n = text + sign * (n // value), n % value
    return text


@given(
    st.integers(2, 89),
    st.sampled_from(["Chapter", "Part", "Volume", "Section", "World War", "Phase", "Henry", "Louis"]),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_roman_numerals(n: int, before: str) -> None:
    n = n if before not in ("World War", "Henry", "Louis") else n % 18 + 2
    words = said(f"{before} {roman(n)} came.")
    listener = Listener(" ".join(words.lower().removeprefix(before.lower()).replace(" the ", " ").split()))
    start = listener.at
    value = listener.cardinal()
    if value is None or listener.word() not in ("came",):
        listener.at = start
        value = listener.ordinal()
    assert value == n, words


@given(
    st.integers(1500, 2099),
    st.sampled_from(["in {}", "Since {}, it", "({})", "from 1517 to {}", "by {} we", "ICML {}"]),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_years(year: int, around: str) -> None:
    words = re.sub(r"\b(?:in|since|it|from|to|by|we|I C M L)\b", " ", said(around.format(year)), flags=re.IGNORECASE)
    words = words.replace("fifteen seventeen", "", "1517" in around)
    assert year_heard(words.replace(",", "").strip()) == year, words


@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["x", "×", " x ", ":", " × "]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_products_and_ratios(first: int, second: int, mark: str) -> None:
    if mark == ":" and first < 25 and 10 <= second < 60:
        return  # a time of the day
    assert heard(f"It is {first}{mark}{second} here.") == [first, second]


@given(st.sampled_from(["k", "K", "M", "B", "bn", "T", " thousand", " million"]), plain_numbers())
@settings(max_examples=EXAMPLES, deadline=None)
def test_sizes(size: str, number: tuple[str, Fraction]) -> None:
    assume(number[1] < 1000)
    factor = {"k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9}[size.strip().lower()[0]] if size != "T" else 10**12
    assert heard(f"It has {number[0]}{size} weights.") == [number[1] * factor]
