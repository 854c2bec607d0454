"""One output of a talk from what the stages before it left: `deck`, `player`, `video`, or `pages` (PDF and PNG)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.base.progress import Progress
from plainspoken.script.model import Script, read_script
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import Theme, read_theme
from plainspoken.slides.settings import SlideSettings
from plainspoken.tts.narration import read_narration

Output = Literal["deck", "player", "video", "pages"]


def assemble(
    output: str,
    script: Path,
    narration: Path | None,
    build: Path,
    *,
    name: str,
    settings: SlideSettings,
    folder: Path,
    out: Path | None = None,
    progress: Progress,
) -> Iterable[Path]:
    """Make one output and give the files that it consists of.

    Args:
        output: one of `Output`.
        script: the rendered script's file.
        narration: the narration record's file; `None` for slides without a voice (there is no video then).
        build: the talk's build folder, which figures' paths are relative to.
        name: what the files are called.
        folder: the talk's own folder.
        out: where the files go; the build folder, unless named.

    Raises:
        InputError: the packages for slides are not installed; what `layout_script`, `build_deck` and the others raise.
    """
    require("slides", purpose=f"making the {output}")
    out = out or build
    talk = read_script(script)
    spoken = read_narration(narration) if narration is not None else None
    audio = narration.parent if narration is not None else None
    if output == "deck":  # it may be laid out for a template of the user's own
        from plainspoken.slides.pptx.deck import build_deck

        deck = out / f"{name}.pptx"
        build_deck(
            talk,
            spoken,
            deck,
            settings=settings,
            build=build,
            folder=folder,
            clips=audio,
            progress=progress,
        )
        return [deck]
    layouts, theme = laid_out(talk, settings, build=build, folder=folder)
    match output:
        case "player":
            from plainspoken.slides.player.build_player import build_player

            page = out / f"{name}.html"
            progress.start("player", 1)
            build_player(
                talk,
                spoken,
                layouts,
                theme,
                page,
                build=build,
                folder=folder,
                audio=_beside(audio, spoken.files.get("m4a") if spoken else None),
                captions=_beside(audio, spoken.files.get("vtt") if spoken else None),
                short_captions=_beside(audio, spoken.files.get("vtt_edited") if spoken else None),
            )
            progress.finish("player", f"{len(layouts)} slides")
            return [page]
        case "pages":
            from plainspoken.slides.images.export import write_pages

            return write_pages(talk, layouts, theme, pdf=out / f"{name}.pdf", png=out / "pages", progress=progress)
        case "video":
            from plainspoken.slides.video.build_video import make_video

            sound = _beside(audio, (spoken.files.get("m4a") or spoken.files.get("wav")) if spoken else None)
            if spoken is None or sound is None:
                raise InputError("a video needs a narration", remedy="run `plainspoken narrate` first")
            tracks = {
                title: path
                for title, kind in (("Captions", "srt"), ("Captions, shortened", "srt_edited"))
                if (path := _beside(audio, spoken.files.get(kind))) is not None
            }
            film = out / f"{name}.mp4"
            return [make_video(talk, spoken, layouts, theme, film, audio=sound, captions=tracks, progress=progress)]
        case _:
            raise ValueError(f"no output is called {output!r}")


def laid_out(script: Script, settings: SlideSettings, *, build: Path, folder: Path) -> tuple[list[SlideLayout], Theme]:
    """The slides of a script and the theme that they are laid out in.

    Args:
        script: the rendered script.
        settings: the `[slides]` table.
        build: the talk's build folder, which figures' paths are relative to.
        folder: the talk's own folder.

    Raises:
        InputError: there is no such theme, or a page cannot be laid out.
    """
    theme = read_theme(settings.theme_in(folder), settings.variant)
    return (
        layout_script(script, theme, build=build, folder=folder, marking=settings.marks, colors=settings.colours),
        theme,
    )


def _beside(folder: Path | None, name: str | None) -> Path | None:
    return folder / name if folder is not None and name else None
