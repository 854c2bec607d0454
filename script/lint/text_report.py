"""Findings as text for people: with the source line and a caret below, one line each, or GitHub's annotations."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from plainspoken.script.lint.finding import Finding, LintReport, Severity
from plainspoken.script.lint.passages import SourceTexts
from plainspoken.script.lint.rule import rules

WIDTH = 100
_COLOURS: dict[Severity, str] = {"error": "31;1", "warning": "33;1", "hint": "36;1"}
_GITHUB: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}


def full(report: LintReport, *, colour: bool = False) -> Iterator[str]:
    """Each finding with its line of the author's file and a caret below."""
    paint = _paint(colour)
    texts = SourceTexts(report.sources)
    for finding in report.findings:
        yield _headline(finding, paint)
        yield from _excerpt(finding, texts, paint)
        if finding.fix:
            how = "fix" if finding.fix.safe else "unsafe fix"
            saves = f" (saves {finding.fix.saves} syllables)" if finding.fix.saves else ""
            yield f"      {paint('2', f'{how}: {printable(finding.fix.title)}{saves}')}"
        yield ""


def concise(report: LintReport, *, colour: bool = False) -> Iterator[str]:
    """One finding a line."""
    paint = _paint(colour)
    for finding in report.findings:
        yield _headline(finding, paint)


def github(report: LintReport) -> Iterator[str]:
    """Workflow commands that GitHub shows beside the changed lines."""

    def value(text: str, *, inside: bool = True) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if inside else text

    for finding in report.findings:
        at = finding.at
        place = f"file={value(at.file)},line={at.line},endLine={at.end_line}"
        if at.line == at.end_line:
            place += f",col={at.column},endColumn={at.end_column}"
        message = value(f"{finding.code} {finding.message}", inside=False)
        title = value(f"{finding.code} {rules()[finding.code].name}")
        yield f"::{_GITHUB[finding.severity]} {place},title={title}::{message}"


def statistics(report: LintReport) -> Iterator[str]:
    """How often each rule found something, and how much of it can be fixed."""
    fixable: dict[str, int] = {}
    for finding in report.findings:
        if finding.fix:
            fixable[finding.code] = fixable.get(finding.code, 0) + 1
    for code, times in sorted(report.by_code.items(), key=lambda entry: (-entry[1], entry[0])):
        mend = f"{fixable[code]:,} with a fix" if code in fixable else ""
        yield f"{times:6,}  {code}  {rules()[code].name:24} {mend}".rstrip()


def summary(report: LintReport) -> str:
    """One line at the end: how many of what, and what `--fix` would do."""
    if not report.findings:
        return "Nothing found." + (f" {report.ignored} ignored in place." if report.ignored else "")
    counts = [(report.count(severity), severity) for severity in ("error", "warning", "hint")]
    parts = [f"{number:,} {noun}{'s' if number > 1 else ''}" for number, noun in counts if number]
    text = f"Found {', '.join(parts)}."
    if report.ignored:
        text += f" {report.ignored:,} ignored in place."
    safe, unsafe = report.fixable
    if safe:
        text += f" {safe:,} can be mended with --fix."
    if unsafe:
        text += f" {unsafe:,}{' more' if safe else ' can be mended'} with --unsafe-fixes."
    return text


def printable(text: str) -> str:
    """The text with control characters made visible, so that no file can steer a terminal."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") and c != "\t" else c for c in text)


def _paint(colour: bool) -> Callable[[str, str], str]:
    return (lambda code, text: f"\x1b[{code}m{text}\x1b[0m") if colour else (lambda code, text: text)


def _headline(finding: Finding, paint: Callable[[str, str], str]) -> str:
    at = finding.at
    place = paint("1", f"{printable(at.file)}:{at.line}:{at.column}")
    times = f" (x{finding.repeats})" if finding.repeats > 1 else ""
    severity = paint(_COLOURS[finding.severity], finding.severity)
    return f"{place}: {severity} {finding.code} {printable(finding.message)}{times}"


def _excerpt(finding: Finding, texts: SourceTexts, paint: Callable[[str, str], str]) -> Iterator[str]:
    """The line of the finding, cut to a window when it is long, and a caret below the words that are meant."""
    at = finding.at
    lines = texts.lines(at.file)
    if not 1 <= at.line <= len(lines):
        return
    line = lines[at.line - 1].rstrip("\r")
    start = min(at.column - 1, len(line))
    end = min(at.end_column - 1, len(line)) if at.end_line == at.line else len(line)
    left = max(0, min(start - 20, len(line) - WIDTH)) if len(line) > WIDTH else 0
    right = min(len(line), left + WIDTH)
    window = printable(line[left:right])
    before, after = ("…" if left else ""), ("…" if right < len(line) else "")
    pad = "".join("\t" if c == "\t" else " " * _cells(c) for c in before + window[: start - left])
    mark = "^" * max(1, sum(_cells(c) for c in window[start - left : max(end, start + 1) - left]))
    number = f"{at.line:5} | "
    yield f"{number}{before}{window}{after}".rstrip()
    yield f"{'|':>7} {pad}{paint(_COLOURS[finding.severity], mark)}"


def _cells(character: str) -> int:
    """How many cells of a terminal a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
