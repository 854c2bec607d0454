"""Where the linter's settings come from: a talk's own `talk.toml`, else the nearest `pyproject.toml`."""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_toml
from plainspoken.base.setting_mistakes import say_mistake
from plainspoken.script.lint.finding import LintReport
from plainspoken.script.settings import LimitSettings, LintSettings, ScriptSettings

Table = TypeVar("Table", bound=Part)


def with_project(settings: ScriptSettings, folder: Path) -> ScriptSettings:
    """The settings with what `[tool.plainspoken.lint]` and `[tool.plainspoken.limits]` of the nearest
    `pyproject.toml` at or above `folder` say, wherever the talk itself says nothing.

    Raises:
        InputError: the file is not TOML, or a name or value in it is not known.
    """
    path = _nearest(folder)
    if path is None:
        return settings
    tables = _tables(path)
    return settings.model_copy(
        update={
            "lint": _merged(LintSettings, tables.get("lint"), settings.lint, path, "lint"),
            "limits": _merged(LimitSettings, tables.get("limits"), settings.limits, path, "limits"),
        }
    )


def without_per_file(report: LintReport, per_file: dict[str, list[str]], names: dict[str, str]) -> LintReport:
    """The report without what `per_file` of `[lint]` leaves out: a pattern of file names to codes or their starts.

    `names` gives each code's name, since a rule may be called by either.
    """
    if not per_file:
        return report

    def dropped(file: str, code: str) -> bool:
        return any(
            fnmatch.fnmatch(file, pattern) and any(code.startswith(e.upper()) or names[code] == e for e in entries)
            for pattern, entries in per_file.items()
        )

    kept = tuple(finding for finding in report.findings if not dropped(finding.at.file, finding.code))
    return LintReport(kept, report.sources, report.ignored + len(report.findings) - len(kept))


def _nearest(folder: Path) -> Path | None:
    """The first `pyproject.toml` upwards that has a table for us."""
    for place in (folder.absolute(), *folder.absolute().parents):
        path = place / "pyproject.toml"
        if path.is_file() and b"tool.plainspoken" in path.read_bytes():
            return path
    return None


def _tables(path: Path) -> dict[str, Any]:
    return dict(read_toml(path).get("tool", {}).get("plainspoken", {}))


def _merged(kind: type[Table], table: Any, own: Table, path: Path, name: str) -> Table:
    """The project's table, with what the talk sets itself on top."""
    if table is None:
        return own
    try:
        base = kind.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            say_mistake(dict(first), f"tool.plainspoken.{name}"),
            file=path,
            remedy="see docs/lint.md for the names and values that it may set",
        ) from None
    return base.model_copy(update={key: getattr(own, key) for key in own.model_fields_set})
