"""One run from its plan to an outcome in the store: train, measure, count, keep. Runs in a worker process.

A run's folder in the store holds, under the key of its configuration, code and data::

    checkpoint.pt          everything to go on from the last whole epoch; gone when the run is done
    weights.safetensors    the weights that validated best
    bundle.json            what a user of the weights needs beside them
    arrays.npz             what the drawing needs
    outcome.json           the result record, without figures and latency
    latency.json           time of a forward pass, measured later when nothing else runs
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import replacing, write_json, write_text
from plainspoken.base.progress import Progress
from plainspoken.experiments.results.make_record import constant_baselines
from plainspoken.experiments.results.metric import CLASSIFICATION
from plainspoken.experiments.results.record import (
    Cost,
    Ended,
    Environment,
    Epoch,
    RunRecord,
    Sample,
    Samples,
)
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context, Trial
from plainspoken.experiments.runner.study_registry import study_module
from plainspoken.experiments.tasks.classification import split_metrics

if TYPE_CHECKING:
    from plainspoken.experiments.training.loop import Outputs, State, TrainingOutcome

MISTAKES = 6
"""How many of the surest mistakes are kept."""

GRID = 10
"""How many test samples the talk shows."""


class Paused(Exception):  # noqa: N818 - nothing went wrong
    """A run reached the epoch that it was to pause after; its checkpoint is kept. `history` has the rows so far."""

    def __init__(self, history: list[dict[str, Any]]) -> None:
        super().__init__(f"paused after epoch {len(history)}")
        self.history = history


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
    """Train one run, or go on with it, and leave its outcome in `folder`.

    Args:
        until: the epoch to pause after; None trains to the end.
        pruned: why the run ends after `until` for good: its outcome is then written with the epochs that there are.
        sweep: of a pruned run, the fingerprint of the sweep that decided it; kept in its record.
        kept: called after each checkpoint.

    Returns:
        The path of `outcome.json`.

    Raises:
        InputError: data or weights cannot be used, or the loss is no longer a number.
        Paused: `until` is reached and the run is not pruned.
    """
    from plainspoken.experiments.training.cost import count_cost
    from plainspoken.experiments.training.loop import choose_precision, evaluate, fit

    task = f"{run.study}/{run.run}" + (f" seed {run.seed}" if run.train.seeds > 1 else "")
    progress.start(task, run.train.epochs, "loading")
    device = prepare_torch(device, run.seed)
    begun = time.perf_counter()
    resume = read_checkpoint(folder, keys)
    if until and not pruned and resume and len(resume["history"]) >= until:
        raise Paused(resume["history"])
    trial = _open(run, Context(device, folder.parent.parent, lambda note: progress.advance(task, 0, note)))
    teller = _Teller(progress, task, len(trial.train))
    train = run.train.model_copy(update={"precision": choose_precision(run.train.precision, device)})
    if pruned and until:
        train = train.model_copy(update={"epochs": until})

    def keep(state: State) -> None:
        write_checkpoint(folder, keys, state)
        kept()
        if until == len(state["history"]) < run.train.epochs and not pruned and not state["stopped_early"]:
            progress.finish(task, f"paused after epoch {until}")
            raise Paused(state["history"])

    weight = _class_weights(trial) if run.train.class_weights else None
    fitted = fit(
        trial.model,
        trial.train,
        trial.valid,
        train,
        seed=run.seed,
        device=device,
        train_clean=trial.train_clean if run.train.train_clean else None,
        weight=weight,
        resume=resume,
        keep=keep,
        step_done=teller.step_done,
        epoch_done=teller.epoch_done,
    )
    splits = {"train": trial.train_clean, "valid": trial.valid, "test": trial.test}
    outputs = {name: evaluate(trial.model, batches, device=device) for name, batches in splits.items()}
    if trial.after is not None:
        trial.extra.update(trial.after(trial.model))
    pace = None
    if device != "cpu":
        from plainspoken.experiments.training.device_speedup import compare_devices

        pace = compare_devices(trial.model, trial.train, train, device=device, weight=weight)
    trial.model.to("cpu")
    cost = count_cost(trial.model, trial.example)
    # Reading data and measuring are part of what a run takes; time before an interruption is not known here.
    seconds = time.perf_counter() - begun
    record = _record(run, trial, fitted, outputs, keys, cost, describe_environment(device, train.precision), seconds)
    record = record.model_copy(update={"pace": pace})
    if pruned:
        ended = Ended(epoch=len(record.history), reason=pruned)
        keys = {**keys, "sweep": sweep}
        record = record.model_copy(update={"status": "pruned", "ended": ended, "fingerprints": keys})
    _keep(folder, trial, outputs["test"], record)
    progress.finish(task, f"test accuracy {100 * record.final.test.accuracy:.1f} %")
    return folder / "outcome.json"


def measure_run(run: RunPlan, folder: Path, device: str, progress: Progress) -> Path:
    """Time one forward pass of a finished run; call it when nothing else uses the machine.

    Returns:
        The path of `latency.json`.
    """
    from plainspoken.experiments.training.cost import measure_latency

    device = prepare_torch(device, run.seed)
    trial = _open(run, Context(device, folder.parent.parent))
    load_weights(trial, folder)
    latency = measure_latency(trial.model, trial.example, device=device)
    write_json(folder / "latency.json", latency.model_dump())
    progress.advance("latency", 0, f"{run.run} {latency.median_ms:.1f} ms")
    return folder / "latency.json"


def prepare_torch(device: str, seed: int) -> str:
    """One thread, seeded; the device that `device` means here.

    Raises:
        InputError: that device is not there.
    """
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if device == "auto":
        return next(name for name, there in found.items() if there)
    if not found[device.split(":")[0]]:
        raise InputError(f"there is no device {device!r} here", remedy="set train.device to `auto` or `cpu`")
    return device


def load_weights(trial: Trial, folder: Path) -> None:
    """Load the kept weights of a finished run into its model.

    Raises:
        InputError: they are missing, or those of another architecture.
    """
    from safetensors.torch import load_file

    path = folder / "weights.safetensors"
    try:
        trial.model.load_state_dict(load_file(path))
    except (FileNotFoundError, RuntimeError) as error:
        reason = "not there" if isinstance(error, FileNotFoundError) else "of another architecture"
        raise InputError(f"the weights are {reason}", file=path, remedy="delete the folder and train anew") from None


def read_checkpoint(folder: Path, keys: dict[str, str]) -> State | None:
    """The state of an unfinished run with the same keys, if there is one."""
    import torch

    path = folder / "checkpoint.pt"
    if not path.is_file():
        return None
    kept = torch.load(path, weights_only=True, map_location="cpu")
    return kept["state"] if kept["keys"] == keys else None


def write_checkpoint(folder: Path, keys: dict[str, str], state: State) -> None:
    """Keep the state of a run after a whole epoch, under its keys."""
    import torch

    with replacing(folder / "checkpoint.pt") as temporary:
        torch.save({"keys": keys, "state": state}, temporary)


class _Teller:
    """Turns steps and epochs into words of progress, not more than twice a second."""

    def __init__(self, progress: Progress, task: str, steps: int) -> None:
        self._progress, self._task, self._steps = progress, task, steps
        self._note, self._said = "", 0.0

    def step_done(self, epoch: int, step: int) -> None:
        now = time.monotonic()
        if now - self._said > 0.5:
            self._said = now
            self._progress.advance(self._task, epoch - 1 + step / self._steps, self._note or f"epoch {epoch}")

    def epoch_done(self, row: Epoch) -> None:
        self._note = f"epoch {row.epoch}, valid {100 * row.valid.accuracy:.1f} %"
        self._progress.advance(self._task, row.epoch, self._note)


def _open(run: RunPlan, context: Context) -> Trial:
    return study_module(run.module).open_trial(run, context)


def _class_weights(trial: Trial) -> Any:
    """n / (classes * n_c), as scikit-learn's `balanced`."""
    import torch

    counts = [trial.card.splits["train"].counts[label] for label in trial.labels]
    return torch.tensor([sum(counts) / (len(counts) * count) for count in counts], dtype=torch.float32)


