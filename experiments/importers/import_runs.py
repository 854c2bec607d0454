"""The door: make the records and figures of the runs that a talk imports."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint, write_json
from plainspoken.base.read_documents import read_text
from plainspoken.experiments.importers.build_record import fill_record
from plainspoken.experiments.importers.csv_tables import read_table, rows_of_table
from plainspoken.experiments.importers.exported_tables import joined_scalars, report_of_table, report_of_text, scalar_of
from plainspoken.experiments.importers.file_contents import Found
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.json_metrics import read_json, read_report
from plainspoken.experiments.importers.known_form import known_form
from plainspoken.experiments.importers.log_files import read_log
from plainspoken.experiments.importers.run_sources import DATABASES, is_several, read_points, source_runs
from plainspoken.experiments.importers.sweeps import FoundSweep, kept_by_where, paired_answers, read_sweep
from plainspoken.experiments.importers.tracked_runs import FoundRun
from plainspoken.experiments.results.figure_files import figures_are_whole
from plainspoken.experiments.results.read_record import is_imported
from plainspoken.experiments.results.record import Figure, Pair, RunRecord, StudyRecord

if TYPE_CHECKING:
    from plainspoken.base.progress import Progress
    from plainspoken.experiments.figures.figure_style import Style

LARGEST_MATRIX = 20
"""Classes of the largest confusion matrix that can be read on a slide."""


def _read_table(path: Path, settings: ImportSettings) -> Found:
    report = report_of_table(rows := rows_of_table(path))
    return read_report(report, path, "", settings) if report is not None else read_table(rows, path, settings)


def _read_text(path: Path, settings: ImportSettings) -> Found:
    report = report_of_text(text := read_text(path))
    return read_report(report, path, text, settings) if report is not None else read_log(path, settings)


_READERS = {
    **dict.fromkeys((".json", ".jsonl"), read_json),
    **dict.fromkeys((".csv", ".tsv"), _read_table),
    **dict.fromkeys((".log", ".txt", ".out", ".err"), _read_text),
}


def bring_runs(
    imports: Mapping[str, ImportSettings],
    *,
    folder: Path,
    results: Path,
    figures: Path,
    style: Style = "light",
    progress: Progress,
    wanted: Collection[str] | None = None,
) -> list[Path]:
    """Read the files of all imports, and write what has changed; records of former imports go.

    Args:
        imports: by `study/run`.
        folder: the talk's folder, which files are relative to.
        results: where records go.
        figures: where figures go: `curves` of a run with a history, `confusion` of one with answers by sample.
        wanted: the figures of sweeps to draw, such as `tuning/top`; the others are described alone. None draws all.

    Returns:
        Paths of the records.

    Raises:
        InputError: a name or a file cannot be used; with the line of the file.
    """
    check_names(imports)
    studies: dict[str, list[RunRecord]] = {}
    answers: dict[str, dict[str, list[tuple[str, str, str]]]] = {}
    written = []
    for name, settings in imports.items():
        if "/" not in name:
            written += _bring_sweep(name, settings, folder, results, figures, style, progress, wanted)
            continue
        study, run = name.split("/")
        found = _found(name, settings, folder)
        record = fill_record(study, run, settings, found)
        path = results / study / f"{run}.json"
        record = _drawn(record, path, figures, style)
        if write_json(path, _document(record)):
            progress.finish(name, "imported")
        studies.setdefault(study, []).append(record)
        answers.setdefault(study, {})[run] = found.answers.get("test", [])
        written.append(path)
    for study, records in studies.items():
        written.append(results / study / "study.json")
        write_json(written[-1], _study(study, records, paired_answers(answers[study])))
    kept = set(written)
    for path in results.glob("*/*.json"):
        if path not in kept and is_imported(path):
            path.unlink()
    return written


def check_names(imports: Mapping[str, ImportSettings], trained: Collection[str] = ()) -> None:
    """Refuse names that are no `study/run`, and studies that are trained here.

    Raises:
        InputError: as said.
    """
    for name in imports:
        if not re.fullmatch(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?", name) or name.endswith("/study"):
            raise InputError(
                f"`imports.{name}` names no run", file="talk.toml",
                remedy='write it as "study/run", e.g. "mine/forest", or as one word for a sweep of many runs',
            )  # fmt: skip
        if "/" in name and name.split("/")[0] in imports:
            raise InputError(
                f"`imports.{name}` is in a study that is a sweep of its own", file="talk.toml",
                remedy="give the run another study",
            )  # fmt: skip
        if name.split("/")[0] in trained:
            raise InputError(
                f"`imports.{name}` is in a study that is trained here",
                file="talk.toml",
                remedy="give the imported run another study",
            )


def read_import(name: str, settings: ImportSettings, folder: Path) -> RunRecord:
    """The record of one import, without figures.

    Raises:
        InputError: a file is missing, of no known kind, or cannot be used.
    """
    study, run = name.split("/")
    return fill_record(study, run, settings, _found(name, settings, folder))


def read_many(name: str, settings: ImportSettings, folder: Path) -> FoundSweep:
    """The runs of a sweep, without figures.

    Raises:
        InputError: as `read_import`.
    """
    return read_sweep(name, settings, folder, read_results)


def tells_of_several(settings: ImportSettings, folder: Path) -> bool:
    """Whether files are those of a sweep: a folder, a pattern, a database, a table with a row a run."""
    return is_several(settings, folder, read_results)


def read_results(path: Path, settings: ImportSettings) -> Found:
    """What one file tells of one run.

    Raises:
        InputError: it is missing, of no known kind, or cannot be used.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"no reader for {path.suffix or 'files without an ending'}", file=path,
            remedy=f"name a file that ends in {', '.join(_READERS)}, an MLflow or Optuna database (.db), a .wandb "
            "file, an event file of TensorBoard, or the folder of a tracker",
        )  # fmt: skip
    with known_form(path):
        return reader(path, settings)


