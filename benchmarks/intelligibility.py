"""How well a recogniser understands each engine on a whole talk at a pace: word error rate of pocketsphinx.

    python benchmarks/intelligibility.py SCRIPT.json ... [--paces 200 250] [--voices hibari espeak flite:rms]

Every engine narrates the same pages at the same pace (so for the same total length), as a build would; each page's clip
is then recognised by itself. A voice is `ENGINE`, `ENGINE:VOICE`, or either with `~` in front: said at the engine's
own pace, its pauses cut and its tempo set by time compression, as the default voice's is. The rates rank voices for one
recogniser; they do not say what a person understands. `--plain` adds twenty plain sentences.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from multiprocessing import Pool
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.script.model import Beat, Page, Script, Source, Token, read_script
from plainspoken.tts.audio.cut_pauses import with_short_pauses
from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.samples import from_pcm, to_pcm
from plainspoken.tts.audio.time_compression import compressed
from plainspoken.tts.narrate import narrate
from plainspoken.tts.settings import VoiceSettings

RATE = 16000
PAUSE_MS = 260.0
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


def errors_of(task: tuple[str, bytes]) -> tuple[int, int]:
    """Errors and words of one text and its sound (16 bits at 16 kHz)."""
    import numpy as np
    from pocketsphinx import Decoder

    text, pcm = task
    signal = from_pcm(pcm)
    padded = np.concatenate([np.zeros(3200), signal / (np.max(np.abs(signal)) or 1) * 16000, np.zeros(3200)])
    noisy = padded + np.random.default_rng(0).normal(0, 10, len(padded))
    listener = Decoder(loglevel="FATAL")
    listener.start_utt()
    listener.process_raw(np.rint(noisy).astype("<i2").tobytes(), full_utt=True)
    listener.end_utt()
    hypothesis = listener.hyp()
    reference = words_of(text)
    return word_errors(reference, words_of(hypothesis.hypstr) if hypothesis else []), len(reference)


def plain_script() -> Script:
    """The plain sentences, a page each."""
    place = Source(file="plain.md", line=1, column=1, end_line=1, end_column=2)
    pages = [
        Page(
            id=f"s{number}",
            beats=[Beat(tokens=[Token(word, word, 1) for word in text.split()], at=place)],
            at=place,
        )
        for number, text in enumerate(PLAIN)
    ]
    return Script(talk="plain", title="Plain sentences", minutes=2, pages=pages)


def spoken(script: Script, voice: str, pace: float) -> tuple[list[tuple[str, bytes]], float, float]:
    """Each page's text and sound in a voice, the seconds of them all, and the processor seconds of making them."""
    engine, _, name = voice.removeprefix("~").partition(":")
    natural = voice.startswith("~")
    before = sum(os.times()[:4])
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        own = 150.0 if natural else pace
        settings = VoiceSettings(engine=engine, voice=name or None, words_per_minute=own)
        narration = narrate(script, settings, out / "a", cache=out / "c", folder=out, progress=Silence())
        clips = [(clip.said, from_pcm(decoded(out / "a" / clip.path, RATE))) for clip in narration.clips if clip.said]
    if natural:
        cut = [(text, with_short_pauses(signal, RATE, PAUSE_MS)[0]) for text, signal in clips]
        wanted = sum(page.words for page in script.pages) * 60 / pace
        tempo = sum(len(signal) for _, signal in cut) / RATE / wanted
        clips = [(text, compressed(signal, RATE, tempo)[0]) for text, signal in cut]
    seconds = sum(len(signal) for _, signal in clips) / RATE
    return [(text, to_pcm(signal)) for text, signal in clips], seconds, sum(os.times()[:4]) - before


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scripts", nargs="*", type=Path)
    parser.add_argument("--paces", nargs="+", type=float, default=[200.0, 250.0])
    parser.add_argument("--voices", nargs="+", default=["hibari", "espeak", "flite:rms"])
    parser.add_argument("--every", type=int, default=1, help="take every n-th page of each script")
    parser.add_argument("--first", type=int, default=0, help="the first page to take, from 0")
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    scripts = [read_script(path) for path in options.scripts]
    scripts = [script.model_copy(update={"pages": script.pages[options.first :: options.every]}) for script in scripts]
    scripts += [plain_script()] if options.plain else []
    with Pool(2) as pool:
        for script in scripts:
            for pace in options.paces:
                first = 0.0
                for voice in options.voices:
                    try:
                        pages, seconds, cpu = spoken(script, voice, pace)
                    except InputError as error:
                        print(f"{voice}: {error.message}")
                        continue
                    found = pool.map(errors_of, pages, chunksize=1)
                    errors, words = sum(f[0] for f in found), sum(f[1] for f in found)
                    first = first or errors
                    print(
                        f"{script.talk:10} {pace:4.0f} wpm  {voice:22} {100 * errors / words:5.1f} % of {words} words  "
                        f"{errors / first:4.2f} of the first  {seconds:5.1f} s long  {cpu:5.1f} CPU s to speak",
                        flush=True,
                    )


if __name__ == "__main__":
    start = time.monotonic()
    main()
    print(f"{time.monotonic() - start:.0f} s")
