"""One way to run ffmpeg: what it refuses is one error, it never runs for ever, its metadata hold any text."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.base import ffmpeg
from plainspoken.base.errors import InputError
from plainspoken.base.ffmpeg import Chapter, ffmetadata, ffmpeg_path, run_ffmpeg


def test_it_reads_its_input_and_gives_its_output() -> None:
    silence = run_ffmpeg(["-f", "s16le", "-ar", "8000", "-ac", "1", "-i", "-", "-f", "s16le", "-"], b"\0\0" * 80)
    assert silence == b"\0\0" * 80


def test_what_it_refuses_is_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ffmpeg failed: .*No such file or directory") as refused:
        run_ffmpeg(["-i", str(tmp_path / "gone.wav"), str(tmp_path / "out.wav")], remedy="make it again")
    assert refused.value.remedy == "make it again"


def test_a_run_that_does_not_end_is_stopped() -> None:
    endless = ["-re", "-f", "lavfi", "-i", "sine=duration=60", "-f", "null", "-"]
    with pytest.raises(InputError, match="did not end within 1 s"):
        run_ffmpeg(endless, limit_s=1)


def test_no_ffmpeg_names_what_brings_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import imageio_ffmpeg

    def gone() -> str:
        raise RuntimeError("no exe")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", gone)
    ffmpeg_path.cache_clear()
    assert Path(ffmpeg_path()).is_file()  # it is there, and could not be tried just now
    monkeypatch.setattr(ffmpeg, "_wheel_program", str)
    ffmpeg_path.cache_clear()
    try:
        with pytest.raises(InputError, match="no ffmpeg") as missing:
            run_ffmpeg(["-version"])
        assert "pip install 'plainspoken[voice,slides]'" in missing.value.remedy
    finally:
        ffmpeg_path.cache_clear()


def test_metadata_hold_any_text() -> None:
    text = ffmetadata({"title": "T", "artist": "", "comment": "two\nlines"}, [Chapter("a=b; c#d \\", 0, 1500)])
    assert text == (
        ";FFMETADATA1\ntitle=T\ncomment=two\\\nlines\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=a\\=b\\; c\\#d \\\\\n"
    )
