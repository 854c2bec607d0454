"""`plainspoken budget`."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import Minutes, Part, Profile, Results, Target, print_table


def budget(
    target: Target,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="A table, or one JSON document.")] = "text",
    part: Part = None,
    minutes: Minutes = None,
    results: Results = None,
    profile: Profile = None,
) -> None:
    """Count words and syllables and predict seconds, by page and in total, against the time allowed.

    Counted is the script as `plainspoken talk` builds it: where it is too long as it is written, that is the one in
    shorter words, and what was written stands below. Words are counted by whitespace, as in 250 words a minute;
    syllables on the spoken form. Exit code 1 when the talk is longer than it may be.
    """
    from dataclasses import asdict

    from plainspoken.script.timing.budget import report

    talk = Talk.find(target, part, minutes=minutes, results=results, profile=profile)
    talk.refresh()
    script, counts = talk.preview()
    found = report(script, talk.source.config.script.voice)
    written = found
    if counts.shortened:
        as_written, _ = talk.with_settings(words={"shorten": False}).preview()
        written = report(as_written, talk.source.config.script.voice)
    if form == "json":
        written_counts = {"words": written.words, "syllables": written.syllables, "seconds": written.seconds}
        document = {
            **asdict(found), "over_words": found.over_words, "shortened": counts.shortened, "written": written_counts
        }  # fmt: skip
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        rows = [(page.name, str(page.words), str(page.syllables), f"{page.seconds:.1f}") for page in found.pages]
        rows.append(("total", f"{found.words:,}", f"{found.syllables:,}", f"{found.seconds:.1f}"))
        rows.append(("limit", f"{found.word_limit:,}", "", f"{found.seconds_limit:.1f}"))
        print_table(("page", "words", "syllables", "seconds"), rows, right={1, 2, 3})
        if counts.shortened:
            print(
                f"as written: {written.words:,} words, {written.seconds:.1f} s; {counts.shortened} of the changes that "
                f"`plainspoken shorten {talk.source.command}` lists are made in the build"
            )
        if found.over_words:
            print(f"{found.over_words:,} words over")
    if found.over_words:
        raise typer.Exit(1)
