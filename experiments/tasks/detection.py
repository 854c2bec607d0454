"""Detection by a classifier that looks through windows: a pyramid of sizes, suppression of overlaps, average precision.

Boxes are arrays [n, 4] of left, top, right and bottom in pixels. No torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import Interval, MetricKind
from plainspoken.experiments.results.record import DataCard, DetectionDetail, LabelledBox, Scene
from plainspoken.experiments.tasks.work import StepClock, WorkResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Judge = Callable[[NDArray[np.float32]], NDArray[np.float64]]

KINDS = {
    "average_precision": MetricKind(unit="fraction", better="higher", title="average precision"),
    "precision": MetricKind(unit="fraction", better="higher", title="precision"),
    "recall": MetricKind(unit="fraction", better="higher", title="recall"),
    "windows": MetricKind(unit="count", better="lower", title="windows a picture"),
    "raw_boxes": MetricKind(unit="count", better="none", title="boxes before suppression"),
}
SHOWN = 10
"""Scenes that a record keeps."""

OVERLAP = 0.3
"""Intersection over union above which a box gives way to a surer one, unless another limit is asked for."""


@dataclass(frozen=True)
class Windows:
    """How a picture is looked through: windows of `side` pixels, every `step` of them, in pictures each `scale` times
    smaller than the one before."""

    side: int = 24
    step: int = 4
    scale: float = 1.25
    batch: int = 512


def sliding_windows(picture: NDArray[np.float32], how: Windows) -> Iterator[tuple[NDArray[np.float32], Array]]:
    """Batches of windows [n, side, side(, channels)] and where they are in the picture [n, 4]."""
    import numpy as np

    height, width = picture.shape[:2]
    for factor, boxes in window_places(height, width, how):
        smaller = _resized(picture, round(height / factor), round(width / factor))
        view = np.lib.stride_tricks.sliding_window_view(smaller, (how.side, how.side), axis=(0, 1))
        view = view[:: how.step, :: how.step]
        flat = view.reshape(len(boxes), *view.shape[2:])
        flat = np.moveaxis(flat, 1, -1) if flat.ndim == 4 else flat
        for at in range(0, len(flat), how.batch):
            yield flat[at : at + how.batch], boxes[at : at + how.batch]


def window_places(height: int, width: int, how: Windows) -> Iterator[tuple[float, Array]]:
    """For each size that a picture is looked at in: how many times smaller it is, and where in the picture its windows
    are [n, 4], row by row."""
    import numpy as np

    factor = 1.0
    while min(height / factor, width / factor) >= how.side:
        rows, columns = ((round(each / factor) - how.side) // how.step + 1 for each in (height, width))
        ys, xs = np.divmod(np.arange(rows * columns), columns)
        corners = np.stack([xs, ys], 1) * how.step * factor
        yield factor, np.concatenate([corners, corners + how.side * factor], 1)
        factor *= how.scale


def find_boxes(
    picture: NDArray[np.float32], judge: Judge, how: Windows, *, threshold: float = 0.5
) -> tuple[Array, Array, int]:
    """Boxes [n, 4] of windows judged `threshold` or more, their scores [n], and how many windows were looked at."""
    import numpy as np

    boxes, scores, looked = [np.zeros((0, 4))], [np.zeros(0)], 0
    for windows, places in sliding_windows(picture, how):
        sure = np.asarray(judge(windows), dtype=np.float64)
        looked += len(windows)
        boxes.append(places[sure >= threshold])
        scores.append(sure[sure >= threshold])
    return np.concatenate(boxes), np.concatenate(scores), looked


def suppress(boxes: Array, scores: Array, overlap: float = OVERLAP) -> NDArray[np.int64]:
    """Greedy non-maximum suppression: indices of the boxes that stay, surest first; a box goes that overlaps a surer
    one by more than `overlap` (intersection over union)."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(order):
        first, order = int(order[0]), order[1:]
        kept.append(first)
        order = order[intersection_over_union(boxes[first : first + 1], boxes[order])[0] <= overlap]
    return np.array(kept, dtype=np.int64)


