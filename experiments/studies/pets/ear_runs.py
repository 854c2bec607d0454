"""Is it the ears? Three ways to ask what a network goes by.

On drawn animals the question can be put exactly: the same test animals are drawn again without their ears, with the
other sort of ears, without muzzle, without eyes, and the change in accuracy is measured. Grad-CAM shows where a
network finds its evidence; since the generator knows where the ears are, the share of the evidence on them can be set
beside the share of the picture that they take up. On any pictures, photographs included, a patch can be hidden at each
place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from plainspoken.experiments.models.saliency import grad_cam
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import Metric
from plainspoken.experiments.results.record import Pretraining
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.pets.drawn_pets import PARTS, SIDE, Look, draw_pet, ear_boxes
from plainspoken.experiments.studies.pets.frozen_features import all_features, open_backbone
from plainspoken.experiments.studies.pets.pet_data import DataSettings, PetSet, load_pets
from plainspoken.experiments.studies.pets.pet_files import CLASSES
from plainspoken.experiments.studies.pets.small_cnn import SmallCnn
from plainspoken.experiments.tasks.feature_head import make_head
from plainspoken.experiments.tasks.work import StepClock, WorkResult
from plainspoken.experiments.training.transforms import IMAGENET_SCALE, PixelScale, normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRID = 4
"""Patches on a side of a picture, each hidden in turn."""

_LOOKED_AT = 60
"""Test pictures whose Grad-CAM is averaged."""

_HIDDEN = 400
"""Test pictures in which patches are hidden, at most."""


class Judge(nn.Module):
    """Bytes [n, 3, s, s] to logits [n, 2]: scaling, a network, and a head in one, so that Grad-CAM sees all of it."""

    def __init__(self, scale: PixelScale, maps: nn.Module, head: nn.Module) -> None:
        super().__init__()
        self.scale, self.maps, self.head = scale, maps, head

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, s, s] bytes, also as floats, to logits."""
        logits: Tensor = self.head(self.maps(normalise(x, self.scale)))
        return logits

    def answers(self, pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Class indices [n] of pictures [n, s, s, 3]."""
        tensor = torch.from_numpy(pictures).permute(0, 3, 1, 2)
        with torch.inference_mode():
            said = torch.cat([self(part).argmax(1) for part in torch.split(tensor, 100)])
        found: NDArray[np.int64] = said.numpy()
        return found


def hide_ears(run: RunPlan, context: Context) -> WorkResult:
    """What drawn animals lose with their ears, muzzle or eyes, and how much of Grad-CAM's evidence is on the ears.

    The animals are drawn, whatever data the study has. Options: `size`, and `network` with the run's weights; without
    `network` a small network is trained here.
    """

    drawn = run.model_copy(update={"sources": {}})
    pets, clock = load_pets(drawn), StepClock()
    size = int(run.options["size"])
    with clock.step("a judge of cats and dogs", "train"):
        judge, pretraining = _judge(drawn, pets, size, context, clock)
    test = pets.splits["test"]
    looks, targets = [pets.looks[i] for i in test], pets.targets[test]
    right: dict[str, NDArray[np.bool_]] = {"whole": judge.answers(pets.read(size)[test]) == targets}
    for part in PARTS:
        context.tell(f"without {part}")
        right[f"without_{part}"] = judge.answers(_redrawn(looks, size, without=part)) == targets
    right["other_ears"] = judge.answers(_redrawn(looks, size, other_ears=True)) == targets
    with clock.step("Grad-CAM", "other", items=min(_LOOKED_AT, len(test))):
        heat, arrays = _evidence(judge, pets, size)
    scores = {name: _share(int(each.sum()), len(each)) for name, each in right.items()}
    scores |= {
        f"{name}_loss": Metric(
            value=float(right["whole"].mean() - each.mean()), unit="difference", better="none", split="all", n=len(each)
        )
        for name, each in right.items()
        if name != "whole"
    }
    return WorkResult(
        card=pets.card(size),
        task="analyse",
        scores={"all": scores, "evidence": heat},
        steps=clock.steps,
        arrays=arrays,
        pretraining=pretraining,
    )  # fmt: skip


def hide_patches(run: RunPlan, context: Context) -> WorkResult:
    """What a head on frozen features loses when a patch of the test pictures is hidden under their mean colour, by
    place. Options: `network`, `size`."""
    import numpy as np

    pets, clock = load_pets(run, context.tell), StepClock()
    size = int(run.options["size"])
    judge, pretraining = _judge(run, pets, size, context, clock)
    test = pets.splits["test"]
    test = test[np.linspace(0, len(test) - 1, min(_HIDDEN, len(test))).astype(int)]
    pictures, targets = pets.read(size)[test], pets.targets[test]
    whole = judge.answers(pictures) == targets
    losses: dict[str, float | Metric] = {"whole": _share(int(whole.sum()), len(test))}
    edges = np.linspace(0, size, GRID + 1).astype(int)
    colour = pictures.mean((0, 1, 2)).astype(np.uint8)
    worst = -1.0
    with clock.step("patches", "predict", items=GRID * GRID * len(test)):
        for row in range(GRID):
            for column in range(GRID):
                context.tell(f"patch {row * GRID + column + 1} of {GRID * GRID}")
                hidden = pictures.copy()
                hidden[:, edges[row] : edges[row + 1], edges[column] : edges[column + 1]] = colour
                loss = float(whole.mean() - (judge.answers(hidden) == targets).mean())
                losses[f"loss_{row + 1}_{column + 1}"] = Metric(
                    value=loss, unit="difference", better="none", split="all", n=len(test)
                )
                worst = max(worst, loss)
    losses["worst_loss"] = Metric(value=worst, unit="difference", better="none", split="all", n=len(test))
    return WorkResult(
        card=pets.card(size), task="analyse", scores={"all": losses}, steps=clock.steps, pretraining=pretraining,
        extra={"grid": GRID},
    )  # fmt: skip


def _judge(run: RunPlan, pets: PetSet, size: int, context: Context, clock: StepClock) -> tuple[Judge, Pretraining]:
    """A logistic regression on a frozen network, or a small network trained here."""
    if "network" not in run.options:
        return _trained(run, pets, size), Pretraining(
            kind="none", name="random", description="trained from scratch, from random weights"
        )
    backbone = open_backbone(str(run.options["network"]), run.weights)
    values = all_features(backbone, pets, size=size, cache=context.store, clock=clock, device=context.device).values
    head = make_head("logistic", run.seed)
    head.fit(values[pets.splits["train"]], pets.targets[pets.splits["train"]])
    scaler, regression = head[0], head[1]
    weight = torch.tensor(regression.coef_[0] / scaler.scale_).float()
    bias = float(regression.intercept_[0] - (scaler.mean_ / scaler.scale_) @ regression.coef_[0])
    linear = nn.Linear(len(weight), len(CLASSES))
    with torch.no_grad():  # half of the one margin for each of two logits
        linear.weight.copy_(torch.stack([-weight, weight]) / 2)
        linear.bias.copy_(torch.tensor([-bias, bias]) / 2)
    maps = backbone.network.maps
    assert isinstance(maps, nn.Module)
    pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), linear)
    return Judge(backbone.scale, maps, pool).eval(), backbone.pretraining


def _trained(run: RunPlan, pets: PetSet, size: int) -> Judge:
    from plainspoken.experiments.training.batches import TensorBatches
    from plainspoken.experiments.training.loop import fit
    from plainspoken.experiments.training.transforms import EvalPreset, TrainPreset

    settings = DataSettings.model_validate(run.data)
    pictures = torch.from_numpy(pets.read(size)).permute(0, 3, 1, 2)
    targets = torch.from_numpy(pets.targets)

    def cut(name: str) -> tuple[list[Tensor], Tensor]:
        return [pictures[pets.splits[name]]], targets[pets.splits[name]]

    network = SmallCnn(len(CLASSES), size)
    train = TensorBatches(
        *cut("train"), batch=run.train.batch, seed=run.seed, shuffle=True,
        transform=TrainPreset(settings.augmentation, IMAGENET_SCALE),
    )  # fmt: skip
    valid = TensorBatches(*cut("valid"), batch=run.train.eval_batch, transform=EvalPreset(IMAGENET_SCALE))
    fit(network, train, valid, run.train, seed=run.seed)
    return Judge(IMAGENET_SCALE, network.stages, nn.Sequential(network.pool, network.classifier)).eval()


def _redrawn(looks: list[Look], size: int, *, without: str = "", other_ears: bool = False) -> NDArray[np.uint8]:
    import numpy as np
    from PIL import Image as Pictures

    return np.stack(
        [
            np.asarray(
                Pictures.fromarray(draw_pet(look, without=without, other_ears=other_ears)).resize(
                    (size, size), Pictures.Resampling.BILINEAR
                )
            )
            for look in looks
        ]
    )


def _evidence(judge: Judge, pets: PetSet, size: int) -> tuple[dict[str, Metric], dict[str, NDArray[np.float32]]]:
    """The share of Grad-CAM's evidence for the right answer that is on the ears, the share of the picture that they
    take up, and one cat and one dog with their evidence."""
    import numpy as np

    chosen = pets.splits["test"][:_LOOKED_AT]
    pictures = pets.read(size)[chosen]
    prepared = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
    heats = grad_cam(judge, prepared, pets.targets[chosen].tolist(), layer="maps").numpy()
    on, area, kept = [], [], {}
    for place, index in enumerate(chosen):
        heat = heats[place]
        ears = np.zeros((size, size), dtype=bool)
        for left, top, right, bottom in ear_boxes(pets.looks[index]):
            edge = [round(side * size / SIDE) for side in (left, top, right, bottom)]
            ears[edge[1] : edge[3], edge[0] : edge[2]] = True
        if heat.sum() > 0:
            on.append(float(heat[ears].sum() / heat.sum()))
            area.append(float(ears.mean()))
        label = CLASSES[int(pets.targets[index])]
        if label not in kept and heat.sum() > 0:
            kept[label] = np.concatenate([pictures[place] / 255.0, heat[..., None]], 2).astype(np.float32)
    share, taken = float(np.mean(on)) if on else 0.0, float(np.mean(area)) if area else 0.0

    def measured(value: float, unit: str) -> Metric:
        return Metric(value=value, unit=unit, better="none", split="evidence", n=len(on))

    numbers = {"cam_on_ears": measured(share, "fraction"), "ears_area": measured(taken, "fraction")}
    if taken:
        numbers["cam_times"] = measured(share / taken, "times")
    return numbers, {f"evidence_{label}": each for label, each in kept.items()}


def _share(hits: int, n: int) -> Metric:
    around = wilson(hits, n)
    return Metric(
        value=hits / n, unit="fraction", better="higher", split="all", n=n, low=around.low, high=around.high,
        method="wilson",
    )  # fmt: skip
