"""The filters that write a value: `percent`, `times`, `points`, `ms` and the rest.

Each rounds once and writes that one rounding in three forms: shown on a slide, captioned, and to be spoken. Rounding
is to the nearest, halves away from nought, on the decimal digits of the number, as people round.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, isfinite, log10
from typing import Any, NamedTuple

from jinja2 import Undefined

from plainspoken.script.template.placeholders import Placeholders, WrittenValue
from plainspoken.script.template.values import Missing, SourceFact, Value, describe, finite, number_of, typed_value

NBSP = "\u00a0"
"""Keeps a number and its unit on one line; splits like a space."""

NUMBER_WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
ORDINAL_WORDS = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
]  # fmt: skip


class UnitError(TypeError):
    """A filter that writes another unit than the value has."""


class WrittenForms(NamedTuple):
    """A value as slides show it, as captions show it and as it is to be spoken; `doubt` as in `WrittenValue`."""

    shown: str
    captioned: str
    saying: str
    doubt: str = ""


def forms(ledger: Placeholders) -> dict[str, Callable[..., Any]]:
    """The filters by name, writing into `ledger`."""

    def form(write: Callable[..., WrittenForms]) -> Callable[..., Any]:
        def filtered(value: Any, *args: Any, **kwargs: Any) -> Any:
            present(value)
            if isinstance(value, WrittenValue):
                raise TypeError("this value is written already: one of the two filters is too many")
            if isinstance(value, bool) or not isinstance(value, Value | int | float):
                raise TypeError(f"`{write.__name__}` needs a number, not {describe(value)}")
            whole = value if isinstance(value, Value) else typed_value(value)
            finite(whole)
            try:
                written = write(whole, *args, **kwargs)
            except UnitError as error:
                if not ledger.lenient:
                    raise
                bare_number = f"{whole.number:.4g}"
                written = WrittenForms(bare_number, bare_number, bare_number, str(error))
            return _kept(whole, written, ledger)

        return filtered

    writers = (percent, times, points, ms, seconds, minutes, params, count, words, ordinal, megabytes, decimal, flops)
    return {write.__name__: form(write) for write in writers} | {"round": rounded}


def present(value: Any) -> None:
    """Stop at what is missing or unknown.

    Raises:
        InputError: it is; saying what it is and how to make it.
    """
    if isinstance(value, Missing | Undefined):
        bool(value)


def bare(value: Value, ledger: Placeholders) -> WrittenValue:
    """A value written without a filter, by its unit.

    Raises:
        TypeError: a number that has no unit and is no whole number: how many digits it is worth, only the author knows.
    """
    finite(value)
    if value.digits is not None:
        return _kept(value, decimal(value, value.digits), ledger)
    writer = _DEFAULTS.get(value.unit)
    if writer is None and isinstance(finite(value), int):
        writer = count
    if writer is None:
        raise TypeError(f"{describe(value)} needs a filter that says how to write it, such as `| decimal(2)`")
    return _kept(value, writer(value), ledger)


def _kept(value: Value, forms: WrittenForms, ledger: Placeholders) -> WrittenValue:
    saying = f"minus {forms.saying[1:]}" if forms.saying.startswith("-") else forms.saying
    return WrittenValue(
        forms.shown, forms.captioned, saying, float(value.number), value.causes, ledger, doubt=forms.doubt
    )


_UNIT_NAMES = {
    "fraction": "a share",
    "difference": "a difference of two shares",
    "points": "percentage points",
    "ratio": "a ratio",
    "times": "a ratio",
    "count": "a count",
    "ms": "milliseconds",
    "seconds": "seconds",
    "bytes": "bytes",
    "megabytes": "megabytes",
    "flops": "operations",
    "gmacs": "multiply-adds",
    "pure": "a pure number",
    "number": "a number without a unit",
}


def _check_unit(value: Value, name: str, wanted: str, *units: str) -> None:
    """Stop where a filter writes another unit than the value has; the message names both."""
    if value.unit not in (*units, "number"):
        hint = "; use `| points`" if value.unit in ("difference", "points") else ""
        raise UnitError(f"{describe(value)} is {_UNIT_NAMES[value.unit]}, and `{name}` writes {wanted}{hint}")


def percent(value: Value, digits: int | None = None) -> WrittenForms:
    """A fraction as a percentage: 0.6241 is 62.4 %. Only all is 100 %, and only nothing 0 %."""
    share = value.unit == "ratio" and 0 <= value.number <= 1
    _check_unit(value, "percent", "a share of a whole", "fraction", *(["ratio"] if share else []))
    text, doubt = _digits_of(value, _decimal(value.number) * 100, digits, 1, whole=100)
    return WrittenForms(f"{_sign(text)}{NBSP}%", f"{_sign(text)}{NBSP}%", f"{text} percent", doubt)


def points(value: Value, digits: int | None = None) -> WrittenForms:
    """A difference of two fractions in percentage points: 0.031 is 3.1 points."""
    _check_unit(value, "points", "a difference of two shares", "difference", "points")
    number = _decimal(value.number) * (1 if value.unit == "points" else 100)
    text, doubt = _digits_of(value, number, digits, 1)
    noun = "point" if text.lstrip("-") in ("1", "1.0") else "points"
    return WrittenForms(f"{_sign(text)}{NBSP}{noun}", f"{_sign(text)}{NBSP}{noun}", f"{text} {noun}", doubt)


def times(value: Value, digits: int | None = None) -> WrittenForms:
    """A ratio: 2.13 is 2.1×, "two point one times"."""
    _check_unit(value, "times", "a ratio", "ratio", "times")
    text, doubt = _digits_of(value, _decimal(value.number), digits, 1)
    return WrittenForms(f"{_sign(text)}×", f"{_sign(text)}{NBSP}times", f"{text} times", doubt)


def ms(value: Value, digits: int | None = None) -> WrittenForms:
    """A time in milliseconds, from milliseconds or seconds; three figures unless `digits` says otherwise."""
    _check_unit(value, "ms", "a time", "ms", "seconds")
    number = _decimal(value.number) * (1000 if value.unit == "seconds" else 1)
    text, doubt = _digits_of(value, number, digits, _figures(number))
    return WrittenForms(f"{text}{NBSP}ms", f"{text}{NBSP}ms", f"{text} {_plural('millisecond', text)}", doubt)


def seconds(value: Value, digits: int | None = None) -> WrittenForms:
    """A time in seconds, from seconds or milliseconds; three figures unless `digits` says otherwise."""
    _check_unit(value, "seconds", "a time", "ms", "seconds")
    number = _decimal(value.number) / (1000 if value.unit == "ms" else 1)
    text, doubt = _digits_of(value, number, digits, min(_figures(number), 1))
    return WrittenForms(f"{text}{NBSP}s", f"{text}{NBSP}seconds", f"{text} {_plural('second', text)}", doubt)


def minutes(value: Value, digits: int | None = None) -> WrittenForms:
    """A time in minutes, from seconds or milliseconds."""
    _check_unit(value, "minutes", "a time", "ms", "seconds")
    number = _decimal(value.number) / {"ms": 60_000, "seconds": 60}.get(value.unit, 1)
    text, doubt = _digits_of(value, number, digits, 1)
    return WrittenForms(f"{text}{NBSP}min", f"{text}{NBSP}minutes", f"{text} {_plural('minute', text)}", doubt)


def params(value: Value, digits: int = 1) -> WrittenForms:
    """A count of parameters: 11,181,642 is 11.2 M, "eleven point two million"; thousands without a fraction."""
    _check_unit(value, "params", "a count", "count")
    scales = ((10**9, "B", "billion", digits), (10**6, "M", "million", digits), (10**3, "k", "thousand", 0))
    return _scaled(_decimal(value.number), scales)


def count(value: Value) -> WrittenForms:
    """A whole number, thousands set apart by commas: 3500 is 3,500."""
    counted = value.unit in ("ratio", "times") and value.digits == 0
    _check_unit(value, "count", "a count", "count", *([value.unit] if counted else []))
    number = value.number
    if number != int(number):
        raise TypeError(f"{describe(value)} is not a whole number; round it, or use `| decimal(1)`")
    text = _grouped(str(int(number)))
    return WrittenForms(_sign(text), _sign(text), text)


def words(value: Value) -> WrittenForms:
    """A whole number in words up to twenty, in digits above: 7 is seven."""
    _check_unit(value, "words", "a count", "count")
    number = value.number
    if number != int(number):
        raise TypeError(f"{describe(value)} is not a whole number, so it has no word")
    if 0 <= number <= 20:
        word = NUMBER_WORDS[int(number)]
        return WrittenForms(word, word, word)
    return count(value)


def ordinal(value: Value) -> WrittenForms:
    """A rank: 3 is third, 21 is 21st."""
    _check_unit(value, "ordinal", "a rank", "count")
    number = number_of(value)
    if number != int(number) or number < 0:
        raise TypeError(f"{describe(value)} is no rank")
    whole = int(number)
    if whole < len(ORDINAL_WORDS):
        return WrittenForms(ORDINAL_WORDS[whole], ORDINAL_WORDS[whole], ORDINAL_WORDS[whole])
    tail = "th" if 11 <= whole % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    text = f"{_grouped(str(whole))}{tail}"
    return WrittenForms(text, text, text)


def megabytes(value: Value, digits: int | None = None) -> WrittenForms:
    """A size in megabytes of 10^6 bytes."""
    _check_unit(value, "megabytes", "a size", "bytes", "megabytes")
    number = _decimal(value.number) / (1 if value.unit == "megabytes" else 10**6)
    text, doubt = _digits_of(value, number, digits, 1)
    return WrittenForms(
        f"{_grouped(text)}{NBSP}MB", f"{_grouped(text)}{NBSP}MB", f"{text} {_plural('megabyte', text)}", doubt
    )


def flops(value: Value, digits: int = 1) -> WrittenForms:
    """Operations: 3,628,000,000 is 3.6 G, "three point six billion"."""
    _check_unit(value, "flops", "operations", "flops", "gmacs")
    scales = ((10**12, "T", "trillion", digits), (10**9, "G", "billion", digits), (10**6, "M", "million", digits))
    return _scaled(_decimal(value.number) * (10**9 if value.unit == "gmacs" else 1), scales)


def decimal(value: Value, digits: int | None = None) -> WrittenForms:
    """A plain number to so many digits after the point: 0.6931 is 0.69."""
    text, doubt = _digits_of(value, _decimal(value.number), digits, 2, whole=1 if value.unit == "fraction" else None)
    return WrittenForms(_sign(_grouped(text)), _sign(_grouped(text)), text, doubt)


def rounded(value: Any, digits: int = 0) -> Any:
    """A value rounded, its causes kept: written as the plain number it is now, unless another filter follows."""
    present(value)
    if not isinstance(digits, int) or digits < 0:
        raise TypeError("`round` leaves digits after the point, from 0 to 9; tens and hundreds are left as they are")
    number = _decimal(number_of(value))
    text = _fixed(number, digits)
    result: float | int = int(text) if digits == 0 else float(text)
    if not isinstance(value, Value):
        return result
    return Value(result, value.unit, value.causes, label=value.label, digits=digits, n=value.n)


def constant(name: str, number: float | int) -> Value:
    """A number that the author vouches for in `talk.toml`."""
    return Value(number, "number", (SourceFact("constant", f"constants.{name}"),))


_DEFAULTS: dict[str, Callable[[Value], WrittenForms]] = {
    "fraction": percent,
    "difference": points,
    "points": points,
    "ratio": times,
    "times": times,
    "ms": ms,
    "seconds": seconds,
    "bytes": megabytes,
    "megabytes": megabytes,
    "flops": flops,
    "gmacs": flops,
}


def _decimal(number: float | int) -> Decimal:
    """The number by its shortest decimal digits, so that 0.285 is 0.285 and not 0.28499999."""
    return Decimal(repr(number))


def supported_digits(n: int) -> int:
    """How many digits after the point a percentage of `n` samples can have: steps of 100/n are never written finer than
    they are apart. 44.23 % of 500 cannot be, as each sample is 0.2 %.

    Source: the test of granularity of Brown and Heathers, "The GRIM test", Social Psychological and Personality Science
    8 (2017).
    """
    return max(0, ceil(log10(n / 100) - 1e-9)) if n > 0 else 9


def _digits_of(
    value: Value, number: Decimal, digits: int | None, default: int, *, whole: int | None = None
) -> tuple[str, str]:
    """`number` to `digits` after the point, or as many as are true: no more than the samples behind it can give, and
    enough that what is not nought is not written so (nor, with `whole`, as all of it); with what was not done as asked.
    """
    taken = default if digits is None else digits
    doubt = ""
    scale = 2 if whole == 1 else 0  # a fraction as a decimal has two digits more than its percentage
    if value.n and value.unit in ("fraction", "difference", "points") and taken > supported_digits(value.n) + scale:
        taken = supported_digits(value.n) + scale
        doubt = f"{digits} digits are more than {value.n} samples give" if digits is not None else ""
    text = _fixed(number, taken)
    wrong = [Decimal(0)] if whole is None else [Decimal(0), Decimal(whole)]
    while taken < 9 and number not in wrong and Decimal(text) in wrong:
        taken += 1
        text = _fixed(number, taken)
        if digits is not None and Decimal(text) not in wrong:
            doubt = f"{digits} digits would round {_sign(text)} away"
    return text, doubt


def _fixed(number: Decimal, digits: int) -> str:
    if not isinstance(digits, int) or not 0 <= digits <= 9:
        raise TypeError("the number of digits must be a whole number from 0 to 9")
    if number.adjusted() > 30:
        raise TypeError("that number is too large to be said")
    text = format(number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP), "f")
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def _scaled(number: Decimal, scales: tuple[tuple[int, str, str, int], ...]) -> WrittenForms:
    """A large number in the largest scale (size, sign, name, digits) that it fills once rounded in the one below."""
    fitting = len(scales)
    for index, (size, _, _, _) in enumerate(scales):
        below = scales[index + 1] if index + 1 < len(scales) else (1, "", "", 0)
        if abs(Decimal(_fixed(number / below[0], below[3]))) * below[0] >= size:
            fitting = index
            break
    if fitting == len(scales):
        text = _grouped(_fixed(number, 0))
        return WrittenForms(text, text, text)
    size, letter, name, digits = scales[fitting]
    text = _fixed(number / size, digits)
    return WrittenForms(f"{_sign(text)}{NBSP}{letter}", f"{_sign(text)}{NBSP}{name}", f"{text} {name}")


def _figures(number: Decimal) -> int:
    """The digits after the point that leave about three figures."""
    size = abs(number)
    return 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3


def _grouped(text: str) -> str:
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-") and abs(int(whole)) >= 1000 else text


def _sign(text: str) -> str:
    """The true minus sign for what is read."""
    return "−" + text[1:] if text.startswith("-") else text


def _plural(noun: str, number: str) -> str:
    return noun if number.lstrip("-") == "1" else noun + "s"


def plainly(value: Value) -> str:
    """A value as a message shows it: by its unit, or to four figures."""
    writer = _DEFAULTS.get(value.unit)
    if writer is None or not isfinite(value.number):
        return f"{value.number:.4g}" if isinstance(value.number, float) else str(value.number)
    return writer(value)[0].replace(NBSP, " ")
