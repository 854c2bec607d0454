"""`plainspoken lint` and `plainspoken rule`: what is wrong with a script, and what the rules mean."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from experiments.errors import InputError

if TYPE_CHECKING:
    from script.lint.finding import Report
    from script.lint.target import Choice, Target


class Format(StrEnum):
    """How findings are written."""

    full = "full"
    concise = "concise"
    json = "json"
    jsonl = "jsonl"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"


class Level(StrEnum):
    """From which severity on a finding fails."""

    error = "error"
    warning = "warning"
    hint = "hint"
    never = "never"


def lint(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TALK|FILE|-]...", help="Talks, script files, or - for standard input; else all talks."
        ),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(help="Only these rules: codes, starts of codes (PS3), names, or ALL.")
    ] = None,
    extend: Annotated[list[str] | None, typer.Option("--extend-select", help="These rules too.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Not these rules.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended without changing the meaning.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: also fixes that want a reader's eye.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    output_format: Annotated[Format, typer.Option("--format", help="How findings are written.")] = Format.full,
    output: Annotated[Path | None, typer.Option(help="Write the findings to this file.")] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="How often each rule found something.")] = False,
    fail_on: Annotated[
        Level, typer.Option("--fail-on", help="Exit with 1 when a finding is at least this severe.")
    ] = Level.warning,
    minutes: Annotated[float | None, typer.Option(min=0.01, help="How long the talk may be, in minutes.")] = None,
    stdin_filename: Annotated[
        str | None, typer.Option("--stdin-filename", help="What standard input is called, and whose settings it has.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Lint again at each save, until interrupted.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No closing line.")] = False,
) -> None:
    """Find what is wrong with a script: numbers without source, too many words, slips, pages that will not work.

    Each finding names the author's own file, line and column. Exit code 0: nothing found (or only hints), 1: findings,
    2: it could not be linted. `plainspoken rule PS201` explains a rule; docs/lint.md tells of settings and comments
    that take a rule off one place.
    """
    from script.lint.target import Choice

    choice = Choice(_split(select), _split(ignore), _split(extend))
    options = _Options(output_format, output, statistics, fail_on, quiet, fix, unsafe_fixes, diff)

    def chosen() -> list[Target]:
        return [_timed(_target(name, stdin_filename), minutes) for name in _names(targets)]

    if watch:
        _watch(chosen, choice, options)
    else:
        sys.exit(_run(chosen(), choice, options))


def rule(
    code: Annotated[str | None, typer.Argument(help="A rule's code or name, such as PS201.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All rules, one line each.")] = False,
) -> None:
    """What a lint rule means, why it matters, how to satisfy it, with an example."""
    from script.lint.handbook import index, page
    from script.lint.rule import find_rule

    print(page(find_rule(code)) if code and not every else index(), end="")


def server() -> None:
    """Serve an editor over standard input and output with the Language Server Protocol.

    Findings while you type, quick fixes, what each word and page costs to say, and the metric behind each number. Point
    your editor's client at `plainspoken server` for Markdown files and page templates (docs/lint.md shows how).
    """
    from script.lint.server import make_server

    make_server(_target_of).start_io()


def _target_of(path: Path) -> Target:
    """The talk that a file belongs to, or the file by itself."""
    from plainspoken.config import TalkConfig, find_talk
    from script.lint.target import Target

    for folder in path.parents:
        if (folder / "talk.toml").is_file():
            talk = find_talk(str(folder), build=_build_beside(folder))
            return Target(talk.name, talk.folder, talk.config.script, talk.results)
    return Target(path.name.split(".")[0], path.parent, TalkConfig().script, None, path)


def _build_beside(folder: Path) -> Path:
    """Where the talk's records are: `build` in the project that holds `talks`."""
    here = folder.parent.parent / "build"
    return here if here.is_dir() else Path("build")


class _Options:
    """The command line's options about output and fixing."""

    def __init__(
        self,
        form: Format,
        output: Path | None,
        statistics: bool,
        fail_on: Level,
        quiet: bool,
        fix: bool,
        unsafe: bool,
        diff: bool,
    ) -> None:
        self.form = form
        self.output = output
        self.statistics = statistics
        self.fail_on = fail_on
        self.quiet = quiet
        self.fix = fix
        self.unsafe = unsafe
        self.diff = diff


def _run(targets: list[Target], choice: Choice, options: _Options) -> int:
    """Lint all targets once and write what was found; the exit code."""
    from script.lint.finding import merged
    from script.lint.target import lint as lint_target
    from script.lint.target import lint_and_fix

    reports, fixed = [], 0
    for target in targets:
        if options.diff or options.fix:
            outcome = lint_and_fix(target, choice, unsafe=options.unsafe, write=not options.diff)
            fixed += outcome.fixed
            reports.append(outcome.report)
            if options.diff:
                sys.stdout.write(outcome.diff)
            elif target.name is not None:
                sys.stdout.write(next(iter(outcome.changed.values()), next(iter(target.texts.values()))))
        else:
            reports.append(lint_target(target, choice).renamed(target.path))
    report = merged(reports)
    if options.diff:
        print(f"{fixed} would be mended." if fixed else "Nothing to mend.", file=sys.stderr)
        return 1 if fixed else 0
    to_stdout = not (options.fix and any(target.name is not None for target in targets))
    _write(report, options, fixed, sys.stdout if to_stdout else sys.stderr)
    return _exit_code(report, options.fail_on)


