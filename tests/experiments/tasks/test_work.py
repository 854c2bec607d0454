"""Work that is not one training of one network, on cases small enough to know what must come out."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.paired_test import mcnemar
from plainspoken.experiments.results.record import DataCard, Split
from plainspoken.experiments.tasks.analysis import analyse
from plainspoken.experiments.tasks.classification import Classification
from plainspoken.experiments.tasks.detection import (
    Windows,
    find_boxes,
    intersection_over_union,
    precision_recall,
    suppress,
)
from plainspoken.experiments.tasks.feature_head import HEADS, fit_head
from plainspoken.experiments.tasks.generation import train_gan
from plainspoken.experiments.tasks.image_optimisation import gram, transfer_style
from plainspoken.experiments.tasks.multilabel import MultiLabel
from plainspoken.experiments.tasks.optimiser_race import race
from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.network_features import network_features

CARD = DataCard(name="set", kind="drawn", splits={"train": Split(n=1)})


class TestDetection:
    def test_overlap_by_hand(self) -> None:
        one, others = np.array([[0.0, 0, 2, 2]]), np.array([[1.0, 1, 3, 3], [0, 0, 2, 2], [5, 5, 6, 6]])
        assert intersection_over_union(one, others).tolist() == [[1 / 7, 1.0, 0.0]]

    def test_suppression_keeps_the_surest_of_a_heap_and_whatever_stands_apart(self) -> None:
        boxes = np.array([[0.0, 0, 10, 10], [1, 1, 11, 11], [30, 30, 40, 40]])
        assert suppress(boxes, np.array([0.6, 0.9, 0.5])).tolist() == [1, 2]

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(*[st.floats(0, 50)] * 2, st.floats(1, 20), st.floats(0, 1)), max_size=12))
    def test_what_stays_does_not_overlap(self, drawn: list[tuple[float, ...]]) -> None:
        boxes = np.array([[x, y, x + side, y + side] for x, y, side, _ in drawn]).reshape(-1, 4)
        kept = suppress(boxes, np.array([row[3] for row in drawn]))
        overlaps = intersection_over_union(boxes[kept], boxes[kept])
        assert (overlaps[~np.eye(len(kept), dtype=bool)] <= 0.3).all()

    def test_suppression_is_that_of_torchvision(self) -> None:
        nms = pytest.importorskip("torchvision.ops").nms
        draw = np.random.default_rng(2)
        corners = draw.uniform(0, 60, (40, 2))
        boxes, scores = np.concatenate([corners, corners + draw.uniform(5, 25, (40, 2))], 1), draw.random(40)
        try:
            expected = nms(torch.from_numpy(boxes), torch.from_numpy(scores), 0.3).tolist()
        except (RuntimeError, NotImplementedError):
            pytest.skip("torchvision's own operations are not built here")
        assert suppress(boxes, scores).tolist() == expected

    def test_average_precision_by_hand(self) -> None:
        # Finds by score: right, wrong, right, of two true boxes: 1 up to recall .5, then 2/3.
        truth = [np.array([[0.0, 0, 10, 10], [20, 20, 30, 30]])]
        boxes = np.array([[0.0, 0, 10, 10], [50, 50, 60, 60], [20, 20, 30, 30]])
        recall, precision, area = precision_recall([(boxes, np.array([0.9, 0.8, 0.7]))], truth)
        assert recall == [0.5, 0.5, 1.0] and precision == pytest.approx([1, 0.5, 2 / 3])
        assert area == pytest.approx(0.5 + 0.5 * 2 / 3)

    def test_a_second_find_of_one_box_is_wrong(self) -> None:
        boxes, truth = np.array([[0.0, 0, 10, 10], [0, 0, 10, 10]]), [np.array([[0.0, 0, 10, 10]])]
        assert precision_recall([(boxes, np.array([0.9, 0.8]))], truth)[1] == [1.0, 0.5]

    def test_windows_of_all_sizes_are_where_they_are_said_to_be(self) -> None:
        picture = np.zeros((40, 60), dtype=np.float32)
        picture[8:24, 16:32] = 1
        boxes, scores, looked = find_boxes(picture, lambda w: w.mean((1, 2)), Windows(8, 4, 2.0), threshold=0.8)
        assert looked == 9 * 14 + 4 * 6 + 1 * 2 and len(scores) == len(boxes)
        assert [16, 8, 32, 24] in boxes.tolist()


class TestHeads:
    @pytest.mark.parametrize("name", [name for name in HEADS if name != "ridge"])
    def test_every_head_tells_two_clouds_apart(self, name: str) -> None:
        draw = np.random.default_rng(0)
        targets = {split: draw.integers(0, 2, 80) for split in ("train", "valid", "test")}
        features = {s: (draw.normal(0, 1, (80, 5)) + 4 * y[:, None]).astype(np.float32) for s, y in targets.items()}
        result = fit_head(name, features, targets, Classification(["a", "b"]), CARD, StepClock())
        scores = result.metrics("m.py")["test"]
        assert scores["accuracy"].value > 0.9 and scores["accuracy"].n == 80
        assert ("loss" in scores) == (name != "linear-svm")
        assert [step.kind for step in result.steps] == ["fit", "predict", "predict", "predict"]

    def test_several_labels_take_one_head_each(self) -> None:
        draw = np.random.default_rng(0)
        features = {s: draw.normal(0, 1, (80, 4)).astype(np.float32) for s in ("train", "valid", "test")}
        targets = {s: (x[:, :2] > 0).astype(np.float32) for s, x in features.items()}
        result = fit_head("logistic", features, targets, MultiLabel(["a", "b"]), CARD, StepClock())
        assert result.metrics("m.py")["test"]["macro_f1"].value > 0.75

    def test_features_are_computed_once_for_the_same_weights_and_data(self, tmp_path: Path) -> None:
        batches = {"train": TensorBatches([torch.rand(10, 3)], torch.zeros(10, dtype=torch.int64), batch=4)}
        network, clock = nn.Linear(3, 2), StepClock()
        first, _ = network_features(network, batches, cache=tmp_path, key="k", clock=clock)
        again, _ = network_features(network, batches, cache=tmp_path, key="k", clock=clock)
        assert (first["train"] == again["train"]).all() and [step.cached for step in clock.steps] == [False, True]
        with torch.no_grad():
            network.bias += 1
        other, _ = network_features(network, batches, cache=tmp_path, key="k", clock=clock)
        assert not clock.steps[-1].cached and (other["train"] != first["train"]).all()

    def test_an_unknown_head_is_refused(self) -> None:
        with pytest.raises(InputError, match="no head is called 'svm'") as caught:
            fit_head("svm", {}, {}, Classification(["a"]), CARD, StepClock())
        assert "logistic" in caught.value.remedy


class TestRace:
    def run(self, rate: float) -> WorkResult:
        return race(
            lambda p: (p[0] ** 2 + 50 * p[1] ** 2) / 2, [2.0, 1.0], lambda p: torch.optim.SGD(p, lr=rate), CARD,
            StepClock(), steps=400, target=0.001,
        )  # fmt: skip

    def test_descent_contracts_by_hand(self) -> None:
        # Along y it is soon done; along x each step leaves .97 of the way: 2 * .97^n must fall below the root of .002.
        steps = self.run(0.03).metrics("m.py")["train"]["steps_to_target"].value
        assert steps == math.ceil(math.log(math.sqrt(0.002) / 2) / math.log(0.97))

    def test_beyond_two_over_the_curvature_it_runs_away(self) -> None:
        result = self.run(0.041)
        assert result.ended is not None and result.ended.reason == "the value ran away" and not result.scores
        assert len(result.curves["value"].y) > 5

    def test_a_target_that_is_not_reached_has_no_steps(self) -> None:
        assert "steps_to_target" not in self.run(0.0001).metrics("m.py")["train"]


def test_a_gan_keeps_both_losses_and_samples_at_the_steps_named() -> None:
    torch.manual_seed(0)
    generator, discriminator = nn.Linear(3, 2), nn.Linear(2, 1)
    result = train_gan(
        generator, discriminator, torch.randn(50, 2), CARD, StepClock(), steps=12, batch=8, noise=3, snapshots=[5]
    )
    assert set(result.curves) == {"generator", "discriminator", "real", "fake", "told-apart", "variety"}
    assert len(result.curves["generator"].y) == 12 and result.curves["variety"].x == [5, 12]
    assert list(result.snapshots) == [5, 12] and result.arrays["samples_5"].shape == (16, 2)
    assert not np.array_equal(result.arrays["samples_5"], result.arrays["samples_12"])


class _Repeats(nn.Module):
    """A generator that gives one and the same sample, whatever the noise."""

    def __init__(self) -> None:
        super().__init__()
        self.sample = nn.Parameter(torch.full((2,), 2.0))

    def forward(self, noise: torch.Tensor) -> torch.Tensor:
        return self.sample.expand(len(noise), 2)


def test_a_generator_that_repeats_itself_is_told_from_one_that_does_not() -> None:
    torch.manual_seed(0)
    real = torch.randn(300, 2)
    corners = torch.tensor([[1.0, 1], [-1, 1], [-1, -1], [1, -1]])

    def measured(generator: nn.Module) -> dict[str, float]:
        told = train_gan(
            generator, nn.Linear(2, 1), real, CARD, StepClock(), steps=2, batch=8, noise=2, judged=200,
            learning_rate=1e-4, judge=lambda samples: 20 * samples @ corners.T,
        )  # fmt: skip
        return {name: metric.value for name, metric in told.metrics("m.py")["all"].items()}

    passes_on = nn.Linear(2, 2)
    nn.init.eye_(passes_on.weight)
    nn.init.zeros_(passes_on.bias)
    healthy, collapsed = measured(passes_on), measured(_Repeats())
    assert healthy["variety"] > 0.8 and collapsed["variety"] < 0.01
    assert healthy["largest_share"] < 0.6 and collapsed["largest_share"] == 1
    assert healthy["classes_seen"] == 4 and collapsed["classes_seen"] == 1


@pytest.mark.parametrize("mixed", [False, True])
def test_a_discriminator_that_has_won_tells_all_samples_apart(mixed: bool) -> None:
    """Real samples lie at 3, generated ones at -3, and the generator hardly moves."""
    torch.manual_seed(0)
    generator, discriminator = nn.Linear(2, 1), nn.Linear(1, 1)
    nn.init.zeros_(generator.weight)
    nn.init.constant_(generator.bias, -3.0)
    told = train_gan(
        generator, discriminator, torch.full((50, 1), 3.0), CARD, StepClock(), steps=120, batch=16, noise=2,
        learning_rate=1e-4, discriminator_rate=0.1, mixed_batches=mixed, uniform_noise=True, flipped_labels=0.05,
    ).metrics("m.py")["train"]  # fmt: skip
    assert told["told_apart"].value == 1 and told["generator_loss"].value > 1.5
    assert told["discriminator_loss"].value == pytest.approx(told["real_loss"].value + told["fake_loss"].value)


def test_a_gan_whose_loss_is_no_number_ends_and_says_when() -> None:
    generator = nn.Linear(3, 2)
    real = torch.full((20, 2), float("nan"))
    result = train_gan(generator, nn.Linear(2, 1), real, CARD, StepClock(), steps=5, batch=4, noise=3)
    assert result.ended is not None and result.ended.step == 1 and not result.scores


def test_style_moves_towards_the_grams_of_the_other_picture() -> None:
    torch.manual_seed(1)
    layer = nn.Conv2d(3, 6, 3, padding=1)
    content, style = torch.rand(1, 3, 16, 16), torch.rand(1, 3, 16, 16) * 2 - 1
    result = transfer_style(
        content, style, lambda p: [layer(p)], CARD, StepClock(), content_stage=0, style_stages=[0], steps=40
    )
    losses = result.curves["style"].y
    assert losses[0] == pytest.approx(1, abs=1e-5) and losses[-1] < 0.3
    assert result.arrays["after"].shape == (16, 16, 3)


def test_a_gram_matrix_by_hand() -> None:
    maps = torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]]])
    assert gram(maps).tolist() == [[2.5, 5.5], [5.5, 12.5]]


def test_an_analysis_has_a_unit_for_each_number() -> None:
    found = analyse(CARD, {"duplicates": (12, "count"), "price": (3.2, "times", "lower")}, n=100).metrics("m.py")["all"]
    assert (found["duplicates"].unit, found["duplicates"].better, found["price"].better) == ("count", "none", "lower")
    assert found["price"].n == 100


@pytest.mark.parametrize(
    ("scores", "message"), [({"fid": 3.0}, "'fid' has no unit"), ({"loss": float("nan")}, "'loss' of test is nan")]
)
def test_metrics_without_a_unit_or_a_number_are_refused_with_the_module(scores: dict[str, float], message: str) -> None:
    from plainspoken.experiments.results.metric import CLASSIFICATION

    with pytest.raises(InputError, match=message) as caught:
        WorkResult(card=CARD, kinds=CLASSIFICATION, scores={"test": scores}).metrics("study.py")
    assert caught.value.file == "study.py"


def test_a_long_curve_keeps_its_ends() -> None:
    long = curve([float(i) for i in range(10_000)], [float(i) for i in range(10_000)], "step", "y")
    assert len(long.x) == 500 and (long.x[0], long.x[-1]) == (0, 9999)


def test_mcnemar_by_hand() -> None:
    # 8 and 2: twice the chance of two or fewer heads in ten: 2 * 56 / 1024.
    assert mcnemar(8, 2).p == pytest.approx(2 * 56 / 1024)
    assert mcnemar(0, 0).p == 1 and mcnemar(5, 5).p == 1