def intersection_over_union(boxes: Array, others: Array) -> Array:
    """[n, m] for boxes [n, 4] and others [m, 4]."""
    import numpy as np

    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(-1)
    areas = [(each[:, 2:] - each[:, :2]).prod(-1) for each in (boxes, others)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    found: Array = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return found


def precision_recall(
    found: Sequence[tuple[Array, Array]], truth: Sequence[Array], overlap: float = 0.5
) -> tuple[list[float], list[float], float]:
    """Recall and precision as the score that is asked for falls, and the area below: every point counts, precision
    taken as the highest at this recall or a higher one (PASCAL VOC 2010).

    A find is right when it overlaps a true box that no surer find has taken.
    """
    import numpy as np

    scores, right = [], []
    for (boxes, sure), true in zip(found, truth, strict=True):
        taken: set[int] = set()
        for i in np.argsort(-sure, kind="stable"):
            overlaps = intersection_over_union(boxes[i : i + 1], true)[0] if len(true) else np.zeros(0)
            free = [(float(overlaps[j]), j) for j in range(len(true)) if j not in taken]
            best, j = max(free, default=(0.0, -1))
            scores.append(float(sure[i]))
            right.append(best >= overlap)
            if right[-1]:
                taken.add(j)
    order = np.argsort(-np.array(scores), kind="stable") if scores else np.zeros(0, dtype=np.int64)
    hits = np.cumsum(np.array(right, dtype=np.int64)[order]) if scores else np.zeros(0)
    total = sum(map(len, truth))
    recall = (hits / max(1, total)).tolist()
    precision = (hits / np.arange(1, len(hits) + 1)).tolist()
    envelope = np.maximum.accumulate(np.array(precision)[::-1])[::-1] if precision else np.zeros(0)
    area = float((np.diff([0.0, *recall]) * envelope).sum()) if recall else 0.0
    return recall, precision, area


def detect_scenes(
    pictures: Sequence[NDArray[np.float32]],
    truth: Sequence[Array],
    judge: Judge,
    card: DataCard,
    clock: StepClock,
    *,
    how: Windows | None = None,
    label: str = "face",
    threshold: float = 0.5,
    overlap: float = 0.5,
) -> WorkResult:
    """Look through every picture, suppress overlapping finds, and measure against the true boxes.

    Args:
        pictures: [height, width(, channels)] each.
        truth: true boxes [n, 4] by picture.
        judge: gives for windows [n, side, side(, channels)] how sure it is of each, between 0 and 1.
    """
    how = how or Windows()
    finds, looked = [], 0
    with clock.step("windows", "predict", items=len(pictures)):
        for picture in pictures:
            boxes, scores, windows = find_boxes(picture, judge, how, threshold=threshold)
            finds.append((boxes, scores))
            looked += windows
    return detection_result(pictures, truth, finds, looked, card, clock, label=label, overlap=overlap)


def detection_result(
    pictures: Sequence[NDArray[np.float32]],
    truth: Sequence[Array],
    finds: Sequence[tuple[Array, Array]],
    looked: int,
    card: DataCard,
    clock: StepClock,
    *,
    label: str = "face",
    overlap: float = 0.5,
    suppressing: bool = True,
) -> WorkResult:
    """Measure what was found, by whatever means, against the true boxes.

    Args:
        finds: boxes [n, 4] and scores [n] by picture, before suppression.
        looked: windows that were judged in all pictures together.
        suppressing: whether overlapping finds are suppressed first.
    """
    import numpy as np

    found, scenes = [], []
    for picture, true, (boxes, scores) in zip(pictures, truth, finds, strict=True):
        kept = suppress(boxes, scores) if suppressing else np.argsort(-scores, kind="stable")
        found.append((boxes[kept], scores[kept]))
        scenes.append(
            Scene(
                size=[picture.shape[1], picture.shape[0]],
                truth=[_labelled(box, label) for box in true],
                found=[_labelled(boxes[i], label, float(scores[i])) for i in kept],
                raw=len(boxes),
            )
        )
    raw = sum(len(boxes) for boxes, _ in finds)
    recall, precision, area = precision_recall(found, truth, overlap)
    n, hits, there = len(recall), round(recall[-1] * sum(map(len, truth))) if recall else 0, sum(map(len, truth))
    values = {
        "average_precision": area,
        "precision": hits / n if n else 0.0,
        "recall": hits / there if there else 0.0,
        "windows": looked / len(pictures),
        "raw_boxes": float(raw),
    }
    intervals: dict[str, Interval] = {}
    if n:
        intervals["precision"] = wilson(hits, n)
    if there:
        intervals["recall"] = wilson(hits, there)
    chosen = sorted({round(i * (n - 1) / 499) for i in range(500)}) if n > 500 else range(n)
    shown = np.stack([_on_canvas(picture, pictures) for picture in pictures[:SHOWN]])
    return WorkResult(
        card=card,
        task="detect",
        kinds=KINDS,
        scores={"test": values},
        counts={"test": len(pictures)},
        intervals={"test": intervals},
        detail={
            "test": DetectionDetail(
                overlap=overlap, recall=[recall[i] for i in chosen], precision=[precision[i] for i in chosen]
            )
        },
        scenes=scenes[:SHOWN],
        steps=clock.steps,
        arrays={"scene_pictures": shown},
    )


def _labelled(box: Array, label: str, score: float | None = None) -> LabelledBox:
    left, top, right, bottom = (float(value) for value in box)
    told: Mapping[str, float] = {} if score is None else {"score": score}
    return LabelledBox(x=left, y=top, width=right - left, height=bottom - top, label=label, **told)


def _on_canvas(picture: NDArray[np.float32], pictures: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The picture in the upper left corner of one as large as the largest, so that they can be kept together."""
    import numpy as np

    height, width = (max(each.shape[i] for each in pictures) for i in (0, 1))
    canvas = np.zeros((height, width, *picture.shape[2:]), dtype=picture.dtype)
    canvas[: picture.shape[0], : picture.shape[1]] = picture
    return canvas


def _resized(picture: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    import numpy as np

    if picture.shape[:2] == (height, width):
        return picture
    from PIL import Image

    planes = picture[..., None] if picture.ndim == 2 else picture
    small = [
        np.asarray(Image.fromarray(planes[..., i]).resize((width, height), Image.Resampling.BILINEAR))
        for i in range(planes.shape[-1])
    ]
    found: NDArray[np.float32] = np.stack(small, -1)
    return found[..., 0] if picture.ndim == 2 else found
