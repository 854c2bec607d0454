"""The encoded files: as long as the WAV, in time with it, with chapters and tags, and the same bytes each time."""

from __future__ import annotations

import re
import subprocess
import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plainspoken.base.errors import InputError
from plainspoken.base.ffmpeg import Chapter, ffmpeg_path
from plainspoken.script.model import Script
from plainspoken.tts.audio.encode_sound import (
    AudioTags,
    decoded,
    encoded_clips,
    m4a_files,
    mp3_file,
)
from plainspoken.tts.audio.encoded_frames import AAC_FRAME, adts_frames, joined_mp3, mp3_frame, mp3_frames
from plainspoken.tts.audio.samples import from_pcm, to_pcm, wav_bytes

RATE = 22050


def _clicks(count: int = 4) -> bytes:
    """Short bursts, each some way into a stretch of silence, in whole AAC frames."""
    part = np.zeros(20 * AAC_FRAME, dtype=np.float32)
    part[8 * AAC_FRAME : 8 * AAC_FRAME + 600] = 0.5 * np.sin(np.arange(600) * 0.5)
    return to_pcm(np.tile(part, count))


def _burst_starts(pcm: bytes) -> list[int]:
    loud = np.nonzero(np.abs(from_pcm(pcm)) > 0.1)[0]
    return [int(loud[0]), *(int(b) for a, b in pairwise(loud) if b - a > 4000)]


def _probe(path: Path) -> str:
    return subprocess.run([ffmpeg_path(), "-i", str(path)], capture_output=True, text=True, check=False).stderr


def _encoded(folder: Path, *pcms: bytes, rate: int = RATE) -> list[tuple[bytes, bytes]]:
    wavs = []
    for number, pcm in enumerate(pcms):
        wavs.append(folder / f"{number}-{rate}.wav")
        wavs[-1].write_bytes(wav_bytes(pcm, rate))
    return encoded_clips(wavs, [len(pcm) // 2 for pcm in pcms], rate)


def test_aac_keeps_time_to_the_sample_and_can_be_laid_end_to_end(tmp_path: Path) -> None:
    one = _encoded(tmp_path, _clicks(1))[0][0]
    assert len(adts_frames(one)) == 20
    path = tmp_path / "joined.aac"
    path.write_bytes(one * 4)
    heard = _burst_starts(decoded(path, RATE))
    meant = _burst_starts(_clicks())
    assert len(heard) == 4
    assert all(abs(a - b) < 60 for a, b in zip(heard, meant, strict=True))


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100])
def test_mp3_of_clips_laid_end_to_end_keeps_time_to_half_a_frame(tmp_path: Path, rate: int) -> None:
    clips = [_clicks(1), _clicks(2), _clicks(1)]
    streams = [(mp3, len(pcm) // 2) for (_, mp3), pcm in zip(_encoded(tmp_path, *clips, rate=rate), clips, strict=True)]
    path = tmp_path / "joined.mp3"
    mp3_file(joined_mp3(streams, rate), path, tags=AudioTags("t", "", "", "en"))
    heard, meant = _burst_starts(decoded(path, rate)), _burst_starts(b"".join(clips))
    assert len(heard) == 4
    assert all(abs(a - b) <= mp3_frame(rate) / 2 + 60 for a, b in zip(heard, meant, strict=True))


def test_a_clip_encoded_with_others_is_as_if_it_were_alone(tmp_path: Path) -> None:
    clips = [_clicks(1), _clicks(3), _clicks(2)]
    together = _encoded(tmp_path, *clips)
    assert together == [_encoded(tmp_path, clip)[0] for clip in clips]
    paths = [tmp_path / f"{number}.m4a" for number in range(3)]
    m4a_files([aac for aac, _ in together], paths)
    for path, clip in zip(paths, clips, strict=True):
        assert abs(len(decoded(path, RATE)) - len(clip)) <= 2 * AAC_FRAME * 2


@pytest.mark.parametrize("cut", [adts_frames, mp3_frames])
@pytest.mark.parametrize("data", [b"\x00" * 20, b"\xff\x00\x00\x00" * 9])
def test_a_broken_stream_is_refused(cut: Any, data: bytes) -> None:
    with pytest.raises(InputError):
        cut(data)


def test_what_is_no_sound_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    path.write_text("not a sound", encoding="utf-8")
    with pytest.raises(InputError, match="not a sound file") as caught:
        decoded(path, RATE)
    assert caught.value.file == str(path)


def test_tags_may_hold_any_character(tmp_path: Path) -> None:
    tags = AudioTags(title="a=b; #c \\ d", artist="", comment="two\nlines", language="en")
    sound = _encoded(tmp_path, _clicks(1))[0][1]
    for name in ("one.mp3", "two.mp3"):
        mp3_file(sound, tmp_path / name, tags=tags, chapters=[Chapter("x=[CHAPTER]", 0, 500)])
    assert (tmp_path / "one.mp3").read_bytes() == (tmp_path / "two.mp3").read_bytes()
    assert "a=b; #c \\ d" in _probe(tmp_path / "one.mp3")


@pytest.mark.parametrize("kind", ["m4a", "mp3"])
def test_the_whole_has_chapters_tags_and_its_length(told: Any, sample: Script, kind: str) -> None:
    folder, narration = told
    said = _probe(folder / narration.files[kind])
    assert re.findall(r"^\s+title\s+: (.*)$", said, re.MULTILINE) == [
        sample.title,
        *(page.title for page in sample.pages),
    ]
    starts = [float(start) for start in re.findall(r"Chapter #0:\d+: start ([\d.]+)", said)]
    assert starts == pytest.approx([clip.start_ms / 1000 for clip in narration.clips], abs=0.002)
    assert "made with Plainspoken" in said
    assert "espeak" in said
    with wave.open(str(folder / narration.files["wav"])) as file:
        samples = file.getnframes()
    assert abs(len(decoded(folder / narration.files[kind], RATE)) // 2 - samples) < 0.12 * RATE


@pytest.mark.parametrize("kind", ["wav", "m4a", "mp3"])
def test_level_and_peak_of_what_is_heard(told: Any, kind: str) -> None:
    from plainspoken.tts.audio.loudness import measure

    folder, narration = told
    level = measure(from_pcm(decoded(folder / narration.files[kind], RATE)), RATE)
    assert level.lufs == pytest.approx(-16.0, abs=0.6)
    assert level.true_peak_db < -1.5


def test_every_page_has_the_same_level(told: Any) -> None:
    from plainspoken.tts.audio.loudness import measure

    folder, narration = told
    levels = [
        measure(from_pcm(decoded(folder / clip.path, RATE)), RATE).lufs
        for clip in narration.clips
        if len(clip.said) > 60
    ]
    assert max(levels) - min(levels) < 0.5


def test_pages_begin_and_end_in_silence(told: Any) -> None:
    folder, narration = told
    for clip in narration.clips:
        samples = from_pcm(decoded(folder / clip.path, RATE))
        lead = round(clip.lead_ms * RATE / 1000) - 2
        assert not samples[: max(lead, 1)].any()
        assert not samples[-AAC_FRAME:].any()
        # and the way out of it has no step
        assert np.max(np.abs(np.diff(samples[: lead + 40]))) < 0.05
