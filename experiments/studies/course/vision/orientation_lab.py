"""Lab 10: which way up is a picture? Told from features of a network that was trained for something else. No torch.

Every picture is turned four ways. A linear head learns the turn from the features of a frozen EfficientNet-Lite0, from
the same network with random weights, from plain pixels, or from features averaged over the four turns, which are the
same for all four and so cannot tell them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, Pretraining, RunRecord, Split
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.vision.upright_pictures import (
    KINDS,
    UprightData,
    load_upright,
    pictures_fingerprint,
    turned,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import StepClock, WorkResult

    Floats = NDArray[np.float32]
    Turns = dict[str, list[Floats]]
    """By split, for each of the four turns, numbers [n, k] of the same n pictures."""

DataSettings = UprightData
data_fingerprint = pictures_fingerprint

ANGLES = ["0°", "90°", "180°", "270°"]
"""Turns clockwise."""

GRID = 16
"""Plain pixels are averaged to as many on a side."""

METRICS = {
    f"cosine_{name}": MetricKind(unit="number", better="none", title=f"cosine with {words}")
    for name, words in (
        ("90", "itself turned by 90°"), ("180", "itself turned by 180°"), ("270", "itself turned by 270°"),
        ("other", "another picture"),
    )
}  # fmt: skip


def work(run: RunPlan, context: Context) -> WorkResult:
    """Compute what the run goes by for each turn, fit the head, and ask it about each test picture in one turn.

    A head learns from all four turns of each training picture. Of a test picture it sees one turn, so that the test
    samples are independent.
    """
    import numpy as np

    from plainspoken.experiments.tasks.classification import Classification
    from plainspoken.experiments.tasks.feature_head import fit_head
    from plainspoken.experiments.tasks.work import StepClock

    settings, clock = UprightData.model_validate(run.data), StepClock()
    source = run.sources.get("pictures")
    with clock.step("pictures", "load"):
        pictures = load_upright(settings, source, context.tell)
    every, pretraining = _numbers(run, context, pictures, clock)
    if run.model == "averaged":
        every = {name: [np.mean(four, axis=0)] * 4 for name, four in every.items()}
    features: dict[str, Floats] = {}
    targets: dict[str, Any] = {}
    for name, four in every.items():
        n = len(four[0])
        if name == "train":
            features[name], targets[name] = np.concatenate(four), np.repeat(np.arange(4), n)
        else:
            turn = np.random.default_rng(settings.drawing_seed).permutation(np.arange(n) % 4)
            features[name], targets[name] = np.stack([four[k][i] for i, k in enumerate(turn)]), turn
    card = _card(settings, targets, source)
    result = fit_head("logistic", features, targets, Classification(ANGLES), card, clock, pretraining)
    if run.model == "frozen":
        result.scores = {**result.scores, "test": {**result.scores["test"], **_likeness(every["test"])}}
        result.arrays = {
            **result.arrays,
            "shown_pictures": np.stack([turned(pictures["test"][:40], k) for k in range(4)]),
            "shown_said": np.stack([_said(run, features, targets, four[:40]) for four in every["test"]]),
        }
    return result


def _numbers(
    run: RunPlan, context: Context, pictures: dict[str, Any], clock: StepClock
) -> tuple[Turns, Pretraining | None]:
    """What each turn of each picture is in the run's numbers."""
    import torch

    from plainspoken.experiments.models.efficientnet_lite import build_efficientnet_lite
    from plainspoken.experiments.models.image_classifiers import pixel_scale
    from plainspoken.experiments.models.pretrained_weights import load_imagenet
    from plainspoken.experiments.training.batches import TensorBatches
    from plainspoken.experiments.training.network_features import network_features
    from plainspoken.experiments.training.transforms import EvalPreset

    if run.model == "pixels":
        return {name: [_pixels(turned(these, k)) for k in range(4)] for name, these in pictures.items()}, None
    torch.manual_seed(run.seed)
    network: nn.Module = build_efficientnet_lite("efficientnet_lite0")
    pretraining = load_imagenet(network, "efficientnet_lite0") if run.weights == "imagenet" else None
    network.classifier = torch.nn.Flatten()
    if pretraining is None:
        _settle_norms(network, pictures["train"])
    batches = {
        f"{name} {k}": TensorBatches(
            [torch.from_numpy(turned(these, k)).permute(0, 3, 1, 2).contiguous()],
            torch.zeros(len(these), dtype=torch.int64), batch=40,
            transform=EvalPreset(pixel_scale("efficientnet_lite0")),
        )
        for name, these in pictures.items()
        for k in range(4)
    }  # fmt: skip
    found, _ = network_features(
        network.eval(), batches, cache=context.store, key=pictures_fingerprint(run), clock=clock, device=context.device
    )
    return {name: [found[f"{name} {k}"] for k in range(4)] for name in pictures}, pretraining


