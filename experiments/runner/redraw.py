"""Draw the figures of kept results anew, from their records alone: after a change of style, or for a dark deck.

    python -m plainspoken.experiments.runner.redraw talks/approaches/recorded --style light

Figures that show samples of the data need the data; where a record names some, they stay as they are.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.experiments.figures.confusion_matrix import draw_confusion
from plainspoken.experiments.figures.figure_style import Emphasis, FigureWriter, Style
from plainspoken.experiments.figures.imported_curves import draw_known_curves
from plainspoken.experiments.figures.task_figures import draw_history
from plainspoken.experiments.results.read_record import is_imported, read_run, read_study
from plainspoken.experiments.results.record import Figure, RunRecord, StudyRecord
from plainspoken.experiments.results.signed_record import write_signed
from plainspoken.experiments.runner.study_registry import SHIPPED, find_recipe, study_module

OF_RUN: dict[str, Callable[[FigureWriter, RunRecord], Figure]] = {"curves": draw_history, "confusion": draw_confusion}
"""Figures of one run that its record suffices for."""


def redraw(folder: Path, style: Style = "light") -> list[str]:
    """Draw what can be drawn from the records in `folder/results` into `folder/figures`, and update the records.

    Returns:
        What was left as it was, as `study/name` or `study/run/name`.

    Raises:
        InputError: there are no records in that folder, or one cannot be read.
    """
    studies = sorted((folder / "results").glob("*/study.json"))
    if not studies:
        raise InputError("no results here", file=folder, remedy="name a folder with `results/<study>/study.json`")
    left: list[str] = []
    for path in studies:
        study = read_study(path)
        records = [read_run(path.parent / f"{run}.json") for run in study.runs]
        for record in records:
            writer = FigureWriter(folder / "figures", f"{study.study}/{record.run}", style)
            drawn = {name: draw(writer, record) for name, draw in OF_RUN.items() if name in record.figures}
            _write(path.parent / f"{record.run}.json", record, drawn)
            left += [f"{study.study}/{record.run}/{name}" for name in record.figures.keys() - drawn.keys()]
        writer = FigureWriter(folder / "figures", study.study, style)
        drawn = {name: draw() for name, draw in _of_study(writer, study, records).items() if name in study.figures}
        _write(path, study, drawn)
        left += [f"{study.study}/{name}" for name in study.figures.keys() - drawn.keys()]
    return sorted(left)


def draw_again(
    results: Path, name: str, figures: Path, style: Style, emphasis: Emphasis | None = None
) -> Figure | None:
    """Draw one figure from its records alone, in a style and with what should stand out.

    Args:
        results: the folder of the records.
        name: `study/figure` or `study/run/figure`.
        figures: where it is drawn, below the same folders as in a build.

    Returns:
        The figure, its path relative to the folder above `figures`; `None` where the records do not suffice.

    Raises:
        InputError: a record is missing, or the focus or the note name what the figure does not show.
    """
    study, *run, figure = name.split("/")
    writer = FigureWriter(figures, "/".join([study, *run]), style, emphasis)
    if run:
        path = results / study / f"{run[0]}.json"
        # An imported run has the lines that its files told, which may be few.
        drawer = draw_known_curves if figure == "curves" and is_imported(path) else OF_RUN.get(figure)
        return drawer(writer, read_run(path)) if drawer else None
    record = read_study(results / study / "study.json")
    runs = [read_run(results / study / f"{each}.json") for each in record.runs]
    drawers = _of_study(writer, record, runs)
    return drawers[figure]() if figure in drawers else None


def _of_study(writer: FigureWriter, study: StudyRecord, records: list[RunRecord]) -> dict[str, Callable[[], Figure]]:
    """How each figure of a study is drawn from records; nothing for a study that does not come with the program."""
    if not any(SHIPPED.glob(f"*/{study.study}.toml")):
        return {}
    return study_module(find_recipe(study.study).module).record_figures(study.data, records, study.extra, writer)


def _write(path: Path, record: RunRecord | StudyRecord, drawn: dict[str, Figure]) -> None:
    figures = {name: drawn.get(name, figure) for name, figure in record.figures.items()}
    write_signed(path, record.model_copy(update={"figures": figures}))


def main() -> int:
    """Redraw the folder that is named, and say what was left as it was."""
    parser = ArgumentParser(prog="python -m plainspoken.experiments.runner.redraw", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder with `results` and `figures`")
    parser.add_argument("--style", choices=("light", "dark"), default="light", help="ground of the figures")
    asked = parser.parse_args()
    try:
        left = redraw(asked.folder, asked.style)
    except InputError as error:
        print(error)
        return 2
    for name in left:
        print(f"left as it was: {name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
