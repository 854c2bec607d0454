"""Cross-validation: one trial as one of its folds, and the folds' validation metrics as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.intervals import over_folds
from plainspoken.experiments.results.metric import OVER_FOLDS, Metric
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.runner.study_protocol import Trial

SPLIT = OVER_FOLDS
"""Under which split a record keeps the mean over folds."""


def as_fold(trial: Trial, fold: int, folds: int, seed: int, where: str) -> Trial:
    """The trial with its training and validation samples divided anew: every sample validates in one fold of all.

    The order is drawn from the seed alone, so that all folds agree on it. The test split stays as it is.

    Raises:
        InputError: the batches are not `TensorBatches`, or there are fewer samples than folds.
    """
    import torch

    from plainspoken.experiments.training.batches import TensorBatches

    sources = (trial.train, trial.train_clean, trial.valid)
    if not all(isinstance(each, TensorBatches) for each in sources):
        raise InputError(
            "train.folds needs batches of tensors in memory",
            file=where,
            remedy="give TensorBatches for training and validation, or set train.folds to 0",
        )
    train, clean, valid = (each for each in sources if isinstance(each, TensorBatches))
    inputs = [torch.cat([a, b]) for a, b in zip(train.inputs, valid.inputs, strict=True)]
    targets = torch.cat([train.targets, valid.targets])
    lengths = (
        torch.cat([train.lengths, valid.lengths]) if train.lengths is not None and valid.lengths is not None else None
    )
    n = len(targets)
    if n < folds:
        raise InputError(f"{n} samples cannot be split into {folds} folds", file=where, remedy="lower train.folds")
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    held = order[fold::folds]
    kept = torch.cat([order[i::folds] for i in range(folds) if i != fold]).sort().values

    def chosen(like: TensorBatches, indices: torch.Tensor) -> TensorBatches:
        return TensorBatches(
            [part[indices] for part in inputs],
            targets[indices],
            batch=like.batch,
            seed=like.seed,
            shuffle=like.shuffle,
            drop_last=like.samples < len(like.targets),
            lengths=lengths[indices] if lengths is not None and like.lengths is not None else None,
            transform=like.transform,
        )

    return replace(trial, train=chosen(train, kept), train_clean=chosen(clean, kept), valid=chosen(valid, held))


def joined(records: Sequence[RunRecord]) -> dict[str, Metric]:
    """The mean over folds of each validation metric, with the figure of each fold and Student's 95 % interval.

    The training sets of folds overlap, so the interval is somewhat too narrow (Bengio and Grandvalet 2004).
    """
    found = {}
    for name, first in records[0].scores.get("valid", {}).items():
        values = [record.scores["valid"][name].value for record in records if name in record.scores.get("valid", {})]
        if len(values) < 2:
            continue
        mean = sum(values) / len(values)
        n = sum(record.scores["valid"][name].n or 0 for record in records)
        metric = Metric(**first.kind.model_dump(), value=mean, split=SPLIT, n=n or None, seeds=values)
        found[name] = metric.within(over_folds(values))
    return found
