"""Keep results beside a talk, in its folder `recorded`: the records, and of the figures those that its pages show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_bytes
from plainspoken.config import TalkSource
from plainspoken.results import RECORDED, named_figures


@dataclass(frozen=True)
class Kept:
    """What lies in the talk's folder now: how many records and figures, and how many figures no page shows."""

    folder: Path
    records: int
    figures: int
    left_out: int


def keep_results(source: TalkSource, studies: list[str] | None = None) -> Kept:
    """Copy the records of a talk's studies, and the figures that a page of any part shows, to `recorded`.

    The kept records name the kept figures alone. All figures are kept where a page puts a figure's name together.
    What `recorded` holds of these studies is replaced; of others it keeps what it has.

    Args:
        studies: those to keep; all of the talk, unless named.

    Raises:
        InputError: a study has no record of its own yet.
    """
    from plainspoken.experiments.results.read_record import read_run, read_study
    from plainspoken.experiments.results.signed_record import write_signed

    shown, target = named_figures(source), source.folder / RECORDED
    records: set[Path] = set()
    figures: set[Path] = set()
    left_out = 0
    asked = studies or source.config.experiments.studies
    for study in asked:
        if not (source.results / study / "study.json").is_file():
            raise InputError(
                f"the study {study!r} has not finished",
                file=source.results,
                remedy="run `plainspoken experiments run` first",
            )
    for study in asked:
        whole = read_study(source.results / study / "study.json")
        for name in [*whole.runs, "study"]:
            path = Path(study, f"{name}.json")
            record = whole if name == "study" else read_run(source.results / path)
            below = study if name == "study" else f"{study}/{name}"
            chosen = {n: f for n, f in record.figures.items() if shown is None or f"{below}/{n}" in shown}
            for figure in chosen.values():
                write_bytes(target / figure.path, (source.figures.parent / figure.path).read_bytes())
                figures.add(Path(figure.path))
            left_out += len(record.figures) - len(chosen)
            write_signed(target / "results" / path, record.model_copy(update={"figures": chosen}))
            records.add(path)
        _remove_all_but(target / "results" / study, {target / "results" / path for path in records})
        _remove_all_but(target / "figures" / study, {target / path for path in figures})
    return Kept(target, len(records), len(figures), left_out)


def _remove_all_but(folder: Path, wanted: set[Path]) -> None:
    """Delete the other files below a folder, and folders that are then empty."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
