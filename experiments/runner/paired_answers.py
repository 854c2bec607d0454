"""Classifiers that were tested on the same samples, compared sample by sample (McNemar 1947)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from plainspoken.experiments.results.paired_test import MOST_PAIRED, mcnemar
from plainspoken.experiments.results.record import Pair, RunRecord


def paired_answers(folders: Mapping[str, Path], records: Sequence[RunRecord]) -> dict[str, Pair]:
    """A pair for every two runs with one label a sample whose test targets are the same, by `run/run`.

    Args:
        folders: of each run in the store.
        records: the runs that ended well.
    """
    import numpy as np

    chosen = [record.run for record in records if record.task == "classify" and record.run in folders]
    if len(chosen) > MOST_PAIRED:
        return {}
    right, targets = {}, {}
    for run in chosen:
        with np.load(folders[run] / "arrays.npz") as kept:
            if "test_logits" in kept.files:
                targets[run] = kept["test_targets"]
                right[run] = kept["test_logits"].argmax(1) == targets[run]
    names = list(right)
    return {
        f"{one}/{two}": mcnemar(int((right[one] & ~right[two]).sum()), int((~right[one] & right[two]).sum()))
        for i, one in enumerate(names)
        for two in names[i + 1 :]
        if np.array_equal(targets[one], targets[two])
    }
