"""What a run says by class: how often it says it, what it mistakes for what."""

from __future__ import annotations

from collections import Counter
from statistics import median

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.single_run import SplitName, split_of
from plainspoken.experiments.results.metric import Count, Fraction
from plainspoken.experiments.results.record import RunRecord, StudyRecord
from plainspoken.experiments.results.scores_view import SplitScores

MOSTLY = 0.8
"""A class predicted at least this often is predicted "always": of five answers that a listener looks at, one at most is
expected to be another."""

A_LOT = 1.5
"""Predicted at least so many times as often as it is true: "a lot". Half as many again, so that one answer in three at
least must be a mistake."""

FREQUENTLY = 1.25
"""Predicted at least so many times as often as it is true: "quite frequently". A quarter more, so that one answer in
five at least must be a mistake."""

MEAN_DIAGONAL = 0.5
"""The least mean recall of a matrix that is said to show a diagonal: its cells then hold, on average over the rows, as
much of a row as all other cells together."""

DEBATABLE_MARGIN = 0.2
"""Mistakes whose two best answers are closer than this (in the median) are debatable: between two classes that share
all probability, 0.6 against 0.4 at most."""

IMBALANCE = 1.2
"""A set is imbalanced when its largest class has more than so many times an equal share: always answering it is then
right more than a fifth more often than guessing."""


class Confusion(Part):
    """One kind of mistake: `samples` samples of `truth`, a `share` of that class, were taken for `predicted`."""

    truth: str
    predicted: str
    share: Fraction
    samples: Count


def _class(names: list[str], label: str, what: str) -> int:
    if label not in names:
        raise InputError(f"{what} has no class {label!r}", remedy=f"its classes are {', '.join(names)}")
    return names.index(label)


def _place(run: RunRecord, label: str, split: str) -> tuple[SplitScores, int]:
    metrics = split_of(run, split)
    return metrics, _class(metrics.labels, label, f"{run.study}/{run.run}")


@claim("fraction")
def pred_share(run: RunRecord, label: str, split: SplitName = "test") -> float:
    """The share of the split's samples that the model calls `label`.

    Raises:
        InputError: there is no such class or split, or the split is empty.
    """
    metrics, at = _place(run, label, split)
    return sum(row[at] for row in metrics.confusion) / metrics.n


@claim("fraction")
def true_share(run: RunRecord, label: str, split: SplitName = "test") -> float:
    """The share of the split's samples that are `label`. Raises InputError as `pred_share`."""
    metrics, at = _place(run, label, split)
    return sum(metrics.confusion[at]) / metrics.n


def _said_too_often(run: RunRecord, label: str, split: str, times: float) -> bool:
    metrics, at = _place(run, label, split)  # whole counts, so that a limit met exactly is met
    said = sum(row[at] for row in metrics.confusion)
    return said > 0 and said >= times * sum(metrics.confusion[at])


@claim("truth", rests_on=("pred_share", "true_share"))
def predicts_mostly(run: RunRecord, label: str, split: SplitName = "test") -> bool:
    """The model says `label` for at least 80 % of the samples."""
    return pred_share(run, label, split) >= MOSTLY


@claim("truth", rests_on=("pred_share", "true_share"))
def predicts_a_lot(run: RunRecord, label: str, split: SplitName = "test") -> bool:
    """The model says `label` at least 1.5 times as often as it is true. A class that is never true is said a lot
    once it is said at all; a class that is never said is not."""
    return _said_too_often(run, label, split, A_LOT)


@claim("truth", rests_on=("pred_share", "true_share"))
def predicts_frequently(run: RunRecord, label: str, split: SplitName = "test") -> bool:
    """The model says `label` at least 1.25 times as often as it is true; otherwise as `predicts_a_lot`."""
    return _said_too_often(run, label, split, FREQUENTLY)


@claim("class")
def most_predicted(run: RunRecord, split: SplitName = "test") -> str:
    """The class that the model says most often; the first in the order of classes when several tie."""
    metrics = split_of(run, split)
    return max(metrics.labels, key=lambda label: pred_share(run, label, split))


def _counts(record: RunRecord | StudyRecord, split: str) -> dict[str, int]:
    if split == "all":
        total: Counter[str] = Counter()
        for each in record.data.splits:
            total.update(_counts(record, each))
        return dict(total)
    if split not in record.data.splits:
        raise InputError(
            f"the data card of {record.study} has no split {split!r}",
            remedy=f"its splits are {', '.join(record.data.splits) or 'none'}",
        )
    counts = record.data.splits[split].counts
    if not sum(counts.values()):
        raise InputError(f"the {split} split of {record.study} is empty", remedy="use a set with samples in it")
    return counts


