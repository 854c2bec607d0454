"""Lint targets and hand the findings over: in the form that is asked for, to a file or the terminal, once or at each
save; and the exit code that they come to."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import plainspoken.experiments
from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text
from plainspoken.base.terminal_text import as_it_is, document_output
from plainspoken.script.lint import text_report as text
from plainspoken.script.lint.baseline import without_known
from plainspoken.script.lint.finding import SEVERITIES, LintReport, merged
from plainspoken.script.lint.lint_target import LintTarget, RuleSelection, lint, lint_and_fix

_RANK: dict[str, int] = {severity: rank for rank, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True)
class ReportOptions:
    """What is done with the findings.

    Attributes:
        form: `full`, `concise`, `json`, `jsonl`, `sarif`, `github` or `gitlab`.
        output: the file that they are written to; the terminal when None.
        statistics: only how often each rule found something.
        fail_on: from which severity on the exit code is 1; `never` for not at all.
        quiet: no closing line.
        fix, unsafe, diff: make fixes, unsafe ones too, or only show them.
        baseline: a file of findings that are known and do not count.
    """

    form: str = "full"
    output: Path | None = None
    statistics: bool = False
    fail_on: str = "warning"
    quiet: bool = False
    fix: bool = False
    unsafe: bool = False
    diff: bool = False
    baseline: Path | None = None


def deliver(targets: list[LintTarget], choice: RuleSelection, wanted: ReportOptions) -> int:
    """Lint all targets once and write what was found; the exit code."""
    reports, fixed = [], 0
    for target in targets:
        if wanted.diff or wanted.fix:
            outcome = lint_and_fix(target, choice, unsafe=wanted.unsafe, write=not wanted.diff)
            fixed += outcome.fixed
            reports.append(outcome.report)
            if wanted.diff:
                document_output().write(outcome.diff)
            elif target.name is not None:
                document_output().write(next(iter(outcome.changed.values()), next(iter(target.texts.values()))))
        else:
            reports.append(lint(target, choice).renamed(target.path))
    report = merged(reports)
    if wanted.baseline is not None and not wanted.diff:
        compared = without_known(report, wanted.baseline)
        report = compared.report
        if not wanted.quiet:
            print(compared.line(wanted.baseline), file=sys.stderr)
    if wanted.diff:
        print(f"{fixed} would be mended." if fixed else "Nothing to mend.", file=sys.stderr)
        return 1 if fixed else 0
    to_stdout = not (wanted.fix and any(target.name is not None for target in targets))
    _write(report, wanted, fixed, sys.stdout if to_stdout else sys.stderr)
    return _exit_code(report, wanted.fail_on)


def _write(report: LintReport, wanted: ReportOptions, fixed: int, stream: TextIO) -> None:
    """The report in the chosen form, to the chosen place."""
    if wanted.statistics:
        lines = "".join(f"{line}\n" for line in text.statistics(report))
    else:
        lines = _formatted(report, wanted)
    if wanted.output is not None:
        write_text(wanted.output, lines)
    else:
        # The pieces of a report in colours are visible one by one.
        print(lines, end="", file=as_it_is(stream) if _colour() and wanted.form in ("full", "concise") else stream)
    if not wanted.quiet:
        mended = f"Mended {fixed}. " if fixed else ""
        people = wanted.form in ("full", "concise") and wanted.output is None
        print(f"{mended}{text.summary(report)}", file=stream if people else sys.stderr)


_PACKAGE = Path(plainspoken.experiments.__file__).parent


def _formatted(report: LintReport, wanted: ReportOptions) -> str:
    colour = wanted.output is None and _colour()
    match wanted.form:
        case "full":
            lines = text.full(report, colour=colour)
        case "concise":
            lines = text.concise(report, colour=colour)
        case "github":
            lines = text.github(report)
        case _:
            return _exchanged(report, wanted.form)
    return "".join(f"{line}\n" for line in lines)


def _exchanged(report: LintReport, form: str) -> str:
    from importlib.metadata import version

    from plainspoken.script.lint import machine_formats as exchange

    match form:
        case "json":
            return exchange.json_report(report) + "\n"
        case "jsonl":
            return "".join(f"{line}\n" for line in exchange.json_lines(report))
        case "gitlab":
            return exchange.gitlab(report) + "\n"
        case _:
            return exchange.sarif(report, version("plainspoken")) + "\n"


def _exit_code(report: LintReport, fail_on: str) -> int:
    if fail_on == "never":
        return 0
    counted = SEVERITIES[: _RANK[fail_on] + 1]
    return 1 if report.count(*counted) else 0


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def watch_and_deliver(chosen: Callable[[], list[LintTarget]], choice: RuleSelection, wanted: ReportOptions) -> None:
    """Lint, wait for a save, lint again; the user's mistakes are told and waited out."""
    targets = chosen()
    if any(target.name is not None for target in targets):
        raise InputError("standard input cannot be watched", remedy="name a talk or a file")
    seen: object = None
    while True:
        if (now := _stamp(targets)) != seen:
            seen = now
            if sys.stdout.isatty():
                print("\x1b[2J\x1b[H", end="", file=as_it_is(sys.stdout), flush=True)
            try:
                targets = chosen()
                deliver(targets, choice, wanted)
            except InputError as error:
                print(f"plainspoken: {error}", file=sys.stderr)
            seen = _stamp(targets) if wanted.fix else seen
            sys.stdout.flush()
        time.sleep(0.3)


def _stamp(targets: list[LintTarget]) -> dict[str, int]:
    """When each file of the targets was last saved."""
    stamps = {}
    for target in targets:
        files = [target.file] if target.file else [path for path in target.folder.rglob("*") if path.is_file()]
        if target.results is not None and target.file is None:
            files += target.results.glob("*/*.json")
        files += _PACKAGE.rglob("*.py")  # pages may quote its code
        stamps.update({str(path): path.stat().st_mtime_ns for path in files if path.exists()})
    return stamps
