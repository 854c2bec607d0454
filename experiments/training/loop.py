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
from plainspoken.experiments.results.record import Epoch, NamedNumbers
from plainspoken.experiments.training.batches import Batch, Batches
from plainspoken.experiments.training.early_stopping import EarlyStopper
from plainspoken.experiments.training.schedules import Schedule, make_optimizer, make_schedule
from plainspoken.experiments.training.train_settings import TrainSettings


@dataclass(frozen=True)
class EpochResult:
    """What training one epoch gave. `waiting_share` is the share of `seconds` spent waiting for data."""

    loss: float
    accuracy: float
    seconds: float
    waiting_share: float


@dataclass(frozen=True)
class Outputs:
    """What a model said about a split: `logits` [n, classes] float32 and `targets` [n] int64, on the CPU."""

    logits: Tensor
    targets: Tensor

    def loss(self, weight: Tensor | None = None) -> float:
        """Mean cross entropy."""
        return float(nn.functional.cross_entropy(self.logits, self.targets, weight=weight))

    def accuracy(self) -> float:
        """Share of right answers."""
        return float((self.logits.argmax(1) == self.targets).double().mean())


@dataclass
class TrainingOutcome:
    """What `fit` gives; the model it was given holds the weights of `best_epoch` (counted from 1)."""

    history: list[Epoch] = field(default_factory=list)
    best_epoch: int = 0
    stopped_early: bool = False
    seconds: float = 0.0


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
    step_done: Callable[[int], None] = lambda step: None,
) -> EpochResult:
    """Train on every batch once: forward, cross entropy, backward, clip, step of optimizer and schedule.

    Args:
        weight: class weights [classes] of the loss.
        step_done: called after each batch with its number from 1.

    Raises:
        InputError: the loss is no longer a number.
    """
    model.train()
    begin = time.perf_counter()
    waiting, seen = 0.0, 0
    sums = torch.zeros(2, dtype=torch.float64 if device != "mps" else torch.float32, device=device)
    source, steps = iter(batches), len(batches)
    optimizer.zero_grad(set_to_none=True)
    for step in range(1, steps + 1):
        asked = time.perf_counter()
        inputs, targets = move_batch(next(source), device, settings.channels_last)
        waiting += time.perf_counter() - asked
        with precision_of(settings.precision, device):
            logits = model(*inputs)
            loss = nn.functional.cross_entropy(
                logits.float(), targets, weight=weight, label_smoothing=settings.label_smoothing
            )
        # Reading the loss makes an accelerator wait for us, so there it is read now and then.
        if (device == "cpu" or step % 20 == 0 or step == steps) and not math.isfinite(loss.item()):
            raise InputError(
                f"the loss became {loss.item()} in batch {step}: {_cause(model, inputs)}",
                remedy="lower train.learning_rate, set train.clip, or look at the data",
            )
        (loss / settings.accumulate).backward()  # type: ignore[no-untyped-call]
        if step % settings.accumulate == 0 or step == steps:
            if settings.clip:
                nn.utils.clip_grad_norm_(model.parameters(), settings.clip)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        schedule.after_batch()
        count = len(targets)
        seen += count
        sums += torch.stack([loss.detach() * count, (logits.argmax(1) == targets).sum()]).to(sums)
        step_done(step)
    loss_sum, right = sums.tolist()
    seconds = time.perf_counter() - begin
    return EpochResult(loss_sum / seen, right / seen, seconds, waiting / seconds)


