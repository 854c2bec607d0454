"""Options that several verbs have in common."""

from __future__ import annotations

from typing import Annotated

import typer

Part = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only this part of the talk, as its talk.toml names it.")
]
Results = Annotated[
    str | None,
    typer.Option(
        metavar="recorded|DIR", help="The records kept beside the talk, or those of a folder, instead of its own."
    ),
]
Minutes = Annotated[
    float | None,
    typer.Option(min=0.01, help="How long the talk may be; wordings and optional passages are chosen to fit."),
]
