"""`plainspoken new`: a talk to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new(
    name: Annotated[str, typer.Argument(help="What the talk is called, such as my-talk or 'My talk'.")],
    results: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE...]", help="Results of your own: JSON, CSV or TSV of one run.", exists=True, dir_okay=False
        ),
    ] = None,
    script: Annotated[
        Path | None, typer.Option("--from", help="A Markdown script to begin with.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Start a talk of your own below talks/, here.

    Its pages are a small tour of the format and build as they are. With files of results (metrics.json, a history by
    epoch as CSV, and what else `plainspoken experiments import --help` names), the pages quote those.
    """
    from plainspoken.base.errors import InputError
    from plainspoken.starter import start_talk

    if script and results:
        raise InputError(
            "a script and results were given", remedy="bind a script's talk to results with `experiments import`"
        )
    started = start_talk(name, Path("talks"), script=script, results=results)
    folder = started.folder
    print(f"{folder}/talk.toml and {folder}/pages are there to be edited.")
    if started.bound:
        print(f"The pages quote {', '.join(map(str, started.bound))}: what changes there changes in the talk.")
    with_make = Path("Makefile").is_file() and Path("talks/approaches/talk.toml").is_file()
    print(f"Build it with: {'make talk TALK=' if with_make else 'plainspoken talk '}{folder.name}")
