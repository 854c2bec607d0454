"""What the linter says of a shipped talk on its recorded results."""

from __future__ import annotations

from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.config import find_talk
from plainspoken.script.lint.lint_target import LintTarget, lint


def findings_of(folder: Path, texts: dict[str, str] | None = None) -> list[tuple[str, int, str]]:
    """File, line and rule of each finding; the error that stops a render counts as one.

    Args:
        folder: of the talk.
        texts: pages by path that stand in for those of the talk.
    """
    talk = find_talk(str(folder))
    settings = talk.config.script
    settings = settings.model_copy(update={"lint": settings.lint.model_copy(update={"ignore": ["PS105"]})})
    try:
        report = lint(LintTarget(talk.name, folder, settings, folder / "recorded" / "results", texts=texts or {}))
    except InputError as error:
        return [(str(error.file), error.line or 0, "stop")]
    return [(found.at.file, found.at.line, found.code) for found in report.findings]


def assert_plant_is_found(folder: Path, kind: str, plant: tuple[str, str, str]) -> None:
    """Put a fault into a page of a talk (the file's name, what is replaced by what): a finding stands on its line."""
    name, old, new = plant
    file = f"pages/{name}.md.j2"
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, (kind, old)
    line = text[: text.index(old)].count("\n") + 1
    found = findings_of(folder, {file: text.replace(old, new, 1)})
    assert any(str(where).endswith(file) and place == line for where, place, _ in found), (kind, line, found)
