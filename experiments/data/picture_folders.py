"""Pictures from a folder `train|valid|test/<class>/*`, checked one by one before anything is trained."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.base.read_documents import read_toml
from plainspoken.experiments.data.picture_set import SPLITS, PictureSet, PictureSplit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".ppm", ".pgm"})

SPLIT_NAMES = {"train": ("train", "training"), "valid": ("valid", "validation", "val"), "test": ("test", "testing")}

Colour = Literal["same", "rgb", "grey", "any"]
"""`same`: all pictures as the first one; `rgb` or `grey`: all so; `any`: whatever comes is made RGB."""


def read_folder(
    root: Path, *, size: int, colour: Colour = "same", name: str, valid_share: float = 0.0, split_seed: int = 0,
    tell: Callable[[str], None] = lambda note: None,
) -> PictureSet:  # fmt: skip
    """Read and check a folder of pictures; each is made square by its short side and scaled to `size` pixels.

    Args:
        valid_share: where the folder has no validation split, the share of each class's training pictures that become
            one, drawn by `split_seed`; 0 asks for the split to be there.

    Raises:
        InputError: a split or a class is missing or empty, a picture is broken, cut short, or of another kind of
            colour than the others; the file is named.
    """
    files = list_pictures(root, valid_share, split_seed)
    classes = sorted({label for split in files.values() for label in split})
    check_classes(root, files, classes)
    if colour == "same":
        _, grey = open_picture(next(iter(files["train"].values()))[0])
        colour = "grey" if grey else "rgb"
    about = read_about(root)
    splits: dict[str, PictureSplit] = {}
    sides: list[int] = []
    for split in SPLITS:
        pictures, targets = [], []
        for index, label in enumerate(classes):
            for path in files[split][label]:
                picture, shape = read_picture(path, size=size, colour=colour)
                pictures.append(picture)
                targets.append(index)
                sides += shape
        tell(f"{split}: {len(targets)} pictures read")
        splits[split] = _split(pictures, targets)
    return PictureSet(
        name=about.name or name,
        kind="real",
        origin=about.origin or "a folder of the user's",
        licence=about.licence or "as its owner says",
        classes=classes,
        splits=splits,
        sample_shape=[3, size, size],
        size_range=[min(sides), max(sides)],
        extra={"colour": colour},
    )


class About(Part):
    """What an optional `dataset.toml` beside the splits says of the set, for its data card."""

    name: str = ""
    origin: str = ""
    licence: str = ""


def read_about(root: Path) -> About:
    """The set's `dataset.toml`, or nothing known.

    Raises:
        InputError: it is not TOML, or holds another name than `name`, `origin`, `licence`.
    """
    path = root / "dataset.toml"
    if not path.is_file():
        return About()
    try:
        return About.model_validate(read_toml(path))
    except ValidationError as error:
        raise InputError(
            f"not a description of a data set: {str(error).splitlines()[0]}",
            file=path,
            remedy="write `name`, `origin` and `licence`, each a string",
        ) from None


def list_pictures(root: Path, valid_share: float = 0.0, split_seed: int = 0) -> dict[str, dict[str, list[Path]]]:
    """Picture files by split and class, sorted; see `read_folder`.

    Raises:
        InputError: the folder or one of its splits is not there.
    """
    if not root.is_dir():
        raise InputError("no such folder of pictures", file=root, remedy=_LAYOUT)
    found = {}
    for split, names in SPLIT_NAMES.items():
        folder = next((root / name for name in names if (root / name).is_dir()), None)
        if folder is None and split == "valid" and valid_share:
            continue
        if folder is None:
            raise InputError(f"there is no folder `{split}` in it", file=root, remedy=_LAYOUT)
        found[split] = {
            entry.name: sorted(f for f in entry.iterdir() if f.suffix.lower() in SUFFIXES)
            for entry in sorted(folder.iterdir())
            if entry.is_dir() and not entry.name.startswith(".")
        }
    if "valid" not in found:
        found = _with_valid(found, valid_share, split_seed)
    return found


def _with_valid(
    files: dict[str, dict[str, list[Path]]], share: float, seed: int
) -> dict[str, dict[str, list[Path]]]:  # fmt: skip
    """The same with a validation split taken from training: a share of each class, and at least one of two or more."""
    draw, train, valid = random.Random(seed), {}, {}
    for label, paths in files["train"].items():
        n = min(len(paths) - 1, max(1, round(share * len(paths)))) if paths else 0
        chosen = set(draw.sample(range(len(paths)), n))
        valid[label] = [path for i, path in enumerate(paths) if i in chosen]
        train[label] = [path for i, path in enumerate(paths) if i not in chosen]
    return {"train": train, "valid": valid, "test": files["test"]}


def check_classes(root: Path, files: dict[str, dict[str, list[Path]]], classes: list[str]) -> None:
    """Every split has every class, and no class is empty.

    Raises:
        InputError: one is missing or empty.
    """
    if len(classes) < 2:
        raise InputError(f"{len(classes)} classes are not enough to tell apart", file=root, remedy=_LAYOUT)
    for split in SPLITS:
        for label in classes:
            if label not in files[split]:
                raise InputError(
                    f"class {label!r} is missing from the split `{split}`",
                    file=root,
                    remedy=f"add {split}/{label} with pictures, or remove the class from the other splits",
                )
            if not files[split][label]:
                raise InputError(
                    "there are no pictures in it",
                    file=root / split / label,
                    remedy="add some, or remove the class from every split",
                )


def read_picture(path: Path, *, size: int, colour: Colour) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """One picture as [size, size, 3] and its width and height on disk.

    Raises:
        InputError: it is broken, cut short, or of the wrong kind of colour.
    """
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageOps

    opened, grey = open_picture(path)
    if colour != "any" and grey != (colour == "grey"):
        raise InputError(
            f"the picture is {'grey' if grey else 'in colour'} where {'grey' if colour == 'grey' else 'colour'} "
            "is expected",
            file=path,
            remedy="replace it, or set data.colour to `any` to take both",
        )
    picture = opened.convert("RGB")
    if picture.size != (size, size):
        picture = ImageOps.fit(picture, (size, size), Pictures.Resampling.BILINEAR)
    return np.asarray(picture), opened.size


def open_picture(path: Path) -> tuple[Image, bool]:
    """One picture, wholly read, and whether it is grey.

    Raises:
        InputError: it is broken or cut short.
    """
    from PIL import Image as Pictures
    from PIL import UnidentifiedImageError

    try:
        with Pictures.open(path) as opened:
            opened.load()
            return opened, opened.mode in {"L", "LA", "1", "I", "I;16", "F"}
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pictures.DecompressionBombError) as error:
        reason = "cut short" if "truncated" in str(error) else "not a picture that can be read"
        raise InputError(f"the file is {reason}", file=path, remedy="replace or remove it") from None


def folder_fingerprint(root: Path, valid_share: float = 0.0) -> str:
    """Identity of the folder by names, sizes and times, without reading the pictures.

    Raises:
        InputError: as `list_pictures`.
    """
    parts = []
    for split in list_pictures(root, valid_share).values():
        for files in split.values():
            for path in files:
                stat = path.stat()
                parts.append(f"{path.relative_to(root).as_posix()} {stat.st_size} {stat.st_mtime_ns}")
    return fingerprint(*parts)


def _split(pictures: list[NDArray[np.uint8]], targets: list[int]) -> PictureSplit:
    import numpy as np

    return PictureSplit(np.stack(pictures), np.array(targets, dtype=np.int64))


_LAYOUT = "give a folder with train/CLASS/, valid/CLASS/ and test/CLASS/ in it"
