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
    shorter words, and what was written stands below. Seconds are those that the build will measure: of the talk's own
    voice, at its pace and with its pauses, each page with the pause to the next. A page that takes more than twice the
    median page is marked as crowded. Words are counted by whitespace, as in 250 words a minute; syllables on the spoken
    form. Exit code 1 when the talk takes longer than it may, or has more words than its script itself declares. A
    script that says nothing of its time, in a file of its own and without `--minutes`, has no limit.
    """
    from plainspoken.script.timing.budget import predict_budget
    from plainspoken.script.timing.stated_length import has_stated_length

    talk = Talk.find(target, part, minutes=minutes, results=results, profile=profile)
    talk.refresh()
    voice = talk.source.config.script.voice
    script, counts = talk.preview()
    limited = has_stated_length(script, talk.source.config.script)
    found = predict_budget(script, voice, limited=limited)
    written = found
    if counts.shortened:
        as_written, _ = talk.with_settings(words={"shorten": False}).preview()
        written = predict_budget(as_written, voice, limited=limited)
    if form == "json":
        written_counts = {"words": written.words, "syllables": written.syllables, "seconds": written.seconds}
        document = {**found.as_json(), "shortened": counts.shortened, "written": written_counts}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        head, *rows = found.table()
        print_table(head, rows, right={1, 2, 3})
        if counts.shortened:
            print(
                f"as written: {written.words:,} words, {written.seconds:.1f} s; {counts.shortened} of the changes that "
                f"`plainspoken shorten {talk.source.command}` lists are made in the build"
            )
        print(found.verdict())
    if not found.fits:
        raise typer.Exit(1)
