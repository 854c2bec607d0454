"""`explain`, `budget` and `shorten`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from plainspoken.config import Talk, find_talk

if TYPE_CHECKING:
    from script.model import Script

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
    from script.explain import explain_words

    own = None
    if talk is not None:
        from script.pronunciations import read_pronunciations

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
    minutes: Annotated[
        float | None, typer.Option(help="How long the talk may be, instead of its own setting.", min=0.01)
    ] = None,
) -> None:
    """Count words and syllables and predict seconds, by page and in total, against the time allowed.

    Words are counted by whitespace, as in 250 words a minute; syllables on the spoken form. Exit code 1 when the
    talk is longer than it may be.
    """
    from dataclasses import asdict

    from script.budget import report

    talk = find_talk(target)
    found = report(_rendered(talk), minutes=minutes)
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


def _rendered(talk: Talk) -> Script:
    from script.render import render

    return render(talk.folder, talk.config.script, talk.results, file=talk.file, talk=talk.name).script


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: set[int]) -> None:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
