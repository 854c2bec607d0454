"""`plainspoken new`: a talk to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
    percent: Annotated[bool, typer.Option("--percent", help="Accuracies are written as 91.2 for 91.2 %.")] = False,
    split: Annotated[
        str | None, typer.Option(help="train, valid or test: where metrics without a split belong; test by default.")
    ] = None,
    splits: Annotated[
        list[str] | None, typer.Option(metavar="WORD=SPLIT", help="The split that a word of the files stands for.")
    ] = None,
    n: Annotated[int | None, typer.Option(min=1, help="How many samples that split has: gives intervals.")] = None,
    at: Annotated[
        str | None, typer.Option(help="The part of a JSON file that tells of this run, keys joined by /.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN=VALUE", help="The rows of a table that tell of this run.")
    ] = None,
    metrics: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=MEANING", help="What a name means: value=valid.accuracy, or value=higher."),
    ] = None,
    best_by: Annotated[str | None, typer.Option(help="The validation metric that chose the best epoch.")] = None,
    epoch_column: Annotated[str | None, typer.Option(help="The column that counts the epochs.")] = None,
    first_epoch: Annotated[int | None, typer.Option(help="0 or 1: the number of the first epoch.")] = None,
    restart: Annotated[
        str | None, typer.Option(help="replace or continue: what it means that the count of epochs goes back.")
    ] = None,
    time: Annotated[
        str | None, typer.Option(help="epoch or elapsed: seconds of each epoch, or since the start.")
    ] = None,
    test_at: Annotated[str | None, typer.Option(help="last or best: which of several tests is the result.")] = None,
    pattern: Annotated[
        list[str] | None, typer.Option(help="Lines of a log, such as 'step {step}: train loss {train_loss}'.")
    ] = None,
) -> None:
    """Start a talk of your own below talks/, here.

    Its pages are a small tour of the format and build as they are. With files of results (metrics.json, a history by
    epoch as CSV, and what else `plainspoken experiments import --help` names), the pages quote those. A folder of
    runs, a table with a row a run, a database of MLflow or Optuna or a query becomes a talk about a sweep. How the
    files are to be read is written into talk.toml.
    """
    from plainspoken.add_import import pairs
    from plainspoken.base.errors import InputError
    from plainspoken.starter import start_talk

    if script and results:
        raise InputError(
            "a script and results were given", remedy="bind a script's talk to results with `experiments import`"
        )
    given = {
        "percent": percent or None, "split": split, "splits": pairs(splits), "n": n, "at": at, "where": pairs(where),
        "metrics": pairs(metrics), "best_by": best_by, "epoch_column": epoch_column, "first_epoch": first_epoch,
        "restart": restart, "time": time, "test_at": test_at, "pattern": pattern or None,
    }  # fmt: skip
    settings = {key: value for key, value in given.items() if value is not None}
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
