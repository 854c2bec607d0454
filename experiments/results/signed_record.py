"""Records that carry a checksum of themselves: so a damaged one is told from a whole one wherever it was copied.

The checksum stands among the fingerprints, as `record`. Records of other tools and those of earlier versions have none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainspoken.base.files import fingerprint, write_json
from plainspoken.experiments.results.record import RunRecord, StudyRecord

_NAME = "record"


@dataclass(frozen=True)
class DrawnRecord:
    """A record as plain values, with its fingerprints but the checksum of itself."""

    document: dict[str, Any]
    keys: dict[str, str]


def write_signed(path: Path, record: RunRecord | StudyRecord) -> None:
    """Write a record with its checksum."""
    document: dict[str, Any] = json.loads(record.model_dump_json())
    document["fingerprints"] = {**_keys(document), _NAME: _checksum(document)}
    write_json(path, document)


def drawn_record(path: Path) -> DrawnRecord | None:
    """The record in a file; None when there is none, or it is not as it was written."""
    try:
        document = json.loads(path.read_bytes())
        if document["fingerprints"][_NAME] == _checksum(document):
            return DrawnRecord(document, _keys(document))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return None


def is_altered(document: object) -> bool:
    """Whether a record with a checksum is not as it was written."""
    fingerprints = document.get("fingerprints") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(fingerprints, dict) or _NAME not in fingerprints:
        return False
    return bool(fingerprints[_NAME] != _checksum(document))


def _keys(document: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in document["fingerprints"].items() if name != _NAME}


def _checksum(document: dict[str, Any]) -> str:
    return fingerprint(json.dumps({**document, "fingerprints": _keys(document)}, sort_keys=True))
