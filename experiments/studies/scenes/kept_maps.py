"""What the frozen part of a network makes of every picture, worked out once for all epochs, seeds and heads."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.sealed_files import is_whole, sealing
from plainspoken.experiments.results.record import Step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from plainspoken.experiments.studies.scenes.scene_networks import SplitNetwork
    from plainspoken.experiments.training.transforms import PixelScale

BATCH = 32


def kept_maps(
    network: SplitNetwork, read: Callable[[], NDArray[np.uint8]], scale: PixelScale, *, cache: Path, key: str,
    tell: Callable[[str], None],
) -> tuple[Tensor, Step]:  # fmt: skip
    """The answers of the frozen part, [n, views, ...] as float16, and what they cost when they were worked out.

    Args:
        read: gives the pictures [n, size, size, 3]; not called where the answers are kept from before.
        scale: how the network reads bytes.
        cache: folder of the kept answers.
        key: what the pictures are; the weights are added to it here.
    """
    import numpy as np
    import torch

    from plainspoken.experiments.training.transforms import normalise

    digest = hashlib.sha256(f"{key} {network.mirror}".encode())
    for name, value in network.lower.state_dict().items():
        digest.update(name.encode() + value.contiguous().numpy().tobytes())
    path = cache / f"maps-{digest.hexdigest()[:16]}.npz"
    if is_whole(path):
        with np.load(path) as kept:
            maps, seconds = torch.from_numpy(kept["maps"]), float(kept["seconds"])
        step = Step(name="frozen part", kind="features", items=len(maps), processor_seconds=seconds, cached=True)
        return maps, step
    pictures = read()
    begun = time.process_time()
    network.eval()
    found = []
    with torch.no_grad():
        for start in range(0, len(pictures), BATCH):
            batch = torch.from_numpy(pictures[start : start + BATCH]).permute(0, 3, 1, 2)
            found.append(network.views(normalise(batch, scale)).half())
            tell(f"frozen part, {start + len(batch):,} of {len(pictures):,} pictures")
    seconds, maps = time.process_time() - begun, torch.cat(found)
    with sealing([path]) as (temporary,):
        np.savez(temporary, maps=maps.numpy(), seconds=np.array(seconds))
    return maps, Step(name="frozen part", kind="features", items=len(maps), processor_seconds=seconds)
