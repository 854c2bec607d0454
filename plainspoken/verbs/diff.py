"""`plainspoken diff`."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Annotated, Literal

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import Minutes, Part


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A build folder, a folder of result records, or a commit.")],
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="The same. [default: the talk as it is now; it needs --talk]")
    ] = None,
    talk: Annotated[
        str | None,
        typer.Option(metavar="TALK", help="The talk that the records or commits belong to; not needed for builds."),
    ] = None,
    part: Part = None,
    minutes: Minutes = None,
    form: Annotated[
        Literal["text", "markdown", "json"], typer.Option("--format", help="Lines, Markdown for a pull request, JSON.")
    ] = "text",
) -> None:
    """List what has changed in what a talk says and shows: numbers, claims that flipped, wording, pages, seconds.

    Exit code 0 when nothing changed, 1 when something did, 2 when OLD or NEW cannot be used.
    """
    from plainspoken.base.errors import InputError
    from plainspoken.change_report import as_markdown, as_text
    from plainspoken.talk_changes import talk_changes
    from plainspoken.talk_versions import current_version, talk_version

    found = Talk.find(talk, part, minutes=minutes) if talk is not None else None
    with ExitStack() as stack:
        before = stack.enter_context(talk_version(old, found))
        if new is not None:
            after = stack.enter_context(talk_version(new, found))
        elif found is not None:
            after = current_version(found)
        else:
            raise InputError("nothing to compare with", remedy="name NEW as well, or the talk with --talk TALK")
        changes = talk_changes(before, after)
    if form == "json":
        typer.echo(json.dumps(changes.as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo(as_markdown(changes) if form == "markdown" else as_text(changes), nl=False)
    if changes:
        raise typer.Exit(1)
