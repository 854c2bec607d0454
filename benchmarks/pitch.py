"""Where the neural voice's pitch falls: over the last 300 ms before the end of a page, and before commas.

    python benchmarks/pitch.py SCRIPT.json ...

The pitch is the one that the sound is made from. Printed: on how many pages it falls, and by how much in the median.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.script.model import read_script
from plainspoken.tts.engines import hibari
from plainspoken.tts.engines.hibari_pitch import semitones
from plainspoken.tts.engines.phoneme_speech import sentence_phonemes, words_seed
from plainspoken.tts.text.utterance import utterance

SPAN, VOICED_HZ, FEWEST = 24, 40.0, 6


def fall(f0: Any, stop: int) -> float | None:
    """Semitones over the last 300 ms of voice before a frame; None where there is too little voice."""
    voiced = np.flatnonzero(f0[:stop] > VOICED_HZ)
    if not len(voiced):
        return None
    last = int(voiced[-1]) + 1
    span = f0[max(0, last - SPAN) : last]
    span = span[span > VOICED_HZ]
    return semitones(span) if len(span) >= FEWEST else None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scripts", nargs="+", type=Path)
    model, phonemizer = hibari._voice(hibari.NEURAL_VOICE)
    for path in parser.parse_args().scripts:
        ends: list[float] = []
        commas: list[float] = []
        for page in read_script(path).pages:
            segments = utterance(page).segments
            sentences = [s for segment in segments for s in sentence_phonemes(segment, phonemizer, 1.0, {})]
            for number, (words, sequence) in enumerate(sentences):
                said = model.say(sequence.ids, sequence.tempos, words_seed(words), None, sequence.marks)
                places = np.cumsum(said.units) * 2
                for place, mark in sequence.marks:
                    found = fall(said.f0, int(places[place - 1]))
                    if found is not None and mark == ",":
                        commas.append(found)
                if number + 1 == len(sentences) and (found := fall(said.f0, len(said.f0))) is not None:
                    ends.append(found)
        for name, values in (("page ends", ends), ("commas", commas)):
            share = 100 * np.mean(np.array(values) < -1)
            print(f"{path.parent.name} {name}: {len(values)}, {share:.0f} % fall by more than a semitone, "
                  f"median {np.median(values):+.1f} semitones")  # fmt: skip


if __name__ == "__main__":
    main()
