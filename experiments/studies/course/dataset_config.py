"""The file that says where a data set lies and what becomes of it: five parts, and none may be missing. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError, model_validator

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.files import write_json
from plainspoken.base.read_documents import read_toml

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = {
    "paths": "where the pictures lie",
    "classes": "how many classes there are",
    "splits": "how many pictures validation and test get",
    "hdf5": "where the HDF5 file of each split is written",
    "outputs": "where the weights, the mean of the pictures and the plots are written",
}
"""The five parts of the course notes, and what each says."""


class Paths(Part):
    """Where the pictures lie."""

    pictures: Path


class Splits(Part):
    """How many pictures validation and test get; training gets the rest."""

    valid: int = Field(ge=1)
    test: int = Field(ge=1)


class Hdf5Files(Part):
    """The HDF5 file of each split; no two are the same."""

    train: Path
    valid: Path
    test: Path

    @model_validator(mode="after")
    def _apart(self) -> Hdf5Files:
        if len({self.train, self.valid, self.test}) < 3:
            raise ValueError("two splits have the same file")
        return self


class OutputFolders(Part):
    """What training writes."""

    weights: Path
    mean: Path
    plots: Path


class DatasetConfig(Part):
    """The five parts."""

    paths: Paths
    classes: int = Field(ge=2)
    splits: Splits
    hdf5: Hdf5Files
    outputs: OutputFolders


def check_config(values: Mapping[str, Any], file: Path | str | None = None) -> DatasetConfig:
    """The configuration as it was written, checked.

    Raises:
        InputError: a part is missing, has an unknown name, or holds what it cannot be.
    """
    if missing := [name for name in PARTS if name not in values]:
        said = "; ".join(f"`{name}`, {PARTS[name]}" for name in missing)
        raise InputError(f"the configuration lacks {said}", file=file, remedy=f"its parts are: {', '.join(PARTS)}")
    try:
        return DatasetConfig.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        told = {"missing": "missing", "extra_forbidden": "unknown name"}.get(first["type"], first["msg"])
        remedy = f"its parts are: {', '.join(PARTS)}"
        raise InputError(f"{place}: {told.removeprefix('Value error, ')}", file=file, remedy=remedy) from None


def read_config(path: Path) -> DatasetConfig:
    """Read and check a configuration in TOML.

    Raises:
        InputError: it is not TOML, or `check_config` refuses it.
    """
    return check_config(read_toml(path), path)


def write_splits(
    config: DatasetConfig, folder: Path, pixels: NDArray[Any], labels: NDArray[Any], *, seed: int
) -> dict[str, int]:
    """Write an HDF5 file for each split, in groups `pictures` and `answers`, and the mean of the training pictures.

    Args:
        folder: what the configuration's paths are relative to.
        pixels: pictures [n, height, width, 3].
        labels: class indices [n].

    Returns:
        Pictures by split.

    Raises:
        InputError: there are more or fewer classes than the configuration says, or too few pictures.
    """
    import h5py
    import numpy as np

    if (found := len(np.unique(labels))) != config.classes:
        remedy = "correct `classes`, or the pictures"
        raise InputError(f"the configuration says {config.classes} classes, and there are {found}", remedy=remedy)
    ends = {"valid": config.splits.valid, "test": config.splits.valid + config.splits.test, "train": len(pixels)}
    if ends["test"] >= len(pixels):
        remedy = "make `splits` smaller"
        raise InputError(f"of {len(pixels)} pictures, none are left to train on", remedy=remedy)
    order, begin, counts = np.random.default_rng(seed).permutation(len(pixels)), 0, {}
    for split, end in ends.items():
        chosen = np.sort(order[begin:end])
        path = folder / getattr(config.hdf5, split)
        path.parent.mkdir(parents=True, exist_ok=True)
        with h5py.File(path, "w") as file:
            file.create_dataset("pictures/pixels", data=pixels[chosen])
            file.create_dataset("answers/labels", data=labels[chosen])
        counts[split], begin = end - begin, end
        if split == "train":
            mean = folder / config.outputs.mean
            mean.parent.mkdir(parents=True, exist_ok=True)
            write_json(mean, dict(zip("rgb", pixels[chosen].mean((0, 1, 2)).tolist(), strict=True)))
    return counts
