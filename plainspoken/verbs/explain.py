"""`plainspoken explain`."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Literal

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import print_table


def explain(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS...", help="Words; none reads them from standard input.")
    ] = None,
    form: Annotated[
        Literal["text", "jsonl"], typer.Option("--format", help="A table, or one JSON object a line.")
    ] = "text",
    talk: Annotated[
        str | None, typer.Option(metavar="TALK", help="Use this talk's own pronunciations and voice.")
    ] = None,
) -> None:
    """Show how words are said: spoken form, syllables, predicted seconds, and what the count rests on.

    Words come as arguments, or one a line on standard input. SOURCE is what the syllables rest on: exception (the
    project's own list), dictionary (CMUdict), parts (a known word with a prefix or an ending), letters, phonemes
    (espeak-ng's rules), several joined by + where the words of one spoken form differ. The last column is
    what pyphen's hyphenation alone would count.

    With --format jsonl: {"word": ..., "spoken": ..., "syllables": ..., "source": ...}.
    """
    from plainspoken.script.timing.explain_words import explain_words

    own = voice = None
    if talk is not None:
        from plainspoken.script.spoken.pronunciations import read_pronunciations

        source = Talk.find(talk).source
        own = read_pronunciations(source.folder, source.config.words)
        voice = source.config.script.voice
    given = words if words else (line.strip() for line in sys.stdin)
    explained = explain_words((word for word in given if word.strip()), voice=voice, pronunciations=own)
    if form == "jsonl":
        for row in explained:
            record = {"word": row.word, "spoken": row.spoken, "syllables": row.syllables, "source": row.source}
            print(json.dumps(record, ensure_ascii=False))
        return
    rows: list[tuple[str, ...]] = [
        (row.word, row.spoken, str(row.syllables), f"{row.seconds:.2f}", row.source, str(row.hyphenated))
        for row in explained
    ]
    print_table(("word", "spoken", "syllables", "seconds", "source", "pyphen"), rows, right={2, 3, 5})
