"""Labs on a folder of the user's: what they read from it, and what they say of one that cannot be used."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.experiments.data.picture_folders import list_pictures
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course import sample_lab
from plainspoken.experiments.studies.course.transfer_lab import TransferData, transfer_task
from plainspoken.experiments.studies.course.user_pictures import data_fingerprint, lab_greys, lab_pictures

CLASSES = ["ash", "beech", "fir", "oak"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four classes of 10 training and 3 test pictures, and no validation."""
    root, draw = tmp_path_factory.mktemp("trees"), np.random.default_rng(0)
    for split, count in (("train", 10), ("test", 3)):
        for label in CLASSES:
            for i in range(count):
                path = root / split / label / f"{i}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(draw.integers(0, 255, (12, 10, 3), dtype=np.uint8)).save(path)
    return root


def plan(root: Path | None, **more: Any) -> Any:
    """As much of a run's plan as the readers ask for."""
    told = {"data": {}, "sources": {"pictures": str(root)} if root else {}, "options": {}, **more}
    return SimpleNamespace(**told)


CONTEXT = Context(device="cpu", store=Path())


def test_validation_is_taken_from_training_once_and_for_all(folder: Path) -> None:
    files = list_pictures(folder, 0.2, split_seed=1)
    assert {name: {len(paths) for paths in split.values()} for name, split in files.items()} == {
        "train": {8}, "valid": {2}, "test": {3},
    }  # fmt: skip
    assert not set(files["train"]["oak"]) & set(files["valid"]["oak"])
    assert list_pictures(folder, 0.2, split_seed=1) == files != list_pictures(folder, 0.2, split_seed=2)
    with pytest.raises(InputError, match="there is no folder `valid` in it"):
        list_pictures(folder)


def test_a_folder_takes_the_place_of_the_digits(folder: Path) -> None:
    given = lab_pictures(plan(folder, data={"size": 8}))
    assert given.labels == CLASSES and given.pictures["test"].shape == (12, 3, 8, 8)
    assert float(given.pictures["train"].min()) >= 0 and float(given.pictures["train"].max()) <= 1
    splits, labels, card = lab_greys(plan(folder, data={"size": 8, "train": 20}))
    assert (len(splits["train"]), splits["train"].pixels.shape[1], labels) == (20, 64, CLASSES)
    assert card.splits["train"].n == 20 and card.splits["test"].n == 12
    assert lab_pictures(plan(None)).pictures["train"].shape == (897, 1, 8, 8)
    assert len({data_fingerprint(plan(root)) for root in (folder, None)}) == 2


def test_transfer_halves_the_classes_of_a_folder(folder: Path) -> None:
    settings = TransferData(small=10, valid=10, test=20, size=8)
    similar = transfer_task(plan(folder), settings, "similar", 12, CONTEXT)
    assert (similar.labels, similar.classes) == (["fir", "oak"], 2)
    assert set(similar.splits["test"].targets.tolist()) == {0, 1} and len(similar.splits["train"]) == 12
    assert set(similar.old.targets.tolist()) == {0, 1}
    assert transfer_task(plan(folder), settings, "different", 12, CONTEXT).labels == [str(i) for i in range(10)]
    with pytest.raises(InputError, match="are fewer than 500"):
        transfer_task(plan(folder), settings, "similar", 500, CONTEXT)


def test_what_cannot_be_used_is_said(folder: Path, tmp_path: Path) -> None:
    for split in ("train", "test"):
        for label in CLASSES[:3]:
            (tmp_path / split / label).mkdir(parents=True)
            (tmp_path / split / label / "a.png").write_bytes((folder / "train/oak/0.png").read_bytes())
            (tmp_path / split / label / "b.png").write_bytes((folder / "train/oak/1.png").read_bytes())
    with pytest.raises(InputError, match="3 classes are too few"):
        transfer_task(plan(tmp_path), TransferData(), "similar", 10, CONTEXT)
    with pytest.raises(InputError, match="this run learns from pictures of your own"):
        sample_lab.work(plan(None, model="folder"), CONTEXT)
    with pytest.raises(InputError, match="a class has 1 training pictures, fewer than the smallest set"):
        sample_lab.work(plan(tmp_path, model="folder", options={"counts": [80]}), CONTEXT)
