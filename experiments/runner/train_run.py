"""One run from its plan to an outcome in the store: train, measure, count, keep. Runs in a worker process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Progress
from plainspoken.experiments.results.record import Cost, Ended, Environment, Epoch, Pace, RunRecord
from plainspoken.experiments.runner.declared_metrics import declared_metrics
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.run_store import keep_outcome, read_checkpoint, write_checkpoint
from plainspoken.experiments.runner.study_protocol import Context, Study, Trial
from plainspoken.experiments.runner.study_registry import does_work, study_module
from plainspoken.experiments.runner.torch_device import describe_environment, prepare_torch

if TYPE_CHECKING:
    from plainspoken.experiments.tasks.task import Outputs, TrainedTask
    from plainspoken.experiments.tasks.work import WorkResult
    from plainspoken.experiments.training.loop import State, TrainingOutcome
    from plainspoken.experiments.training.losses import Loss
    from plainspoken.experiments.training.train_settings import TrainSettings

GRID = 10
"""How many test samples the talk shows."""


class Paused(Exception):  # noqa: N818 - nothing went wrong
    """A run reached the epoch that it was to pause after; its checkpoint is kept.

    Attributes:
        history: the rows so far.
        monitor: the metric that chooses its best epoch.
        better: which way that is better.
    """

    def __init__(self, state: State) -> None:
        super().__init__(f"paused after epoch {len(state['history'])}")
        self.history: list[dict[str, Any]] = state["history"]
        self.monitor: str = state["monitor"]
        self.better: str = state["better"]


@dataclass(frozen=True)
class Pause:
    """Where a run is to stop, of a sweep that prunes.

    Attributes:
        until: the epoch to pause after; None trains to the end.
        pruned: why the run ends after `until` for good: its outcome is then written with the epochs that there are.
        sweep: of a pruned run, the fingerprint of the sweep that decided it; kept in its record.
        kept: called after each checkpoint.
    """

    until: int | None = None
    pruned: str = ""
    sweep: str = ""
    kept: Callable[[], None] = lambda: None


def train_run(
    run: RunPlan,
    folder: Path,
    keys: dict[str, str],
    device: str,
    progress: Progress,
    *,
    until: int | None = None,
    pruned: str = "",
    sweep: str = "",
    kept: Callable[[], None] = lambda: None,
) -> Path:
    """Train one run, or go on with it, and leave its outcome in `folder`. A run that diverges has an outcome, too.

    Args:
        until: the epoch to pause after; None trains to the end.
        pruned: why the run ends after `until` for good: its outcome is then written with the epochs that there are.
        sweep: of a pruned run, the fingerprint of the sweep that decided it; kept in its record.
        kept: called after each checkpoint.

    Returns:
        The path of `outcome.json`.

    Raises:
        InputError: data or weights cannot be used, or they do not fit the run's task.
        Paused: `until` is reached and the run is not pruned.
    """
    fold = f" fold {run.fold + 1}" if run.fold is not None else ""
    part = fold or (f" seed {run.seed}" if run.train.seeds > 1 else "")
    name = f"{run.study}/{run.run}{part}"
    progress.start(name, run.train.epochs, "loading")
    device = prepare_torch(device, run.seed)
    begun = time.perf_counter()
    module = study_module(run.module)
    context = Context(device, folder.parent.parent, lambda note: progress.advance(name, 0, note))
    if does_work(module, run):
        result = module.work(run, context)
        record = _record_of_work(run, module, result, keys, device, time.perf_counter() - begun)
        keep_outcome(folder, record, arrays=result.arrays, model=result.model)
    else:
        resume = read_checkpoint(folder, keys)
        if until and not pruned and resume and len(resume["history"]) >= until:
            raise Paused(resume)
        pause = Pause(until, pruned, sweep, kept)
        record = _train(run, module, context, folder, keys, _ProgressNotes(progress, name), begun, resume, pause)
    progress.finish(name, outcome_words(record))
    return folder / "outcome.json"


def outcome_words(record: RunRecord) -> str:
    """How a run came out, in a few words for a terminal."""
    if record.status == "diverged" and record.ended is not None:
        step = f"batch {record.ended.step}" if record.ended.has("step") else "its end"
        place = (
            f"in epoch {record.ended.epoch}, {step}" if record.ended.epoch else f"at {step.replace('batch', 'step')}"
        )
        return f"diverged {place}: {record.ended.reason}"
    scores = record.scores.get("test") or next(iter(record.scores.values()), {})
    shown = [name for name in scores if name != "loss"] or list(scores)
    if not shown:
        return "done"
    metric = scores[shown[0]]
    value = f"{100 * metric.value:.1f} %" if metric.unit == "fraction" else f"{metric.value:.4g} {metric.unit}"
    return f"{metric.split} {shown[0].replace('_', ' ')} {value}"


@dataclass
class _Ready:
    """A trial with what judges and drives it."""

    trial: Trial
    task: TrainedTask
    loss: Loss
    settings: TrainSettings


def _train(
    run: RunPlan, module: Study, context: Context, folder: Path, keys: dict[str, str], notes: _ProgressNotes,
    begun: float, resume: State | None, pause: Pause,
) -> RunRecord:  # fmt: skip
    from plainspoken.experiments.training.cost import count_cost
    from plainspoken.experiments.training.loop import DivergedError, TrainingOutcome, evaluate, fit

    device = context.device
    ready = _made_ready(run, module, context)
    trial, task = ready.trial, ready.task
    fitted = TrainingOutcome()
    settings = ready.settings
    if pause.pruned and pause.until:
        settings = settings.model_copy(update={"epochs": pause.until})

    def keep(state: State) -> None:
        write_checkpoint(folder, keys, state)
        pause.kept()
        reached = pause.until == len(state["history"]) < run.train.epochs
        if reached and not pause.pruned and not state["stopped_early"]:
            notes.paused(len(state["history"]))
            raise Paused(state)

    environment = describe_environment(device, ready.settings.precision)
    try:
        if trial.train is not None:
            notes.steps = len(trial.train)
            fitted = fit(
                trial.model,
                trial.train,
                trial.valid,
                settings,
                seed=run.seed,
                device=device,
                train_clean=trial.train_clean if run.train.train_clean else None,
                task=task,
                loss=ready.loss,
                own_step=trial.step,
                optimizers=getattr(module, "OPTIMIZERS", None),
                schedules=getattr(module, "SCHEDULES", None),
                resume=resume,
                keep=keep,
                step_done=notes.step_done,
                epoch_done=notes.epoch_done,
            )
    except DivergedError as diverged:
        trial.model.to("cpu")
        record = _record(run, ready, diverged.fitted, {}, keys, environment, time.perf_counter() - begun)
        changes = {"status": "diverged", "ended": diverged.ended, "cost": count_cost(trial.model, trial.example)}
        record = record.model_copy(update=changes)
        keep_outcome(folder, record, arrays=trial.arrays)
        _leave_files(module, run, record, trial.arrays, folder)
        return record
    trial.model.to(device)
    splits = {"train": trial.train_clean, "valid": trial.valid, "test": trial.test}
    outputs = {name: evaluate(trial.model, batches, device=device) for name, batches in splits.items()}
    if trial.after is not None:
        trial.extra.update(trial.after(trial.model))
    pace = _pace(ready, device) if device != "cpu" and trial.train is not None else None
    trial.model.to("cpu")
    cost = count_cost(trial.model, trial.example)
    # Reading data and measuring are part of what a run takes; time before an interruption is not known here.
    seconds = time.perf_counter() - begun
    record = _record(run, ready, fitted, outputs, keys, environment, seconds, cost=cost, pace=pace)
    if pause.pruned:
        ended = Ended(epoch=len(record.history), reason=pause.pruned)
        pruned_keys = {**keys, "sweep": pause.sweep}
        record = record.model_copy(update={"status": "pruned", "ended": ended, "fingerprints": pruned_keys})
    arrays = {
        **trial.arrays,
        "test_logits": outputs["test"].logits.numpy(),
        "test_targets": outputs["test"].targets.numpy(),
    }
    keep_outcome(folder, record, arrays=arrays, model=trial.model, bundle=trial.bundle)
    _leave_files(module, run, record, arrays, folder)
    return record


def _leave_files(module: Study, run: RunPlan, record: RunRecord, arrays: dict[str, Any], folder: Path) -> None:
    """Files of the study's own beside the outcome, such as a log in another tool's format."""
    if leave := getattr(module, "leave_files", None):
        leave(run, record, arrays, folder)


def _made_ready(run: RunPlan, module: Study, context: Context) -> _Ready:
    """Open the trial, choose its task and its loss, and check that all of them fit, before anything is trained."""
    from plainspoken.experiments.runner.cross_validation import as_fold
    from plainspoken.experiments.tasks.task import check_fit, check_kinds, infer_task
    from plainspoken.experiments.training.loop import choose_precision, evaluate_batch
    from plainspoken.experiments.training.losses import make_loss

    where = _file_of(module)
    trial = module.open_trial(run, context)
    if run.fold is not None:
        trial = as_fold(trial, run.fold, run.train.folds, run.seed, where)
    outputs, targets = evaluate_batch(trial.model, trial.valid, device=context.device)
    task = trial.task or infer_task(outputs, targets, trial.labels, where)
    if task.name in ("multilabel", "regress"):
        from plainspoken.experiments.models.image_classifiers import signed_answers

        signed_answers(trial.model)
    if trial.majority is not None and hasattr(task, "majority"):
        task.majority = trial.majority
    check_kinds(task, where)
    check_fit(task, outputs, targets, where)
    own = getattr(module, "LOSSES", {})
    name = task.losses[0] if run.train.loss == "auto" else run.train.loss
    if name not in task.losses and name not in own:
        raise InputError(
            f"the loss {name!r} does not fit the task {task.name!r}",
            file=where,
            remedy=f"set train.loss to {' or '.join(task.losses)}, or put one of your own into `LOSSES`",
        )
    monitor = task.monitor if run.train.monitor == "auto" else run.train.monitor
    if monitor not in task.kinds:
        raise InputError(
            f"train.monitor: the task {task.name!r} has no metric {monitor!r}",
            file=where,
            remedy=f"its metrics are: {', '.join(task.kinds)}",
        )
    weight = _class_weights(trial, name, where).to(context.device) if run.train.class_weights else None
    loss = own[name] if name in own else make_loss(name, weight=weight, label_smoothing=run.train.label_smoothing)
    settings = run.train.model_copy(update={"precision": choose_precision(run.train.precision, context.device)})
    return _Ready(trial, task, loss, settings)


def _pace(ready: _Ready, device: str) -> Pace:
    from plainspoken.experiments.training.device_speedup import compare_devices

    assert ready.trial.train is not None
    return compare_devices(ready.trial.model, ready.trial.train, ready.settings, device=device, loss=ready.loss)


class _ProgressNotes:
    """Turns steps and epochs into words of progress, not more than twice a second."""

    def __init__(self, progress: Progress, task: str) -> None:
        self._progress, self._task, self.steps = progress, task, 1
        self._note, self._said = "", 0.0

    def paused(self, epoch: int) -> None:
        self._progress.finish(self._task, f"paused after epoch {epoch}")

    def step_done(self, epoch: int, step: int) -> None:
        now = time.monotonic()
        if now - self._said > 0.5:
            self._said = now
            self._progress.advance(self._task, epoch - 1 + step / self.steps, self._note or f"epoch {epoch}")

    def epoch_done(self, row: Epoch) -> None:
        self._note = f"epoch {row.epoch}"
        if row.has("valid"):
            accuracy, loss = row.valid.get("accuracy"), row.valid.get("loss")
            told = f"{100 * accuracy:.1f} %" if accuracy is not None else f"loss {loss:.3g}"
            self._note += f", valid {told}"
        self._progress.advance(self._task, row.epoch, self._note)


def _class_weights(trial: Trial, loss: str, where: str) -> Any:
    """n / (classes * n_c), as scikit-learn's `balanced`; of labels, (n - n_l) / n_l."""
    import torch

    split = trial.card.splits["train"]
    counts = [split.counts.get(label, 0) for label in trial.labels]
    if not counts or not all(counts):
        raise InputError(
            "train.class_weights needs at least one training sample of every class",
            file=where,
            remedy="set it to false, or count the classes in the data card",
        )
    if loss == "bce":
        return torch.tensor([(split.n - count) / count for count in counts], dtype=torch.float32)
    return torch.tensor([sum(counts) / (len(counts) * count) for count in counts], dtype=torch.float32)


