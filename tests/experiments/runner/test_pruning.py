"""Who goes on after a rung: the two rules, on scores whose outcome is worked out by hand."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.experiments.runner.pruning import Pruning, mean_scores, reason, rungs, survivors


@pytest.mark.parametrize(
    ("pruning", "epochs", "expected"),
    [
        (Pruning(rule="halving", first=1, factor=3), 10, [1, 3, 9]),
        (Pruning(rule="halving", first=2, factor=2), 16, [2, 4, 8]),
        (Pruning(rule="halving", first=5), 5, []),
        (Pruning(rule="median", first=2, every=3), 9, [2, 5, 8]),
        (Pruning(rule="median", first=1), 3, [1, 2]),
    ],
)
def test_rungs_lie_before_the_last_epoch(pruning, epochs, expected):
    assert rungs(pruning, epochs) == expected


def test_halving_keeps_the_best_by_what_they_reached_so_far():
    scores = {"a": [0.5, 0.1], "b": [0.2, 0.4], "c": [0.1, 0.2], "d": [0.3, 0.3], "e": [0.1, 0.45]}
    halving = Pruning(rule="halving", factor=2)
    assert survivors(halving, scores, list(scores), 2) == ["a", "b", "e"], "ceil(5 / 2) best of .5 .4 .2 .3 .45"
    assert survivors(halving, scores, list(scores), 1) == ["a", "b", "d"]


def test_of_equals_the_first_of_the_grid_goes_on():
    assert survivors(Pruning(rule="halving", factor=2), {"x": [0.5], "y": [0.5], "z": [0.5]}, ["x", "y", "z"], 1) == [
        "x", "y",
    ]  # fmt: skip


def test_median_stops_what_is_below_the_median_of_running_means():
    # Running means after epoch 2: .3, .4, .15, .25 (the last has ended); their median is .275.
    scores = {"a": [0.2, 0.4], "b": [0.4, 0.4], "c": [0.2, 0.1], "gone": [0.2, 0.3]}
    assert survivors(Pruning(rule="median"), scores, ["a", "b", "c"], 2) == ["a", "b"]
    # Its best so far counts, not its last.
    scores["c"] = [0.3, 0.0]
    assert survivors(Pruning(rule="median"), scores, ["a", "b", "c"], 2) == ["a", "b", "c"]


def test_a_run_that_diverged_at_once_is_no_survivor():
    for rule in ("halving", "median"):
        assert survivors(Pruning(rule=rule, factor=2), {"a": [], "b": [0.1]}, ["a", "b"], 1) == ["b"]
    assert survivors(Pruning(rule="median"), {"a": []}, ["a"], 1) == ["a"], "nobody to compare with"


def test_several_seeds_count_by_their_mean():
    assert mean_scores([[0.2, 0.4], [0.4, 0.6, 0.9]]) == pytest.approx([0.3, 0.5])


@given(
    st.sampled_from(["halving", "median"]), st.integers(2, 4), st.integers(1, 3),
    st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=12),
)  # fmt: skip
def test_the_best_always_goes_on_and_speed_decides_nothing(rule, factor, rung, rows):
    pruning = Pruning(rule=rule, factor=factor)
    scores = {f"r{i}": row for i, row in enumerate(rows)}
    kept = survivors(pruning, scores, list(scores), rung)
    best = max(scores, key=lambda name: max(scores[name][:rung]))
    assert max(scores[best][:rung]) == max(max(scores[name][:rung]) for name in kept)
    if rule == "halving":
        assert len(kept) == math.ceil(len(rows) / factor)
    shuffled = dict(random.Random(rung).sample(sorted(scores.items()), len(scores)))
    assert survivors(pruning, shuffled, list(scores), rung) == kept


def test_the_reason_is_said_in_words():
    assert reason(Pruning(rule="halving"), 3, 2, 6) == "not among the best 2 of 6 runs after epoch 3"
    assert reason(Pruning(rule="median"), 3, 2, 6) == "below the median of the runs after epoch 3"
