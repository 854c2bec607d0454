"""How sure a comparison of two runs is, when it is one of several.

Whoever makes twenty comparisons at 95 % finds one difference by luck alone. All comparisons that a talk makes within
one study are judged together by Holm's step-down method ("A simple sequentially rejective multiple test procedure",
1979), which keeps the risk of any false difference among them at 5 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import erfc, sqrt
from statistics import NormalDist

RISK = 0.05
"""The risk of one false difference among all. Source: convention (Fisher 1925)."""

_REACH = NormalDist().inv_cdf(1 - RISK / 2)
"""Standard errors from the value to the end of a 95 % interval."""

Comparison = tuple[str, ...]
"""What was compared: a name for the kind of test, the two runs in the order of their names, and the metric."""


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


class Comparisons:
    """The comparisons that one talk makes, by study.

    A comparison is judged among those known beforehand and itself. Who renders a talk does so until all that is asked
    was known (`settled`): every sentence is then judged among the same comparisons.

    Attributes:
        asked: p values by study and comparison.
        consulted: the studies of what was asked since this was last cleared.
    """

    def __init__(self, known: Mapping[str, Mapping[Comparison, float]] | None = None) -> None:
        self.asked: dict[str, dict[Comparison, float]] = {}
        self.consulted: set[str] = set()
        self.know(known or {})

    def know(self, family: Mapping[str, Mapping[Comparison, float]]) -> None:
        """Begin anew, with all that an earlier rendering asked."""
        self._known = {study: dict(each) for study, each in family.items()}
        self._counted = False
        self.asked.clear()
        self.consulted.clear()

    def shown(self, study: str, comparison: Comparison, p: float) -> bool:
        """Whether a difference is shown, corrected for the number of comparisons in its study."""
        self.asked.setdefault(study, {})[comparison] = p
        self.consulted.add(study)
        return _rejected({**self._known.get(study, {}), comparison: p})[comparison]

    def count(self, study: str) -> int:
        """How many comparisons within the study the talk makes."""
        self._counted = True
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
    def settled(self) -> bool:
        """Whether what was answered would be answered again, among all comparisons that were asked."""
        known = {study: self._known.get(study, {}) | family for study, family in self.asked.items()}
        if all(len(known[study]) == len(self._known.get(study, {})) for study in self.asked):
            return True
        if self._counted:
            return False
        return all(
            _rejected({**self._known.get(study, {}), name: p})[name] == _rejected(known[study])[name]
            for study, family in self.asked.items()
            for name, p in family.items()
        )

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
