"""Cats and dogs in a folder of the user's: in folders by class, or with the names of the Kaggle competition.

    train|valid|test/<class>/*      two or three splits; what is missing is taken from the training split by seed
    <class>/*                       no splits: all three are made by seed
    cat.123.jpg, dog.7.jpg          the competition's names, in one folder or in one for each split

Classes are `cat` and `dog`; folders may also be called `cats` and `dogs`, in any case of letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.experiments.data.picture_folders import SPLIT_NAMES, SUFFIXES
from plainspoken.experiments.data.picture_set import SPLITS

if TYPE_CHECKING:
    import numpy as np

CLASSES = ("cat", "dog")

_FOLDERS = {"cat": "cat", "cats": "cat", "dog": "dog", "dogs": "dog"}

_KAGGLE = re.compile(r"(cat|dog)[._-]?\d+\.", re.IGNORECASE)

_LAYOUT = (
    "give a folder with cats/ and dogs/ in it, or in its train/, valid/ and test/, or files named cat.1.jpg, dog.1.jpg"
)


@dataclass(frozen=True)
class PetFile:
    """One picture of the user's. `name` is its path below the folder that was named; `split` is None where its place
    tells none."""

    path: Path
    name: str
    label: str
    split: str | None


def list_pets(root: Path) -> list[PetFile]:
    """All pictures of cats and dogs below `root`, sorted by name.

    Raises:
        InputError: there is no such folder, or it holds no cats or no dogs.
    """
    if not root.is_dir():
        raise InputError("no such folder of pictures", file=root, remedy=_LAYOUT)
    files = [
        PetFile(path, path.relative_to(root).as_posix(), label, _split_of(path, root))
        for path in sorted(root.rglob("*"))
        if path.suffix.lower() in SUFFIXES and (label := _label_of(path, root))
    ]
    for label in CLASSES:
        if not any(each.label == label for each in files):
            raise InputError(f"there is no picture of a {label} in it", file=root, remedy=_LAYOUT)
    if any(each.split for each in files):
        files = [each for each in files if each.split]  # a picture beside the splits belongs to none
    return files


def files_identity(files: Iterable[PetFile]) -> str:
    """Identity of the pictures by names, sizes and times, without reading them."""
    parts = []
    for each in files:
        stat = each.path.stat()
        parts.append(f"{each.name} {stat.st_size} {stat.st_mtime_ns}")
    return fingerprint(*parts)


def split_by_seed(
    labels: Sequence[str], given: Sequence[str | None], *, valid: float, test: float, seed: int
) -> dict[str, np.ndarray]:
    """Indices of each split. A split that is given stays as it is; one that is not is drawn, class by class.

    Args:
        labels: class of each picture.
        given: split of each picture, None where there is none.
        valid: share of what is neither test nor given that becomes validation.
        test: share of all pictures that becomes test, where no split is given.
        seed: of the draw.

    Returns:
        Sorted indices [n] by split.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    splits = np.array([each or "train" for each in given], dtype=object)
    known = set(given) - {None}
    for name, share in (("test", test), ("valid", valid)):
        if name in known:
            continue
        for label in sorted(set(labels)):
            free = np.array([i for i, each in enumerate(labels) if each == label and splits[i] == "train"], dtype=int)
            splits[random.permutation(free)[: round(share * len(free))]] = name
    return {name: np.flatnonzero(splits == name) for name in SPLITS}


def _label_of(path: Path, root: Path) -> str | None:
    """The class by the nearest folder that names one, else by the file's own name; None for a file that is hidden or
    names none."""
    steps = path.relative_to(root).parts
    if any(step.startswith((".", "__")) for step in steps):
        return None
    for step in reversed(steps[:-1]):
        if step.lower() in _FOLDERS:
            return _FOLDERS[step.lower()]
    found = _KAGGLE.match(path.name)
    return found.group(1).lower() if found else None


def _split_of(path: Path, root: Path) -> str | None:
    for step in path.relative_to(root).parts[:-1]:
        for split, names in SPLIT_NAMES.items():
            if step.lower() in names:
                return split
    return None