def _record(
    run: RunPlan,
    trial: Trial,
    fitted: TrainingOutcome,
    outputs: dict[str, Outputs],
    keys: dict[str, str],
    cost: Cost,
    environment: Environment,
    seconds: float,
) -> RunRecord:
    found = {
        name: split_metrics(output.logits.numpy(), output.targets.numpy(), trial.labels, split=name)
        for name, output in outputs.items()
    }
    counts = {name: {label: m.support for label, m in found[name][1].per_class.items()} for name in ("train", "test")}
    epochs = len(fitted.history)
    return RunRecord(
        study=run.study,
        run=run.run,
        title=run.title,
        model=run.model,
        profile=run.profile,
        seed=run.seed,
        config=run.config() | {"weights": Path(run.weights).name},  # a record names files, not where they are
        fingerprints=keys,
        data=trial.card,
        pretraining=trial.pretraining,
        environment=environment,
        history=fitted.history,
        best_epoch=fitted.best_epoch,
        epochs=epochs,
        epochs_planned=run.train.epochs,
        stopped_early=fitted.stopped_early,
        seconds=max(seconds, fitted.seconds),
        seconds_per_epoch=fitted.seconds / epochs,
        processor_seconds_per_epoch=_mean([row.processor_seconds for row in fitted.history]),
        scores={name: metrics for name, (metrics, _) in found.items()},
        detail={name: detail for name, (_, detail) in found.items()},
        kinds=CLASSIFICATION,
        baselines=constant_baselines(counts["train"], counts["test"], majority=trial.majority),
        cost=cost,
        samples=_samples(trial, outputs["test"]),
        extra=trial.extra,
    )


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _samples(trial: Trial, outputs: Outputs) -> Samples:
    """The grid, and the mistakes that the model was surest of."""
    import torch

    probabilities = outputs.logits.softmax(1)
    top = probabilities.topk(2, dim=1)
    n = len(outputs.targets)
    grid = trial.grid or torch.randperm(n, generator=torch.Generator().manual_seed(7))[:GRID].tolist()

    def sample(index: int) -> Sample:
        first, second = top.indices[index].tolist()
        return Sample(
            index=index,
            truth=trial.labels[int(outputs.targets[index])],
            predicted=trial.labels[first],
            probability=float(top.values[index, 0]),
            runner_up=trial.labels[second],
            runner_up_probability=float(top.values[index, 1]),
            text=trial.sample_texts[index] if trial.sample_texts is not None else None,
        )

    wrong = (top.indices[:, 0] != outputs.targets).nonzero().flatten()
    surest = wrong[top.values[wrong, 0].argsort(descending=True, stable=True)][:MISTAKES].tolist()
    shown = [sample(index) for index in grid]
    return Samples(
        grid=shown,
        right=sum(s.right for s in shown),
        total=len(shown),
        mistakes=[sample(index) for index in surest],
    )


