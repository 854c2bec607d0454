"""The language server: an editor opens and changes files, and is told what the linter finds, as it types.

Speaks the Language Server Protocol over standard input and output (`plainspoken server`). A file of a talk is linted
with the whole talk, what other open buffers hold included; any other Markdown file by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import LARGEST_FILE
from plainspoken.base.system_errors import explain
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.lint import editor_features as editor
from plainspoken.script.lint.apply_fixes import apply
from plainspoken.script.lint.finding import Finding, LintReport
from plainspoken.script.lint.lint_target import LintTarget, lint_and_script
from plainspoken.script.lint.passages import SourceTexts
from plainspoken.script.model import Script

_HALF = re.compile("[\ud800-\udfff]")

FindTarget = Callable[[Path], LintTarget]
"""The talk or file that a path belongs to; `InputError` when its configuration cannot be used."""


@dataclass
class _Open:
    """What is known of an open file since it was last linted."""

    uri: str
    path: Path
    file: str = ""
    report: LintReport | None = None
    script: Script | None = None
    voice: VoiceTiming = field(default_factory=VoiceTiming)
    diagnostics: list[tuple[types.Diagnostic, Finding]] = field(default_factory=list)


def make_server(find_target: FindTarget) -> LanguageServer:
    """The server, ready for `start_io()`."""
    server = LanguageServer("plainspoken", version("plainspoken"))
    opened: dict[str, _Open] = {}

    def buffers() -> dict[Path, str]:
        return {entry.path: server.workspace.get_text_document(uri).source for uri, entry in opened.items()}

    def lint(uri: str) -> None:
        entry = opened[uri]
        entry.report, entry.script, entry.diagnostics = None, None, []
        try:
            target = find_target(entry.path)
            root = target.folder.absolute()
            texts = {
                path.relative_to(root).as_posix(): _usable(text, path)
                for path, text in buffers().items()
                if path.is_relative_to(root)
            }
            entry.file = entry.path.relative_to(root).as_posix()
            target = replace(target, texts=texts)
            entry.voice = target.settings.voice
            entry.report, entry.script = lint_and_script(target, keep=True)
            places = SourceTexts(entry.report.sources)
            entry.diagnostics = [
                (editor.diagnostic(finding, places), finding)
                for finding in entry.report.findings
                if finding.at.file == entry.file
            ]
            shown = [diagnostic for diagnostic, _ in entry.diagnostics]
        except InputError as error:
            shown = [editor.failure(error)]
        except Exception as error:  # what the system refuses, such as a name that no file can have
            explained = explain(error)
            if explained is None:
                raise
            shown = [editor.failure(explained)]
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        uri = params.text_document.uri
        path = to_fs_path(uri)
        if path and "\0" not in path:
            opened[uri] = _Open(uri, Path(path).absolute())
            lint(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        if params.text_document.uri in opened:
            lint(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        for uri in opened:
            lint(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        if opened.pop(params.text_document.uri, None):
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    )
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        entry = opened.get(params.text_document.uri)
        if entry is None or entry.report is None:
            return []
        places = SourceTexts(entry.report.sources)
        wanted = params.context.only
        actions: list[types.CodeAction] = []
        if wanted is None or types.CodeActionKind.QuickFix in wanted:
            for diagnostic, finding in entry.diagnostics:
                if _overlap(diagnostic.range, params.range):
                    actions += editor.quick_fixes(finding, diagnostic, entry.uri, places)
        if wanted is not None and any(kind.startswith("source") for kind in wanted):
            actions += _fix_all(entry)
        return actions

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        entry = opened.get(params.text_document.uri)
        if entry is None or entry.script is None or entry.report is None:
            return None
        lines = SourceTexts(entry.report.sources).lines(entry.file)
        line = params.position.line + 1
        text = lines[line - 1] if 1 <= line <= len(lines) else ""
        column = editor.column_of(text, params.position.character)
        found = editor.hover(entry.script, entry.voice, entry.file, line, column)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found)) if found else None

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def inlay_hint(params: types.InlayHintParams) -> list[types.InlayHint]:
        entry = opened.get(params.text_document.uri)
        if entry is None or entry.script is None or entry.report is None:
            return []
        places = SourceTexts(entry.report.sources)
        first, last = params.range.start.line, params.range.end.line
        hints = editor.page_costs(entry.script, entry.voice, entry.file, places)
        return [hint for hint in hints if first <= hint.position.line <= last]

    return server


def _usable(text: str, path: Path) -> str:
    """A buffer as a file would be read: half a character, which JSON can hold, is no character.

    Raises:
        InputError: it is larger than a file may be.
    """
    if len(text) > LARGEST_FILE:
        raise InputError("this text is too large", file=path, remedy=f"keep it below {LARGEST_FILE >> 20} MB")
    return _HALF.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


def _fix_all(entry: _Open) -> list[types.CodeAction]:
    """Every safe fix of the file in one action."""
    assert entry.report is not None
    texts = entry.report.sources
    changed, made = apply([finding for _, finding in entry.diagnostics], texts)
    if not made or entry.file not in changed:
        return []
    end = types.Position(texts[entry.file].count("\n") + 1, 0)
    edit = types.TextEdit(types.Range(types.Position(0, 0), end), changed[entry.file])
    return [
        types.CodeAction(
            title=f"Make all {made} safe fixes",
            kind=types.CodeActionKind.SourceFixAll,
            edit=types.WorkspaceEdit(changes={entry.uri: [edit]}),
        )
    ]


def _overlap(one: types.Range, other: types.Range) -> bool:
    def key(position: types.Position) -> tuple[int, int]:
        return position.line, position.character

    return key(one.start) <= key(other.end) and key(other.start) <= key(one.end)
