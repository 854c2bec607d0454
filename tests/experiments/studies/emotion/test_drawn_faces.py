import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.experiments.studies.emotion.drawn_faces import EMOTIONS, TYPICAL, draw_face, draw_faces, split_counts
from plainspoken.experiments.studies.emotion.emotion_study import DataSettings, _drawn
from plainspoken.experiments.training.augmentation import Augmentation
from plainspoken.experiments.training.transforms import EvalPreset, TrainPreset, move, relight


@settings(max_examples=40)
@given(st.integers(14, 5000))
def test_the_shares_add_up_and_happiness_leads(total):
    counts = split_counts(total)
    assert sum(counts.values()) == total and min(counts.values()) >= 1
    assert max(counts, key=lambda name: counts[name]) == "happiness" or total < 30


def test_the_sizes_of_the_talk():
    assert [sum(split_counts(n).values()) for n in (3500, 1000, 500)] == [3500, 1000, 500]
    with pytest.raises(ValueError, match="too few"):
        split_counts(13)


def test_a_seed_draws_the_same_faces():
    first, labels = draw_faces(split_counts(21), size=24, seed=5, noise=0.1)
    again, same = draw_faces(split_counts(21), size=24, seed=5, noise=0.1)
    other, _ = draw_faces(split_counts(21), size=24, seed=6, noise=0.1)
    assert np.array_equal(first, again) and labels == same
    assert not np.array_equal(first, other)
    assert first.shape == (21, 24, 24, 3) and first.dtype == np.uint8


def test_emotions_look_different_and_overlap():
    """Mean pictures differ by emotion, but less than faces of one emotion differ among themselves."""
    means, spread = {}, []
    for emotion in EMOTIONS:
        random = np.random.default_rng(3)
        faces = np.stack([draw_face(TYPICAL[emotion], size=24, random=random) for _ in range(40)]).astype(float)
        means[emotion] = faces.mean(0)
        spread.append(faces.std(0).mean())
    apart = [np.abs(means[a] - means[b]).mean() for a in EMOTIONS for b in EMOTIONS if a < b]
    assert min(apart) > 1
    assert max(apart) < np.mean(spread)


def test_splits_share_no_face_and_the_card_says_drawn():
    card = _drawn(DataSettings(size=24, train=140, valid=42, test=42)).card()
    assert card.kind == "drawn" and card.majority == "happiness"
    assert card.duplicates == 0 and card.extra["duplicates_across_splits"] == 0
    assert {name: split.n for name, split in card.splits.items()} == {"train": 140, "valid": 42, "test": 42}


@pytest.fixture
def pictures():
    return torch.from_numpy(draw_faces(split_counts(14), size=24, seed=1, noise=0.1)[0]).permute(0, 3, 1, 2)


def generator():
    return torch.Generator().manual_seed(1)


OFF = Augmentation(crop=1, flip=0, rotation=0, brightness=0, contrast=0)


def test_no_augmentation_changes_nothing(pictures):
    whole = pictures.float()
    assert torch.allclose(move(whole, OFF, generator()), whole, atol=0.01)
    assert torch.allclose(relight(whole, OFF, generator()), whole, atol=0.001)
    assert OFF.names() == []


def test_flipping_mirrors(pictures):
    flipped = move(pictures.float(), OFF.model_copy(update={"flip": 1.0}), generator())
    assert torch.allclose(flipped, pictures.float().flip(-1), atol=0.01)


def test_a_quarter_turn_keeps_the_middle_in_place():
    picture = torch.zeros(1, 3, 9, 9)
    picture[:, :, 4, 4] = 255
    turned = move(picture, OFF.model_copy(update={"rotation": 180.0}), generator())
    assert float(turned[0, 0, 4, 4]) > 100


def test_each_augmentation_alone_changes_the_pictures(pictures):
    everything = Augmentation()
    assert everything.names() == ["cropping", "flipping", "rotating", "colour jittering"]
    for name in everything.names():
        only = everything.only(name)
        assert only.names() == [name]
        changed = relight(move(pictures.float(), only, generator()), only, generator())
        assert (changed - pictures.float()).abs().mean() > 1, name


def test_only_training_pictures_are_changed(pictures):
    (plain,) = EvalPreset()((pictures,), generator())
    (same,) = EvalPreset()((pictures,), torch.Generator().manual_seed(2))
    (first,) = TrainPreset(Augmentation())((pictures,), generator())
    (second,) = TrainPreset(Augmentation())((pictures,), torch.Generator().manual_seed(2))
    assert torch.equal(plain, same) and not torch.equal(first, second)
    assert plain.shape == first.shape and abs(float(plain.mean())) < 2
