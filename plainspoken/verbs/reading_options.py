"""Options that say how files of results are to be read; `new` and `experiments import` have them in common."""

from __future__ import annotations

from typing import Annotated, Any

import typer

Percent = Annotated[bool, typer.Option("--percent", help="Accuracies are written as 91.2 for 91.2 %.")]
Split = Annotated[
    str | None, typer.Option(help="train, valid or test: where metrics without a split belong; test by default.")
]
Splits = Annotated[
    list[str] | None, typer.Option(metavar="WORD=SPLIT", help="The split that a word of the files stands for.")
]
Samples = Annotated[int | None, typer.Option(min=1, help="How many samples that split has: gives intervals.")]
At = Annotated[str | None, typer.Option(help="The part of a JSON file that tells of this run, keys joined by /.")]
Where = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN=VALUE", help="The rows of a table that tell of this run, or the runs of a sweep."),
]
Metrics = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=MEANING",
        help="What a name means: value=valid.accuracy, or value=higher for which way is better.",
    ),
]
BestBy = Annotated[str | None, typer.Option(help="The validation metric that chose the best epoch.")]
EpochColumn = Annotated[str | None, typer.Option(help="The column that counts the epochs.")]
FirstEpoch = Annotated[int | None, typer.Option(help="0 or 1: the number of the first epoch.")]
Restart = Annotated[
    str | None, typer.Option(help="replace or continue: what it means that the count of epochs goes back.")
]
Time = Annotated[str | None, typer.Option(help="epoch or elapsed: seconds of each epoch, or since the start.")]
TestAt = Annotated[str | None, typer.Option(help="last or best: which of several tests is the result.")]
Pattern = Annotated[
    list[str] | None, typer.Option(help="Lines of a log, such as 'step {step}: train loss {train_loss}'.")
]

_PAIRS = ("splits", "where", "metrics")


def reading_settings(**options: Any) -> dict[str, Any]:
    """What was given of these options, as `[imports]` of a talk names it.

    Raises:
        InputError: a NAME=VALUE has no `=`.
    """
    from plainspoken.add_import import pairs

    options |= {name: pairs(options.get(name)) for name in _PAIRS}
    options |= {name: options.get(name) or None for name in ("percent", "pattern")}
    return {name: value for name, value in options.items() if value is not None}
