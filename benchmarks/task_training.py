"""Throughput of each kind of task against a plain loop, in one run, as ratios.

The plain loop is the one that a tutorial for the task has: for what is trained, a `DataLoader` over the same tensors,
forward, the task's loss, backward, step, and the running loss; for a GAN, two backward passes of the discriminator and
one of the generator; for a picture, the gradient, its blur and the step; for a head, features batch by batch and
scikit-learn after them; for windows, every window cut out and judged in batches. Both sides do the same work on the
same network with one thread; rounds alternate, and the ratio is the median over rounds of that of CPU seconds, so that
a busy machine disturbs both alike. `benchmarks/training.py` has the classifiers with their augmentation.

    OMP_NUM_THREADS=1 python benchmarks/task_training.py [--rounds 11] [NAME ...]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, binary_cross_entropy_with_logits, interpolate
from torch.utils.data import DataLoader, TensorDataset

from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.tasks.classification import Classification
from plainspoken.experiments.tasks.detection import Windows, find_boxes
from plainspoken.experiments.tasks.feature_head import fit_head, make_head
from plainspoken.experiments.tasks.generation import train_gan
from plainspoken.experiments.tasks.image_optimisation import dream, gram, transfer_style
from plainspoken.experiments.tasks.multilabel import MultiLabel
from plainspoken.experiments.tasks.optimiser_race import race
from plainspoken.experiments.tasks.regression import Regression
from plainspoken.experiments.tasks.restoration import Restoration
from plainspoken.experiments.tasks.task import TrainedTask
from plainspoken.experiments.tasks.work import StepClock
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.loop import train_one_epoch
from plainspoken.experiments.training.losses import make_loss
from plainspoken.experiments.training.network_features import network_features
from plainspoken.experiments.training.schedules import make_optimizer, make_schedule
from plainspoken.experiments.training.train_settings import TrainSettings

BATCH, COUNT = 32, 640
CARD = DataCard(name="noise", kind="drawn")


@dataclass(frozen=True)
class Kind:
    """What is compared: `plain` and `ours` each do one round of `items`; `ours` gives the share of it spent on waiting
    for data, or None where no data is waited for."""

    items: int
    what: str
    plain: Callable[[], None]
    ours: Callable[[], float | None]


def small_cnn(outputs: int) -> nn.Module:
    """Three blocks, for pictures of 32 pixels."""
    blocks: list[nn.Module] = []
    for wide, wider in ((3, 16), (16, 32), (32, 64)):
        blocks += [nn.Conv2d(wide, wider, 3, padding=1), nn.BatchNorm2d(wider), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*blocks, nn.Flatten(), nn.Linear(1024, outputs))


def trained(task: TrainedTask, make: Callable[[], nn.Module], inputs: Tensor, targets: Tensor, rounds: int) -> Kind:
    """One epoch of what the training loop trains."""
    settings = TrainSettings(batch=BATCH, epochs=rounds + 1)
    theirs, ours = make(), make()
    loss = make_loss(task.losses[0])
    loader = DataLoader(TensorDataset(inputs, targets), batch_size=BATCH, shuffle=True, drop_last=True)
    plain_optimizer = torch.optim.AdamW(theirs.parameters(), lr=1e-3)
    batches = TensorBatches([inputs], targets, batch=BATCH, shuffle=True, drop_last=True)
    optimizer = make_optimizer(ours, settings)
    schedule = make_schedule(optimizer, settings, steps=len(batches))

    def plain() -> None:
        theirs.train()
        total = 0.0
        for x, y in loader:
            value = loss(theirs(x), y)
            plain_optimizer.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(theirs.parameters(), 1.0)
            plain_optimizer.step()
            total += value.item()

    def epoch() -> float:
        return train_one_epoch(ours, batches, optimizer, schedule, settings, task=task, loss=loss).waiting_share

    return Kind(COUNT, "samples", plain, epoch)


def gan() -> Kind:
    """Twenty steps of two small networks on pictures of 16 pixels."""
    real, noise, steps, batch = torch.rand(COUNT, 256) * 2 - 1, 32, 20, 64

    def networks() -> tuple[nn.Module, nn.Module]:
        return (
            nn.Sequential(nn.Linear(noise, 256), nn.ReLU(), nn.Linear(256, 256), nn.Tanh()),
            nn.Sequential(nn.Linear(256, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)),
        )

    def plain() -> None:
        generator, discriminator = networks()
        one, other = (torch.optim.Adam(n.parameters(), 2e-4, (0.5, 0.999)) for n in (generator, discriminator))
        loader = DataLoader(TensorDataset(real), batch_size=batch, shuffle=True, drop_last=True)
        done, losses = 0, []
        while done < steps:
            for (chosen,) in loader:
                other.zero_grad()
                real_loss = binary_cross_entropy_with_logits(discriminator(chosen).view(-1), torch.full((batch,), 0.9))
                real_loss.backward()  # type: ignore[no-untyped-call]
                fake = generator(torch.randn(batch, noise))
                fake_loss = binary_cross_entropy_with_logits(discriminator(fake.detach()).view(-1), torch.zeros(batch))
                fake_loss.backward()  # type: ignore[no-untyped-call]
                other.step()
                one.zero_grad()
                loss = binary_cross_entropy_with_logits(discriminator(fake).view(-1), torch.ones(batch))
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(generator.parameters(), 10.0)
                one.step()
                losses.append((loss.item(), real_loss.item() + fake_loss.item()))
                done += 1
                if done == steps:
                    break
        generator(torch.randn(16, noise)).detach().numpy()

    def ours() -> None:
        train_gan(*networks(), real, CARD, StepClock(), steps=steps, batch=batch, noise=noise)

    return Kind(steps, "steps", plain, ours)


def stages() -> Callable[[Tensor], list[Tensor]]:
    """The maps of a small frozen network."""
    first, second = nn.Conv2d(3, 16, 3, padding=1).requires_grad_(False), nn.Conv2d(16, 32, 3, padding=1)
    second.requires_grad_(False)

    def layers(picture: Tensor) -> list[Tensor]:
        one = first(picture).relu()
        return [one, second(one).relu()]

    return layers


def dreaming() -> Kind:
    """Four octaves of fourteen steps, as by default, from small to large, detail that resizing loses put back."""
    layers, picture, octaves, steps = stages(), torch.rand(1, 3, 64, 96) * 2 - 1, 4, 14

    def plain() -> None:
        sizes, values = [[round(side / 1.3**i) for side in (64, 96)] for i in reversed(range(octaves))], []
        image = small = interpolate(picture, sizes[0], mode="bilinear", antialias=True)
        for size in sizes:
            original = interpolate(picture, size, mode="bilinear", antialias=True)
            lost = original - interpolate(small, size, mode="bilinear")
            image, small = interpolate(image, size, mode="bilinear") + lost, original
            for _ in range(steps):
                shift = torch.randint(-8, 9, (2,)).tolist()
                moved = torch.roll(image, shift, (2, 3)).requires_grad_()
                value = layers(moved)[1].pow(2).mean().sqrt()
                value.backward()  # type: ignore[no-untyped-call]
                assert moved.grad is not None
                gradient = avg_pool2d(moved.grad, 3, 1, 1)
                moved = moved.detach() + 0.008 * gradient / (gradient.abs().mean() + 1e-8)
                image = torch.roll(moved, [-s for s in shift], (2, 3)).clamp(-1, 1)
                values.append(value.item())

    def ours() -> None:
        dream(picture, layers, CARD, StepClock(), stages=[1], octaves=octaves, steps=steps)

    return Kind(octaves * steps, "steps", plain, ours)


def styling() -> Kind:
    """Sixty steps on the pixels."""
    layers, steps = stages(), 60
    content, style = torch.rand(1, 3, 64, 96) * 2 - 1, torch.rand(1, 3, 64, 96) * 2 - 1

    def plain() -> None:
        with torch.no_grad():
            grams = [gram(maps) for maps in layers(style)]
            wanted = layers(content)[1]
        drawn = content.clone().requires_grad_()
        optimizer, losses = torch.optim.Adam([drawn], lr=0.03), []
        for _ in range(steps):
            seen = layers(drawn)
            style_loss = sum(((gram(a) - b) ** 2).sum() for a, b in zip(seen, grams, strict=True)) / 2
            content_loss = ((seen[1] - wanted) ** 2).mean()
            loss = style_loss + 0.12 * content_loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            drawn.data.clamp_(-1, 1)
            losses.append((style_loss.item(), content_loss.item()))  # type: ignore[union-attr]

    def ours() -> None:
        transfer_style(content, style, layers, CARD, StepClock(), content_stage=1, style_stages=[0, 1], steps=steps)

    return Kind(steps, "steps", plain, ours)


def head() -> Kind:
    """Features of a frozen network and logistic regression, computed afresh in each round."""
    network = small_cnn(64).eval()
    pictures, classes = torch.rand(COUNT, 3, 32, 32), torch.randint(0, 3, (COUNT,))
    parts = {"train": slice(0, 400), "valid": slice(400, 500), "test": slice(500, COUNT)}
    batches = {name: TensorBatches([pictures[at]], classes[at], batch=100) for name, at in parts.items()}
    loaders = {n: DataLoader(TensorDataset(pictures[at], classes[at]), batch_size=100) for n, at in parts.items()}

    def plain() -> None:
        found = {}
        with torch.no_grad():
            for name, loader in loaders.items():
                pairs = [(network(x).flatten(1), y) for x, y in loader]
                found[name] = [torch.cat(side).numpy() for side in zip(*pairs, strict=True)]
        estimator = make_head("logistic").fit(*found["train"])
        for x, y in found.values():
            (estimator.predict_proba(x).argmax(1) == y).mean()

    def ours() -> None:
        clock = StepClock()
        with tempfile.TemporaryDirectory() as cache:
            features, targets = network_features(network, batches, cache=Path(cache), key="noise", clock=clock)
        fit_head("logistic", features, targets, Classification(list("abc")), CARD, clock)

    return Kind(COUNT, "samples", plain, ours)


def windows() -> Kind:
    """A picture of 96 x 128 pixels, looked through at three sizes with a small network."""
    net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(968, 1)).eval()
    picture, how = np.random.default_rng(0).random((96, 128), dtype=np.float32), Windows(24, 6, 1.5)

    @torch.no_grad()
    def judge(cut: np.ndarray) -> np.ndarray:
        scores: np.ndarray = net(torch.from_numpy(np.ascontiguousarray(cut))[:, None]).sigmoid()[:, 0].numpy()
        return scores

    def plain() -> None:
        scale, level = 1.0, torch.from_numpy(picture)[None, None]
        while min(level.shape[-2:]) >= how.side:
            cut, boxes = [], []
            for top in range(0, level.shape[2] - how.side + 1, how.step):
                for left in range(0, level.shape[3] - how.side + 1, how.step):
                    cut.append(level[0, 0, top : top + how.side, left : left + how.side].numpy())
                    boxes.append([left * scale, top * scale, (left + how.side) * scale, (top + how.side) * scale])
            scores = judge(np.stack(cut))
            _ = [box for box, score in zip(boxes, scores, strict=True) if score > 0.5]
            scale *= how.scale
            size = [round(side / scale) for side in picture.shape]
            level = interpolate(torch.from_numpy(picture)[None, None], size, mode="bilinear", antialias=True)

    return Kind(1, "pictures", plain, lambda: find_boxes(picture, judge, how, threshold=0.5) and None)


def racing() -> Kind:
    """Four hundred steps down a valley."""
    steps = 400

    def valley(point: Tensor) -> Tensor:
        return (point[0] ** 2 + 50 * point[1] ** 2) / 2

    def plain() -> None:
        point = torch.tensor([2.0, 1.0], dtype=torch.float64, requires_grad=True)
        optimizer, values, path = torch.optim.SGD([point], lr=0.001), [], []
        for _ in range(steps):
            optimizer.zero_grad()
            value = valley(point)
            value.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            values.append(value.item())
            path.append(point.tolist())

    def ours() -> None:
        race(valley, [2.0, 1.0], lambda p: torch.optim.SGD(p, lr=0.001), CARD, StepClock(), steps=steps, target=0.0)

    return Kind(steps, "steps", plain, ours)


def kinds(rounds: int) -> dict[str, Callable[[], Kind]]:
    """Every kind of task by name; an analysis without training has nothing to compare."""
    pictures = torch.rand(COUNT, 3, 32, 32)
    labels = (torch.rand(COUNT, 5) > 0.6).float()
    classes = torch.randint(0, 5, (COUNT,))

    def sharpen() -> nn.Module:
        return nn.Sequential(nn.Conv2d(1, 48, 9, padding=4), nn.ReLU(), nn.Conv2d(48, 1, 5, padding=2))

    grey, abc = pictures[:, :1], list("abcde")
    return {
        "classifier": lambda: trained(Classification(abc), lambda: small_cnn(5), pictures, classes, rounds),
        "multi-label": lambda: trained(MultiLabel(abc), lambda: small_cnn(5), pictures, labels, rounds),
        "regression": lambda: trained(Regression(), lambda: small_cnn(1), pictures, torch.rand(COUNT), rounds),
        "restoration": lambda: trained(Restoration(), sharpen, grey, grey, rounds),
        "generation": gan,
        "dream": dreaming,
        "style": styling,
        "features+head": head,
        "windows": windows,
        "optimizers": racing,
    }


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="kinds to measure; all by default")
    parser.add_argument("--rounds", type=int, default=11)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(f"{'task':<15}{'plain, a second':>17}{'ours':>8}  {'':<9}{'ratio':>6}{'waiting for data':>18}")
    for name, make in kinds(asked.rounds).items():
        if asked.names and name not in asked.names:
            continue
        kind = make()
        waiting: list[float] = []

        def once(kind: Kind = kind, waiting: list[float] = waiting) -> None:
            share = kind.ours()
            waiting.extend([share] if share is not None else [])

        kind.plain()
        once()
        pairs = [(seconds(kind.plain), seconds(once)) for _ in range(asked.rounds)]
        slow, fast = (kind.items / statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        waited = f"{statistics.median(waiting):.1%}" if waiting else "none"
        print(f"{name:<15}{slow:>17.0f}{fast:>8.0f}  {kind.what:<9}{ratio:>6.2f}{waited:>18}", flush=True)


if __name__ == "__main__":
    main()
