"""Pictures of the user's own for labs that otherwise run on digits: a folder with a split for training and test and a
folder a class in each, named by `--data pictures=FOLDER`. Imports no torch by itself.

Only counts, scores and curves of them get into records; no figure of these labs shows a pixel.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.studies.course.course_digits import (
    CLASSES,
    DigitData,
    DigitSplit,
    digit_card,
    load_digit_splits,
)

if TYPE_CHECKING:
    from torch import Tensor

    from plainspoken.experiments.data.picture_set import PictureSet, PictureSplit
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan

SET = "pictures"
"""The name under which the user names the folder."""


class FolderData(Part):
    """What a table `[data]` says of the user's folder."""

    size: int = Field(default=32, ge=8, le=256, description="pixels on a side of the user's pictures")
    pictures: int = Field(default=2000, ge=20, description="the user's training pictures, at most; the test is whole")
    valid_share: float = Field(default=0.1, gt=0, lt=1, description="of training, where the folder has no validation")
    split_seed: int = 42


class PictureData(DigitData, FolderData):
    """Table `[data]` of a recipe whose lab takes a folder of the user's in place of the digits."""


def digit_settings(data: Mapping[str, Any]) -> dict[str, Any]:
    """Of a table `[data]`, what the digits are loaded by."""
    return {name: value for name, value in data.items() if name in DigitData.model_fields}


@dataclass(frozen=True)
class LabPictures:
    """What a lab learns from.

    Attributes:
        pictures: [n, channels, height, width] between 0 and 1, by split.
        targets: class indices [n], by split.
    """

    card: DataCard
    labels: list[str]
    pictures: dict[str, Tensor]
    targets: dict[str, Tensor]


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the digits by their settings, and of a folder by names, sizes and times of its files.

    Raises:
        InputError: the folder is named but not there, or has no splits.
    """
    return folder_identity(plan, PictureData.model_validate(dict(plan.data)))


def folder_identity(plan: RunPlan | StudyPlan, settings: FolderData) -> str:
    """The same for a lab with settings of its own.

    Raises:
        InputError: the folder is named but not there, or has no splits.
    """
    from plainspoken.experiments.data.picture_folders import folder_fingerprint

    told, source = json.dumps(settings.model_dump(), sort_keys=True), plan.sources.get(SET)
    return fingerprint(told, folder_fingerprint(Path(source), settings.valid_share) if source else "digits")


def user_set(
    plan: RunPlan, settings: FolderData, tell: Callable[[str], None] = lambda note: None
) -> PictureSet | None:  # fmt: skip
    """The user's pictures, those of training thinned to as many as the settings allow; None where no folder is named.

    Raises:
        InputError: the folder or one of its pictures cannot be used.
    """
    from dataclasses import replace

    from plainspoken.experiments.data.picture_folders import read_folder

    if not (source := plan.sources.get(SET)):
        return None
    read = read_folder(
        Path(source), size=settings.size, colour="any", name="pictures of the user's",
        valid_share=settings.valid_share, split_seed=settings.split_seed, tell=tell,
    )  # fmt: skip
    thin = _thinned(read.splits["train"], settings.pictures, settings.split_seed)
    return replace(read, splits={**read.splits, "train": thin})


def grey_split(split: PictureSplit, labels: Sequence[int]) -> DigitSplit:
    """The pictures of some classes as grey pixels [n, size x size] between 0 and 1; targets are places in `labels`."""
    import numpy as np

    kept = np.isin(split.targets, labels)
    pixels = split.pictures[kept].mean(3).reshape(int(kept.sum()), -1) / 255
    return DigitSplit(pixels, np.array([list(labels).index(each) for each in split.targets[kept]], dtype=np.int64))


def lab_pictures(plan: RunPlan, tell: Callable[[str], None] = lambda note: None) -> LabPictures:
    """The user's pictures in color, or the digits.

    Raises:
        InputError: the folder or one of its pictures cannot be used.
    """
    import torch

    found = user_set(plan, PictureData.model_validate(dict(plan.data)), tell)
    if found is None:
        digits = load_digit_splits(digit_settings(plan.data))
        return LabPictures(
            digit_card(digits), CLASSES,
            {name: torch.from_numpy(s.pixels).float().reshape(-1, 1, 8, 8) for name, s in digits.items()},
            {name: torch.from_numpy(s.targets) for name, s in digits.items()},
        )  # fmt: skip
    return LabPictures(
        found.card(), found.classes,
        {name: torch.from_numpy(s.pictures).permute(0, 3, 1, 2).float() / 255 for name, s in found.splits.items()},
        {name: torch.from_numpy(s.targets) for name, s in found.splits.items()},
    )  # fmt: skip


def lab_greys(
    plan: RunPlan, tell: Callable[[str], None] = lambda note: None
) -> tuple[dict[str, DigitSplit], list[str], DataCard]:
    """The user's pictures as grey pixels, or the digits; of either, as many to train on as `data.train` says.

    Returns:
        Splits, class names and data card.

    Raises:
        InputError: the folder or one of its pictures cannot be used.
    """
    settings = PictureData.model_validate(dict(plan.data))
    found = user_set(plan, settings.model_copy(update={"pictures": settings.train}), tell)
    if found is None:
        digits = load_digit_splits(digit_settings(plan.data))
        return digits, CLASSES, digit_card(digits)
    places = range(len(found.classes))
    return {name: grey_split(s, places) for name, s in found.splits.items()}, found.classes, found.card()


def _thinned(split: PictureSplit, most: int, seed: int) -> PictureSplit:
    """At most so many of the pictures, by chance."""
    import numpy as np

    from plainspoken.experiments.data.picture_set import PictureSplit

    chosen = np.sort(np.random.default_rng(seed).permutation(len(split))[:most])
    return PictureSplit(split.pictures[chosen], split.targets[chosen])
