"""`plainspoken record`: a talk spoken by its author, page by page."""

from __future__ import annotations

import platform
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.base.errors import InputError
from plainspoken.talk import Talk
from plainspoken.verbs.choices import Part

if TYPE_CHECKING:
    from plainspoken.script.model import Script

# The microphone by system, in ffmpeg's words.
_MICROPHONES = {
    "Linux": ["-f", "alsa", "-i", "default"],
    "Darwin": ["-f", "avfoundation", "-i", ":default"],
    "Windows": ["-f", "dshow", "-i", "audio=default"],
}


def record(
    target: Annotated[str, typer.Argument(metavar="TALK", help="A talk's folder, its name below talks/, or a file.")],
    part: Part = None,
    files: Annotated[
        Path | None,
        typer.Option("--from", help="Take recordings from this folder, one file per page, named after the page."),
    ] = None,
    page: Annotated[str | None, typer.Option(help="Only this page.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every page, also those whose recording is current.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only list the state of the recordings; exit code 1 if a page needs one.")
    ] = False,
) -> None:
    """Record the talk with the microphone, or from a folder of files.

    Each page's text and time are shown; a take is trimmed, levelled, and checked against its text. The recordings go to
    the talk's folder `takes`, and `engine = "take"` under [voice] of talk.toml uses them. Pages whose text has changed
    since they were recorded are named.
    """
    from plainspoken.tts.synthesis.record_takes import keep_take, take_states

    talk = Talk.find(target, part)
    source = talk.source
    talk.refresh()
    script, _ = talk.preview()
    folder = source.folder / source.config.voice.options.get("folder", "takes")
    states = [state for state in take_states(script, folder) if page in (None, state.page)]
    if page and not states:
        raise InputError(f"no page {page!r} has anything to say", remedy="`plainspoken record TALK --check` lists them")
    if check:
        for state in states:
            print(f"{state.page}: {state.state}")
        if any(state.state in ("missing", "changed") for state in states):
            raise typer.Exit(1)
        return
    wanted = [state for state in states if every or page or files or state.state != "current"]
    for state in wanted:
        if files is not None:
            taken = next((path for path in sorted(files.glob(f"{state.page}.*")) if path.is_file()), None)
            if taken is None:
                print(f"{state.page}: no file for it, {state.state}")
                continue
            print(f"{state.page}: {keep_take(taken, state.page, script, folder):.1f} s kept")
        else:
            pace = source.config.voice.words_per_minute or script.words_per_minute
            _record_page(state.page, state.text, state.words * 60 / pace, script, folder)


def _record_page(page: str, text: str, seconds: float, script: Script, folder: Path) -> None:
    """Show a page, record it, and keep what was recorded unless the author wants to do it again."""
    from plainspoken.tts.synthesis.record_takes import keep_take

    while True:
        print(f"\n== {page} ({seconds:.0f} s)\n\n{text}\n")
        if input("Enter starts the recording, s skips the page: ").strip().lower() == "s":
            return
        with tempfile.TemporaryDirectory() as name:
            wav = Path(name, "take.wav")
            _capture(wav)
            try:
                print(f"{keep_take(wav, page, script, folder):.1f} s kept")
                return
            except InputError as error:
                print(f"not kept: {error.message}")


def _capture(wav: Path) -> None:
    """Record from the microphone until Enter is pressed.

    Raises:
        InputError: ffmpeg finds no microphone.
    """
    from plainspoken.base.ffmpeg import ffmpeg_path

    source = _MICROPHONES.get(platform.system())
    if source is None:
        raise InputError(f"no microphone is known on {platform.system()}", remedy="record files, and use --from")
    command = [ffmpeg_path(), "-v", "error", "-y", *source, "-ac", "1", "-ar", "44100", str(wav)]
    recorder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    input("Recording; Enter stops it. ")
    _, said = recorder.communicate(b"q")
    if not wav.is_file() or wav.stat().st_size < 1000:
        reason = said.decode("utf-8", "replace").strip().splitlines()
        raise InputError(
            f"nothing was recorded: {reason[-1] if reason else 'no sound came'}",
            remedy="check that a microphone is connected and allowed, or record files and use --from",
        )
