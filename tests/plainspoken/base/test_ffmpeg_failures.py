"""An ffmpeg that is killed, hangs or finds no room is told as what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.base import ffmpeg
from plainspoken.base.errors import InputError


@pytest.mark.parametrize(
    ("script", "said", "remedy"),
    [
        ("kill -9 $$", "ended by SIGKILL", "run the same command again"),
        ("echo 'av_write: No space left on device' >&2; exit 1", "the disk is full", "make room"),
        ("echo 'x: Permission denied' >&2; exit 1", "no permission", "give yourself"),
        ("echo 'Cannot allocate memory' >&2; exit 1", "not enough memory", "close other programs"),
        ("echo 'Invalid data' >&2; exit 1", "ffmpeg failed: Invalid data", "install the wheel"),
        ("exec sleep 20", "did not end within", "install the wheel"),
    ],
)
def test_what_became_of_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str, remedy: str
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(ffmpeg, "ffmpeg_path", lambda: str(program))
    with pytest.raises(InputError, match=said) as caught:
        ffmpeg.run_ffmpeg(["-i", "a.wav"], limit_s=0.5)
    assert remedy in caught.value.remedy
