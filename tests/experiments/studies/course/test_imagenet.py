"""ImageNet's facts agree with each other and have sources; a tiny tree is written, read, and refused when it is odd."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.imagenet_facts import FACTS, count_dogs
from plainspoken.experiments.studies.course.imagenet_tree import (
    ABOVE,
    KIT,
    PICTURES,
    SYNSETS,
    TRUTH,
    read_kit,
    read_tree,
    write_tree,
)


def test_facts_have_sources_and_agree() -> None:
    assert all(fact.source and fact.value > 0 for fact in FACTS.values())
    told = {name: fact.value for name, fact in FACTS.items()}
    assert told["valid"] == told["classes"] * told["valid_each"] and told["test"] == told["classes"] * told["test_each"]
    assert told["fewest"] * told["classes"] < told["train"] < told["most"] * told["classes"]


def test_dogs_are_counted_by_hand() -> None:
    assert count_dogs(["tench", "Chihuahua", "pug", "Mexican hairless", "dingo", "tabby"]) == (3, 1)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write_tree(tmp_path, train=2, valid=3, test=1, seed=1)
    return tmp_path


def test_a_tree_is_read_as_it_was_written(tmp_path: Path) -> None:
    from PIL import Image
    from torchvision.datasets import ImageFolder

    shown = write_tree(tmp_path, train=2, valid=3, test=1, seed=1)
    tree = read_tree(tmp_path)
    assert tree.wnids == sorted(SYNSETS) and tree.wnids != list(SYNSETS)
    assert (len(tree.train), len(tree.valid), len(tree.test)) == (10, 15, 5)
    assert {s.path.name: tree.wnids[s.target] for s in tree.valid} == shown
    theirs = ImageFolder(str(tmp_path / PICTURES / "train"))
    assert theirs.classes == tree.wnids
    assert theirs.samples == [(str(sample.path), sample.target) for sample in tree.train]
    # The color of a picture says what it shows, whatever the files say.
    color = {sample.target: Image.open(sample.path).getpixel((4, 4)) for sample in tree.train}
    assert len(set(color.values())) == 5
    assert all(Image.open(sample.path).getpixel((4, 4)) == color[sample.target] for sample in tree.valid)


def test_the_kit_leaves_out_what_no_picture_shows(tree: Path) -> None:
    numbers, words = read_kit(tree)
    assert numbers[1] == "n01443537" and words == SYNSETS and ABOVE[0] not in words


def test_odd_trees_are_refused(tree: Path) -> None:
    (tree / TRUTH).write_text("1\n2\n", encoding="utf-8")
    with pytest.raises(InputError, match="15 validation pictures, but numbers for 2"):
        read_tree(tree)
    (tree / PICTURES / "train/n00000001").mkdir()
    with pytest.raises(InputError, match="folders and kit differ in n00000001"):
        read_tree(tree)
    (tree / KIT / "meta.mat").unlink()
    with pytest.raises(InputError, match="the development kit is not here"):
        read_tree(tree)
