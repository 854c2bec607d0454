"""What a frozen network makes of a data set, computed once and kept.

Computing features is nearly all of the cost of a head on a frozen network, so they are cached by what decides them: the
weights, the pixels and the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.sealed_files import is_whole, sealing
from plainspoken.experiments.tasks.work import StepClock
from plainspoken.experiments.training.batches import Batches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    Array = NDArray[np.float32]


def network_features(
    network: nn.Module,
    batches: Mapping[str, Batches],
    *,
    cache: Path,
    key: str,
    clock: StepClock,
    device: str = "cpu",
) -> tuple[dict[str, Array], dict[str, Array]]:
    """What a frozen network makes of each split: features [n, numbers] and targets [n, ...], by split.

    Args:
        network: gives [batch, numbers] (or more dimensions, which are laid flat) for a batch.
        cache: folder of the kept features, such as `context.store`.
        key: what the data and their preparation are; the weights are added to it here.
        clock: gets the steps.
    """
    import numpy as np
    import torch

    from plainspoken.experiments.training.loop import evaluate

    digest = hashlib.sha256(key.encode())
    for name, value in network.state_dict().items():
        digest.update(name.encode() + value.detach().cpu().contiguous().numpy().tobytes())
    path = cache / f"features-{digest.hexdigest()[:16]}.npz"
    if is_whole(path):
        with clock.step("features", "features", cached=True), np.load(path) as kept:
            features = {name: kept[f"x_{name}"] for name in batches}
            targets = {name: kept[f"y_{name}"] for name in batches}
        return features, targets
    features, targets = {}, {}
    with clock.step("features", "features", items=sum(each.samples for each in batches.values())), torch.no_grad():
        network.to(device)
        for name, each in batches.items():
            found = evaluate(network, each, device=device)
            features[name] = found.logits.flatten(1).numpy()
            targets[name] = found.targets.numpy()
    with sealing([path]) as (temporary,):
        kept_arrays: dict[str, Any] = {f"x_{n}": x for n, x in features.items()}
        kept_arrays |= {f"y_{n}": y for n, y in targets.items()}
        np.savez(temporary, **kept_arrays)
    return features, targets
