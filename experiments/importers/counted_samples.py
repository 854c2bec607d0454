"""What is said of one split must fit together: the accuracy, the number of samples, and the matrix of the answers."""

from __future__ import annotations

from decimal import Decimal

from plainspoken.experiments.importers.file_contents import ROUNDING, Found, FoundNumber
from plainspoken.experiments.importers.import_settings import ImportSettings

FLOAT32 = 2e-6
"""How far a fraction may be off that was computed with 32-bit numbers, whatever digits it has."""


def count_of(split: str, settings: ImportSettings, found: Found) -> int | None:
    """The number of samples of a split, from the files or from the author.

    Raises:
        InputError: they say different things.
    """
    told, given = found.splits.get(split, {}).get("n"), settings.counts.get(split)
    if told is not None and given is not None and int(told.value) != given:
        raise told.error(
            f"n of {split} is {told.value:g} here and {given} in talk.toml",
            "leave `n` out where the file tells it, or correct one of them",
        )
    return int(told.value) if told is not None else given


def check_accuracy(split: str, n: int, found: Found, *, strict: bool = True) -> None:
    """Refuse an accuracy that no count of right answers gives, as 0.5 of 3 samples; of a history, whose accuracies may
    be means over batches of unlike sizes, and where it is not `strict`, only say so.

    Source: the test of granularity of Brown and Heathers, "The GRIM test", Social Psychological and Personality Science
    8 (2017).

    Raises:
        InputError: as said.
    """
    told = found.splits.get(split, {}).get("accuracy")
    if told is None or is_possible(told.value, n):
        return
    below, above = int(told.value * n), int(told.value * n) + 1
    if told.logged or not strict:
        found.read_as["accuracy"] = (
            f"no count of {n} samples gives the accuracy {told.value:g} of {split}: perhaps a mean over batches"
        )
        return
    raise told.error(
        f"accuracy of {split} is {told.value:g}, which no count of n = {n} gives: {below} are right in "
        f"{below / n:.4g}, {above} in {above / n:.4g}",
        "correct the accuracy or n; leave n out where the accuracy is a mean over batches, folds or seeds",
    )


def is_possible(accuracy: float, n: int) -> bool:
    """Whether some count of `n` samples gives an accuracy to within a unit of its last digit: it may have been rounded,
    or cut off."""
    digits = -int(Decimal(repr(round(accuracy, 12))).normalize().as_tuple().exponent)
    room = max(10.0 ** -max(digits, 0), FLOAT32) + 1e-9
    return abs(round(accuracy * n) / n - accuracy) <= room


def tell_matrix(found: Found, split: str, matrix: object, number: FoundNumber) -> None:
    """Take the samples and the accuracy from a matrix of counts, rows and columns in the same order of classes. Which
    of them are the answers is not said, and so it tells nothing of classes.

    Raises:
        InputError: the file has another accuracy, or another number of samples.
    """
    rows = matrix if isinstance(matrix, list) else []
    size = len(rows)
    if size < 2 or not all(isinstance(row, list) and len(row) == size for row in rows):
        return
    if not all(isinstance(cell, int) and not isinstance(cell, bool) and cell >= 0 for row in rows for cell in row):
        return
    total = sum(map(sum, rows))
    right = sum(row[place] for place, row in enumerate(rows))
    known = found.splits.get(split, {})
    if total == 0:
        return
    if (accuracy := known.get("accuracy")) is not None and abs(accuracy.value - right / total) > ROUNDING:
        raise accuracy.error(
            f"accuracy of {split} is {accuracy.value:g}, and the confusion matrix beside it has {right} of {total} on "
            f"its diagonal, which is {right / total:.4g}",
            "correct one of them, or take the one out that is of another run",
        )
    if (n := known.get("n")) is not None and int(n.value) != total:
        raise n.error(
            f"n of {split} is {n.value:g}, and the confusion matrix beside it counts {total} samples",
            "correct one of them, or take the one out that is of another run",
        )
    found.tell(split, "n", FoundNumber(total, number.file, number.line))
    if accuracy is None:
        found.tell(split, "accuracy", FoundNumber(right / total, number.file, number.line))