def _settle_norms(network: nn.Module, pictures: Any) -> None:
    """Give the batch norms of an untrained network the means and deviations of some training pictures, in all turns."""
    import numpy as np
    import torch

    from plainspoken.experiments.models.image_classifiers import pixel_scale
    from plainspoken.experiments.training.transforms import normalise

    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = None  # the plain mean over batches
            layer.reset_running_stats()
    some = np.concatenate([turned(pictures[:16], k) for k in range(4)])
    with torch.inference_mode():
        network.train()(normalise(torch.from_numpy(some).permute(0, 3, 1, 2), pixel_scale("efficientnet_lite0")))


def _pixels(pictures: Any) -> Floats:
    """Gray values [n, 256] of pictures [n, size, size, 3], averaged to `GRID` on a side."""
    import numpy as np
    from PIL import Image

    small = [
        np.asarray(Image.fromarray(each).convert("L").resize((GRID, GRID), Image.Resampling.BOX), dtype=np.float32)
        for each in pictures
    ]
    return np.stack(small).reshape(len(small), -1) / np.float32(255)


def _likeness(four: list[Floats]) -> dict[str, float]:
    """Mean cosine of the features of a picture with those of itself turned, and with those of the next picture."""
    import numpy as np

    def cosine(one: Floats, other: Floats) -> float:
        lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
        return float(((one * other).sum(1) / lengths).mean())

    told = {f"cosine_{90 * k}": cosine(four[0], four[k]) for k in (1, 2, 3)}
    return {**told, "cosine_other": cosine(four[0], np.roll(four[0], 1, axis=0))}


def _said(run: RunPlan, features: dict[str, Floats], targets: dict[str, Any], shown: Floats) -> NDArray[np.int64]:
    """What the head says of some pictures in one turn, to be shown."""
    from plainspoken.experiments.tasks.feature_head import make_head

    found: NDArray[np.int64] = make_head("logistic").fit(features["train"], targets["train"]).predict(shown)
    return found


def _card(settings: UprightData, targets: dict[str, Any], source: str | None) -> DataCard:
    counts = {name: {angle: int((each == k).sum()) for k, angle in enumerate(ANGLES)} for name, each in targets.items()}
    return DataCard(
        name="pictures in four turns",
        kind="drawn" if source is None else "real",
        origin=f"pieces of drawings of three kinds by Plainspoken's own generators: {', '.join(KINDS)}"
        if source is None
        else "a folder of the user's",
        licence="MIT, as the program" if source is None else "as its owner says",
        classes=ANGLES,
        majority=ANGLES[0],
        total=settings.train + settings.valid + settings.test,
        splits={name: Split(n=len(targets[name]), counts=counts[name]) for name in ("train", "valid", "test")},
        sample_shape=[3, settings.size, settings.size],
    )


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """Of the run that shows pictures: one that is told right in every turn, and one that is not, with what was said."""
    from plainspoken.experiments.studies.course.vision.orientation_figures import draw_turns

    return {"turns": draw_turns(writer, record, arrays)} if "shown_pictures" in arrays else {}


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Accuracy by what the head goes by, and how like a picture is to itself turned."""
    from plainspoken.experiments.studies.course.vision import orientation_figures as charts

    found: dict[str, Callable[[], Figure]] = {"ways": lambda: charts.draw_ways(writer, records)}
    for record in records:
        if "cosine_90" in record.scores["test"]:
            found["likeness"] = lambda record=record: charts.draw_likeness(writer, record)  # type: ignore[misc]
    return found