def _found(name: str, settings: ImportSettings, folder: Path) -> Found:
    found = Found()
    paths = import_files(settings, folder)
    scalars = [path for path in paths if scalar_of(path) is not None and path.is_file()]
    if len(scalars) > 1:  # a file a metric, of one run
        runs = joined_scalars(scalars, read_points, settings)
        if len(runs) > 1:
            raise InputError(
                f"these files belong to {len(runs)} runs: {', '.join(run.name for run in runs)}", file=scalars[0],
                remedy="name the files of one run, or import their folder as a sweep",
            )  # fmt: skip
        runs[0].found.kinds = [f"scalars of TensorBoard, {len(scalars)} files"]
        found.add(runs[0].found)
        paths = [path for path in paths if path not in scalars]
    for path in paths:
        one = settings.model_copy(update={"files": [str(path.absolute())]})
        if path.is_dir() or path.suffix.lower() in (*DATABASES, ".wandb") or "tfevents" in path.name:
            found.add(_only_run(name, one, folder))
            continue
        if not path.is_file():
            raise InputError(
                f"no such file, which `imports.{name}` names",
                file=path,
                remedy="paths are relative to the talk's folder",
            )
        if (
            path.suffix.lower() in (".csv", ".tsv", ".json")
            and not settings.where
            and is_several(one, folder, read_results)
        ):
            found.add(_only_run(name, one, folder))
            continue
        found.add(read_results(path, settings))
    return found


def _only_run(name: str, settings: ImportSettings, folder: Path) -> Found:
    """The run of a source that may hold several, if `where` leaves one."""
    sweep = name.split("/")[0]
    runs = source_runs(settings, folder, read_results)
    if settings.where:
        runs = kept_by_where(runs, settings, name)
    if len(runs) != 1:
        names = ", ".join(run.name for run in runs[:4])
        raise InputError(
            f"these are {len(runs)} runs: {names}{', …' if len(runs) > 4 else ''}", file=settings.files[0],
            remedy=f"import them as a sweep, under a name without `/`, such as `{sweep}`; or " + _choice(runs),
        )  # fmt: skip
    found = runs[0].found
    found.kinds = found.kinds or [f"run of {Path(settings.files[0]).name}"]
    return found


def _choice(runs: list[FoundRun]) -> str:
    """How an author names one of the runs: by its name in a table, or a setting that no other run has."""
    for key, value in (runs[0].row | runs[0].settings).items() if runs else ():
        if sum((run.row | run.settings).get(key) == value for run in runs) == 1:
            example = f"{{ {json.dumps(key)} = {json.dumps(value)} }}"
            return f"choose one: {set_option('where', example)}"
    return "name the file of one of them"


def import_files(settings: ImportSettings, folder: Path) -> list[Path]:
    """The files of one import."""
    return [Path(os.path.normpath(folder / Path(file).expanduser())) for file in settings.files]


def _bring_sweep(
    name: str, settings: ImportSettings, folder: Path, results: Path, figures: Path, style: Style,
    progress: Progress, wanted: Collection[str] | None,
) -> list[Path]:  # fmt: skip
    """Write the records of a sweep; its figures are drawn where a page names them."""
    sweep = read_many(name, settings, folder)
    written, changed = [], 0
    for record in sweep.runs:
        path = results / name / f"{record.run}.json"
        named = None if wanted is None else [full for full in wanted if full.startswith(f"{name}/{record.run}/")]
        drawn = _drawn(record, path, figures, style) if named is None or named else _without_pictures(record)
        changed += write_json(path, _document(drawn))
        written.append(path)
    study = _drawn_study(sweep, results / name / "study.json", figures, style, wanted)
    changed += write_json(results / name / "study.json", _document(study))
    written.append(results / name / "study.json")
    if changed:
        progress.finish(name, f"imported, {len(sweep.runs)} runs")
    return written


