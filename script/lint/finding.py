"""What a rule reports: a code, a message, a place in the author's own file, and how to mend it where that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from plainspoken.script.model import Source

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at one place. `expected` is what stands there now; where it does not, nothing is done."""

    at: Source
    expected: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together. A safe fix keeps the meaning; an unsafe one wants a reader's eye.

    `saves` counts the spoken syllables that go away, where the fix is about length.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True
    saves: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    Attributes:
        code: the rule, such as `PS201`.
        message: what is wrong here, in one sentence without a full stop.
        at: where, in the author's template; `file` as the renderer names it, relative to the talk's folder.
        page: the id of the page in the rendered script, when there is one.
        data: figures behind the message (words, limit, metric), for machines.
        repeats: how often the same place was rendered with the same finding (loops, macros).
    """

    code: str
    message: str
    at: Source
    severity: Severity = "warning"
    page: str | None = None
    fix: Fix | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    repeats: int = 1

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Findings are listed by file, line, column, code."""
        return (self.at.file, self.at.line, self.at.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class LintReport:
    """All findings of one script, in order, with the text of every file that they point into."""

    findings: tuple[Finding, ...]
    sources: Mapping[str, str]
    ignored: int = 0

    def count(self, *severities: Severity) -> int:
        """How many findings have one of `severities`."""
        return sum(finding.severity in severities for finding in self.findings)

    def renamed(self, name: Callable[[str], str]) -> LintReport:
        """The report with every file called `name(file)`: as the user would open it, rather than as the talk does."""

        def moved(at: Source) -> Source:
            return replace(at, file=name(at.file))

        findings = []
        for finding in self.findings:
            fix = finding.fix
            if fix is not None:
                fix = replace(fix, edits=tuple(replace(edit, at=moved(edit.at)) for edit in fix.edits))
            findings.append(replace(finding, at=moved(finding.at), fix=fix))
        return LintReport(tuple(findings), {name(file): text for file, text in self.sources.items()}, self.ignored)

    @property
    def by_code(self) -> Counter[str]:
        """Findings by rule, for `--statistics`."""
        return Counter(finding.code for finding in self.findings)

    @property
    def fixable(self) -> tuple[int, int]:
        """How many findings have a safe fix, and how many an unsafe one."""
        fixes = [finding.fix for finding in self.findings if finding.fix]
        safe = sum(fix.safe for fix in fixes)
        return safe, len(fixes) - safe


def merged(reports: Iterable[LintReport]) -> LintReport:
    """Several talks' reports as one, each finding once."""
    findings: dict[tuple[object, ...], Finding] = {}
    sources: dict[str, str] = {}
    ignored = 0
    for report in reports:
        for finding in report.findings:
            findings.setdefault((*finding.order, finding.at.end_line, finding.at.end_column), finding)
        sources.update(report.sources)
        ignored += report.ignored
    return LintReport(tuple(sorted(findings.values(), key=lambda finding: finding.order)), sources, ignored)
