"""The embedded neural voice: hibari-tts, a small model distilled from Kokoro-82M, run by onnxruntime. English only.

It speaks sentence by sentence at its natural pace and is brought to the pace that is asked for afterwards, by time
compression: set to speak fast, the model swallows consonants (docs/voice.md). A word's time is where the model
itself begins it. Nothing is ever downloaded: the package holds one voice, and other voices are files that the user has.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.base.errors import InputError
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.spoken.pronouncing_dictionary import cache_folder
from plainspoken.tts.audio.cut_pauses import with_short_pauses
from plainspoken.tts.audio.samples import faded, silence, speech_span, to_pcm
from plainspoken.tts.engines.engine import (
    Abilities,
    EngineSound,
    Identity,
    SegmentRequest,
    VoiceInfo,
    WordEvent,
)
from plainspoken.tts.engines.hibari_model import SAMPLE_RATE, UNIT_SAMPLES, AcousticModel, ModelSound
from plainspoken.tts.engines.hibari_phonemes import PhonemeSequence, Phonemizer, from_ipa
from plainspoken.tts.engines.voice_table import PACKAGE, voice_models
from plainspoken.tts.settings import NEURAL_VOICE, why_no_neural_voice
from plainspoken.tts.text.sentences import sentence_spans
from plainspoken.tts.text.utterance import SaidWord, Segment

# Pauses at natural pace; at a quicker one they shrink (`pause_factor`). The model's own are up to 750 ms.
_SENTENCE_PAUSE_MS, _BEAT_PAUSE_MS, _CLAUSE_PAUSE_MS = 380.0, 540.0, 220.0
# What `speech_span` leaves of silence around a sentence.
_TRIMMED_MS = 85.0
# Longer sentences are said in pieces, cut after a comma where there is one.
_MOST_WORDS = 60
_LONG_PAUSE_UNITS = 4
_UNIT_MS = UNIT_SAMPLES * 1000 / SAMPLE_RATE

_LENGTHS = VoiceTiming(engine="hibari").model
_ABILITIES = Abilities(
    slowest=_LENGTHS.slowest,
    fastest=_LENGTHS.fastest,
    neutral=1.0,
    words_per_rate=_LENGTHS.words_per_rate,
    lengths=_LENGTHS,
    events=True,
    emphasis=True,
    stateless=True,
    compressed=True,
)


class HibariEngine:
    """The embedded neural voice. Its rate is a tempo (1 is natural, 2 twice as fast), its pitch in semitones."""

    name = "hibari"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Events, emphasis, and a tempo that is set after synthesis."""
        return _ABILITIES

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice asked for, with everything that its samples depend on."""
        reason = why_no_neural_voice()
        if reason:
            raise InputError(reason, remedy=_REMEDY)
        if not language.lower().startswith("en"):
            raise InputError(f"hibari speaks English only, not {language!r}", remedy="use the engine espeak")
        chosen = voice or NEURAL_VOICE
        model = _digest(model_path(chosen))
        versions = [f"{name} {version(name)}" for name in ("hibari-tts", "onnxruntime", "numpy")]
        return Identity(self.name, f"{', '.join(versions)}, model {model[:12]}, {platform.machine()}", chosen)

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """The voice of the package, and those of the table whose file is here."""
        if why_no_neural_voice():
            return []
        return [
            VoiceInfo(self.name, model.voice, model.language, f"{model.sex}, {model.licence}")
            for model in voice_models("hibari").values()
            if model.file == PACKAGE or (voice_folder() / model.file).is_file()
        ]

    def prepare(self, voice: str, folder: Path) -> None:
        """Load the voice, before the processes that speak are forked."""
        _voice(voice)

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment at its natural pace times its own `rate`, whatever rate is requested."""
        model, phonemizer = _voice(request.voice)
        own = {said: from_ipa(transcription) for said, transcription in request.phonemes.items()}
        parts: list[Any] = []
        events: list[WordEvent] = []
        known = True
        at = 0
        for words, sequence in _sentences(segment, phonemizer, segment.rate, own):
            spoken = model.say(
                sequence.ids, sequence.tempos, _seed(words), _raised(sequence, request.pitch), sequence.marks
            )
            start, end = speech_span(spoken.signal, SAMPLE_RATE)
            if end == start:
                continue
            if parts:
                parts.append(_join(segment, words[0]))
                at += len(parts[-1])
            signal, moved = with_short_pauses(spoken.signal[start:end], SAMPLE_RATE, _CLAUSE_PAUSE_MS)
            known = known and spoken.units is not None
            if spoken.units is not None:
                offset_ms = at * 1000 / SAMPLE_RATE
                for word, start_ms in zip(words, word_starts(spoken, sequence, len(words)), strict=True):
                    if start_ms is not None:
                        place = offset_ms + moved(max(0.0, start_ms - start * 1000 / SAMPLE_RATE))
                        events.append(WordEvent(word.start, word.end - word.start, place))
            parts.append(faded(signal, SAMPLE_RATE))
            at += len(signal)
        pcm = to_pcm(np.concatenate(parts)) if parts else b""
        return EngineSound(pcm, SAMPLE_RATE, tuple(events) if known else ())


