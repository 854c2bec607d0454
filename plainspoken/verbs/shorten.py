"""`plainspoken shorten`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from plainspoken.base.terminal_text import document_output
from plainspoken.talk import Talk
from plainspoken.verbs.choices import Part, Profile, Results

if TYPE_CHECKING:
    from plainspoken.script.simplify.model_rewrites import Proposer
    from plainspoken.script.simplify.word_change import Change


def shorten(
    target: Annotated[
        str, typer.Argument(metavar="TALK|FILE|-", help="A talk, a script file, or - for standard input.")
    ],
    diff: Annotated[bool, typer.Option("--diff", help="Show the changes as a unified diff.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Change the files themselves.")] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Ask about each change (y, n, a for all, q to stop); then write.")
    ] = False,
    part: Part = None,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.01, help="Only as many changes as it takes for the talk to last no longer than this."),
    ] = None,
    results: Results = None,
    profile: Profile = None,
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="Also changes that a reader should decide on.")
    ] = False,
    in_context: Annotated[
        bool,
        typer.Option(
            "--in-context", help="Also suggest shorter words that fit their place (extras words-plus and experiments)."
        ),
    ] = False,
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A language model's folder: it proposes rewrites of paragraphs.")
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL#MODEL", help="An OpenAI-style endpoint and its model: proposes rewrites as well."),
    ] = None,
    form: Annotated[
        Literal["text", "jsonl"], typer.Option("--format", help="One line, or one JSON object, a change.")
    ] = "text",
) -> None:
    """Replace long words and phrases by shorter ones that mean the same, in the author's own files.

    Each change is listed with the syllables it saves. Names, numbers, code, quotations, Jinja, negations and the
    terms under `protect` in [words] of talk.toml are never touched; `<!-- plainspoken: off PS301 -->` … `on` keeps a
    stretch as it is. Without --write or --interactive nothing is changed. With - the shortened text is printed.

    What --in-context finds is a suggestion as well, written only with --suggestions or --interactive.

    What --model or --endpoint proposes is kept only when no number, name, negation or term is lost or added, its
    meaning is close enough, and it is shorter to say; it is written only with --suggestions or --interactive. The
    endpoint's key, where it needs one, is read from PLAINSPOKEN_ENDPOINT_KEY.
    """
    from difflib import unified_diff

    from plainspoken.script.simplify.replace_words import shorten as shortened
    from plainspoken.shorten_pages import shorten_pages

    if target == "-":
        done = shortened(sys.stdin.read(), suggestions=suggestions)
        document_output().write(done.text)
        print(f"{done.saved} syllables saved by {len(done.changes)} changes", file=sys.stderr)
        return
    talk = Talk.find(target, part, minutes=minutes, results=results, profile=profile)
    asked = _Asked() if interactive else None
    saved = count = 0
    for page in shorten_pages(
        talk,
        needed_only=minutes is not None,
        suggestions=suggestions,
        in_context=in_context,
        proposer=_proposer(model, endpoint),
        accept=asked.accept if asked else None,
    ):
        saved += page.saved
        count += len(page.changes)
        if diff:
            lines = unified_diff(
                page.before.splitlines(True), page.after.splitlines(True), str(page.path), str(page.path), n=1
            )
            sys.stdout.writelines(line if line.endswith("\n") else f"{line}\n" for line in lines)
        else:
            for change in page.changes:
                print(_line(str(page.path), change, form))
        if write or interactive:
            page.write()
    if form == "text":
        what = "made" if write or interactive else "found"
        print(f"{count} changes {what}, {saved} syllables saved", file=sys.stderr if diff else sys.stdout)


def _proposer(model: Path | None, endpoint: str | None) -> Proposer | None:
    if model is None and endpoint is None:
        return None
    import os

    from plainspoken.script.simplify.model_rewrites import Endpoint, LocalModel

    if model is not None:
        return LocalModel(model)
    url, _, name = (endpoint or "").partition("#")
    return Endpoint(url, name or "default", os.environ.get("PLAINSPOKEN_ENDPOINT_KEY", ""))


class _Asked:
    """Asks about each change on the terminal, and remembers `a` and `q`."""

    def __init__(self) -> None:
        self.always: bool | None = None

    def accept(self, path: Path, change: Change) -> bool:
        """Whether the reader takes the change."""
        if self.always is not None:
            return self.always
        answer = typer.prompt(f"{_line(str(path), change, 'text')}  [y/n/a/q]", default="y", show_default=False)
        if answer[:1] in ("a", "q"):
            self.always = answer[0] == "a"
            return self.always
        return answer[:1] in ("y", "")


def _line(file: str, change: Change, form: str) -> str:
    old, new = (" ".join(text.split()) for text in (change.old, change.new))
    if form == "jsonl":
        record = {
            "file": file,
            "line": change.line,
            "column": change.column,
            "old": change.old,
            "new": change.new,
            "saved": change.saved,
            "level": change.level,
            "rule": change.rule,
        }
        return json.dumps(record, ensure_ascii=False)
    mark = "" if change.level == "safe" else " (suggestion)"
    return f"{file}:{change.line}:{change.column}: {old} -> {new or '(nothing)'}, saves {change.saved}{mark}"
