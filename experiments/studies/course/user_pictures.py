"""Pictures of the user's own for labs that otherwise run on digits: a folder with a split for training and test and a
folder a class in each, named by `--data pictures=FOLDER`. Imports no torch by itself.

Only counts, scores and curves of them get into records; no figure of these labs shows a pixel.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.studies.course.course_digits import CLASSES, DigitData, digit_card, load_digit_splits

if TYPE_CHECKING:
    from torch import Tensor

    from plainspoken.experiments.data.picture_set import PictureSet, PictureSplit
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan

SET = "pictures"
"""The name under which the user names the folder."""


class PictureData(DigitData):
    """Table `[data]` of a recipe whose lab takes a folder of the user's in place of the digits."""

    size: int = Field(default=32, ge=8, le=256, description="pixels on a side of the user's pictures")
    pictures: int = Field(default=2000, ge=20, description="the user's training pictures, at most; the test is whole")
    valid_share: float = Field(default=0.1, gt=0, lt=1, description="of training, where the folder has no validation")


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
    from plainspoken.experiments.data.picture_folders import folder_fingerprint

    settings, source = PictureData.model_validate(dict(plan.data)), plan.sources.get(SET)
    told = json.dumps(settings.model_dump(), sort_keys=True)
    return fingerprint(told, folder_fingerprint(Path(source), settings.valid_share) if source else "digits")


def user_set(plan: RunPlan, tell: Callable[[str], None] = lambda note: None) -> PictureSet | None:
    """The user's pictures, those of training thinned to as many as the settings allow; None where no folder is named.

    Raises:
        InputError: the folder or one of its pictures cannot be used.
    """
    from dataclasses import replace

    from plainspoken.experiments.data.picture_folders import read_folder

    settings, source = PictureData.model_validate(dict(plan.data)), plan.sources.get(SET)
    if not source:
        return None
    read = read_folder(
        Path(source), size=settings.size, colour="any", name="pictures of the user's",
        valid_share=settings.valid_share, split_seed=settings.split_seed, tell=tell,
    )  # fmt: skip
    thin = _thinned(read.splits["train"], settings.pictures, settings.split_seed)
    return replace(read, splits={**read.splits, "train": thin})


def lab_pictures(plan: RunPlan, tell: Callable[[str], None] = lambda note: None) -> LabPictures:
    """The user's pictures in colour, or the digits.

    Raises:
        InputError: the folder or one of its pictures cannot be used.
    """
    import torch

    found = user_set(plan, tell)
    if found is None:
        digits = load_digit_splits(plan.data)
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


def _thinned(split: PictureSplit, most: int, seed: int) -> PictureSplit:
    """At most so many of the pictures, by chance."""
    import numpy as np

    from plainspoken.experiments.data.picture_set import PictureSplit

    chosen = np.sort(np.random.default_rng(seed).permutation(len(split))[:most])
    return PictureSplit(split.pictures[chosen], split.targets[chosen])