def _record(
    run: RunPlan,
    ready: _Ready,
    fitted: TrainingOutcome,
    outputs: dict[str, Outputs],
    keys: dict[str, str],
    environment: Environment,
    seconds: float,
    *,
    cost: Cost | None = None,
    pace: Pace | None = None,
) -> RunRecord:
    trial, task, epochs = ready.trial, ready.task, len(fitted.history)
    if outputs:
        task.tune(outputs["valid"])
    found = {name: task.scores(output, name) for name, output in outputs.items()}
    trained: dict[str, Any] = {}
    if epochs:
        trained = {
            "best_epoch": fitted.best_epoch,
            "seconds_per_epoch": fitted.seconds / epochs,
            "processor_seconds_per_epoch": _mean([row.processor_seconds for row in fitted.history]),
        }
    ended = Ended(epoch=epochs, reason=fitted.stop_reason) if fitted.stopped_early else None
    monitor = task.monitor if run.train.monitor == "auto" else run.train.monitor
    head = _head(run, keys)
    head["config"]["train"]["monitor"] = monitor  # the record says which metric chose its best epoch
    return RunRecord(
        **head,
        **trained,
        task=task.name,
        ended=ended,
        data=trial.card,
        pretraining=trial.pretraining,
        environment=environment,
        history=fitted.history,
        epochs=epochs,
        epochs_planned=run.train.epochs if trial.train is not None else 0,
        stopped_early=fitted.stopped_early,
        seconds=max(seconds, fitted.seconds),
        scores={name: metrics for name, (metrics, _) in found.items()},
        detail={name: detail for name, (_, detail) in found.items() if detail is not None},
        kinds=dict(task.kinds),
        baselines=task.baselines(outputs["train"], outputs["test"]) if outputs else {},
        cost=cost,
        pace=pace,
        samples=task.samples(outputs["test"], _grid(trial, outputs["test"]), trial.sample_texts) if outputs else None,
        steps=trial.steps,
        extra=trial.extra,
    )


