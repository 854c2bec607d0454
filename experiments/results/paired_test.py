"""Two classifiers on the same samples (McNemar 1947)."""

from __future__ import annotations

from math import comb

from plainspoken.experiments.results.record import Pair

MOST_PAIRED = 12
"""A study of more runs than this, such as a large sweep, keeps no pairs: there would be too many to mean anything."""


def mcnemar(only_first: int, only_second: int) -> Pair:
    """The exact test: twice the chance of so few or fewer on the smaller side, were both equally likely."""
    n, fewer = only_first + only_second, min(only_first, only_second)
    p = min(1.0, 2 * sum(comb(n, k) for k in range(fewer + 1)) / 2**n)
    return Pair(only_first=only_first, only_second=only_second, p=p)
