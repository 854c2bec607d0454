"""The stages of a talk's build, in their order: results, script, narration, and the outputs made of those.

Each stage asks the one before it, and does its work only when the ledger says that what it reads has changed. This is
the only way from a talk to what it makes: verbs, `watch` and notebooks come here through `plainspoken.Talk`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.base.files import read_regular, write_json, write_text
from plainspoken.config import TalkSource
from plainspoken.ledger import Ledger
from plainspoken.lint_error import LintError
from plainspoken.results import TalkResults
from plainspoken.stage_keys import script_key, slides_key, voice_key

if TYPE_CHECKING:
    from plainspoken.base.progress import Progress
    from plainspoken.script.fit_to_time import ShortenedTalk
    from plainspoken.script.lint.finding import LintReport
    from plainspoken.script.lint.lint_target import LintTarget
    from plainspoken.script.model import Script
    from plainspoken.tts.narration import Narration

Output = Literal["deck", "player", "video", "pages"]
OUTPUTS: tuple[Output, ...] = ("deck", "player", "video", "pages")

BUDGET_RULES = "PS2"
"""Being too long does not stop a build: the measured length decides at its end."""


@dataclass(frozen=True)
class WordCounts:
    """What was noted while the script was written.

    Attributes:
        warnings: the linter's findings, errors included.
        errors: a line for each of those that a talk must not be built with.
        shortened: the changes of words that made the talk fit.
        saved: the syllables that they saved.
    """

    warnings: int = 0
    errors: tuple[str, ...] = ()
    shortened: int = 0
    saved: int = 0


class Stages:
    """The stages of one build; each is done at most once, and nothing that is up to date is done again.

    Attributes:
        source: the talk.
        results_wanted: the records that it is filled with.
        done: the names of the stages that had something to do.
        rendered: whether the script in the build folder is that of now.
    """

    def __init__(self, source: TalkSource, results_wanted: TalkResults, progress: Progress) -> None:
        self.source = source
        self.results_wanted = results_wanted
        self.progress = progress
        self.done: list[str] = []
        self.rendered = False
        self._checked = False

    @cached_property
    def ledger(self) -> Ledger:
        """What was done before."""
        return Ledger.read(self.source.build)

    @cached_property
    def records(self) -> Path | None:
        """The result records, in the build folder; None when there are none.

        Raises:
            InputError: they cannot be had.
        """
        self.provide_results()
        return self.source.results if self.source.results.is_dir() else None

    def provide_results(self) -> None:
        """Train, copy or import what was asked for; errors as `records`."""
        if self.results_wanted.provide(self.progress):
            self.done.append("experiments")

    def script(self, *, sayable: bool = True) -> Script:
        """The rendered script, in the build folder.

        Args:
            sayable: stop when the linter finds errors, as what is spoken and assembled must.

        Raises:
            InputError: the templates cannot be filled.
            LintError: the linter found errors, and `sayable` was asked for; nothing is written then.
        """
        from plainspoken.script.model import read_script

        key = script_key(self.source, self.records, self.results_wanted.expected)
        if not self.ledger.fresh("script", key):
            self._write_script(key, sayable)
        self.rendered = True
        if sayable and self.counts.errors:
            raise LintError(self.counts.errors)
        return read_script(self.source.build / "script.json")

    @property
    def counts(self) -> WordCounts:
        """What was noted while the script in the build folder was written."""
        noted = json.loads((self.source.build / "words.json").read_text(encoding="utf-8"))
        return WordCounts(**{**noted, "errors": tuple(noted["errors"])})

    def narration(self, *, jobs: int | None = None) -> Narration:
        """The narration of the script, in the build folder's `audio`.

        Args:
            jobs: pages voiced at once; one a processor when None.

        Raises:
            InputError: as `script`, or the voice cannot be used.
            LintError: as `script`.
        """
        require("voice", purpose="the voice")
        from plainspoken.tts.narration import read_narration

        source, script = self.source, self.script()
        out = source.build / "audio"
        if not script.words:
            raise InputError(
                "nothing is said in this script", file=source.file or source.folder / "pages",
                remedy="write a paragraph under a heading: paragraphs are spoken, lists and tables are shown",
            )  # fmt: skip

        def work() -> Iterable[Path]:
            from plainspoken.tts.narrate import narrate

            narrate(
                script,
                source.config.voice,
                out,
                cache=source.clips,
                folder=source.folder,
                progress=self.progress,
                jobs=jobs,
            )
            return [path for path in out.rglob("*") if path.is_file()]

        if self.ledger.ensure("voice", voice_key(source), work):
            self.done.append("voice")
        return read_narration(out / "narration.json")

    def output(self, kind: Output, *, silent: bool = False) -> list[Path]:
        """One output of the script and its narration, in the build folder: its files.

        Args:
            kind: `deck`, `player`, `video`, or `pages`, a PDF and a PNG a slide.
            silent: without a voice, as `pages` always are.

        Raises:
            InputError: as `narration`, or a page cannot be laid out.
            LintError: as `script`.
        """
        silent = silent or kind == "pages"
        require("slides", *([] if silent else ["voice"]), purpose=f"making the {kind}")
        if silent:
            self.script()
        else:
            self.check_slides()
            self.narration()
        if self.ledger.ensure(kind, slides_key(self.source, silent=silent), lambda: self.assemble(kind, silent)):
            self.done.append(kind)
        return self.ledger.written_by(kind)

    def check_slides(self) -> None:
        """Lay out all pages before anything is voiced, and say what they show otherwise than it is meant. Nothing is
        done where the narration is up to date.

        Raises:
            InputError: what cannot be shown, all of it together; as `script`.
        """
        if self._checked or self.ledger.fresh("voice", voice_key(self.source)):
            return
        from plainspoken.slides.check_sources import check_sources

        self._checked = True
        source, script = self.source, self.script()
        notes = check_sources(script, source.config.slides, build=source.shared, folder=source.folder)
        if notes:
            self.progress.start("slides", note="looking at pictures and letters")
            self.progress.finish("slides", "\n".join(notes))

    def assemble(self, kind: Output, silent: bool, out: Path | None = None) -> list[Path]:
        """Make one output of what lies in the build folder, into `out` when that is not the build folder itself."""
        from plainspoken.slides.assemble_outputs import assemble

        source = self.source
        files = assemble(
            kind,
            source.build / "script.json",
            None if silent else source.build / "audio" / "narration.json",
            source.shared,
            name=source.name,
            settings=source.config.slides,
            folder=source.folder,
            out=out or source.build,
            progress=self.progress,
        )
        return list(files)

    # Below: questions, which write nothing.

    def script_key(self) -> str:
        """What the script would be rendered from now."""
        wanted = self.results_wanted
        return script_key(self.source, wanted.folder(), wanted.expected)

    def later_keys(self) -> dict[str, str]:
        """What narration and outputs would be made from now, in their order. An output that was made without a voice is
        compared as such."""
        keys = {"voice": voice_key(self.source)}
        return keys | {kind: slides_key(self.source, silent=self._silent(kind)) for kind in OUTPUTS}

    def stale(self) -> list[str]:
        """Narration and outputs in the build folder that are not of the script that lies there and of the settings of
        now."""
        found: list[str] = []
        for stage, key in self.later_keys().items():
            if stage not in self.ledger.stages:
                continue
            if self.ledger.faults(stage, key) or ("voice" in found and not self._silent(stage)):
                found.append(stage)
        return found

    def _silent(self, stage: str) -> bool:
        return stage == "pages" or self.ledger.has_part(stage, "narration", "silent")

    def lint_target(self, records: Path | None) -> LintTarget:
        """What the linter looks at, filled from `records`. Those that were named may be made in any way; the talk's own
        can be out of date."""
        from plainspoken.config import part_faults
        from plainspoken.script.lint.lint_target import LintTarget
        from plainspoken.slides.check_pages import page_faults

        source = self.source
        whole = source.file is None and source.build == source.shared
        return LintTarget(
            source.name,
            source.folder,
            source.config.script,
            records,
            source.file,
            expected=self.results_wanted.expected,
            page_faults=partial(page_faults, folder=source.folder),
            talk_faults=partial(part_faults, source) if whole else tuple,
        )

    def script_is_fresh(self) -> bool:
        """Whether the script in the build folder is that of the files and settings of now."""
        return self.ledger.fresh("script", self.script_key())

    def fitted(self, records: Path | None) -> ShortenedTalk:
        """The script as it is built, filled from `records`, with the changes of words that make it fit."""
        from plainspoken.script.fit_to_time import render_to_fit

        source = self.source
        return render_to_fit(source.folder, source.config.script, records, file=source.file, talk=source.name)

    def preview(self) -> tuple[Script, WordCounts]:
        """The script that a build would have, and what would be noted of it, but for findings; nothing is written."""
        from plainspoken.script.model import read_script

        if self.script_is_fresh():
            return read_script(self.source.build / "script.json"), self.counts
        fitted = self.fitted(self.results_wanted.folder())
        return fitted.rendered.script, WordCounts(shortened=fitted.count, saved=fitted.saved)

    def _write_script(self, key: str, sayable: bool) -> None:
        """Fill the templates, check the words, and write script, provenance and findings."""
        from plainspoken.script.lint.lint_target import lint
        from plainspoken.script.lint.text_report import concise, summary
        from plainspoken.script.render import write_rendered
        from plainspoken.slides.layout.plain_pages import shortened_titles

        build = self.source.build
        before = minutes_of(build / "script.json")
        self.progress.start("script", note="filling the pages")
        target = self.lint_target(self.records)
        fitted = self.fitted(self.records)
        report = lint(target).renamed(target.path)
        errors = tuple(concise(stopping(report)))
        if errors and sayable:
            raise LintError(errors)
        texts = {
            "lint.txt": "\n".join([*concise(report), summary(report)]) + "\n",
            "shortened.txt": "".join(f"{line}\n" for line in fitted.lines()),
        }
        for name, text in texts.items():
            write_text(build / name, text)
        counts = WordCounts(report.count("warning", "error"), errors, fitted.count, fitted.saved)
        write_json(build / "words.json", asdict(counts))
        files = [*write_rendered(fitted.rendered, build), *(build / name for name in [*texts, "words.json"])]
        self.ledger.done("script", key, files, fitted.rendered.quoted)
        self.done.append("script")
        script = fitted.rendered.script
        shortened = f"; {fitted.count} words shortened to fit" if fitted.count else ""
        if before not in (None, script.minutes):
            shortened += f"; for {script.minutes:g} minutes, where the last build was for {before:g}"
        self.progress.finish("script", f"{len(script.pages)} pages, {script.words} words{shortened}; {summary(report)}")
        if titles := shortened_titles(script):
            self.progress.start("titles", note="taken from the words")
            self.progress.finish("titles", "shortened on " + "; ".join(f"{page}: “{title}”" for page, title in titles))


def minutes_of(script: Path) -> float | None:
    """The minutes that a rendered script is for; None when there is none."""
    try:
        return float(json.loads(read_regular(script))["minutes"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def stopping(report: LintReport) -> LintReport:
    """The findings that a talk must not be built with."""
    return replace(
        report,
        findings=tuple(f for f in report.findings if f.severity == "error" and not f.code.startswith(BUDGET_RULES)),
    )
