"""Runs that other tools recorded: the same record as that of a run made here, of which parts may be absent.

`read_run` and `read_study` read either kind; the talk's side needs no others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_core import from_json

from plainspoken.base.document import read_document
from plainspoken.experiments.results import record
from plainspoken.experiments.results.partial import partial
from plainspoken.experiments.results.record import (
    Baseline,
    Figure,
    Interval,
    Latency,
    RunRecord,
    Sample,
    Spread,
    StudyRecord,
)

_WHOLE = (Interval, Figure, Baseline, Latency, Sample, Spread)

ImportedRun = partial(
    RunRecord,
    needed=("study", "run", "title"),
    whole=_WHOLE,
    metrics=(dict[str, Any], Field(default_factory=dict)),
)
"""A `RunRecord` of status `imported`. `metrics` holds every number that its files told, by their own names."""

ImportedStudy = partial(StudyRecord, needed=("study", "title", "profile", "runs"), whole=_WHOLE)
"""A `StudyRecord` of profile `imported`."""

_REMEDY = "build the talk again, and it is made anew from the files that `[imports]` of talk.toml names"


def read_run(path: Path) -> RunRecord:
    """Read the record of one run, made here or imported; errors as `plainspoken.base.document.read_document`."""
    if is_imported(path):
        return read_document(path, ImportedRun, noun="result record", remedy=_REMEDY)
    return record.read_run(path)


def read_study(path: Path) -> StudyRecord:
    """Read the record of one study, made here or imported; errors as `plainspoken.base.document.read_document`."""
    if is_imported(path):
        return read_document(path, ImportedStudy, noun="study record", remedy=_REMEDY)
    return record.read_study(path)


def is_imported(path: Path) -> bool:
    """Whether the record of a run or a study says that it was imported. Not so for one that cannot be read."""
    try:
        document = from_json(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(document, dict) and "imported" in (document.get("status"), document.get("profile"))