def _write(report: Report, options: _Options, fixed: int, stream: TextIO) -> None:
    """The report in the chosen form, to the chosen place."""
    from experiments.files import write_text
    from script.lint import text

    if options.statistics:
        lines = "".join(f"{line}\n" for line in text.statistics(report))
    else:
        lines = _formatted(report, options)
    if options.output is not None:
        write_text(options.output, lines)
    else:
        print(lines, end="", file=stream)
    if not options.quiet:
        mended = f"Mended {fixed}. " if fixed else ""
        people = options.form in (Format.full, Format.concise) and options.output is None
        print(f"{mended}{text.summary(report)}", file=stream if people else sys.stderr)


def _formatted(report: Report, options: _Options) -> str:
    from script.lint import text

    colour = options.output is None and _colour()
    match options.form:
        case Format.full:
            lines = text.full(report, colour=colour)
        case Format.concise:
            lines = text.concise(report, colour=colour)
        case Format.github:
            lines = text.github(report)
        case _:
            return _exchanged(report, options.form)
    return "".join(f"{line}\n" for line in lines)


def _exchanged(report: Report, form: Format) -> str:
    from importlib.metadata import version

    from script.lint import exchange

    match form:
        case Format.json:
            return exchange.json_report(report) + "\n"
        case Format.jsonl:
            return "".join(f"{line}\n" for line in exchange.json_lines(report))
        case Format.gitlab:
            return exchange.gitlab(report) + "\n"
        case _:
            return exchange.sarif(report, version("plainspoken")) + "\n"


def _exit_code(report: Report, fail_on: Level) -> int:
    from script.lint.finding import SEVERITIES

    if fail_on is Level.never:
        return 0
    counted = SEVERITIES[: SEVERITIES.index(fail_on.value) + 1]
    return 1 if report.count(*counted) else 0


def _names(targets: list[str] | None) -> list[str]:
    """What to lint; without a name, every talk below `talks`."""
    if targets:
        return targets
    found = sorted(path.parent.as_posix() for path in Path("talks").glob("*/talk.toml"))
    if not found:
        raise InputError("nothing to lint: there is no talk below talks/", remedy="name a talk, a file, or -")
    return found


def _target(name: str, stdin_filename: str | None) -> Target:
    """A talk or file, or standard input under the name that it is given."""
    from plainspoken.config import TalkConfig, find_talk
    from script.lint.target import Target

    if name != "-":
        talk = find_talk(name)
        asked = talk.config.experiments
        return Target(
            talk.name,
            talk.folder,
            talk.config.script,
            talk.results,
            talk.file,
            expected={"profile": asked.profile, "seed": asked.seed},
        )
    text = sys.stdin.buffer.read().decode("utf-8", errors="replace").replace("\r\n", "\n")
    shown = stdin_filename or "<stdin>"
    path = Path(stdin_filename or "stdin.md")
    if stdin_filename and path.is_file():
        talk = find_talk(stdin_filename)
        return Target(talk.name, talk.folder, talk.config.script, talk.results, path, {path.name: text}, shown)
    return Target("stdin", path.parent, TalkConfig().script, None, path, {path.name: text}, shown)


def _timed(target: Target, minutes: float | None) -> Target:
    """The target with the minutes of the command line."""
    if minutes is None:
        return target
    from dataclasses import replace

    talk = target.settings.talk.model_copy(update={"minutes": minutes})
    return replace(target, settings=target.settings.model_copy(update={"talk": talk}))


def _split(values: list[str] | None) -> tuple[str, ...]:
    """Options may be repeated or hold several codes between commas."""
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())


def _colour() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _watch(chosen: Callable[[], list[Target]], choice: Choice, options: _Options) -> None:
    """Lint, wait for a save, lint again; the user's mistakes are told and waited out."""
    import time

    targets = chosen()
    if any(target.name is not None for target in targets):
        raise InputError("standard input cannot be watched", remedy="name a talk or a file")
    seen: object = None
    while True:
        if (now := _stamp(targets)) != seen:
            seen = now
            if sys.stdout.isatty():
                print("\x1b[2J\x1b[H", end="")
            try:
                targets = chosen()
                _run(targets, choice, options)
            except InputError as error:
                print(f"plainspoken: {error}", file=sys.stderr)
            seen = _stamp(targets) if options.fix else seen
            sys.stdout.flush()
        time.sleep(0.3)


def _stamp(targets: list[Target]) -> dict[str, int]:
    """When each file of the targets was last saved."""
    stamps = {}
    for target in targets:
        files = [target.file] if target.file else [path for path in target.folder.rglob("*") if path.is_file()]
        if target.results is not None and target.file is None:
            files += target.results.glob("*/*.json")
        stamps.update({str(path): path.stat().st_mtime_ns for path in files if path.exists()})
    return stamps
