"""Word times for engines that tell none: words are forced onto the sound by pocketsphinx (its model is in its wheel).

Digital silence breaks the aligner, so a little noise is added, the same each time. Words that its dictionary lacks are
given espeak-ng's pronunciation. Where it fails, times are shared out by length, and the record says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from plainspoken.tts.audio.samples import audible, pauses, resample, speech_span
from plainspoken.tts.engines.engine import SegmentRequest
from plainspoken.tts.synthesis.word_times import WordTime, from_known, past_pauses, proportional
from plainspoken.tts.text.utterance import Segment

_RATE = 16000
_STEP_MS = 10.0
_DITHER = 10.0
# The aligner gives a short pause to the word after it, often with the end of the word before.
_SLACK_MS = 50.0
# Wider than the decoder's own beams: forced alignment of fast speech loses its path in those.
_BEAMS: tuple[dict[str, float], ...] = ({}, {"beam": 1e-120, "pbeam": 1e-120, "wbeam": 1e-100})


def align(segment: Segment, signal: Any, rate: int, request: SegmentRequest) -> tuple[list[WordTime], str]:
    """Word times of a segment in its trimmed signal, and where they come from."""
    length_ms = len(signal) * 1000 / rate
    starts = word_starts([word.text for word in segment.words], signal, rate, request.language)
    if starts is None:
        return proportional(segment.words, length_ms), "proportional"
    return from_known(segment.words, starts, length_ms), "alignment"


def word_starts(words: Sequence[str], signal: Any, rate: int, language: str = "en-US") -> list[float | None] | None:
    """When each word begins, in milliseconds; `None` for a word that makes no sound of its own, and for all of them
    when the aligner fails, is not installed, or knows nothing of the language."""
    if not language.lower().startswith("en") or not installed():
        return None
    spoken = [(index, part) for index, word in enumerate(words) for part in dictionary_forms(word)]
    if not spoken or speech_span(signal, rate) == (0, 0):
        return None
    pcm = _prepared(signal, rate)
    for beams in range(len(_BEAMS)):
        found = _aligned([part for _, part in spoken], pcm, beams)
        if found is not None:
            found = past_pauses(
                found, pauses(audible(signal, rate), rate), len(signal) * 1000 / rate, slack_ms=_SLACK_MS
            )
            starts: list[float | None] = [None] * len(words)
            for (index, _), start in zip(spoken, found, strict=True):
                if starts[index] is None:
                    starts[index] = start
            return starts
    return None


def prepare() -> None:
    """Load the aligner's model, before the processes that need it are forked."""
    if installed():
        decoder(0)


@cache
def installed() -> bool:
    """Whether the aligner is there; for Python 3.14 it has no wheel yet."""
    return find_spec("pocketsphinx") is not None


@cache
def decoder(beams: int) -> Any:
    """A decoder without a language model."""
    from pocketsphinx import Decoder

    return Decoder(lm=None, loglevel="FATAL", **_BEAMS[beams])


def _aligned(words: list[str], pcm: bytes, beams: int) -> list[float] | None:
    """The starts of the words, or nothing when they cannot be found in this order."""
    aligner = decoder(beams)
    for word in dict.fromkeys(words):
        if aligner.lookup_word(word) is None:
            aligner.add_word(word, pronunciation(word), False)
    try:
        aligner.set_align_text(" ".join(words))
        aligner.start_utt()
        aligner.process_raw(pcm, full_utt=True)
        aligner.end_utt()
        segments = list(aligner.seg() or ())
    except RuntimeError:
        return None
    said = [segment for segment in segments if not segment.word.startswith(("<", "["))]
    if [re.sub(r"\(\d+\)$", "", segment.word) for segment in said] != words:
        return None
    return [segment.start_frame * _STEP_MS for segment in said]


def dictionary_forms(word: str) -> list[str]:
    """The dictionary's forms of a said word: lower case, without punctuation, compounds in their parts."""
    return [part for part in (re.sub(r"[^a-z']", "", piece).strip("'") for piece in _pieces(word)) if part]


def _pieces(word: str) -> list[str]:
    return re.split(r"[-\u2010-\u2015/]", word.lower().replace("\u2019", "'"))


def _prepared(signal: Any, rate: int) -> bytes:
    """The signal at 16 kHz, at a steady level, with dither (sigma 10 of 32,768)."""
    resampled = resample(signal, rate, _RATE)
    peak = float(np.max(np.abs(resampled))) or 1.0
    noise = np.random.default_rng(0).normal(0.0, _DITHER, len(resampled))
    return np.clip(np.rint(resampled / peak * 16000 + noise), -32768, 32767).astype("<i2").tobytes()


# espeak-ng's IPA for American English in the phones of the CMU dictionary, longest first.
_PHONES = (
    ("tʃ", "CH"), ("dʒ", "JH"), ("aɪə", "AY AH"), ("aɪɚ", "AY ER"), ("aɪ", "AY"), ("aʊ", "AW"), ("eɪ", "EY"),
    ("oʊ", "OW"), ("əʊ", "OW"), ("ɔɪ", "OY"), ("iə", "IY AH"), ("ɪɹ", "IH R"), ("ɛɹ", "EH R"), ("ɔːɹ", "AO R"),
    ("ɔɹ", "AO R"), ("oːɹ", "AO R"), ("ɑːɹ", "AA R"), ("ʊɹ", "UH R"), ("əl", "AH L"), ("ɜː", "ER"), ("ɚ", "ER"),
    ("iː", "IY"), ("uː", "UW"), ("ɑː", "AA"), ("ɔː", "AO"), ("ɪ", "IH"), ("i", "IY"), ("ᵻ", "IH"), ("ɛ", "EH"),
    ("æ", "AE"), ("ʌ", "AH"), ("ə", "AH"), ("ɐ", "AH"), ("ʊ", "UH"), ("u", "UW"), ("ɑ", "AA"), ("ɔ", "AO"),
    ("a", "AE"), ("e", "EH"), ("o", "OW"), ("θ", "TH"), ("ð", "DH"), ("ʃ", "SH"), ("ʒ", "ZH"), ("ŋ", "NG"),
    ("ɹ", "R"), ("r", "R"), ("ɾ", "D"), ("ʔ", "T"), ("j", "Y"), ("ɡ", "G"), ("g", "G"), ("x", "K"), ("p", "P"),
    ("b", "B"), ("t", "T"), ("d", "D"), ("k", "K"), ("f", "F"), ("v", "V"), ("s", "S"), ("z", "Z"), ("h", "HH"),
    ("m", "M"), ("n", "N"), ("l", "L"), ("w", "W"),
)  # fmt: skip


def pronunciation(word: str) -> str:
    """Phones of a word that the dictionary lacks."""
    from plainspoken.tts.engines.espeak import ipa

    return phones(ipa(word)) or "AH"


def phones(sounds: str) -> str:
    """IPA as espeak-ng writes it, in phones of the CMU dictionary; stress and unknown marks are left out."""
    found = []
    at = 0
    while at < len(sounds):
        for symbol, phone in _PHONES:
            if sounds.startswith(symbol, at):
                found.append(phone)
                at += len(symbol)
                break
        else:
            at += 1
    return " ".join(found)
