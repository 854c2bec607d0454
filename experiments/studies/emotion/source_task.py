"""A source task that is declared and trained here, for machines without ImageNet weights.

The network learns to tell the shapes of brows and mouth of drawn faces: three kinds of mouth by three kinds of brows,
nine classes, equally common, strongly shown. It never sees an emotion's name, nor a face of the target task. The
weights are kept in the store, by network and settings, and are shared by all runs that ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.files import fingerprint
from plainspoken.base.sealed_files import is_whole, sealing
from plainspoken.experiments.results.record import Pretraining

if TYPE_CHECKING:
    import numpy as np
    from torch import nn

    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.runner.study_protocol import Context

MOUTHS = {"up": 0.8, "down": -0.7, "open": 0.0}
BROWS = {"raised": (0.8, 0.0), "frowning": (-0.5, 0.9), "worried": (0.0, -0.9)}


class SourceTask(Part):
    """How much of the source task is learned."""

    train: int = Field(default=1200, ge=18)
    test: int = Field(default=180, ge=9)
    epochs: int = Field(default=2, ge=1)
    batch: int = Field(default=64, ge=2)
    learning_rate: float = Field(default=1e-3, gt=0)

    @property
    def classes(self) -> int:
        """Kinds of mouth times kinds of brows."""
        return len(MOUTHS) * len(BROWS)


def train_source(model: nn.Module, run: RunPlan, context: Context, *, size: int, task: SourceTask) -> Pretraining:
    """Train `model` (with a head of nine classes) on the source task, or read it from the store."""
    import torch
    from safetensors.torch import load_file, save_file

    from plainspoken.experiments.models.image_classifiers import pixel_scale
    from plainspoken.experiments.training.augmentation import Augmentation
    from plainspoken.experiments.training.batches import TensorBatches
    from plainspoken.experiments.training.loop import choose_precision, evaluate, fit
    from plainspoken.experiments.training.train_settings import TrainSettings
    from plainspoken.experiments.training.transforms import EvalPreset, TrainPreset

    settings = TrainSettings(
        epochs=task.epochs,
        batch=task.batch,
        learning_rate=task.learning_rate,
        train_clean=False,
        precision=choose_precision(run.train.precision, context.device),
        channels_last=run.train.channels_last,
    )
    scale = pixel_scale(run.model)
    key = fingerprint(
        run.model, str(run.options), str(size), task.model_dump_json(), settings.model_dump_json(), _CODE_VERSION
    )
    path = context.store / "source" / f"{run.model}-{key}.safetensors"
    faces, targets = draw_source(task.train, size=size, seed=101)
    unseen, truths = draw_source(task.test, size=size, seed=102)
    pictures = [torch.from_numpy(p).permute(0, 3, 1, 2).contiguous() for p in (faces, unseen)]
    test = TensorBatches([pictures[1]], torch.from_numpy(truths), batch=90, transform=EvalPreset(scale))
    if is_whole(path):
        model.load_state_dict(load_file(path))
    else:
        train = TensorBatches(
            [pictures[0]], torch.from_numpy(targets), batch=task.batch, seed=1, shuffle=True, drop_last=True,
            transform=TrainPreset(Augmentation(), scale),
        )  # fmt: skip
        torch.manual_seed(101)
        fit(
            model, train, test, settings, seed=101, device=context.device,
            epoch_done=lambda row: context.tell(f"source task, epoch {row.epoch}, {100 * row.valid.accuracy:.0f} %"),
        )  # fmt: skip
        model.to("cpu")
        with sealing([path]) as (temporary,):
            save_file({name: value.contiguous() for name, value in model.state_dict().items()}, temporary)
    accuracy = evaluate(model, test).accuracy()
    return Pretraining(
        kind="source-task",
        name="brows and mouths",
        description=f"trained here on a source task first: {task.train} drawn faces, {task.classes} kinds of brows "
        f"and mouth, {task.epochs} epochs, no emotions named",
        accuracy=accuracy,
    )


def draw_source(count: int, *, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Drawn faces [n, size, size, 3] uint8 and their class [n] int64: mouth * 3 + brows."""
    import numpy as np

    from plainspoken.experiments.studies.emotion.drawn_faces import Expression, draw_face

    random = np.random.default_rng(seed)
    targets = random.permutation(np.resize(np.arange(len(MOUTHS) * len(BROWS)), count)).astype(np.int64)
    pictures = np.empty((count, size, size, 3), dtype=np.uint8)
    for i, target in enumerate(targets):
        mouth = list(MOUTHS)[target // len(BROWS)]
        height, slant = list(BROWS.values())[target % len(BROWS)]
        noise = random.normal(0, 0.12, 6)
        expression = Expression(
            height + noise[0],
            slant + noise[1],
            random.uniform(-0.6, 0.8),
            MOUTHS[mouth] + noise[2],
            0.8 + noise[3] if mouth == "open" else random.uniform(0, 0.3),
            random.uniform(-0.4, 0.5),
        )
        pictures[i] = draw_face(expression, size=size, random=random, grain=0.1)
    return pictures, targets


_CODE_VERSION = "2"
"""Raise when the task changes, so that kept weights are not taken for new ones."""
