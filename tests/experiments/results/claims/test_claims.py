"""The claim vocabulary against cases worked out by hand."""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims import UNITS, VOCABULARY
from plainspoken.experiments.results.intervals import difference, mean_of_shares, newcombe, wilson
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.record import (
    Cost,
    DataCard,
    Epoch,
    Latency,
    NamedNumbers,
    RunRecord,
    Sample,
    Samples,
    Split,
)

say: dict[str, Callable[..., Any]] = VOCABULARY


def epoch(number: int, train: float, valid: float, loss: float = 1.0, clean: float | None = None) -> Epoch:
    return Epoch(
        epoch=number,
        train=NamedNumbers(loss=1.0, accuracy=train),
        valid=NamedNumbers(loss=loss, accuracy=valid),
        train_clean=None if clean is None else NamedNumbers(loss=1.0, accuracy=clean),
        learning_rate=0.1,
        seconds=1.0,
    )


def run(
    confusion: list[list[int]] | None = None,
    *,
    name: str = "one",
    history: list[Epoch] | None = None,
    majority: float = 0.5,
    **changes: Any,
) -> RunRecord:
    matrix = confusion or [[50, 10], [20, 20]]
    labels = [chr(ord("a") + i) for i in range(len(matrix))]
    counts = {label: sum(row) for label, row in zip(labels, matrix, strict=True)}
    return make_record(
        "study",
        name,
        **{
            "confusion": {} if not sum(counts.values()) else dict.fromkeys(("train", "valid", "test"), matrix),
            "title": name,
            "model": "net",
            "profile": "smoke",
            "seed": 1,
            "data": DataCard(
                classes=labels,
                majority=labels[0],
                splits={"train": Split(n=sum(counts.values()), counts=counts)},
                extra={
                    "correlation": {
                        "columns": ["rating", "useful", "length"],
                        "matrix": [[1, 0.24, -0.05], [0.24, 1, 0.12], [-0.05, 0.12, 1]],
                        "n": 100,
                    }
                },
            ),
            "history": [epoch(1, 0.5, 0.5)] if history is None else history,
            "seconds_per_epoch": 2.0,
            "baselines": {
                "majority": NamedNumbers(accuracy=majority, balanced_accuracy=0.5, f1=0.4),
                "uniform": NamedNumbers(accuracy=0.5, balanced_accuracy=0.5, f1=0.5),
            },
            "cost": Cost(parameters=100, trainable_parameters=100, bytes=400, flops=2_000_000_000),
            "samples": Samples(grid=[], right=7, total=10),
            **changes,
        },
    )


def latency(median: float, low: float, high: float, **changes: Any) -> Cost:
    values: dict[str, Any] = {
        "median_ms": median,
        "iqr_ms": high - low,
        "low_ms": low,
        "high_ms": high,
        "batch": 1,
        "device": "cpu",
        "threads": 1,
        "precision": "fp32",
        "input_shape": [3, 48, 48],
        "repeats": 10,
    }
    return Cost(parameters=1, trainable_parameters=1, bytes=4, latency=Latency(**(values | changes)))


def mistake(first: float, second: float) -> Sample:
    return Sample(index=0, truth="a", predicted="b", probability=first, runner_up="a", runner_up_probability=second)


class TestIntervals:
    def test_wilson_agrees_with_the_published_example(self) -> None:
        # Newcombe (1998), Statistics in Medicine 17:857, Table I: 81 of 263 gives 0.2553 to 0.3662.
        around = wilson(81, 263)
        assert (round(around.low, 4), round(around.high, 4)) == (0.2553, 0.3662)

    def test_newcombe_agrees_with_the_published_example(self) -> None:
        # Newcombe (1998), Statistics in Medicine 17:873, Table II: 56/70 - 48/80 gives 0.0524 to 0.3339.
        around = newcombe(56, 70, 48, 80)
        assert (round(around.low, 4), round(around.high, 4)) == (0.0524, 0.3339)

    def test_all_right_still_leaves_doubt(self) -> None:
        around = wilson(10, 10)
        assert around.high == pytest.approx(1) and 0.7 < around.low < 0.75

    @pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 5)])
    def test_impossible_counts_are_refused(self, hits: int, n: int) -> None:
        with pytest.raises(InputError):
            wilson(hits, n)
        with pytest.raises(InputError):
            newcombe(hits, n, 1, 2)

    def test_mean_of_one_share_is_wilson(self) -> None:
        assert mean_of_shares([30], [40]).low == pytest.approx(wilson(30, 40).low)
        with pytest.raises(InputError):
            mean_of_shares([], [])

    @settings(max_examples=60)
    @given(st.integers(1, 400), st.integers(1, 400), st.data())
    def test_difference_holds_the_measured_difference_and_turns_over(self, n: int, m: int, data: Any) -> None:
        a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
        one, other = newcombe(a, n, b, m), newcombe(b, m, a, n)
        assert -1 - 1e-9 <= one.low <= a / n - b / m <= one.high <= 1 + 1e-9
        assert one.low == pytest.approx(-other.high) and one.high == pytest.approx(-other.low)

    def test_difference_of_a_thing_with_itself_holds_nought(self) -> None:
        around = difference(0.5, wilson(50, 100), 0.5, wilson(50, 100))
        assert around.low < 0 < around.high


