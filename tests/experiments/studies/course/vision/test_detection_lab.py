"""Detection from a classifier: its parts against independent implementations, and why faces are missed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn.metrics import average_precision_score

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.vision.detection_lab import _losses
from plainspoken.experiments.studies.course.vision.drawn_portraits import KINDS, Person, draw_person, draw_portrait
from plainspoken.experiments.studies.course.vision.face_scenes import (
    SIDE,
    FaceSceneData,
    FaceScenes,
    Material,
    make_scenes,
    make_windows,
    open_material,
    training_scenes,
)
from plainspoken.experiments.studies.course.vision.window_network import (
    find_at_once,
    judge_with,
    mine_windows,
    window_network,
)
from plainspoken.experiments.studies.emotion.drawn_faces import TYPICAL
from plainspoken.experiments.tasks.detection import (
    Windows,
    find_boxes,
    intersection_over_union,
    precision_recall,
    suppress,
)

SMALL = FaceSceneData(train=20, scenes=2, mined=2, width=120, height=96, largest=40)

corner = st.integers(0, 30)
side = st.integers(1, 20)
boxes_of = st.lists(st.tuples(corner, corner, side, side), min_size=0, max_size=12).map(
    lambda rows: np.array([[x, y, x + w, y + h] for x, y, w, h in rows], dtype=np.float64).reshape(-1, 4)
)


def scores_for(boxes: np.ndarray, seed: int) -> np.ndarray:
    """Scores that differ, in an order of the seed's."""
    return (np.random.default_rng(seed).permutation(len(boxes)) + 1) / (len(boxes) + 1)


@given(boxes_of, st.integers(0, 99), st.sampled_from([0.1, 0.3, 0.5, 0.7]))
@settings(max_examples=60, deadline=None)
def test_suppression_is_that_of_torchvision(boxes: np.ndarray, seed: int, overlap: float) -> None:
    nms = pytest.importorskip("torchvision.ops").nms
    scores = scores_for(boxes, seed)
    expected = nms(torch.from_numpy(boxes), torch.from_numpy(scores), overlap).tolist()
    assert suppress(boxes, scores, overlap).tolist() == expected


