"""Records and figures from what the store holds: nothing is trained here, and no torch is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.progress import Progress
from plainspoken.experiments.figures.figure_style import FigureWriter, Style
from plainspoken.experiments.results.metric import Metric, with_seeds
from plainspoken.experiments.results.read_record import read_run
from plainspoken.experiments.results.record import Figure, Latency, RunRecord, StudyRecord
from plainspoken.experiments.results.signed_record import write_signed
from plainspoken.experiments.runner.cross_validation import SPLIT, joined
from plainspoken.experiments.runner.paired_answers import paired_answers
from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
from plainspoken.experiments.runner.run_keys import replicates_key
from plainspoken.experiments.runner.run_store import kept_latency
from plainspoken.experiments.runner.study_protocol import StudyParts
from plainspoken.experiments.runner.study_registry import study_module

if TYPE_CHECKING:
    import numpy as np


def draw_one(
    run: RunPlan,
    seeds: list[Path],
    folds: list[Path],
    results: Path,
    figures: Path,
    style: Style,
    key: str,
    progress: Progress,
) -> Path:
    """Draw the figures of one run and write its record.

    Args:
        seeds: the run's folders in the store, that of the run shown first.
        folds: those of its cross-validation.
        key: fingerprint of the drawing, kept in the record.

    Returns:
        The path of the record.
    """
    progress.advance("figures", 0, run.run)
    record = read_run(seeds[0] / "outcome.json")
    latency = kept_latency(seeds[0])
    changes: dict[str, Any] = {}
    if latency is not None:
        timed = {"latency": Latency.model_validate(latency)}
        changes["cost"] = record.cost.model_copy(update=timed)
    crossed = joined([read_run(folder / "outcome.json") for folder in folds]) if folds else {}
    record = record.model_copy(
        update={
            **changes,
            "title": run.title,
            "at": run.at,
            "fingerprints": {**record.fingerprints, "drawing": key, **replicates_key(run)},
            "scores": _over_seeds([read_run(folder / "outcome.json") for folder in seeds])
            | ({SPLIT: crossed} if crossed else {}),
        }
    )
    path = results / run.study / f"{run.run}.json"
    drawn = _figures_of(run, record, seeds[0], figures, style) if run.run_figures else {}
    write_signed(path, record.model_copy(update={"figures": drawn}))
    return path


def _figures_of(run: RunPlan, record: RunRecord, folder: Path, figures: Path, style: Style) -> dict[str, Figure]:
    """The figures of one run: those of its task and its study's own."""
    from plainspoken.experiments.figures.task_figures import draw_task_figures

    writer, arrays = FigureWriter(figures, f"{run.study}/{run.run}", style), _arrays(folder)
    drawn = draw_task_figures(writer, record, arrays)
    if record.status != "diverged" and not run.ensemble:
        drawn |= study_module(run.module).draw_run(run, record, arrays, writer)
    return drawn


def draw_whole(
    plan: StudyPlan, folders: list[Path], results: Path, figures: Path, style: Style, key: str, progress: Progress
) -> Path:
    """Draw the figures of a study whose runs are recorded, and write its record.

    Args:
        folders: those of the runs in the store, in the order of the plan; the arrays of the first serve.

    Returns:
        The path of the record.
    """
    progress.advance("figures", 0, plan.study)
    records = [read_run(results / plan.study / f"{run.run}.json") for run in plan.runs]
    whole = [record for record in records if record.status != "diverged"]
    if whole:
        writer = FigureWriter(figures, plan.study, style)
        parts = study_module(plan.module).draw_study(plan, whole, _arrays(folders[0]), writer)
    else:
        parts = StudyParts(records[0].data, {})
    record = StudyRecord(
        study=plan.study,
        title=plan.title,
        profile=plan.profile,
        data=parts.card,
        runs=[run.run for run in plan.runs],
        axes=plan.axes,
        targets=parts.targets,
        pairs=paired_answers({run.run: folder for run, folder in zip(plan.runs, folders, strict=True)}, whole),
        figures=parts.figures,
        extra=parts.extra,
        fingerprints={"drawing": key, "runs": study_key(results, plan)},
    )
    path = results / plan.study / "study.json"
    write_signed(path, record)
    return path


def study_key(results: Path, plan: StudyPlan) -> str:
    """Fingerprint of the runs' own fingerprints, as they stand in the results."""
    from plainspoken.base.files import fingerprint

    parts = []
    for run in plan.runs:
        kept = json.loads((results / plan.study / f"{run.run}.json").read_bytes())
        latency = kept.get("cost", {}).get("latency")
        parts += [run.run, json.dumps(kept["fingerprints"], sort_keys=True), json.dumps(latency)]
    return fingerprint(*parts)


def _arrays(folder: Path) -> dict[str, np.ndarray]:
    import numpy as np

    with np.load(folder / "arrays.npz") as kept:
        return {name: kept[name] for name in kept.files}


def _over_seeds(records: list[RunRecord]) -> dict[str, dict[str, Metric]]:
    """The scores of the first record, each with its figures of all seeds."""
    first, *others = records
    return {
        split: with_seeds(metrics, [other.scores.get(split, {}) for other in others])
        for split, metrics in first.scores.items()
    }
