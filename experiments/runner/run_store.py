"""A run's folder in the store: checkpoints, weights, arrays, and the outcome that says the run is done::

checkpoint.pt          everything to go on from the last whole epoch; gone when the run is done
weights.safetensors    the weights that validated best, where a model was trained
bundle.json            what a user of the weights needs beside them
arrays.npz             what the drawing needs
outcome.json           the result record, without figures and latency
latency.json           time of a forward pass, measured later when nothing else runs

All but the checkpoint have a seal beside them (`plainspoken.base.sealed_files`).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from plainspoken.base.errors import InputError
from plainspoken.base.files import replacing
from plainspoken.base.sealed_files import (
    is_sealed,
    is_whole,
    read_sealed,
    remove_damaged,
    seal_of,
    sealing,
    write_sealed,
)
from plainspoken.experiments.results.record import Latency, RunRecord

if TYPE_CHECKING:
    import numpy as np
    from torch import nn

    from plainspoken.experiments.training.loop import State


def load_weights(model: nn.Module, folder: Path) -> None:
    """Load the kept weights of a finished run into a model.

    Raises:
        InputError: they are missing, or those of another architecture.
    """
    from safetensors.torch import load

    path = folder / "weights.safetensors"
    data = read_sealed(path)
    try:
        if data is None:
            raise InputError("the weights are not there", file=path, remedy="train again: the same command does")
        model.load_state_dict(load(data))
    except RuntimeError:
        raise InputError(
            "the weights are of another architecture", file=path, remedy="delete the folder and train again"
        ) from None


def kept_outcome(folder: Path) -> dict[str, Any] | None:
    """The outcome of a finished run as plain values; None unless it and all that was kept with it are whole.

    Damaged files are taken away, and a line on standard error says so. A folder that an earlier version wrote has no
    seals and counts as empty: its runs are made again.
    """
    whole = [is_whole(folder / name) for name in ("arrays.npz", "bundle.json")]
    weights = folder / "weights.safetensors"
    if is_sealed(weights):
        whole.append(is_whole(weights))
    data = read_sealed(folder / "outcome.json")
    if data is None or not all(whole):
        return None
    document: dict[str, Any] = json.loads(data)
    return document


def kept_latency(folder: Path) -> dict[str, Any] | None:
    """The time of a forward pass, if it was measured."""
    data = read_sealed(folder / "latency.json")
    document: dict[str, Any] | None = None if data is None else json.loads(data)
    return document


def keep_latency(folder: Path, latency: Latency) -> Path:
    """Keep the time of a forward pass; its path."""
    path = folder / "latency.json"
    write_sealed(path, latency.model_dump_json(indent=1).encode() + b"\n")
    return path


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """What a checkpoint holds, `keys` and `state`; None when there is none.

    A damaged one is taken away, and a line on standard error says so: the run begins anew. A checkpoint is one file, so
    that it is replaced in one step; what tells a whole one are the checksums of the archive that it is.
    """
    import torch

    if not path.is_file():
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            whole = archive.testzip() is None
        kept = torch.load(path, weights_only=True, map_location="cpu") if whole else None
    except FileNotFoundError:
        return None
    except Exception:  # zipfile, zlib, pickle and torch raise a dozen kinds for a damaged file
        kept = None
    if isinstance(kept, dict) and isinstance(kept.get("keys"), dict) and isinstance(kept.get("state"), dict):
        return kept
    remove_damaged(path)
    return None


def read_checkpoint(folder: Path, keys: dict[str, str]) -> State | None:
    """The state of an unfinished run with the same keys, if there is one."""
    kept = load_checkpoint(folder / "checkpoint.pt")
    return cast("State", kept["state"]) if kept is not None and kept["keys"] == keys else None


def write_checkpoint(folder: Path, keys: dict[str, str], state: State) -> None:
    """Keep the state of a run after a whole epoch, under its keys."""
    import torch

    with replacing(folder / "checkpoint.pt") as temporary:
        torch.save({"keys": keys, "state": state}, temporary)


def drop_checkpoint(folder: Path) -> None:
    """Take away the checkpoint of a run that is done: its program may have been killed before it could."""
    (folder / "checkpoint.pt").unlink(missing_ok=True)


def keep_outcome(
    folder: Path,
    record: RunRecord,
    *,
    arrays: Mapping[str, np.ndarray],
    model: nn.Module | None = None,
    bundle: Mapping[str, Any] | None = None,
) -> None:
    """Leave everything in the store; the outcome last, since it is what says that the run is done."""
    import numpy as np
    from safetensors.torch import save_file

    if model is not None:
        with sealing([folder / "weights.safetensors"]) as (temporary,):
            save_file({name: value.contiguous() for name, value in model.state_dict().items()}, temporary)
    with sealing([folder / "arrays.npz"]) as (temporary,):
        np.savez_compressed(temporary, **dict(arrays))  # type: ignore[arg-type]
    write_sealed(folder / "bundle.json", (json.dumps(dict(bundle or {}), ensure_ascii=False, indent=1) + "\n").encode())
    for gone in (folder / "latency.json", seal_of(folder / "latency.json")):
        gone.unlink(missing_ok=True)
    write_sealed(folder / "outcome.json", (record.model_dump_json(indent=1) + "\n").encode())
    if record.status != "pruned":  # a pruned run goes on from there when it is asked for after all
        drop_checkpoint(folder)
