"""`plainspoken render`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import Minutes, Part, Profile, Results, Target, print_stale

if TYPE_CHECKING:
    from plainspoken.script.model import Script
    from plainspoken.script.settings import ScriptSettings


def render(
    target: Target,
    out: Annotated[
        Path | None, typer.Option(help="Where to write. [default: the talk's build folder]", file_okay=False)
    ] = None,
    part: Part = None,
    minutes: Minutes = None,
    results: Results = None,
    profile: Profile = None,
    show: Annotated[bool, typer.Option("--print", help="Print the script as Markdown and write nothing.")] = False,
) -> None:
    """Fill the page templates with results, and shorten the words until they fit the time.

    Writes script.json (what the voice and the slides read), script.md (the same for people) and provenance.json
    (what stands behind every number).
    """
    talk = Talk.find(target, part, minutes=minutes, results=results, profile=profile)
    if show:
        from plainspoken.script.page.to_markdown import as_markdown

        talk.refresh()
        typer.echo(as_markdown(talk.preview()[0]), nl=False)
        return
    from plainspoken.build_report import findings

    with talk.stages() as stages:
        script = stages.script(sayable=False)
        counts, stale, build = stages.counts, stages.stale(), stages.source.build
        names = ["script.json", "script.md", "provenance.json"]
        if out is not None:
            from plainspoken.base.files import write_bytes

            for name in names:
                write_bytes(out / name, (build / name).read_bytes())
    for name in names:
        typer.echo((out or build) / name)
    for choice in script.choices:
        typer.echo(f"to fit {script.minutes:g} minutes: {choice}")
    if counts.shortened:
        typer.echo(
            f"{counts.shortened} changes of words save {counts.saved} syllables, listed in {build / 'shortened.txt'}"
        )
    if counts.warnings:
        typer.echo(f"{findings(counts.warnings)}, listed in {build / 'lint.txt'}")
    typer.echo(
        f"{len(script.pages)} pages, {script.words} words of {script.word_limit}, {script.syllables} syllables, "
        f"{_numbers(script)} numbers"
    )
    typer.echo(_fit(script, talk.source.config.script, whole=not script.choices and not counts.shortened))
    print_stale(stale, talk.command)


def _numbers(script: Script) -> int:
    from plainspoken.script.provenance import provenance_of

    return len(provenance_of(script))


def _fit(script: Script, settings: ScriptSettings, *, whole: bool) -> str:
    """How the words stand against the time allowed, by the predicted seconds."""
    from plainspoken.build_report import seconds_text
    from plainspoken.script.timing.budget import predict_budget

    found = predict_budget(script, settings.voice)
    needed, allowed = round(found.seconds, 1), round(found.seconds_limit, 1)
    text = f"{needed:.1f} s of {seconds_text(allowed)} s needed"
    if needed > allowed:
        shortest = " at its shortest; let more passages be optional" if script.choices else ""
        return f"{text}: {needed - allowed:.1f} s too long{shortest}"
    return text + (", with all that was written" if whole else "")
