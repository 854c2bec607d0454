"""Lab 11, first part: a Haar cascade learned from drawn faces, beside one stage with as many features. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord, Split
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.vision.face_scenes import (
    SIDE,
    FaceSceneData,
    make_windows,
    material_fingerprint,
    open_material,
)
from plainspoken.experiments.studies.course.vision.haar_cascade import (
    all_features,
    count_features,
    feature_values,
    learn_cascade,
    pass_stages,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = FaceSceneData
data_fingerprint = material_fingerprint

METRICS = {
    "recall": MetricKind(unit="fraction", better="higher", title="faces let through"),
    "false_positives": MetricKind(unit="fraction", better="lower", title="others let through"),
    "features_looked_at": MetricKind(unit="number", better="lower", title="features looked at, a window"),
    "features_learned": MetricKind(unit="count", better="none", title="features that were chosen"),
    "features_there_are": MetricKind(unit="count", better="none", title="features that fit a window"),
}

DRAWN = 3
"""Features that the figure shows."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Learn the stages that `options.rounds` asks for, and let unseen windows pass them."""
    import numpy as np

    from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

    settings, clock = FaceSceneData.model_validate(run.data), StepClock()
    rounds = [int(each) for each in str(run.options["rounds"]).split()]
    with clock.step("windows", "load"):
        material = open_material(run.sources, settings)
        parts = [make_windows(material, settings, count, seed, parts=False) for seed, count in
                 ((1, settings.train), (3, settings.train // 3), (2, settings.train // 2))]  # fmt: skip
    random, every = np.random.default_rng(run.seed), list(all_features(SIDE))
    features = [every[i] for i in random.choice(len(every), int(run.options["candidates"]), replace=False)]
    with clock.step("features", "features", items=sum(len(windows) for windows, _ in parts)):
        train, held, test = (feature_values(windows.astype(np.float64), features) for windows, _ in parts)
    faces = [shown == 1 for _, shown in parts]
    with clock.step("boosting", "fit", items=len(train)):
        stages = learn_cascade(train, faces[0], held[faces[1]], rounds)
    left, looked = pass_stages(stages, test)
    truth, through = faces[2], left[-1]
    hits, wrong = int((through & truth).sum()), int((through & ~truth).sum())
    others = int((~truth).sum())
    xs = [float(i) for i in range(len(stages) + 1)]
    shares = {
        name: [1.0, *(float(row[of].mean()) for row in left)] for name, of in (("faces", truth), ("others", ~truth))
    }
    return WorkResult(
        card=_card(material.real, len(train), len(test)),
        task="analyse",
        scores={
            "test": {
                "recall": hits / int(truth.sum()),
                "false_positives": wrong / others,
                "features_looked_at": float(looked[~truth].mean()),
            },
            "all": {
                "features_learned": float(sum(rounds[: len(stages)])),
                "features_there_are": float(count_features(SIDE)),
            },
        },
        counts={"test": len(test)},
        intervals={"test": {"recall": wilson(hits, int(truth.sum())), "false_positives": wilson(wrong, others)}},
        curves={name: curve(xs, ys, "stage", "windows left", y_unit="fraction") for name, ys in shares.items()},
        steps=clock.steps,
        extra={"rounds": rounds[: len(stages)], "stages": len(stages)},
        arrays={
            "mean_face": parts[0][0][faces[0]].mean(0),
            "first_features": np.array([
                list(rectangle) for stump in stages[0].stumps[:DRAWN] for rectangle in _drawn(features[stump.feature])
            ]),
            "first_counts": np.array([
                len(list(features[stump.feature].rectangles())) for stump in stages[0].stumps[:DRAWN]
            ]),
        }
        if run.options.get("shown") else {},
    )  # fmt: skip


def _drawn(feature: Any) -> list[tuple[int, int, int, int, int]]:
    return list(feature.rectangles())


def _card(real: bool, train: int, test: int) -> DataCard:
    return DataCard(
        name="windows with and without faces",
        kind="real" if real else "drawn",
        origin="faces of the user's"
        if real
        else "portraits and landscapes drawn by Plainspoken's own generators, and two photographs by danielbuechele "
        "that come with scikit-learn",
        licence="as their owners say" if real else "MIT, as the program; the photographs CC BY 2.0",
        total=train + test,
        splits={"train": Split(n=train), "test": Split(n=test)},
        sample_shape=[SIDE, SIDE],
    )  # fmt: skip


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """The mean face, and the features that boosting chose first."""
    from plainspoken.experiments.studies.course.vision.haar_figures import draw_first_features

    return {"first-features": draw_first_features(writer, record, arrays)} if "mean_face" in arrays else {}


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """What is left after each stage, and the sum over a rectangle from four corners."""
    from plainspoken.experiments.studies.course.vision import haar_figures as charts

    found: dict[str, Callable[[], Figure]] = {"integral": lambda: charts.draw_integral(writer)}
    for record in records:
        if record.extra["stages"] > 1:
            found["stages"] = lambda record=record: charts.draw_stages(writer, record)  # type: ignore[misc]
    return found
