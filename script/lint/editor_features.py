"""What an editor shows of a script: findings, quick fixes, what stands behind a word, and what each page costs.

Pure functions from our own places to the Language Server Protocol's (lines from 0, columns in UTF-16 units); the
server itself is in `plainspoken.script.lint.language_server`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from plainspoken.base.errors import InputError
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.lint.finding import Edit, Finding, Severity
from plainspoken.script.lint.passages import SourceTexts
from plainspoken.script.lint.rule import rules
from plainspoken.script.model import Beat, Item, Number, Page, Script, Source, Token
from plainspoken.script.timing.budget import PageCost, predict_budget
from plainspoken.script.timing.page_seconds import beat_seconds

SOURCE = "plainspoken"
_SEVERITY: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "hint": types.DiagnosticSeverity.Information,
}


def diagnostic(finding: Finding, texts: SourceTexts) -> types.Diagnostic:
    """A finding as an editor underlines it."""
    return types.Diagnostic(
        range=span(finding.at, texts),
        message=finding.message,
        severity=_SEVERITY[finding.severity],
        code=finding.code,
        source=SOURCE,
        data=rules()[finding.code].name,
    )


def failure(error: InputError) -> types.Diagnostic:
    """A script that cannot be rendered, as one diagnostic where the mistake is."""
    line = max((error.line or 1) - 1, 0)
    column = max((error.column or 1) - 1, 0)
    message = f"{error.message}\n{error.remedy}" if error.remedy else error.message
    start = types.Position(line, column)
    return types.Diagnostic(
        range=types.Range(start, types.Position(line, column + 1)),
        message=message,
        severity=types.DiagnosticSeverity.Error,
        source=SOURCE,
    )


def quick_fixes(
    finding: Finding, diagnostic_: types.Diagnostic, uri: str, texts: SourceTexts
) -> Iterator[types.CodeAction]:
    """The finding's own fix, and a comment that takes the rule off here."""
    if finding.fix:
        title = finding.fix.title[:1].upper() + finding.fix.title[1:]
        yield types.CodeAction(
            title=f"{title} ({finding.code})",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic_],
            is_preferred=finding.fix.safe,
            edit=types.WorkspaceEdit(changes={uri: [text_edit(edit, texts) for edit in finding.fix.edits]}),
        )
    lines = texts.lines(finding.at.file)
    if not 1 <= finding.at.line <= len(lines):
        return
    line = lines[finding.at.line - 1].rstrip()
    end = types.Position(finding.at.line - 1, _units(line, len(line)))
    comment = types.TextEdit(types.Range(end, end), f" <!-- plainspoken: ignore {finding.code} REASON -->")
    yield types.CodeAction(
        title=f"Ignore {finding.code} on this line",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic_],
        edit=types.WorkspaceEdit(changes={uri: [comment]}),
    )


def text_edit(edit: Edit, texts: SourceTexts) -> types.TextEdit:
    """An edit of ours as the protocol has it."""
    return types.TextEdit(span(edit.at, texts), edit.replacement)


def hover(script: Script, voice: VoiceTiming, file: str, line: int, column: int) -> str | None:
    """What is known of the place (from 1, code points): the word as it is said, its beat's cost, a number's source."""
    pace = script.words_per_minute
    for page in script.pages:
        for number in _numbers(page):
            if number.at is not None and _covers(number.at, file, line, column):
                parts = [_behind(number)]
                if (found := _spoken_at(page, file, line, column)) is not None:
                    parts.append(_said(*found, voice, pace))
                return "\n\n".join(parts)
        if (found := _spoken_at(page, file, line, column)) is not None:
            return _said(*found, voice, pace)
        if _heading(page).file == file and page.at.line == line:
            costs = {cost.id: cost for cost in predict_budget(script, voice).pages}
            return f"**{page.title or page.id}**: {_cost(costs[page.id])}"
    return None


def page_costs(script: Script, voice: VoiceTiming, file: str, texts: SourceTexts) -> Iterator[types.InlayHint]:
    """Behind each heading what its page costs to say, the pause to the next page included."""
    for page, cost in zip(script.pages, predict_budget(script, voice).pages, strict=True):
        if page.at.file == file and page.beats:
            lines = texts.lines(file)
            line = lines[page.at.line - 1].rstrip() if page.at.line <= len(lines) else ""
            position = types.Position(page.at.line - 1, _units(line, len(line)))
            yield types.InlayHint(position=position, label=_cost(cost), padding_left=True)


def span(at: Source, texts: SourceTexts) -> types.Range:
    """A place of ours as the protocol's range."""
    lines = texts.lines(at.file)

    def position(line: int, column: int) -> types.Position:
        text = lines[line - 1] if 1 <= line <= len(lines) else ""
        return types.Position(max(line - 1, 0), _units(text, column - 1))

    return types.Range(position(at.line, at.column), position(at.end_line, at.end_column))


def column_of(text: str, units: int) -> int:
    """The column (from 1, code points) of a place counted in UTF-16 units from 0."""
    for column, character in enumerate(text, 1):
        if units <= 0:
            return column
        units -= 2 if ord(character) > 0xFFFF else 1
    return len(text) + 1


def _units(text: str, column: int) -> int:
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text[: max(column, 0)])


def _covers(at: Source, file: str, line: int, column: int) -> bool:
    return at.file == file and (at.line, at.column) <= (line, column) < (at.end_line, at.end_column)


def _heading(page: Page) -> Source:
    return page.at


def _numbers(page: Page) -> Iterator[Number]:
    yield from page.title_numbers
    parts: list[Item | Beat] = [*page.items, *page.beats]
    for part in parts:
        yield from part.numbers


def _spoken_at(page: Page, file: str, line: int, column: int) -> tuple[Token, Beat] | None:
    for beat in page.beats:
        if not (beat.at.file == file and beat.at.line <= line <= beat.at.end_line):
            continue
        for token in beat.tokens:
            if token.at is not None and _covers(token.at, file, line, column):
                return token, beat
    return None


def _said(token: Token, beat: Beat, voice: VoiceTiming, pace: float) -> str:
    said = token.said.rstrip(".,;:!?")
    spoken = f"“{said}”, {token.syllables} syllable{'' if token.syllables == 1 else 's'}" if said else "not spoken"
    cost = f"{beat.words} words, {beat.syllables} syllables, {beat_seconds(beat.said, voice, pace):.1f} s"
    return f"**{token.shown}** {spoken}\n\nbeat: {cost}"


def _behind(number: Number) -> str:
    if number.origin == "typed":
        return f"**{number.shown}** typed by hand: no metric, fact or constant stands behind it"
    value = "" if number.value is None else f" = {number.value:g}"
    record = f", from {Path(number.file).name}" if number.file else ""
    return f"**{number.shown}** {number.origin} `{number.source}`{value}{record}"


def _cost(page: PageCost) -> str:
    return f"{page.words} words, {page.syllables} syllables, {page.seconds:.1f} s"
