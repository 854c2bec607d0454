"""Which way up: pictures that turn without loss, features that cannot know, and the likeness by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.vision.orientation_lab import _likeness, _pixels
from plainspoken.experiments.studies.course.vision.upright_pictures import UprightData, load_upright, turned

FEW = UprightData(size=32, train=8, valid=4, test=4)


def test_a_turn_is_clockwise_and_four_of_them_change_nothing() -> None:
    picture = np.zeros((1, 4, 4, 3), dtype=np.uint8)
    picture[0, 0, 0] = 255  # upper left
    assert turned(picture, 1)[0, 0, 3].tolist() == [255] * 3  # upper right
    assert turned(picture, 2)[0, 3, 3].tolist() == [255] * 3
    assert np.array_equal(turned(picture, 4), picture)


def test_drawn_pictures_are_the_same_for_the_same_seed_and_differ_between_splits() -> None:
    one, other = (load_upright(FEW, None, lambda note: None) for _ in range(2))
    assert {name: each.shape for name, each in one.items()} == {
        "train": (8, 32, 32, 3), "valid": (4, 32, 32, 3), "test": (4, 32, 32, 3),
    }  # fmt: skip
    assert all(np.array_equal(one[name], other[name]) for name in one)
    assert not np.array_equal(one["train"][:4], one["test"])


def test_the_mean_over_four_turns_is_the_same_whichever_way_a_picture_is_turned() -> None:
    pictures = load_upright(FEW, None, lambda note: None)["test"]
    means = [np.mean([_pixels(turned(turned(pictures, first), k)) for k in range(4)], axis=0) for first in range(4)]
    for mean in means[1:]:
        np.testing.assert_allclose(mean, means[0], atol=1e-6)


def test_likeness_by_hand() -> None:
    upright = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    told = _likeness([upright, upright * 3, upright + 1, -upright])
    assert told["cosine_90"] == pytest.approx(1) and told["cosine_270"] == pytest.approx(-1)
    assert told["cosine_180"] == pytest.approx(2 / 5**0.5) and told["cosine_other"] == 0


def test_a_user_s_photographs_stand_upright_as_their_camera_says(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 40), "black")
    picture.paste((255, 255, 255), (0, 0, 40, 20))
    (tmp_path / "below").mkdir()
    for i in range(15):
        picture.save(tmp_path / f"{i}.jpg")
    sideways = picture.rotate(90)  # taken with the camera on its side; its file says so
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways.save(tmp_path / "below" / "sideways.jpg", exif=exif)
    found = load_upright(FEW, str(tmp_path), lambda note: None)
    every = np.concatenate(list(found.values()))
    assert len(every) == 16 and (every[:, 4].mean((1, 2)) > 240).all() and (every[:, 28].mean((1, 2)) < 15).all()


def test_too_few_pictures_and_no_folder_are_one_message(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    with pytest.raises(InputError, match="1 pictures are too few for 16"):
        load_upright(FEW, str(tmp_path), lambda note: None)
    with pytest.raises(InputError, match="no such folder"):
        load_upright(FEW, str(tmp_path / "b"), lambda note: None)
