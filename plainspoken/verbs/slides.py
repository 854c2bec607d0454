"""`slides`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.verbs.choices import Part

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
    out: Annotated[Path | None, typer.Option(help="Where the files go. [default: build/TALK]")] = None,
    only: Annotated[
        list[Made] | None,
        typer.Option("--only", help="Make only this; may be given more than once. [default: deck and player]"),
    ] = None,
    silent: Annotated[
        bool, typer.Option("--silent", help="Without a voice: for printing, or before `plainspoken narrate`.")
    ] = False,
    theme: Annotated[str | None, typer.Option(help="A theme that ships, or a folder with a theme.toml.")] = None,
    variant: Annotated[Variant | None, typer.Option(help="Light or dark.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="A .pptx of your own: the deck takes its master, layouts, fonts and colours.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Look the deck over for faults; exit code 1 when there are some.")
    ] = True,
) -> None:
    """Assemble deck, player and video from a script and its narration.

    Reads build/TALK/audio/narration.json, which `plainspoken narrate` writes; without one, say --silent.
    """
    from plainspoken.base.errors import InputError
    from plainspoken.progress_bars import showing
    from plainspoken.slides.assemble_outputs import assemble
    from plainspoken.slides.settings import SlideSettings

    script, name, build, figures, folder, settings = _inputs(target, part)
    chosen = {"theme": theme, "variant": variant.value if variant else None, "template": template and str(template)}
    changed = settings.model_dump() | {key: value for key, value in chosen.items() if value}
    narration = build / "audio" / "narration.json"
    if not silent and not narration.is_file():
        raise InputError(
            "no narration here", file=narration, remedy=f"run `plainspoken narrate {target}` first, or say --silent"
        )
    findings: list[str] = []
    with showing() as progress:
        for output in only or [Made.deck, Made.player]:
            files = assemble(
                output.value,
                script,
                None if silent else narration,
                figures,
                name=name,
                settings=SlideSettings.model_validate(changed),
                folder=folder,
                out=out or build,
                progress=progress,
            )
            for path in files:
                print(path)
                if check and output is Made.deck:
                    findings += _faults(path)
    for finding in findings:
        print(finding)
    if findings:
        raise typer.Exit(1)


def _faults(deck: Path) -> list[str]:
    from plainspoken.slides.pptx.check_deck import check_deck

    return [f"{deck}: {fault}" for fault in check_deck(deck)]


def _inputs(target: str, part: str | None) -> tuple[Path, str, Path, Path, Path, SlideSettings]:
    """The rendered script, what the files are called, the build folder, that which figures are in, the talk's folder
    and its settings."""
    from plainspoken.script.model import read_script
    from plainspoken.slides.settings import SlideSettings

    path = Path(target)
    if path.suffix == ".json" and path.is_file():
        return path, read_script(path).talk, path.parent, path.parent, path.parent, SlideSettings()
    from plainspoken.base.files import write_text
    from plainspoken.config import find_talk
    from plainspoken.script.render import render

    talk = find_talk(target, part)
    rendered = render(talk.folder, talk.config.script, talk.results, file=talk.file, talk=talk.name)
    script = talk.build / "script.json"
    write_text(script, rendered.script.model_dump_json(indent=1) + "\n")
    return script, talk.name, talk.build, talk.shared, talk.folder, talk.config.slides