@torch.inference_mode()
def evaluate(
    model: nn.Module, batches: Batches, *, device: str = "cpu", precision: str = "fp32", channels_last: bool = False
) -> Outputs:
    """Logits of every sample, in order, in evaluation mode.

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
    resume: State | None = None,
    keep: Callable[[State], None] = lambda state: None,
    step_done: Callable[[int, int], None] = lambda epoch, step: None,
    epoch_done: Callable[[Epoch], None] = lambda row: None,
) -> TrainingOutcome:
    """Train for `settings.epochs`, validate after each, end with the weights that validated best.

    Every epoch draws its randomness from `seed` and its own number, so a run that is resumed from a kept state
    continues as an unbroken one, bit for bit on a CPU.

    Args:
        model: on `device`.
        train_clean: the training split without augmentation, measured each epoch when given.
        weight: class weights [classes].
        resume: a state that `keep` was given.
        keep: called after each epoch with everything that is needed to go on.
        step_done: called after each batch with epoch and batch, from 1.
        epoch_done: called with the row of the history.

    Raises:
        InputError: the loss is no longer a number.
    """
    model.to(device)
    if settings.channels_last:
        model.to(memory_format=torch.channels_last)
    weight = weight.to(device) if weight is not None else None
    optimizer = make_optimizer(model, settings)
    schedule = make_schedule(optimizer, settings, steps=len(train))
    fitted, best_state = TrainingOutcome(), _snapshot(model)
    stopper = EarlyStopper(settings.patience, settings.min_delta)
    if resume is not None:
        model.load_state_dict(resume["model"])
        optimizer.load_state_dict(resume["optimizer"])
        schedule.load(resume["schedule"])
        best_state = resume["best_model"]
        stopper.best, stopper.stale = resume["best"], resume["stale"]
        fitted = TrainingOutcome(
            history=[Epoch.model_validate(row) for row in resume["history"]],
            best_epoch=resume["best_epoch"],
            stopped_early=resume["stopped_early"],
            seconds=resume["seconds"],
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
        result = train_one_epoch(
            model, train, optimizer, schedule, settings, device=device, weight=weight,
            step_done=lambda step, epoch=epoch: step_done(epoch, step),  # type: ignore[misc]
        )  # fmt: skip
        validated = measure(valid)
        clean = measure(train_clean) if train_clean else None
        pair = _pair(validated)
        score = -pair.loss if settings.monitor == "loss" else _score(validated, settings.monitor)
        schedule.after_epoch(pair.loss)
        if stopper.update(score):
            best_state, fitted.best_epoch = _snapshot(model), epoch
        seconds = time.perf_counter() - begin
        row = Epoch(
            epoch=epoch,
            train=NamedNumbers(loss=result.loss, accuracy=result.accuracy),
            valid=pair,
            train_clean=_pair(clean) if clean else None,
            learning_rate=rate,
            seconds=seconds,
            processor_seconds=time.process_time() - busy,
            waiting_share=result.waiting_share,
        )
        fitted.history.append(row)
        fitted.seconds += seconds
        fitted.stopped_early = stopper.stop and epoch < settings.epochs
        epoch_done(row)
        keep(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state(),
                "best": stopper.best,
                "best_model": best_state,
                "best_epoch": fitted.best_epoch,
                "stale": stopper.stale,
                "history": [row.model_dump() for row in fitted.history],
                "stopped_early": fitted.stopped_early,
                "seconds": fitted.seconds,
            }
        )
    model.load_state_dict(best_state)
    return fitted


def _pair(outputs: Outputs) -> NamedNumbers:
    return NamedNumbers(loss=outputs.loss(), accuracy=outputs.accuracy(), f1=_score(outputs, "f1"))


def _score(outputs: Outputs, monitor: str) -> float:
    from plainspoken.experiments.tasks.classification import balanced_accuracy, macro_f1

    if monitor == "accuracy":
        return outputs.accuracy()
    truth, said = outputs.targets.numpy(), outputs.logits.argmax(1).numpy()
    measure = macro_f1 if monitor == "f1" else balanced_accuracy
    return measure(truth, said, classes=outputs.logits.shape[1])


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
    """The context in which a model runs: bfloat16 where it may, or 32 bits throughout."""
    kind = device.split(":")[0]
    return torch.autocast(kind, dtype=torch.bfloat16, enabled=precision == "bf16")


def _cause(model: nn.Module, inputs: tuple[Tensor, ...]) -> str:
    """Name what is no longer a number: an input, or a weight, or else the step that was too large."""
    for part in inputs:
        if part.is_floating_point() and not torch.isfinite(part).all():
            return "the input holds values that are not numbers"
    for name, value in model.named_parameters():
        if not torch.isfinite(value).all():
            return f"the weights {name} have run away"
    return "the numbers inside the network overflow"
