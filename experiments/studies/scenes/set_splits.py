"""Training, validation and test samples of a multi-label set: the set's own split, or 80/20 twice by seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.scenes.label_rows import LabelRows
from plainspoken.experiments.studies.scenes.stratified_split import stratified_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPLITS = ("train", "valid", "test")


def split_rows(
    rows: LabelRows, test_share: float, valid_share: float, test_seed: int, valid_seed: int | None = None
) -> dict[str, NDArray[np.int64]]:
    """Sample indices by split.

    Args:
        test_share: of all samples that the set itself assigns to no split.
        valid_share: of what the test leaves.
        test_seed: decides which samples are kept for the test.
        valid_seed: decides which of the others validate; `test_seed` when None.

    Raises:
        InputError: a split would be empty.
    """
    import numpy as np

    n = len(rows)
    seed = test_seed if valid_seed is None else valid_seed
    own = {split: np.array([i for i in range(n) if rows.parts and rows.parts[i] == split], int) for split in SPLITS}
    if len(own["test"]):
        rest, test = np.sort(np.concatenate([own["train"], own["valid"]])), own["test"]
    else:
        rest, test = stratified_parts(rows.targets, (1 - test_share, test_share), test_seed)
    if len(own["valid"]):
        valid = own["valid"]
        train = np.setdiff1d(rest, valid)
    else:
        inner = stratified_parts(rows.targets[rest], (1 - valid_share, valid_share), seed)
        train, valid = rest[inner[0]], rest[inner[1]]
    parts = {"train": train, "valid": np.setdiff1d(valid, test), "test": test}
    for split, chosen in parts.items():
        if not len(chosen):
            raise InputError(f"the split `{split}` is empty", remedy="give more samples, or another share")
    return parts
