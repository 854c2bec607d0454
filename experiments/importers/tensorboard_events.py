"""TensorBoard: event files, folders of them, and what its page downloads. TensorBoard itself is not needed.

Sources: `event.proto`, `summary.proto` and `tensor.proto` of TensorFlow, and the hparams plugin of TensorBoard.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.binary_records import fields, inner, tf_records, whole
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.tracked_runs import FoundRun, settings_in_name, tracked_run

Points = dict[str, list[tuple[float, float]]]


def event_runs(place: Path, options: ImportSettings) -> list[FoundRun]:
    """The runs below a folder, each a folder with event files, or the run of one event file.

    Raises:
        InputError: there are no scalars, or a file is no event file.
    """
    files = [place] if place.is_file() else sorted(place.rglob("*tfevents*"))
    folders: dict[Path, list[Path]] = {}
    for file in files:
        folders.setdefault(file.parent, []).append(file)
    runs = []
    for folder, own in folders.items():
        points: Points = {}
        settings: dict[str, Any] = {}
        times: list[float] = []
        for file in own:
            _read(file, points, settings, times)
        if not points:
            continue
        name = folder.relative_to(place).as_posix() if place.is_dir() and folder != place else folder.resolve().name
        for line in points.values():
            line.sort(key=lambda point: point[0])
        settings = settings_in_name(name) | settings
        span = max(times) - min(times) if len(times) > 1 else None
        runs.append(tracked_run(name, folder, options, points=points, settings=settings, seconds=span or None))
    if not runs:
        raise InputError("no scalars in these event files", file=place, remedy="log some with `add_scalar`")
    return runs


def _read(file: Path, points: Points, settings: dict[str, Any], times: list[float]) -> None:
    try:
        for record in tf_records(file.read_bytes()):
            _take(record, points, settings, times)
    except ValueError:
        raise InputError("this is no event file of TensorBoard", file=file, remedy="name another file") from None


def _take(record: bytes, points: Points, settings: dict[str, Any], times: list[float]) -> None:
    step = float(whole(record, 2))
    for summary in inner(record, 5):
        for value in inner(summary, 1):
            tag, number, metadata = "", None, b""
            for at, wire, content in fields(value):
                if at == 1 and isinstance(content, bytes):
                    tag = content.decode("utf-8", "replace")
                elif at == 2 and wire == 5 and isinstance(content, bytes):
                    number = struct.unpack("<f", content)[0]
                elif at == 8 and isinstance(content, bytes):
                    number = _tensor(content)
                elif at == 9 and isinstance(content, bytes):
                    metadata = content
            if tag.startswith("_hparams_/"):
                settings |= _hparams(metadata)
            elif number is not None:
                points.setdefault(tag, []).append((step, number))
                times += [
                    struct.unpack("<d", time)[0]
                    for at, _, time in fields(record)
                    if at == 1 and isinstance(time, bytes)
                ]


def _tensor(data: bytes) -> float | None:
    """A tensor with one float."""
    for number, wire, content in fields(data):
        if not isinstance(content, bytes):
            continue
        if number == 4 and len(content) in (4, 8):
            return float(struct.unpack("<f" if len(content) == 4 else "<d", content)[0])
        if number == 5 and len(content) == 4:
            return float(struct.unpack("<f", content)[0])
        if number == 6 and wire in (1, 2) and len(content) == 8:
            return float(struct.unpack("<d", content)[0])
    return None


def _hparams(metadata: bytes) -> dict[str, Any]:
    """The settings of a run as the hparams plugin keeps them: a map of names to values."""
    found: dict[str, Any] = {}
    for plugin in inner(metadata, 1):
        for content in inner(plugin, 2):
            for started in inner(content, 3):
                for entry in inner(started, 1):
                    key = next((text.decode() for text in inner(entry, 1)), "")
                    for value in inner(entry, 2):
                        for number, wire, told in fields(value):
                            if number == 2 and wire == 1 and isinstance(told, bytes):
                                found[key] = struct.unpack("<d", told)[0]
                            elif number == 3 and isinstance(told, bytes):
                                found[key] = told.decode("utf-8", "replace")
                            elif number == 4 and isinstance(told, int):
                                found[key] = bool(told)
    return found
