"""Change one picture by following a gradient: DeepDream (Mordvintsev et al. 2015), style transfer (Gatys et al. 2016).

Pictures are tensors [1, channels, height, width] in the range of the network that looks at them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Ended
from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    Layers = Callable[[Tensor], Sequence[Tensor]]
    """What a frozen network sees: a picture to the maps of its stages."""

KINDS = {
    "objective": MetricKind(unit="number", better="higher", title="activation"),
    "objective_before": MetricKind(unit="number", better="none", title="activation of the picture as it was"),
    "likeness": MetricKind(unit="db", better="none", title="peak signal-to-noise ratio to the picture as it was"),
    "style_loss": MetricKind(unit="number", better="lower", title="style loss, relative to the start"),
    "content_loss": MetricKind(unit="number", better="lower", title="content loss"),
    "variation": MetricKind(unit="number", better="lower", title="total variation"),
}


def dream(
    picture: Tensor,
    layers: Layers,
    card: DataCard,
    clock: StepClock,
    *,
    stages: Sequence[int],
    octaves: int = 4,
    octave_scale: float = 1.3,
    steps: int = 14,
    rate: float = 0.008,
    low: float = -1.0,
    high: float = 1.0,
    seed: int = 0,
    detail: bool = True,
) -> WorkResult:
    """Gradient ascent on the mean activation of some stages, from small to large, detail that resizing loses put back.

    Each step shifts the picture at random, blurs the gradient over 3 by 3 pixels and divides it by its mean size. The
    arrays have `before`, `after`, and the picture at the end of each octave as `octave_1` to the last.

    Args:
        detail: whether detail is put back. Without it, the next octave begins with the enlarged dream alone.
    """
    import torch
    from torch.nn.functional import avg_pool2d, interpolate

    random = torch.Generator().manual_seed(seed)
    first, *rest = stages
    height, width = picture.shape[-2:]
    sizes = [(round(height / octave_scale**i), round(width / octave_scale**i)) for i in reversed(range(octaves))]
    dreamt, ended = interpolate(picture, sizes[0], mode="bilinear", antialias=True), None
    before, values, kept = dreamt.clone(), list[float](), {}

    def activation(seen: Sequence[Tensor]) -> Tensor:
        found = seen[first].pow(2).mean().sqrt()
        for i in rest:
            found = found + seen[i].pow(2).mean().sqrt()
        return found

    with torch.no_grad():
        objective_before = activation(layers(picture)).item()
    with clock.step("dream", "train", items=octaves * steps):
        for place, size in enumerate(sizes, 1):
            original = interpolate(picture, size, mode="bilinear", antialias=True)
            if detail:
                # The same as enlarging the dream and adding what the original has lost by being shrunk and enlarged.
                dreamt = original + interpolate(dreamt - before, size, mode="bilinear")
            else:
                dreamt = interpolate(dreamt, size, mode="bilinear")
            before = original
            for _ in range(steps):
                shift = torch.randint(-8, 9, (2,), generator=random).tolist()
                moved = torch.roll(dreamt, shift, (2, 3)).requires_grad_()
                objective = activation(layers(moved))
                (gradient,) = torch.autograd.grad(objective, moved)
                values.append(objective.item())
                if not math.isfinite(values[-1]):
                    ended = Ended(epoch=0, step=len(values), reason="the activation was no longer a number")
                    break
                gradient = avg_pool2d(gradient, 3, stride=1, padding=1)
                length = rate / (gradient.abs().mean() + 1e-8)
                moved = moved.detach() + length * gradient
                dreamt = torch.roll(moved, [-s for s in shift], (2, 3)).clamp_(low, high)
            kept[f"octave_{place}"] = _pixels(dreamt)
    result = _result(card, clock, picture, dreamt, {"objective": values}, ended)
    result.arrays |= kept
    if ended is None:
        error = ((dreamt - picture) ** 2).mean().item()
        likeness = 10 * math.log10((high - low) ** 2 / max(error, 1e-10))
        told = {**result.scores["train"], "objective_before": objective_before, "likeness": likeness}
        result.scores = {"train": told}
    return result


def transfer_style(
    content: Tensor,
    style: Tensor,
    layers: Layers,
    card: DataCard,
    clock: StepClock,
    *,
    content_stage: int,
    style_stages: Sequence[int],
    content_weight: float = 0.12,
    style_weight: float = 1.0,
    variation_weight: float = 0.0,
    steps: int = 120,
    rate: float = 0.03,
    low: float = -1.0,
    high: float = 1.0,
    keep: Sequence[int] = (),
) -> WorkResult:
    """A picture with the content of one and the Gram matrices of another, by Adam on its pixels.

    The style loss is relative: the squared difference of Gram matrices over that of the start, averaged over stages.
    The content loss is the squared difference of maps over the mean square of the content's.

    Args:
        keep: steps after which the picture is kept, as `after_STEP` in the arrays.
    """
    import torch

    with torch.no_grad():
        of_style, of_content = layers(style), layers(content)
        grams = [gram(of_style[i]) for i in style_stages]
        wanted = of_content[content_stage]
        scale = (wanted**2).mean() + 1e-12
        first = [((gram(of_content[i]) - g) ** 2).sum() + 1e-12 for i, g in zip(style_stages, grams, strict=True)]
    drawn = content.clone().requires_grad_()
    optimizer = torch.optim.Adam([drawn], lr=rate)
    losses: dict[str, list[float]] = {"style_loss": [], "content_loss": [], "variation": []}
    ended, kept = None, {}
    with clock.step("style", "train", items=steps):
        for step in range(1, steps + 1):
            seen = layers(drawn)
            parts = [((gram(seen[i]) - g) ** 2).sum() / start for i, g, start in
                     zip(style_stages, grams, first, strict=True)]  # fmt: skip
            style_loss = torch.stack(parts).mean()
            content_loss = ((seen[content_stage] - wanted) ** 2).mean() / scale
            variation = total_variation(drawn)
            loss = style_weight * style_loss + content_weight * content_loss + variation_weight * variation
            values = style_loss.item(), content_loss.item(), variation.item()
            if not all(map(math.isfinite, values)):
                ended = Ended(epoch=0, step=step, reason="the loss was no longer a number")
                break
            for told, value in zip(losses.values(), values, strict=True):
                told.append(value)
            drawn.grad = None
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            drawn.data.clamp_(low, high)
            if step in keep:
                kept[step] = _pixels(drawn)
    result = _result(card, clock, content, drawn.detach(), losses, ended)
    result.arrays |= {f"after_{step}": pixels for step, pixels in kept.items()}
    result.snapshots = {step: f"after_{step}" for step in kept}
    return result


def gram(maps: Tensor) -> Tensor:
    """The Gram matrix [channels, channels] of maps [1, channels, height, width], over the number of places."""
    flat = maps[0].flatten(1)
    return flat @ flat.T / flat.shape[1]


def total_variation(picture: Tensor) -> Tensor:
    """Mean squared difference of neighbours, across and down, of a picture [1, channels, height, width].

    Source: Mahendran and Vedaldi, "Understanding deep image representations by inverting them" (2015), section 3.2,
    with their beta of 2.
    """
    across, down = picture.diff(dim=3), picture.diff(dim=2)
    return across.pow(2).mean() + down.pow(2).mean()


def _pixels(picture: Tensor) -> NDArray[np.float32]:
    """[1, channels, height, width] to [height, width, channels]."""
    found: NDArray[np.float32] = picture.detach()[0].permute(1, 2, 0).numpy().copy()
    return found


def _result(
    card: DataCard, clock: StepClock, before: Tensor, after: Tensor, losses: dict[str, list[float]], ended: Ended | None
) -> WorkResult:
    at = [float(i) for i in range(1, 1 + max(map(len, losses.values())))]
    return WorkResult(
        card=card,
        task="edit",
        kinds=KINDS,
        scores={} if ended is not None else {"train": {name: values[-1] for name, values in losses.items()}},
        curves={
            name.replace("_loss", ""): curve(at[: len(values)], values, "step", "value")
            for name, values in losses.items()
            if len(values) > 1
        },
        steps=clock.steps,
        ended=ended,
        arrays={"before": _pixels(before), "after": _pixels(after)},
    )
