"""A run's folder in the store: checkpoints, weights, arrays, and the outcome that says the run is done::

checkpoint.pt          everything to go on from the last whole epoch; gone when the run is done
weights.safetensors    the weights that validated best, where a model was trained
bundle.json            what a user of the weights needs beside them
arrays.npz             what the drawing needs
outcome.json           the result record, without figures and latency
latency.json           time of a forward pass, measured later when nothing else runs
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import replacing, write_json, write_text
from plainspoken.experiments.results.record import RunRecord

if TYPE_CHECKING:
    import numpy as np
    from torch import nn

    from plainspoken.experiments.training.loop import State


def load_weights(model: nn.Module, folder: Path) -> None:
    """Load the kept weights of a finished run into a model.

    Raises:
        InputError: they are missing, or those of another architecture.
    """
    from safetensors.torch import load_file

    path = folder / "weights.safetensors"
    try:
        model.load_state_dict(load_file(path))
    except (FileNotFoundError, RuntimeError) as error:
        reason = "not there" if isinstance(error, FileNotFoundError) else "of another architecture"
        raise InputError(f"the weights are {reason}", file=path, remedy="delete the folder and train again") from None


def read_checkpoint(folder: Path, keys: dict[str, str]) -> State | None:
    """The state of an unfinished run with the same keys, if there is one."""
    import torch

    path = folder / "checkpoint.pt"
    if not path.is_file():
        return None
    kept = torch.load(path, weights_only=True, map_location="cpu")
    return kept["state"] if kept["keys"] == keys else None


def write_checkpoint(folder: Path, keys: dict[str, str], state: State) -> None:
    """Keep the state of a run after a whole epoch, under its keys."""
    import torch

    with replacing(folder / "checkpoint.pt") as temporary:
        torch.save({"keys": keys, "state": state}, temporary)


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
        with replacing(folder / "weights.safetensors") as temporary:
            save_file({name: value.contiguous() for name, value in model.state_dict().items()}, temporary)
    with replacing(folder / "arrays.npz") as temporary:
        np.savez_compressed(temporary, **dict(arrays))  # type: ignore[arg-type]
    write_json(folder / "bundle.json", dict(bundle or {}))
    (folder / "latency.json").unlink(missing_ok=True)
    write_text(folder / "outcome.json", record.model_dump_json(indent=1) + "\n")
    if record.status != "pruned":  # a pruned run goes on from there when it is asked for after all
        (folder / "checkpoint.pt").unlink(missing_ok=True)
