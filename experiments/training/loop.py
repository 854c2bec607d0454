"""The training loop: one epoch, one evaluation, and the fit that runs them. Nothing here knows files, flags or figures.

The split into `train_one_epoch` and `evaluate` follows torchvision's reference for classification; the code is our own.
"""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import Ended, Epoch, NamedNumbers
from plainspoken.experiments.tasks.classification import Classification
from plainspoken.experiments.tasks.task import Outputs, TrainedTask
from plainspoken.experiments.training.batches import Batch, Batches
from plainspoken.experiments.training.early_stopping import EarlyStopper
from plainspoken.experiments.training.losses import Loss, make_loss
from plainspoken.experiments.training.schedules import Factories, Schedule, make_optimizer, make_schedule
from plainspoken.experiments.training.train_settings import TrainSettings


@dataclass(frozen=True)
class EpochResult:
    """What training one epoch gave. `waiting_share` is the share of `seconds` spent waiting for data."""

    loss: float
    scores: dict[str, float]
    seconds: float
    waiting_share: float

    @property
    def accuracy(self) -> float:
        """Share of right answers, of a classifier."""
        return self.scores["accuracy"]


class StepError(Exception):
    """A loss that is no number, in the middle of an epoch."""

    def __init__(self, step: int, reason: str) -> None:
        super().__init__(reason)
        self.step, self.reason = step, reason


class DivergedError(InputError):
    """The training ran away: a result, with a place."""

    def __init__(self, epoch: int, step: int, reason: str, fitted: TrainingOutcome) -> None:
        super().__init__(
            f"the loss was no longer a number in epoch {epoch}, batch {step}: {reason}",
            remedy="lower train.learning_rate, set train.clip, or look at the data",
        )
        self.ended = Ended(epoch=epoch, step=step, reason=reason)
        self.fitted = fitted


@dataclass
class TrainingOutcome:
    """What `fit` gives; the model it was given holds the weights of `best_epoch` (counted from 1)."""

    history: list[Epoch] = field(default_factory=list)
    best_epoch: int = 0
    stopped_early: bool = False
    seconds: float = 0.0
    stop_reason: str = ""


Step = Callable[[nn.Module, tuple[Tensor, ...], Tensor, torch.optim.Optimizer], tuple[Tensor, Tensor]]
"""A study's own training step: forward, backward and update of one batch; gives the loss and the model's answers."""

State = dict[str, Any]


def choose_precision(precision: str, device: str) -> str:
    """`auto` is bf16 on a CUDA device that has it, else fp32: on a CPU the numbers would differ by machine."""
    if precision != "auto":
        return precision
    return "bf16" if device.startswith("cuda") and torch.cuda.is_bf16_supported() else "fp32"


def train_one_epoch(
    model: nn.Module,
    batches: Batches,
    optimizer: torch.optim.Optimizer,
    schedule: Schedule,
    settings: TrainSettings,
    *,
    device: str = "cpu",
    weight: Tensor | None = None,
    task: TrainedTask | None = None,
    loss: Loss | None = None,
    own_step: Step | None = None,
    scaler: torch.amp.GradScaler | None = None,
    step_done: Callable[[int], None] = lambda step: None,
) -> EpochResult:
    """Train on every batch once: forward, loss, backward, clip, step of optimizer and schedule.

    Args:
        weight: class weights [classes] of the cross entropy that is the loss when none is given.
        task: gives the metrics of a batch; those of a classifier by default.
        loss: of the answers in 32 bits and the targets.
        own_step: takes the place of all that is done with a batch.
        scaler: of the loss, in 16 bits.
        step_done: called after each batch with its number from 1.

    Raises:
        StepError: the loss is no longer a number, because the training ran away.
        InputError: it is none because of the data.
    """
    running = task.running if task is not None else lambda o, t: {"accuracy": (o.argmax(1) == t).sum()}
    objective = loss or make_loss("cross-entropy", weight=weight, label_smoothing=settings.label_smoothing)
    model.train()
    begin = time.perf_counter()
    waiting, seen = 0.0, 0
    sums: Tensor | None = None
    names: list[str] = []
    exact = torch.float64 if device != "mps" else torch.float32
    source, steps = iter(batches), len(batches)
    optimizer.zero_grad(set_to_none=True)
    for step in range(1, steps + 1):
        asked = time.perf_counter()
        inputs, targets = move_batch(next(source), device, settings.channels_last)
        waiting += time.perf_counter() - asked
        if own_step is not None:
            value, logits = own_step(model, inputs, targets, optimizer)
        else:
            with precision_of(settings.precision, device):
                logits = model(*inputs)
                value = objective(logits.float(), targets)
        # Reading the loss makes an accelerator wait for us, so there it is read now and then.
        if (device == "cpu" or step % 20 == 0 or step == steps) and not math.isfinite(value.item()):
            raise StepError(step, _cause(model, inputs))
        if own_step is None:
            whole = step % settings.accumulate == 0 or step == steps
            _update(model, value / settings.accumulate, optimizer, settings.clip, scaler, whole=whole)
        schedule.after_batch()
        count = len(targets)
        seen += count
        scored = running(logits.detach(), targets)
        names = list(scored)
        batch_sums = torch.stack([(value.detach() * count).to(exact), *(each.to(exact) for each in scored.values())])
        sums = batch_sums if sums is None else sums + batch_sums
        step_done(step)
    loss_sum, *others = sums.tolist() if sums is not None else [0.0]
    seconds = time.perf_counter() - begin
    scores = {name: each / seen for name, each in zip(names, others, strict=True)}
    return EpochResult(loss_sum / seen, scores, seconds, waiting / seconds)


