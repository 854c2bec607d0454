"""Running an engine that is a program of the system: text and sound in files, never a shell, always a time limit."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import EngineSound
from plainspoken.tts.engines.read_wav import read_wav


def need(program: str, *, remedy: str) -> str:
    """The path of a program.

    Raises:
        InputError: it is not installed.
    """
    path = shutil.which(program)
    if path is None:
        raise InputError(f"{program} is not on this machine", remedy=remedy)
    return path


def ask(command: Sequence[str], *, limit_s: float = 10.0) -> str:
    """What a program says on both its outputs, whatever its exit code; nothing if it cannot run or does not end."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=limit_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


def speak_with(
    engine: str, text: str, command: Callable[[Path, Path], Sequence[str]], *, limit_s: float
) -> EngineSound:
    """Run `command(text file, WAV file)` and read the sound it wrote.

    Raises:
        InputError: it cannot run, failed, did not end in time, or wrote no sound.
    """
    with tempfile.TemporaryDirectory() as folder:
        text_file, wav_file = Path(folder, "segment.txt"), Path(folder, "segment.wav")
        text_file.write_text(text + "\n", encoding="utf-8")
        arguments = command(text_file, wav_file)
        try:
            done = subprocess.run(
                arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=limit_s, check=False, cwd=folder
            )
        except subprocess.TimeoutExpired:
            raise InputError(
                f"{engine} gave no answer within {limit_s:g} s",
                remedy="raise `time_limit_s` under [voice] in talk.toml, or divide the page",
            ) from None
        except OSError as error:
            raise InputError(f"{engine} cannot be run: {error.strerror}", remedy="check that it is installed") from None
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = lines[-1][:300] if lines else ""
        if done.returncode != 0:
            complaint = f": {said}" if said else ""
            raise InputError(
                f"{engine} failed with exit code {done.returncode}{complaint}", remedy="run it on its own to see why"
            )
        return read_wav(wav_file, engine=engine, said=said)