class TestLearning:
    def test_gap_is_the_mean_of_the_last_three_and_of_no_more_than_half(self) -> None:
        rows = [epoch(1, 0.9, 0.1), epoch(2, 0.6, 0.5), epoch(3, 0.7, 0.5), epoch(4, 0.8, 0.5)]
        long = [epoch(1, 0.9, 0.1), epoch(2, 0.9, 0.1), *(epoch(i + 2, 0.5 + i / 10, 0.5) for i in range(1, 5))]
        assert say["gap"](run(history=long)) == pytest.approx(0.3)
        assert say["gap"](run(history=rows)) == pytest.approx(0.25)
        assert say["gap"](run(history=rows[:3])) == pytest.approx(0.2), "the first epochs are not the end of a run"
        assert say["epoch1_gap"](run(history=rows)) == pytest.approx(0.8)
        assert say["immediately_overfits"](run(history=rows))

    def test_the_clean_measure_is_preferred(self) -> None:
        record = run(history=[epoch(1, 0.5, 0.6, clean=0.75)])
        assert say["gap"](record) == pytest.approx(0.15)
        assert say["gap_is_clean"](record) and not say["gap_is_clean"](run())

    @pytest.mark.parametrize(
        ("train", "words", "true"),
        [
            (0.50, "no overfitting", set()),
            (0.55, "slight overfitting", {"slightly_overfits"}),
            (0.65, "overfitting", {"overfits"}),
            (0.75, "strong overfitting", {"overfits", "strongly_overfits"}),
            (0.45, "validation ahead of training", {"validation_higher"}),
        ],
    )
    def test_thresholds(self, train: float, words: str, true: set[str]) -> None:
        record = run(history=[epoch(1, train, 0.5)])
        assert say["gap_words"](record) == words
        names = {"slightly_overfits", "overfits", "strongly_overfits", "validation_higher"}
        assert {name for name in names if say[name](record)} == true

    def test_no_history_is_an_error(self) -> None:
        for name in ("gap", "epoch1_gap", "early_convergence", "overfits"):
            with pytest.raises(InputError, match="history"):
                say[name](run(history=[]))

    def test_early_convergence(self) -> None:
        fast = [epoch(i, 0.5, 0.5, loss) for i, loss in enumerate([2.0, 1.01, 1.0, 1.2, 1.3, 1.4], 1)]
        slow = [epoch(i, 0.5, 0.5, loss) for i, loss in enumerate([2.0, 1.9, 1.8, 1.2, 1.0, 1.4], 1)]
        assert say["convergence_epoch"](run(history=fast)) == 2
        assert say["early_convergence"](run(history=fast))
        assert not say["early_convergence"](run(history=slow))
        assert not say["early_convergence"](run())

    def test_a_loss_that_is_not_finite_is_named(self) -> None:
        with pytest.raises(InputError, match="not finite"):
            say["early_convergence"](run(history=[epoch(1, 0.5, 0.5, math.nan)]))

    def test_least_overfitted(self) -> None:
        low, high = run(history=[epoch(1, 0.5, 0.5)]), run(history=[epoch(1, 0.9, 0.5)])
        assert say["least_overfitted"](low, high) and not say["least_overfitted"](high, low)
        assert not say["least_overfitted"](low, low)
        assert say["overfits_more"](high, low) and not say["overfits_more"](low, low)
        with pytest.raises(InputError):
            say["least_overfitted"](low)

    def test_gap_grows(self) -> None:
        assert say["gap_grows"](run(history=[epoch(1, 0.5, 0.5)] + [epoch(i, 0.8, 0.5) for i in (2, 3, 4)]))
        assert not say["gap_grows"](run())


