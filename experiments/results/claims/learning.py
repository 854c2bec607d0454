"""How a run learned: the gap between training and validation, and when it was done."""

from __future__ import annotations

from math import isfinite

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.record import Epoch, RunRecord
from plainspoken.experiments.results.unmeasured import NotMeasuredError

LAST_EPOCHS = 3
"""The gap is a mean over so many epochs, so that one noisy epoch decides nothing; of a short run, over the second half,
so that its beginning doesn't count as its end."""

SLIGHT_GAP = 0.03
"""From here the training is called slightly ahead. The 95 % interval of an accuracy of 0.7 on 1,000 samples reaches 2.8
points either way: a smaller gap may be chance."""

LARGE_GAP = 0.10
"""Above this a run overfits: of ten samples, more than one more is right in training than in validation."""

STRONG_GAP = 0.20
"""Above this it overfits strongly: of five samples, more than one more."""

NEAR_BEST_LOSS = 1.02
"""A validation loss within two percent of the lowest counts as converged: the rest of the training wins no more than a
fiftieth."""

EARLY_SHARE = 1 / 3
"""Converged within this share of the epochs is early: the first of three parts, before the middle and the end."""


def validated_epochs(run: RunRecord) -> list[Epoch]:
    """The epochs that were validated."""
    validated = [epoch for epoch in run.history if epoch.has("valid")]
    if not validated:
        raise NotMeasuredError(f"history of {run.study}/{run.run}")
    return validated


def _gap(epoch: Epoch) -> float:
    train = epoch.train_clean or epoch.train
    return train.accuracy - epoch.valid.accuracy


def _last(run: RunRecord) -> list[Epoch]:
    """The epochs that the gap is a mean over: the last three, and no more than half of them (one at least)."""
    epochs = validated_epochs(run)
    return epochs[-min(LAST_EPOCHS, max(1, len(epochs) // 2)) :]


@claim("difference")
def gap(run: RunRecord) -> float:
    """Training minus validation accuracy, the mean over the last three epochs (of fewer than six, over half of them).

    The training split counts as it was measured without augmentation and dropout where the record has that; see
    `gap_is_clean`. Negative when validation is higher.

    Raises:
        InputError: the run has no history.
    """
    last = _last(run)
    return sum(_gap(epoch) for epoch in last) / len(last)


@claim("difference")
def epoch1_gap(run: RunRecord) -> float:
    """Training minus validation accuracy at the first epoch. Raises InputError as `gap`."""
    return _gap(validated_epochs(run)[0])


@claim("truth")
def gap_is_clean(run: RunRecord) -> bool:
    """Whether the training accuracy behind `gap` was measured as validation is: no augmentation, no dropout."""
    return all(epoch.train_clean is not None for epoch in _last(run))


@claim("truth", rests_on=("gap",))
def overfits(run: RunRecord) -> bool:
    """`gap` is above 0.10."""
    return gap(run) > LARGE_GAP


@claim("truth", rests_on=("gap",))
def slightly_overfits(run: RunRecord) -> bool:
    """`gap` is between 0.03 and 0.10."""
    return SLIGHT_GAP <= gap(run) <= LARGE_GAP


@claim("truth", rests_on=("gap",))
def strongly_overfits(run: RunRecord) -> bool:
    """`gap` is above 0.20 (such a run also `overfits`)."""
    return gap(run) > STRONG_GAP


@claim("truth", rests_on=("epoch1_gap",))
def immediately_overfits(run: RunRecord) -> bool:
    """The gap is above 0.10 at the very first epoch."""
    return epoch1_gap(run) > LARGE_GAP


@claim("truth", rests_on=("gap",))
def validation_higher(run: RunRecord) -> bool:
    """`gap` is negative: validation does better than training."""
    return gap(run) < 0


@claim("truth", rests_on=("gap",))
def gap_grows(run: RunRecord) -> bool:
    """The gap of the last epochs is more than 0.03 wider than at the first epoch."""
    return gap(run) - epoch1_gap(run) > SLIGHT_GAP


@claim("words")
def gap_words(run: RunRecord) -> str:
    """`gap` in words: "validation ahead of training", "no overfitting", "slight overfitting", "overfitting" or
    "strong overfitting"."""
    if validation_higher(run):
        return "validation ahead of training"
    if strongly_overfits(run):
        return "strong overfitting"
    if overfits(run):
        return "overfitting"
    return "slight overfitting" if slightly_overfits(run) else "no overfitting"


@claim("count")
def convergence_epoch(run: RunRecord) -> int:
    """The first epoch (from 1) whose validation loss is within 2 % of the lowest.

    Raises:
        InputError: the run has no history, or a validation loss that is not a finite number.
    """
    losses = [epoch.valid.loss for epoch in validated_epochs(run)]
    if not all(isfinite(loss) for loss in losses):
        raise InputError(
            f"a validation loss of {run.study}/{run.run} is not finite", remedy="train it again with a lower rate"
        )
    target = NEAR_BEST_LOSS * min(losses) if min(losses) >= 0 else min(losses)
    return next(epoch.epoch for epoch in validated_epochs(run) if epoch.valid.loss <= target)


@claim("truth", rests_on=("convergence_epoch",))
def early_convergence(run: RunRecord) -> bool:
    """`convergence_epoch` lies in the first third of the epochs. Never so for a run of one or two epochs."""
    return convergence_epoch(run) <= len(run.history) * EARLY_SHARE


@claim("truth", rests_on=("gap",))
def least_overfitted(run: RunRecord, *others: RunRecord) -> bool:
    """`gap` is smaller than that of every other run.

    Raises:
        InputError: there is no other run.
    """
    if not others:
        raise InputError("least_overfitted needs runs to compare with", remedy="name at least two runs")
    return all(gap(run) < gap(other) for other in others)


@claim("truth", rests_on=("gap",))
def overfits_more(run: RunRecord, other: RunRecord) -> bool:
    """`gap` of the first run is more than 0.03 wider than that of the second."""
    return gap(run) - gap(other) > SLIGHT_GAP
