"""`plainspoken experiments`: list, run, status, show, keep, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plainspoken.base.errors import InputError
from plainspoken.base.setting_mistakes import say_mistake
from plainspoken.config import TalkSource
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.settings import ExperimentSettings
from plainspoken.talk import Talk
from plainspoken.verbs import reading_options as reading
from plainspoken.verbs.choices import Cluster, Part, Trusting

if TYPE_CHECKING:
    from plainspoken.experiments.importers.sweeps import FoundSweep

MOST_LISTED = 100
"""Expressions that are listed of an import; who logs a metric a layer has thousands."""

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="Train models and record what they did."
)

TalkName = Annotated[str, typer.Argument(metavar="TALK", help="a talk's folder or name")]


@app.command("list")
def list_studies(
    talk: Annotated[str | None, typer.Argument(metavar="[TALK]", help="count in the talk's own recipes")] = None,
) -> None:
    """List the studies, their runs and their profiles."""
    from plainspoken.experiments.runner.study_registry import find_recipe, list_recipes

    folder = Talk.find(talk).source.folder if talk else None
    for name in list_recipes(folder):
        recipe = find_recipe(name, folder)
        print(f"{name}: {recipe.title}; profiles {', '.join(recipe.profiles)}")
        for run, table in recipe.runs.items():
            print(f"  {run:<20} {table.title}{' (optional)' if table.optional else ''}")


@app.command("run")
def run(
    talk: TalkName,
    part: Part = None,
    profile: Annotated[str | None, typer.Option(help="smoke, quick, small or full; the talk's own by default")] = None,
    study: Annotated[list[str] | None, typer.Option(help="only this study; may be repeated")] = None,
    only: Annotated[list[str] | None, typer.Option(help="only this RUN or STUDY/RUN; may be repeated")] = None,
    seed: Annotated[int | None, typer.Option(help="seed of the first run")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="runs side by side; one a core by default")] = None,
    data: Annotated[list[str] | None, typer.Option(metavar="NAME=PATH", help="a real data set, such as faces")] = None,
    weights: Annotated[
        list[str] | None, typer.Option(metavar="RUN=WEIGHTS", help="none, imagenet, source-task or a file")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="a setting, such as train.epochs=3")
    ] = None,
    cluster: Cluster = None,
    trust: Trusting = False,
) -> None:
    """Train what is missing or out of date, and write records and figures below build/TALK.

    Interrupted or killed, it goes on from the last whole epoch when it is called again.
    """
    from plainspoken.base.trusted_programs import require_trust, training_programs
    from plainspoken.experiments.runner.run_studies import run_studies
    from plainspoken.progress_bars import showing

    chosen = Talk.find(talk, part).source
    if cluster is None:
        require_trust(chosen.folder, training_programs(chosen.folder, chosen.config.experiments.cluster))
    settings = _settings(chosen, profile=profile, studies=study, seed=seed, jobs=jobs, data=data, weights=weights,
                         overrides=set_, cluster=cluster)  # fmt: skip
    from plainspoken.results import refresh_imports

    with showing() as progress:
        written = (
            run_studies(settings, **_places(chosen), progress=progress, only=only)
            if settings.studies or not chosen.config.imports
            else []
        )
        written += refresh_imports(chosen, progress)
    for path in written:
        print(path)


@app.command("status")
def status(
    talk: TalkName,
    part: Part = None,
    profile: Annotated[str | None, typer.Option(help="smoke, quick, small or full; the talk's own by default")] = None,
) -> None:
    """Say for each run whether it is done, and if not, why. Exit code 1 when something is not done."""
    from plainspoken.experiments.runner.run_studies import study_status

    chosen = Talk.find(talk, part).source
    settings = _settings(chosen, profile=profile)
    rows = study_status(settings, **_places(chosen)) if settings.studies or not chosen.config.imports else []
    for row in rows:
        score = f"{100 * row.accuracy:5.1f} %  {row.seconds:6.0f} s" if row.accuracy is not None else ""
        print(f"{row.study + '/' + row.run:<30} {row.state:<12} {score:<18} {row.reason}".rstrip())
    waiting = [name for name in chosen.config.imports if not _record_of(chosen, name).is_file()]
    for name in chosen.config.imports:
        print(f"{name:<30} {'missing      not imported yet' if name in waiting else 'imported'}")
    if waiting or any(row.state != "done" for row in rows):
        raise typer.Exit(1)


@app.command("show")
def show(
    talk: TalkName,
    run: Annotated[str, typer.Argument(metavar="STUDY/RUN", help="such as emotion/resnet18")],
    json: Annotated[bool, typer.Option("--json", help="the whole record")] = False,
) -> None:
    """Show what a run did: data, training, metrics by class, cost, figures."""
    from plainspoken.experiments.results.read_record import is_imported, read_run

    source = Talk.find(talk).source
    if run in source.config.imports:
        from plainspoken.base.progress import Silence
        from plainspoken.results import refresh_imports

        refresh_imports(source, Silence())
    path = _record_of(source, run)
    if "/" not in run and run in source.config.imports:
        from plainspoken.experiments.importers.import_runs import read_many

        if json:
            print(path.read_text(encoding="utf-8"), end="")
        else:
            _print_sweep(read_many(run, source.config.imports[run], source.folder), run)
        return
    record = read_run(path)
    if json:
        print(path.read_text(encoding="utf-8"), end="")
        return
    if is_imported(path):
        _print_quotable(record, source, run)
        return
    from plainspoken.experiments.results.describe_run import describe_run

    print(describe_run(record))


@app.command("keep")
def keep(
    talk: TalkName,
    study: Annotated[list[str] | None, typer.Option(help="only this study; may be repeated")] = None,
) -> None:
    """Keep the results in the talk's folder, for builds with --results recorded.

    Kept are the records, and of the figures those that a page of any part shows: commit them only if they may be seen.
    """
    from plainspoken.keep_results import keep_results

    kept = keep_results(Talk.find(talk).source, study)
    without = f"; {kept.left_out} that no page shows are left out" if kept.left_out else ""
    print(f"{kept.folder}: {kept.records} records, {kept.figures} figures{without}")


@app.command("import")
def import_(
    talk: TalkName,
    run: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="what pages will call it: mine/forest for a run, tuning (without /) for a sweep of many",
        ),
    ],
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="files or a folder of one run; of a sweep also patterns, tables with a row a run, databases and "
            "queries, such as 'mlflow:experiment=mlp, top=50'",
        ),
    ],
    title: Annotated[str | None, typer.Option(help="how slides call it; made from RUN by default")] = None,
    data: Annotated[str | None, typer.Option(help="how the data set is called")] = None,
    at: reading.At = None,
    split: reading.Split = None,
    n: reading.Samples = None,
    percent: reading.Percent = False,
    best_by: reading.BestBy = None,
    epoch_column: reading.EpochColumn = None,
    first_epoch: reading.FirstEpoch = None,
    restart: reading.Restart = None,
    time: reading.Time = None,
    test_at: reading.TestAt = None,
    splits: reading.Splits = None,
    where: reading.Where = None,
    metrics: reading.Metrics = None,
    pattern: reading.Pattern = None,
    measure: Annotated[str | None, typer.Option(help="of a sweep: the metric that its runs are compared by")] = None,
    cost: Annotated[str | None, typer.Option(help="of a sweep: what a run costs, such as seconds")] = None,
    seed: Annotated[str | None, typer.Option(help="of a sweep: the setting that only repeats a run")] = None,
    order_by: Annotated[str | None, typer.Option(help="of a sweep: the metric or setting to sort by")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="of a sweep: how many runs to keep of them")] = None,
) -> None:
    """Take results that another tool wrote into a talk, and list what pages can quote.

    Understood are metrics in JSON, flat or nested; scikit-learn's classification_report(output_dict=True); histories of
    Keras, Lightning, fastai, timm, skorch, Ultralytics, XGBoost, LightGBM and CatBoost; trainer_state.json and
    all_results.json of Hugging Face; tables of answers with columns truth and predicted; runs of MLflow, Weights &
    Biases, TensorBoard, DVCLive, Optuna, Ray Tune, Keras Tuner, Sacred and Hydra. docs/results.md has the whole list.
    What the files leave in doubt is asked: the error names the option. The import is added to talk.toml; whenever the
    files change, the next build follows them. The runs of a server (mlflow:http://...) are copied now, and again
    whenever this is run.
    """
    from plainspoken.add_import import add_import

    chosen = Talk.find(talk).source
    settings = reading.reading_settings(
        title=title, data=data, at=at, split=split, n=n, percent=percent, best_by=best_by, epoch_column=epoch_column,
        first_epoch=first_epoch, restart=restart, time=time, test_at=test_at, splits=splits, where=where,
        metrics=metrics, pattern=pattern, measure=measure, cost=cost, seed=seed, order_by=order_by, top=top,
    )  # fmt: skip
    found = add_import(chosen, run, files, settings)
    print(f"{chosen.folder / 'talk.toml'} now imports {run}. Pages can quote:")
    if isinstance(found, RunRecord):
        _print_quotable(found, chosen, run)
    else:
        _print_sweep(found, run)


def _record_of(source: TalkSource, name: str) -> Path:
    """The record of a run, or that of the study which holds a sweep together."""
    return source.results / (f"{name}.json" if "/" in name else f"{name}/study.json")


def _print_sweep(sweep: FoundSweep, name: str) -> None:
    """What a page may write of a sweep, and what it comes out as."""
    from plainspoken.experiments.figures.sweep_charts import describe_sweep
    from plainspoken.experiments.results.sweep_measures import compared_metric, metric_in, ranked, varying
    from plainspoken.script.template.record_view import identifier

    short = identifier(name)
    rows = [(f"{{{{ {short} | length }}}}", f"{len(sweep.runs)} runs")]
    if sweep.study.extra.get("compared_by"):
        place, measure = compared_metric(sweep.runs)
        order = ranked(sweep.runs)
        value = metric_in(order[0], place, measure)
        shown = f"{100 * value.mean:.1f} %" if value.unit == "fraction" else f"{value.mean:.4g}"
        if value.better != "none":
            rows.append((f"{{{{ {short} | best }}}}", order[0].title))
            rows.append((f"{{{{ {short} | best | score | plain }}}}", shown))
        rows.append((f"{{{{ phrases.top_table({short}, 5) }}}}", "a table of the best"))
    figures = describe_sweep(sweep.study, sweep.runs)
    rows += [(f"![](figure:{name}/{figure})", told.title) for figure, told in figures.items()]
    width = max(len(written) for written, _ in rows)
    for written, came in rows:
        print(f"  {written:<{width}}  {came}")
    if sweep.study.extra.get("compared_by"):
        print(f"The runs are compared by {sweep.study.extra['compared_by']}; `--measure` names another metric.")
    if names := varying(sweep.runs):
        print(f"They differ in {', '.join(names)}.")
    for state, count in sweep.left_out.items():
        print(f"Left out: {count} {state}.")


def _print_quotable(record: RunRecord, talk: TalkSource, run: str) -> None:
    """What a page may write, and what it comes out as."""
    from plainspoken.experiments.importers.import_runs import figures_of
    from plainspoken.experiments.importers.quotable import quotable
    from plainspoken.script.template.record_view import identifier

    short = next((alias for alias, name in talk.config.results.items() if name == run), None)
    rows = quotable(record, short or ".".join(map(identifier, run.split("/"))))
    what = {"curves": "a figure of the history", "confusion": "the confusion matrix"}
    rows += [(f"![](figure:{run}/{figure})", what[figure]) for figure in figures_of(record)]
    width = max((len(written) for written, _ in rows[:MOST_LISTED]), default=0)
    for written, shown in rows[:MOST_LISTED]:
        print(f"  {written:<{width}}  {shown}")
    if len(rows) > MOST_LISTED:
        print(f"  and {len(rows) - MOST_LISTED:,} more, in `plainspoken experiments show {talk.name} {run} --json`")
    if record.read_as:
        print("How the history was read:")
        for what_is, words in record.read_as.items():
            print(f"  {what_is}: {words}")


def _places(talk: TalkSource) -> dict[str, Any]:
    return {
        "folder": talk.folder,
        "results": talk.results,
        "figures": talk.figures,
        "store": talk.runs,
    }


def _settings(
    talk: TalkSource,
    *,
    profile: str | None = None,
    studies: list[str] | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    data: list[str] | None = None,
    weights: list[str] | None = None,
    overrides: list[str] | None = None,
    cluster: str | None = None,
) -> ExperimentSettings:
    """The talk's settings with what the command line changes; paths on the command line are relative to here."""
    from pydantic import ValidationError

    from plainspoken.experiments.runner.recipe import parse_setting

    own = talk.config.experiments
    named = {name: str(Path(path).expanduser().resolve()) for name, path in map(_pair, data or [])}
    starts = {name: str(Path(v).resolve()) if Path(v).is_file() else v for name, v in map(_pair, weights or [])}
    changes: dict[str, Any] = {
        "studies": studies,
        "profile": profile,
        "seed": seed,
        "jobs": jobs,
        "cluster": cluster,
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
        raise InputError(say_mistake(dict(first)), remedy="see `plainspoken experiments run --help`") from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise InputError(f"not NAME=VALUE: {text!r}", remedy="write for example `--data faces=PATH`")
    return name, value
