"""The whole road of one talk: train, fill, check, speak, assemble; each stage only when what it reads has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.files import write_bytes, write_json, write_text
from plainspoken.config import Talk
from plainspoken.ledger import Ledger, files_key, only_build
from plainspoken.results import RECORDED, figures_beside, records_folder
from plainspoken.stage_keys import script_key, slides_key, voice_key

if TYPE_CHECKING:
    from plainspoken.base.progress import Progress
    from plainspoken.script.model import Script
    from plainspoken.tts.narration import Narration


class UnsayableError(Exception):
    """The linter found errors that a talk must not be built with; `lines` are its findings (exit code 1)."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("the script must be mended first")
        self.lines = lines


TRAIN = "train"
"""The word for results that are trained here."""

BUDGET_RULES = "PS2"
"""Being too long does not stop a build: the measured length decides at its end."""


@dataclass(frozen=True)
class Built:
    """What a build left, and what it had to do.

    `warnings` counts the linter's findings, `shortened` the changes of words that made the talk fit, and `saved` the
    syllables that they saved.
    """

    script: Script
    narration: Narration
    deck: Path
    player: Path
    video: Path | None
    audio: dict[str, Path]
    build: Path
    done: list[str]
    warnings: int
    shortened: int
    saved: int

    @property
    def seconds(self) -> float:
        """How long the talk is, measured."""
        return self.narration.duration_ms / 1000

    @property
    def over_seconds(self) -> float:
        """How far it is over the time allowed, to a tenth of a second as it is reported; negative when it is under."""
        return round(self.seconds - 60 * self.script.minutes, 1) + 0.0


def build_talk(talk: Talk, *, results: str = TRAIN, video: bool = False, progress: Progress) -> Built:
    """Build everything of a talk that is not up to date.

    Args:
        results: `train` what is missing, use the records that are `recorded` beside the talk, or those of a folder.

    Raises:
        InputError: the talk, its templates, its data or its voice cannot be used.
        UnsayableError: the linter found errors.
    """
    from plainspoken.script.model import read_script

    with only_build(talk.shared):
        ledger = Ledger.read(talk.build)
        done: list[str] = []
        if _provide_results(talk, results, progress):
            done.append("experiments")
        if _write_script(talk, ledger, progress):
            done.append("script")
        script = read_script(talk.build / "script.json")
        narration, spoke = _narrate(talk, ledger, script, progress)
        done += ["voice"] if spoke else []
        done += _assemble(talk, ledger, video, progress)
        audio = {kind: talk.build / "audio" / name for kind, name in narration.files.items()}
    return Built(
        script=script,
        narration=narration,
        deck=talk.build / f"{talk.name}.pptx",
        player=talk.build / f"{talk.name}.html",
        video=talk.build / f"{talk.name}.mp4" if video else None,
        audio=audio,
        build=talk.build,
        done=done,
        **json.loads((talk.build / "words.json").read_text(encoding="utf-8")),
    )


def _provide_results(talk: Talk, source: str, progress: Progress) -> bool:
    """Put result records and figures into the build folder: trained, or kept beside the talk, and imported."""
    before = files_key(talk.results.rglob("*.json"))
    if source != TRAIN and not (source == RECORDED and only_imports(talk)):
        copy_records(talk, records_folder(talk, source))
    elif talk.config.experiments.studies:
        from plainspoken.experiments.runner.run_studies import run_studies

        run_studies(
            talk.config.experiments,
            folder=talk.folder,
            results=talk.results,
            figures=talk.shared / "figures",
            store=talk.shared / "runs",
            progress=progress,
        )
    import_results(talk, progress)
    return files_key(talk.results.rglob("*.json")) != before


def only_imports(talk: Talk) -> bool:
    """Whether all results of a talk are imported: then there is nothing to train, and nothing to keep."""
    return bool(talk.config.imports) and not talk.config.experiments.studies


def import_results(talk: Talk, progress: Progress) -> list[Path]:
    """Make the records of the runs that other tools recorded, as `[imports]` names them; the paths of the records.

    Raises:
        InputError: a file is missing or cannot be used, or its study is trained here.
    """
    if not talk.config.imports and not talk.results.is_dir():
        return []
    from plainspoken.experiments.importers.import_runs import bring_runs, check_names

    check_names(talk.config.imports, talk.config.experiments.studies)
    return bring_runs(
        talk.config.imports,
        folder=talk.folder,
        results=talk.results,
        figures=talk.shared / "figures",
        style=talk.config.experiments.style,
        progress=progress,
    )


