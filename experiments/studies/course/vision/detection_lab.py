"""Lab 9: a detector made of a classifier: windows, a pyramid of sizes, suppression of overlaps. No torch.

One small network learns windows with and without faces, looks through scenes of the training material, and learns
once more what it took for a face there. Every run looks through the same test scenes with it, in its own way: before
and after suppression, at one size only, with a wide step, with one pass over each size, or without that second round.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord, Split
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.vision.face_scenes import (
    SIDE,
    FaceSceneData,
    FaceScenes,
    Material,
    make_scenes,
    make_windows,
    material_fingerprint,
    open_material,
    training_scenes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.detection import Windows
    from plainspoken.experiments.tasks.work import WorkResult

    Array = NDArray[np.float64]
    Finds = tuple[Array, Array]

DataSettings = FaceSceneData
data_fingerprint = material_fingerprint

ENOUGH = 0.5
"""Intersection over union from which on a find is right, and a window can be."""

MISTAKES = 24
"""Windows that the figure of mistakes shows."""

SIZES = {"small": (0, SIDE), "middle": (SIDE, 2 * SIDE), "large": (2 * SIDE, 10_000)}
"""Faces by their side in pixels: smaller than a window, up to twice as wide, and wider."""

METRICS = {
    "hard_negatives": MetricKind(unit="count", better="none", title="windows without a face that were taken for one"),
    "window_accuracy": MetricKind(unit="fraction", better="higher", title="accuracy on single windows"),
    "picture_seconds": MetricKind(unit="seconds", better="lower", title="processor time a picture"),
    "passes": MetricKind(unit="times", better="lower", title="time of a picture over one pass of a classifier"),
    "speedup": MetricKind(unit="times", better="higher", title="time by windows over time by one pass a size"),
    "largest_difference": MetricKind(unit="number", better="lower", title="largest difference of two scores"),
    "lost_to_grid": MetricKind(unit="count", better="lower", title="faces that no window fits"),
    "lost_to_network": MetricKind(unit="count", better="lower", title="faces whose windows the network turns down"),
    "lost_to_suppression": MetricKind(unit="count", better="lower", title="faces lost to a surer overlapping box"),
}


def work(run: RunPlan, context: Context) -> WorkResult:
    """Learn windows, or take the network that another run has kept, and look through the scenes in this run's way."""
    from plainspoken.experiments.studies.course.vision.window_network import find_at_once, judge_with
    from plainspoken.experiments.tasks.detection import OVERLAP, Windows, detection_result, find_boxes
    from plainspoken.experiments.tasks.work import StepClock

    settings, clock, told = FaceSceneData.model_validate(run.data), StepClock(), run.options
    with clock.step("scenes", "load", items=settings.scenes):
        material = open_material(run.sources, settings)
        scenes = make_scenes(material, settings)
    with clock.step("windows to learn from", "train", items=3 * settings.train):
        network, accuracy, hard = _learned(run, context, settings)
    how = Windows(side=SIDE, step=int(told["step"]), scale=float(told["scale"]))
    threshold, judge = float(told["threshold"]), judge_with(network)
    finds: list[Finds] = []
    looked, begin = 0, time.process_time()
    with clock.step("look through", "predict", items=len(scenes.pictures)):
        for number, picture in enumerate(scenes.pictures):
            boxes, scores, windows = (
                find_at_once(network, picture, how, threshold=threshold)
                if run.model == "convolved"
                else find_boxes(picture, judge, how, threshold=threshold)
            )
            finds.append((boxes, scores))
            looked += windows
            context.tell(f"{number + 1} of {len(scenes.pictures)} pictures")
    spent = (time.process_time() - begin) / len(scenes.pictures)
    found = detection_result(
        scenes.pictures, scenes.boxes, finds, looked, _card(scenes, material.real, settings), clock,
        suppressing=run.model != "all-windows",
    )  # fmt: skip
    losses, by_size = _losses(scenes, finds, how, suppressing=run.model != "all-windows")
    found.scores = {
        "test": {
            **found.scores["test"],
            "picture_seconds": spent,
            "passes": spent / _pass_seconds(),
            **losses,
            **(_beside_windows(network, scenes, how) if run.model == "convolved" else {}),
        },
        "windows": {"window_accuracy": accuracy},
        **({"train": {"hard_negatives": float(len(hard))}} if told.get("mined", True) else {}),
        **by_size,
    }
    found.extra = {"side": SIDE, "step": how.step, "scale": how.scale, "threshold": threshold, "overlap": OVERLAP}
    found.extra |= {"mined": settings.mined, "epochs": run.train.epochs}
    shown = bool(told.get("shown"))
    found.arrays = {**_shown(scenes, finds, network, how), "shown_mistakes": hard[:MISTAKES]} if shown else {}
    found.scenes = found.scenes if shown else []
    return found


