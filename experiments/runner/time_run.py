"""Time one forward pass of a finished run, when nothing else uses the machine."""

from __future__ import annotations

from pathlib import Path

from plainspoken.base.progress import Progress
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.run_store import keep_latency, load_weights
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.runner.study_registry import study_module
from plainspoken.experiments.runner.torch_device import prepare_torch


def measure_run(run: RunPlan, folder: Path, device: str, progress: Progress) -> Path:
    """Time one forward pass of a finished run; call it when nothing else uses the machine.

    Returns:
        The path of `latency.json`.
    """
    from plainspoken.experiments.training.cost import measure_latency

    device = prepare_torch(device, run.seed)
    trial = study_module(run.module).open_trial(run, Context(device, folder.parent.parent))
    load_weights(trial.model, folder)
    latency = measure_latency(trial.model, trial.example, device=device)
    progress.advance("latency", 0, f"{run.run} {latency.median_ms:.1f} ms")
    return keep_latency(folder, latency)
