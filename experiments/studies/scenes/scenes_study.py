"""The multi-label study: which of many labels a picture has. Imports no torch by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import Figure, RunRecord, Target
from plainspoken.experiments.runner.study_protocol import Context, StudyParts, Trial
from plainspoken.experiments.studies.scenes.epoch_log import leave_files as leave_files

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.results.record import DataCard
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan

TARGETS = {
    "score": Target(measure="micro_f1", at_least=0.85),
    "size": Target(measure="bytes", at_most=100_000_000),
    "time": Target(measure="seconds", at_most=24 * 3600),
}
"""What the source's task asked for: micro F1 on the test, megabytes on disk, hours of training."""


class SceneData(Part):
    """Table `[data]` of the recipe."""

    set: str = Field(default="scenes", description="which of the user's data sets to read; drawn when none is given")
    pictures: int = Field(default=1200, ge=50, description="pictures to draw")
    size: int = Field(default=64, ge=16, le=512, description="pixels on a side")
    test_share: float = Field(default=0.2, gt=0, lt=0.9)
    valid_share: float = Field(default=0.2, gt=0, lt=0.9, description="of the rest, drawn by the run's seed")
    split_seed: int = Field(default=42, description="decides which pictures are kept for the test")
    drawing_seed: int = 1
    crop: float = Field(default=0.765625, gt=0, le=1)
    flip: float = Field(default=0.5, ge=0, le=1)
    upside_down: float = Field(default=0.05, ge=0, le=1)
    rotation: float = Field(default=45.0, ge=0, le=180)
    brightness: float = Field(default=0.5, ge=0, lt=1)
    grey: float = Field(default=0.2, ge=0, le=1)


DataSettings = SceneData
"""As the runner asks for it."""


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the pictures: parameters when drawn; names, sizes and times of the files when real."""
    settings = SceneData.model_validate(plan.data)
    if source := plan.sources.get(settings.set):
        from plainspoken.experiments.studies.scenes.scene_pictures import source_fingerprint

        return source_fingerprint(Path(source))
    return fingerprint("drawn scenes", str(settings.pictures), str(settings.drawing_seed))


def open_trial(run: RunPlan, context: Context) -> Trial:
    """Read or draw the pictures, and make one run ready."""
    from plainspoken.experiments.studies.scenes.make_trial import make_trial

    return make_trial(run, context)


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """What the network looks at, for the runs that were asked to show it (`options.look`)."""
    from plainspoken.experiments.studies.scenes.evidence import draw_evidence

    return draw_evidence(writer, record, arrays)


def draw_study(
    plan: StudyPlan, records: list[RunRecord], arrays: dict[str, np.ndarray], writer: FigureWriter
) -> StudyParts:
    """Samples of drawn data, label frequencies, the sweep, Pareto fronts, validation against test."""
    from plainspoken.experiments.studies.scenes.network_table import network_table
    from plainspoken.experiments.studies.scenes.sweep_figures import rank_correlation, valid_and_test

    card = records[0].data
    extra: dict[str, Any] = {
        "axes": list(plan.axes),
        "networks": network_table(),
        "rank_correlation": rank_correlation(*valid_and_test(records)),
        "compared": [run.run for run in plan.runs if not run.ablation and not run.ensemble],
    }
    figures = {name: draw() for name, draw in record_figures(card, records, extra, writer).items()}
    return StudyParts(card, figures, extra, TARGETS)


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The figures of the study that its records suffice for."""
    from plainspoken.experiments.figures.tradeoff_charts import draw_pareto, draw_sweep
    from plainspoken.experiments.studies.scenes.label_figures import draw_label_counts, draw_pairs
    from plainspoken.experiments.studies.scenes.sweep_figures import CALLED, draw_valid_test, swept

    found: dict[str, Callable[[], Figure]] = {
        "labels": lambda: draw_label_counts(writer, card),
        "pairs": lambda: draw_pairs(writer, card),
    }
    axes = extra.get("axes", [])
    if len(axes) == 2 and (points := swept(records, axes)):
        found["sweep"] = lambda: draw_sweep(
            writer, points, across=axes[1], up=axes[0], measure="macro_f1", called=CALLED
        )
    beside = [record for record in records if record.run in extra.get("compared", []) and not record.at]
    if len(beside) > 1:
        found["pareto"] = lambda: draw_pareto(writer, beside, "micro_f1", "seconds")
    if len(records) > 3:
        found["valid-test"] = lambda: draw_valid_test(writer, records)
    return found
