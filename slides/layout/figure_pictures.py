"""Figures as the talk shows them: drawn again for a dark ground, with what a page puts in focus, in the talk's colours.

A figure whose record suffices for it is drawn from the record alone, once for each wish, into `figures-shown` of the
build folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.base.sealed_files import is_whole, read_sealed, seal_file, write_sealed
from plainspoken.experiments.results.record import Figure
from plainspoken.script.model import Picture, Script
from plainspoken.slides.layout.theme import Theme

FOLDER = "figures-shown"


def with_figures(script: Script, theme: Theme, build: Path, colors: Mapping[str, str]) -> Script:
    """The script with its figures as they are shown.

    Raises:
        InputError: a page puts in focus what its figure does not show, or notes a difference of runs that it has not.
    """
    pages = []
    for page in script.pages:
        items = [
            _shown(item, theme, build, colors) if isinstance(item, Picture) and item.figure else item
            for item in page.items
        ]
        pages.append(page if items == page.items else page.model_copy(update={"items": items}))
    return script.model_copy(update={"pages": pages})


def _shown(item: Picture, theme: Theme, build: Path, colors: Mapping[str, str]) -> Picture:
    emphasised = bool(item.focus or item.note)
    if not (emphasised or theme.variant == "dark" or colors):
        return item
    try:
        figure = _drawn(item, theme, build, colors)
    except InputError as error:
        place = {"file": item.at.file, "line": item.at.line, "column": item.at.column}
        raise InputError(error.message, remedy=error.remedy, **place) from None  # type: ignore[arg-type]
    if figure is None:
        if emphasised:
            raise InputError(
                f"the figure {item.figure!r} cannot be drawn with a focus or a note: its record does not hold its data",
                remedy="leave out what stands in braces behind the picture",
                file=item.at.file,
                line=item.at.line,
                column=item.at.column,
            )
        return item
    return item.model_copy(
        update={"path": figure.path, "parts": figure.parts, "foot": figure.foot, "type_share": figure.type_share}
    )


def _drawn(item: Picture, theme: Theme, build: Path, colors: Mapping[str, str]) -> Figure | None:
    """The figure as it is wanted, from an earlier build where the record is the same; `None` when none can be drawn."""
    name = str(item.figure)
    study, *run, _ = name.split("/")
    records = (
        [build / "results" / study / f"{run[0]}.json"] if run else sorted((build / "results" / study).glob("*.json"))
    )
    try:
        held = [path.read_bytes() for path in records]
    except FileNotFoundError:
        held = []
    if not held:
        return None
    wishes = (theme.variant, theme.color("accent"), *item.focus, item.note, *(f"{k}={v}" for k, v in colors.items()))
    key = fingerprint(name, *wishes, *held)
    folder = build / FOLDER / key
    kept = folder / "figure.json"
    if (told := read_sealed(kept)) is not None:
        try:
            figure = Figure.model_validate_json(told)
            if is_whole(build / figure.path):
                return figure
        except ValidationError:
            pass  # written by another version: drawn anew
    from plainspoken.experiments.figures.figure_style import Emphasis
    from plainspoken.experiments.runner.redraw import draw_again

    emphasis = Emphasis(tuple(item.focus), item.note, theme.color("accent"), colors)
    drawn = draw_again(build / "results", name, folder, theme.variant, emphasis)
    if drawn is None:
        return None
    figure = drawn.model_copy(update={"path": f"{FOLDER}/{key}/{drawn.path.removeprefix('figures/')}"})
    seal_file(build / figure.path)
    write_sealed(kept, (figure.model_dump_json(indent=1) + "\n").encode())
    return figure
