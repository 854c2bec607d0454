"""What each task measures, against scikit-learn and scikit-image or figures worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.image_classifiers import build_image_model, signed_answers
from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import MultiLabelDetail, RegressionDetail
from plainspoken.experiments.tasks.classification import Classification
from plainspoken.experiments.tasks.multilabel import MultiLabel, average_precision, bootstrap_f1
from plainspoken.experiments.tasks.regression import Regression
from plainspoken.experiments.tasks.restoration import Restoration, psnr, ssim
from plainspoken.experiments.tasks.task import Outputs, check_fit, check_kinds, infer_task

LABELS = ["sea", "trees", "sunset"]


def said(rows: list[list[float]], truth: list[list[float]]) -> Outputs:
    return Outputs(torch.tensor(rows), torch.tensor(truth))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 1)] * 3, *[st.integers(-9, 9)] * 3), min_size=2, max_size=40))
def test_multi_label_metrics_agree_with_scikit_learn(rows: list[tuple[int, ...]]) -> None:
    truth = np.array([row[:3] for row in rows])
    logits = np.array([row[3:] for row in rows]) / 3
    scores, detail = MultiLabel(LABELS).scores(said(logits.tolist(), truth.astype(float).tolist()), "test")
    answers = (logits >= 0).astype(int)
    for average in ("micro", "macro", "samples"):
        expected = metrics.f1_score(truth, answers, average=average, zero_division=1 if average == "samples" else 0)
        if average == "samples":  # scikit-learn counts a sample with neither as `zero_division`, and so do we
            assert scores["samples_f1"].value == pytest.approx(expected)
        else:
            assert scores[f"{average}_f1"].value == pytest.approx(expected)
    assert scores["exact_match"].value == pytest.approx(metrics.accuracy_score(truth, answers))
    assert scores["hamming_loss"].value == pytest.approx(metrics.hamming_loss(truth, answers))
    for i, label in enumerate(LABELS):
        if truth[:, i].any():
            expected = metrics.average_precision_score(truth[:, i], 1 / (1 + np.exp(-logits[:, i])))
            assert detail.per_label[label].average_precision == pytest.approx(expected)
    assert detail.together[0][1] == int((truth[:, 0] & truth[:, 1]).sum())


def test_always_saying_one_label_has_a_micro_far_above_its_macro_average() -> None:
    truth = torch.zeros(100, 5)
    truth[:, 0], truth[:10, 1] = 1, 1
    task = MultiLabel(list("abcde"))
    baseline = task.baselines(Outputs(truth, truth), Outputs(truth, truth))["majority"]
    assert baseline.micro_f1 == pytest.approx(200 / 210)
    assert baseline.macro_f1 == pytest.approx(0.2)


def test_thresholds_are_chosen_on_the_validation_split_and_only_there() -> None:
    logits = [[-1.5, 2.0, 0.5], [-1.6, -2.0, 0.6], [-3.0, 2.0, 0.2], [-3.2, -2.0, -0.5]]
    truth = [[1.0, 1.0, 1.0], [1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    task = MultiLabel(LABELS, tune_thresholds=True)
    task.tune(said(logits, truth))
    scores, detail = task.scores(said(logits, truth), "test")
    assert task.thresholds[0] < 0.2 and task.thresholds[1:] == [0.5, 0.5]
    assert scores["macro_f1"].value == 1 and scores["fixed_macro_f1"].value == pytest.approx(2 / 3)
    assert isinstance(detail, MultiLabelDetail) and detail.thresholds == "tuned on valid"


def test_the_bootstrap_interval_holds_the_figure_and_narrows_with_more_samples() -> None:
    draw = np.random.default_rng(0)
    truth = draw.random((400, 3)) < 0.4
    answers = truth ^ (draw.random((400, 3)) < 0.2)
    few, many = (bootstrap_f1(truth[:n], answers[:n])["micro_f1"] for n in (50, 400))
    whole = metrics.f1_score(truth, answers, average="micro")
    assert many.low < whole < many.high and many.high - many.low < few.high - few.low


def test_average_precision_takes_equal_scores_together() -> None:
    assert average_precision(np.array([True, False]), np.array([0.5, 0.5])) == 0.5
    assert average_precision(np.array([False]), np.array([0.5])) is None


def test_regression_by_hand_and_beside_the_mean() -> None:
    truth = torch.tensor([20.0, 30.0, 40.0, 50.0])
    outputs = Outputs(torch.tensor([[22.0], [30.0], [37.0], [51.0]]), truth)
    task = Regression("age", "years")
    scores, detail = task.scores(outputs, "test")
    assert (scores["mae"].value, scores["mae"].unit, scores["mae"].better) == (1.5, "years", "lower")
    assert scores["rmse"].value == pytest.approx(math.sqrt(14 / 4))
    assert scores["r2"].value == pytest.approx(metrics.r2_score(truth, outputs.logits.flatten()))
    assert isinstance(detail, RegressionDetail) and detail.unit == "years" and detail.answer[0] == 22
    assert task.baselines(outputs, outputs)["mean"].mae == 10
    assert scores["mae"].interval is not None and scores["mae"].interval.method == "bootstrap"


def test_psnr_and_ssim_agree_with_scikit_image() -> None:
    skimage = pytest.importorskip("skimage.metrics")
    draw = np.random.default_rng(3)
    truth = draw.random((2, 1, 24, 24))
    answer = np.clip(truth + draw.normal(0, 0.1, truth.shape), 0, 1)
    pair = torch.from_numpy(answer), torch.from_numpy(truth)
    for i in range(2):
        assert psnr(*pair)[i] == pytest.approx(skimage.peak_signal_noise_ratio(truth[i], answer[i], data_range=1))
        expected = skimage.structural_similarity(truth[i, 0], answer[i, 0], data_range=1)
        assert ssim(*pair)[i] == pytest.approx(expected, abs=2e-3)


def test_a_picture_beside_itself_has_the_best_quality_there_is() -> None:
    picture = torch.rand(2, 3, 16, 16)
    scores, _ = Restoration(border=2).scores(Outputs(picture, picture), "test")
    assert (scores["psnr"].value, scores["ssim"].value, scores["psnr"].unit) == (100, pytest.approx(1), "db")


def test_ssim_by_hand_for_two_flat_pictures() -> None:
    # Flat pictures of .2 and .6 have no variance: (2 * .12 + .0001) / (.04 + .36 + .0001).
    flat = torch.full((1, 1, 8, 8), 0.2).double(), torch.full((1, 1, 8, 8), 0.6).double()
    assert ssim(*flat).item() == pytest.approx(0.2401 / 0.4001)


class TestFit:
    def test_the_targets_choose_the_task(self) -> None:
        def chosen(targets: torch.Tensor) -> str:
            return infer_task(torch.zeros(len(targets), 3), targets, LABELS, "m.py").name

        assert chosen(torch.tensor([0, 2])) == "classify"
        assert chosen(torch.tensor([[0.0, 1, 1], [1, 0, 0]])) == "multilabel"
        assert chosen(torch.tensor([0.3, 2.5])) == chosen(torch.tensor([[0.3], [2.5]])) == "regress"
        assert chosen(torch.zeros(2, 1, 4, 4)) == "restore"

    def test_targets_that_mean_nothing_are_refused_with_their_shape(self) -> None:
        with pytest.raises(InputError, match=r"shape \[4, 2\]") as caught:
            infer_task(torch.zeros(4, 3), torch.rand(4, 2), LABELS, "m.py")
        assert caught.value.file == "m.py" and "task" in caught.value.remedy

    @pytest.mark.parametrize(
        ("task", "outputs", "targets", "message"),
        [
            (Classification(LABELS), torch.zeros(2, 3), torch.zeros(2, 3), "one class index a sample"),
            (Classification(LABELS), torch.zeros(2, 2), torch.tensor([0, 1]), "each of the 3 classes"),
            (Classification(LABELS), torch.zeros(2, 3), torch.tensor([0, 3]), "not within 0 and 2"),
            (MultiLabel(LABELS), torch.zeros(2, 3), torch.tensor([0, 1]), "for each of the 3 labels"),
            (MultiLabel(LABELS), torch.zeros(2, 3), torch.rand(2, 3) + 2, "neither 0 nor 1"),
            (Regression(), torch.zeros(2, 3), torch.rand(2), "one number a sample"),
            (Restoration(), torch.zeros(2, 3), torch.rand(2, 1, 2, 2), "as many numbers"),
        ],
    )
    def test_data_of_another_task_are_refused(
        self, task: Regression, outputs: torch.Tensor, targets: torch.Tensor, message: str
    ) -> None:
        with pytest.raises(InputError, match=message) as caught:
            check_fit(task, outputs, targets, "study.py")
        assert caught.value.file == "study.py"

    def test_a_metric_without_a_unit_is_refused(self) -> None:
        task = Regression()
        task.kinds = {"loss": MetricKind(unit="number", better="lower"), "fid": 3}  # type: ignore[dict-item]
        with pytest.raises(InputError, match="'fid' of the task 'regress' has no unit"):
            check_kinds(task, "study.py")


def test_squeezenet_can_say_that_a_label_is_unlikely_once_its_last_relu_is_gone() -> None:
    torch.manual_seed(0)
    model = build_image_model("squeezenet1_1", classes=5, size=64).eval()
    pictures = torch.randn(4, 3, 64, 64) * 3
    with torch.no_grad():
        before, names = model(pictures), list(model.state_dict())
        after = signed_answers(model)(pictures)
    assert before.min() >= 0 > after.min() and list(model.state_dict()) == names


def test_networks_that_end_in_a_linear_layer_stay_as_they_are() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    assert str(signed_answers(model)) == str(nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)))
