"""The notes' split, digits of a changed domain, and sets that grow."""

from __future__ import annotations

import numpy as np
import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.course_digits import DigitSplit, load_digit_splits
from plainspoken.experiments.studies.course.phone_digits import PHONE, disturbed, partly_disturbed, turned
from plainspoken.experiments.studies.course.sample_lab import _split_counts, first_of_each, only


def test_the_split_is_the_one_of_the_notes() -> None:
    counts = _split_counts(None).scores["all"]  # type: ignore[arg-type]
    assert (counts["train"], counts["valid"], counts["test"]) == (205_000, 2_500, 2_500)
    assert counts["app_in_train"] + counts["web"] == counts["train"]
    assert counts["app_in_mixed_valid"] == round(2_500 * 10_000 / 210_000) == 119


def test_turning_is_exact_where_pixels_meet_pixels() -> None:
    pixels = np.random.default_rng(0).random((3, 64))
    assert np.allclose(turned(pixels, np.zeros(3)), pixels)
    quarter = turned(pixels, np.full(3, 90.0)).reshape(3, 8, 8)
    assert any(np.allclose(quarter, np.rot90(pixels.reshape(3, 8, 8), k, axes=(1, 2))) for k in (1, 3))
    assert np.allclose(turned(turned(pixels, np.full(3, 90.0)), np.full(3, -90.0)), pixels)
    assert turned(pixels, np.full(3, 45.0)).sum() < pixels.sum()  # corners leave the picture


def test_only_the_chosen_share_is_disturbed() -> None:
    split = load_digit_splits({"train": 40})["train"]
    some = partly_disturbed(split, PHONE, 0.25, seed=1)
    assert int((some.pixels != split.pixels).any(1).sum()) == 10
    copies = disturbed(split, PHONE, seed=1, times=2)
    assert len(copies) == 80 and copies.pixels.min() >= 0 and copies.pixels.max() <= 1
    same = disturbed(split, PHONE.scaled(0), seed=1)
    assert np.allclose(same.pixels, split.pixels)


def test_a_smaller_set_is_part_of_a_larger_one() -> None:
    split = only(load_digit_splits({})["train"], [3, 5])
    assert set(split.targets.tolist()) == {0, 1}
    order = np.arange(len(split))
    small, large = first_of_each(split, order, 5), first_of_each(split, order, 10)
    assert np.bincount(small.targets).tolist() == [5, 5]
    assert {row.tobytes() for row in small.pixels} < {row.tobytes() for row in large.pixels}
    with pytest.raises(InputError, match="training digits, and the curve asks for 500"):
        first_of_each(DigitSplit(split.pixels, split.targets), order, 500)
