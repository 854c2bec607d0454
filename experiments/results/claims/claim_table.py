"""The table that the claims enter themselves into, with the unit of what each gives back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

Unit = Literal["truth", "fraction", "points", "times", "count", "ms", "megabytes", "gmacs", "number", "class",
               "words", "run", "list", "interval"]  # fmt: skip
"""What a claim gives back: a truth value; a share between 0 and 1 (or a difference of two); percentage points;
how many times as much; a whole number; milliseconds; 10^6 bytes; 10^9 multiply-adds; a plain number; the name of a
class; words to say; a run's record; a list; an interval."""

VOCABULARY: dict[str, Callable[..., Any]] = {}
"""Every claim by the name that a page uses."""

UNITS: dict[str, Unit] = {}
"""The unit of each claim's value."""

Claim = TypeVar("Claim", bound=Callable[..., Any])


def claim(unit: Unit) -> Callable[[Claim], Claim]:
    """Enter the function below into `VOCABULARY` under its own name."""

    def enter(function: Claim) -> Claim:
        VOCABULARY[function.__name__] = function
        UNITS[function.__name__] = unit
        return function

    return enter
