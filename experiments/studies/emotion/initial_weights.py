"""Where a picture network's weights start: at random, or from what it learned before; and the words to say which.

`weights` of a run is one of

    none            random
    imagenet        torchvision's ImageNet weights: from the torch cache, its checksum verified, else downloaded
    source-task     the same network trained here on a declared source task, see studies.emotion.source_task
    a path          a state dictionary of the user's, `.safetensors`, `.pth` or `.pt`

Nothing falls back: what cannot be had is an error that says what to do.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.image_classifiers import OWN, build_backbone, build_image_model, replace_head
from plainspoken.experiments.results.record import Pretraining

if TYPE_CHECKING:
    from torch import Tensor, nn

    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.studies.emotion.source_task import SourceTask

_INSTEAD = "name a file with --weights RUN=FILE, or set the run's weights to `source-task` or `none`"


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
    """Torchvision's network with ImageNet's weights, or with those of the user's file."""
    model = build_backbone(run.model, **run.options)
    if run.weights == "imagenet":
        return model, _load_imagenet(model, run.model)
    return model, _load_file(model, Path(run.weights))


def read_weights(path: Path) -> dict[str, Tensor]:
    """A state dictionary from a file, as float32 where it holds floats of less.

    Raises:
        InputError: there is no such file, or it holds no state dictionary.
    """
    import torch

    if not path.is_file():
        raise InputError("no such file of weights", file=path, remedy=_INSTEAD)
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            state: Any = load_file(path)
        else:
            state = torch.load(path, weights_only=True, map_location="cpu")
    except Exception as error:  # the two readers raise half a dozen kinds for a damaged file
        reason = (str(error) or type(error).__name__).splitlines()[0][:120]
        raise InputError(f"these weights cannot be read: {reason}", file=path, remedy=_INSTEAD) from None
    if isinstance(state, dict) and isinstance(state.get("state_dict"), dict):
        state = state["state_dict"]
    if not isinstance(state, dict) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        raise InputError("the file holds no state dictionary", file=path, remedy=_INSTEAD)
    return {
        name.removeprefix("module."): value.float() if value.is_floating_point() else value
        for name, value in state.items()
    }


def load_state(model: nn.Module, state: dict[str, Tensor], path: Path) -> None:
    """Load `state` into a model of the same architecture.

    Raises:
        InputError: the names or shapes are those of another network.
    """
    own = model.state_dict()
    for name, value in own.items():
        if name not in state:
            raise InputError(f"these weights are of another network: {name} is missing", file=path, remedy=_INSTEAD)
        if state[name].shape != value.shape:
            raise InputError(
                f"these weights are of another network: {name} is {list(state[name].shape)}, not {list(value.shape)}",
                file=path,
                remedy=_INSTEAD,
            )
    if strange := set(state) - set(own):
        raise InputError(f"these weights are of another network: it has no {min(strange)}", file=path, remedy=_INSTEAD)
    model.load_state_dict(state)


def verify(path: Path, prefix: str) -> str:
    """The file's SHA-256; torch itself does not check a file that is already in its cache.

    Raises:
        InputError: the checksum does not begin with `prefix`.
    """
    with path.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if not found.startswith(prefix):
        raise InputError(
            f"the file is damaged or another one: its SHA-256 begins with {found[: len(prefix)]}, not {prefix}",
            file=path,
            remedy="delete it; it is downloaded anew where there is a network",
        )
    return found


def _load_imagenet(model: nn.Module, name: str) -> Pretraining:
    import torch
    from torchvision import models

    weights = models.get_model_weights(name).DEFAULT
    path = Path(torch.hub.get_dir()) / "checkpoints" / weights.url.rpartition("/")[2]
    if not path.is_file():
        try:
            weights.get_state_dict(progress=False, check_hash=True)
        except (URLError, OSError, RuntimeError) as error:
            raise InputError(
                f"ImageNet weights of {name} are not in the torch cache and cannot be downloaded: {error}",
                file=path,
                remedy=_INSTEAD,
            ) from None
    checksum = verify(path, path.stem.rpartition("-")[2])
    load_state(model, read_weights(path), path)
    return Pretraining(
        kind="imagenet",
        name=str(weights),
        description="trained on ImageNet's 1.2 million photographs in 1000 classes, by torchvision",
        checksum=checksum,
        accuracy=weights.meta["_metrics"]["ImageNet-1K"]["acc@1"] / 100,
    )


def _load_file(model: nn.Module, path: Path) -> Pretraining:
    state = read_weights(path)
    load_state(model, state, path)
    return Pretraining(
        kind="file",
        name=path.name,
        description=f"trained before; weights from the file {path.name}",
        checksum=verify(path, ""),
    )
