"""The data card of a multi-label set: label frequencies, which labels come together, sizes, ids that never occur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import DataCard, Split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLOSEST_PAIRS = 8
"""How many of the pairs that come together most often the card lists."""

FEWEST = 20
"""Samples that a label needs before its companions are listed."""


def label_card(
    targets: NDArray[np.uint8], classes: Sequence[str], parts: Mapping[str, NDArray[np.int64]], *, name: str,
    kind: Literal["drawn", "real"], origin: str, licence: str, missing: Sequence[str] = (),
    names: Mapping[str, str] | None = None, sizes: Sequence[tuple[int, int]] = (),
    extra: Mapping[str, Any] | None = None,
) -> DataCard:  # fmt: skip
    """The card of a set.

    Args:
        targets: noughts and ones [n, labels].
        classes: what the labels are called, by column.
        parts: sample indices by split.
        missing: ids between the first and the last that no sample has.
        names: names that were proposed from captions, by id.
        sizes: width and height of every picture as it came.
    """
    splits = {}
    for part, chosen in parts.items():
        counts = dict(zip(classes, targets[chosen].sum(0).tolist(), strict=True))
        shares = {label: count / max(1, len(chosen)) for label, count in counts.items()}
        splits[part] = Split(n=len(chosen), counts=counts, shares=shares)
    each = targets.sum(1)
    totals = dict(zip(classes, targets.sum(0).tolist(), strict=True))
    common, rare = max(classes, key=lambda c: totals[c]), min(classes, key=lambda c: totals[c])
    told: dict[str, Any] = {
        "labels_per_sample": float(each.mean()),
        "most_labels": int(each.max()),
        "several_labels": int((each > 1).sum()),
        "several_share": float((each > 1).mean()),
        "no_label": int((each == 0).sum()),
        "counts": totals,
        "shares": {label: count / len(targets) for label, count in totals.items()},
        "common": common,
        "rare": rare,
        "imbalance": totals[common] / max(1, totals[rare]),
        "pairs": closest_pairs(targets, classes),
        "missing": list(missing),
        **({"names": dict(names)} if names else {}),
        **(extra or {}),
    }
    sides = [side for size in sizes for side in size]
    return DataCard(
        name=name,
        kind=kind,
        origin=origin,
        licence=licence,
        classes=list(classes),
        majority=common,
        total=len(targets),
        splits=splits,
        size_range=[min(sides), max(sides)] if sides else None,
        extra=told,
        fingerprint=fingerprint(targets.tobytes(), *(chosen.tobytes() for chosen in parts.values())),
    )


def closest_pairs(targets: NDArray[np.uint8], classes: Sequence[str]) -> list[dict[str, Any]]:
    """The pairs in which most samples with a label have another one, too: `label`, `other`, `share`, `n`."""
    import numpy as np

    together = targets.astype(np.int64).T @ targets.astype(np.int64)
    pairs: list[dict[str, Any]] = [
        {
            "label": classes[i],
            "other": classes[j],
            "share": float(together[i, j] / together[i, i]),
            "n": int(together[i, i]),
        }
        for i in range(len(classes))
        for j in range(len(classes))
        if i != j and together[i, i] >= FEWEST
    ]
    return sorted(pairs, key=lambda pair: -float(pair["share"]))[:CLOSEST_PAIRS]
