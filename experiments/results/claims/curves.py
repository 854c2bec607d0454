"""Curves by step or epoch: when a value is reached, and who reaches it sooner."""

from __future__ import annotations

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.record import RunRecord


def _points(run: RunRecord, curve: str) -> list[tuple[float, float]]:
    """The points of one of the run's curves, or of a loss of its history: `valid.loss`, `train.loss`."""
    if curve in run.curves:
        return list(zip(run.curves[curve].x, run.curves[curve].y, strict=True))
    split, _, metric = curve.partition(".")
    if split in ("train", "valid", "train_clean") and metric:
        rows = [(row.epoch, getattr(row, split, None)) for row in run.history]
        values = [(float(epoch), numbers.get(metric)) for epoch, numbers in rows if numbers is not None]
        if points := [(epoch, value) for epoch, value in values if value is not None]:
            return points
    known = [*run.curves, *(["valid.loss", "train.loss"] if run.history else [])]
    raise InputError(
        f"{run.study}/{run.run} has no curve {curve!r}", remedy=f"its curves are: {', '.join(known) or 'none'}"
    )


def _reached(run: RunRecord, value: float, curve: str) -> float | None:
    return next((x for x, y in _points(run, curve) if y <= value), None)


@claim("truth")
def reaches(run: RunRecord, value: float, curve: str = "valid.loss") -> bool:
    """The curve falls to the value or below it at some point. `curve` is one of the run's curves, or a metric of its
    history such as `valid.loss`.

    Raises:
        InputError: the run has no such curve.
    """
    return _reached(run, value, curve) is not None


@claim("count")
def steps_to(run: RunRecord, value: float, curve: str = "valid.loss") -> int:
    """The first step (of a history, the first epoch) at which the curve is at the value or below it.

    Raises:
        InputError: the run has no such curve, or never gets there.
    """
    found = _reached(run, value, curve)
    if found is None:
        raise InputError(
            f"{curve} of {run.study}/{run.run} never falls to {value:g}", remedy="ask with `reaches` first"
        )
    return round(found)


@claim("truth")
def faster_to(run: RunRecord, other: RunRecord, value: float, curve: str = "valid.loss") -> bool:
    """The first run reaches the value in fewer steps; also when the second never does. Raises as `reaches`."""
    ours, theirs = _reached(run, value, curve), _reached(other, value, curve)
    return ours is not None and (theirs is None or ours < theirs)
