"""Natural takes in the cache: a damaged one counts as missing, so that it is made again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.natural_takes import KIND, NaturalLength, natural_length

KEY = "ab" * 16
HEADER = {
    "length": {"speech_ms": 1000.0, "inner_pauses_ms": 40.0},
    "segments": [{"samples": 4, "sample_rate": 24000, "events": []}],
}


def _kept(folder: Path, header: bytes, pcm: bytes) -> ClipCache:
    cache = ClipCache(folder)
    cache.write(KEY, KIND, header + b"\n" + pcm)
    return cache


def test_a_whole_take_tells_its_length(tmp_path: Path) -> None:
    cache = _kept(tmp_path, json.dumps(HEADER).encode(), b"\0" * 8)
    assert natural_length(cache, KEY) == NaturalLength(1000.0, 40.0)


def test_a_take_that_is_not_there_has_no_length(tmp_path: Path) -> None:
    assert natural_length(ClipCache(tmp_path), KEY) is None


@pytest.mark.parametrize(
    ("header", "pcm"),
    [
        (b"not JSON", b"\0" * 8),
        (b"\xff\xfe", b"\0" * 8),
        (b"[]", b"\0" * 8),
        (json.dumps({"segments": HEADER["segments"]}).encode(), b"\0" * 8),
        (json.dumps({"length": {"speech_ms": 1.0, "other": 2}, "segments": []}).encode(), b""),
        (json.dumps(HEADER).encode(), b"\0" * 6),
        (json.dumps(HEADER).encode(), b""),
    ],
    ids=["no JSON", "no text", "a list", "no length", "another length", "cut short", "no samples"],
)
def test_a_damaged_take_counts_as_missing(tmp_path: Path, header: bytes, pcm: bytes) -> None:
    assert natural_length(_kept(tmp_path, header, pcm), KEY) is None