class TestClasses:
    def test_shares(self) -> None:
        record = run([[50, 10], [20, 20]])
        assert say["pred_share"](record, "a") == pytest.approx(0.7)
        assert say["true_share"](record, "a") == pytest.approx(0.6)
        assert say["most_predicted"](record) == "a"
        assert not say["predicts_frequently"](record, "a")

    @pytest.mark.parametrize(
        ("confusion", "true"),
        [
            ([[60, 0], [26, 14]], {"predicts_mostly", "predicts_frequently"}),
            ([[40, 0], [10, 50]], {"predicts_frequently"}),
            ([[40, 0], [20, 40]], {"predicts_frequently", "predicts_a_lot"}),
            ([[0, 0], [0, 40]], set()),
            ([[0, 0], [1, 39]], {"predicts_frequently", "predicts_a_lot"}),
        ],
    )
    def test_how_often(self, confusion: list[list[int]], true: set[str]) -> None:
        record = run(confusion)
        names = {"predicts_mostly", "predicts_frequently", "predicts_a_lot"}
        assert {name for name in names if say[name](record, "a")} == true

    def test_unknown_class_split_and_empty_split(self) -> None:
        with pytest.raises(InputError, match="no class 'joy'"):
            say["pred_share"](run(), "joy")
        with pytest.raises(InputError, match="no split 'dev'"):
            say["pred_share"](run(), "a", "dev")
        with pytest.raises(InputError, match="not measured"):
            say["true_share"](run([[0, 0], [0, 0]]), "a")

    def test_majority_and_imbalance_come_from_the_data_card(self) -> None:
        record = run([[10, 0], [10, 20]])
        assert say["majority"](record) == "b"
        assert say["majority_share"](record) == pytest.approx(0.75)
        assert say["class_share"](record, "a") == pytest.approx(0.25)
        assert say["imbalanced"](record) and not say["imbalanced"](run([[5, 5], [5, 5]]))
        with pytest.raises(InputError, match="no split"):
            say["majority"](record, "test")
        with pytest.raises(InputError, match="no class"):
            say["class_share"](record, "z")
        with pytest.raises(InputError, match="empty"):
            say["majority"](run([[0, 0], [0, 0]]))

    def test_a_tie_goes_to_the_first_class(self) -> None:
        assert say["majority"](run([[5, 5], [5, 5]])) == "a"

    def test_top_confusions_are_shares_of_the_true_class(self) -> None:
        record = run([[90, 10, 0], [0, 8, 2], [0, 0, 0]])
        assert [tuple(dict(c).values()) for c in say["top_confusions"](record)] == [
            ("b", "c", 0.2, 2),
            ("a", "b", 0.1, 10),
        ]
        assert say["confuses"](record, "b", "c", 1) and not say["confuses"](record, "a", "b", 1)
        with pytest.raises(InputError):
            say["confuses"](record, "a", "joy")

    def test_perfection_confuses_nothing(self) -> None:
        assert say["top_confusions"](run([[5, 0], [0, 5]])) == []

    @pytest.mark.parametrize(
        ("confusion", "seen"),
        [
            ([[5, 4], [1, 9]], True),
            ([[4, 5], [0, 9]], False),
            ([[5, 5], [0, 9]], False),
            ([[5, 4], [0, 0]], True),
            ([[4, 3, 3], [3, 4, 3], [3, 3, 4]], False),
        ],
    )
    def test_diagonal(self, confusion: list[list[int]], seen: bool) -> None:
        assert say["diagonal"](run(confusion)) is seen

    def test_margin(self) -> None:
        close = Samples(grid=[], right=0, total=0, mistakes=[mistake(0.5, 0.4), mistake(0.5, 0.45), mistake(0.9, 0.1)])
        assert say["margin"](run(samples=close)) == pytest.approx(0.1)
        assert say["debatable"](run(samples=close))
        assert not say["debatable"](run())
        with pytest.raises(InputError, match="no mistakes"):
            say["margin"](run())


