"""Several comparisons within one study are corrected for their number."""

from __future__ import annotations

from itertools import pairwise
from statistics import variance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from plainspoken.experiments.results.claims import VOCABULARY
from plainspoken.experiments.results.claims.multiple_comparisons import Comparisons, holm, p_of_gain, p_of_seeds
from plainspoken.experiments.results.intervals import newcombe
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.metric import CLASSIFICATION, Metric
from plainspoken.experiments.results.record import Pair, RunRecord, StudyRecord

say = VOCABULARY


def run(right: int, name: str, n: int = 500, study: str = "study") -> RunRecord:
    return make_record(study, name, values={"test": {"accuracy": right / n}}, counts={"test": n})


def seeded(name: str, *values: float) -> RunRecord:
    metric = Metric(value=values[0], split="test", seeds=list(values), **CLASSIFICATION["accuracy"].model_dump())
    return make_record("study", name).model_copy(update={"scores": {"test": {"accuracy": metric}}})


@given(st.integers(1, 400), st.integers(1, 400), st.integers(400, 900))
def test_alone_a_comparison_is_that_of_its_interval(hits: int, other: int, n: int) -> None:
    around = newcombe(hits, n, other, n)
    one, two = run(hits, "one", n), run(other, "two", n)
    assert say["better"](one, two) == (around.low > 0)
    assert say["worse"](one, two) == (around.high < 0)
    assert say["not_apart"](one, two) == (around.low <= 0 <= around.high)


def test_p_of_an_interval_that_just_touches_nought_is_the_risk() -> None:
    assert p_of_gain(0.1, 0.0, 0.2) == pytest.approx(0.05)
    assert p_of_gain(-0.1, -0.2, 0.0) == pytest.approx(0.05)
    assert p_of_gain(0.0, -0.1, 0.1) == 1 and p_of_gain(0.1, 0.1, 0.1) == 0


def test_a_difference_that_holds_alone_may_not_hold_among_several() -> None:
    best, close, far = run(350, "best"), run(318, "close"), run(200, "far")
    assert say["better"](best, close)
    first = Comparisons()
    for other in (close, far, run(345, "same"), run(340, "nearly")):
        say["better"](best, other, among=first)
    assert len(first.asked["study"]) == 4 and first.unsettled == {""}
    again = Comparisons(first.family)
    assert not say["better"](best, close, among=again) and say["better"](best, far, among=again)
    assert say["not_apart"](best, close, among=again) and say["better_words"](best, far, among=again) == "better than"
    assert not again.unsettled
    assert again.corrections(["study"]) == ["corrected for 4 comparisons within study by Holm's method"]


def test_the_same_two_runs_are_one_comparison_however_it_is_asked() -> None:
    among = Comparisons()
    one, two = run(300, "one"), run(200, "two")
    for ask in ("better", "worse", "not_apart", "better_words"):
        say[ask](one, two, among=among)
        say[ask](two, one, among=among)
    assert len(among.asked["study"]) == 1 and not among.unsettled and among.corrections(["study"]) == []


def test_studies_are_corrected_apart() -> None:
    among = Comparisons()
    say["better"](run(300, "one"), run(200, "two"), among=among)
    say["better"](run(300, "one", study="other"), run(200, "two", study="other"), among=among)
    assert {study: len(family) for study, family in among.asked.items()} == {"study": 1, "other": 1}


def test_comparisons_over_many_runs_enter_the_same_family() -> None:
    among = Comparisons()
    runs = [run(300 - 10 * i, f"r{i}") for i in range(4)]
    say["better_than_how_many"](runs[0], *runs[1:], among=among)
    say["any_apart"](*runs, among=among)
    assert len(among.asked["study"]) == 6
    study = StudyRecord(
        study="study", title="S", profile="p", runs=["r0", "r1"],
        pairs={"r0/r1": Pair(only_first=30, only_second=12, p=0.008)},
    )  # fmt: skip
    assert say["paired_better"](study, runs[0], runs[1]) and not say["paired_better"](study, runs[1], runs[0])
    say["paired_better"](study, runs[0], runs[1], among=among)
    assert len(among.asked["study"]) == 7 and say["comparisons"](study, among=among) == 7
    assert not say["paired_better"](study, runs[0], runs[1], among=Comparisons(among.family))


def with_seeds(right: int, name: str, *values: float) -> RunRecord:
    record = run(right, name)
    metric = record.scores["test"]["accuracy"]
    repeated = metric.model_copy(update={"seeds": [metric.value, *values]})
    return record.model_copy(update={"scores": {"test": {"accuracy": repeated}}})


def test_better_asks_the_seeds_where_there_are_several() -> None:
    steady = with_seeds(350, "steady", 0.69, 0.71), with_seeds(300, "behind", 0.61, 0.59)
    shaky = with_seeds(350, "shaky", 0.45, 0.50), with_seeds(300, "loose", 0.70, 0.72)
    assert say["better"](*steady) and say["better"](run(350, "shaky"), run(300, "loose"))
    assert not say["better"](*shaky) and not say["worse"](*shaky) and say["not_apart"](*shaky)
    two = with_seeds(350, "two", 0.45), with_seeds(300, "other", 0.70)
    assert say["better"](*two), "two seeds cannot part runs"
    among = Comparisons()
    for pair in (steady, shaky, (steady[0], shaky[1])):
        say["better"](*pair, among=among)
    assert among.asked["study"][("study/behind", "study/steady", "accuracy", "test")] == pytest.approx(
        max(p_of_seeds([0.7, 0.69, 0.71], [0.6, 0.61, 0.59]), 0.00092), rel=0.2
    )


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_welchs_test_is_scipys(ours: list[float], theirs: list[float]) -> None:
    if variance(ours) + variance(theirs) < 1e-5:
        return
    assert p_of_seeds(ours, theirs) == pytest.approx(ttest_ind(ours, theirs, equal_var=False).pvalue, abs=1e-6)


def test_seeds_that_never_differ() -> None:
    assert p_of_seeds([0.5, 0.5], [0.5, 0.5]) == 1 and p_of_seeds([0.6, 0.6], [0.5, 0.5]) == 0


def test_the_worst_seed_is_said_of_these_seeds_alone() -> None:
    three = seeded("a", 0.9, 0.91, 0.92), seeded("b", 0.8, 0.81, 0.82)
    assert say["better_whatever_seed"](*three) and not say["better_whatever_seed"](*reversed(three))


def test_the_count_that_a_page_says_is_that_of_the_whole_talk() -> None:
    study = StudyRecord(study="study", title="S", profile="p", runs=[])
    among = Comparisons()
    say["comparisons"](study, among=among)
    for one, two in pairwise([run(300, "a"), run(200, "b"), run(100, "c")]):
        say["better"](one, two, among=among)
    assert among.unsettled, "the count was said before all comparisons were known"
    among.know(among.family)
    assert say["comparisons"](study, among=among) == 2


@given(st.lists(st.floats(0, 1), max_size=8))
def test_what_is_rejected_among_more_is_rejected_among_fewer(p_values: list[float]) -> None:
    rejected = holm(p_values)
    for place, yes in enumerate(rejected):
        assert not yes or p_values[place] <= 0.05
