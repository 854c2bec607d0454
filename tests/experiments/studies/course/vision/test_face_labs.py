"""Alignment by the eyes, merged labels, and the small network of both."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.experiments.studies.course.vision.emotion_lab import merged_index
from plainspoken.experiments.studies.course.vision.face_alignment import (
    DRAWN,
    EYES,
    PortraitData,
    aligned_faces,
    aligning,
    draw_portraits,
    eye_errors,
    find_eyes,
    learn_eyes,
)
from plainspoken.experiments.studies.course.vision.small_networks import _bytes, picture_tensor, train_network, vgg_like
from plainspoken.experiments.studies.emotion.drawn_faces import EMOTIONS

place = st.floats(5, 60)


@given(place, place, st.floats(10, 30), st.floats(-1.2, 1.2))
def test_an_aligned_face_has_its_eyes_where_they_belong(x: float, y: float, apart: float, tilt: float) -> None:
    eyes = np.array([[x, y], [x + apart * np.cos(tilt), y + apart * np.sin(tilt)]])
    a, b, c, d, e, f = aligning(eyes, 40)
    for (across, down), (there_x, there_y) in zip(EYES, eyes, strict=True):
        u, v = across * 40, down * 40
        assert (a * u + b * v + c, d * u + e * v + f) == (pytest.approx(there_x), pytest.approx(there_y))
    assert a * e - b * d == pytest.approx(a * a + d * d)  # one scale, one turn, no slant


def test_pupils_lie_where_alignment_puts_the_eyes() -> None:
    portraits = draw_portraits(6, PortraitData(train=16, test=16), seed=1)
    faces = aligned_faces(portraits.pictures, portraits.eyes, 80)
    for across, down in EYES:
        x, y = round(across * 80), round(down * 80)
        around = faces[:, y - 2 : y + 3, x - 2 : x + 3].mean(3).reshape(6, -1)
        assert (around.min(1) < 70).all()


def test_trees_find_eyes_better_than_the_mean_place_does() -> None:
    settings = PortraitData(train=120, test=16)
    known, fresh = (draw_portraits(n, settings, seed) for n, seed in ((120, 1), (30, 2)))
    found = find_eyes(learn_eyes(known, 1), fresh.pictures)
    mean = np.broadcast_to(known.eyes.mean(0), fresh.eyes.shape)
    assert found.shape == (30, 2, 2) and found.max() < DRAWN
    assert eye_errors(found, fresh.eyes).mean() < 0.8 * eye_errors(mean, fresh.eyes).mean()
    assert eye_errors(fresh.eyes, fresh.eyes).max() == 0


def test_merging_leaves_six_labels_and_moves_two_to_one() -> None:
    fewer = merged_index(list(EMOTIONS))
    assert len(set(fewer)) == 6
    assert fewer[EMOTIONS.index("anger")] == fewer[EMOTIONS.index("disgust")] == 0
    assert merged_index(["happiness", "sadness"]) == [0, 1]


def test_the_network_learns_classes_and_numbers_and_says_the_same_for_the_same_seed() -> None:
    draw = np.random.default_rng(0)
    kinds = np.arange(40) % 2
    pictures = (draw.integers(0, 60, (40, 16, 16, 3)) + 150 * kinds[:, None, None, None]).astype(np.uint8)
    x, answers = picture_tensor(pictures), []
    for wanted in (torch.from_numpy(kinds), torch.from_numpy(kinds).float()[:, None]):
        for _ in range(2):
            torch.manual_seed(3)
            network = vgg_like(3, 2 if wanted.dim() == 1 else 1, 16, start="he", elu=True)
            train_network(network, x, wanted, optimizer="adam", rate=3e-3, epochs=15, batch=10)
            with torch.inference_mode():
                answers.append(network(x))
    assert torch.equal(answers[0], answers[1]) and torch.equal(answers[2], answers[3])
    right = (answers[0].argmax(1).numpy() == kinds), ((answers[2][:, 0] > 0.5).numpy() == kinds)
    assert min(each.mean() for each in right) > 0.9


def test_pictures_come_back_as_the_bytes_that_they_were() -> None:
    pictures = np.random.default_rng(1).integers(0, 256, (2, 8, 8, 3)).astype(np.uint8)
    assert np.array_equal(_bytes(picture_tensor(pictures)).permute(0, 2, 3, 1).numpy(), pictures)
