"""Which result records a talk is filled with: its own in the build folder, those kept beside it, or others."""

from __future__ import annotations

from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.config import Talk

RECORDED = "recorded"
"""The word for the records that are kept in the talk's folder."""


def records_folder(talk: Talk, wish: str | None) -> Path:
    """The folder of result records that `wish` stands for: `recorded`, a path, or None for the talk's own.

    What the talk imports is read again first, so that its own records are what the files say now.

    A path may be that of the records (`STUDY/RUN.json`) or of a folder that holds them as `results`, beside `figures`.

    Raises:
        InputError: there are no records.
    """
    if wish is None:
        if talk.config.imports:
            from plainspoken.base.progress import Silence
            from plainspoken.build import import_results

            import_results(talk, Silence())
        return talk.results
    kept = talk.folder / RECORDED if wish == RECORDED else Path(wish)
    folder = next((each for each in (kept / "results", kept) if any(each.glob("*/*.json"))), None)
    if folder is not None:
        return folder
    if wish == RECORDED:
        raise InputError("this talk keeps no recorded results", file=kept, remedy="leave out `recorded` to train")
    raise InputError(
        "no result records here" if kept.is_dir() else "there is no such folder of result records",
        file=kept,
        remedy="name a folder with STUDY/RUN.json files, or `recorded` for those kept beside the talk",
    )


def figures_beside(records: Path) -> Path | None:
    """The figures that belong to a folder of records, when they are kept beside it."""
    figures = records.with_name("figures")
    return figures if records.name == "results" and figures.is_dir() else None
