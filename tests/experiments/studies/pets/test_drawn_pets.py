"""Drawn cats and dogs: a seed draws the same, parts can be left out, and no single part gives the answer away."""

import numpy as np
import pytest

from plainspoken.experiments.studies.pets.drawn_pets import PARTS, SIDE, draw_look, draw_pet, draw_pets, ear_boxes


def test_a_seed_draws_the_same_animals():
    first, looks = draw_pets(6, seed=4)
    again, same = draw_pets(6, seed=4)
    other, _ = draw_pets(6, seed=5)
    assert np.array_equal(first, again) and looks == same
    assert not np.array_equal(first, other)
    assert first.shape == (6, SIDE, SIDE, 3) and first.dtype == np.uint8
    assert [look.species for look in looks] == ["cat", "dog"] * 3


def test_both_kinds_have_both_sorts_of_ears_and_muzzles_overlap():
    random = np.random.default_rng(1)
    looks = {kind: [draw_look(kind, random) for _ in range(400)] for kind in ("cat", "dog")}
    pointed = {kind: np.mean([look.pointed >= 0.5 for look in found]) for kind, found in looks.items()}
    assert 0.6 < pointed["cat"] < 0.85 and 0.3 < pointed["dog"] < 0.6
    muzzles = {kind: np.array([look.muzzle for look in found]) for kind, found in looks.items()}
    assert np.median(muzzles["cat"]) < np.median(muzzles["dog"])
    assert (muzzles["cat"] > np.median(muzzles["dog"])).mean() > 0.1


@pytest.mark.parametrize("part", PARTS)
def test_a_part_can_be_left_out_and_nothing_else_changes(part):
    _, looks = draw_pets(10, seed=2)
    for look in looks:
        changed = np.abs(draw_pet(look).astype(int) - draw_pet(look, without=part)).max(-1) > 0
        assert 0 < changed.mean() < 0.2
        if part == "ears":
            near = np.zeros((SIDE, SIDE), bool)
            for left, top, right, bottom in ear_boxes(look):
                near[top:bottom, left:right] = True
            assert changed[near].sum() > 0.98 * changed.sum(), "ears are where the boxes are"


def test_the_other_sort_of_ears():
    _, looks = draw_pets(8, seed=2)
    for look in looks:
        assert not np.array_equal(draw_pet(look), draw_pet(look, other_ears=True))


def test_an_unknown_part_is_refused():
    _, (look, *_) = draw_pets(1, seed=1)
    with pytest.raises(ValueError, match="tail"):
        draw_pet(look, without="tail")