def _samples(record: RunRecord | StudyRecord, split: str, counts: dict[str, int]) -> int:
    """Samples of a split: where they have several labels, fewer than their labels."""
    splits = record.data.splits
    n = sum(each.n for each in splits.values()) if split == "all" else splits[split].n
    return n or sum(counts.values())


@claim("class")
def majority(record: RunRecord | StudyRecord, split: str = "train") -> str:
    """The class with most samples in the data card's split; the first in the card's order when several tie.

    Raises:
        InputError: the card has no such split, or it is empty.
    """
    counts = _counts(record, split)
    return max(counts, key=lambda label: counts[label])


@claim("fraction")
def class_share(record: RunRecord | StudyRecord, label: str, split: str = "train") -> float:
    """The share of the samples in the data card's split, or in the whole set (`all`), that are or have `label`.

    Raises InputError as `majority`, or for an unknown class.
    """
    counts = _counts(record, split)
    _class(record.data.classes, label, record.study)
    return counts.get(label, 0) / _samples(record, split, counts)


@claim("fraction")
def majority_share(record: RunRecord | StudyRecord, split: str = "train") -> float:
    """The share of the samples in the data card's split that are or have its largest class. Raises InputError as
    `majority`."""
    counts = _counts(record, split)
    return max(counts.values()) / _samples(record, split, counts)


@claim("truth", rests_on=("majority_share",))
def imbalanced(record: RunRecord | StudyRecord, split: str = "train") -> bool:
    """The largest class has more than 1.2 times the share it would have if all were equal."""
    counts = _counts(record, split)
    return max(counts.values()) / sum(counts.values()) * len(record.data.classes) > IMBALANCE


@claim("list")
def top_confusions(run: RunRecord, k: int = 3, split: SplitName = "test") -> list[Confusion]:
    """The `k` largest cells off the diagonal, as shares of the true class; fewer when fewer mistakes were made.

    Ties go to the larger count, then to the order of classes. Classes without a sample have no share and are
    left out.
    """
    metrics = split_of(run, split)
    cells = [
        Confusion(truth=truth, predicted=predicted, share=row[j] / sum(row), samples=row[j])
        for i, (truth, row) in enumerate(zip(metrics.labels, metrics.confusion, strict=True))
        for j, predicted in enumerate(metrics.labels)
        if i != j and row[j]
    ]
    return sorted(cells, key=lambda cell: (-cell.share, -cell.samples))[:k]


@claim("truth")
def confuses(run: RunRecord, truth: str, predicted: str, k: int = 3, split: SplitName = "test") -> bool:
    """Whether taking `truth` for `predicted` is among the `k` most frequent kinds of mistake."""
    _place(run, truth, split)
    _place(run, predicted, split)
    return any((cell.truth, cell.predicted) == (truth, predicted) for cell in top_confusions(run, k, split))


@claim("truth", rests_on=("balanced_acc",))
def diagonal(run: RunRecord, split: SplitName = "test") -> bool:
    """Every class is taken for itself more often than for any other, and the mean recall is at least 0.5.

    Classes without a sample in the split have no row and are left out.
    """
    rows = [(row, i) for i, row in enumerate(split_of(run, split).confusion) if sum(row)]
    ahead = all(row[i] > max(cell for j, cell in enumerate(row) if j != i) for row, i in rows)
    return ahead and sum(row[i] / sum(row) for row, i in rows) / len(rows) >= MEAN_DIAGONAL


@claim("difference")
def margin(run: RunRecord) -> float:
    """The median, over the recorded mistakes, of the probability of the answer minus that of the runner-up.

    Raises:
        InputError: no mistake is recorded.
    """
    mistakes = run.samples.mistakes
    if not mistakes:
        raise InputError(f"{run.study}/{run.run} records no mistakes", remedy="leave the sentence out for it")
    return float(median(sample.probability - sample.runner_up_probability for sample in mistakes))


@claim("truth", rests_on=("margin",))
def debatable(run: RunRecord) -> bool:
    """The `margin` of the mistakes is below 0.2. Not so when no mistake is recorded."""
    return bool(run.samples.mistakes) and margin(run) < DEBATABLE_MARGIN
