"""Intervals of fractions: how sure a measured share is, and how sure the difference of two is."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, sqrt
from statistics import NormalDist

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.metric import Interval

_T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""Student's t at 97.5 % for 1 to 9 degrees of freedom; 1.96 beyond."""


def wilson(hits: int, n: int, level: float = 0.95) -> Interval:
    """The score interval of Wilson (1927) for a share of `hits` in `n`.

    Raises:
        InputError: `n` is not positive, or `hits` is not within 0 and `n`.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise InputError(
            f"no interval can be given for {hits} out of {n}", remedy="measure on a split that has samples"
        )
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = hits / n
    middle = share + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At the ends the formula gives exactly 0 and 1, were it not for rounding.
    low = 0.0 if hits == 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if hits == n else min(1.0, (middle + reach) / scale)
    return Interval(low=low, high=high, level=level)


def newcombe(hits: int, n: int, other_hits: int, other_n: int) -> Interval:
    """The interval of `hits/n - other_hits/other_n`, as a fraction between -1 and 1.

    The hybrid score interval for independent samples. Two models tested on the same samples are as a rule
    positively correlated, for which it is too wide rather than too narrow: the honest side.

    Source: Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17 (1998), method 10.

    Raises:
        InputError: as `wilson`.
    """
    return difference(hits / n if n else 0.0, wilson(hits, n), other_hits / other_n if other_n else 0.0,
                      wilson(other_hits, other_n))  # fmt: skip


def difference(share: float, around: Interval, other: float, other_around: Interval) -> Interval:
    """The interval of `share - other` from the interval of each (the square-and-add rule behind `newcombe`)."""
    apart = share - other
    return Interval(
        low=apart - hypot(share - around.low, other_around.high - other),
        high=apart + hypot(around.high - share, other - other_around.low),
        method="newcombe",
    )


def mean_of_shares(hits: Sequence[int], counts: Sequence[int]) -> Interval:
    """The interval of the unweighted mean of several shares, such as the balanced accuracy from the recalls.

    Source: Zou and Donner, "Construction of confidence limits about effect measures: a general approach",
    Statistics in Medicine 27 (2008): the limits of a sum from the limits of its terms.

    Raises:
        InputError: as `wilson`, or there are no shares.
    """
    if not hits:
        raise InputError("no class has a sample", remedy="measure on a split that has samples")
    k = len(hits)
    shares = [hit / n if n else 0.0 for hit, n in zip(hits, counts, strict=True)]
    around = [wilson(hit, n) for hit, n in zip(hits, counts, strict=True)]
    mean = sum(shares) / k
    low = sqrt(sum((share - each.low) ** 2 for share, each in zip(shares, around, strict=True))) / k
    high = sqrt(sum((each.high - share) ** 2 for share, each in zip(shares, around, strict=True))) / k
    return Interval(low=max(0.0, mean - low), high=min(1.0, mean + high), method="wilson-mover")


def apart(one: Interval, other: Interval) -> bool:
    """Whether two intervals share no point."""
    return one.low > other.high or other.low > one.high


def over_folds(values: Sequence[float]) -> Interval:
    """Student's 95 % interval of the mean over folds. Their training sets overlap, so it is somewhat too narrow (Bengio
    and Grandvalet 2004)."""
    mean = sum(values) / len(values)
    spread = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
    reach = (_T95[len(values) - 2] if len(values) < 11 else 1.96) * spread / len(values) ** 0.5
    return Interval(low=mean - reach, high=mean + reach, method="student-t over folds")