def _learned(run: RunPlan, context: Context, settings: FaceSceneData) -> tuple[nn.Sequential, Metric, Array]:
    """The trained network, its accuracy on unseen windows, and the windows [n, 24, 24] that it learned once more.

    What is learned is kept in the store for all runs of the same seed.
    """
    from safetensors.torch import load_file, save_file

    from plainspoken.base.sealed_files import is_whole, sealing
    from plainspoken.experiments.studies.course.vision.window_network import judge_with, window_network

    mined = bool(run.options.get("mined", True))
    key = fingerprint(material_fingerprint(run), str(run.seed), str(run.train.epochs), str(mined), _CODE)
    path = context.store / f"windows-{key}.safetensors"
    network, material = window_network(), open_material(run.sources, settings)
    if not is_whole(path):
        learned = _learn(run, material, settings, mined=mined)
        with sealing([path]) as (temporary,):
            save_file(learned, temporary)
    kept = load_file(path)
    hard = kept.pop("hard").numpy()
    network.load_state_dict(kept)
    network.eval()
    windows, shown = make_windows(material, settings, max(20, settings.train // 5), seed=2)
    right = int(((judge_with(network)(windows) > 0.5) == shown).sum())
    told = METRICS["window_accuracy"]
    metric = Metric(**told.model_dump(), value=right / len(shown), split="windows", n=len(shown))
    return network, metric.within(wilson(right, len(shown))), hard


def _learn(run: RunPlan, material: Material, settings: FaceSceneData, *, mined: bool) -> dict[str, Tensor]:
    """Learn windows, and with `mined` as long again with those that were taken for faces in scenes: the weights, and
    these windows as `hard`."""
    import numpy as np
    import torch

    from plainspoken.experiments.studies.course.vision.window_network import (
        STRIDE,
        mine_windows,
        train_windows,
        window_network,
    )
    from plainspoken.experiments.tasks.detection import Windows

    torch.manual_seed(run.seed)
    network = window_network()
    windows, shown = make_windows(material, settings, settings.train, seed=1)
    train_windows(network, windows, shown, epochs=run.train.epochs, seed=run.seed)
    hard = np.zeros((0, SIDE, SIDE), dtype=np.float32)
    if mined:
        hard, _ = mine_windows(network, training_scenes(material, settings), Windows(side=SIDE, step=STRIDE))
        both = np.concatenate([windows, hard]), np.concatenate([shown, np.zeros(len(hard), dtype=np.int64)])
        train_windows(network, *both, epochs=run.train.epochs, seed=run.seed + 1)
    return {**network.state_dict(), "hard": torch.from_numpy(hard)}


def _losses(
    scenes: FaceScenes, finds: list[Finds], how: Windows, *, suppressing: bool
) -> tuple[dict[str, float], dict[str, dict[str, Metric]]]:
    """How many faces are missed for each reason, and recall by their size."""
    import numpy as np

    from plainspoken.experiments.tasks.detection import KINDS, intersection_over_union, suppress, window_places

    lost, hits, there = (
        dict.fromkeys(("grid", "network", "suppression"), 0),
        dict.fromkeys(SIZES, 0),
        dict.fromkeys(SIZES, 0),
    )
    for picture, truth, (boxes, scores) in zip(scenes.pictures, scenes.boxes, finds, strict=True):
        kept = boxes[suppress(boxes, scores)] if suppressing else boxes
        grid = np.concatenate([places for _, places in window_places(len(picture), picture.shape[1], how)])
        reached = [intersection_over_union(truth, each).max(1, initial=0) >= ENOUGH for each in (kept, boxes, grid)]
        for face, (found, seen, possible) in zip(truth, zip(*reached, strict=True), strict=True):
            size = next(name for name, (low, high) in SIZES.items() if low <= face[2] - face[0] < high)
            there[size] += 1
            hits[size] += int(found)
            if not found:
                lost["suppression" if seen else "network" if possible else "grid"] += 1
    by_size = {}
    for name, n in there.items():
        if n:
            metric = Metric(**KINDS["recall"].model_dump(), value=hits[name] / n, split=name, n=n)
            by_size[name] = {"recall": metric.within(wilson(hits[name], n))}
    return {f"lost_to_{reason}": float(count) for reason, count in lost.items()}, by_size


def _beside_windows(network: nn.Sequential, scenes: FaceScenes, how: Windows) -> dict[str, float]:
    """How much longer windows take than one pass over each size, and how far their scores are apart."""
    import numpy as np

    from plainspoken.experiments.studies.course.vision.window_network import find_at_once, judge_with
    from plainspoken.experiments.tasks.detection import find_boxes

    judge, some = judge_with(network), scenes.pictures[:6]
    begin = time.process_time()
    slow = [find_boxes(picture, judge, how, threshold=0)[1] for picture in some]
    middle = time.process_time()
    fast = [find_at_once(network, picture, how, threshold=0)[1] for picture in some]
    end = time.process_time()
    return {
        "speedup": (middle - begin) / max(end - middle, 1e-9),
        "largest_difference": max(float(np.abs(a - b).max()) for a, b in zip(slow, fast, strict=True)),
    }


def _pass_seconds() -> float:
    """Processor seconds of one pass of EfficientNet-Lite0 over one picture of 224 pixels; the fastest of five."""
    import torch

    from plainspoken.experiments.models.efficientnet_lite import build_efficientnet_lite

    network, picture, taken = (
        build_efficientnet_lite("efficientnet_lite0").eval(),
        torch.zeros(1, 3, 224, 224),
        [],
    )
    with torch.inference_mode():
        for _ in range(5):
            begin = time.process_time()
            network(picture)
            taken.append(time.process_time() - begin)
    return min(taken)


def _shown(scenes: FaceScenes, finds: list[Finds], network: nn.Sequential, how: Windows) -> dict[str, np.ndarray]:
    """What the figures show of one scene, that with most boxes among the half with most detail: all boxes, those that
    stay, and for each size of the pyramid how sure the network is of the window on the largest face."""
    import numpy as np

    from plainspoken.experiments.studies.course.vision.window_network import judge_with
    from plainspoken.experiments.tasks.detection import (
        intersection_over_union,
        sliding_windows,
        suppress,
    )

    detail = [float(np.abs(np.diff(picture)).mean()) for picture in scenes.pictures]
    chosen = max(np.argsort(detail)[len(detail) // 2 :].tolist(), key=lambda i: len(finds[i][0]))
    picture, (boxes, scores), truth = scenes.pictures[chosen], finds[chosen], scenes.boxes[chosen]
    face = truth[[(truth[:, 2] - truth[:, 0]).argmax()]]
    judge = judge_with(network)
    best: dict[float, tuple[float, Array]] = {}
    for windows, places in sliding_windows(picture, how):
        near = intersection_over_union(places, face)[:, 0]
        # The window whose middle is nearest the face's, of each size.
        middle = (places[:, :2] + places[:, 2:] - face[:, :2] - face[:, 2:]) / 2
        at = int((middle**2).sum(1).argmin())
        factor, off = (places[at, 2] - places[at, 0]) / SIDE, float((middle[at] ** 2).sum())
        if factor not in best or off < best[factor][0]:
            best[factor] = (off, np.array([factor, *places[at], float(judge(windows[[at]])[0]), near[at]]))
    return {
        "shown_picture": picture,
        "shown_truth": truth,
        "shown_boxes": boxes,
        "shown_kept": boxes[suppress(boxes, scores)],
        "shown_sizes": np.stack([best[factor][1] for factor in sorted(best)]),
    }


def _card(scenes: FaceScenes, real: bool, settings: FaceSceneData) -> DataCard:
    return DataCard(
        name="scenes with faces",
        kind="real" if real else "drawn",
        origin="faces and scenes of the user's"
        if real
        else "portraits drawn by Plainspoken's own generator, on landscapes drawn by it and on two photographs by "
        "danielbuechele that come with scikit-learn",
        licence="as their owners say" if real else "MIT, as the program; the photographs CC BY 2.0",
        total=len(scenes.pictures),
        splits={"train": Split(n=3 * settings.train), "test": Split(n=len(scenes.pictures))},
        sample_shape=[settings.height, settings.width],
        extra={"faces": sum(map(len, scenes.boxes))},
    )


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """Of the run with a pyramid: windows closing in on a face, boxes before and after suppression, windows that were
    taken for a face."""
    from plainspoken.experiments.studies.course.vision import detection_figures as charts

    if "shown_picture" not in arrays:
        return {}
    found = {
        "search": charts.draw_search(writer, record, arrays),
        "suppression": charts.draw_suppression(writer, record, arrays),
    }
    if len(arrays["shown_mistakes"]):
        found["mistakes"] = charts.draw_mistakes(writer, record, arrays["shown_mistakes"])
    return found


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """How overlap is measured, precision by recall before and after suppression and mining, what pyramid and step give
    and cost, windows and recall by size."""
    from plainspoken.experiments.studies.course.vision import detection_figures as charts

    runs = {record.run: record for record in records}
    found: dict[str, Callable[[], Figure]] = {"formula-overlap": lambda: charts.draw_overlap(writer)}
    if {"before", "after"} <= set(runs):
        found["before-after"] = lambda: charts.draw_before_after(writer, runs["before"], runs["after"])
    if {"unmined", "after"} <= set(runs):
        found["mined"] = lambda: charts.draw_mined(writer, [runs["unmined"], runs["after"]])
    if "after" in runs:
        found["levels"] = lambda: charts.draw_levels(writer, runs["after"])
        found["sizes"] = lambda: charts.draw_sizes(writer, runs["after"])
        ways = [runs[name] for name in ("after", "no-pyramid", "coarse") if name in runs]
        found["ways"] = lambda: charts.draw_ways(writer, ways)
    return found


_CODE = "2"
"""Raise when the network or its training changes, so that kept weights are not taken for new ones."""
