"""Files that `plainspoken.record` wrote: history, metrics, answers by sample, settings and cost of one run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.csv_tables import read_answers
from plainspoken.experiments.importers.file_contents import Cell, Found, FoundNumber
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.tell_numbers import tell_number
from plainspoken.experiments.importers.training_history import training_history

MARK = "plainspoken_run"


def read_own_record(document: dict[str, Any], path: Path, settings: ImportSettings) -> Found:
    """What a record of a script or a notebook tells.

    Raises:
        InputError: it is of a later version, or a number cannot be what its name says.
    """
    if document[MARK] != 1:
        raise InputError(
            f"a record of form {document[MARK]!r}", file=path, remedy="read it with a later version of Plainspoken"
        )
    found = Found(kinds=[f"record of {path.name}"])
    rows = [_cells(row) for row in document.get("history", []) if isinstance(row, dict)]
    if rows:
        found.add(training_history(rows, path, settings, counted_from=1))
    for split, answers in document.get("answers", {}).items():
        ids = answers.get("ids") or [""] * len(answers["truth"])
        told = [(str(a), str(b), str(c)) for a, b, c in zip(ids, answers["truth"], answers["predicted"], strict=True)]
        found.add(read_answers([(None, *row) for row in told], path, settings.model_copy(update={"split": split})))
    for split, metrics in document.get("metrics", {}).items():
        for name, value in metrics.items():
            number = FoundNumber(float(value), path)
            if not tell_number(found, (split, name), number, settings):
                found.metrics.setdefault(split, {})[name] = value
    cost = document.get("cost", {})
    if isinstance(cost.get("seconds"), int | float):
        found.seconds = float(cost["seconds"])
    for name, value in cost.items():
        if name != "seconds":
            found.metrics[name] = value
    if not (found.rows or found.curves or found.splits or found.metrics):
        raise InputError(
            "nothing was kept in this record yet", file=path, remedy="call `epoch` or `test` of what `record` gives"
        )
    return found


def _cells(row: dict[str, Any]) -> dict[str, Cell]:
    return {
        name: Cell(float(value), None)
        for name, value in row.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
