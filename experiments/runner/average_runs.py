"""An ensemble: the mean of the answers of runs that are there, measured as their task measures one of them.

Of classifiers the mean of the probabilities, of multi-label models the mean of each label's, of all others the mean of
the answers themselves (Breiman, "Bagging predictors", 1996).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Progress
from plainspoken.experiments.results.read_record import read_run
from plainspoken.experiments.results.record import Cost, RunRecord
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.run_store import keep_outcome

if TYPE_CHECKING:
    import torch


def average_runs(run: RunPlan, folder: Path, keys: dict[str, str], members: list[Path], progress: Progress) -> Path:
    """Average the members' answers on the test split, and leave an outcome of the same kind as theirs.

    Returns:
        The path of `outcome.json`.

    Raises:
        InputError: fewer than two members have answers, or they answer to different samples.
    """
    import numpy as np
    import torch

    from plainspoken.experiments.tasks.task import Outputs, infer_task

    name = f"{run.study}/{run.run}"
    progress.start(name, 1, "averaging")
    answers: list[torch.Tensor] = []
    records: list[RunRecord] = []
    truth: torch.Tensor | None = None
    for member in members:
        with np.load(member / "arrays.npz") as kept:
            if "test_logits" not in kept.files:
                continue  # a member that diverged answers nothing
            logits, targets = torch.from_numpy(kept["test_logits"]), torch.from_numpy(kept["test_targets"])
        if truth is not None and not torch.equal(truth, targets):
            raise InputError(
                f"the members of runs.{run.run}.ensemble were tested on different samples",
                remedy="average runs of the same data only",
            )
        truth = targets
        answers.append(logits)
        records.append(read_run(member / "outcome.json"))
    if truth is None or len(answers) < 2:
        raise InputError(f"runs.{run.run}.ensemble has fewer than two members with answers", remedy="name more runs")
    first = records[0]
    labels = first.final.test.labels if first.final.test.has("labels") else []
    task = infer_task(answers[0], truth, labels, f"runs.{run.run}")
    outputs = Outputs(_mean(answers, first.task), truth)
    scores, detail = task.scores(outputs, "test")
    record = first.model_copy(
        update={
            "run": run.run,
            "title": run.title,
            "model": run.model,
            "config": run.config(),
            "fingerprints": keys,
            "history": [],
            "best_epoch": None,
            "epochs": 0,
            "epochs_planned": 0,
            "ended": None,
            "stopped_early": False,
            "scores": {"test": scores},
            "detail": {"test": detail} if detail is not None else {},
            "samples": task.samples(outputs, [sample.index for sample in first.samples.grid], None)
            if first.has("samples")
            else None,
            "seconds": sum(record.seconds for record in records),
            "seconds_per_epoch": None,
            "processor_seconds_per_epoch": None,
            "pace": None,
            "cost": _summed([record.cost for record in records]),
            "extra": {"members": [f"{record.run} (seed {record.seed})" for record in records]},
        }
    )
    arrays = {"test_logits": outputs.logits.numpy(), "test_targets": truth.numpy()}
    keep_outcome(folder, record, arrays=arrays)
    progress.finish(name, f"{len(answers)} members")
    return folder / "outcome.json"


def _mean(answers: list[torch.Tensor], task: str) -> torch.Tensor:
    """The mean answer, as logits where the members answer logits."""
    import torch

    stacked = torch.stack(answers).double()
    if task == "classify":
        return stacked.softmax(-1).mean(0).clamp(min=1e-30).log().float()
    if task == "multilabel":
        return stacked.sigmoid().mean(0).clamp(1e-12, 1 - 1e-12).logit().float()
    return stacked.mean(0).float()


def _summed(costs: list[Cost]) -> Cost:
    """All members have to be kept and run."""
    known = [cost.flops for cost in costs if cost.flops is not None]
    return Cost(
        parameters=sum(cost.parameters for cost in costs),
        trainable_parameters=sum(cost.trainable_parameters for cost in costs),
        bytes=sum(cost.bytes for cost in costs),
        flops=sum(known) if len(known) == len(costs) else None,
    )
