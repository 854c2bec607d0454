"""The stage itself: run the chosen rules over a rendered script and report what they find, ignores taken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.lint.finding import Finding, LintReport
from plainspoken.script.lint.ignores import read_ignores
from plainspoken.script.lint.passages import LintedPage, LintedScript, SourceTexts, no_page_faults
from plainspoken.script.lint.rule import Rule, rules
from plainspoken.script.lint.select_rules import selected
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.model import Page, Script
from plainspoken.script.settings import ScriptSettings


def check(
    pages: Iterable[Page],
    script: Callable[[], Script],
    sources: Mapping[str, str],
    settings: ScriptSettings,
    *,
    on: frozenset[str] | None = None,
    bound: bool = False,
    stale: Callable[[], Mapping[str, str]] = dict,
    folder: Path = Path(),
    names: Callable[[], RunNames] = RunNames,
    page_faults: Callable[[Page], Iterable[InputError]] = no_page_faults,
    talk_faults: Sequence[InputError] = (),
    series: Callable[[], Mapping[str, Mapping[str, Sequence[float]]]] = dict,
) -> LintReport:
    """Lint a rendered script.

    Args:
        pages: its pages, taken one by one and not kept, so that a long file need not be in memory whole.
        script: gives the talk as a whole (minutes, declared length), once all pages have been taken.
        sources: the text of every file that the script's places point into.
        settings: limits and word lists; `settings.lint` when `on` is not given.
        on: the codes of the rules to run.
        bound: whether the talk quotes results, which makes typed numbers suspicious.
        stale: gives records that are not what the configuration would make today, by file, with the reason, once all
            pages have been taken.
        folder: the talk's folder, where its word lists are.
        names: gives the runs that the talk may speak of, once all pages have been taken.
        page_faults: gives what no slide can show of a page.
        talk_faults: what is wrong with the talk as a whole.
        series: gives the curves of those runs by split and metric, once all pages have been taken.

    Raises:
        InputError: the selection names no rule.
    """
    if on is None:
        on = selected(settings.lint.select, settings.lint.ignore, settings.lint.extend)
    texts = SourceTexts(sources)
    manuscript = LintedScript(script, pages, texts, settings, bound, stale, folder, names=names,
        page_faults=page_faults, talk_faults=talk_faults, series=series,
    )  # fmt: skip
    chosen = [entry for code, entry in rules().items() if code in on]
    ignores = read_ignores(sources)
    kept: dict[tuple[object, ...], Finding] = {}
    ignored = 0
    for finding in _found(manuscript, chosen):
        if ignores.by_file and ignores.take(finding, rules()[finding.code].name):
            ignored += 1
            continue
        key = (finding.code, finding.message, *_span(finding))
        if key in kept:
            finding = replace(kept[key], repeats=kept[key].repeats + 1)
        kept[key] = finding
    for entry in chosen:
        if entry.scope == "ignores":
            for finding in entry.check(ignores, texts, on):
                kept[(finding.code, finding.message, *_span(finding))] = finding
    return LintReport(tuple(sorted(kept.values(), key=lambda finding: finding.order)), sources, ignored)


def _found(manuscript: LintedScript, chosen: list[Rule]) -> Iterator[Finding]:
    """The findings of all rules, page by page, then of the talk as a whole."""
    on_passage = [entry for entry in chosen if entry.scope == "passage"]
    on_page = [entry for entry in chosen if entry.scope == "page"]
    on_talk = [entry.check(manuscript) for entry in chosen if entry.scope == "talk"]
    by_kind: dict[str, list[Rule]] = {}
    for view in manuscript.views():
        for passage in view.passages:
            if passage.kind not in by_kind:
                by_kind[passage.kind] = [entry for entry in on_passage if passage.kind in entry.kinds]
            for entry in by_kind[passage.kind]:
                if not entry.words or not entry.words.isdisjoint(passage.vocabulary):
                    yield from _dressed(entry, entry.check(passage), view)
        for entry in on_page:
            yield from _dressed(entry, entry.check(view), view)
        for watcher in on_talk:
            watcher.page(view)
    for entry in chosen:
        if entry.scope == "source":
            for file, text in manuscript.texts.texts.items():
                yield from entry.check(file, text, manuscript)
    for entry, watcher in zip((entry for entry in chosen if entry.scope == "talk"), on_talk, strict=True):
        yield from _dressed(entry, watcher.end(), None)


def _dressed(entry: Rule, findings: Iterable[Finding], view: LintedPage | None) -> Iterator[Finding]:
    """Findings with their page's id, and the rule's severity."""
    for finding in findings:
        page = finding.page or (view.page.id if view else None)
        if page != finding.page or finding.severity != entry.severity:
            finding = replace(finding, page=page, severity=entry.severity)
        yield finding


def _span(finding: Finding) -> tuple[str, int, int, int, int]:
    at = finding.at
    return at.file, at.line, at.column, at.end_line, at.end_column
