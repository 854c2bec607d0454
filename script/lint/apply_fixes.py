"""Put fixes into the author's files: only where the expected words stand, never two over the same place, until no
fix is left."""

from __future__ import annotations

import difflib
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate

from plainspoken.script.lint.finding import Edit, Finding, LintReport
from plainspoken.script.lint.passages import SourceTexts

ROUNDS = 10


def fix_all(
    sources: Mapping[str, str],
    lint: Callable[[Mapping[str, str]], LintReport],
    *,
    unsafe: bool = False,
    first: LintReport | None = None,
) -> tuple[dict[str, str], int, LintReport]:
    """Lint, fix, and lint again until nothing changes (at most `ROUNDS` times, since fixes may make way for others).

    Args:
        sources: the author's files by name.
        lint: how to lint them when their texts are these.
        unsafe: whether fixes that want a reader's eye are made too.
        first: the report of the texts as they are, when it is there already.

    Returns:
        The changed files' new texts, the number of fixes made, and the report of what is left.
    """
    texts = dict(sources)
    report = first or lint(texts)
    applied = 0
    for _ in range(ROUNDS):
        changed, made = apply(report.findings, texts, unsafe=unsafe)
        if not made:
            break
        applied += made
        texts.update(changed)
        report = lint(texts)
    return {file: text for file, text in texts.items() if text != sources.get(file)}, applied, report


def apply(findings: Iterable[Finding], texts: Mapping[str, str], *, unsafe: bool = False) -> tuple[dict[str, str], int]:
    """Make the fixes of `findings` in `texts`; a fix that touches what an earlier one changed waits.

    Returns:
        The new texts of the changed files and the number of fixes made.
    """
    places = _FixedPlaces(texts)
    chosen: dict[str, list[tuple[int, int, str]]] = {}
    made = 0
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        spans = [span for edit in fix.edits if (span := places.span(edit))]
        if len(spans) < len(fix.edits) or any(
            _clashes(chosen.get(file, []), start, end) for file, start, end, _ in spans
        ):
            continue
        for file, start, end, replacement in spans:
            insort(chosen.setdefault(file, []), (start, end, replacement))
        made += 1
    return {file: _edited(texts[file], edits) for file, edits in chosen.items()}, made


def diff(before: Mapping[str, str], after: Mapping[str, str], name: Callable[[str], str]) -> Iterator[str]:
    """A unified diff of the files that changed."""
    for file in sorted(after):
        old, new = before[file].splitlines(keepends=True), after[file].splitlines(keepends=True)
        for line in difflib.unified_diff(old, new, name(file), name(file)):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


class _FixedPlaces(SourceTexts):
    """The author's files with the offset of each line."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        self._starts: dict[str, list[int]] = {}

    def span(self, edit: Edit) -> tuple[str, int, int, str] | None:
        """An edit as offsets into its file, or None when other words stand there."""
        at = edit.at
        if self.text_at(at) != edit.expected:
            return None
        if at.file not in self._starts:
            self._starts[at.file] = [0, *accumulate(len(line) + 1 for line in self.lines(at.file))]
        start = self._starts[at.file][at.line - 1] + at.column - 1
        return at.file, start, start + len(edit.expected), edit.replacement


def _clashes(taken: list[tuple[int, int, str]], start: int, end: int) -> bool:
    """Whether an edit touches one that is made already."""
    index = bisect_left(taken, (start,))
    before, after = taken[index - 1 : index], taken[index : index + 1]
    return any(start < b_end for _, b_end, _ in before) or any(
        a_start < end or a_start == start for a_start, _, _ in after
    )


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with all edits made; a removed word takes one of the spaces around it along."""
    for start, end, replacement in sorted(edits, reverse=True):
        if not replacement and text[start - 1 : start] in ("", " ", "\n") and text[end : end + 1] in (" ", "\t"):
            end += 1
        elif not replacement and text[end : end + 1] in ("", "\n"):
            start -= len(text[:start]) - len(text[:start].rstrip(" \t"))
        text = text[:start] + replacement + text[end:]
    return text