def plain_overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union, by counting whole pixels."""
    pixels = [{(x, y) for x in range(int(b[0]), int(b[2])) for y in range(int(b[1]), int(b[3]))} for b in (one, other)]
    return len(pixels[0] & pixels[1]) / len(pixels[0] | pixels[1])


def plain_average_precision(found: np.ndarray, scores: np.ndarray, truth: np.ndarray) -> tuple[list[bool], float]:
    """The finds that are right, surest first, and the mean over the true boxes of the best precision at each recall."""
    free, right = list(range(len(truth))), []
    for i in sorted(range(len(found)), key=lambda i: -scores[i]):
        near = [(plain_overlap(found[i], truth[j]), j) for j in free]
        best, j = max(near, default=(0.0, -1))
        right.append(best >= 0.5)
        if right[-1]:
            free.remove(j)
    area = 0.0
    for hits in range(1, sum(right) + 1):
        shares = [sum(right[: k + 1]) / (k + 1) for k in range(len(right)) if sum(right[: k + 1]) >= hits]
        area += max(shares) / len(truth)
    return right, area


@given(boxes_of, boxes_of.filter(len), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_average_precision_is_that_of_a_plain_count(found: np.ndarray, truth: np.ndarray, seed: int) -> None:
    found = np.concatenate([found, truth[: seed % 4]])  # some finds are right
    scores = scores_for(found, seed)
    right, area = plain_average_precision(found, scores, truth)
    recall, precision, told = precision_recall([(found, scores)], [truth])
    assert told == pytest.approx(area)
    assert len(recall) == len(found)
    if any(right):
        # scikit-learn's does not take the best precision at each recall, and knows of no box that was never found.
        uneven = float((np.diff([0.0, *recall]) * precision).sum())
        expected = average_precision_score(right, -np.sort(-scores)) * sum(right) / len(truth)
        assert uneven == pytest.approx(expected)


@pytest.mark.parametrize(("height", "width"), [(24, 24), (27, 61), (96, 120), (49, 50)])
def test_one_pass_over_a_picture_gives_what_windows_give(height: int, width: int) -> None:
    torch.manual_seed(3)
    network, how = window_network().eval(), Windows(side=SIDE, step=4, scale=1.3)
    picture = np.random.default_rng(1).random((height, width)).astype(np.float32)
    slow = find_boxes(picture, judge_with(network), how, threshold=0)
    fast = find_at_once(network, picture, how, threshold=0)
    assert slow[2] == fast[2] == len(slow[0])
    np.testing.assert_allclose(fast[0], slow[0])
    np.testing.assert_allclose(fast[1], slow[1], atol=1e-5)


def test_a_window_says_how_a_picture_is_counted() -> None:
    # 48 by 36 pixels: 3 x 2 places every 12 pixels, and one in the picture half as large, which is too low for another.
    picture = np.zeros((36, 48), dtype=np.float32)
    looked = find_boxes(picture, lambda windows: np.zeros(len(windows)), Windows(side=24, step=12, scale=1.5))[2]
    assert looked == 3 * 2 + 1


def test_faces_of_a_scene_are_where_it_says_and_do_not_overlap() -> None:
    scenes = make_scenes(open_material({}, SMALL), SMALL)
    again = make_scenes(open_material({}, SMALL), SMALL)
    for picture, boxes, same in zip(scenes.pictures, scenes.boxes, again.pictures, strict=True):
        assert picture.shape == (96, 120) and np.array_equal(picture, same)
        assert boxes.min() >= 0 and boxes[:, 2].max() <= 120 and boxes[:, 3].max() <= 96
        assert (intersection_over_union(boxes, boxes) > 0).sum() == len(boxes) == SMALL.faces


def test_a_third_of_the_windows_to_learn_from_show_a_face() -> None:
    windows, shown = make_windows(open_material({}, SMALL), SMALL, 12, seed=1)
    assert windows.shape == (36, SIDE, SIDE) and shown.sum() == 12
    assert windows.min() >= 0 and windows.max() <= 1


def test_hard_negatives_are_windows_that_the_network_takes_for_a_face_and_that_show_none() -> None:
    torch.manual_seed(3)
    network, how = window_network().eval(), Windows(side=24, step=4, scale=1.5)
    scenes = training_scenes(open_material({}, SMALL), SMALL)
    windows, sure = mine_windows(network, scenes, how, threshold=0.5)
    assert len(windows) and windows.shape[1:] == (SIDE, SIDE) and (np.diff(sure) <= 0).all()
    assert np.abs(judge_with(network)(windows) - sure).max() < 1e-5, "these pixels are what was judged"
    finds = [find_boxes(picture, judge_with(network), how, threshold=0.5)[0] for picture in scenes.pictures]
    far = sum(
        int((intersection_over_union(boxes, truth).max(1, initial=0) < 0.3).sum())
        for boxes, truth in zip(finds, scenes.boxes, strict=True)
    )
    assert len(windows) == far
    everywhere = FaceScenes(scenes.pictures, finds)
    assert len(mine_windows(network, everywhere, how, threshold=0.5)[0]) == 0


def test_training_scenes_are_not_those_of_the_test() -> None:
    material = open_material({}, SMALL)
    ours, theirs = training_scenes(material, SMALL), make_scenes(material, SMALL)
    assert len(ours.pictures) == SMALL.mined == 2
    assert not any(np.array_equal(one, other) for one in ours.boxes for other in theirs.boxes)
    asked: list[str] = []
    spied = Material(
        lambda split, random: asked.append(split) or material.face(split, random),  # type: ignore[func-returns-value]
        lambda split, random: asked.append(split) or material.ground(split, random),  # type: ignore[func-returns-value]
        real=False,
    )
    training_scenes(spied, SMALL)
    assert set(asked) == {"train"}


def test_a_missed_face_has_one_reason() -> None:
    how = Windows(side=24, step=24, scale=1000.0)
    truth = np.array([[0, 0, 24, 24], [24, 0, 48, 24], [48, 0, 60, 12], [72, 0, 96, 24]], dtype=np.float64)
    near = np.array([[0, 0, 24, 24], [4, 0, 28, 24], [22, 0, 46, 24]], dtype=np.float64)
    scenes = FaceScenes([np.zeros((24, 96), dtype=np.float32)], [truth])
    # The third box is the second face's, but gives way to the surer one beside it.
    told, _ = _losses(scenes, [(near, np.array([0.95, 0.9, 0.92]))], how, suppressing=True)
    assert (told["lost_to_grid"], told["lost_to_network"], told["lost_to_suppression"]) == (1, 1, 0)
    beside = np.array([[10, 0, 34, 24], [22, 0, 46, 24]], dtype=np.float64)
    told, by_size = _losses(scenes, [(beside, np.array([0.95, 0.9]))], how, suppressing=True)
    assert told["lost_to_suppression"] == 1
    assert by_size["small"]["recall"].n == 1 and by_size["small"]["recall"].value == 0
    assert by_size["middle"]["recall"].n == 3


def test_a_user_s_faces_stand_in_for_the_drawn_ones(tmp_path: Path) -> None:
    for split in ("train", "valid", "test"):
        for label in ("happy", "sad"):
            (tmp_path / split / label).mkdir(parents=True)
            Image.new("L", (48, 48), 200).save(tmp_path / split / label / "a.png")
    material = open_material({"faces": str(tmp_path)}, SMALL)
    face, cover = material.face("train", np.random.default_rng(0))
    assert material.real and face.mean() == pytest.approx(200 / 255) and cover.min() == 1
    with pytest.raises(InputError):
        open_material({"faces": str(tmp_path / "nowhere")}, SMALL)


class TestPortraits:
    def test_the_eyes_are_where_the_portrait_says(self) -> None:
        random = np.random.default_rng(5)
        for tilt in (-0.5, 0.0, 0.5):
            portrait = draw_portrait(Person(30, "woman", TYPICAL["surprise"], tilt), size=96, random=random)
            (left, right), grey = portrait.eyes, portrait.pixels[..., :3].mean(2)
            for x, y in (left, right):
                assert grey[round(y), round(x)] < 80  # a pupil
            angle = np.arctan2(right[1] - left[1], right[0] - left[0])
            assert angle == pytest.approx(tilt, abs=0.03)

    def test_the_same_seed_draws_the_same_and_the_ground_is_clear(self) -> None:
        one, other = (
            draw_portrait(draw_person(random), size=48, random=random)
            for random in (np.random.default_rng(1), np.random.default_rng(1))
        )
        assert np.array_equal(one.pixels, other.pixels)
        assert one.pixels[0, 0, 3] == 0 and one.pixels[24, 24, 3] == 255

    def test_people_are_of_every_age_and_either_kind(self) -> None:
        random = np.random.default_rng(2)
        people = [draw_person(random) for _ in range(200)]
        assert min(person.age for person in people) < 10 and max(person.age for person in people) > 75
        assert {person.kind for person in people} == set(KINDS)
