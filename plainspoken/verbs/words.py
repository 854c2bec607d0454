"""`explain`, `budget` and `shorten`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from plainspoken.base.errors import InputError
from plainspoken.config import Talk, find_talk
from plainspoken.verbs.choices import Minutes, Part, Results

if TYPE_CHECKING:
    from plainspoken.script.model import Script
    from plainspoken.script.simplify.model_rewrites import Proposer
    from plainspoken.script.simplify.replace_words import Change, Shortened

Target = Annotated[
    str, typer.Argument(metavar="TALK|FILE", help="A talk's folder, its name below talks/, or a script file.")
]


def explain(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS...", help="Words; none reads them from standard input.")
    ] = None,
    form: Annotated[
        Literal["text", "jsonl"], typer.Option("--format", help="A table, or one JSON object a line.")
    ] = "text",
    talk: Annotated[str | None, typer.Option(metavar="TALK", help="Use this talk's own pronunciations.")] = None,
) -> None:
    """Show how words are said: spoken form, syllables, predicted seconds, and what the count rests on.

    Words come as arguments, or one a line on standard input. SOURCE is what the syllables rest on: exception (the
    project's own list), dictionary (CMUdict), parts (a known word with a prefix or an ending), letters, phonemes
    (espeak-ng's rules), several joined by + where the words of one spoken form differ. The last column is
    what pyphen's hyphenation alone would count.

    With --format jsonl: {"word": ..., "spoken": ..., "syllables": ..., "source": ...}.
    """
    from plainspoken.script.timing.explain_words import explain_words

    own = None
    if talk is not None:
        from plainspoken.script.spoken.pronunciations import read_pronunciations

        chosen = find_talk(talk)
        own = read_pronunciations(chosen.folder, chosen.config.words)
    given = words if words else (line.strip() for line in sys.stdin)
    explained = explain_words((word for word in given if word.strip()), pronunciations=own)
    if form == "jsonl":
        for row in explained:
            record = {"word": row.word, "spoken": row.spoken, "syllables": row.syllables, "source": row.source}
            print(json.dumps(record, ensure_ascii=False))
        return
    rows: list[tuple[str, ...]] = [
        (row.word, row.spoken, str(row.syllables), f"{row.seconds:.2f}", row.source, str(row.hyphenated))
        for row in explained
    ]
    _table(("word", "spoken", "syllables", "seconds", "source", "pyphen"), rows, right={2, 3, 5})


def budget(
    target: Target,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="A table, or one JSON document.")] = "text",
    minutes: Minutes = None,
    part: Part = None,
    results: Results = None,
) -> None:
    """Count words and syllables and predict seconds, by page and in total, against the time allowed.

    Words are counted by whitespace, as in 250 words a minute; syllables on the spoken form. Exit code 1 when the
    talk is longer than it may be.
    """
    from dataclasses import asdict

    from plainspoken.script.timing.budget import report

    talk = find_talk(target, part)
    found = report(_rendered(talk, results, minutes), talk.config.voice.timing, minutes=minutes)
    if form == "json":
        print(json.dumps({**asdict(found), "over_words": found.over_words}, ensure_ascii=False, indent=1))
    else:
        rows = [(page.name, str(page.words), str(page.syllables), f"{page.seconds:.1f}") for page in found.pages]
        rows.append(("total", f"{found.words:,}", f"{found.syllables:,}", f"{found.seconds:.1f}"))
        rows.append(("limit", f"{found.word_limit:,}", "", f"{found.seconds_limit:.1f}"))
        _table(("page", "words", "syllables", "seconds"), rows, right={1, 2, 3})
        if found.over_words:
            print(f"{found.over_words:,} words over")
    if found.over_words:
        raise typer.Exit(1)


def _rendered(talk: Talk, results: str | None, minutes: float | None) -> Script:
    from plainspoken.results import records_folder
    from plainspoken.script.render import render

    records = records_folder(talk, results)
    return render(talk.folder, talk.config.script, records, file=talk.file, talk=talk.name, minutes=minutes).script


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: set[int]) -> None:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells).rstrip())


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
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="Also changes that a reader should decide on.")
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

    What --model or --endpoint proposes is kept only when no number, name, negation or term is lost or added, its
    meaning is close enough, and it is shorter to say; it is written only with --suggestions or --interactive. The
    endpoint's key, where it needs one, is read from PLAINSPOKEN_ENDPOINT_KEY.
    """
    from difflib import unified_diff

    from plainspoken.base.files import write_text
    from plainspoken.script.render import page_files
    from plainspoken.script.simplify.lexicon import with_own
    from plainspoken.script.simplify.replace_words import shorten as shortened

    if target == "-":
        done = shortened(sys.stdin.read(), suggestions=suggestions)
        sys.stdout.write(done.text)
        print(f"{done.saved} syllables saved by {len(done.changes)} changes", file=sys.stderr)
        return
    talk = find_talk(target, part)
    words = talk.config.words
    lexicon = with_own(talk.folder, words.lexicon)
    asked = _Asked() if interactive else None
    proposer = _proposer(model, endpoint)
    saved = count = 0
    for path in [talk.file] if talk.file is not None else page_files(talk.folder, talk.config.script):
        text = _text_of(path)
        if asked:
            asked.begin(str(path))
        done = shortened(
            text,
            lexicon=lexicon,
            protect=words.protect,
            suggestions=suggestions,
            accept=asked.accept if asked else None,
        )
        if proposer:
            done = _rewritten(done, proposer, words.protect, taken=suggestions, asked=asked)
        saved += done.saved
        count += len(done.changes)
        if diff:
            lines = unified_diff(text.splitlines(True), done.text.splitlines(True), str(path), str(path), n=1)
            sys.stdout.writelines(line if line.endswith("\n") else f"{line}\n" for line in lines)
        else:
            for change in done.changes:
                print(_line(str(path), change, form))
        if (write or interactive) and done.changes:
            write_text(path, done.text)
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


def _rewritten(
    done: Shortened, proposer: Proposer, protect: list[str], *, taken: bool, asked: _Asked | None
) -> Shortened:
    """The proposals that the judge keeps, after the other changes; applied where they are `taken` or asked for."""
    from plainspoken.script.simplify.model_rewrites import rewrites
    from plainspoken.script.simplify.replace_words import Shortened, apply

    found = rewrites(done.text, proposer, protect=protect)
    chosen = [change for change in found if asked.accept(change)] if asked else found
    text = apply(done.text, chosen) if taken or asked else done.text
    return Shortened(text, (*done.changes, *chosen))


def _text_of(path: Path) -> str:
    """A file's text, its line ends as they are."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8 text", file=path, line=line, remedy="save the file as UTF-8") from None


class _Asked:
    """Asks about each change on the terminal, and remembers `a` and `q`."""

    def __init__(self) -> None:
        self.file = ""
        self.always: bool | None = None

    def begin(self, file: str) -> None:
        """The changes that follow are in `file`."""
        self.file = file

    def accept(self, change: Change) -> bool:
        """Whether the reader takes the change."""
        if self.always is not None:
            return self.always
        answer = typer.prompt(f"{_line(self.file, change, 'text')}  [y/n/a/q]", default="y", show_default=False)
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
