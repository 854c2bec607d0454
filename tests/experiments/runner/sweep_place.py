"""A talk whose study is a small sweep on drawn faces, for the tests of sweeps and clusters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plainspoken.base.progress import Progress, Silence
from plainspoken.experiments.runner.own_modules import reach
from plainspoken.experiments.runner.run_keys import run_keys
from plainspoken.experiments.runner.run_studies import run_folder, run_studies, study_status
from plainspoken.experiments.runner.study_registry import plan_studies
from plainspoken.experiments.runner.train_jobs import TrainJob
from plainspoken.experiments.settings import ExperimentSettings

RECIPE = """
study = "sweep"
title = "A small sweep"
module = "plainspoken.experiments.studies.emotion.emotion_study"
[data]
size = 16
train = 84
valid = 42
test = 42
[train]
epochs = {epochs}
batch = 14
latency = false
{more}
[sweep]
{sweep}
[profiles.quick]
"""


class SweepPlace:
    """A talk's folder with the recipe of a sweep, and where everything goes."""

    def __init__(self, root: Path, *, sweep: str, epochs: int = 3, more: str = "", recipe: str = RECIPE) -> None:
        self.root, build = root, root / "build"
        (root / "recipes").mkdir(parents=True)
        self.write(sweep=sweep, epochs=epochs, more=more, recipe=recipe)
        self.store = build / "runs"
        self.places = {"folder": root, "results": build / "results", "figures": build / "figures", "store": self.store}

    def write(self, *, sweep: str, epochs: int = 3, more: str = "", recipe: str = RECIPE) -> None:
        text = recipe.format(sweep=sweep, epochs=epochs, more=more)
        (self.root / "recipes" / "sweep.toml").write_text(text, encoding="utf-8")

    def run(self, progress: Progress | None = None, only: list[str] | None = None, **settings: Any) -> list[Path]:
        chosen = ExperimentSettings(studies=["sweep"], **settings)
        return run_studies(chosen, **self.places, progress=progress or Silence(), only=only)

    def jobs(self, **settings: Any) -> list[TrainJob]:
        """What is to be trained, for a trainer alone: no figures are drawn."""
        reach(self.root)
        (plan,) = plan_studies(ExperimentSettings(studies=["sweep"], **settings), self.root)
        return [TrainJob(run, run_folder(self.store, run), run_keys(run)) for run in plan.runs]

    def states(self) -> dict[str, str]:
        return {row.run: row.state for row in study_status(ExperimentSettings(studies=["sweep"]), **self.places)}

    def record(self, run: str) -> dict[str, Any]:
        path = self.places["results"] / "sweep" / f"{run}.json"
        found: dict[str, Any] = json.loads(path.read_bytes())
        return found

    def learned(self) -> dict[str, Any]:
        """What each run learned, by its outcome in the store, without the times that it took."""
        timeless = {"seconds", "processor_seconds", "waiting_share"}
        found = {}
        for path in sorted(self.store.glob("sweep/*/*/outcome.json")):
            record = json.loads(path.read_bytes())
            rows = [{key: value for key, value in row.items() if key not in timeless} for row in record["history"]]
            kept = ("final", "scores", "detail", "samples", "status", "best_epoch", "fingerprints")
            found[record["run"]] = {"history": rows, **{key: record[key] for key in kept if key in record}}
        return found

    def outcomes(self) -> list[dict[str, Any]]:
        """The outcomes in the store, whole."""
        return [json.loads(path.read_bytes()) for path in sorted(self.store.glob("sweep/*/*/outcome.json"))]

    def log(self, run: str) -> str:
        """What was noted while a run was trained on a cluster."""
        (path,) = self.store.glob(f"sweep/{run}/*/log.txt")
        return path.read_text(encoding="utf-8")
