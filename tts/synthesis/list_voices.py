"""The voices that can speak here, and a sentence of each to choose by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_bytes
from plainspoken.tts.audio.samples import wav_bytes
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import SegmentRequest, VoiceInfo
from plainspoken.tts.settings import ENGINES
from plainspoken.tts.synthesis.worker import WorkerJob, WorkerPool
from plainspoken.tts.text.utterance import SaidWord, Segment

_SENTENCE = "The network learns the training faces by heart, and sixty two point four percent of the new ones."


def list_voices(engine: str | None = None, *, every: bool = False) -> list[tuple[str, str, list[VoiceInfo]]]:
    """Engines as (name, what it is, its voices here); English voices only, unless `every`.

    Raises:
        InputError: no such engine.
    """
    if engine is not None:
        find_engine(engine)
    listed = []
    for name, about in ENGINES.items():
        if engine in (None, name):
            found = find_engine(name).voices()
            listed.append((name, about, [info for info in found if every or info.language.lower().startswith("en")]))
    return listed


def write_samples(voices: Sequence[VoiceInfo], folder: Path, sentence: str | None = None) -> Iterator[str]:
    """Say `sentence`, or one of our own, in each voice into `<engine>-<voice>.wav` in `folder`; yields a line each."""
    with WorkerPool(1) as workers:
        for info in voices:
            name = "".join(char if char.isalnum() else "-" for char in f"{info.engine}-{info.voice}")
            path = folder / f"{name}.wav"
            outcome = workers.run([WorkerJob(_say, (info, sentence or _SENTENCE), 60.0)], lambda index, outcome: None)[
                0
            ]
            if outcome.kind == "done":
                write_bytes(path, outcome.value)
                yield str(path)
            else:
                yield f"{info.engine}, {info.voice}: {outcome.message}"


def _say(info: VoiceInfo, sentence: str) -> bytes:
    engine = find_engine(info.engine)
    words: list[SaidWord] = []
    at = 0
    for text in sentence.split():
        words.append(SaidWord(text, 0, len(words), at, at + len(text)))
        at += len(text) + 1
    request = SegmentRequest(
        info.voice, engine.abilities({}).neutral, None, info.language, {}, Path(), "write_samples", 60.0
    )
    sound = engine.speak(Segment(" ".join(sentence.split()), tuple(words)), request)
    if not sound.pcm:
        raise InputError("said nothing")
    return wav_bytes(sound.pcm, sound.sample_rate)