def _without_pictures(record: RunRecord) -> RunRecord:
    return record.model_copy(update={"figures": _described(record)})


def _drawn_study(
    sweep: FoundSweep, path: Path, figures: Path, style: Style, wanted: Collection[str] | None
) -> StudyRecord:
    """The study of a sweep with its figures, those that are wanted drawn anew only when numbers have changed."""
    from plainspoken.experiments.figures import sweep_charts

    study, described = sweep.study, sweep_charts.describe_sweep(sweep.study, sweep.runs)
    names = [each for each in described if wanted is None or f"{study.study}/{each}" in wanted]
    if not names or find_spec("matplotlib") is None:
        return study.model_copy(update={"figures": described})
    told = [_document(record) for record in sweep.runs]
    key = fingerprint(json.dumps([_document(study), told, names]), style, Path(sweep_charts.__file__).read_bytes())
    try:
        kept = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        kept = {}
    found = {each: kept["figures"][each] for each in names if each in kept.get("figures", {})}
    if kept.get("fingerprints") == {"drawing": key} and figures_are_whole(found, figures):
        drawn = {each: Figure.model_validate(figure) for each, figure in found.items()}
    else:
        drawn = sweep_charts.draw_sweep_figures(figures, study, sweep.runs, names, style)
    return study.model_copy(update={"figures": described | drawn, "fingerprints": {"drawing": key}})


def _drawn(record: RunRecord, path: Path, figures: Path, style: Style) -> RunRecord:
    """The record with its figures, drawn only when they are not those of these numbers.

    Where matplotlib is not installed, the figures are described and not drawn: a talk can be read and checked without
    its pictures, and they are drawn by the next call that can.
    """
    from plainspoken.experiments.figures import imported_curves as curves

    if find_spec("matplotlib") is None:
        return record.model_copy(update={"figures": _described(record)})
    key = fingerprint(json.dumps(_document(record)), style, Path(curves.__file__).read_bytes())
    try:
        kept = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        kept = {}
    if kept.get("fingerprints") == {"drawing": key} and figures_are_whole(kept.get("figures", {}), figures):
        found = {name: Figure.model_validate(figure) for name, figure in kept.get("figures", {}).items()}
    else:
        found = _draw(record, figures, style)
    return record.model_copy(update={"figures": found, "fingerprints": {"drawing": key}})


def _draw(record: RunRecord, figures: Path, style: Style) -> dict[str, Figure]:
    if not has_history(record) and not _has_matrix(record):
        return {}
    from plainspoken.experiments.figures.confusion_matrix import draw_confusion
    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.figures.imported_curves import draw_known_curves

    writer = FigureWriter(figures, f"{record.study}/{record.run}", style)
    found: dict[str, Figure] = {}
    if has_history(record) and (drawn := draw_known_curves(writer, record)):
        found["curves"] = drawn
    if _has_matrix(record):
        found["confusion"] = draw_confusion(writer, record)
    return found


def _described(record: RunRecord) -> dict[str, Figure]:
    """The figures that `_draw` would draw, with their descriptions and without the pictures."""
    from plainspoken.experiments.figures.confusion_matrix import MATRIX_WIDTH, describe_confusion
    from plainspoken.experiments.figures.figure_style import describe_figure
    from plainspoken.experiments.figures.imported_curves import describe_known_curves

    below = f"{record.study}/{record.run}"
    found: dict[str, Figure] = {}
    if has_history(record) and (caption := describe_known_curves(record)):
        found["curves"] = describe_figure(below, "curves", title=caption[0], alt=caption[1])
    if _has_matrix(record):
        title, alt = describe_confusion(record)
        found["confusion"] = describe_figure(below, "confusion", title=title, alt=alt, width=MATRIX_WIDTH)
    return found


def has_history(record: RunRecord) -> bool:
    """Whether a run has a history by epoch or by step."""
    return bool(record.history or record.curves)


def figures_of(record: RunRecord) -> list[str]:
    """The figures that an imported run gets: `curves` where something was told twice at least, `confusion` of answers
    by sample."""
    return list(_described(record))


def _has_matrix(record: RunRecord) -> bool:
    """Whether there are answers by sample, of few enough classes for a matrix that can be read."""
    test = record.final.get("test")
    return test is not None and test.has("confusion") and len(test.labels) <= LARGEST_MATRIX


def _study(study: str, records: list[RunRecord], pairs: dict[str, Pair]) -> dict[str, Any]:
    data = next((record.data for record in records if record.has("data")), None)
    return _document(
        StudyRecord(
            study=study,
            title=study.replace("-", " ").replace("_", " ").capitalize(),
            profile="imported",
            data=data,
            runs=[record.run for record in records],
            pairs=pairs,
        )
    )


def _document(record: Any) -> dict[str, Any]:
    document: dict[str, Any] = record.model_dump(mode="json", exclude_none=True)
    return document
