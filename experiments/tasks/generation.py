"""Generation: two networks against each other (Goodfellow et al. 2014), their two losses, and samples by step."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.record import DataCard, Ended
from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Generator, Tensor, nn

KINDS = {
    "generator_loss": MetricKind(unit="number", better="none", title="loss of the generator"),
    "discriminator_loss": MetricKind(unit="number", better="none", title="loss of the discriminator"),
    "real_loss": MetricKind(unit="number", better="none", title="loss of the discriminator on real samples"),
    "fake_loss": MetricKind(unit="number", better="none", title="loss of the discriminator on generated samples"),
    "told_apart": MetricKind(unit="fraction", better="none", title="samples that the discriminator tells apart"),
    "variety": MetricKind(unit="times", better="none", title="distance of two samples over that of two real ones"),
    "sure_share": MetricKind(unit="fraction", better="higher", title="samples that a classifier is sure of"),
    "classes_seen": MetricKind(unit="count", better="higher", title="classes among the samples"),
    "largest_share": MetricKind(unit="fraction", better="lower", title="share of the class most often generated"),
}
LAST = 50
"""The final losses are means over so many steps."""

SURE = 0.9
"""A classifier is sure of a sample from this share on."""


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
    discriminator_rate: float | None = None,
    generator_steps: int = 1,
    real_label: float = 0.9,
    flipped_labels: float = 0.0,
    uniform_noise: bool = False,
    mixed_batches: bool = False,
    snapshots: Sequence[int] = (),
    shown: int = 16,
    judged: int = 100,
    seed: int = 0,
    judge: Callable[[Tensor], Tensor] | None = None,
    tell: Callable[[str], None] = lambda note: None,
) -> WorkResult:
    """Train both networks by turns, with Adam (betas .5 and .999) and the loss that does not saturate.

    The split `train` has what was measured on the last batches of training, `all` what was measured on new samples.
    Equilibrium and collapse are measured: `told_apart` is .5 where the discriminator can only guess and 1 where it has
    won; `variety` is near 1 where samples differ as real ones do and near 0 where all are the same; `largest_share` is
    1 where a classifier takes all samples for one class.

    Args:
        generator: noise [n, noise] to samples shaped as `real`.
        discriminator: samples to one logit each.
        real: all real samples [n, ...], in the range of the generator's answers.
        discriminator_rate: learning rate of the discriminator; that of the generator when None.
        generator_steps: steps of the generator for each step of the discriminator.
        real_label: what the discriminator should say of real samples; below 1 it is smoothed.
        flipped_labels: share of the discriminator's labels that are turned round at random.
        uniform_noise: noise between -1 and 1 in place of the normal one.
        mixed_batches: whether the discriminator sees real and generated samples in one batch; else one after the other.
        snapshots: steps after which samples from the same noise are kept, as `samples_STEP` in the arrays.
        judged: how many samples are measured, at the snapshots and at the end.
        judge: a classifier of the real data: samples to logits. With it, the record says at how many samples it is more
            than .9 sure, and how many classes it sees.
    """
    import torch
    from torch import nn as layers
    from torch.nn.functional import binary_cross_entropy_with_logits

    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    rates = (learning_rate, learning_rate if discriminator_rate is None else discriminator_rate)
    both = [torch.optim.Adam(net.parameters(), lr=rate, betas=(0.5, 0.999)) for net, rate in
            zip((generator, discriminator), rates, strict=True)]  # fmt: skip

    def drawn(count: int) -> Tensor:
        if uniform_noise:
            return torch.rand(count, noise, generator=random) * 2 - 1
        return torch.randn(count, noise, generator=random)

    def labels(count: int, value: float) -> Tensor:
        found = torch.full((count,), value)
        if flipped_labels:
            turned = torch.rand(count, generator=random) < flipped_labels
            found[turned] = real_label - value
        return found

    fixed = drawn(max(shown, judged))
    losses: dict[str, list[float]] = {"generator": [], "discriminator": [], "real": [], "fake": [], "told-apart": []}
    judgements: dict[int, dict[str, float]] = {}
    arrays, kept, ended = {}, {}, None
    generator.train()
    discriminator.train()
    with clock.step("train", "train", items=steps * batch):
        for step, chosen in enumerate(_batches(real, batch, steps, random), 1):
            n = len(chosen)
            fake = generator(drawn(n))
            if mixed_batches:
                of_real, of_fake = discriminator(torch.cat([chosen, fake.detach()])).flatten().split(n)
            else:
                of_real, of_fake = discriminator(chosen).flatten(), discriminator(fake.detach()).flatten()
            loss_real = binary_cross_entropy_with_logits(of_real, labels(n, real_label))
            loss_fake = binary_cross_entropy_with_logits(of_fake, labels(n, 0.0))
            loss_d = loss_real + loss_fake
            both[1].zero_grad()
            loss_d.backward()  # type: ignore[no-untyped-call]
            both[1].step()
            for turn in range(generator_steps):
                if turn:
                    fake = generator(drawn(n))
                # Only the generator's optimizer steps: the discriminator's weights are frozen here.
                loss_g = binary_cross_entropy_with_logits(discriminator(fake).flatten(), torch.ones(n))
                both[0].zero_grad()
                loss_g.backward()  # type: ignore[no-untyped-call]
                layers.utils.clip_grad_norm_(generator.parameters(), 10.0)
                both[0].step()
            told = ((of_real > 0).double().mean() + (of_fake <= 0).double().mean()) / 2
            values = [value.item() for value in (loss_g, loss_d, loss_real, loss_fake, told)]
            if not all(map(math.isfinite, values)):
                ended = Ended(epoch=0, step=step, reason="the loss of one of the two networks was no longer a number")
                break
            for name, value in zip(losses, values, strict=True):
                losses[name].append(value)
            if step in snapshots or step == steps:
                samples = _samples(generator, fixed)
                arrays[f"samples_{step}"] = samples[:shown]
                kept[step] = "samples"
                judgements[step] = _judged(torch.from_numpy(samples), real, judge)
                tell(f"step {step} of {steps}")
    scores: dict[str, dict[str, float | Metric]] = {}
    if ended is None:
        last = {name: sum(values[-LAST:]) / len(values[-LAST:]) for name, values in losses.items()}
        named = {f"{name}_loss": last[name] for name in ("generator", "discriminator", "real", "fake")}
        judged_last = {name: _measured(name, value, len(fixed)) for name, value in judgements[steps].items()}
        scores = {"train": {**named, "told_apart": last["told-apart"]}, "all": {**judged_last}}
    at = [float(i) for i in range(1, len(losses["generator"]) + 1)]
    curves = {
        name: curve(at, values, "step", "share" if name == "told-apart" else "loss")
        for name, values in losses.items()
        if len(values) > 1
    }
    if len(judgements) > 1:  # at one step alone there is no curve
        curves |= {
            name.replace("_", "-"): curve([*judgements], [each[name] for each in judgements.values()], "step", name)
            for name in next(iter(judgements.values()))
        }
    return WorkResult(
        card=card,
        task="generate",
        kinds=KINDS,
        scores=scores,
        counts={"train": len(real)},
        curves=curves,
        steps=clock.steps,
        snapshots=kept,
        ended=ended,
        arrays=arrays,
        model=generator,
        example=(torch.zeros(1, noise),),
    )


def sample_variety(samples: Tensor, real: Tensor) -> float | None:
    """Mean distance between two samples over that between two real ones: 0 where all samples are the same.

    Returns:
        None where all real samples are the same.
    """
    import torch

    apart = torch.pdist(real.flatten(1)).mean()
    return float(torch.pdist(samples.flatten(1)).mean() / apart) if apart > 0 else None


def _judged(samples: Tensor, real: Tensor, judge: Callable[[Tensor], Tensor] | None) -> dict[str, float]:
    """What is measured on samples [n, ...]; by class only with a judge."""
    import torch

    variety = sample_variety(samples, real[: max(2, len(samples))])
    found = {} if variety is None else {"variety": variety}
    if judge is not None:
        with torch.inference_mode():
            sure, classes = judge(samples).softmax(1).max(1)
        found["sure_share"] = float((sure > SURE).double().mean())
        found["classes_seen"] = float(len(set(classes[sure > SURE].tolist())))
        found["largest_share"] = float(classes.bincount().max() / len(classes))
    return found


def _measured(name: str, value: float, n: int) -> Metric:
    """A measure of n samples; a share with Wilson's interval."""
    metric = Metric(**KINDS[name].model_dump(), value=value, split="all", n=n)
    return metric.within(wilson(round(value * n), n)) if metric.unit == "fraction" else metric


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
