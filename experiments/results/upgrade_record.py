"""Records of schema 1 as documents of schema 2: the same numbers, with what each of them is.

Schema 1 knew classifiers with one label a sample only, so what its numbers are is known from its definition.
"""

from __future__ import annotations

from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.intervals import mean_of_shares
from plainspoken.experiments.results.metric import CLASSIFICATION
from plainspoken.experiments.results.record import SCHEMA


def upgrade_document(document: Any) -> Any:
    """The document of a run or a study as one of this schema.

    Raises:
        InputError: it was written by a later version of the program.
    """
    if not isinstance(document, dict):
        return document
    version = document.get("schema_version", 1 if "final" in document else SCHEMA)
    if isinstance(version, int) and version > SCHEMA:
        raise InputError(
            f"this record is of schema {version}, and this program reads up to {SCHEMA}",
            remedy="install a newer plainspoken, or make the record anew",
        )
    if version != 1:
        return document
    new = {**document, "schema_version": SCHEMA}
    if "run" not in document:
        return new
    seeds = new.pop("spreads", None) or {}
    final = new.pop("final", None) or {}
    scores, detail = {}, {}
    for split, told in final.items():
        if told:
            scores[split] = _metrics(split, told, seeds)
            kept = {name: told[name] for name in ("labels", "per_class", "confusion") if told.get(name) is not None}
            if kept:
                detail[split] = {"kind": "classification", **kept}
    kinds = {name: kind.model_dump() for name, kind in CLASSIFICATION.items()}
    return {**new, "scores": scores, "detail": detail, "kinds": kinds}


def _metrics(split: str, told: dict[str, Any], spreads: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, kind in CLASSIFICATION.items():
        if told.get(name) is None:
            continue
        metric = {**kind.model_dump(), "value": told[name], "split": split, "n": told.get("n")}
        around = _interval(name, told)
        seeds = (spreads.get(f"{split}.{name}") or {}).get("values")
        found[name] = metric | (around or {}) | ({"seeds": seeds} if seeds else {})
    return found


def _interval(name: str, told: dict[str, Any]) -> dict[str, Any] | None:
    if name == "accuracy":
        kept: dict[str, Any] | None = told.get("accuracy_interval")
        return kept
    confusion = told.get("confusion")
    if name != "balanced_accuracy" or not confusion:
        return None
    rows = [(row[i], sum(row)) for i, row in enumerate(confusion) if sum(row)]
    return mean_of_shares([right for right, _ in rows], [n for _, n in rows]).model_dump() if rows else None
