"""The four stages of a Haar cascade, each against a plain or an independent way to work it out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import AdaBoostClassifier
from sklearn.tree import DecisionTreeClassifier

from plainspoken.experiments.studies.course.vision.haar_cascade import (
    FLATTEST,
    BoostedStage,
    Stump,
    all_features,
    boost,
    count_features,
    feature_values,
    integral_images,
    learn_cascade,
    pass_stages,
)


@pytest.mark.parametrize("side", [1, 3, 6, 9])
def test_features_are_counted_as_they_are_listed(side: int) -> None:
    listed = list(all_features(side))
    assert len(listed) == len(set(listed)) == count_features(side)
    for feature in listed:
        for left, top, right, bottom, _ in feature.rectangles():
            assert 0 <= left < right <= side and 0 <= top < bottom <= side


def test_a_window_of_24_pixels_has_room_for_162336() -> None:
    assert count_features(24) == 162_336


@given(st.integers(0, 1000), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_values_are_those_of_plain_sums(seed: int, chosen: int) -> None:
    windows = np.random.default_rng(seed).random((3, 8, 8))
    features = list(all_features(8))
    feature = features[chosen % len(features)]
    level = (windows - windows.mean((1, 2), keepdims=True)) / np.maximum(windows.std((1, 2), keepdims=True), FLATTEST)
    plain = sum(weight * level[:, t:b, x:r].sum((1, 2)) for x, t, r, b, weight in feature.rectangles())
    assert feature_values(windows, [feature])[:, 0] == pytest.approx(plain)


def test_an_even_picture_has_values_of_nought() -> None:
    values = feature_values(np.full((2, 6, 6), 0.7), list(all_features(6)))
    assert np.abs(values).max() < 1e-9


def test_an_integral_image_ends_in_the_sum_of_all() -> None:
    windows = np.arange(12.0).reshape(1, 3, 4)
    sums = integral_images(windows)
    assert sums.shape == (1, 4, 5) and sums[0, -1, -1] == windows.sum() and sums[0, 2, 1] == 0 + 4


def test_boosting_is_adaboost_as_scikit_learn_has_it() -> None:
    random = np.random.default_rng(4)
    faces = np.arange(120) < 60  # as many of each, so that both start with equal weights
    values = random.normal(0, 1, (120, 6)) + faces[:, None] * [0.2, 0.9, 0.0, 0.6, 0.0, 0.4]
    stumps = boost(values, faces, 8)
    other = AdaBoostClassifier(DecisionTreeClassifier(max_depth=1, criterion="gini"), n_estimators=1).fit(values, faces)
    first = other.estimators_[0].tree_
    said = BoostedStage(stumps[:1], 0).votes(values) > 0
    errors = [np.mean(said != faces), np.mean(other.predict(values) != faces)]
    assert errors[0] <= errors[1]  # the best stump by error is no worse than the best by impurity
    assert stumps[0].feature == first.feature[0]
    whole = AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), n_estimators=8).fit(values, faces)
    votes = BoostedStage(stumps, 0).votes(values)
    limit = sum(stump.weight for stump in stumps) / 2
    assert np.mean((votes >= limit) == faces) >= np.mean(whole.predict(values) == faces) - 0.05


def test_a_stump_of_a_clean_split_is_found_exactly() -> None:
    values = np.array([[5.0, 1.0], [6.0, 3.0], [7.0, 2.0], [8.0, 4.0]])
    stump = boost(values, np.array([True, True, False, False]), 1)[0]
    assert (stump.feature, stump.threshold, stump.sign) == (0, 6.5, -1)


def test_no_threshold_lies_between_equal_values() -> None:
    values = np.array([[1.0], [1.0], [1.0], [2.0]])
    stump = boost(values, np.array([True, False, False, True]), 1)[0]
    assert (stump.threshold, stump.sign) == (1.5, 1)


def test_a_window_that_fails_is_not_looked_at_again() -> None:
    stages = [
        BoostedStage([Stump(0, 0.5, 1, 1.0)], 1.0),
        BoostedStage([Stump(1, 0.5, 1, 1.0), Stump(1, 0.7, 1, 1.0)], 2.0),
    ]
    left, looked = pass_stages(stages, np.array([[0.0, 1.0], [1.0, 0.6], [1.0, 1.0]]))
    assert left.tolist() == [[False, True, True], [False, False, True]]
    assert looked.tolist() == [1, 3, 3]


def test_stages_keep_faces_and_shed_others() -> None:
    random = np.random.default_rng(2)
    faces = np.arange(400) < 100
    values = random.normal(0, 1, (400, 12)) + faces[:, None] * 1.2
    kept = random.normal(1.2, 1, (100, 12))
    stages = learn_cascade(values, faces, kept, [2, 4, 8], keep=0.97)
    left, _ = pass_stages(stages, values)
    shares = left[:, ~faces].mean(1)
    assert (np.diff(shares) <= 0).all() and shares[-1] < 0.5
    assert pass_stages(stages, kept)[0][-1].mean() >= 0.9
