"""A split by seed in which each part has about the same share of every label.

Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data" (2011), figure 1: the rarest label that
is left is dealt out first, each of its samples to the part that lacks most of that label.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def stratified_parts(targets: NDArray[np.uint8], shares: Sequence[float], seed: int) -> list[NDArray[np.int64]]:
    """Sample indices of each part, rising.

    Args:
        targets: noughts and ones [n, labels].
        shares: the size of each part, as shares of all samples; they sum to 1.

    Raises:
        ValueError: the shares do not sum to 1.
    """
    import numpy as np

    if abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"the shares {list(shares)} do not sum to 1")
    n = len(targets)
    draw = np.random.default_rng(seed)
    order = draw.permutation(n)
    wanted = np.outer(shares, targets.sum(0).astype(float))  # [parts, labels]
    room = np.array(shares) * n
    home = np.full(n, -1)
    left = targets.sum(0).astype(int)

    def settle(sample: int, scores: NDArray[np.float64]) -> None:
        best = np.flatnonzero(scores == scores.max())
        best = best[room[best] == room[best].max()]
        part = int(best[0] if len(best) == 1 else draw.choice(best))
        home[sample] = part
        wanted[part] -= targets[sample]
        room[part] -= 1
        left[:] -= targets[sample]

    while (left > 0).any():
        label = min((int(c) for c in np.flatnonzero(left > 0)), key=lambda c: (left[c], c))
        for sample in order[(home[order] < 0) & (targets[order, label] == 1)]:
            settle(int(sample), wanted[:, label])
    for sample in order[home[order] < 0]:
        settle(int(sample), room)
    return [np.flatnonzero(home == part) for part in range(len(shares))]
