"""The narration record: what was said, by whom, and when each word, beat and page begins.

Times are whole milliseconds. A word's and a beat's times count from the start of its page's clip; a page's
`start_ms` counts from the start of the whole. `narration.json` is this model; paths are relative to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from plainspoken.base.document import Part, read_document
from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.script.model import Page, Script, Token

SCHEMA = 1

Timing = Literal["events", "alignment", "proportional"]


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
    """One page's sound.

    `key` is the cache key: engine, version, voice, rate, pitch, spoken text and how the sound is finished. `path` is
    the WAV, `m4a` the same for embedding. `lead_ms` is the silence before the first sound, `pause_ms` the one that is
    set after the last; it is part of the clip, so the clips laid end to end are the whole. `authored_pause_ms` are
    pauses that the script asks for. `words` is a fingerprint of what is said and what captions show of it
    (`page_words`). `timing` says where the word times come from.
    """

    page: str
    path: str
    m4a: str
    key: str
    start_ms: int
    duration_ms: int
    lead_ms: int
    pause_ms: int = 0
    authored_pause_ms: int = 0
    said: str
    beats: list[BeatTimes]
    timing: Timing
    words: str = ""


class Voice(Part):
    """Who speaks. `words_per_minute` is the pace asked for, `heard_words_per_minute` what the sound has, and
    `engine_rate` what the engine was set to for it, in the engine's own unit."""

    engine: str
    version: str
    voice: str
    words_per_minute: float
    heard_words_per_minute: float
    engine_rate: float = 0.0
    pitch: float | None = None

    @property
    def described(self) -> str:
        """Who speaks, for people: engine, voice, version."""
        return f"{self.engine}, {self.voice} ({self.version})"


class Loudness(Part):
    """Of the joined sound, by ITU-R BS.1770."""

    lufs: float
    true_peak_db: float


class Captions(Part):
    """How fast the captions must be read, in characters a second; broadcasters allow 17 to 20.

    `fits_at` is the pace, in words a minute, at which nineteen cues in twenty would stay within 20; of shortened
    captions, which are edited until they fit, the pace at which all would. `fast_pages` are the pages with cues above.
    """

    cues: int
    mean: float
    fastest: float
    above_20: int
    fits_at: float | None = None
    fast_pages: list[str] = Field(default_factory=list)


class Narration(Part):
    """The whole narration. `files` names what lies beside it: `wav`, `mp3`, `m4a`, `srt`, `vtt`, `srt_edited`,
    `vtt_edited`, `caption_edits`, `chapters`, `transcript`, `spoken`. `inputs` is a fingerprint of all that it was made
    from."""

    schema_version: int = SCHEMA
    talk: str
    voice: Voice
    clips: list[Clip]
    duration_ms: int
    loudness: Loudness
    files: dict[str, str]
    inputs: str = ""
    captions: Captions | None = None
    captions_edited: Captions | None = None
    notes: list[str] = Field(default_factory=list)


def page_words(page: Page) -> str:
    """A fingerprint of a page's words beat by beat: as they are said, and as captions and notes show them."""
    return fingerprint(*(f"{token.said}\t{token.shown}" for token in _tokens(page)))


def _tokens(page: Page) -> list[Token]:
    ends = Token(shown="", said="", syllables=0)
    return [token for beat in page.beats for token in (*beat.tokens, ends)]


def clips_of(script: Script, narration: Narration) -> dict[str, Clip]:
    """The clip of each page of a script, by the page's id.

    Raises:
        InputError: the narration is not of this script: a page is missing or too many, or its words are others.
    """
    clips = {clip.page: clip for clip in narration.clips}
    for page in script.pages:
        clip = clips.get(page.id)
        if clip is None:
            raise _other_script(f"page {page.id!r} is missing")
        if len(clip.beats) != len(page.beats) or (clip.words and clip.words != page_words(page)):
            raise _other_script(f"page {page.id!r} has other words")
    if [clip.page for clip in narration.clips] != [page.id for page in script.pages]:
        raise _other_script("it has more pages, or has them in another order")
    return clips


def _other_script(why: str) -> InputError:
    return InputError(f"the narration is not of this script: {why}", remedy="run `plainspoken narrate` again")


def read_narration(path: Path) -> Narration:
    """Read `narration.json`; errors as `read_document`."""
    return read_document(path, Narration, noun="narration record", remedy="run `plainspoken narrate` to make it again")
