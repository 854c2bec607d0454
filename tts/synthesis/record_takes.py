"""An author's own recordings, page by page: trimmed, levelled, checked against their text, and remembered with it.

`takes/<page>.wav` is what the engine `take` reads; `takes/takes.json` holds what each page said when it was recorded,
so that a page whose text has changed since can be named.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_bytes, write_text
from plainspoken.script.model import Script
from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.loudness import FRAME, levelled
from plainspoken.tts.audio.samples import faded, from_pcm, silence, speech_span, to_pcm, wav_bytes
from plainspoken.tts.engines.recorded_take import KINDS, RATE, SAID, check_pace, said_when_recorded
from plainspoken.tts.synthesis.forced_alignment import word_starts
from plainspoken.tts.text.utterance import Utterance, utterance

_LUFS, _CEILING_DB = -16.0, -3.3
_EDGE_MS = 100.0


@dataclass(frozen=True)
class TakeState:
    """One spoken page and its recording: `missing`, `changed` (its text is another now), `unchecked` (nobody knows what
    it said) or `current`."""

    page: str
    text: str
    words: int
    state: str


def take_states(script: Script, folder: Path) -> list[TakeState]:
    """The recordings of a script's spoken pages, in the order of the pages."""
    before = said_when_recorded(folder)
    states = []
    for spoken in _spoken(script):
        there = any((folder / f"{spoken.page}{kind}").is_file() for kind in KINDS)
        if not there:
            state = "missing"
        elif spoken.page not in before:
            state = "unchecked"
        else:
            state = "current" if before[spoken.page] == spoken.text else "changed"
        states.append(TakeState(spoken.page, spoken.text, len(spoken.text.split()), state))
    return states


def keep_take(source: Path, page: str, script: Script, folder: Path) -> float:
    """Trim and level a recording of a page, check it against the page's text, and keep it; its seconds.

    Raises:
        InputError: it is no sound file, silent, far too short or too long, or its words are not the page's.
    """
    said = next((spoken for spoken in _spoken(script) if spoken.page == page), None)
    if said is None:
        raise InputError(f"no page {page!r} has anything to say", remedy="name the file after a page with spoken text")
    signal = from_pcm(decoded(source, RATE))
    start, end = speech_span(signal, RATE)
    words = said.text.split()
    check_pace(source, (end - start) / RATE, len(words))
    edge = silence(_EDGE_MS, RATE)
    import numpy as np

    speech = np.concatenate([edge, faded(signal[start:end], RATE), edge])
    whole = np.zeros(-(-len(speech) // FRAME) * FRAME, dtype=np.float32)
    whole[: len(speech)] = speech
    level = levelled(whole, RATE, _LUFS, _CEILING_DB)
    english = script.language.lower().startswith("en")
    if english and word_starts(words, level.signal, RATE, script.language) is None:
        raise InputError(
            f"the words of page {page!r} cannot be found in {source.name}",
            remedy="record the page as it is written now, in a quiet room, or correct the name of the file",
        )
    write_bytes(folder / f"{page}.wav", wav_bytes(to_pcm(level.signal), RATE))
    for kind in KINDS[1:]:
        (folder / f"{page}{kind}").unlink(missing_ok=True)
    write_text(folder / SAID, json.dumps({**said_when_recorded(folder), page: said.text}, indent=1) + "\n")
    return (end - start) / RATE


def _spoken(script: Script) -> list[Utterance]:
    found = [utterance(page, whole=True) for page in script.pages]
    return [spoken for spoken in found if spoken.segments]
