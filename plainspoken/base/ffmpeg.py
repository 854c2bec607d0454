"""ffmpeg, as the wheel `imageio-ffmpeg` brings it: where it is, one run with a time limit, its metadata format."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.extras import install_command
from plainspoken.base.system_errors import number_of, refusal

LIMIT_S = 300
"""Seconds that one run may take, unless its caller knows better."""


@dataclass(frozen=True)
class Chapter:
    """A chapter of a sound or video file: its title and when it begins and ends, in milliseconds."""

    title: str
    start_ms: int
    end_ms: int


def run_ffmpeg(
    arguments: Sequence[str],
    given: bytes = b"",
    *,
    limit_s: float = LIMIT_S,
    remedy: str = "try again; if it stays, reinstall the wheel `imageio-ffmpeg`",
) -> bytes:
    """Run ffmpeg quietly, with `given` on its standard input; its standard output. Files that it writes are replaced.

    Args:
        arguments: inputs, options and outputs, as on its command line.
        limit_s: seconds until it is stopped.
        remedy: what the user is to do when it fails.

    Raises:
        InputError: it is not here, ended with an error (the message is its last line), or did not end in time.
    """
    command = [ffmpeg_path(), "-hide_banner", "-v", "error", "-y", *([] if given else ["-nostdin"]), *arguments]
    try:
        done = subprocess.run(command, input=given or None, capture_output=True, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"ffmpeg did not end within {limit_s:.0f} s", remedy=remedy) from None
    if done.returncode != 0:
        text = done.stderr.decode("utf-8", "replace")
        if number := number_of(text):
            raise refusal(number)
        if done.returncode < 0:
            raise InputError(
                f"ffmpeg was ended by {signal.Signals(-done.returncode).name}",
                remedy="run the same command again; if it happens again, there may be too little memory",
            )
        said = text.strip().splitlines()
        raise InputError(f"ffmpeg failed: {said[-1] if said else f'exit code {done.returncode}'}", remedy=remedy)
    return done.stdout


@cache
def ffmpeg_path() -> str:
    """The ffmpeg of the wheel `imageio-ffmpeg`, or the one that IMAGEIO_FFMPEG_EXE names.

    Raises:
        InputError: there is none.
    """
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        # The wheel tries its program before it names it. One that is there and could not run just now, for want of
        # memory perhaps, tells why when it is asked to work.
        if wheel_program := _wheel_program():
            return wheel_program
        raise InputError(
            "no ffmpeg to encode sound and video with", remedy=f"run {install_command('voice', 'slides')}"
        ) from None


def _wheel_program() -> str:
    """The program in the wheel, whether it runs or not; empty when there is none."""
    spec = find_spec("imageio_ffmpeg")
    folders = spec.submodule_search_locations if spec else None
    found = sorted(path for folder in folders or () for path in Path(folder, "binaries").glob("ffmpeg-*"))
    return str(found[0]) if found else ""


def ffmetadata(fields: Mapping[str, str], chapters: Sequence[Chapter] = ()) -> str:
    """Tags and chapters in ffmpeg's own metadata format; fields without a value are left out.

    Source: "Metadata", the description of the format ffmetadata in ffmpeg's manual of formats.
    """
    lines = [";FFMETADATA1", *(f"{name}={_escaped(value)}" for name, value in fields.items() if value)]
    for chapter in chapters:
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={chapter.start_ms}", f"END={chapter.end_ms}"]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    for special in "\\=;#\n":
        text = text.replace(special, f"\\{special}")
    return text
