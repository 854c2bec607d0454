"""The whole road of one talk: train, fill, check, speak, assemble; each stage only when what it reads has changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from experiments.errors import InputError
from experiments.files import fingerprint, write_bytes
from plainspoken.config import Talk
from plainspoken.stages import Ledger, code_key, files_key, only_build

if TYPE_CHECKING:
    from experiments.progress import Progress
    from script.model import Script
    from tts.narration import Narration

FLOOR = ("experiments/document.py", "experiments/record.py", "experiments/claims.py")


@dataclass(frozen=True)
class Built:
    """What a build left, and what it had to do. `findings` are the linter's, as text lines."""

    script: Script
    narration: Narration
    deck: Path
    player: Path
    video: Path | None
    audio: dict[str, Path]
    done: list[str]
    errors: list[str]
    warnings: list[str]

    @property
    def seconds(self) -> float:
        """How long the talk is, measured."""
        return self.narration.duration_ms / 1000

    @property
    def over_seconds(self) -> float:
        """How far it is over the time allowed; negative when it is under."""
        return self.seconds - 60 * self.script.minutes


def build_talk(
    talk: Talk, *, results: Literal["train", "recorded"] = "train", video: bool = False, progress: Progress
) -> Built:
    """Build everything of a talk that is not up to date.

    Raises:
        InputError: the talk, its templates, its data or its voice cannot be used.
    """
    with only_build(talk.build):
        ledger = Ledger.read(talk.build)
        done: list[str] = []
        if _provide_results(talk, results, progress):
            done.append("experiments")
        if _render(talk, ledger, progress):
            done.append("script")
        script = _script(talk)
        errors, warnings = _check(talk)
        if errors:
            raise InputError(
                "the script does not build:\n" + "\n".join(errors),
                remedy="mend these, or see `plainspoken rule CODE` for what a rule means",
            )
        narration, spoke = _narrate(talk, ledger, script, progress)
        done += ["voice"] if spoke else []
        done += _assemble(talk, ledger, script, narration, video, progress)
        audio = {kind: talk.build / "audio" / name for kind, name in narration.files.items()}
    return Built(
        script=script,
        narration=narration,
        deck=talk.build / f"{talk.name}.pptx",
        player=talk.build / f"{talk.name}.html",
        video=talk.build / f"{talk.name}.mp4" if video else None,
        audio=audio,
        done=done,
        errors=errors,
        warnings=warnings,
    )


def _provide_results(talk: Talk, source: str, progress: Progress) -> bool:
    """Put result records and figures into the build folder, by training or from the talk's own kept records."""
    if source == "recorded":
        return copy_recorded(talk)
    if not talk.config.experiments.studies:
        return False
    from experiments.studies import run_studies

    before = files_key(talk.results.rglob("*.json"))
    run_studies(
        talk.config.experiments,
        folder=talk.folder,
        results=talk.results,
        figures=talk.build / "figures",
        store=talk.build / "runs",
        progress=progress,
    )
    return files_key(talk.results.rglob("*.json")) != before


def copy_recorded(talk: Talk) -> bool:
    """Copy the records and figures that are kept beside the talk; True if anything was new.

    Raises:
        InputError: the talk keeps none.
    """
    kept = talk.folder / "recorded"
    if not any(kept.rglob("*.json")):
        raise InputError(
            "this talk keeps no recorded results", file=kept, remedy="leave out RESULTS=recorded to train instead"
        )
    changed = False
    for part in ("results", "figures"):
        wanted = {path.relative_to(kept) for path in (kept / part).rglob("*") if path.is_file()}
        for name in sorted(wanted):
            changed |= write_bytes(talk.build / name, (kept / name).read_bytes())
        for path in (talk.build / part).rglob("*"):
            if path.is_file() and path.relative_to(talk.build) not in wanted:
                path.unlink()
                changed = True
    return changed


def talk_files(talk: Talk) -> list[Path]:
    """The files of a talk that its words and slides are made from: all but what is recorded or hidden."""
    if talk.file is not None:
        return [talk.file]
    return [
        path
        for path in talk.folder.rglob("*")
        if path.is_file()
        and not any(
            part.startswith(".") or part in ("recorded", "build") for part in path.relative_to(talk.folder).parts
        )
    ]


def _render(talk: Talk, ledger: Ledger, progress: Progress) -> bool:
    key = fingerprint(
        code_key("script"),
        code_key("experiments") if talk.results.is_dir() else "",
        talk.config.script.model_dump_json(),
        files_key(talk_files(talk)),
        files_key(talk.results.rglob("*.json")),
    )

    def work() -> Iterable[Path]:
        from script.render import render, write_rendered

        progress.start("pages", note="filling the templates")
        rendered = render(talk.folder, talk.config.script, talk.results, file=talk.file, talk=talk.name)
        write_rendered(rendered, talk.build)
        script = rendered.script
        progress.finish("pages", f"{len(script.pages)} pages, {script.words} words, {script.syllables} syllables")
        return [talk.build / name for name in ("script.json", "script.md", "provenance.json")]

    return ledger.ensure("script", key, work)


def _script(talk: Talk) -> Script:
    from script.model import read_script

    return read_script(talk.build / "script.json")


def _check(talk: Talk) -> tuple[list[str], list[str]]:
    """The linter's errors and warnings about the talk, one line each."""
    from script.lint import lint_talk

    findings = lint_talk(talk.folder, talk.config.script, talk.results, file=talk.file, talk=talk.name)
    lines: dict[bool, list[str]] = {True: [], False: []}
    for finding in findings:
        lines[finding.severity == "error"].append(str(finding))
    return lines[True], lines[False]


def _narrate(talk: Talk, ledger: Ledger, script: Script, progress: Progress) -> tuple[Narration, bool]:
    from tts.narration import read_narration

    out = talk.build / "audio"
    key = fingerprint(code_key("tts"), talk.config.voice.model_dump_json(), files_key([talk.build / "script.json"]))

    def work() -> Iterable[Path]:
        from tts.narrate import narrate

        narrate(
            script, talk.config.voice, out, cache=talk.build / "cache" / "clips", folder=talk.folder, progress=progress
        )
        return [path for path in out.rglob("*") if path.is_file()]

    spoke = ledger.ensure("voice", key, work)
    return read_narration(out / "narration.json"), spoke


def _assemble(
    talk: Talk, ledger: Ledger, script: Script, narration: Narration, video: bool, progress: Progress
) -> list[str]:
    """Deck and player, and the video when it is asked for; the names of those that were made anew."""
    del script, narration
    key = fingerprint(
        code_key("slides"),
        talk.config.slides.model_dump_json(),
        files_key([talk.build / "script.json", talk.build / "audio" / "narration.json"]),
        files_key((talk.build / "figures").rglob("*.png")),
        files_key(path for path in talk_files(talk) if path.suffix not in (".j2", ".md", ".toml", ".tsv")),
    )
    from slides.assemble import assemble

    made = []
    for output in ["deck", "player", *(["video"] if video else [])]:

        def work(output: str = output) -> Iterable[Path]:
            return assemble(
                output,
                talk.build / "script.json",
                talk.build / "audio" / "narration.json",
                talk.build,
                name=talk.name,
                settings=talk.config.slides,
                folder=talk.folder,
                progress=progress,
            )

        if ledger.ensure(output, key, work):
            made.append(output)
    return made


def forget(talk: Talk) -> None:
    """Delete everything generated for a talk."""
    shutil.rmtree(talk.build, ignore_errors=True)