def _update(
    model: nn.Module,
    loss: Tensor,
    optimizer: torch.optim.Optimizer,
    clip: float,
    scaler: torch.amp.GradScaler | None,
    *,
    whole: bool,
) -> None:
    """Add the gradient of one batch, and take a step when enough batches have come together."""
    (scaler.scale(loss) if scaler is not None else loss).backward()  # type: ignore[no-untyped-call]
    if not whole:
        return
    if scaler is not None and clip:
        scaler.unscale_(optimizer)
    if clip:
        nn.utils.clip_grad_norm_(model.parameters(), clip)
    if scaler is not None:
        scaler.step(optimizer)
        scaler.update()
    else:
        optimizer.step()
    optimizer.zero_grad(set_to_none=True)


@torch.inference_mode()
def evaluate_batch(model: nn.Module, batches: Batches, *, device: str = "cpu") -> tuple[Tensor, Tensor]:
    """The answers to the first batch in evaluation mode, and its targets, on the CPU. Draws no random number."""
    model.to(device).eval()
    inputs, targets = move_batch(next(iter(batches)), device, channels_last=False)
    return model(*inputs).float().cpu(), targets.cpu()


@torch.inference_mode()
def evaluate(
    model: nn.Module, batches: Batches, *, device: str = "cpu", precision: str = "fp32", channels_last: bool = False
) -> Outputs:
    """The model's answers to every sample, in order, in evaluation mode.

    Raises:
        RuntimeError: the batches gave another number of samples than they promised.
    """
    model.eval()
    logits, targets = [], []
    for batch in batches:
        inputs, truth = move_batch(batch, device, channels_last)
        with precision_of(precision, device):
            logits.append(model(*inputs).float().cpu())
        targets.append(truth.cpu())
    outputs = Outputs(torch.cat(logits), torch.cat(targets))
    if len(outputs.targets) != batches.samples:
        raise RuntimeError(f"{len(outputs.targets)} samples were evaluated, {batches.samples} were promised")
    return outputs


