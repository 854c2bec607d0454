"""Storage: six forms give back what was written; batches and chunks by hand; a configuration names what it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.dataset_config import PARTS, check_config, read_config, write_splits
from plainspoken.experiments.studies.course.storage_formats import (
    FORMATS,
    batches_in_order,
    chunks_touched,
    shuffled_batches,
)
from plainspoken.experiments.studies.course.storage_lab import PhotoPieces, photo_pieces

PIXELS = np.arange(40 * 4 * 4 * 3, dtype=np.uint64).astype(np.uint8).reshape(40, 4, 4, 3)
CONFIG: dict[str, Any] = {
    "classes": 2,
    "paths": {"pictures": "pictures"},
    "splits": {"valid": 4, "test": 6},
    "hdf5": {"train": "sets/train.h5", "valid": "sets/valid.h5", "test": "sets/test.h5"},
    "outputs": {"weights": "weights", "mean": "out/mean.json", "plots": "plots"},
}


@pytest.mark.parametrize("name", FORMATS)
def test_each_form_gives_back_what_was_written(name: str, tmp_path: Path) -> None:
    FORMATS[name].write(tmp_path, PIXELS)
    with FORMATS[name].reading(tmp_path) as read:
        for places in (slice(8, 16), slice(39, 40), [0, 7, 33], [39]):
            assert np.array_equal(read(places), PIXELS[places])


def test_layouts_are_what_they_are_called(tmp_path: Path) -> None:
    layouts = {"contiguous": (None, None), "chunked": (32, None), "gzip": (32, "gzip"), "single": (1, None)}
    for name, (chunk, compression) in layouts.items():
        (tmp_path / name).mkdir()
        FORMATS[name].write(tmp_path / name, PIXELS)
        with h5py.File(tmp_path / name / "pixels.h5") as file:
            dataset = file["pictures/pixels"]
            assert (dataset.chunks[0] if dataset.chunks else None, dataset.compression) == (chunk, compression)


def test_batches_and_chunks_by_hand() -> None:
    assert batches_in_order(7, 3) == [slice(0, 3), slice(3, 6)]
    shuffled = shuffled_batches(40, 8, seed=1)
    assert sorted(place for each in shuffled for place in each) == list(range(40))
    assert all(each == sorted(each) for each in shuffled)
    assert shuffled[0] != list(range(8))
    assert chunks_touched([0, 31, 32, 95, 96]) == [0, 1, 2, 3]


def test_pieces_are_cut_from_both_photographs() -> None:
    pixels, labels = photo_pieces(PhotoPieces(pictures=96, side=8))
    assert pixels.shape == (96, 8, 8, 3) and pixels.dtype == np.uint8 and np.bincount(labels).tolist() == [48, 48]


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_named(part: str) -> None:
    with pytest.raises(InputError, match=f"lacks `{part}`, {PARTS[part][:9]}"):
        check_config({name: value for name, value in CONFIG.items() if name != part})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"classes": 1}, "classes: "),
        ({"splits": {"valid": 4}}, "splits.test: missing"),
        ({"color": "grey"}, "color: unknown name"),
        ({"hdf5": {"train": "a", "valid": "a", "test": "b"}}, "hdf5: two splits have the same file"),
    ],
)
def test_a_wrong_part_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_config({**CONFIG, **change})


def test_a_configuration_is_read_and_its_splits_are_written(tmp_path: Path) -> None:
    lines = [f"{name} = {_toml(value)}" for name, value in CONFIG.items()]
    (tmp_path / "set.toml").write_text("\n".join(lines), encoding="utf-8")
    config, labels = read_config(tmp_path / "set.toml"), np.arange(40) % 2
    assert write_splits(config, tmp_path, PIXELS, labels, seed=1) == {"valid": 4, "test": 6, "train": 30}
    seen = []
    for split in ("train", "valid", "test"):
        with h5py.File(tmp_path / f"sets/{split}.h5") as file:
            seen += [picture.tobytes() for picture in file["pictures/pixels"][:]]
    assert sorted(seen) == sorted(picture.tobytes() for picture in PIXELS), "every picture is in one split"
    assert set(json.loads((tmp_path / "out/mean.json").read_text())) == {"r", "g", "b"}
    with pytest.raises(InputError, match="says 2 classes, and there are 4"):
        write_splits(config, tmp_path, PIXELS, np.arange(40) % 4, seed=1)
    with pytest.raises(InputError, match="none are left"):
        write_splits(config, tmp_path, PIXELS[:10], labels[:10], seed=1)
    (tmp_path / "set.toml").write_text("classes = 2", encoding="utf-8")
    with pytest.raises(InputError, match=r"set.toml: the configuration lacks `paths`.*`outputs`"):
        read_config(tmp_path / "set.toml")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + " }"
    return json.dumps(value)
