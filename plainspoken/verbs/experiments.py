"""`plainspoken experiments`: list, run, status, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.errors import InputError
from experiments.settings import ExperimentSettings
from plainspoken.config import Talk, find_talk

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="Train models and record what they did."
)

TalkName = Annotated[str, typer.Argument(metavar="TALK", help="a talk's folder or name")]


@app.command("list")
def list_studies(
    talk: Annotated[str | None, typer.Argument(metavar="[TALK]", help="count in the talk's own recipes")] = None,
) -> None:
    """List the studies, their runs and their profiles."""
    from experiments.registry import find_recipe, list_recipes

    folder = find_talk(talk).folder if talk else None
    for name in list_recipes(folder):
        recipe = find_recipe(name, folder)
        print(f"{name}: {recipe.title}; profiles {', '.join(recipe.profiles)}")
        for run, table in recipe.runs.items():
            print(f"  {run:<20} {table.title}{' (optional)' if table.optional else ''}")


@app.command("run")
def run(
    talk: TalkName,
    profile: Annotated[str | None, typer.Option(help="smoke, quick, small or full; the talk's own by default")] = None,
    study: Annotated[list[str] | None, typer.Option(help="only this study; may be given again")] = None,
    only: Annotated[list[str] | None, typer.Option(help="only this RUN or STUDY/RUN; may be given again")] = None,
    seed: Annotated[int | None, typer.Option(help="seed of the first run")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="runs side by side; one a core by default")] = None,
    data: Annotated[list[str] | None, typer.Option(metavar="NAME=PATH", help="a real data set, such as faces")] = None,
    weights: Annotated[
        list[str] | None, typer.Option(metavar="RUN=WEIGHTS", help="none, imagenet, source-task or a file")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="a setting, such as train.epochs=3")
    ] = None,
) -> None:
    """Train what is missing or out of date, and write records and figures below build/TALK.

    Interrupted or killed, it goes on from the last whole epoch when it is called again.
    """
    from experiments.studies import run_studies
    from plainspoken.progress import showing

    chosen = find_talk(talk)
    settings = _settings(chosen, profile=profile, studies=study, seed=seed, jobs=jobs, data=data, weights=weights,
                         overrides=set_)  # fmt: skip
    with showing() as progress:
        written = run_studies(settings, **_places(chosen), progress=progress, only=only)
    for path in written:
        print(path)


@app.command("status")
def status(
    talk: TalkName,
    profile: Annotated[str | None, typer.Option(help="smoke, quick, small or full; the talk's own by default")] = None,
) -> None:
    """Say for each run whether it is done, and if not, why. Exit code 1 when something is not done."""
    from experiments.studies import study_status

    chosen = find_talk(talk)
    rows = study_status(_settings(chosen, profile=profile), **_places(chosen))
    for row in rows:
        score = f"{100 * row.accuracy:5.1f} %  {row.seconds:6.0f} s" if row.accuracy is not None else ""
        print(f"{row.study + '/' + row.run:<30} {row.state:<12} {score:<18} {row.reason}".rstrip())
    if any(row.state != "done" for row in rows):
        raise typer.Exit(1)


@app.command("show")
def show(
    talk: TalkName,
    run: Annotated[str, typer.Argument(metavar="STUDY/RUN", help="such as emotion/resnet18")],
    json: Annotated[bool, typer.Option("--json", help="the whole record")] = False,
) -> None:
    """Show what a run did: data, training, metrics by class, cost, figures."""
    from experiments.record import read_run

    path = find_talk(talk).results / f"{run}.json"
    record = read_run(path)
    if json:
        print(path.read_text(encoding="utf-8"), end="")
        return
    from experiments.summary import describe_run

    print(describe_run(record))


def _places(talk: Talk) -> dict[str, Any]:
    return {
        "folder": talk.folder,
        "results": talk.results,
        "figures": talk.build / "figures",
        "store": talk.build / "runs",
    }


def _settings(
    talk: Talk,
    *,
    profile: str | None = None,
    studies: list[str] | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    data: list[str] | None = None,
    weights: list[str] | None = None,
    overrides: list[str] | None = None,
) -> ExperimentSettings:
    """The talk's settings with what the command line changes; paths on the command line are relative to here."""
    from pydantic import ValidationError

    from experiments.recipe import parse_setting

    own = talk.config.experiments
    named = {name: str(Path(path).expanduser().resolve()) for name, path in map(_pair, data or [])}
    starts = {name: str(Path(v).resolve()) if Path(v).is_file() else v for name, v in map(_pair, weights or [])}
    changes: dict[str, Any] = {
        "studies": studies,
        "profile": profile,
        "seed": seed,
        "jobs": jobs,
        "data": {**own.data, **named},
        "weights": {**own.weights, **starts},
        "set": {**own.set, **dict(map(parse_setting, overrides or []))},
    }
    try:
        return ExperimentSettings.model_validate(
            {**own.model_dump(), **{key: value for key, value in changes.items() if value is not None}}
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"{first['loc'][0]}: {first['msg']}", remedy="see `plainspoken experiments run --help`"
        ) from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise InputError(f"not NAME=VALUE: {text!r}", remedy="write for example `--data faces=PATH`")
    return name, value
