"""`plainspoken refresh`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from plainspoken.verbs.choices import Results, print_findings


def refresh(
    deck: Annotated[Path, typer.Argument(metavar="DECK.pptx", help="A deck of a talk, edited or not.")],
    against: Annotated[
        str | None, typer.Option(metavar="TALK", help="Its talk. [default: the one that the deck names]")
    ] = None,
    results: Results = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write here and leave DECK.pptx alone.", dir_okay=False)
    ] = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A line for each finding, or one JSON document.")
    ] = "text",
) -> None:
    """Bring an edited deck up to date: numbers, words, charts, pictures, notes, clips and timings.

    Whatever was moved, restyled, added, deleted or put in another order stays as it is. What cannot be placed is listed
    and left. The old file is kept beside the new one. Exit code 1 when something is left to you.
    """
    from plainspoken.edited_decks import refresh_deck, talk_of

    done = refresh_deck(deck, talk_of(deck, against, results), out=out)
    if form == "json":
        report = {name: [asdict(finding) for finding in getattr(done, name)] for name in ("mended", "left")}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print_findings([f"left to you: {finding.line()}" for finding in done.left])
        typer.echo(f"{len(done.mended)} renewed, {len(done.left)} left to you")
        if done.backup is not None:
            typer.echo(f"the deck as it was: {done.backup}")
    if done.left:
        raise typer.Exit(1)