def copy_records(talk: Talk, records: Path) -> bool:
    """Put a folder of records, and the figures beside it, in the place of the talk's own; True if anything was new."""
    if records.resolve() == talk.results.resolve():
        return False
    changed = False
    imported = {name.split("/")[0] for name in talk.config.imports}
    for source, own in ((records, talk.results), (figures_beside(records), talk.shared / "figures")):
        if source is None:
            continue
        wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
        for name in sorted(wanted):
            changed |= write_bytes(own / name, (source / name).read_bytes())
        for path in own.rglob("*"):
            name = path.relative_to(own)
            if path.is_file() and name not in wanted and name.parts[0] not in imported:
                path.unlink()
                changed = True
    return changed


def _write_script(talk: Talk, ledger: Ledger, progress: Progress) -> bool:
    """Fill the templates, check the words, and write script, provenance and findings; True if it was done."""
    quoted: list[Path] = []

    def work() -> Iterable[Path]:
        from plainspoken.script.fit_to_time import render_to_fit
        from plainspoken.script.lint.lint_target import LintTarget, lint
        from plainspoken.script.lint.text_report import concise, summary
        from plainspoken.script.render import write_rendered

        progress.start("script", note="filling the pages")
        records = talk.results if talk.results.is_dir() else None
        target = LintTarget(talk.name, talk.folder, talk.config.script, records, talk.file)
        fitted = render_to_fit(talk.folder, talk.config.script, records, file=talk.file, talk=talk.name)
        report = lint(target).renamed(target.path)
        stopping = [f for f in report.findings if f.severity == "error" and not f.code.startswith(BUDGET_RULES)]
        if stopping:
            raise UnsayableError(list(concise(replace(report, findings=tuple(stopping)))))
        texts = {
            "lint.txt": "\n".join([*concise(report), summary(report)]) + "\n",
            "shortened.txt": "".join(f"{line}\n" for line in fitted.lines()),
        }
        for name, text in texts.items():
            write_text(talk.build / name, text)
        counts = {"warnings": report.count("warning", "error"), "shortened": fitted.count, "saved": fitted.saved}
        write_json(talk.build / "words.json", counts)
        files = [*write_rendered(fitted.rendered, talk.build), *(talk.build / name for name in [*texts, "words.json"])]
        script = fitted.rendered.script
        quoted.extend(fitted.rendered.quoted)
        shortened = f"; {fitted.count} words shortened to fit" if fitted.count else ""
        progress.finish("script", f"{len(script.pages)} pages, {script.words} words{shortened}; {summary(report)}")
        return files

    return ledger.ensure("script", script_key(talk), work, reads=lambda: quoted)


def _narrate(talk: Talk, ledger: Ledger, script: Script, progress: Progress) -> tuple[Narration, bool]:
    from plainspoken.tts.narration import read_narration

    out = talk.build / "audio"

    def work() -> Iterable[Path]:
        from plainspoken.tts.narrate import narrate

        narrate(
            script, talk.config.voice, out, cache=talk.shared / "cache" / "clips", folder=talk.folder, progress=progress
        )
        return [path for path in out.rglob("*") if path.is_file()]

    spoke = ledger.ensure("voice", voice_key(talk), work)
    return read_narration(out / "narration.json"), spoke


def _assemble(talk: Talk, ledger: Ledger, video: bool, progress: Progress) -> list[str]:
    """Deck and player, and the video when it is asked for; the names of those that were made anew."""
    narration = talk.build / "audio" / "narration.json"
    key = slides_key(talk)
    made = []
    for output in ["deck", "player", *(["video"] if video else [])]:

        def work(output: str = output) -> Iterable[Path]:
            from plainspoken.slides.assemble_outputs import assemble

            return assemble(
                output,
                talk.build / "script.json",
                narration,
                talk.shared,
                name=talk.name,
                settings=talk.config.slides,
                folder=talk.folder,
                out=talk.build,
                progress=progress,
            )

        if ledger.ensure(output, key, work):
            made.append(output)
    return made
