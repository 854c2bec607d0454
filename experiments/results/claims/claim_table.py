"""The table that the claims enter themselves into, with the unit of what each gives back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from plainspoken.experiments.results.metric import Interval

Unit = Literal["truth", "metric", "fraction", "difference", "points", "times", "count", "ms", "megabytes", "gmacs",
               "number", "class", "words", "run", "list", "interval"]  # fmt: skip
"""What a claim gives back: a truth value; a number in the unit of the metric that it is asked about; a share between 0
and 1; the difference of two numbers of a metric, which of shares is still a fraction; percentage points; how many times
as much; a whole number; milliseconds; 10^6 bytes; 10^9 multiply-adds; a plain number; the name of a class; words to
say; a run's record; a list; an interval."""

VOCABULARY: dict[str, Callable[..., Any]] = {}
"""Every claim by the name that a page uses."""

UNITS: dict[str, Unit] = {}
"""The unit of each claim's value."""

RESTS_ON: dict[str, tuple[str, ...]] = {}
"""The claims whose figures a truth value rests on, to be named when it does not hold."""

INTERVALS: dict[str, Callable[..., Interval]] = {}
"""What gives the interval of a claim's figure, asked with the claim's own arguments."""

Claim = TypeVar("Claim", bound=Callable[..., Any])


def claim(
    unit: Unit, *, rests_on: tuple[str, ...] = (), interval: Callable[..., Interval] | None = None
) -> Callable[[Claim], Claim]:
    """Enter the function below into `VOCABULARY` under its own name.

    Args:
        rests_on: claims whose figures it rests on.
        interval: gives the interval of its figure.
    """

    def enter(function: Claim) -> Claim:
        name = function.__name__
        VOCABULARY[name] = function
        UNITS[name] = unit
        if rests_on:
            RESTS_ON[name] = rests_on
        if interval is not None:
            INTERVALS[name] = interval
        return function

    return enter
