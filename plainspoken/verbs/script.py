"""The verb `render`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.verbs.choices import Minutes, Part, Results

if TYPE_CHECKING:
    from plainspoken.script.model import Script


def render(
    target: Annotated[str, typer.Argument(metavar="TALK|FILE", help="A talk's folder or name, or one script file.")],
    out: Annotated[
        Path | None, typer.Option(help="Where to write; the talk's build folder unless given.", file_okay=False)
    ] = None,
    part: Part = None,
    results: Results = None,
    minutes: Minutes = None,
    show: Annotated[bool, typer.Option("--print", help="Print the script as Markdown and write nothing.")] = False,
) -> None:
    """Fill the page templates with results.

    Writes script.json (what the voice and the slides read), script.md (the same for people) and provenance.json
    (what stands behind every number).
    """
    from plainspoken.config import find_talk
    from plainspoken.results import records_folder
    from plainspoken.script.page.to_markdown import as_markdown
    from plainspoken.script.render import render as render_talk
    from plainspoken.script.render import write_rendered

    talk = find_talk(target, part)
    folder = records_folder(talk, results)
    rendered = render_talk(
        talk.folder,
        talk.config.script,
        folder if folder.is_dir() else None,
        file=talk.file,
        talk=talk.name,
        minutes=minutes,
    )
    if show:
        typer.echo(as_markdown(rendered.script), nl=False)
        return
    for path in write_rendered(rendered, out or talk.build):
        typer.echo(path)
    script = rendered.script
    for choice in script.choices:
        typer.echo(f"to fit {script.minutes:g} minutes: {choice}")
    typer.echo(
        f"{len(script.pages)} pages, {script.words} words of {script.word_limit}, {script.syllables} syllables, "
        f"{len(rendered.provenance)} numbers"
    )
    typer.echo(_fit(script))


def _fit(script: Script) -> str:
    """How the words stand against the time allowed."""
    over, minutes = script.words - script.word_limit, f"{script.minutes:g} minutes"
    if over > 0:
        shortest = " at its shortest; let more passages be optional" if script.choices else ""
        return f"{over:,} words more than {minutes} hold{shortest}"
    needed = script.words / script.words_per_minute
    return f"{needed:.1f} of {minutes} needed" + ("" if script.choices else ", with all that was written")