class TestComparison:
    def test_ratio_in_words(self) -> None:
        words = [say["ratio_words"](r, 1.0) for r in (0.49, 0.5, 0.89, 0.9, 1.1, 1.5, 1.8, 2.2, 2.3)]
        assert words == [
            "much smaller", "smaller", "smaller", "about the same", "about the same", "larger",
            "double", "double", "more than double",
        ]  # fmt: skip
        assert say["doubles"](2, 1) and say["about_the_same"](1, 1) and say["much_smaller"](1, 3)
        with pytest.raises(InputError, match="nought"):
            say["ratio"](1, 0)

    def test_points(self) -> None:
        assert say["delta_points"](0.722, 0.719) == pytest.approx(0.3)

    def test_best_by_name_and_by_path(self) -> None:
        low, high = run([[5, 5], [5, 5]], name="low"), run([[9, 1], [1, 9]], name="high")
        big = run(name="big", cost=Cost(parameters=9, trainable_parameters=9, bytes=9))
        assert say["best"]("accuracy", low, high).run == "high"
        assert say["lowest"]("cost.parameters", low, big).run == "big"
        with pytest.raises(InputError, match="no figure"):
            say["best"]("cost.flops", big)
        with pytest.raises(InputError, match="no figure"):
            say["best"]("accurracy", low)
        with pytest.raises(InputError):
            say["best"]("accuracy")
        with pytest.raises(InputError):
            say["lowest"]("accuracy")

    def test_dominates_needs_every_metric(self) -> None:
        high, low = run([[9, 1], [1, 9]]), run([[5, 5], [5, 5]])
        assert say["dominates"](high, low) and not say["dominates"](low, high)
        assert not say["dominates"](high, high)
        with pytest.raises(InputError):
            say["dominates"](high)

    def test_better_only_when_the_interval_is_clear(self) -> None:
        low, middle, high = run([[50, 50], [50, 50]]), run([[54, 46], [46, 54]]), run([[90, 10], [10, 90]])
        assert say["better"](high, low) and say["worse"](low, high)
        assert not say["better"](middle, low) and say["not_apart"](middle, low)
        assert say["better_words"](middle, low) == "not clearly different from"
        assert say["better_words"](high, low) == "better than"
        assert say["better_words"](low, high) == "worse than"
        assert say["intervals_overlap"](middle, low) and not say["intervals_overlap"](high, low)

    def test_balanced_accuracy_can_tell_another_story(self) -> None:
        blind = run([[900, 0], [100, 0]])
        fair = run([[800, 100], [20, 80]])
        assert not say["better"](fair, blind)
        assert say["better"](fair, blind, "balanced_accuracy")
        with pytest.raises(InputError):
            say["better"](fair, blind, "f1")

    def test_latencies(self) -> None:
        slow, fast = run(cost=latency(10, 9, 11)), run(cost=latency(5, 4, 6))
        near = run(cost=latency(8.5, 8, 9.5))
        assert say["faster"](fast, slow) and not say["faster"](slow, fast)
        assert not say["faster"](near, slow) and say["as_fast"](near, slow)
        assert say["latency_ms"](slow) == 10
        with pytest.raises(InputError, match="different batch"):
            say["faster"](slow, run(cost=latency(5, 4, 6, batch=32)))
        with pytest.raises(InputError, match="no latency"):
            say["faster"](slow, run())
        with pytest.raises(InputError, match="no latency"):
            say["latency_ms"](run())

    def test_speedup(self) -> None:
        assert say["speedup"](run(seconds_per_epoch=60.0), run(seconds_per_epoch=10.0)) == pytest.approx(6)
        with pytest.raises(InputError, match="same work"):
            say["speedup"](run(), run(model="other"))
        with pytest.raises(InputError, match="nought"):
            say["speedup"](run(), run(seconds_per_epoch=0.0))


class TestChance:
    # 100 samples: 70 right is 0.604 to 0.781, 60 right is 0.502 to 0.691, 40 right is 0.309 to 0.498.
    @pytest.mark.parametrize(
        ("right", "floor", "words"),
        [
            (70, 0.50, "clearly above"),
            (60, 0.50, "just above"),
            (52, 0.50, "just above"),
            (50, 0.50, "at"),
            (45, 0.50, "just below"),
            (40, 0.50, "below"),
            (70, 0.60, "just above"),
        ],
    )
    def test_words(self, right: int, floor: float, words: str) -> None:
        record = run([[right, 50 - min(right, 50)], [100 - right - (50 - min(right, 50)), 0]], majority=floor)
        assert say["acc"](record) == right / 100
        assert say["chance_words"](record) == words
        assert say["vs_chance"](record) == pytest.approx(right / 100 - floor)
        assert say["clearly_above_chance"](record) == (words == "clearly above")
        assert say["just_above_chance"](record) == (words == "just above")
        assert say["below_chance"](record) == (words == "below")
        assert say["above_chance"](record) == (right in (60, 70) and (right, floor) != (60, 0.6))

    def test_the_baseline_must_be_there_and_is_named(self) -> None:
        with pytest.raises(InputError, match="no baseline 'coin'"):
            say["vs_chance"](run(), "coin")
        with pytest.raises(InputError, match="interval of f1"):
            say["chance_words"](run(), "majority", "f1")
        assert say["baseline"](run(majority=0.665)) == 0.665

    def test_always_the_majority_is_no_better_than_chance_when_balanced(self) -> None:
        blind = run([[90, 0], [10, 0]], majority=0.9)
        assert say["chance_words"](blind, "uniform") == "clearly above"
        assert say["chance_words"](blind, "uniform", "balanced_accuracy") == "at"


