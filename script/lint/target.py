"""From a talk or a file to its report: render, run the rules, and, where asked, put the fixes into the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.files import write_text
from script.lint.check import check
from script.lint.configuration import with_project, without_per_file
from script.lint.finding import Report
from script.lint.fixing import diff, fix_all
from script.lint.rule import rules
from script.lint.selection import selected
from script.settings import ScriptSettings

if TYPE_CHECKING:
    from script.render import Rendered


@dataclass(frozen=True)
class Target:
    """What is linted.

    Attributes:
        talk: its name.
        folder: where its pages are.
        settings: what `talk.toml` says.
        results: where its result records are.
        file: the one script file, when it is not a whole talk.
        texts: texts that stand for what the files hold: standard input, or an editor's unsaved buffer.
        name: what the file is called in messages, when it is not its own path.
    """

    talk: str
    folder: Path
    settings: ScriptSettings
    results: Path | None = None
    file: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None

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
class Choice:
    """What the command line says about rules, on top of the settings; `select` replaces theirs."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A report as the user should read it, and what fixing changed: new texts, a diff, how many fixes."""

    report: Report
    changed: Mapping[str, str] = field(default_factory=dict)
    diff: str = ""
    fixed: int = 0


def lint(target: Target, choice: Choice | None = None) -> Report:
    """Lint a talk or a file; places name files as the renderer does.

    Raises:
        InputError: the talk cannot be rendered, or the settings or the choice name something unknown.
    """
    return judge(target, render_target(target), choice)


def judge(target: Target, rendered: Rendered, choice: Choice | None = None) -> Report:
    """Run the rules over a talk that is rendered already; errors as `lint`."""
    choice = choice or Choice()
    settings = with_project(target.settings, target.folder)
    on = selected(
        choice.select or settings.lint.select,
        [*settings.lint.ignore, *choice.ignore] if not choice.select else choice.ignore,
        [*settings.lint.extend, *choice.extend] if not choice.select else choice.extend,
    )
    report = check(rendered.script, rendered.sources, settings, on=on, bound=rendered.bound)
    return without_per_file(report, settings.lint.per_file, {code: entry.name for code, entry in rules().items()})


def render_target(target: Target) -> Rendered:
    """Render a talk or a file, with the texts that stand for files put in their places.

    Raises:
        InputError: it cannot be rendered.
    """
    from script.render import render

    return render(
        target.folder, target.settings, target.results, file=target.file, talk=target.talk, buffers=target.texts
    )


def lint_and_fix(target: Target, choice: Choice | None = None, *, unsafe: bool = False, write: bool = True) -> Outcome:
    """Lint, make the fixes, and report what is left.

    With `write`, the changed files are replaced (atomically); without, only the diff says what would change.
    """

    def with_texts(texts: Mapping[str, str]) -> Report:
        return lint(replace(target, texts={**target.texts, **texts}), choice)

    first = lint(target, choice)
    changed, fixed, report = fix_all(first.sources, with_texts, unsafe=unsafe, first=first)
    text = "".join(diff(first.sources, changed, target.path))
    if write and target.name is None:
        for file, new in changed.items():
            write_text(target.folder / file, new)
    return Outcome(report.renamed(target.path), changed, text, fixed)
