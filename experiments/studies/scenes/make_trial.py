"""One run of the multi-label study, made ready: pictures or what a frozen network makes of them, batches, network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from plainspoken.experiments.models.image_classifiers import pixel_scale
from plainspoken.experiments.runner.study_protocol import Trial
from plainspoken.experiments.studies.scenes.kept_maps import kept_maps
from plainspoken.experiments.studies.scenes.label_card import label_card
from plainspoken.experiments.studies.scenes.label_rows import LabelRows, missing_ids
from plainspoken.experiments.studies.scenes.scene_networks import SplitNetwork, start_network
from plainspoken.experiments.studies.scenes.scene_transforms import ChangedScenes, SceneChanges
from plainspoken.experiments.studies.scenes.scenes_study import SceneData, data_fingerprint
from plainspoken.experiments.studies.scenes.set_splits import split_rows
from plainspoken.experiments.tasks.multilabel import MultiLabel
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.transforms import EvalPreset

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from plainspoken.experiments.results.record import Step
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.training.transforms import PixelScale


class Scenes:
    """The set of one run: its rows at once, its pictures when they are asked for."""

    def __init__(self, run: RunPlan, context: Context) -> None:
        self.settings = SceneData.model_validate(run.data)
        self._tell = context.tell
        self.real = self.settings.set in run.sources
        self.sizes: list[tuple[int, int]] = []
        if self.real:
            from plainspoken.experiments.studies.scenes.scene_pictures import SceneFiles

            self._files = SceneFiles(Path(run.sources[self.settings.set]))
            self.rows: LabelRows = self._files.rows
        else:
            from plainspoken.experiments.studies.scenes.drawn_scenes import draw_rows

            self.rows = draw_rows(self.settings.pictures, self.settings.drawing_seed)

    @property
    def classes(self) -> list[str]:
        """What the labels are called: as the set says, else their ids."""
        return [self.rows.titles.get(label, label) for label in self.rows.labels]

    def pictures(self) -> NDArray[np.uint8]:
        """All pictures [n, size, size, 3]."""
        from plainspoken.experiments.studies.scenes.scene_pictures import square

        if self.real:
            opened: Any = (self._files.open(name) for name in self.rows.names)
        else:
            from plainspoken.experiments.studies.scenes.drawn_scenes import draw_picture

            draw = np.random.default_rng(self.settings.drawing_seed + 1)
            ids = [int(label) for label in self.rows.labels]
            opened = (draw_picture([ids[c] for c in np.flatnonzero(row)], draw) for row in self.rows.targets)
        found, self.sizes = square(opened, self.settings.size, self._tell)
        return found


def make_trial(run: RunPlan, context: Context) -> Trial:
    """Read or draw the pictures, build the network, and say what is kept.

    Raises:
        InputError: the data or the weights cannot be used.
    """
    scenes = Scenes(run, context)
    settings, rows = scenes.settings, scenes.rows
    parts = split_rows(rows, settings.test_share, settings.valid_share, settings.split_seed, run.seed)
    model, pretraining = start_network(run, len(rows.labels))
    scale = pixel_scale(run.model)
    steps: list[Step] = []
    if isinstance(model, SplitNetwork):
        key = f"{data_fingerprint(run)} {settings.size}"
        maps, step = kept_maps(model, scenes.pictures, scale, cache=context.store, key=key, tell=context.tell)
        steps.append(step)
        inputs, plain, changed = maps, _as_floats, _as_floats
    else:
        inputs = torch.from_numpy(scenes.pictures()).permute(0, 3, 1, 2).contiguous()
        changes = SceneChanges(**settings.model_dump(include=set(SceneChanges.model_fields)))
        plain, changed = EvalPreset(scale), ChangedScenes(changes, scale)
    targets = torch.from_numpy(rows.targets)

    def batches(part: str, **options: Any) -> TensorBatches:
        chosen = torch.from_numpy(parts[part])
        return TensorBatches([inputs[chosen]], targets[chosen], **options)

    evaluated = {part: batches(part, batch=run.train.eval_batch, transform=plain) for part in parts}
    train: TensorBatches | None = batches(
        "train", batch=run.train.batch, seed=run.seed, shuffle=True, drop_last=run.train.drop_last, transform=changed
    )
    if run.options.get("part") == "boosted" and isinstance(model, SplitNetwork):
        chosen = parts["train"]
        model.upper.fit(  # type: ignore[operator]
            maps[chosen, 0].float().numpy(),
            rows.targets[chosen],
            trees=int(run.options.get("trees", 100)),
            seed=run.seed,
        )
        train = None
    card = label_card(
        rows.targets, scenes.classes, parts,
        name="scenes" if scenes.real else "drawn scenes",
        kind="real" if scenes.real else "drawn",
        origin="a set of the user's" if scenes.real else "drawn by Plainspoken's own generator of landscapes",
        licence="as its owner says" if scenes.real else "MIT, as the program",
        missing=missing_ids(rows.labels),
        sizes=scenes.sizes,
    )  # fmt: skip
    arrays: dict[str, Any] = {"test_names": np.array([rows.names[i] for i in parts["test"]])}
    return Trial(
        card=card,
        labels=scenes.classes,
        train=train,
        train_clean=evaluated["train"],
        valid=evaluated["valid"],
        test=evaluated["test"],
        model=model,
        pretraining=pretraining,
        example=(torch.zeros(1, 3, settings.size, settings.size),),
        bundle={
            "model": run.model,
            "labels": rows.labels,
            "names": scenes.classes,
            "size": settings.size,
            "mean": list(scale.mean),
            "deviation": list(scale.deviation),
        },
        arrays=arrays,
        task=MultiLabel(scenes.classes, tune_thresholds=True),
        steps=steps,
        extra={"label_ids": rows.labels, "size": settings.size, "part": run.options.get("part", "all")},
        after=_looking(run, scenes, parts["test"], scale, arrays) if run.options.get("look") else None,
    )


def _looking(
    run: RunPlan, scenes: Scenes, test: NDArray[np.int64], scale: PixelScale, arrays: dict[str, Any]
) -> Callable[[nn.Module], dict[str, Any]]:
    """Adds to the arrays what the trained network looks at: on drawn test scenes, or on a licensed photograph."""
    from plainspoken.experiments.studies.scenes.evidence import MOST, evidence_arrays, licensed_photo

    def look(model: nn.Module) -> dict[str, Any]:
        if scenes.real:
            photo = licensed_photo(scenes.settings.size)
            shown = photo[None] if photo is not None else None
        else:
            several = sorted(test, key=lambda i: -int(scenes.rows.targets[i].sum()))[:MOST]
            shown = scenes.pictures()[several]
        if shown is not None:
            arrays.update(evidence_arrays(model.cpu(), shown, scenes.classes, scale, photo=scenes.real))
        return {}

    return look


def _as_floats(inputs: tuple[Tensor, ...], generator: torch.Generator) -> tuple[Tensor, ...]:
    return (inputs[0].float(),)