def describe_environment(device: str, precision: str) -> Environment:
    """Where this runs: device, threads, versions; no host name and no path."""
    import torch

    names: tuple[str, ...] = ("torch", "torchvision", "transformers", "numpy")
    libraries = {name: sys.modules[name].__version__ for name in names if name in sys.modules}
    return Environment(
        device=device,
        device_name=_device_name(device),
        threads=torch.get_num_threads(),
        precision=precision,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        libraries=libraries,
    )


def _device_name(device: str) -> str:
    import torch

    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    if device == "mps":
        return "Apple GPU"
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.processor() or "processor"


def _keep(folder: Path, trial: Trial, test: Outputs, record: RunRecord) -> None:
    """Leave everything in the store; the outcome last, since it is what says that the run is done."""
    import numpy as np
    from safetensors.torch import save_file

    arrays: dict[str, Any] = {
        **trial.arrays,
        "test_logits": test.logits.numpy(),
        "test_targets": test.targets.numpy(),
    }
    with replacing(folder / "weights.safetensors") as temporary:
        save_file({name: value.contiguous() for name, value in trial.model.state_dict().items()}, temporary)
    with replacing(folder / "arrays.npz") as temporary:
        np.savez_compressed(temporary, **arrays)
    write_json(folder / "bundle.json", trial.bundle)
    (folder / "latency.json").unlink(missing_ok=True)
    write_text(folder / "outcome.json", record.model_dump_json(indent=1) + "\n")
    if record.status != "pruned":  # a pruned run goes on from there when it is asked for after all
        (folder / "checkpoint.pt").unlink(missing_ok=True)
