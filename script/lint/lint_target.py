"""From a talk or a file to its report: render, run the rules, and, where asked, put the fixes into the files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text
from plainspoken.base.read_documents import read_text
from plainspoken.script.lint.apply_fixes import diff, fix_all
from plainspoken.script.lint.finding import LintReport
from plainspoken.script.lint.lint_settings import with_project, without_per_file
from plainspoken.script.lint.passages import no_page_faults
from plainspoken.script.lint.rule import TIMED, rules
from plainspoken.script.lint.run_rules import check
from plainspoken.script.lint.select_rules import selected
from plainspoken.script.lint.truth.run_names import RunNames, run_names
from plainspoken.script.model import Page, Script
from plainspoken.script.settings import ScriptSettings

if TYPE_CHECKING:
    from plainspoken.script.rendering import Rendering


@dataclass(frozen=True)
class LintTarget:
    """What is linted.

    Attributes:
        talk: its name.
        folder: where its pages are.
        settings: what `talk.toml` says.
        results: where its result records are.
        file: the one script file, when it is not a whole talk.
        texts: texts that stand for what the files hold: standard input, or an editor's unsaved buffer.
        name: what the file is called in messages, when it is not its own path.
        expected: what records should say of how they were made (`profile`, `seed`), by the talk's configuration.
        only: the pages whose findings are wanted, when a few files of a talk were named; all when empty.
        page_faults: gives what no slide can show of a page, where slides are made.
        talk_faults: gives what is wrong with the talk's settings that only all its pages tell.
    """

    talk: str
    folder: Path
    settings: ScriptSettings
    results: Path | None = None
    file: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    expected: Mapping[str, object] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    page_faults: Callable[[Page], Iterable[InputError]] = no_page_faults
    talk_faults: Callable[[], Sequence[InputError]] = tuple

    def path(self, file: str) -> str:
        """What the user calls a file of the talk."""
        if self.name is not None:
            return self.name
        path = self.folder / file
        try:
            return path.absolute().relative_to(Path.cwd()).as_posix()
        except ValueError:
            return path.as_posix()


@dataclass(frozen=True)
class RuleSelection:
    """What the command line says about rules, on top of the settings; `select` replaces theirs."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()


@dataclass(frozen=True)
class FixOutcome:
    """A report as the user should read it, and what fixing changed: new texts, a diff, how many fixes."""

    report: LintReport
    changed: Mapping[str, str] = field(default_factory=dict)
    diff: str = ""
    fixed: int = 0


def lint(target: LintTarget, choice: RuleSelection | None = None) -> LintReport:
    """Lint a talk or a file; places name files as the renderer does.

    Raises:
        InputError: the talk cannot be rendered, or the settings or the choice name something unknown.
    """
    return lint_and_script(target, choice)[0]


def lint_and_script(
    target: LintTarget, choice: RuleSelection | None = None, *, keep: bool = False
) -> tuple[LintReport, Script]:
    """As `lint`, with the script itself: with its pages, spoken form and syllables when `keep`, else without."""
    from plainspoken.script.page.spoken_tokens import unspoken
    from plainspoken.script.render import begin

    choice = choice or RuleSelection()
    settings = with_project(target.settings, target.folder)
    on = selected(
        choice.select or settings.lint.select,
        [*settings.lint.ignore, *choice.ignore] if not choice.select else choice.ignore,
        [*settings.lint.extend, *choice.extend] if not choice.select else choice.extend,
    )
    rendering = begin(
        target.folder,
        settings,
        target.results,
        file=target.file,
        talk=target.talk,
        buffers=target.texts,
        lenient=True,
        speak=None if keep or settings.limits.page_seconds is not None or on & TIMED else unspoken,
    )
    kept = list(rendering.pages()) if keep else None
    if rendering.bound and target.file is None and (target.folder / "talk.toml").is_file():
        for name in ("talk.toml", *settings.words.pronunciations):
            if (target.folder / name).is_file():
                rendering.sources[name] = read_text(target.folder / name)
    faults = target.talk_faults() if target.file is None else ()
    for name in {str(fault.file) for fault in faults} - rendering.sources.keys():
        rendering.sources[name] = read_text(target.folder / name)
    report = check(
        rendering.pages() if kept is None else kept,
        lambda: rendering.script(kept or []),
        rendering.sources,
        settings,
        on=on,
        bound=rendering.bound,
        stale=lambda: stale_records(target, rendering.records),
        folder=target.folder,
        names=cache(lambda: _run_names(rendering)),
        page_faults=target.page_faults,
        talk_faults=faults,
        series=cache(lambda: rendering.results.series() if rendering.results is not None else {}),
    )
    report = without_per_file(report, settings.lint.per_file, {code: entry.name for code, entry in rules().items()})
    if target.only:
        report = replace(report, findings=tuple(f for f in report.findings if f.at.file in target.only))
    return report, rendering.script(kept or [])


def _run_names(rendering: Rendering) -> RunNames:
    """The runs that the talk's templates have read, by their titles and short names."""
    results = rendering.results
    if results is None:
        return RunNames()
    studies = sorted({target.split("/")[0] for target in results.aliases.values()})
    every = [f"{study}/{run}" for study in studies for run in results.runs(study)]
    return run_names(results.titles(), results.aliases, results.labels(), every)


def stale_records(target: LintTarget, files: Iterable[str]) -> dict[str, str]:
    """The records among `files` (relative to the build folder) that would be made otherwise today, with why."""
    stale: dict[str, str] = {}
    if target.results is None or not target.expected:
        return stale
    for file in files:
        record = json.loads((target.results / file.removeprefix("results/")).read_bytes())
        wrong = [
            f"{key} {record[key]} and not {wanted}"
            for key, wanted in target.expected.items()
            if key in record and record[key] != wanted
        ]
        if wrong and "imported" not in (record.get("status"), record.get("profile")):
            stale[file] = f"made with {', '.join(wrong)}"
    return stale


def lint_and_fix(
    target: LintTarget, choice: RuleSelection | None = None, *, unsafe: bool = False, write: bool = True
) -> FixOutcome:
    """Lint, make the fixes, and report what is left.

    With `write`, the changed files are replaced (atomically); without, only the diff says what would change.
    """

    def with_texts(texts: Mapping[str, str]) -> LintReport:
        return lint(replace(target, texts={**target.texts, **texts}), choice)

    first = lint(target, choice)
    changed, fixed, report = fix_all(first.sources, with_texts, unsafe=unsafe, first=first)
    text = "".join(diff(first.sources, changed, target.path))
    if write and target.name is None:
        for file, new in changed.items():
            path = target.folder / file
            write_text(path, new.replace("\n", "\r\n") if b"\r\n" in path.read_bytes() else new)
    return FixOutcome(report.renamed(target.path), changed, text, fixed)
