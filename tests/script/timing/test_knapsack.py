"""Fitting to time: exact against brute force, stable, explained."""

from __future__ import annotations

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.script.timing.knapsack import Choice, ChoiceOption, fit


def passage(name: str, cost: int, priority: int, *inner: Choice) -> Choice:
    return Choice(name, (ChoiceOption(cost, inner=tuple(inner)), ChoiceOption(0)), priority)


def wording(name: str, *costs: int) -> Choice:
    return Choice(name, tuple(ChoiceOption(cost, label=f"{cost}") for cost in costs))


def test_everything_stays_when_there_is_time() -> None:
    fitted = fit([passage("a", 5, 1), wording("w", 4, 2)], 10, fixed=1)
    assert (fitted.taken, fitted.cost, fitted.fits, fitted.reasons) == ({"a": 0, "w": 0}, 10, True, ())


def test_wordings_shorten_before_a_passage_goes() -> None:
    fitted = fit([passage("a", 5000, 3), wording("w", 9000, 2200)], 8000)
    assert fitted.taken == {"a": 0, "w": 1}
    assert fitted.reasons == ("w: said as “2200”, saves 6.8 s",)


def test_one_passage_of_high_priority_outweighs_many_low_ones() -> None:
    choices = [passage(f"low{i}", 1, 2) for i in range(6)] + [passage("high", 6, 1)]
    fitted = fit(choices, 7)
    assert fitted.taken["high"] == 0
    assert sum(fitted.taken[f"low{i}"] == 0 for i in range(6)) == 1
    assert fitted.taken["low0"] == 0


def test_choices_inside_a_dropped_passage_are_not_made() -> None:
    inner = wording("inner", 4, 1)
    kept = fit([passage("outer", 2, 1, inner)], 3)
    assert kept.taken == {"outer": 0, "inner": 1}
    dropped = fit([passage("outer", 2, 1, inner)], 2)
    assert (dropped.taken, dropped.cost) == ({"outer": 1}, 0)


def test_what_cannot_fit_is_as_short_as_it_can_be() -> None:
    fitted = fit([passage("a", 5, 1), wording("w", 9, 3)], 2, fixed=1)
    assert (fitted.fits, fitted.cost, fitted.least, fitted.most) == (False, 4, 4, 15)


def test_three_five_and_ten_minutes_of_one_source() -> None:
    random.seed(3)
    choices = [passage(f"p{i}", random.randint(4000, 20000), random.randint(1, 3)) for i in range(30)]
    choices += [wording(f"w{i}", random.randint(900, 3000), random.randint(200, 800)) for i in range(60)]
    costs = [fit(choices, minutes * 60_000, fixed=100_000).cost for minutes in (3, 5, 10)]
    assert costs == sorted(costs)
    assert costs[0] <= 180_000 and costs[1] <= 300_000
    assert fit(choices, 300_000, fixed=150_000) == fit(choices, 300_000, fixed=150_000)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3)), max_size=4),
    st.lists(st.lists(st.integers(1, 9), min_size=2, max_size=3), max_size=3),
    st.integers(0, 40),
)
@settings(max_examples=150, deadline=None)
def test_no_other_choice_keeps_more(passages: list[tuple[int, int]], wordings: list[list[int]], budget: int) -> None:
    choices = [passage(f"p{i}", cost, priority) for i, (cost, priority) in enumerate(passages)]
    choices += [wording(f"w{i}", *costs) for i, costs in enumerate(wordings)]
    fitted = fit(choices, budget)
    best = None
    for places in itertools.product(*(range(len(choice.options)) for choice in choices)):
        cost = sum(choice.options[place].cost for choice, place in zip(choices, places, strict=True))
        if cost <= budget:
            worth = (*kept(choices, dict(zip([c.id for c in choices], places, strict=True))), -cost)
            best = worth if best is None else max(best, worth)
    if best is None:
        assert not fitted.fits and fitted.cost == fitted.least
    else:
        assert fitted.fits and (*kept(choices, fitted.taken), -fitted.cost) == best


def kept(choices: list[Choice], taken: dict[str, int]) -> tuple[int, ...]:
    """Passages kept by priority, then how good the wordings are: the order in which results are compared."""
    counts = [sum(taken[choice.id] == 0 for choice in choices if choice.priority == priority) for priority in (1, 2, 3)]
    wordings = sum(len(c.options) - 1 - taken[c.id] for c in choices if c.priority is None)
    return (*counts, wordings)
