"""The result of a network that names digits, in the parts of a record: the same for all labs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import Metric
from plainspoken.experiments.studies.course.course_digits import CLASSES, digit_card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.studies.course.course_digits import DigitSplit
    from plainspoken.experiments.tasks.work import WorkResult


def judged(
    splits: Mapping[str, DigitSplit], logits: Mapping[str, NDArray[np.floating[Any]]], labels: Sequence[str] = CLASSES
) -> WorkResult:
    """Metrics of all splits with their intervals; the counts by class are left out, since no lecture asks about them.

    Args:
        logits: [n, classes] by split.
        labels: the classes, where they are not all ten digits.
    """
    import torch

    from plainspoken.experiments.tasks.classification import Classification
    from plainspoken.experiments.tasks.task import Outputs
    from plainspoken.experiments.tasks.work import WorkResult

    task = Classification(list(labels))
    outputs = {
        name: Outputs(torch.from_numpy(logits[name]).float(), torch.from_numpy(split.targets))
        for name, split in splits.items()
    }
    found = {name: task.scores(output, name) for name, output in outputs.items()}
    return WorkResult(
        card=digit_card(splits, labels),
        task="classify",
        kinds=task.kinds,
        scores={name: dict(metrics) for name, (metrics, _) in found.items()},
        baselines=task.baselines(outputs["train"], outputs["test"]),
        arrays={"test_logits": outputs["test"].logits.numpy(), "test_targets": splits["test"].targets},
    )


def share_metric(hits: int, n: int, *, split: str = "test", title: str = "") -> Metric:
    """A share of right answers with Wilson's interval."""
    metric = Metric(unit="fraction", better="higher", title=title, value=hits / n, split=split, n=n)
    return metric.within(wilson(hits, n))