def _record_of_work(
    run: RunPlan, module: Study, result: WorkResult, keys: dict[str, str], device: str, seconds: float
) -> RunRecord:
    from plainspoken.experiments.results.record import Snapshot

    cost = None
    if result.model is not None and result.example:
        from plainspoken.experiments.training.cost import count_cost

        cost = count_cost(result.model.to("cpu"), result.example)
    result = replace(result, kinds={**declared_metrics(module), **result.kinds})
    scores = result.metrics(_file_of(module))
    return RunRecord(
        **_head(run, keys),
        task=result.task,
        status="diverged" if result.ended is not None and not scores else "done",
        ended=result.ended,
        data=result.card,
        pretraining=result.pretraining,
        environment=describe_environment(device, "fp32"),
        seconds=seconds,
        scores=scores,
        detail=result.detail,
        kinds=dict(result.kinds),
        baselines=result.baselines,
        cost=cost,
        samples=result.samples,
        curves=result.curves,
        steps=result.steps,
        scenes=result.scenes,
        snapshots=[Snapshot(step=step, figure=name) for step, name in result.snapshots.items()],
        extra=result.extra,
    )


def _head(run: RunPlan, keys: dict[str, str]) -> dict[str, Any]:
    return {
        "study": run.study,
        "run": run.run,
        "title": run.title,
        "model": run.model,
        "profile": run.profile,
        "seed": run.seed,
        "config": run.config() | {"weights": Path(run.weights).name},  # a record names files, not where they are
        "fingerprints": keys,
        "at": run.at,
    }


def _grid(trial: Trial, test: Outputs) -> list[int]:
    import torch

    n = len(test.targets)
    return trial.grid or torch.randperm(n, generator=torch.Generator().manual_seed(7))[:GRID].tolist()


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _file_of(module: object) -> str:
    """The study module's file, as a message names it."""
    return Path(getattr(module, "__file__", "") or "the study's module").name
