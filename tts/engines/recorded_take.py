"""The author's own recording: one sound file a page, checked against the length of the text.

`options = { folder = "takes" }` under `[voice]` names where `<page>.wav` (or flac, m4a, mp3) files are, from the talk's
folder; without it that is `takes`.
"""

from __future__ import annotations

import json
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.text.utterance import Segment

KINDS = (".wav", ".flac", ".m4a", ".mp3")
RATE = 44100
SAID = "takes.json"
"""What each page said when it was recorded, beside the recordings."""
# Slower than a very slow reader, faster than any: then the file is of another page, or of another wording.
_SLOWEST, _FASTEST = 60.0, 330.0
_SHORT = 8


class RecordedTakeEngine:
    """Recordings. They have the pace that they have."""

    name = "take"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """None: a recording is what it is, pauses included."""
        return Abilities(slowest=1, fastest=1, neutral=1, whole_page=True, any_script=True)

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The folder of recordings."""
        place = _folder(options, folder)
        if not place.is_dir():
            raise InputError("no folder of recordings here", file=place, remedy=_REMEDY)
        return Identity(self.name, "1", voice or "author")

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """A fingerprint of the page's recording."""
        return fingerprint(_recording(page, options, folder).read_bytes())

    def voices(self) -> list[VoiceInfo]:
        """None that can be known of."""
        return []

    def prepare(self, voice: str, folder: Path) -> None:
        """Nothing to load."""

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """The page's recording.

        Raises:
            InputError: there is none, it cannot be read, or it is far too short or too long for the words.
        """
        from plainspoken.tts.audio.encode_sound import decoded
        from plainspoken.tts.audio.samples import from_pcm, speech_span

        path = _recording(request.page, request.options, request.folder)
        pcm = decoded(path, RATE)
        start, end = speech_span(from_pcm(pcm), RATE)
        before = said_when_recorded(_folder(request.options, request.folder)).get(request.page)
        if before is not None and before.split() != segment.text.split():
            raise InputError(
                f"the text of page {request.page!r} has changed since it was recorded",
                file=path,
                remedy="record the page again (`plainspoken record TALK`)",
            )
        check_pace(path, (end - start) / RATE, len(segment.words))
        return EngineSound(pcm, RATE)


def check_pace(path: Path, seconds: float, words: int) -> None:
    """Check that a recording is about as long as its page's words take.

    Raises:
        InputError: it is silent, or far too short or too long.
    """
    pace = words * 60 / seconds if seconds else float("inf")
    if not seconds or pace > _FASTEST or (words >= _SHORT and pace < _SLOWEST):
        raise InputError(
            f"the recording {path.name} has {seconds:.1f} s of sound, but the page has {words} words: "
            + "it is not a reading of that text"
            + (f" ({pace:.0f} words a minute)" if seconds else ""),
            remedy="record the page again as it is written now, or correct the name of the file",
        )


def said_when_recorded(folder: Path) -> dict[str, str]:
    """What the recorded pages said, by page; nothing for recordings that were put there by hand."""
    try:
        found: dict[str, str] = json.loads((folder / SAID).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _folder(options: dict[str, str], folder: Path) -> Path:
    return folder / options.get("folder", "takes")


def _recording(page: str, options: dict[str, str], folder: Path) -> Path:
    place = _folder(options, folder)
    for kind in KINDS:
        if (path := place / f"{page}{kind}").is_file():
            return path
    raise InputError(f"no recording of page {page!r}", file=place / f"{page}.wav", remedy=_REMEDY)


_REMEDY = "record one file a page, named after the page (`plainspoken narrate --dry-run` lists the names)"

ENGINE = RecordedTakeEngine()
