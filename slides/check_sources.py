"""What can be found wrong with slides before a word is voiced: every page laid out, every picture opened, every letter
looked for in the fonts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plainspoken.script.model import Picture, Script
from plainspoken.slides.laid_out import laid_out
from plainspoken.slides.layout.evidence_block import wants_card
from plainspoken.slides.layout.letters import missing_letters
from plainspoken.slides.layout.picture_files import PICTURE_CONTRAST, ready_picture
from plainspoken.slides.layout.theme import Theme, contrast
from plainspoken.slides.settings import SlideSettings


def check_sources(script: Script, settings: SlideSettings, *, build: Path, folder: Path) -> list[str]:
    """Lay out every page as the outputs will, and say what the author should know of them.

    Args:
        script: the rendered script.
        settings: the `[slides]` table.
        build: the talk's build folder, which figures' paths are relative to.
        folder: the talk's own folder.

    Returns:
        What is shown otherwise than it is meant, a line each; nothing of it stops a build.

    Raises:
        InputError: all that cannot be shown, together, each with its place.
    """
    layouts, theme = laid_out(script, settings, build=build, folder=folder)
    return [*theme.notes, *_pictures(script, theme, build, folder), *missing_letters(layouts, theme)]


def _pictures(script: Script, theme: Theme, build: Path, folder: Path) -> Iterator[str]:
    """Pictures that an output shows otherwise, or that can hardly be seen."""
    for page in script.pages:
        for item in page.items:
            if not isinstance(item, Picture) or not item.own:
                continue
            ready = ready_picture(item, folder, build)
            where = f"{item.at.file}:{item.at.line}: the picture {Path(item.path).name}"
            if ready.moves:
                yield f"{where} moves in the deck and the player at most, and stands still in video, PDF and PNG"
            if (
                ready.ink
                and contrast(ready.ink, theme.color("ground")) < PICTURE_CONTRAST
                and not wants_card(ready, theme)
            ):
                yield f"{where} has ink of nearly the ground's colour; give it a ground of its own"
