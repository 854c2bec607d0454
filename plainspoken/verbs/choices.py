"""Arguments and options that verbs have in common; each means the same in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from plainspoken.talk import stale_note

Target = Annotated[
    str, typer.Argument(metavar="TALK|FILE", help="A talk's folder, its name below talks/, or a script file.")
]
Part = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only this part of the talk, as its talk.toml names it.")
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="auto|HOST:PORT", help="Train on this Ray cluster instead of this machine alone."),
]
Minutes = Annotated[
    float | None,
    typer.Option(
        min=0.01,
        help="How long the talk may be, instead of what it declares; wordings and optional passages are chosen to fit.",
    ),
]
_RESULTS = "Train what is missing, or use the records kept in the talk's folder, or those of another folder."
Results = Annotated[
    str | None,
    typer.Option(metavar="train|recorded|DIR", help=f"{_RESULTS} [default: the records in the build folder]"),
]
TrainedResults = Annotated[str, typer.Option(metavar="train|recorded|DIR", help=_RESULTS)]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="How large the experiments are: smoke, quick, small or full. Results of another profile are refused.",
    ),
]


def _trust_all(asked: bool) -> None:
    if asked:
        from plainspoken.base.trusted_programs import trust_all_in_this_process

        trust_all_in_this_process()


Trusting = Annotated[
    bool,
    typer.Option(
        "--trust",
        callback=_trust_all,
        help="Let the talk run its own study modules and voice command, this once; see `plainspoken trust`.",
    ),
]


def print_stale(stale: list[str], command: str) -> None:
    """Say on standard error which outputs in the build folder are of other words or settings than those of now."""
    if stale:
        typer.echo(stale_note(stale, command), err=True)


MOST_FINDINGS = 500
"""Lines of findings about a deck; a deck of somebody else's may be full of numbers that nothing is known of."""


def print_findings(lines: Sequence[str]) -> None:
    """Print findings, and how many more there are than anybody reads."""
    for line in lines[:MOST_FINDINGS]:
        typer.echo(line)
    if len(lines) > MOST_FINDINGS:
        typer.echo(f"and {len(lines) - MOST_FINDINGS:,} more, which `--format json` lists")


WIDEST = 120
"""Characters of a cell."""


def print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: set[int]) -> None:
    """Print rows below a head, in columns; those in `right` are set flush right. What is too long for a line is cut."""
    rows = [tuple(cell if len(cell) <= WIDEST else f"{cell[: WIDEST - 1]}…" for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
