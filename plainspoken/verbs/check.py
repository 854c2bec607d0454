"""`plainspoken check`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from plainspoken.verbs.choices import Results, print_findings


def check(
    deck: Annotated[Path, typer.Argument(metavar="DECK.pptx", help="A deck, whoever made or edited it.")],
    against: Annotated[
        str | None,
        typer.Option(
            metavar="TALK|DIR", help="A talk, or a folder of result records. [default: the talk that the deck names]"
        ),
    ] = None,
    results: Results = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A line for each finding, or one JSON document.")
    ] = "text",
) -> None:
    """Name each number of a deck that is out of date, contradicted by the records, or without a known source.

    Titles, text, tables, charts, notes and alt text are looked at. A deck that Plainspoken wrote is compared with what
    was written and with what its talk would write now; any other deck with the runs and metrics that its text names.
    Reworded sentences, and those of other decks, must say of the runs that they name what the records say.
    `plainspoken refresh` renews what can be renewed. Exit code 1 when something is found.
    """
    from plainspoken.edited_decks import (
        are_records,
        check_deck_against_records,
        check_deck_against_talk,
        finding_counts,
        talk_of,
    )

    if against is not None and are_records(Path(against)):
        findings = check_deck_against_records(deck, Path(against))
    else:
        findings = check_deck_against_talk(deck, talk_of(deck, against, results))
    if form == "json":
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        print_findings([finding.line() for finding in findings])
        typer.echo(
            finding_counts(findings)
            or "Every number matches the records, and no claim that could be checked contradicts them."
        )
    if findings:
        raise typer.Exit(1)
