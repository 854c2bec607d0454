"""Shift, zoom and shear: each does what its name says, and what is off draws no random number."""

import pytest
import torch

from plainspoken.experiments.studies.pets.pet_data import PetAugmentation
from plainspoken.experiments.training.augmentation import NO_AUGMENTATION, Augmentation
from plainspoken.experiments.training.transforms import move


def generator(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def centres(pictures: torch.Tensor) -> torch.Tensor:
    """Centre of brightness [n, 2] (x, y) of pictures, from -1 to 1."""
    mass = pictures.mean(1)
    side = torch.linspace(-1, 1, mass.shape[-1])
    total = mass.sum((1, 2))
    return torch.stack([(mass.sum(1) * side).sum(1) / total, (mass.sum(2) * side).sum(1) / total], 1)


@pytest.fixture
def spots() -> torch.Tensor:
    pictures = torch.zeros(64, 3, 33, 33)
    pictures[:, :, 14:19, 14:19] = 255
    return pictures


def only(**settings: float) -> Augmentation:
    return NO_AUGMENTATION.model_copy(update=settings)


def test_a_shift_moves_by_no_more_than_it_says(spots: torch.Tensor) -> None:
    moved = centres(move(spots, only(shift=0.2), generator())).abs()
    assert moved.max() > 0.25 and moved.max() < 2 * 0.2 + 0.05


def test_a_zoom_makes_the_spot_larger_and_smaller(spots: torch.Tensor) -> None:
    sizes = move(spots, only(zoom=0.3), generator()).mean((1, 2, 3)) / spots.mean((1, 2, 3))
    assert sizes.min() < 0.8 and sizes.max() > 1.3
    assert sizes.min() > 1 / 1.3**2 - 0.1 and sizes.max() < 1 / 0.7**2 + 0.1


def test_a_shear_keeps_the_middle_and_slants_a_line() -> None:
    lines = torch.zeros(16, 3, 33, 33)
    lines[:, :, :, 16] = 255
    slanted = move(lines, only(shear=30.0), generator())
    assert torch.allclose(centres(slanted[:, :, 16:17].expand(-1, -1, 33, -1))[:, 0], torch.zeros(16), atol=0.03)
    top = (slanted[:, 0, 4].argmax(1) - 16).abs()
    assert top.max() > 3


def test_what_is_off_changes_nothing_and_draws_nothing(spots: torch.Tensor) -> None:
    noisy = torch.rand(8, 3, 33, 33, generator=generator(5)) * 255
    assert torch.allclose(move(noisy, PetAugmentation(), generator()), noisy, atol=0.01)
    one, two = generator(), generator()
    move(noisy, Augmentation(), one)
    move(noisy, Augmentation(shift=0.0, zoom=0.0, shear=0.0), two)
    assert torch.equal(torch.rand(3, generator=one), torch.rand(3, generator=two))


def test_each_change_has_its_word() -> None:
    words = ["cropping", "flipping", "rotating", "shifting", "zooming", "shearing", "colour jittering"]
    everything = Augmentation(shift=0.1, zoom=0.1, shear=5.0)
    assert everything.names() == words
    assert all(everything.only(word).names() == [word] for word in words)
    assert PetAugmentation().names() == NO_AUGMENTATION.names() == []
