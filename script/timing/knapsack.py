"""Choose wordings and optional passages so that a talk fits its time and keeps the most.

A choice is a wording with alternatives (`{~ long | short ~}`: the author's order is the order of preference) or a
passage that may go (`::: optional 2`: 1 goes last). Passages count before wordings, and a passage of a higher priority
before any number of lower ones; so every wording is shortened before a passage goes. The choice is exact: dynamic
programming over the least cost of every value that can be reached (a knapsack with groups; Kellerer, Pferschy and
Pisinger, *Knapsack Problems*, 2004, chapter 11). Costs are whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ChoiceOption:
    """One way to take a choice: its milliseconds by itself, and the choices that exist only when it is taken."""

    cost: int
    label: str = ""
    inner: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A wording (`priority` of `None`, options best first) or a passage: options `[kept, dropped]`."""

    id: str
    options: tuple[ChoiceOption, ...]
    priority: int | None = None


@dataclass(frozen=True)
class ChoicesTaken:
    """The options taken, by the choices' ids (choices inside a dropped passage are absent), and what they cost.

    `least` is what the talk costs at the very least; when that is over the budget, `fits` is false and everything
    is as short as it can be. `reasons` says in a line what became of each choice that is not at its best.
    """

    taken: dict[str, int]
    cost: int
    budget: int
    least: int
    most: int
    reasons: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the cost is within the budget."""
        return self.cost <= self.budget


# (value, cost, what was taken), best first: every value is had at a lower cost than the one before it.
_Points = list[tuple[int, int, tuple[tuple[str, int], ...]]]


def fit(choices: Sequence[Choice], budget: int, *, fixed: int = 0) -> ChoicesTaken:
    """Take the options that keep the most within `budget`.

    Args:
        choices: in the order of the text; of two equal results the one that keeps earlier text is taken.
        budget: the most that everything may cost.
        fixed: what the text costs beyond the choices.
    """
    weights = _weights(choices)
    points: _Points = [(0, fixed, ())]
    floors = [_least(choice) for choice in choices]
    remaining = sum(floors)
    for choice, floor in zip(choices, floors, strict=True):
        remaining -= floor
        points = _joined(points, _front(choice, weights), budget - remaining)
    _, cost, taken = points[0]
    chosen = dict(taken)
    return ChoicesTaken(
        taken=chosen,
        cost=cost,
        budget=budget,
        least=fixed + sum(floors),
        most=fixed + sum(_most(choice) for choice in choices),
        reasons=tuple(_reasons(choices, chosen)),
    )


def _front(choice: Choice, weights: dict[int | None, int]) -> _Points:
    """All (value, cost, taken) of one choice that no other beats, best first."""
    weight = weights[choice.priority]
    last = len(choice.options) - 1
    found: _Points = []
    for place, option in enumerate(choice.options):
        points: _Points = [((last - place) * weight, option.cost, ((choice.id, place),))]
        for inner in option.inner:
            points = _joined(points, _front(inner, weights), None)
        found += points
    return _pareto(found)


def _joined(points: _Points, front: _Points, budget: int | None) -> _Points:
    """Every pair of a point so far and a point of one more choice, without those that are beaten or too dear.

    When nothing fits, the cheapest is kept, so that there is always an answer.
    """
    pairs = [
        (value + more, cost + extra, taken + added) for value, cost, taken in points for more, extra, added in front
    ]
    if budget is not None:
        pairs = [pair for pair in pairs if pair[1] <= budget] or [min(pairs, key=lambda pair: pair[1])]
    return _pareto(pairs)


def _pareto(points: _Points) -> _Points:
    kept: _Points = []
    least: int | None = None
    for point in sorted(points, key=lambda point: (-point[0], point[1])):
        if least is None or point[1] < least:
            kept.append(point)
            least = point[1]
    return kept


def _weights(choices: Sequence[Choice]) -> dict[int | None, int]:
    """A weight for each priority such that one of it outweighs everything below it."""
    ranks: dict[int | None, int] = {}
    for choice in _all(choices):
        ranks[choice.priority] = ranks.get(choice.priority, 0) + len(choice.options) - 1
    weight = 1
    weights: dict[int | None, int] = {}
    for priority in sorted(ranks, key=lambda rank: -rank if rank is not None else float("-inf")):
        weights[priority] = weight
        weight *= ranks[priority] + 1
    return weights


def _all(choices: Sequence[Choice]) -> list[Choice]:
    found: list[Choice] = []
    for choice in choices:
        found.append(choice)
        for option in choice.options:
            found += _all(option.inner)
    return found


def _least(choice: Choice) -> int:
    return min(option.cost + sum(map(_least, option.inner)) for option in choice.options)


def _most(choice: Choice) -> int:
    return max(option.cost + sum(map(_most, option.inner)) for option in choice.options)


def _reasons(choices: Sequence[Choice], taken: dict[str, int]) -> list[str]:
    lines: list[str] = []
    for choice in choices:
        place = taken[choice.id]
        option, best = choice.options[place], choice.options[0]
        if place:
            saved = _most(Choice(choice.id, (best,))) - _most(Choice(choice.id, (option,)))
            what = "left out" if choice.priority is not None else f"said as “{option.label}”"
            rank = f" (priority {choice.priority})" if choice.priority is not None else ""
            lines.append(f"{choice.id}{rank}: {what}, saves {saved / 1000:,.1f} s")
        lines += _reasons(option.inner, taken)
    return lines
