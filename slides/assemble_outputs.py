"""One output of a talk from what the stages before it left: `deck`, `player`, `video`, or `pages` (PDF and PNG)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.base.progress import Progress
from plainspoken.script.model import read_script
from plainspoken.slides.laid_out import laid_out
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
    layouts, theme = laid_out(talk, settings, build=build, folder=folder)
    match output:
        case "deck":
            from plainspoken.slides.pptx.deck import write_deck

            deck = out / f"{name}.pptx"
            write_deck(
                talk,
                layouts,
                spoken,
                deck,
                theme=theme,
                clips=audio,
                template=settings.template_file(folder),
                charts=build if settings.charts == "backup" else None,
                exact=settings.advance == "exact",
                manifests=build,
                progress=progress,
            )
            return [deck]
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
            shown = settings.video_captions
            make_video(
                talk,
                spoken,
                layouts,
                theme,
                film,
                audio=sound,
                captions=tracks if shown == "track" else {},
                rate=settings.video_rate,
                burnt=_beside(audio, spoken.files.get("srt_edited") or spoken.files.get("srt"))
                if shown == "burnt in"
                else None,
                progress=progress,
            )
            return [film]
        case _:
            raise ValueError(f"no output is called {output!r}")


def _beside(folder: Path | None, name: str | None) -> Path | None:
    return folder / name if folder is not None and name else None
