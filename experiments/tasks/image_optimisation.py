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
    from torch import Tensor

    Layers = Callable[[Tensor], Sequence[Tensor]]
    """What a frozen network sees: a picture to the maps of its stages."""

KINDS = {
    "objective": MetricKind(unit="number", better="higher", title="activation"),
    "style_loss": MetricKind(unit="number", better="lower", title="style loss, relative to the start"),
    "content_loss": MetricKind(unit="number", better="lower", title="content loss"),
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
) -> WorkResult:
    """Gradient ascent on the mean activation of some stages, from small to large, detail that resizing loses put back.

    Each step shifts the picture at random, blurs the gradient over 3 by 3 pixels and divides it by its mean size.
    """
    import torch
    from torch.nn.functional import avg_pool2d, interpolate

    random = torch.Generator().manual_seed(seed)
    first, *rest = stages
    height, width = picture.shape[-2:]
    sizes = [(round(height / octave_scale**i), round(width / octave_scale**i)) for i in reversed(range(octaves))]
    dreamt, values, ended = interpolate(picture, sizes[0], mode="bilinear", antialias=True), [], None
    before = dreamt.clone()
    with clock.step("dream", "train", items=octaves * steps):
        for size in sizes:
            original = interpolate(picture, size, mode="bilinear", antialias=True)
            detail = interpolate(dreamt - before, size, mode="bilinear")
            dreamt, before = original + detail, original
            for _ in range(steps):
                shift = torch.randint(-8, 9, (2,), generator=random).tolist()
                moved = torch.roll(dreamt, shift, (2, 3)).requires_grad_()
                seen = layers(moved)
                objective = seen[first].pow(2).mean().sqrt()
                for i in rest:
                    objective = objective + seen[i].pow(2).mean().sqrt()
                (gradient,) = torch.autograd.grad(objective, moved)
                values.append(objective.item())
                if not math.isfinite(values[-1]):
                    ended = Ended(epoch=0, step=len(values), reason="the activation was no longer a number")
                    break
                gradient = avg_pool2d(gradient, 3, stride=1, padding=1)
                length = rate / (gradient.abs().mean() + 1e-8)
                moved = moved.detach() + length * gradient
                dreamt = torch.roll(moved, [-s for s in shift], (2, 3)).clamp_(low, high)
    return _result(card, clock, picture, dreamt, {"objective": values}, ended)


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
    steps: int = 120,
    rate: float = 0.03,
    low: float = -1.0,
    high: float = 1.0,
) -> WorkResult:
    """A picture with the content of one and the Gram matrices of another, by Adam on its pixels.

    The style loss is relative: the squared difference of Gram matrices over that of the start, averaged over stages.
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
    losses: dict[str, list[float]] = {"style_loss": [], "content_loss": []}
    ended = None
    with clock.step("style", "train", items=steps):
        for step in range(1, steps + 1):
            seen = layers(drawn)
            parts = [((gram(seen[i]) - g) ** 2).sum() / start for i, g, start in
                     zip(style_stages, grams, first, strict=True)]  # fmt: skip
            style_loss = torch.stack(parts).mean()
            content_loss = ((seen[content_stage] - wanted) ** 2).mean() / scale
            loss = style_loss + content_weight * content_loss
            values = style_loss.item(), content_loss.item()
            if not all(map(math.isfinite, values)):
                ended = Ended(epoch=0, step=step, reason="the loss was no longer a number")
                break
            losses["style_loss"].append(values[0])
            losses["content_loss"].append(values[1])
            drawn.grad = None
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            drawn.data.clamp_(low, high)
    return _result(card, clock, content, drawn.detach(), losses, ended)


def gram(maps: Tensor) -> Tensor:
    """The Gram matrix [channels, channels] of maps [1, channels, height, width], over the number of places."""
    flat = maps[0].flatten(1)
    return flat @ flat.T / flat.shape[1]


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
        arrays={"before": before[0].permute(1, 2, 0).numpy(), "after": after[0].permute(1, 2, 0).numpy()},
    )
