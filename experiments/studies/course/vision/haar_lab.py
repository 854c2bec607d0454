"""Lab 11, first part: a Haar cascade learned from drawn faces, beside one stage with as many features. No torch.

A run of another kind takes the cascade that scikit-image brings to the detection lab's scenes, as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord, Split
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.vision.face_scenes import (
    SIDE,
    FaceSceneData,
    make_scenes,
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
from plainspoken.experiments.studies.course.vision.optional_packages import packages_fingerprint, skipped_without

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import StudyPlan
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = FaceSceneData

FOUND = 0.5
"""Intersection over union from which on a face is found."""


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of windows and scenes; the packaged cascade goes by scikit-image's version."""
    packaged = isinstance(plan, RunPlan) and plan.model == "packaged"
    return fingerprint(material_fingerprint(plan), *([packages_fingerprint("scikit-image")] if packaged else []))


METRICS = {
    "recall": MetricKind(unit="fraction", better="higher", title="faces let through"),
    "false_positives": MetricKind(unit="fraction", better="lower", title="others let through"),
    "features_looked_at": MetricKind(unit="number", better="lower", title="features looked at, a window"),
    "features_learned": MetricKind(unit="count", better="none", title="features that were chosen"),
    "found_share": MetricKind(unit="fraction", better="higher", title="faces of the scenes that are found"),
    "faces": MetricKind(unit="count", better="none", title="faces in the scenes"),
    "boxes": MetricKind(unit="count", better="none", title="boxes in all scenes"),
    "wrong_boxes": MetricKind(unit="count", better="lower", title="boxes on no face"),
    "windows": MetricKind(unit="count", better="lower", title="windows a picture"),
    "stages": MetricKind(unit="count", better="none", title="stages"),
    "features_there_are": MetricKind(unit="count", better="none", title="features that fit a window"),
}

DRAWN = 3
"""Features that the figure shows."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Learn the stages that `options.rounds` asks for, and let unseen windows pass them."""
    import numpy as np

    from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

    settings, clock = FaceSceneData.model_validate(run.data), StepClock()
    if run.model == "packaged":
        return _packaged(run, context, settings)
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


def _packaged(run: RunPlan, context: Context, settings: FaceSceneData) -> WorkResult:
    """What the packaged cascade finds in the scenes of the detection lab."""
    import numpy as np

    from plainspoken.experiments.studies.course.vision.packaged_cascade import PackagedCascade
    from plainspoken.experiments.tasks.detection import intersection_over_union
    from plainspoken.experiments.tasks.work import StepClock, WorkResult

    material, clock = open_material(run.sources, settings), StepClock()
    left_out = skipped_without(_card(material.real, 0, settings.scenes), "scikit-image", context)
    if left_out is not None:
        return left_out
    with clock.step("scenes", "load", items=settings.scenes):
        scenes = make_scenes(material, settings)
    cascade = PackagedCascade()
    with clock.step("look through", "predict", items=settings.scenes):
        finds = [cascade.find(picture) for picture in scenes.pictures]
    overlaps = [intersection_over_union(*pair) for pair in zip(scenes.boxes, finds, strict=True)]
    hits = [int((each.max(1, initial=0) >= FOUND).sum()) for each in overlaps]
    there, boxes = sum(map(len, scenes.boxes)), sum(map(len, finds))
    wrong = sum(int((each.max(0, initial=0) < FOUND).sum()) for each in overlaps)
    shown = [int(np.argmax(hits)), int(np.argmin(hits))]
    return WorkResult(
        card=_card(material.real, 0, settings.scenes),
        task="analyse",
        scores={
            "test": {"found_share": sum(hits) / there},
            "all": {
                "faces": float(there), "boxes": float(boxes), "wrong_boxes": float(wrong),
                "windows": float(cascade.windows(settings.height, settings.width)),
                "stages": float(cascade.stages), "features_learned": float(cascade.features),
            },
        },
        counts={"test": there},
        intervals={"test": {"found_share": wilson(sum(hits), there)}},
        steps=clock.steps,
        extra={"scenes": settings.scenes, "side": cascade.side, "step": 1, "overlap": FOUND},
        arrays={
            name: value
            for place, at in enumerate(shown)
            for name, value in ((f"scene_{place}", scenes.pictures[at]), (f"truth_{place}", scenes.boxes[at]),
                                (f"found_{place}", finds[at]))
        },
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
    """The mean face, and the features that boosting chose first; of the packaged cascade, two scenes."""
    from plainspoken.experiments.studies.course.vision import haar_figures as charts

    if "scene_0" in arrays:
        return {"scenes": charts.draw_packaged(writer, record, arrays)}
    return {"first-features": charts.draw_first_features(writer, record, arrays)} if "mean_face" in arrays else {}


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """What is left after each stage, and the sum over a rectangle from four corners."""
    from plainspoken.experiments.studies.course.vision import haar_figures as charts

    found: dict[str, Callable[[], Figure]] = {"integral": lambda: charts.draw_integral(writer)}
    for record in records:
        if record.extra.get("stages", 0) > 1:
            found["stages"] = lambda record=record: charts.draw_stages(writer, record)  # type: ignore[misc]
    return found
