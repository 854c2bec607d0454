"""The filters that write a value: `percent`, `times`, `points`, `ms` and the rest.

Each rounds once and writes that one rounding in three forms: shown on a slide, captioned, and to be spoken. Rounding
is to the nearest, halves away from nought, on the decimal digits of the number, as people round.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any

from jinja2 import Undefined

from plainspoken.script.template.placeholders import Placeholders, WrittenValue
from plainspoken.script.template.values import Missing, SourceFact, Value, describe, finite, number_of

NBSP = "\u00a0"
"""Keeps a number and its unit on one line; splits like a space."""

_WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_ORDINALS = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
]  # fmt: skip


def forms(ledger: Placeholders) -> dict[str, Callable[..., Any]]:
    """The filters by name, writing into `ledger`."""

    def form(write: Callable[..., tuple[str, str, str]]) -> Callable[..., Any]:
        def filtered(value: Any, *args: Any, **kwargs: Any) -> Any:
            present(value)
            if isinstance(value, WrittenValue):
                raise TypeError("this value is written already: one of the two filters is too many")
            if isinstance(value, bool) or not isinstance(value, Value | int | float):
                raise TypeError(f"`{write.__name__}` needs a number, not {describe(value)}")
            whole = value if isinstance(value, Value) else Value(value, "number", ())
            finite(whole)
            shown, captioned, saying = write(whole, *args, **kwargs)
            saying = f"minus {saying[1:]}" if saying.startswith("-") else saying
            return WrittenValue(shown, captioned, saying, float(whole.number), whole.causes, ledger)

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
    if value.digits is not None:
        shown, captioned, saying = decimal(value, value.digits)
        saying = f"minus {saying[1:]}" if saying.startswith("-") else saying
        return WrittenValue(shown, captioned, saying, float(finite(value)), value.causes, ledger)
    writer = _DEFAULTS.get(value.unit)
    if writer is None and isinstance(finite(value), int):
        writer = count
    if writer is None:
        raise TypeError(f"{describe(value)} needs a filter that says how to write it, such as `| decimal(2)`")
    shown, captioned, saying = writer(value)
    saying = f"minus {saying[1:]}" if saying.startswith("-") else saying
    return WrittenValue(shown, captioned, saying, float(finite(value)), value.causes, ledger)


def percent(value: Value, digits: int = 1) -> tuple[str, str, str]:
    """A fraction as a percentage: 0.6241 is 62.4 %."""
    if value.unit == "difference":
        raise TypeError(f"{describe(value)} is a difference of two fractions; use `| points`")
    if value.unit not in ("fraction", "number", "times"):
        raise TypeError(f"{describe(value)} is no fraction, so it has no percentage")
    text = _fixed(_decimal(value.number) * 100, digits)
    return f"{_sign(text)}{NBSP}%", f"{_sign(text)}{NBSP}%", f"{text} percent"


def points(value: Value, digits: int = 1) -> tuple[str, str, str]:
    """A difference of two fractions in percentage points: 0.031 is 3.1 points."""
    if value.unit not in ("fraction", "difference", "points", "number"):
        raise TypeError(f"{describe(value)} is no difference of fractions, so it has no points")
    text = _fixed(_decimal(value.number) * (1 if value.unit == "points" else 100), digits)
    noun = "point" if text.lstrip("-") in ("1", "1.0") else "points"
    return f"{_sign(text)}{NBSP}{noun}", f"{_sign(text)}{NBSP}{noun}", f"{text} {noun}"


def times(value: Value, digits: int = 1) -> tuple[str, str, str]:
    """A ratio: 2.13 is 2.1×, "two point one times"."""
    text = _fixed(_decimal(value.number), digits)
    return f"{_sign(text)}×", f"{_sign(text)}{NBSP}times", f"{text} times"


def ms(value: Value, digits: int | None = None) -> tuple[str, str, str]:
    """A time in milliseconds, from milliseconds or seconds; three figures unless `digits` says otherwise."""
    if value.unit not in ("ms", "seconds", "number"):
        raise TypeError(f"{describe(value)} is no time")
    number = _decimal(value.number) * (1000 if value.unit == "seconds" else 1)
    text = _fixed(number, _figures(number) if digits is None else digits)
    return f"{text}{NBSP}ms", f"{text}{NBSP}ms", f"{text} {_plural('millisecond', text)}"


def seconds(value: Value, digits: int | None = None) -> tuple[str, str, str]:
    """A time in seconds, from seconds or milliseconds; three figures unless `digits` says otherwise."""
    if value.unit not in ("ms", "seconds", "number"):
        raise TypeError(f"{describe(value)} is no time")
    number = _decimal(value.number) / (1000 if value.unit == "ms" else 1)
    text = _fixed(number, min(_figures(number), 1) if digits is None else digits)
    return f"{text}{NBSP}s", f"{text}{NBSP}seconds", f"{text} {_plural('second', text)}"


def minutes(value: Value, digits: int = 1) -> tuple[str, str, str]:
    """A time in minutes, from seconds or milliseconds."""
    if value.unit not in ("ms", "seconds", "number"):
        raise TypeError(f"{describe(value)} is no time")
    divisor = {"ms": 60_000, "seconds": 60, "number": 1}[value.unit]
    text = _fixed(_decimal(value.number) / divisor, digits)
    return f"{text}{NBSP}min", f"{text}{NBSP}minutes", f"{text} {_plural('minute', text)}"


def params(value: Value, digits: int = 1) -> tuple[str, str, str]:
    """A count of parameters: 11,181,642 is 11.2 M, "eleven point two million"; thousands without a fraction."""
    scales = ((10**9, "B", "billion", digits), (10**6, "M", "million", digits), (10**3, "k", "thousand", 0))
    return _scaled(_decimal(value.number), scales)


def count(value: Value) -> tuple[str, str, str]:
    """A whole number, thousands set apart by commas: 3500 is 3,500."""
    number = value.number
    if number != int(number):
        raise TypeError(f"{describe(value)} is not a whole number; round it, or use `| decimal(1)`")
    text = _grouped(str(int(number)))
    return _sign(text), _sign(text), text


def words(value: Value) -> tuple[str, str, str]:
    """A whole number in words up to twenty, in digits above: 7 is seven."""
    number = value.number
    if number != int(number):
        raise TypeError(f"{describe(value)} is not a whole number, so it has no word")
    if 0 <= number <= 20:
        word = _WORDS[int(number)]
        return word, word, word
    return count(value)


def ordinal(value: Value) -> tuple[str, str, str]:
    """A rank: 3 is third, 21 is 21st."""
    number = number_of(value)
    if number != int(number) or number < 0:
        raise TypeError(f"{describe(value)} is no rank")
    whole = int(number)
    if whole < len(_ORDINALS):
        return _ORDINALS[whole], _ORDINALS[whole], _ORDINALS[whole]
    tail = "th" if 11 <= whole % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    text = f"{_grouped(str(whole))}{tail}"
    return text, text, text


def megabytes(value: Value, digits: int = 1) -> tuple[str, str, str]:
    """A size in megabytes of 10^6 bytes."""
    if value.unit not in ("bytes", "megabytes", "number"):
        raise TypeError(f"{describe(value)} is no size")
    text = _fixed(_decimal(value.number) / (1 if value.unit == "megabytes" else 10**6), digits)
    return f"{_grouped(text)}{NBSP}MB", f"{_grouped(text)}{NBSP}MB", f"{text} {_plural('megabyte', text)}"


def flops(value: Value, digits: int = 1) -> tuple[str, str, str]:
    """Operations: 3,628,000,000 is 3.6 G, "three point six billion"."""
    scales = ((10**12, "T", "trillion", digits), (10**9, "G", "billion", digits), (10**6, "M", "million", digits))
    return _scaled(_decimal(value.number) * (10**9 if value.unit == "gmacs" else 1), scales)


def decimal(value: Value, digits: int = 2) -> tuple[str, str, str]:
    """A plain number to so many digits after the point: 0.6931 is 0.69."""
    text = _fixed(_decimal(value.number), digits)
    return _sign(_grouped(text)), _sign(_grouped(text)), text


def rounded(value: Any, digits: int = 0) -> Any:
    """A value rounded, its causes kept: written as the plain number it is now, unless another filter follows."""
    present(value)
    number = _decimal(number_of(value))
    text = _fixed(number, digits)
    result: float | int = int(text) if digits <= 0 else float(text)
    if not isinstance(value, Value):
        return result
    return Value(result, value.unit, value.causes, label=value.label, digits=max(digits, 0))


def constant(name: str, number: float | int) -> Value:
    """A number that the author vouches for in `talk.toml`."""
    return Value(number, "number", (SourceFact("constant", f"constants.{name}"),))


_DEFAULTS: dict[str, Callable[[Value], tuple[str, str, str]]] = {
    "fraction": percent,
    "difference": points,
    "points": points,
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


def _fixed(number: Decimal, digits: int) -> str:
    if not isinstance(digits, int) or not -9 <= digits <= 9:
        raise TypeError("the number of digits must be a whole number from 0 to 9")
    if number.adjusted() > 30:
        raise TypeError("that number is too large to be said")
    text = format(number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP), "f")
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def _scaled(number: Decimal, scales: tuple[tuple[int, str, str, int], ...]) -> tuple[str, str, str]:
    """A large number in the largest scale (size, sign, name, digits) that it fills once rounded in the one below."""
    fitting = len(scales)
    for index, (size, _, _, _) in enumerate(scales):
        below = scales[index + 1] if index + 1 < len(scales) else (1, "", "", 0)
        if abs(Decimal(_fixed(number / below[0], below[3]))) * below[0] >= size:
            fitting = index
            break
    if fitting == len(scales):
        text = _grouped(_fixed(number, 0))
        return text, text, text
    size, letter, name, digits = scales[fitting]
    text = _fixed(number / size, digits)
    return f"{_sign(text)}{NBSP}{letter}", f"{_sign(text)}{NBSP}{name}", f"{text} {name}"


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
