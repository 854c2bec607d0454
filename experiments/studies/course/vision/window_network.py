"""A small network that says of a window whether it shows a face, and the same network over a whole picture at once.

All convolutions are without padding, so that the network, laid over a picture, gives at each place what it gives for
the window there: Sermanet et al., "OverFeat" (2014), section 3.5. Two poolings by 2 make one answer every `STRIDE`
pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from plainspoken.experiments.studies.course.vision.face_scenes import SIDE, FaceScenes, resized

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.tasks.detection import Windows

    Picture = NDArray[np.float32]
    Array = NDArray[np.float64]

STRIDE = 4


def window_network() -> nn.Sequential:
    """[n, 1, h, w] to one logit at each place [n, 1, places down, places across]; one place for 24 by 24 pixels."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 4), nn.ReLU(), nn.Dropout(0.2),
        nn.Conv2d(64, 1, 1),
    )  # fmt: skip


def train_windows(
    network: nn.Sequential, windows: Picture, shown: NDArray[np.int64], *, epochs: int, seed: int
) -> None:
    """Train in place on windows [n, 24, 24] between 0 and 1, and 1 for each that shows a face."""
    x, y = _pixels(windows), torch.from_numpy(shown).float()
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-3)
    network.train()
    for _ in range(epochs):
        for chosen in torch.split(torch.randperm(len(x), generator=order), 64):
            loss = nn.functional.binary_cross_entropy_with_logits(network(x[chosen]).flatten(), y[chosen])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    network.eval()


def mine_windows(
    network: nn.Sequential, scenes: FaceScenes, how: Windows, *, threshold: float = 0.5, overlap: float = 0.3
) -> tuple[Picture, Array]:
    """Hard negatives: windows that the network takes for a face although they overlap none by more than `overlap`.

    After Felzenszwalb et al., "Object detection with discriminatively trained part-based models" (2010), section 4.

    Returns:
        Windows [n, 24, 24], the surest first, and how sure the network is of each.
    """
    import numpy as np

    from plainspoken.experiments.tasks.detection import intersection_over_union

    windows: list[Picture] = []
    sure: list[float] = []
    for picture, truth in zip(scenes.pictures, scenes.boxes, strict=True):
        boxes, scores, _ = find_at_once(network, picture, how, threshold=threshold)
        wrong = intersection_over_union(boxes, truth).max(1, initial=0) < overlap
        smaller: dict[float, Picture] = {}
        for box, score in zip(boxes[wrong], scores[wrong], strict=True):
            factor = round(float(box[2] - box[0]) / SIDE, 9)
            if factor not in smaller:
                smaller[factor] = resized(picture, *(round(side / factor) for side in picture.shape))
            left, top = (round(float(each) / factor) for each in box[:2])
            windows.append(smaller[factor][top : top + SIDE, left : left + SIDE])
            sure.append(float(score))
    order = np.argsort(-np.array(sure), kind="stable")
    found = np.stack(windows)[order] if windows else np.zeros((0, SIDE, SIDE), dtype=np.float32)
    return found, np.array(sure)[order] if sure else np.zeros(0)


def judge_with(network: nn.Sequential) -> Callable[[Picture], Array]:
    """A function from windows [n, 24, 24] to how sure the network is of a face in each, between 0 and 1."""

    @torch.inference_mode()
    def judge(windows: Picture) -> Array:
        found: Array = network(_pixels(windows)).flatten().sigmoid().double().numpy()
        return found

    return judge


@torch.inference_mode()
def find_at_once(
    network: nn.Sequential, picture: Picture, how: Windows, *, threshold: float = 0.5
) -> tuple[Array, Array, int]:
    """What `tasks.detection.find_boxes` finds with windows every `STRIDE` pixels, by one pass over each size.

    Returns:
        Boxes [n, 4], their scores [n], and how many places were judged.
    """
    import numpy as np

    from plainspoken.experiments.tasks.detection import window_places

    boxes, scores, looked, (height, width) = [np.zeros((0, 4))], [np.zeros(0)], 0, picture.shape
    for factor, places in window_places(height, width, how):
        smaller = resized(picture, round(height / factor), round(width / factor))
        # The map may have a place more than there are whole windows.
        down, across = ((side - SIDE) // STRIDE + 1 for side in smaller.shape)
        sure = network(_pixels(smaller[None]))[0, 0, :down, :across].sigmoid().double().numpy().flatten()
        boxes.append(places[sure >= threshold])
        scores.append(sure[sure >= threshold])
        looked += len(places)
    return np.concatenate(boxes), np.concatenate(scores), looked


def _pixels(pictures: Picture) -> Tensor:
    """[n, h, w] between 0 and 1 as [n, 1, h, w] between -1 and 1."""
    import numpy as np

    return torch.from_numpy(np.array(pictures, dtype=np.float32))[:, None] * 2 - 1