def word_starts(spoken: ModelSound, sequence: PhonemeSequence, count: int) -> list[float | None]:
    """When each of `count` words begins, in milliseconds of the sentence's sound; None for one without phonemes.

    The sound of a word begins in the space before it. So a word begins one unit before its space, or one unit before
    its own first phoneme where that space is a pause; measured against the ends of silences, and an aligner.
    """
    ends = np.cumsum(spoken.units)
    starts: list[float | None] = [None] * count
    for place, owner in enumerate(sequence.owners):
        if owner < 0 or starts[owner] is not None:
            continue
        before = int(spoken.units[place - 1])
        begin = int(ends[place - 1]) - (1 if before >= _LONG_PAUSE_UNITS else before)
        starts[owner] = max(0, begin - 1) * _UNIT_MS
    return starts


def _sentences(
    segment: Segment, phonemizer: Phonemizer, tempo: float, own: dict[str, str]
) -> Iterator[tuple[Sequence[SaidWord], PhonemeSequence]]:
    """The sentences of a segment that have phonemes; very long ones in pieces."""
    for first, last in sentence_spans(segment.words, segment.text):
        while first < last:
            end = last
            if last - first > _MOST_WORDS:
                commas = [i + 1 for i in range(first, first + _MOST_WORDS) if segment.words[i].text[-1:] in ",;:"]
                end = commas[-1] if commas else first + _MOST_WORDS
            words = segment.words[first:end]
            sequence = phonemizer.sequence(words, tempo, own, ends=end == last)
            if len(sequence) > 2:
                yield words, sequence
            first = end


def _raised(sequence: PhonemeSequence, semitones: float | None) -> list[float] | None:
    """The factor of each phoneme's pitch; None where all are 1."""
    whole = 2.0 ** ((semitones or 0.0) / 12)
    factors = [factor * whole for factor in sequence.pitches]
    return factors if any(factor != 1.0 for factor in factors) else None


def _join(segment: Segment, word: SaidWord) -> Any:
    """The silence before a sentence that begins with `word`."""
    beat = "\n" in segment.text[max(0, word.start - 2) : word.start]
    pause = _BEAT_PAUSE_MS if beat else _SENTENCE_PAUSE_MS
    return silence(pause / segment.rate - _TRIMMED_MS, SAMPLE_RATE)


def _seed(words: Sequence[SaidWord]) -> int:
    text = " ".join(word.text for word in words)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")


def model_path(voice: str) -> Path:
    """The file of a voice's model: the package's own, or one that the user has put where hibari-tts keeps its voices.

    Raises:
        InputError: there is no such voice, its file is not on this machine, or it holds something else.
    """
    models = voice_models("hibari")
    if voice not in models:
        raise InputError(f"hibari has no voice {voice!r}", remedy=f"its voices are: {', '.join(models)}")
    spec = find_spec("hibari")
    assert spec is not None and spec.origin is not None
    if models[voice].file == PACKAGE:
        return Path(spec.origin).parent / "assets" / "hibari.onnx"
    path = voice_folder() / models[voice].file
    if not path.is_file():
        raise InputError(
            f"the model of the voice {voice!r} is not here, and nothing is downloaded",
            file=path,
            remedy=f"put the file there (its SHA-256 begins {models[voice].sha256[:12]}), or leave `voice` out",
        )
    if _digest(path) != models[voice].sha256:
        raise InputError("this is not that voice's model: its hash differs", file=path, remedy="get the file again")
    return path


def voice_folder() -> Path:
    """Where hibari-tts keeps voices that are not in its package: HIBARI_HOME, or the system's folder for caches."""
    if home := os.environ.get("HIBARI_HOME"):
        return Path(home)
    return cache_folder().with_name("hibari")


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _voice(voice: str) -> tuple[AcousticModel, Phonemizer]:
    return AcousticModel(model_path(voice)), Phonemizer(british=voice_models("hibari")[voice].british)


_REMEDY = 'run `make setup`, or set `engine = "espeak"` under [voice] in talk.toml'

ENGINE = HibariEngine()
