"""Numbers by the names of a tool, told as what they mean: one place for all formats."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from plainspoken.experiments.importers.file_contents import Found, FoundNumber
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import (
    Meaning,
    further,
    in_detection,
    is_fraction,
    is_percent,
    kind_of,
    meaning,
    of_detection,
    plain_name,
)

_HUNDREDS = ("bbox", "segm")
"""detectron2 writes the average precision of these as 41.2 for 41.2 %."""


def chosen_meaning(keys: tuple[str, ...], settings: ImportSettings) -> Meaning | None:
    """What the author says that a name means; None where nothing was said of it."""
    for name in _names(keys):
        if (chosen := settings.metrics.get(name)) is not None:
            return Meaning(chosen.name or plain_name(keys[-1]), chosen.split)
    return None


def _names(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The ways in which an author may write a name."""
    return "/".join(keys), ".".join(keys), keys[-1]


def tell_number(
    found: Found, keys: tuple[str, ...], number: FoundNumber, settings: ImportSettings, *, detection: bool = False
) -> bool:
    """Enter one number under the metric that its name means; False for a name that means none.

    Args:
        detection: whether it stands beside metrics of detection.

    Raises:
        InputError: it is no number that the metric can have.
    """
    own = chosen_meaning(keys, settings)
    known = own or meaning(*keys)
    in_percent = is_percent(keys[-1]) and (said := known or further(*keys)) is not None and is_fraction(said.metric)
    if in_percent and not settings.percent:
        number = replace(number, value=number.value / 100)
    if own is not None and not _has_kind(own.metric):
        chosen = next(
            each for name, each in settings.metrics.items() if name in ("/".join(keys), ".".join(keys), keys[-1])
        )
        found.units[own.metric] = chosen.kind
    if known is not None:
        found.tell(known.split or settings.split, known.metric, number, percent=settings.percent)
        return True
    typed = further(*keys)
    if typed is None:
        return False
    if detection:
        typed = in_detection(typed, keys[-1])
    value = number.value
    if keys[-1].split("/")[0] in _HUNDREDS and is_fraction(typed.metric) and 1 < value <= 100:
        number = replace(number, value=value / 100)
    found.tell_if_fitting(typed.split or settings.split, typed.metric, number, percent=settings.percent)
    return True


def tell_all(found: Found, told: Iterable[tuple[tuple[str, ...], FoundNumber]], settings: ImportSettings) -> None:
    """Enter numbers by their names, those that mean nothing known as `metrics` alone; what is not finite stays out."""
    told = list(told)
    detection = of_detection(keys[-1] for keys, _ in told)
    for keys, number in told:
        if not math.isfinite(number.value):
            continue
        if not tell_number(found, keys, number, settings, detection=detection) and keys[-1] in found.units:
            found.tell(settings.split, keys[-1], number)
        found.metrics["/".join(keys)] = number.value


def _has_kind(metric: str) -> bool:
    try:
        kind_of(metric)
    except KeyError:
        return metric == "n"
    return True
