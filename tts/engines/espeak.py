"""espeak-ng from the wheel `espeakng-loader`, through its C library.

The library keeps state from one text to the next: a page said twice in one process differs by up to 60 ms. So the
library is loaded and unloaded for every segment, which costs about ten milliseconds and gives the same bytes always.
Constants and structures are those of espeak-ng's `speak_lib.h`.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from plainspoken.base.errors import InputError
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo, WordEvent
from plainspoken.tts.text.sentences import capitalised
from plainspoken.tts.text.utterance import Segment

_RETRIEVAL = 2
_NO_EXIT = 0x8000
_UTF8 = 0x1
_SSML = 0x10
_IPA = 0x02
_END_PAUSE = 0x1000
_RATE, _PITCH = 1, 3
_LIST_TERMINATED, _WORD = 0, 1

# The clearer of the formant synthesisers to a recogniser: docs/voice.md has the figures.
VARIANT = "klatt5"


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


_LENGTHS = VoiceTiming(engine="espeak").model
_ABILITIES = Abilities(
    slowest=_LENGTHS.slowest,
    fastest=_LENGTHS.fastest,
    neutral=200,
    words_per_rate=_LENGTHS.words_per_rate,
    lengths=_LENGTHS,
    events=True,
    emphasis=True,
    stateless=True,
)


class EspeakEngine:
    """The embedded voice. Its rate is in espeak's own words a minute."""

    name = "espeak"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Events and emphasis."""
        return _ABILITIES

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice asked for, or the default variant of the language's own voice."""
        wanted = voice or f"{_voice_of(language)}+{VARIANT}"
        base, _, variant = wanted.partition("+")
        _check_voice(base, variant)
        return Identity(self.name, _version(), wanted)

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """One voice a language, in the default variant."""
        return [
            VoiceInfo(self.name, f"{language}+{VARIANT}", language, name)
            for language, (_, name) in sorted(_languages().items())
        ]

    def prepare(self, voice: str, folder: Path) -> None:
        """Nothing to load."""

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment; word events count from its first sample."""
        segment = replace(segment, text=capitalised(_LETTER_A.sub("A-", segment.text)))
        text, flags, places = segment.text, _UTF8 | _END_PAUSE, None
        if any(word.stressed for word in segment.words):
            text, places = _ssml(segment)
            flags |= _SSML
        rate = round(min(max(request.rate * segment.rate, _ABILITIES.slowest), _ABILITIES.fastest))
        sample_rate, pcm, raw = _synthesise(text, request.voice, rate, request.pitch, flags)
        events = (
            WordEvent(start if places is None else places.get(start, places.get(start - 1, -1)), length, at)
            for start, length, at in raw
        )
        return EngineSound(pcm, sample_rate, tuple(event for event in events if event.start >= 0))


_LETTER_A = re.compile(r"(?<!\S)A (?=\S)")
"""A capital A by itself is the letter (the article is said as `a`); espeak-ng takes it for the article unless it is
tied to what follows. The hyphen takes the place of the space, so that no word moves."""


def _ssml(segment: Segment) -> tuple[str, dict[int, int]]:
    """The segment as SSML with its stressed words marked, and the place of each of its words in both texts."""
    text, places, done = "<speak>", {}, 0
    for word in segment.words:
        text += escape(segment.text[done : word.start])
        opening, closing = ('<emphasis level="strong">', "</emphasis>") if word.stressed else ("", "")
        text += opening
        places[len(text)] = word.start
        text += escape(segment.text[word.start : word.end]) + closing
        done = word.end
    return text + "</speak>", places


def ipa(word: str, voice: str = "en-us") -> str:
    """How the embedded voice pronounces a word, in the International Phonetic Alphabet."""
    with _library() as (library, _):
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            return ""
        text = ctypes.c_char_p(word.encode("utf-8"))
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        found = library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, _IPA)
        return found.decode("utf-8") if found else ""


def say_plainly(texts: Sequence[str], voice: str, rate: int) -> int:
    """Say texts from one instance of the library and count the samples: what a benchmark sets narrating beside."""
    count = 0

    def hear(wave: int | None, samples: int, event: Any) -> int:
        nonlocal count
        count += samples
        return 0

    callback = _CALLBACK(hear)
    with _library() as (library, _):
        library.espeak_SetSynthCallback(callback)
        library.espeak_SetVoiceByName(voice.encode())
        library.espeak_SetParameter(_RATE, rate, 0)
        for text in texts:
            data = text.encode("utf-8")
            library.espeak_Synth(data, ctypes.c_size_t(len(data) + 1), 0, 1, 0, _UTF8 | _END_PAUSE, None, None)
        library.espeak_Synchronize()
    return count


def _synthesise(
    text: str, voice: str, rate: int, pitch: float | None, flags: int
) -> tuple[int, bytes, list[tuple[int, int, int]]]:
    """Samples per second, 16-bit samples, and word events as (start, length, ms)."""
    samples: list[bytes] = []
    events: list[tuple[int, int, int]] = []

    def hear(wave: int | None, count: int, event: Any) -> int:
        if wave and count > 0:
            samples.append(ctypes.string_at(wave, count * 2))
        index = 0
        while event[index].type != _LIST_TERMINATED:
            if event[index].type == _WORD:
                item = event[index]
                events.append((item.text_position - 1, item.length, item.audio_position))
            index += 1
        return 0

    callback = _CALLBACK(hear)
    with _library() as (library, sample_rate):
        library.espeak_SetSynthCallback(callback)
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise InputError(f"espeak-ng has no voice {voice!r}", remedy=_NAME_A_VOICE)
        library.espeak_SetParameter(_RATE, rate, 0)
        if pitch is not None:
            library.espeak_SetParameter(_PITCH, round(pitch), 0)
        data = text.encode("utf-8")
        result = library.espeak_Synth(data, ctypes.c_size_t(len(data) + 1), 0, 1, 0, flags, None, None)
        if result != 0:
            raise InputError(f"espeak-ng failed with code {result}", remedy="report the text with this message")
        library.espeak_Synchronize()
    return sample_rate, b"".join(samples), events


@contextmanager
def _library() -> Iterator[tuple[Any, int]]:
    """The library, loaded anew with no state, and its samples per second; unloaded afterwards."""
    import _ctypes

    library: Any = ctypes.CDLL(_library_path())
    try:
        sample_rate = library.espeak_Initialize(_RETRIEVAL, 200, _data_path().encode(), _NO_EXIT)
        if sample_rate <= 0:
            raise InputError("espeak-ng cannot read its voice data", remedy=_REINSTALL)
        yield library, sample_rate
    finally:
        library.espeak_Terminate()
        _ctypes.dlclose(library._handle)


def _library_path() -> str:
    return str(_loader().get_library_path())


def _data_path() -> str:
    return str(_loader().get_data_path())


def _loader() -> Any:
    try:
        import espeakng_loader
    except ImportError:
        raise InputError("the embedded voice is not installed", remedy=_REINSTALL) from None
    return espeakng_loader


def _version() -> str:
    from importlib.metadata import version

    return f"espeakng-loader {version('espeakng-loader')}" if _loader() else ""


@cache
def _languages() -> dict[str, tuple[int, str]]:
    """Language tags of the voice files, lower case, each with its priority (lower first) and voice name."""
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(Path(_data_path(), "lang").rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        name = re.search(r"^name\s+(.+?)\s*$", text, re.MULTILINE)
        for tag, priority in re.findall(r"^language\s+(\S+)(?:\s+(\d+))?", text, re.MULTILINE):
            entry = (int(priority or 5), name[1] if name else path.name)
            if tag.lower() not in found or entry < found[tag.lower()]:
                found[tag.lower()] = entry
    return found


def _voice_of(language: str) -> str:
    """The tag of the voice file that speaks `language`: the tag itself, else its language without the region."""
    tag = language.lower().replace("_", "-")
    for candidate in (tag, tag.split("-")[0]):
        if candidate in _languages():
            return candidate
    raise InputError(
        f"espeak-ng has no voice for the language {language!r}",
        remedy="set `language` under [talk] to one that `plainspoken voices --all` lists, or name a `voice`",
    )


def _check_voice(base: str, variant: str) -> None:
    names = {path.name.lower() for path in Path(_data_path(), "lang").rglob("*") if path.is_file()}
    if base.lower() not in _languages() and base.lower() not in names:
        raise InputError(f"espeak-ng has no voice {base!r}", remedy=_NAME_A_VOICE)
    if not variant:
        return
    folder = Path(_data_path(), "voices", "!v")
    path = folder / variant
    if "/" in variant or not path.is_file():
        known = sorted(entry.name for entry in folder.iterdir())
        raise InputError(f"espeak-ng has no voice variant {variant!r}", remedy=f"the variants are: {', '.join(known)}")
    if re.search(r"^\s*breath", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE):
        raise InputError(
            f"the variant {variant!r} breathes at random, so it never gives the same sound twice",
            remedy=f"choose another, such as {VARIANT}",
        )


_REINSTALL = "reinstall the wheel `espeakng-loader` (`make setup`)"
_NAME_A_VOICE = "`plainspoken voices --all` lists the voices; leave `voice` out for the language's own"

ENGINE = EspeakEngine()
