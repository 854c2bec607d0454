"""Pictures listed in tables: the CSV file of FER2013, and the CSV export of Roboflow."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.experiments.data.picture_folders import SPLIT_NAMES, Colour, open_picture, read_about, read_picture
from plainspoken.experiments.data.picture_set import SPLITS, PictureSet, PictureSplit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FER_EMOTIONS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
"""What the numbers 0 to 6 of FER2013 mean."""

FER_SPLITS = {"Training": "train", "PublicTest": "valid", "PrivateTest": "test"}

FER_SIDE = 48

ROBOFLOW_TABLE = "_classes.csv"


def read_fer(path: Path, *, size: int, tell: Callable[[str], None] = lambda note: None) -> PictureSet:
    """FER2013's own file: columns `emotion` (0 to 6), `pixels` (48 x 48 grey values), `Usage` (the split).

    Raises:
        InputError: a column, a split or a class is missing, or a row is broken; with its line.
    """
    import numpy as np
    from PIL import Image

    found: dict[str, tuple[list[NDArray[np.uint8]], list[int]]] = {split: ([], []) for split in SPLITS}
    for line, row in _rows(path, ("emotion", "pixels", "Usage")):
        try:
            emotion, split = int(row["emotion"]), FER_SPLITS[row["Usage"].strip()]
            pixels = np.array(row["pixels"].split(), dtype=np.uint8).reshape(FER_SIDE, FER_SIDE)
            if emotion not in range(len(FER_EMOTIONS)):
                raise ValueError(emotion)
        except (ValueError, KeyError, OverflowError):
            raise InputError(
                f"not a row of FER2013: an emotion of 0 to 6, {FER_SIDE * FER_SIDE} grey values, "
                f"a Usage of {', '.join(FER_SPLITS)}",
                file=path,
                line=line,
                remedy="mend or remove the row",
            ) from None
        if size != FER_SIDE:
            pixels = np.asarray(Image.fromarray(pixels).resize((size, size), Image.Resampling.BILINEAR))
        found[split][0].append(np.repeat(pixels[:, :, None], 3, axis=2))
        found[split][1].append(emotion)
    order = sorted(FER_EMOTIONS)
    for split, (_, targets) in found.items():
        if missing := set(range(len(FER_EMOTIONS))) - set(targets):
            raise InputError(
                f"class {FER_EMOTIONS[min(missing)]!r} is missing from the split `{split}`",
                file=path,
                remedy="use the whole file of FER2013",
            )
        tell(f"{split}: {len(targets)} pictures read")
    return PictureSet(
        name="FER2013",
        kind="real",
        origin="FER2013, ICML 2013 workshop Challenges in Representation Learning; 48 x 48 pixels, grey",
        licence="research use",
        classes=order,
        splits={
            split: PictureSplit(
                np.stack(pictures), np.array([order.index(FER_EMOTIONS[t]) for t in targets], dtype=np.int64)
            )
            for split, (pictures, targets) in found.items()
        },
        sample_shape=[3, size, size],
        size_range=[FER_SIDE, FER_SIDE],
        extra={"colour": "grey"},
    )


def read_roboflow(
    root: Path, *, size: int, name: str, colour: Colour = "same", tell: Callable[[str], None] = lambda note: None
) -> PictureSet:
    """Roboflow's CSV export: in each split a table of file names and one column of 0 or 1 for each class.

    Raises:
        InputError: a table, a column, a class or a picture is missing or broken; with file and line.
    """
    import numpy as np

    about = read_about(root)
    classes: list[str] = []
    splits: dict[str, PictureSplit] = {}
    sides: list[int] = []
    for split in SPLITS:
        table = _table_of(root, split)
        pictures, targets = [], []
        for line, row in _rows(table, ("filename",)):
            labels = [column.strip() for column in row if column != "filename"]
            classes = classes or sorted(labels)
            if sorted(labels) != classes:
                raise InputError(
                    f"its classes are {', '.join(labels)}, where train has {', '.join(classes)}",
                    file=table,
                    remedy="export all splits of the set together",
                )
            chosen = [key.strip() for key, value in row.items() if key != "filename" and value.strip() == "1"]
            if len(chosen) != 1:
                raise InputError(
                    f"the row marks {len(chosen)} classes, not one", file=table, line=line, remedy="mend the row"
                )
            path = table.parent / row["filename"].strip()
            if not path.is_file():
                raise InputError(
                    f"there is no picture {path.name}", file=table, line=line, remedy="add it or remove the row"
                )
            if colour == "same":
                colour = "grey" if open_picture(path)[1] else "rgb"
            picture, shape = read_picture(path, size=size, colour=colour)
            pictures.append(picture)
            targets.append(classes.index(chosen[0]))
            sides += shape
        for index, label in enumerate(classes):
            if index not in targets:
                raise InputError(
                    f"class {label!r} is missing from the split `{split}`", file=table, remedy="add pictures of it"
                )
        tell(f"{split}: {len(targets)} pictures read")
        splits[split] = PictureSplit(np.stack(pictures), np.array(targets, dtype=np.int64))
    return PictureSet(
        name=about.name or name,
        kind="real",
        origin=about.origin or "a Roboflow export of the user's",
        licence=about.licence or "as its owner says",
        classes=classes,
        splits=splits,
        sample_shape=[3, size, size],
        size_range=[min(sides), max(sides)],
        extra={"colour": colour},
    )


def is_roboflow(root: Path) -> bool:
    """Whether the folder is a CSV export of Roboflow."""
    return any((root / name / ROBOFLOW_TABLE).is_file() for name in SPLIT_NAMES["train"])


def tables_fingerprint(source: Path) -> str:
    """Identity of a FER2013 file or of a Roboflow export, by sizes and times.

    Raises:
        InputError: a table is missing.
    """
    tables = [source] if source.is_file() else [_table_of(source, split) for split in SPLITS]
    parts = []
    for table in tables:
        files = [table] if source.is_file() else sorted(f for f in table.parent.iterdir() if f.is_file())
        parts += [f"{f.name} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files]
    return fingerprint(*parts)


def _table_of(root: Path, split: str) -> Path:
    for name in SPLIT_NAMES[split]:
        if (root / name / ROBOFLOW_TABLE).is_file():
            return root / name / ROBOFLOW_TABLE
    raise InputError(f"there is no {split}/{ROBOFLOW_TABLE} in it", file=root, remedy="export the split as well")


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with a heading, each with its line."""
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        for column in needed:
            if column not in (reader.fieldnames or []):
                raise InputError(f"there is no column {column!r}", file=path, line=1, remedy=f"it needs {needed}")
        for row in reader:
            if None in row.values() or None in row:
                raise InputError(
                    "the row has more or fewer fields than the heading", file=path, line=reader.line_num,
                    remedy="mend or remove the row",
                )  # fmt: skip
            yield reader.line_num, row
