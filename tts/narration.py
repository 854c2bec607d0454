"""The narration record: what was said, by whom, and when each word, beat and page begins.

Times are whole milliseconds. A word's and a beat's times count from the start of its page's clip; a page's
`start_ms` counts from the start of the whole. `narration.json` is this model; paths are relative to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from experiments.document import Part, read_document

SCHEMA = 1


class Word(Part):
    """One said word; `token` is the index of its token in the beat of the script."""

    text: str
    token: int
    start_ms: int
    end_ms: int


class BeatTimes(Part):
    """When a beat is said; `beat` is its index on the page. An empty beat starts and ends at one moment."""

    beat: int
    start_ms: int
    end_ms: int
    words: list[Word]


class Clip(Part):
    """One page's sound. `key` is the cache key: engine, version, voice, rate, pitch and spoken text."""

    page: str
    path: str
    key: str
    start_ms: int
    duration_ms: int
    lead_ms: int
    said: str
    beats: list[BeatTimes]
    timing: Literal["events", "alignment", "proportional"]


class Voice(Part):
    """Who speaks."""

    engine: str
    version: str
    voice: str
    words_per_minute: float
    heard_words_per_minute: float
    pitch: float | None = None


class Loudness(Part):
    """Of the joined sound, by ITU-R BS.1770."""

    lufs: float
    true_peak_db: float


class Narration(Part):
    """The whole narration."""

    schema_version: int = SCHEMA
    talk: str
    voice: Voice
    clips: list[Clip]
    duration_ms: int
    loudness: Loudness
    files: dict[str, str]


def read_narration(path: Path) -> Narration:
    """Read `narration.json`; errors as `read_document`."""
    return read_document(path, Narration, noun="narration record", remedy="run `plainspoken narrate` to make it anew")
