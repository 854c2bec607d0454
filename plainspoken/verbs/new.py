"""`plainspoken new`: a talk to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plainspoken.verbs import reading_options as reading


def new(
    name: Annotated[str, typer.Argument(help="What the talk is called, such as my-talk or 'My talk'.")],
    results: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE...]",
            help="Results of your own: the files of one run; or a folder, a pattern, a table or a database of many.",
        ),
    ] = None,
    script: Annotated[
        Path | None, typer.Option("--from", help="A Markdown script to begin with.", exists=True, dir_okay=False)
    ] = None,
    percent: reading.Percent = False,
    split: reading.Split = None,
    splits: reading.Splits = None,
    n: reading.Samples = None,
    at: reading.At = None,
    where: reading.Where = None,
    metrics: reading.Metrics = None,
    best_by: reading.BestBy = None,
    epoch_column: reading.EpochColumn = None,
    first_epoch: reading.FirstEpoch = None,
    restart: reading.Restart = None,
    time: reading.Time = None,
    test_at: reading.TestAt = None,
    pattern: reading.Pattern = None,
) -> None:
    """Start a talk of your own below talks/, here.

    Its pages are a small tour of the format and build as they are. With files of results (metrics.json, a history by
    epoch as CSV, and what else `plainspoken experiments import --help` names), the pages quote those. A folder of
    runs, a table with a row a run, a database of MLflow or Optuna or a query becomes a talk about a sweep. How the
    files are to be read is written into talk.toml.
    """
    from plainspoken.base.errors import InputError
    from plainspoken.starter import start_talk

    if script and results:
        raise InputError(
            "a script and results were given", remedy="bind a script's talk to results with `experiments import`"
        )
    settings = reading.reading_settings(
        percent=percent, split=split, splits=splits, n=n, at=at, where=where, metrics=metrics, best_by=best_by,
        epoch_column=epoch_column, first_epoch=first_epoch, restart=restart, time=time, test_at=test_at,
        pattern=pattern,
    )  # fmt: skip
    if settings and not results:
        raise InputError(
            f"`--{next(iter(settings)).replace('_', '-')}` says how files are read, but no file is given",
            remedy="name files of results",
        )
    started = start_talk(name, Path("talks"), script=script, results=results, settings=settings)
    folder = started.folder
    print(f"{folder}/talk.toml and {folder}/pages are there to be edited.")
    if started.bound:
        print(f"The pages quote {', '.join(map(str, started.bound))}: what changes there changes in the talk.")
    with_make = Path("Makefile").is_file() and Path("talks/approaches/talk.toml").is_file()
    print(f"Build it with: {'make talk TALK=' if with_make else 'plainspoken talk '}{folder.name}")