class TestColumns:
    def test_correlations(self) -> None:
        record = run()
        assert say["corr"](record, "useful", "rating") == 0.24
        assert say["corr_words"](record, "useful", "rating") == "weak"
        assert say["corr_words"](record, "length", "rating") == "next to none"
        assert tuple(say["strongest_pair"](record)) == ("rating", "useful", 0.24)
        assert say["corr_abs_max"](record, "rating", "useful") == 0.12
        assert say["corr_abs_max"](record) == 0.24

    def test_what_is_not_there(self) -> None:
        bare = run(data=run().data.model_copy(update={"extra": {}}))
        with pytest.raises(InputError, match="no correlations"):
            say["corr"](bare, "a", "b")
        with pytest.raises(InputError, match="no correlation of"):
            say["corr"](run(), "rating", "price")
        with pytest.raises(InputError, match="one pair"):
            say["corr_abs_max"](run(), "rating")


class TestSeeds:
    @staticmethod
    def seeded(*values: float) -> RunRecord:
        record = run()
        metric = record.scores["test"]["accuracy"].model_copy(update={"seeds": [*values]})
        return record.model_copy(update={"scores": {"test": {"accuracy": metric}}})

    def test_a_lead_must_hold_for_every_pair_of_seeds(self) -> None:
        low, high = self.seeded(0.5, 0.55, 0.52), self.seeded(0.6, 0.56, 0.7)
        near = self.seeded(0.6, 0.54, 0.7)
        assert say["better_whatever_seed"](high, low) and not say["better_whatever_seed"](near, low)
        assert not say["better_whatever_seed"](low, high)
        assert (say["seeds"](low), say["seeds"](run())) == (3, 1)
        assert say["spread_of"](low) == pytest.approx(statistics.stdev([0.5, 0.55, 0.52]))

    def test_too_few_seeds_are_refused(self) -> None:
        with pytest.raises(InputError, match="2 seeds"):
            say["better_whatever_seed"](self.seeded(0.9, 0.9), self.seeded(0.1, 0.2, 0.3))
        with pytest.raises(InputError, match="no spread"):
            say["spread_of"](run())
        with pytest.raises(InputError, match="no spread of 'f1'"):
            say["spread_of"](self.seeded(0.1, 0.2, 0.3), "f1")


def test_every_claim_has_a_docstring_and_a_unit() -> None:
    assert set(UNITS) == set(VOCABULARY)
    assert not [name for name, function in VOCABULARY.items() if not (function.__doc__ or "").strip()]


def test_plain_measures() -> None:
    record = run([[9, 1], [1, 9]])
    assert say["acc"](record) == say["balanced_acc"](record) == 0.9
    assert say["f1"](record) == pytest.approx(0.9) == say["f1"](record, "weighted")
    assert (say["right_of"](record), say["grid_size"](record)) == (7, 10)
    assert (say["params"](record), say["size_mb"](record), say["gmacs"](record)) == (100, 0.0004, 1.0)
    with pytest.raises(InputError):
        say["f1"](record, "micro")
    with pytest.raises(InputError, match="no count"):
        say["gmacs"](run(cost=latency(1, 1, 1)))


def test_claims_need_neither_torch_nor_numpy() -> None:
    code = "import sys, plainspoken.experiments.results.claims; print([m for m in ('torch', 'numpy', 'sklearn') if m in sys.modules])"  # noqa: E501
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_the_page_about_claims_names_every_one_of_them() -> None:
    page = (Path(__file__).parents[4] / "docs" / "claims.md").read_text(encoding="utf-8")
    assert not [name for name in VOCABULARY if f"| `{name}(" not in page]
