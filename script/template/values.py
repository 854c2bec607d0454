"""Values that know where they came from, and keep knowing it through arithmetic, filters and text.

A template never sees a bare number of a record: it sees a `Value`, which carries its unit, its uncertainty and the
metrics behind it. Written into a page it becomes a `WrittenValue`, one rounding in three forms, and a phrase travels
through Jinja as a single private character that the `Placeholders` can read again (`template.placeholders`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from plainspoken.base.errors import InputError
from plainspoken.script.template.source_positions import MARKER_FIRST

Origin = Literal["metric", "data", "config", "constant", "typed"]
Unit = Literal[
    "fraction", "difference", "points", "ratio", "times", "count", "ms", "seconds", "bytes", "megabytes", "flops",
    "gmacs", "pure", "number",
]  # fmt: skip
"""`difference` is that of two fractions, still as a fraction; `points` are percentage points, 100 to the whole.
`ratio` is the quotient of two like amounts (counts, bytes, times), which may be said as a share; `times` is any other.
`pure` is a number that has no unit and is no share, such as a loss; `number` is one whose unit nobody told."""

AMOUNTS = frozenset({"count", "ms", "seconds", "bytes", "megabytes", "flops", "gmacs"})
"""Units of amounts that start at nought, so that one can be said as a share of another."""

ORIGINS: tuple[Origin, ...] = ("metric", "data", "config", "constant", "typed")


@dataclass(frozen=True, slots=True)
class SourceFact:
    """One fact behind a value: its full name, the file it stands in (relative to the build folder) and that file's
    fingerprint."""

    origin: Origin
    name: str
    file: str | None = None
    fingerprint: str | None = None


class Value:
    """A number with its unit, its 95 % interval where one is known, and its causes.

    `digits` are those that `round` left after the point; `n` is the number of samples behind a share, `terms` how many
    values it is the sum of. Arithmetic with other values joins the causes, and a bare number is one more cause, of
    origin `typed`: what comes out is no longer what was measured. The rest of a share (`1 - acc(v1)`) and the mean of a
    sum (`(acc(v1) + acc(v2)) / 2`) have no such cause. Adding to or scaling by a bare number keeps the interval; a
    difference or quotient of two values has none of its own.
    """

    __slots__ = ("causes", "digits", "interval", "label", "n", "number", "terms", "unit")

    def __init__(
        self,
        number: float | int,
        unit: Unit,
        causes: tuple[SourceFact, ...],
        *,
        interval: tuple[float, float] | None = None,
        label: str = "",
        digits: int | None = None,
        n: int | None = None,
        terms: int = 1,
    ) -> None:
        self.number = number
        self.unit = unit
        self.causes = causes
        self.interval = interval
        self.digits = digits
        self.n = n
        self.terms = terms
        self.label = label or (causes[0].name if causes else str(number))

    def __repr__(self) -> str:
        return f"{self.label} = {self.number:.6g}"

    def __str__(self) -> str:
        raise TypeError(f"{self.label} needs a filter, such as `percent`, before it is put into a text")

    def __format__(self, form: str) -> str:
        return format(self.number, form) if form else str(self)

    def __hash__(self) -> int:
        return hash(self.number)

    def __bool__(self) -> bool:
        return bool(self.number)

    def __float__(self) -> float:
        return float(self.number)

    def __int__(self) -> int:
        return int(self.number)

    def __index__(self) -> int:
        if isinstance(self.number, int):
            return self.number
        raise TypeError(f"{self.label} is not a whole number")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value | int | float) and self.number == number_of(other)

    def __lt__(self, other: Any) -> bool:
        return self.number < number_of(other)

    def __le__(self, other: Any) -> bool:
        return self.number <= number_of(other)

    def __gt__(self, other: Any) -> bool:
        return self.number > number_of(other)

    def __ge__(self, other: Any) -> bool:
        return self.number >= number_of(other)

    def __add__(self, other: Any) -> Any:
        return _combined(self, other, "+", lambda a, b: a + b)

    def __radd__(self, other: Any) -> Any:
        return _combined(other, self, "+", lambda a, b: a + b)

    def __sub__(self, other: Any) -> Any:
        return _combined(self, other, "-", lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Any:
        return _combined(other, self, "-", lambda a, b: a - b)

    def __mul__(self, other: Any) -> Any:
        return _combined(self, other, "*", lambda a, b: a * b)

    def __rmul__(self, other: Any) -> Any:
        return _combined(other, self, "*", lambda a, b: a * b)

    def __truediv__(self, other: Any) -> Any:
        return _combined(self, other, "/", lambda a, b: a / b)

    def __rtruediv__(self, other: Any) -> Any:
        return _combined(other, self, "/", lambda a, b: a / b)

    def __floordiv__(self, other: Any) -> Any:
        return _combined(self, other, "//", lambda a, b: a // b)

    def __rfloordiv__(self, other: Any) -> Any:
        return _combined(other, self, "//", lambda a, b: a // b)

    def __mod__(self, other: Any) -> Any:
        return _combined(self, other, "%", lambda a, b: a % b)

    def __rmod__(self, other: Any) -> Any:
        return _combined(other, self, "%", lambda a, b: a % b)

    def __pow__(self, other: Any) -> Any:
        return _combined(self, other, "**", lambda a, b: a**b)

    def __rpow__(self, other: Any) -> Any:
        return _combined(other, self, "**", lambda a, b: a**b)

    def __neg__(self) -> Value:
        low_high = (-self.interval[1], -self.interval[0]) if self.interval else None
        return Value(-self.number, self.unit, self.causes, interval=low_high, label=f"-{self.label}", n=self.n)

    def __pos__(self) -> Value:
        return self

    def __abs__(self) -> Value:
        return self if self.number >= 0 else -self

    def with_number(self, number: float | int, *, unit: Unit | None = None) -> Value:
        """The same causes behind another number."""
        return Value(number, unit or self.unit, self.causes, label=self.label, n=self.n)


def number_of(value: Any) -> float | int:
    """The bare number of a value or a number.

    Raises:
        TypeError: it is neither.
    """
    if isinstance(value, Value):
        return value.number
    if isinstance(value, int | float):
        return value
    raise TypeError(f"a number is wanted here, not {describe(value)}")


def causes_of(values: Iterable[Any]) -> tuple[SourceFact, ...]:
    """The causes of all values, each once, in order."""
    found: dict[SourceFact, None] = {}
    for value in values:
        if isinstance(value, Value | RecordText):
            found.update(dict.fromkeys(value.causes))
    return tuple(found)


def describe(value: Any) -> str:
    """A value as an error message names it."""
    if isinstance(value, Value):
        return f"{value.label} ({value.number:.6g})"
    if isinstance(value, str):
        return f"the text {str(value)[:40]!r}"
    return {list: "a list", dict: "a table", bool: "a truth value", type(None): "nothing"}.get(
        type(value), f"a {type(value).__name__}"
    )


def _combined(left: Any, right: Any, sign: str, operation: Callable[[Any, Any], Any]) -> Any:
    """The value of `left sign right`."""
    if isinstance(left, Missing) or isinstance(right, Missing):
        return left if isinstance(left, Missing) else right
    if isinstance(left, bool) or isinstance(right, bool) or not _numbers(left, right):
        return NotImplemented
    a, b = number_of(left), number_of(right)
    if sign == "//" and not (isinstance(a, int) and isinstance(b, int) and a % b == 0 if b else True):
        raise TypeError(f"`//` cuts off what is left of {_named(left)}; divide with `/` and round")
    if sign == "**" and (abs(b) > 64 or abs(a) > 1e12):
        raise TypeError("that power is too large for a talk")
    try:
        number = operation(a, b)
    except ZeroDivisionError:
        raise TypeError(f"{_named(right)} is nought, and nothing can be divided by it") from None
    if isinstance(number, complex):
        raise TypeError(f"{_named(left)} has no such power")
    label = f"{_named(left)} {sign} {_named(right)}"
    return Value(
        number,
        _unit(left, right, sign),
        causes_of((left, right, *(typed_value(side) for side in _typed(left, right, sign)))),
        interval=_interval(left, right, sign, operation) if sign in "+-*/" else None,
        label=label if len(label) < 200 else label[:197] + "...",
        n=min((side.n for side in (left, right) if isinstance(side, Value) and side.n), default=None),
        terms=sum(side.terms for side in (left, right) if isinstance(side, Value)) if sign == "+" else 1,
    )


def _typed(left: Any, right: Any, sign: str) -> Iterator[float | int]:
    """The operands that somebody has made up. The 1 of `1 - share` is none, nor is the number of terms by which their
    sum is divided: they follow from what is asked, the rest of a share and a mean."""
    if sign == "-" and left == 1 and isinstance(right, Value) and right.unit == "fraction":
        return
    if sign == "/" and isinstance(left, Value) and right == left.terms > 1:
        return
    yield from (side for side in (left, right) if not isinstance(side, Value))


def typed_value(number: float | int) -> Value:
    """A bare number as a value whose one cause is that it was typed."""
    return Value(number, "number", (SourceFact("typed", f"{number:.10g} typed by hand"),))


def _numbers(left: Any, right: Any) -> bool:
    return isinstance(left, Value | int | float) and isinstance(right, Value | int | float)


def _named(value: Any) -> str:
    if isinstance(value, Value):
        return value.label
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unit(left: Any, right: Any, sign: str) -> Unit:
    """The unit of a result: kept by + and -, and by * and / with a bare number; a quotient of like units is `times`."""
    if isinstance(left, Value) and isinstance(right, Value):
        if sign == "-" and left.unit == right.unit == "fraction":
            return "difference"
        if sign in "+-" and {left.unit, right.unit} == {"fraction", "difference"}:
            return "fraction"
        if sign in "+-%":
            return left.unit if left.unit == right.unit else "number"
        if sign == "/" and left.unit == right.unit:
            if left.unit == "count" and 0 <= left.number <= right.number:
                return "fraction"
            return "ratio" if left.unit in AMOUNTS else "times"
        return "number"
    if isinstance(right, Value):
        return right.unit if sign in "+-*" else "number"
    return left.unit if sign != "**" else "number"


def _interval(left: Any, right: Any, sign: str, operation: Callable[[Any, Any], Any]) -> tuple[float, float] | None:
    """The interval of a value moved or scaled by a bare number; none for two values."""
    if isinstance(left, Value) and isinstance(right, Value):
        return None
    known = left.interval if isinstance(left, Value) else right.interval
    if known is None or (sign == "/" and not isinstance(left, Value)):  # number / value is not linear
        return None
    ends = [operation(end, right) if isinstance(left, Value) else operation(left, end) for end in known]
    return min(ends), max(ends)


class RecordText(str):
    """Words that a record holds (a class, a title, a device), with their causes."""

    __slots__ = ("causes",)

    causes: tuple[SourceFact, ...]

    def __new__(cls, text: str, causes: tuple[SourceFact, ...]) -> RecordText:
        """`text` with its causes; characters that could pass for a marker are replaced."""
        self = super().__new__(cls, scrubbed(text))
        self.causes = causes
        return self

    def __str__(self) -> str:
        return self


def scrubbed(text: str) -> str:
    """`text` with every character that could pass for a marker replaced by U+FFFD."""
    if not text or max(text) < chr(MARKER_FIRST):
        return text
    return "".join("\ufffd" if ord(char) >= MARKER_FIRST else char for char in text)


class Missing:
    """A metric that should be there and is not: its run is not made yet, or did not measure it.

    Anything computed from it is missing too; a claim with `{% unmeasured %}` copes with it; writing it into a page,
    or asking whether it is true, is an error that says how to make it.
    """

    __slots__ = ("message", "name", "remedy")

    def __init__(self, name: str, message: str, remedy: str) -> None:
        self.name = name
        self.message = message
        self.remedy = remedy

    def error(self) -> InputError:
        """What to tell the author; the place is added by the template."""
        return InputError(self.message, remedy=self.remedy)

    def __getattr__(self, name: str) -> Missing:
        if name.startswith("_"):
            raise AttributeError(name)
        return Missing(f"{self.name}.{name}", self.message, self.remedy)

    def __getitem__(self, name: object) -> Missing:
        return Missing(f"{self.name}[{name!r}]", self.message, self.remedy)

    def _same(self, *_: object, **__: object) -> Missing:
        return self

    __call__ = _same
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _same
    __neg__ = __pos__ = __abs__ = _same
    __lt__ = __le__ = __gt__ = __ge__ = _same

    def __eq__(self, other: object) -> Any:
        return self

    def __ne__(self, other: object) -> Any:
        return self

    def __hash__(self) -> int:
        return hash(self.name)

    def _fail(self, *_: object) -> Any:
        raise self.error()

    __bool__ = __str__ = __iter__ = __len__ = __contains__ = __int__ = __float__ = __index__ = __format__ = _fail


def finite(value: Value) -> float | int:
    """The number of a value that is to be written.

    Raises:
        TypeError: it is not a number or infinite.
    """
    if not math.isfinite(value.number):
        raise TypeError(f"{value.label} is {value.number}, which cannot be said")
    return value.number
