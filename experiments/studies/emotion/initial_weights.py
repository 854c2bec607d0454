"""Where a picture network's weights start: at random, or from what it learned before; and the words to say which.

`weights` of a run is one of

    none            random
    imagenet        published ImageNet weights, see models.pretrained_weights
    source-task     the same network trained here on a declared source task, see studies.emotion.source_task
    a path          a state dictionary of the user's, `.safetensors`, `.pth` or `.pt`

Nothing falls back: what cannot be had is an error that says what to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.image_classifiers import OWN, build_backbone, build_image_model, replace_head
from plainspoken.experiments.models.pretrained_weights import load_file, load_imagenet
from plainspoken.experiments.results.record import Pretraining

if TYPE_CHECKING:
    from torch import nn

    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.studies.emotion.source_task import SourceTask


def start_model(
    run: RunPlan, context: Context, *, classes: int, size: int, source: SourceTask
) -> tuple[nn.Module, Pretraining]:
    """The run's network with a new head for `classes`, its other weights as `run.weights` says.

    Args:
        size: pixels on a side.
        source: the task to train on first, where the weights are to come from one.

    Raises:
        InputError: the weights are not to be had, are damaged, or are those of another network.
    """
    if run.weights == "none":
        model = build_image_model(run.model, classes=classes, size=size, **run.options)
        return model, Pretraining(kind="none", name="random", description="trained from scratch, from random weights")
    if run.weights == "source-task":
        from plainspoken.experiments.studies.emotion.source_task import train_source

        model = build_image_model(run.model, classes=source.classes, size=size, **run.options)
        pretraining = train_source(model, run, context, size=size, task=source)
        return replace_head(model, classes), pretraining
    if run.model in OWN:
        raise InputError(
            f"{run.title} is our own network; there are no weights of it to be had",
            remedy="set its weights to `none` or `source-task`",
        )
    return transfer_model(run, classes)


def transfer_model(run: RunPlan, classes: int) -> tuple[nn.Module, Pretraining]:
    """The run's network as it was trained before, its last layer replaced by a new one for `classes`."""
    model, pretraining = load_pretrained(run)
    model = replace_head(model, classes)
    return model, pretraining


def load_pretrained(run: RunPlan) -> tuple[nn.Module, Pretraining]:
    """The run's network with its 1000 classes, with ImageNet's weights or those of the user's file.

    Raises:
        InputError: the weights are not to be had, are damaged, or are those of another network.
    """
    model = build_backbone(run.model, **run.options)
    if run.weights == "imagenet":
        return model, load_imagenet(model, run.model)
    return model, load_file(model, run.model, Path(run.weights))
