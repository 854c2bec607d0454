"""The figures that every run of a task has: curves of its history, and what its detail on the test split shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plainspoken.experiments.results.record import (
    ClassificationDetail,
    DetectionDetail,
    Figure,
    ImagesDetail,
    MultiLabelDetail,
    RegressionDetail,
    RunRecord,
)

if TYPE_CHECKING:
    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter

LARGEST_MATRIX = 20
"""Classes of the largest confusion matrix that can be read on a slide."""


def draw_task_figures(writer: FigureWriter, record: RunRecord, arrays: dict[str, np.ndarray]) -> dict[str, Figure]:
    """Every figure that the record suffices for, by name.

    `curves` of a history of at least one epoch; `confusion` of a classifier; `label-scores`, `co-occurrence` and
    `thresholds` of a multi-label model; `predictions` of a regression; `quality` of restored pictures; `scenes` and
    `precision-recall` of a detector; `steps` of the record's curves against steps.
    """
    found = _curves(writer, record)
    detail = record.detail.get("test")
    if isinstance(detail, ClassificationDetail) and detail.has("confusion") and len(detail.labels) <= LARGEST_MATRIX:
        from plainspoken.experiments.figures.confusion_matrix import draw_confusion

        found["confusion"] = draw_confusion(writer, record)
    elif isinstance(detail, MultiLabelDetail):
        from plainspoken.experiments.figures import multilabel_charts as charts

        found["label-scores"] = charts.draw_label_scores(writer, record, detail)
        if detail.has("together"):
            found["co-occurrence"] = charts.draw_together(writer, record, detail)
        if detail.has("threshold_curve"):
            found["thresholds"] = charts.draw_thresholds(writer, record, detail)
    elif isinstance(detail, RegressionDetail):
        from plainspoken.experiments.figures.regression_chart import draw_predictions

        found["predictions"] = draw_predictions(writer, record, detail)
    elif isinstance(detail, ImagesDetail):
        from plainspoken.experiments.figures.regression_chart import draw_quality

        found["quality"] = draw_quality(writer, record, detail)
    elif isinstance(detail, DetectionDetail):
        from plainspoken.experiments.figures.detection_charts import draw_precision_recall

        found["precision-recall"] = draw_precision_recall(writer, record, detail)
    if record.scenes and "scene_pictures" in arrays:
        from plainspoken.experiments.figures.detection_charts import draw_scenes

        found["scenes"] = draw_scenes(writer, record, arrays["scene_pictures"])
    kept = [arrays.get(f"samples_{snapshot.step}") for snapshot in record.snapshots]
    if kept and all(samples is not None and samples.ndim in (3, 4) for samples in kept):
        from plainspoken.experiments.figures.picture_strips import draw_samples_by_step

        found["samples-by-step"] = draw_samples_by_step(writer, record, arrays)
    return found


def _curves(writer: FigureWriter, record: RunRecord) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    if record.history:
        found["curves"] = draw_history(writer, record)
    if any(curve.x == sorted(curve.x) for curve in record.curves.values()):
        from plainspoken.experiments.figures.metric_curves import draw_step_curves

        found["steps"] = draw_step_curves(writer, record)
    return found


def draw_history(writer: FigureWriter, record: RunRecord) -> Figure:
    """Curves of a run's history: loss and accuracy of a classifier that was validated in every epoch, else what its
    task measures."""
    whole = record.status != "diverged" and all(row.has("valid") for row in record.history)
    if record.task == "classify" and whole and record.final.has("test"):
        from plainspoken.experiments.figures.training_curves import draw_curves

        return draw_curves(writer, record)
    from plainspoken.experiments.figures.metric_curves import draw_metric_curves

    return draw_metric_curves(writer, record)
