"""A talk, and the one way from it to everything that it makes.

    from plainspoken import Talk

    talk = Talk.find("my-talk", minutes=5)
    talk.script()      # results filled into the pages, words shortened until they fit
    talk.deck()        # the deck, and whatever it needs that is not up to date

Each method asks for the stage before it: `deck`, `player` and `video` for the `narration`, that for the `script`
(which must pass `lint`), that for the `results`. What is up to date is not made again, so calling one twice costs
nothing, and all of them are of the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.config import TalkConfig, TalkSource, find_talk, override
from plainspoken.ledger import only_build
from plainspoken.lint_error import LintError
from plainspoken.results import TRAIN, TalkResults, refresh_imports

if TYPE_CHECKING:
    from plainspoken.base.progress import Progress
    from plainspoken.build_report import BuildReport
    from plainspoken.experiments.results.record import RunRecord
    from plainspoken.notebook import ShownFigure, ShownPage
    from plainspoken.script.lint.finding import LintReport
    from plainspoken.script.lint.lint_target import LintTarget, RuleSelection
    from plainspoken.script.model import Script
    from plainspoken.stages import Output, Stages, WordCounts
    from plainspoken.tts.narration import Narration


def stale_note(stale: list[str], command: str) -> str:
    """A line that names stages made from other words or settings than the current script, and how to renew them."""
    only = "".join(f" --only {name}" for name in stale if name in ("deck", "player", "video", "pages"))
    return (
        f"stale: {', '.join(stale)} (made from other words or settings); "
        f"run `plainspoken slides {command}{only}` to make them again"
    )


@dataclass(frozen=True)
class Talk:
    """A talk or a script file, with what was asked of it. `Talk.find` makes one.

    Attributes:
        source: where its pages and its build folder are, and its configuration.
        results_from: where results come from: `train`, `recorded`, a folder, or None for those in the build folder.
        profile: the profile that results must be of, when one was asked for.
        progress: who is told of long work; None tells of it on standard error.
    """

    source: TalkSource
    results_from: str | None = None
    profile: str | None = None
    progress: Progress | None = None

    @classmethod
    def find(
        cls,
        name: str | Path,
        part: str | None = None,
        *,
        minutes: float | None = None,
        results: str | Path | None = None,
        profile: str | None = None,
        cluster: str | None = None,
        talks: Path = Path("talks"),
        build: Path = Path("build"),
        progress: Progress | None = None,
    ) -> Talk:
        """The talk of that name, or a script file as a talk. Reads its configuration and nothing else.

        Args:
            name: a folder with a `talk.toml`, the name of one below `talks`, or a script file.
            part: only this part of it, as `[parts]` of its `talk.toml` names it.
            minutes: how long it may be, whatever it says itself.
            results: `"train"` what is missing, the records kept beside the talk (`"recorded"`), those of a folder, or
                None for those that are in the build folder.
            profile: how large the experiments are (`smoke`, `quick`, `small`, `full`). With `results="train"` they are
                trained so; otherwise records of another profile are refused.
            cluster: a Ray cluster to train on, `auto` or HOST:PORT, instead of this machine alone.
            talks: where talks are found by name.
            build: where everything that is made goes, in a folder of the talk's name.
            progress: who is told of long work.

        Raises:
            InputError: there is no such talk or part, or its `talk.toml` or an argument cannot be used.

        Example:
            >>> Talk.find("small", minutes=2).source.config.talk.minutes
            2.0
        """
        asked = {"profile": profile, "cluster": cluster}
        experiments: dict[str, object] = {name: value for name, value in asked.items() if value is not None}
        changes = {"experiments": experiments} if experiments else {}
        source = override(find_talk(name, part, talks=talks, build=build), changes, minutes=minutes)
        return cls(source, None if results is None else str(results), profile, progress)

    @classmethod
    def containing(cls, path: Path, **asked: Any) -> Talk:
        """The talk that a page file belongs to, with the build folder beside its `talks`; any other file by itself.

        Args:
            path: a file; it need not exist.
            asked: `minutes`, `results` and so on, as for `find`.

        Raises:
            InputError: as `find`.
        """
        for folder in path.absolute().parents:
            if (folder / "talk.toml").is_file():
                beside = folder.parent.parent / "build"
                return cls.find(folder, build=beside if beside.is_dir() else Path("build"), **asked)
        return cls.of_text(path, **asked)

    @classmethod
    def of_text(cls, path: Path, *, minutes: float | None = None, **_: Any) -> Talk:
        """A script that is not a file yet, such as standard input, under the name that it is to have."""
        source = TalkSource(path.name.split(".")[0], path.parent, TalkConfig(), Path("build") / path.stem, path)
        return cls(override(source, {}, minutes=minutes))

    def with_settings(self, **tables: Mapping[str, object]) -> Talk:
        """The same talk with other settings than its `talk.toml` gives, table by table.

        Raises:
            InputError: a value is not allowed there.

        Example:
            >>> talk = Talk.find("small").with_settings(voice={"words_per_minute": 150})
            >>> talk.source.config.voice.words_per_minute
            150.0
        """
        return replace(self, source=override(self.source, tables))

    @property
    def command(self) -> str:
        """The talk and what was asked of it as on the command line, `small --part short --minutes 3`."""
        minutes = self.source.config.asked_minutes
        given = {"--minutes": minutes and f"{minutes:g}", "--results": self.results_from, "--profile": self.profile}
        return " ".join([self.source.command, *(f"{name} {value}" for name, value in given.items() if value)])

    @property
    def name(self) -> str:
        """What its build folder and its files are called."""
        return self.source.name

    # The stages. Each makes what it needs, and only what is not up to date.

    def results(self) -> dict[str, RunRecord]:
        """The results that the talk is filled with, in its build folder: each run's record by `study/run`.

        Raises:
            InputError: data, files or settings cannot be used, or there are no records in the place that was named.
        """
        from plainspoken.experiments.results.read_record import read_run

        with self.stages() as stages:
            folder = stages.records
        paths = sorted(folder.glob("*/*.json")) if folder is not None else []
        return {f"{path.parent.name}/{path.stem}": read_run(path) for path in paths if path.stem != "study"}

    def script(self) -> Script:
        """The script: pages filled with results, their words shortened until they fit. Written as `script.json`,
        `script.md` and `provenance.json`.

        Raises:
            InputError: a template cannot be filled, a claim is false, or the results cannot be had.

        Example:
            >>> [page.title for page in Talk.find("small").script().pages]
            ['One thing', 'The end']
        """
        with self.stages() as stages:
            return stages.script(sayable=False)

    def lint(self, choice: RuleSelection | None = None) -> LintReport:
        """What the linter finds in the author's own files, errors that would stop `narration` among it.

        Raises:
            InputError: the talk cannot be rendered, or `choice` names no rule.

        Example:
            >>> Talk.find("small").lint().findings
            ()
        """
        from plainspoken.script.lint.lint_target import lint

        self.refresh()
        target = self.lint_target()
        return lint(target, choice).renamed(target.path)

    def narration(self, *, jobs: int | None = None) -> Narration:
        """The narration: clips, the whole, captions and transcript in `audio/`. Only pages whose words, voice or pace
        have changed are voiced.

        Args:
            jobs: pages voiced at once; one a processor when None.

        Raises:
            InputError: as `script`, or the voice cannot be used.
            LintError: the linter found errors.
        """
        with self.stages() as stages:
            return stages.narration(jobs=jobs)

    def deck(self, *, silent: bool = False) -> Path:
        """The narrated PowerPoint deck; `silent` makes one without a voice.

        Raises:
            InputError: as `narration`, or a page cannot be laid out.
            LintError: the linter found errors.
        """
        return self._output("deck", silent)

    def player(self, *, silent: bool = False) -> Path:
        """The web player, one file; errors as `deck`."""
        return self._output("player", silent)

    def video(self) -> Path:
        """The video (MP4 with captions and chapters); errors as `deck`."""
        return self._output("video", False)

    def images(self) -> list[Path]:
        """The slides as one PDF and a PNG each, the PDF first; errors as `deck`."""
        with self.stages() as stages:
            files = stages.output("pages")
        return sorted(files, key=lambda path: (path.suffix != ".pdf", path.name))

    def build(self, *, video: bool = False, verify: bool = False) -> BuildReport:
        """Deck and player, and the `video` when it is asked for, with everything that they need.

        Args:
            video: make an MP4 as well.
            verify: read what is finished and compare it with its checksums, instead of its size and times alone; what
                was damaged on the disk is made again.

        Raises:
            InputError: something given cannot be used.
            LintError: the linter found errors.
        """
        from plainspoken.build_report import BuildReport

        trains = self.results_from == TRAIN and self.source.config.experiments.studies
        require("voice", "slides", *(["experiments"] if trains else []), purpose="building a talk")
        with self.stages() as stages:
            stages.ledger.contents = verify
            script = stages.script()
            stages.check_slides()
            narration = stages.narration()
            deck, player = stages.output("deck")[0], stages.output("player")[0]
            film = stages.output("video")[0] if video else None
            build = self.source.build
            return BuildReport(
                script=script,
                narration=narration,
                deck=deck,
                player=player,
                video=film,
                audio={kind: build / "audio" / name for kind, name in narration.files.items()},
                build=build,
                done=stages.done,
                words=stages.counts,
                stale=stages.stale(),
            )

    # To look at.

    def pages(self) -> list[ShownPage]:
        """The pages of the script; a notebook shows each as its slides and its words. Errors as `script`.

        Example:
            >>> Talk.find("small").pages()[0].words
            'We say one thing.'
        """
        from plainspoken.notebook import shown_pages

        return shown_pages(self, self.script())

    def page(self, wanted: str | int) -> ShownPage:
        """The page with that id, or that number, counted from 1.

        Raises:
            InputError: as `script`, or there is no such page.
        """
        pages = self.pages()
        for number, page in enumerate(pages, 1):
            if wanted in (number, page.page.id):
                return page
        raise InputError(
            f"{self.name} has no page {wanted!r}", remedy=f"its pages are: {', '.join(page.page.id for page in pages)}"
        )

    def figure(self, name: str) -> ShownFigure:
        """A figure of the results, by the name that pages call it by; a notebook shows it.

        Args:
            name: `study/figure` or `study/run/figure`, such as `emotion/resnet18/curves`; short names of `[results]`
                may stand for runs.

        Raises:
            InputError: as `results`, or there is no such figure; with the nearest names.
        """
        from plainspoken.base.progress import Silence
        from plainspoken.notebook import ShownFigure
        from plainspoken.script.template.result_records import Results

        with self.stages() as stages:
            records = stages.records
        found, full = Results(records, self.source.config.results).figure(name)
        if not (self.source.shared / found.path).is_file() and full.split("/")[0] in self.source.config.imports:
            refresh_imports(self.source, Silence(), [full])
            found, full = Results(records, self.source.config.results).figure(name)
        return ShownFigure(full, self.source.shared / found.path, found.alt)

    def _repr_html_(self) -> str:
        """What a notebook shows: title and pages as they were last rendered. Makes nothing but pictures."""
        from plainspoken.notebook import talk_html

        return talk_html(self)

    # Questions, for verbs and the editor server: nothing is written, but for imported results.

    def refresh(self) -> None:
        """Read imported results again, and train if that was asked for; all else waits until it is needed.

        Raises:
            InputError: data, files or settings cannot be used.
        """
        if self.results_from == TRAIN:
            with self.stages() as stages:
                stages.provide_results()
        elif self.source.config.imports:
            from plainspoken.base.progress import Silence

            refresh_imports(self.source, Silence())

    def lint_target(self) -> LintTarget:
        """What the linter looks at.

        Raises:
            InputError: there are no results in the place that was named.
        """
        return self.unheld_stages().lint_target(self.result_choice.folder())

    def preview(self) -> tuple[Script, WordCounts]:
        """The script that a build would have, and how many of its words it would shorten. Errors as `script`."""
        return self.unheld_stages().preview()

    @contextmanager
    def stages(self) -> Iterator[Stages]:
        """The stages of a build, with the build folder held meanwhile; another build waits.

        An error that leaves narration or outputs behind a script that is already new says so in a note.
        """
        from plainspoken.progress_bars import showing
        from plainspoken.stages import Stages

        telling = showing() if self.progress is None else nullcontext(self.progress)
        with only_build(self.source.shared), telling as progress:
            stages = Stages(self.source, self.result_choice, progress)
            try:
                yield stages
            except (InputError, LintError) as error:
                if stages.rendered and (stale := stages.stale()):
                    error.add_note(stale_note(stale, self.command))
                raise

    @property
    def result_choice(self) -> TalkResults:
        """Which records the talk is filled with."""
        return TalkResults(self.source, self.results_from, self.profile)

    def unheld_stages(self) -> Stages:
        """The stages to be asked and not to act: the build folder is not held."""
        from plainspoken.base.progress import Silence
        from plainspoken.stages import Stages

        return Stages(self.source, self.result_choice, Silence())

    def _output(self, kind: Output, silent: bool) -> Path:
        with self.stages() as stages:
            return stages.output(kind, silent=silent)[0]
