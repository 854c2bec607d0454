"""How sure a comparison of two runs is, when it is one of several.

Whoever makes twenty comparisons at 95 % finds one difference by luck alone. All comparisons that a talk makes within
one study are judged together by Holm's step-down method ("A simple sequentially rejective multiple test procedure",
1979), which keeps the risk of any false difference among them at 5 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import erfc, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist, fmean, variance

RISK = 0.05
"""The risk of one false difference among all. Source: convention (Fisher 1925)."""

_REACH = NormalDist().inv_cdf(1 - RISK / 2)
"""Standard errors from the value to the end of a 95 % interval."""

FEWEST = 3
"""So many seeds of each run are the fewest that can part two runs: if they were alike, all values of the one would lie
above all of the other once in 20 draws (one over 6 choose 3). Source: the permutation test of Fisher, "The design of
experiments" (1935), section 21."""

Comparison = tuple[str, ...]
"""What was compared: the two runs in the order of their names, the metric and the split; or the name of another test
and its runs."""


def holm(p_values: Sequence[float], risk: float = RISK) -> list[bool]:
    """Which of several hypotheses are rejected, in their order."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    rejected = [False] * len(p_values)
    for place, i in enumerate(order):
        if p_values[i] > risk / (len(p_values) - place):
            break
        rejected[i] = True
    return rejected


def p_of_gain(gain: float, low: float, high: float) -> float:
    """The two-sided p value of a difference from its 95 % interval.

    It is the risk at which the interval, drawn wider or narrower towards nought, would just reach it; so below 0.05
    exactly where the interval itself does not hold nought.
    """
    reach = gain - low if gain > 0 else high - gain
    if gain == 0:
        return 1.0
    return erfc(_REACH * abs(gain) / reach / sqrt(2)) if reach > 0 else 0.0


def p_of_seeds(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The two-sided p value of the difference of two means over seeds, by Welch's t test ("The generalization of
    'Student's' problem when several different population variances are involved", Biometrika 34, 1947)."""
    apart = fmean(ours) - fmean(theirs)
    parts = [variance(values) / len(values) for values in (ours, theirs)]
    if sum(parts) == 0:
        return float(apart == 0)
    degrees = sum(parts) ** 2 / sum(p * p / (len(v) - 1) for p, v in zip(parts, (ours, theirs), strict=True))
    return p_of_t(apart / sqrt(sum(parts)), degrees)


def p_of_t(t: float, degrees: float) -> float:
    """The two-sided p value of a figure that follows Student's t distribution."""
    return _incomplete_beta(degrees / (degrees + t * t), degrees / 2, 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun, 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # where the fraction is slow
        return 1 - _incomplete_beta(1 - x, b, a)
    value = 0.0
    for m in range(200, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        value = even / (1 + odd / (1 + value))
    first = -(a + b) * x / (a + 1)
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    return min(1.0, front / (1 + first / (1 + value)))


class Comparisons:
    """The comparisons that one talk makes, by study.

    A comparison is judged among those known beforehand and itself. Who renders a talk does so until no page is
    `unsettled`: every sentence is then judged among the same comparisons.

    Attributes:
        asked: p values by study and comparison.
        consulted: the studies of what was asked since this was last cleared.
        page: the page that is being rendered.
    """

    def __init__(self, known: Mapping[str, Mapping[Comparison, float]] | None = None) -> None:
        self.asked: dict[str, dict[Comparison, float]] = {}
        self.consulted: set[str] = set()
        self.page = ""
        self.know(known or {})

    def know(self, family: Mapping[str, Mapping[Comparison, float]]) -> None:
        """Begin anew, with all that an earlier rendering asked."""
        self._known = {study: dict(each) for study, each in family.items()}
        self._counted: set[str] = set()
        self._asked_on: dict[str, set[tuple[str, Comparison]]] = {}
        self.asked.clear()
        self.consulted.clear()

    def shown(self, study: str, comparison: Comparison, p: float) -> bool:
        """Whether a difference is shown, corrected for the number of comparisons in its study."""
        self.asked.setdefault(study, {})[comparison] = p
        self._asked_on.setdefault(self.page, set()).add((study, comparison))
        self.consulted.add(study)
        return _rejected({**self._known.get(study, {}), comparison: p})[comparison]

    def count(self, study: str) -> int:
        """How many comparisons within the study the talk makes."""
        self._counted.add(self.page)
        return len(self._known.get(study, {}) | self.asked.get(study, {}))

    def corrections(self, studies: Iterable[str]) -> list[str]:
        """For how many comparisons those within the studies were corrected, in words; none where there is but one."""
        sizes = {study: len(self._known.get(study, {}) | self.asked.get(study, {})) for study in studies}
        return [
            f"corrected for {size} comparisons within {study} by Holm's method"
            for study, size in sorted(sizes.items())
            if size > 1
        ]

    @property
    def unsettled(self) -> set[str]:
        """The pages on which something would be answered otherwise, now that all comparisons are known."""
        family = self.family
        if all(len(family[study]) == len(self._known.get(study, {})) for study in family):
            return set()
        shown = {study: _rejected(each) for study, each in family.items()}
        stale = set(self._counted)
        for page, asked in self._asked_on.items():
            for study, name in asked:
                before = _rejected({**self._known.get(study, {}), name: family[study][name]})[name]
                if before != shown[study][name]:
                    stale.add(page)
        return stale

    @property
    def family(self) -> dict[str, dict[Comparison, float]]:
        """Everything known and asked, by study."""
        studies = dict.fromkeys([*self._known, *self.asked])
        return {study: self._known.get(study, {}) | self.asked.get(study, {}) for study in studies}


def shown(among: Comparisons | None, study: str, comparison: Comparison, p: float) -> bool:
    """Whether a difference is shown; alone, where it is not one of a talk's comparisons."""
    return p <= RISK if among is None else among.shown(study, comparison, p)


def _rejected(family: Mapping[Comparison, float]) -> dict[Comparison, bool]:
    return dict(zip(family, holm(list(family.values())), strict=True))
