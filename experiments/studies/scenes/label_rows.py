"""Rows of a multi-label set: which labels each sample has, and what else is told of it.

The one-hot rule is that of `pandas.get_dummies` after a split on blanks: one column for each label that occurs, in
rising order, whole numbers by their value. A label that is listed twice for one sample counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class LabelRows:
    """The labels of n samples.

    Attributes:
        names: a name for each sample, such as its file's.
        labels: ids of the labels that occur, by column.
        targets: noughts and ones [n, labels], uint8.
        captions: a caption for each sample; empty where the set has none.
        titles: what labels are called, by id, where the set says so.
        parts: `train`, `valid` or `test` for each sample, where the set says so.
    """

    names: list[str]
    labels: list[str]
    targets: NDArray[np.uint8]
    captions: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.names)

    def taken(self, chosen: Sequence[int]) -> LabelRows:
        """Some of the samples, in that order, with all labels."""
        return LabelRows(
            [self.names[i] for i in chosen],
            self.labels,
            self.targets[list(chosen)],
            [self.captions[i] for i in chosen] if self.captions else [],
            self.titles,
            [self.parts[i] for i in chosen] if self.parts else [],
        )


def one_hot(rows: Sequence[str]) -> tuple[list[str], NDArray[np.uint8]]:
    """Labels that occur, in rising order, and noughts and ones [rows, labels].

    Args:
        rows: the labels of each sample, separated by blanks; a sample without labels is an empty string.
    """
    import numpy as np

    split = [row.split() for row in rows]
    labels = sorted({label for row in split for label in row}, key=_by_value)
    column = {label: i for i, label in enumerate(labels)}
    targets = np.zeros((len(rows), len(labels)), dtype=np.uint8)
    for at, row in enumerate(split):
        targets[at, [column[label] for label in row]] = 1
    return labels, targets


def missing_ids(labels: Sequence[str]) -> list[str]:
    """Whole numbers between the first and the last id that no sample has; none where ids are words."""
    if not labels or not all(label.isdigit() for label in labels):
        return []
    known = {int(label) for label in labels}
    return [str(number) for number in range(min(known), max(known)) if number not in known]


def _by_value(label: str) -> tuple[int, int, str]:
    """Numbers by value and before words."""
    return (0, int(label), label) if label.isdigit() else (1, 0, label)
