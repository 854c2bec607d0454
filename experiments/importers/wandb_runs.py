"""Weights & Biases: `.wandb` files, which are what is written offline, and folders of them. W&B itself is not needed.

Source: `wandb_internal.proto` of wandb 0.31; older versions keep a history's numbers as JSON alone.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.binary_records import fields, inner, leveldb_records, whole
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.tracked_runs import FoundRun, tracked_run

_HEADER = b":W&B"
_HEADER_BYTES = 7


def wandb_runs(place: Path, options: ImportSettings) -> list[FoundRun]:
    """The runs below a folder `wandb`, or that of one `.wandb` file.

    Raises:
        InputError: there are none, or one is no such file.
    """
    files = [place] if place.is_file() else sorted(place.rglob("run-*.wandb"))
    if not files:
        raise InputError(
            "no run of Weights & Biases is kept here", file=place,
            remedy="name the folder `wandb` of your project, or a CSV that its page exports",
        )  # fmt: skip
    return [_run(file, options) for file in files]


def _run(file: Path, options: ImportSettings) -> FoundRun:
    data = file.read_bytes()
    if not data.startswith(_HEADER):
        raise InputError("this is not a file of Weights & Biases", file=file, remedy="name a run-*.wandb")
    points: dict[str, list[tuple[float, float]]] = {}
    summary: dict[str, Any] = {}
    config: dict[str, Any] = {}
    name, state, seconds = file.stem, "running", None
    rows = 0
    try:
        for record in leveldb_records(data, _HEADER_BYTES):
            for number, _, content in fields(record):
                if not isinstance(content, bytes):
                    continue
                if number == 2:
                    row = _items(content, 1)
                    step = float(next((whole(each, 1, rows) for each in inner(content, 2)), row.get("_step", rows)))
                    rows += 1
                    for key, value in row.items():
                        if _is_number(value) and not key.startswith("_"):
                            points.setdefault(key, []).append((step, float(value)))
                elif number == 3:
                    summary |= _items(content, 1)
                elif number == 5:
                    config |= _items(content, 1)
                elif number == 17:
                    name = next((text.decode() for text in inner(content, 8)), "") or name
                    for part in inner(content, 4):
                        config |= _items(part, 1)
                elif number == 18:
                    state = "finished" if whole(content, 1) == 0 else "failed"
                    seconds = float(whole(content, 2)) or None
    except ValueError:
        raise InputError("this file of Weights & Biases is damaged", file=file, remedy="take another copy") from None
    last = {key: float(value) for key, value in summary.items() if _is_number(value) and not key.startswith("_")}
    last = {key: value for key, value in last.items() if key not in points} | {
        key: last[key] for key in last if key in points
    }
    return tracked_run(name, file, options, last=last, points=points, settings=config, state=state, seconds=seconds)


def _items(message: bytes, number: int) -> dict[str, Any]:
    """Names and values of a history, a summary or a configuration."""
    found: dict[str, Any] = {}
    for item in inner(message, number):
        key, nested = "", []
        value: Any = None
        for at, wire, content in fields(item):
            if at == 1 and isinstance(content, bytes):
                key = content.decode("utf-8", "replace")
            elif at == 2 and isinstance(content, bytes):
                nested.append(content.decode("utf-8", "replace"))
            elif at == 4 and isinstance(content, int):
                value = bool(content)
            elif at == 5 and isinstance(content, int):
                value = content - (1 << 64) if content >> 63 else content
            elif at == 6 and wire == 1 and isinstance(content, bytes):
                value = struct.unpack("<d", content)[0]
            elif at == 7 and isinstance(content, bytes):
                value = content.decode("utf-8", "replace")
            elif at in (8, 16) and isinstance(content, bytes):
                value = _json(content)
        name = key or ".".join(nested)
        if isinstance(value, dict) and set(value) & {"_type", "value"} == {"value"}:
            value = value["value"]
        if name:
            found[name] = value
    return found


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
