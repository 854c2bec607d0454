"""Speech from phonemes, sentence by sentence: what engines with a model of Kokoro's kind have in common.

Such a model says a sentence at its natural pace and tells how long each phoneme lasts; the pace that is asked for is
set afterwards, by time compression (docs/voice.md). Between sentences stand pauses of set length.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from plainspoken.tts.audio.cut_pauses import with_short_pauses
from plainspoken.tts.audio.samples import faded, silence, speech_span, to_pcm
from plainspoken.tts.engines.engine import EngineSound, SegmentRequest, WordEvent
from plainspoken.tts.engines.hibari_model import SAMPLE_RATE, UNIT_SAMPLES, ModelSound
from plainspoken.tts.engines.hibari_phonemes import PhonemeSequence, Phonemizer, from_ipa
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


class SpeechModel(Protocol):
    """A model that says phonemes. `most_symbols` bounds how many it takes at once; None is no bound."""

    most_symbols: int | None

    def say(
        self,
        ids: list[int],
        tempos: list[float],
        seed: int,
        raise_f0: Any = None,
        marks: Sequence[tuple[int, str]] = (),
    ) -> ModelSound:
        """Say phonemes; the arguments are those of `AcousticModel.say`."""


def speak_phonemes(
    segment: Segment, request: SegmentRequest, model: SpeechModel, phonemizer: Phonemizer
) -> EngineSound:
    """Say one segment at the model's natural pace times its own `rate`, whatever rate is requested."""
    own = {said: from_ipa(transcription) for said, transcription in request.phonemes.items()}
    parts: list[Any] = []
    events: list[WordEvent] = []
    known = True
    at = 0
    for words, sequence in sentence_phonemes(segment, phonemizer, segment.rate, own, model.most_symbols):
        raised = _raised(sequence, request.pitch)
        spoken = model.say(sequence.ids, sequence.tempos, words_seed(words), raised, sequence.marks)
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


def sentence_phonemes(
    segment: Segment, phonemizer: Phonemizer, tempo: float, own: Mapping[str, str], most_symbols: int | None = None
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
            while most_symbols and len(sequence) - 2 > most_symbols and len(words) > 1:
                end = first + len(words) // 2
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


def words_seed(words: Sequence[SaidWord]) -> int:
    """The seed of the noise in what is said: it follows from the words alone."""
    text = " ".join(word.text for word in words)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")
