"""Generation: two networks against each other (Goodfellow et al. 2014), their two losses, and samples by step."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Ended
from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Generator, Tensor, nn

KINDS = {
    "generator_loss": MetricKind(unit="number", better="none", title="loss of the generator"),
    "discriminator_loss": MetricKind(unit="number", better="none", title="loss of the discriminator"),
    "sure_share": MetricKind(unit="fraction", better="higher", title="samples that a classifier is sure of"),
    "classes_seen": MetricKind(unit="count", better="higher", title="classes among the samples"),
}
LAST = 50
"""The final losses are means over so many steps."""


def train_gan(
    generator: nn.Module,
    discriminator: nn.Module,
    real: Tensor,
    card: DataCard,
    clock: StepClock,
    *,
    steps: int,
    batch: int = 64,
    noise: int = 32,
    learning_rate: float = 2e-4,
    snapshots: Sequence[int] = (),
    shown: int = 16,
    seed: int = 0,
    judge: Callable[[Tensor], Tensor] | None = None,
    tell: Callable[[str], None] = lambda note: None,
) -> WorkResult:
    """Train both networks by turns, with Adam (betas .5 and .999) and the loss that does not saturate.

    Args:
        generator: noise [n, noise] to samples shaped as `real`.
        discriminator: samples to one logit each.
        real: all real samples [n, ...], in the range of the generator's answers.
        snapshots: steps after which samples from the same noise are kept, as `samples_STEP` in the arrays.
        judge: a classifier of the real data: samples to logits. With it, the record says at how many samples it is more
            than .9 sure, and how many classes it sees.
    """
    import torch
    from torch import nn as layers
    from torch.nn.functional import binary_cross_entropy_with_logits

    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    both = [torch.optim.Adam(net.parameters(), lr=learning_rate, betas=(0.5, 0.999)) for net in
            (generator, discriminator)]  # fmt: skip
    fixed = torch.randn(max(shown, 100), noise, generator=random)
    losses: dict[str, list[float]] = {"generator": [], "discriminator": []}
    arrays, kept, ended = {}, {}, None
    generator.train()
    discriminator.train()
    with clock.step("train", "train", items=steps * batch):
        for step, chosen in enumerate(_batches(real, batch, steps, random), 1):
            fake = generator(torch.randn(len(chosen), noise, generator=random))
            ones, noughts = torch.ones(len(chosen)), torch.zeros(len(chosen))
            loss_d = binary_cross_entropy_with_logits(discriminator(chosen).flatten(), 0.9 * ones)
            loss_d = loss_d + binary_cross_entropy_with_logits(discriminator(fake.detach()).flatten(), noughts)
            both[1].zero_grad()
            loss_d.backward()  # type: ignore[no-untyped-call]
            both[1].step()
            loss_g = binary_cross_entropy_with_logits(discriminator(fake).flatten(), ones)
            both[0].zero_grad()
            loss_g.backward()  # type: ignore[no-untyped-call]
            layers.utils.clip_grad_norm_(generator.parameters(), 10.0)
            both[0].step()
            pair = (loss_g.item(), loss_d.item())
            if not all(map(math.isfinite, pair)):
                ended = Ended(epoch=0, step=step, reason="the loss of one of the two networks was no longer a number")
                break
            losses["generator"].append(pair[0])
            losses["discriminator"].append(pair[1])
            if step in snapshots or step == steps:
                arrays[f"samples_{step}"] = _samples(generator, fixed[:shown])
                kept[step] = "samples"
                tell(f"step {step} of {steps}")
    scores: dict[str, float] = {}
    if ended is None:
        scores = {f"{name}_loss": sum(values[-LAST:]) / len(values[-LAST:]) for name, values in losses.items()}
        if judge is not None:
            with torch.inference_mode():
                sure, classes = judge(torch.from_numpy(_samples(generator, fixed))).softmax(1).max(1)
            scores["sure_share"] = float((sure > 0.9).double().mean())
            scores["classes_seen"] = float(len(set(classes[sure > 0.9].tolist())))
    at = [float(i) for i in range(1, len(losses["generator"]) + 1)]
    return WorkResult(
        card=card,
        task="generate",
        kinds=KINDS,
        scores={"train": scores} if scores else {},
        counts={"train": len(real)},
        curves={name: curve(at, values, "step", "loss") for name, values in losses.items() if len(values) > 1},
        steps=clock.steps,
        snapshots=kept,
        ended=ended,
        arrays=arrays,
        model=generator,
        example=(torch.zeros(1, noise),),
    )


def _batches(real: Tensor, batch: int, steps: int, random: Generator) -> Iterator[Tensor]:
    import torch

    for _ in range(steps):
        yield real[torch.randint(len(real), (batch,), generator=random)]


def _samples(generator: nn.Module, noise: Tensor) -> NDArray[np.float32]:
    """Samples as numpy, the generator in evaluation mode for them."""
    import torch

    generator.eval()
    with torch.inference_mode():
        found: NDArray[np.float32] = generator(noise).numpy()
    generator.train()
    return found
