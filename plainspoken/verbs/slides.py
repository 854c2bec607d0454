"""`plainspoken slides`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import Minutes, Part, Profile, Results, print_stale

if TYPE_CHECKING:
    from plainspoken.slides.settings import SlideSettings


class Made(StrEnum):
    """What `slides` can make."""

    deck = "deck"
    player = "player"
    video = "video"
    pages = "pages"


class Variant(StrEnum):
    """The two variants of a theme."""

    light = "light"
    dark = "dark"


def slides(
    target: Annotated[
        str, typer.Argument(metavar="TALK|FILE", help="A talk, a Markdown script, or a rendered script.json.")
    ],
    part: Part = None,
    minutes: Minutes = None,
    results: Results = None,
    profile: Profile = None,
    out: Annotated[Path | None, typer.Option(help="Where the files go. [default: build/TALK]")] = None,
    only: Annotated[
        list[Made] | None,
        typer.Option("--only", help="Make only this; may be given more than once. [default: deck and player]"),
    ] = None,
    silent: Annotated[bool, typer.Option("--silent", help="Without a voice, for printing.")] = False,
    theme: Annotated[str | None, typer.Option(help="A theme that ships, or a folder with a theme.toml.")] = None,
    variant: Annotated[Variant | None, typer.Option(help="Light or dark.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="A .pptx or .potx of your own: its page, layouts, fonts and colours.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Check the deck for faults; exit code 1 if there are any.")
    ] = True,
) -> None:
    """Assemble deck, player and video from the script and its narration.

    Whatever is out of date with the pages and options is made first, as `plainspoken talk` does, but without
    training. With a rendered script.json, the narration is taken from `audio` beside it.
    """
    wanted = list(dict.fromkeys(only or [Made.deck, Made.player]))
    chosen = {"theme": theme, "variant": variant.value if variant else None, "template": template and str(template)}
    changes: dict[str, object] = {key: value for key, value in chosen.items() if value}
    path = Path(target)
    if path.suffix == ".json" and path.is_file():
        made = _of_script_file(path, wanted, changes, silent, out)
    else:
        talk = Talk.find(target, part, minutes=minutes, results=results, profile=profile)
        made = _of_talk(talk.with_settings(slides=changes), wanted, silent, out)
    findings: list[str] = []
    for file in made:
        print(file)
        if check and file.suffix == ".pptx":
            findings += _faults(file)
    for finding in findings:
        print(finding)
    if findings:
        raise typer.Exit(1)


def _of_talk(talk: Talk, wanted: list[Made], silent: bool, out: Path | None) -> list[Path]:
    made: list[Path] = []
    with talk.stages() as stages:
        for kind in wanted:
            if out is None:
                made += stages.output(kind.value, silent=silent)
                continue
            quiet = silent or kind is Made.pages
            if quiet:
                stages.script()
            else:
                stages.narration()
            made += stages.assemble(kind.value, quiet, out)
        stale = stages.stale()
    print_stale(stale, talk.command)
    return made


def _of_script_file(
    path: Path, wanted: list[Made], changes: dict[str, object], silent: bool, out: Path | None
) -> list[Path]:
    """From a rendered script, perhaps made on another machine: there is no talk to ask."""
    from plainspoken.base.errors import InputError
    from plainspoken.progress_bars import showing
    from plainspoken.script.model import read_script
    from plainspoken.slides.assemble_outputs import assemble

    narration = path.parent / "audio" / "narration.json"
    if not silent and not narration.is_file():
        raise InputError(
            "no narration here", file=narration, remedy=f"run `plainspoken narrate {path}` first, or say --silent"
        )
    made: list[Path] = []
    with showing() as progress:
        for kind in wanted:
            made += assemble(
                kind.value,
                path,
                None if silent else narration,
                path.parent,
                name=read_script(path).talk,
                settings=_settings(changes),
                folder=path.parent,
                out=out or path.parent,
                progress=progress,
            )
    return made


def _settings(changes: dict[str, object]) -> SlideSettings:
    from plainspoken.slides.settings import SlideSettings

    return SlideSettings.model_validate(changes)


def _faults(deck: Path) -> list[str]:
    from plainspoken.slides.pptx.check_deck import check_deck

    return [f"{deck}: {fault}" for fault in check_deck(deck)]
