"""Claims about tasks of every kind, costs, curves and many runs, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims import VOCABULARY
from plainspoken.experiments.results.claims.multiple_comparisons import holm
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.metric import Interval, Metric, MetricKind, NamedNumbers
from plainspoken.experiments.results.record import (
    Cost,
    Curve,
    DataCard,
    Ended,
    Epoch,
    LabelMetrics,
    MultiLabelDetail,
    Pair,
    RunRecord,
    Split,
    Step,
    StudyRecord,
    Target,
)

say: dict[str, Callable[..., Any]] = VOCABULARY

MAE = MetricKind(unit="years", better="lower")


def losses(*valid: float, **fields: Any) -> RunRecord:
    """A run with these validation losses."""
    rows = [
        Epoch(epoch=i, train=NamedNumbers(loss=value), valid=NamedNumbers(loss=value))
        for i, value in enumerate(valid, 1)
    ]
    return make_record("s", "r", history=rows, **fields)


def right(share: float, n: int = 1000, run: str = "r", **fields: Any) -> RunRecord:
    hits = round(share * n / 2)
    return make_record("s", run, confusion={"test": [[hits, n // 2 - hits], [n // 2 - hits, hits]]}, **fields)


def years(mae: float, low: float, high: float, seeds: list[float] | None = None) -> RunRecord:
    metric = Metric(**MAE.model_dump(), value=mae, n=100, seeds=seeds or [])
    metric = metric.within(Interval(low=low, high=high, method="bootstrap"))
    return make_record("s", "r", task="regress", scores={"test": {"mae": metric}})


def labels(f1: dict[str, float], micro: float, **more: Any) -> RunRecord:
    per_label = {
        name: LabelMetrics(precision=value, recall=value, f1=value, support=10, predicted=more.get(name, 10))
        for name, value in f1.items()
    }
    together = [[10, 5], [5, 20]] if len(f1) == 2 else [[1] * len(f1)] * len(f1)
    detail = MultiLabelDetail(labels=list(f1), per_label=per_label, together=together)
    kind = MetricKind(unit="fraction", better="higher")
    values = {"micro_f1": micro, "macro_f1": sum(f1.values()) / len(f1)}
    kinds = dict.fromkeys((*values, "fixed_macro_f1"), kind)
    values |= {"fixed_macro_f1": more["fixed"]} if "fixed" in more else {}
    return make_record("s", "r", task="multilabel", values={"test": values}, kinds=kinds, detail={"test": detail})


class TestOutcomes:
    @pytest.mark.parametrize(
        ("valid", "done", "improving"),
        [((2, 1, 1.01, 1.0), True, False), ((3, 2, 1), False, True), ((1, 1.5, 1.5, 1.5), False, False)],
    )
    def test_converged_and_still_improving(self, valid: tuple[float, ...], done: bool, improving: bool) -> None:
        record = losses(*valid)
        assert (say["converged"](record), say["still_improving"](record)) == (done, improving)

    def test_two_validations_say_nothing_of_convergence(self) -> None:
        with pytest.raises(InputError, match="too few"):
            say["converged"](losses(2, 1))

    def test_a_diverged_run_says_where(self) -> None:
        record = make_record("s", "r", status="diverged", ended=Ended(epoch=2, step=5, reason="overflow"))
        assert say["diverged"](record) and not say["diverged"](losses(1))

    def test_underfits_at_the_baseline_or_behind_another(self) -> None:
        poor = make_record("s", "r", confusion={"train": [[26, 24], [25, 25]], "test": [[5, 5], [5, 5]]})
        good = make_record("s", "g", confusion={"train": [[49, 1], [1, 49]], "test": [[5, 5], [5, 5]]})
        assert say["underfits"](poor) and not say["underfits"](good)
        assert say["underfits"](poor, good) and not say["underfits"](good, poor)

    def test_targets_know_which_way_is_better(self) -> None:
        assert say["meets"](right(0.8), "accuracy", 0.8) and not say["meets"](right(0.8), "accuracy", 0.9)
        assert say["meets"](years(4, 3, 5), "mae", 4.5) and not say["meets"](years(4, 3, 5), "mae", 3.5)
        study = StudyRecord(
            study="s", title="S", profile="quick", runs=["r"], targets={"goal": Target(measure="mae", at_most=4.0)}
        )
        assert say["meets_target"](study, years(4, 3, 5), "goal")
        assert not say["meets_target"](study, years(4.1, 3, 5), "goal")
        with pytest.raises(InputError, match="no target 'aim'"):
            say["meets_target"](study, years(4, 3, 5), "aim")

    def test_a_target_may_be_a_cost(self) -> None:
        study = StudyRecord(
            study="s", title="S", profile="quick", runs=["r"],
            targets={"size": Target(measure="bytes", at_most=100), "time": Target(measure="seconds", at_most=60)},
        )  # fmt: skip
        run = right(0.8).model_copy(
            update={
                "cost": Cost(bytes=90),
                "processor_seconds_per_epoch": 10.0,
                "epochs": 3,
                "steps": [Step(name="features", kind="features", processor_seconds=25.0, cached=True)],
            }
        )
        assert say["meets_target"](study, run, "size") and say["meets_target"](study, run, "time")
        before = [Step(name="features", kind="features", processor_seconds=31.0)]  # what came before training counts
        assert not say["meets_target"](study, run.model_copy(update={"steps": before}), "time")


class TestDirection:
    def test_less_is_better_where_the_record_says_so(self) -> None:
        low, high = years(3, 2.8, 3.2), years(5, 4.7, 5.3)
        assert say["better"](low, high, "mae") and say["worse"](high, low, "mae")
        assert say["best"]("mae", high, low) is low
        assert say["better_words"](low, high, "mae") == "better than"
        assert say["gain"](low, high, "mae") == 2
        assert say["not_apart"](low, years(3.1, 2.7, 3.5), "mae")

    def test_a_metric_without_a_direction_has_no_best(self) -> None:
        record = make_record(
            "s", "r", values={"test": {"x": 1.0}}, kinds={"x": MetricKind(unit="count", better="none")}
        )
        with pytest.raises(InputError, match="which way"):
            say["best"]("x", record)
        assert say["highest"]("x", record) is record


class TestCosts:
    def test_pareto_best(self) -> None:
        def priced(share: float, parameters: int) -> RunRecord:
            return right(share, cost=Cost(parameters=parameters))

        cheap, dear, beaten = priced(0.8, 10), priced(0.9, 100), priced(0.7, 50)
        assert say["pareto_best"](cheap, "accuracy", "parameters", dear, beaten)
        assert say["pareto_best"](dear, "accuracy", "parameters", cheap, beaten)
        assert not say["pareto_best"](beaten, "accuracy", "parameters", cheap, dear)
        assert say["times_cheaper"](cheap, dear, "parameters") == 10

    def test_processor_seconds_of_the_whole_training_are_the_cost(self) -> None:
        one = right(0.8, processor_seconds_per_epoch=2.0, epochs=5)
        two = right(0.8, processor_seconds_per_epoch=10.0, epochs=3)
        assert say["times_cheaper"](one, two) == 3

    def test_as_good_as_is_more_than_not_apart(self) -> None:
        few, many = (right(0.9, n) for n in (100, 40_000))
        assert say["not_apart"](few, few) and not say["as_good_as"](few, few)
        assert say["as_good_as"](many, many)


class TestLabels:
    def test_one_label_carries_the_micro_average(self) -> None:
        record = labels({"person": 0.9, "train": 0.1}, micro=0.8, person=90, train=5)
        assert say["micro_macro_gap"](record) == pytest.approx(0.3) and say["few_labels_carry"](record)
        assert (say["weakest_label"](record), say["strongest_label"](record)) == ("train", "person")
        assert say["label_f1"](record, "train") == 0.1 and say["says_mostly_one_label"](record)
        assert say["together_share"](record, "person", "train") == 0.5
        with pytest.raises(InputError, match="no label 'horse'"):
            say["label_f1"](record, "horse")

    def test_tuned_thresholds_help_only_beside_fixed_ones(self) -> None:
        assert say["thresholds_help"](labels({"a": 0.5, "b": 0.7}, 0.6, fixed=0.5))
        with pytest.raises(InputError):
            say["thresholds_help"](labels({"a": 0.5, "b": 0.7}, 0.6))
        with pytest.raises(InputError, match="multi-label"):
            say["weakest_label"](right(0.5))


class TestManyRuns:
    def test_holms_own_steps(self) -> None:
        # .01 <= .05/4, .02 > .05/3: the second and all larger ones stay.
        assert holm([0.02, 0.01, 0.04, 0.03]) == [False, True, False, False]
        assert holm([0.01, 0.016, 0.024, 0.05]) == [True, True, True, True]

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
    def test_holm_never_rejects_more_than_without_correction(self, values: list[float]) -> None:
        assert all(p <= 0.05 for p, gone in zip(values, holm(values), strict=True) if gone)

    def test_a_lead_that_stands_alone_falls_among_many(self) -> None:
        # .80 against .75 on 1,000: p is .007, enough alone and for three, not for ten.
        best, others = right(0.80), [right(0.75, run=f"r{i}") for i in range(10)]
        assert say["better"](best, others[0]) and say["better_than_all"](best, *others[:3])
        assert not say["better_than_all"](best, *others) and say["better_than_how_many"](best, *others) == 0
        assert say["any_apart"](right(0.9), right(0.5)) and not say["any_apart"](best, best)

    def test_pairs_are_read_either_way_round(self) -> None:
        pairs = {"a/b": Pair(only_first=30, only_second=8, p=0.0005), "a/c": Pair(only_first=5, only_second=4, p=1.0)}
        study = StudyRecord(study="s", title="S", profile="quick", runs=["a", "b", "c"], pairs=pairs)
        a, b, c = (right(0.5, run=name) for name in "abc")
        assert say["paired_better"](study, a, b) and not say["paired_better"](study, b, a)
        assert not say["paired_better"](study, a, c)
        with pytest.raises(InputError, match="no paired comparison"):
            say["paired_better"](study, b, c)

    def test_seeds_are_paired(self) -> None:
        one, two = years(3, 2.9, 3.1, [3.0, 3.2, 2.9, 3, 3]), years(4, 3.9, 4.1, [4.0, 3.1, 4.2, 4, 4])
        assert say["seeds_won"](one, two, "mae") == 4
        assert say["better"](one, two, "mae") and not say["helps"](one, two, "mae")
        with pytest.raises(InputError, match="5 seeds and r has 1"):
            say["seeds_won"](one, years(4, 3.9, 4.1), "mae")


class TestCurves:
    def test_who_gets_there_sooner(self) -> None:
        def down(*values: float) -> RunRecord:
            steps = [float(i) for i in range(len(values))]
            return make_record("s", "r", curves={"value": Curve(x=steps, y=list(values), x_name="step", y_name="f")})

        quick, slow, never = down(9, 1, 0.1), down(9, 5, 3, 0.5), down(9, 8)
        assert say["steps_to"](quick, 1, "value") == 1 and say["steps_to"](slow, 1, "value") == 3
        assert say["faster_to"](quick, slow, 1, "value") and say["faster_to"](slow, never, 1, "value")
        assert not say["faster_to"](never, never, 1, "value") and not say["reaches"](never, 1, "value")
        with pytest.raises(InputError, match="never falls"):
            say["steps_to"](never, 1, "value")

    def test_a_history_is_a_curve_too(self) -> None:
        assert say["steps_to"](losses(3, 2, 1), 2) == 2
        with pytest.raises(InputError, match=r"no curve 'valid\.mae'"):
            say["reaches"](losses(3, 2), 1, "valid.mae")


def test_of_several_labels_a_sample_each_has_its_share_of_the_samples() -> None:
    splits = {"train": Split(n=10, counts={"man": 8, "dog": 6}), "test": Split(n=10, counts={"man": 6, "dog": 2})}
    card = DataCard(name="d", kind="real", classes=["man", "dog"], majority="man", total=20, splits=splits)
    study = StudyRecord(study="s", title="S", profile="quick", runs=["r"], data=card)
    assert say["class_share"](study, "man") == 0.8
    assert say["class_share"](study, "dog", "all") == 0.4
    assert say["majority_share"](study) == 0.8
    assert not say["imbalanced"](study)  # 8 of 14 labels are not much more than half of them
