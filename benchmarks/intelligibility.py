"""How well a recogniser understands each voice: word error rate of pocketsphinx on plain sentences and on a script.

Run from the repository's root: `.venv/bin/python benchmarks/intelligibility.py [SCRIPT.json] [--pace 150 200]
[--voices espeak:en-us+klatt4 flite:rms ...]`. The rates rank voices for one recogniser; they do not say what a person
understands. Without a script only the plain sentences are used. One voice a line: error rate on each text, and
the seconds of processor time that the voice took to speak them.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.script.model import read_script
from plainspoken.tts.audio.samples import from_pcm, resample, speech_span
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import SegmentRequest
from plainspoken.tts.text.utterance import SaidWord, Segment

PLAIN = """
The train to the coast leaves every morning at half past seven.
She put the letter on the table and went out without a word.
Most people in the village still remember the winter of the great storm.
If you want to learn a language, speak it every day.
The old bridge was closed because the river had risen in the night.
He bought three apples, a loaf of bread and some butter at the market.
Nobody knew why the lights in the tower went out at the same time.
The children were playing in the garden when it began to rain.
A good teacher asks more questions than he answers.
We walked along the beach until we could no longer see the town.
The doctor told him to rest for a week and drink a lot of water.
There are more than two hundred books on the shelf behind the door.
It took the workers five years to build the road over the mountain.
My brother has lived in the same house since he was a boy.
The meeting was short, but everyone had something to say.
Please turn off the radio before you leave the room.
They found the lost dog asleep under a tree near the station.
The price of bread has gone up again this month.
When the music stopped, the people in the hall stood up and left.
You can see the whole city from the window of the tower.
""".strip().splitlines()
VOICES = [
    *(f"espeak:en-us{variant}" for variant in ("", "+klatt", "+klatt2", "+klatt3", "+klatt4", "+klatt5", "+klatt6")),
    "flite:rms", "flite:slt", "flite:awb", "flite:kal16", "festival:", "pyttsx3:",
]  # fmt: skip


def word_errors(reference: list[str], heard: list[str]) -> int:
    """Insertions, deletions and substitutions between two lists of words (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for index, word in enumerate(reference, 1):
        previous, row[0] = row[0], index
        for column, other in enumerate(heard, 1):
            previous, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, previous + (word != other))
    return row[-1]


def words_of(text: str) -> list[str]:
    return [word for word in re.sub(r"[^a-z' ]", " ", text.lower().replace("\u2019", "'")).split() if word]


def listen(engine_name: str, voice: str | None, text: str, pace: float) -> tuple[int, int, float]:
    """Errors, words, and the processor seconds of speaking, for one text."""
    from pocketsphinx import Decoder

    engine = find_engine(engine_name)
    abilities = engine.abilities({})
    identity = engine.identify(voice, "en-US", {}, Path())
    said, at = [], 0
    for word in text.split():
        said.append(SaidWord(word, 0, len(said), at, at + len(word)))
        at += len(word) + 1
    request = SegmentRequest(
        identity.voice, round(pace / abilities.words_per_rate, 3), None, "en-US", {}, Path(), "", 60
    )
    before = sum(os.times()[:4])
    sound = engine.speak(Segment(text, tuple(said)), request)
    seconds = sum(os.times()[:4]) - before
    signal = from_pcm(sound.pcm)
    start, end = speech_span(signal, sound.sample_rate)
    heard = recognise(Decoder, signal[start:end], sound.sample_rate)
    reference = words_of(text)
    return word_errors(reference, heard), len(reference), seconds


def recognise(decoder: Any, signal: Any, rate: int) -> list[str]:
    import numpy as np

    resampled = resample(signal, rate, 16000)
    padded = np.concatenate([np.zeros(3200), resampled / (np.max(np.abs(resampled)) or 1) * 16000, np.zeros(3200)])
    noisy = padded + np.random.default_rng(0).normal(0, 10, len(padded))
    listener = decoder(loglevel="FATAL")
    listener.start_utt()
    listener.process_raw(np.rint(noisy).astype("<i2").tobytes(), full_utt=True)
    listener.end_utt()
    hypothesis = listener.hyp()
    return words_of(hypothesis.hypstr) if hypothesis else []


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("script", nargs="?", type=Path)
    parser.add_argument("--pace", nargs="+", type=float, default=[160.0])
    parser.add_argument("--voices", nargs="+", default=VOICES)
    parser.add_argument("--beats", type=int, default=40, help="how many beats of the script, evenly taken")
    options = parser.parse_args()
    texts = {"plain": PLAIN}
    if options.script:
        beats = [beat.said for page in read_script(options.script).pages for beat in page.beats if beat.words > 4]
        texts["script"] = beats[:: max(1, len(beats) // options.beats)][: options.beats]
    for pace in options.pace:
        for name in options.voices:
            engine, _, voice = name.partition(":")
            try:
                find_engine(engine).identify(voice or None, "en-US", {}, Path())
            except InputError as error:
                print(f"{name}: {error.message}")
                continue
            line, spoken = f"{pace:5.0f} wpm  {name:22}", 0.0
            for kind, sentences in texts.items():
                with Pool(2) as pool:
                    found = pool.starmap(listen, [(engine, voice or None, text, pace) for text in sentences])
                errors, words = sum(f[0] for f in found), sum(f[1] for f in found)
                spoken += sum(f[2] for f in found)
                line += f"  {kind} {100 * errors / words:5.1f} % of {words} words"
            print(f"{line}  {spoken:.1f} CPU s", flush=True)


if __name__ == "__main__":
    start = time.monotonic()
    main()
    print(f"{time.monotonic() - start:.0f} s")