def fit(
    model: nn.Module,
    train: Batches,
    valid: Batches,
    settings: TrainSettings,
    *,
    seed: int,
    device: str = "cpu",
    train_clean: Batches | None = None,
    weight: Tensor | None = None,
    task: TrainedTask | None = None,
    loss: Loss | None = None,
    own_step: Step | None = None,
    optimizers: Factories | None = None,
    schedules: Factories | None = None,
    resume: State | None = None,
    keep: Callable[[State], None] = lambda state: None,
    step_done: Callable[[int, int], None] = lambda epoch, step: None,
    epoch_done: Callable[[Epoch], None] = lambda row: None,
) -> TrainingOutcome:
    """Train for `settings.epochs`, validate every `validate_every` of them, end with the weights that validated best.

    Every epoch draws its randomness from `seed` and its own number, so a run that is resumed from a kept state
    continues as an unbroken one, bit for bit on a CPU.

    Args:
        model: on `device`.
        train_clean: the training split without augmentation, measured at each validation when given.
        weight: class weights [classes].
        task: what judges the answers; a classifier's metrics by default.
        loss: of the answers and the targets; cross entropy by default.
        own_step: a study's own training step.
        optimizers: a study's own, by name.
        schedules: a study's own, by name.
        resume: a state that `keep` was given.
        keep: called after each epoch with everything that is needed to go on.
        step_done: called after each batch with epoch and batch, from 1.
        epoch_done: called with the row of the history.

    Raises:
        DivergedError: the training ran away; with the history up to there.
        InputError: the loss is no number because of the data.
    """
    judge: TrainedTask = task or Classification([])
    monitor = judge.monitor if settings.monitor == "auto" else settings.monitor
    sign = -1 if monitor in judge.kinds and judge.kinds[monitor].better == "lower" else 1
    model.to(device)
    if settings.channels_last:
        model.to(memory_format=torch.channels_last)
    weight = weight.to(device) if weight is not None else None
    optimizer = make_optimizer(model, settings, optimizers)
    schedule = make_schedule(optimizer, settings, steps=len(train), own=schedules)
    scaler = torch.amp.GradScaler(device.split(":")[0]) if settings.precision == "fp16" else None
    fitted, best_state = TrainingOutcome(), _snapshot(model)
    stopper = EarlyStopper(settings.patience, settings.min_delta)
    if resume is not None:
        model.load_state_dict(resume["model"])
        optimizer.load_state_dict(resume["optimizer"])
        if scaler is not None:
            scaler.load_state_dict(resume["scaler"])
        schedule.load(resume["schedule"])
        best_state = resume["best_model"]
        stopper.best, stopper.stale = resume["best"], resume["stale"]
        fitted = TrainingOutcome(
            history=[Epoch.model_validate(row) for row in resume["history"]],
            best_epoch=resume["best_epoch"],
            stopped_early=resume["stopped_early"],
            seconds=resume["seconds"],
            stop_reason=resume["stop_reason"],
        )
    measure = functools.partial(
        evaluate, model, device=device, precision=settings.precision, channels_last=settings.channels_last
    )
    for epoch in range(len(fitted.history) + 1, settings.epochs + 1):
        if fitted.stopped_early:
            break
        begin, busy = time.perf_counter(), time.process_time()
        torch.manual_seed(seed * 10_007 + epoch)
        train.set_epoch(epoch)
        rate = optimizer.param_groups[0]["lr"]
        try:
            result = train_one_epoch(
                model, train, optimizer, schedule, settings, device=device, weight=weight, task=judge, loss=loss,
                own_step=own_step, scaler=scaler,
                step_done=lambda step, epoch=epoch: step_done(epoch, step),  # type: ignore[misc]
            )  # fmt: skip
        except StepError as problem:
            raise DivergedError(epoch, problem.step, problem.reason, fitted) from None
        validates = epoch % settings.validate_every == 0 or epoch == settings.epochs
        validated = judge.epoch_scores(measure(valid), monitor) if validates else None
        clean = judge.epoch_scores(measure(train_clean), monitor) if train_clean and validates else None
        if validated is not None and not all(map(math.isfinite, validated.values())):
            raise DivergedError(epoch, len(train), "the validation loss is no number", fitted)
        schedule.after_epoch(validated["loss"] if validated is not None else None)
        if validated is not None and stopper.update(sign * validated[monitor]):
            best_state, fitted.best_epoch = _snapshot(model), epoch
        seconds = time.perf_counter() - begin
        row = Epoch(
            epoch=epoch,
            train=NamedNumbers(loss=result.loss, **result.scores),
            **({} if validated is None else {"valid": NamedNumbers(**validated)}),
            train_clean=NamedNumbers(**clean) if clean else None,
            learning_rate=rate,
            seconds=seconds,
            processor_seconds=time.process_time() - busy,
            waiting_share=result.waiting_share,
        )
        fitted.history.append(row)
        fitted.seconds += seconds
        fitted.stopped_early = validates and stopper.stop and epoch < settings.epochs
        fitted.stop_reason = stopper.reason if fitted.stopped_early else ""
        epoch_done(row)
        keep(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "scaler": scaler.state_dict() if scaler is not None else {},
                "schedule": schedule.state(),
                "best": stopper.best,
                "best_model": best_state,
                "best_epoch": fitted.best_epoch,
                "stale": stopper.stale,
                "history": [row.model_dump() for row in fitted.history],
                "stopped_early": fitted.stopped_early,
                "stop_reason": fitted.stop_reason,
                "monitor": monitor,
                "better": "lower" if sign < 0 else "higher",
                "seconds": fitted.seconds,
            }
        )
    model.load_state_dict(best_state)
    return fitted


def _snapshot(model: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def move_batch(batch: Batch, device: str, channels_last: bool) -> Batch:
    """The batch on that device, its pictures laid out as the model wants them."""
    inputs, targets = batch
    if channels_last:
        inputs = tuple(p.contiguous(memory_format=torch.channels_last) if p.dim() == 4 else p for p in inputs)
    if device == "cpu":
        return inputs, targets
    return tuple(part.to(device, non_blocking=True) for part in inputs), targets.to(device, non_blocking=True)


def precision_of(precision: str, device: str) -> torch.autocast:
    """The context in which a model runs: 16 bits where it may, or 32 throughout."""
    kind = device.split(":")[0]
    half = torch.float16 if precision == "fp16" else torch.bfloat16
    return torch.autocast(kind, dtype=half, enabled=precision in ("bf16", "fp16"))


def _cause(model: nn.Module, inputs: tuple[Tensor, ...]) -> str:
    """Name what is no longer a number: an input, or a weight, or else the step that was too large."""
    for part in inputs:
        if part.is_floating_point() and not torch.isfinite(part).all():
            raise InputError(
                "the loss is no number: the input holds values that are not numbers",
                remedy="look at the data: an empty cell, or a division by nought in their preparation",
            )
    for name, value in model.named_parameters():
        if not torch.isfinite(value).all():
            return f"the weights {name} have run away"
    return "the numbers inside the network overflow"
