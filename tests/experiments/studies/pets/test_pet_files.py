"""Folders of cats and dogs in the layouts that are in circulation, and the splits made of them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.pets.drawn_pets import draw_pets
from plainspoken.experiments.studies.pets.near_twins import twins_across
from plainspoken.experiments.studies.pets.pet_data import first_size, load_pets
from plainspoken.experiments.studies.pets.pet_files import files_identity, list_pets, split_by_seed


class Plan:
    """What the loaders read of a plan."""

    def __init__(self, source: Path, **data: object) -> None:
        self.sources, self.data = {"pets": str(source)}, data


PICTURES, _ = draw_pets(24, seed=9)


def save(path: Path, number: int, side: int = 40) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(PICTURES[number % len(PICTURES)]).resize((side, side + 4)).save(path)


LAYOUTS = {
    "classes": lambda kind, split, i: f"{kind}s/{i}.jpg",
    "capitals": lambda kind, split, i: f"{kind.capitalize()}/{i}.png",
    "splits": lambda kind, split, i: f"{split}/{kind}s/{i}.jpg",
    "kaggle": lambda kind, split, i: f"{kind}.{i}.jpg",
    "kaggle-splits": lambda kind, split, i: f"{split}/{kind}.{i}.jpg",
    "two-splits": lambda kind, split, i: f"{'training' if split == 'valid' else split}/{kind}s/{i}.jpg",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read(layout: str, tmp_path: Path) -> None:
    for number in range(24):
        kind, split = ("cat", "dog")[number % 2], ("train", "train", "valid", "test")[number // 2 % 4]
        save(tmp_path / LAYOUTS[layout](kind, split, number), number, side=30 + number)
    pets = load_pets(Plan(tmp_path))
    card = pets.card(32)
    assert card.kind == "real" and card.total == 24
    assert all(split.counts["cat"] > 0 and split.counts["dog"] > 0 for split in card.splits.values())
    assert sum(split.n for split in card.splits.values()) == 24
    assert not set(pets.splits["train"]) & set(pets.splits["test"])
    assert card.size_range == [30, 57] and card.extra["smallest_side"] == 30
    assert pets.read(32).shape == (24, 32, 32, 3)
    if "splits" in layout:
        assert all(pets.names[i].startswith("test/") for i in pets.splits["test"])


@pytest.mark.parametrize(("smallest", "size"), [(24, 32), (32, 32), (63, 32), (64, 64), (144, 128), (1000, 224)])
def test_the_smallest_side_decides_the_first_size(smallest: int, size: int) -> None:
    assert first_size(smallest) == size


def test_pictures_outside_the_splits_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for number, name in enumerate(["train/cats/1.jpg", "train/dogs/1.jpg", "cat.7.jpg", "train/cats/.hidden/2.jpg"]):
        save(tmp_path / name, number)
    assert [each.name for each in list_pets(tmp_path)] == ["train/cats/1.jpg", "train/dogs/1.jpg"]


@pytest.mark.parametrize(
    ("names", "message"),
    [([], "no picture of a cat"), (["cats/1.jpg"], "no picture of a dog"), (["birds/1.jpg"], "no picture of a cat")],
)
def test_a_folder_without_both_kinds_is_refused(names: list[str], message: str, tmp_path: Path) -> None:
    for number, name in enumerate(names):
        save(tmp_path / name, number)
    with pytest.raises(InputError, match=message):
        list_pets(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        list_pets(tmp_path / "nowhere")


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    for number in range(6):
        save(tmp_path / f"{'cats' if number % 2 else 'dogs'}/{number}.jpg", number)
    (tmp_path / "cats" / "1.jpg").write_bytes(b"not a picture")
    with pytest.raises(InputError) as caught:
        load_pets(Plan(tmp_path))
    assert "1.jpg" in str(caught.value)


def test_another_file_is_another_identity(tmp_path: Path) -> None:
    for number in range(4):
        save(tmp_path / f"{'cats' if number % 2 else 'dogs'}/{number}.jpg", number)
    before = files_identity(list_pets(tmp_path))
    assert files_identity(list_pets(tmp_path)) == before
    save(tmp_path / "cats" / "9.jpg", 9)
    assert files_identity(list_pets(tmp_path)) != before


@settings(max_examples=60)
@given(st.integers(8, 200), st.floats(0.1, 0.4), st.floats(0.1, 0.4), st.integers(0, 9))
def test_splits_are_disjoint_whole_and_balanced(n: int, valid: float, test: float, seed: int) -> None:
    labels = ["cat" if i % 2 else "dog" for i in range(n)]
    splits = split_by_seed(labels, [None] * n, valid=valid, test=test, seed=seed)
    again = split_by_seed(labels, [None] * n, valid=valid, test=test, seed=seed)
    assert sorted(np.concatenate(list(splits.values())).tolist()) == list(range(n))
    assert all(np.array_equal(splits[name], again[name]) for name in splits)
    for chosen in splits.values():
        cats = sum(labels[i] == "cat" for i in chosen)
        assert abs(2 * cats - len(chosen)) <= 2


def test_near_duplicates_across_splits_are_found_and_others_are_not(tmp_path: Path) -> None:
    """Copies stored again, resized, brightened and cut a little; 24 different animals have none."""
    originals = tmp_path / "clean"
    for number in range(24):
        split = "train" if number < 12 else "test"
        path = originals / split / ("cats" if number % 2 == 0 else "dogs") / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(PICTURES[number]).save(path)
    assert twins_across(load_pets(Plan(originals))) == []
    copies = {
        "stored": lambda picture: picture,
        "resized": lambda picture: picture.resize((70, 60)),
        "brighter": lambda picture: picture.point(lambda v: min(255, int(1.3 * v))),
        "cut": lambda picture: picture.crop((2, 2, 126, 126)),
    }
    for number, (name, change) in enumerate(copies.items()):
        kind = "cats" if number % 2 == 0 else "dogs"
        changed = change(Image.fromarray(PICTURES[number]))
        changed.save(originals / "test" / kind / f"{name}.jpg", quality=60)
    pets = load_pets(Plan(originals))
    found = {
        pets.names[pair.second].split("/")[-1].split(".")[0]
        for pair in twins_across(pets)
        if pair.second_split == "test"
    }
    assert found == set(copies)
