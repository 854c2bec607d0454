"""Predicted seconds against the embedded voice's own, page by page, beside simpler rules; and the fit itself.

    python benchmarks/seconds.py SCRIPT.md            measure on a script
    python benchmarks/seconds.py SCRIPT.md --fit DIR  fit first, on film and drug reviews in DIR

The fit reads `imdb_10k.jsonl.xz` and `drugscom_5997.csv.xz`, cuts them at random into pages and beats, voices them
at eleven rates, and writes `script/words/espeak_seconds.json`.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.script.spoken import speak
from plainspoken.script.spoken.letter_to_sound import bare, espeak
from plainspoken.script.spoken.syllables import count, hyphenated
from plainspoken.script.timing.durations import load_of_page, profile

ROOT = Path(__file__).parents[1]
VOICE = "en-us+klatt5"
RATES, REFERENCE = tuple(range(160, 361, 20)), 280
AT_OTHER_RATES = 150
KINDS = ("page", "comma", "sentence", "beat", "bare", "soft")
LEAST_SEEN = 25

Page = tuple[str, ...]


def heard(job: tuple[Page, float]) -> float:
    """Seconds from the first to the last sound of a page."""
    from plainspoken.tts.audio.samples import from_pcm, speech_span
    from plainspoken.tts.engines.engine import SegmentRequest
    from plainspoken.tts.engines.espeak import ENGINE
    from plainspoken.tts.text.utterance import Segment

    page, rate = job
    request = SegmentRequest(VOICE, rate, None, "en-US", {}, Path(), "page", 60)
    sound = ENGINE.speak(Segment(text="\n\n".join(page), words=()), request)
    start, end = speech_span(from_pcm(sound.pcm), sound.sample_rate)
    return (end - start) / sound.sample_rate


def said(text: str) -> str:
    return " ".join(token.said for token in speak(text) if token.said)


def script_pages(path: Path) -> list[Page]:
    """The spoken beats of each page of a Markdown script."""
    from plainspoken.script.render import render
    from plainspoken.script.settings import ScriptSettings

    script = render(path.parent, ScriptSettings(), None, file=path, talk="benchmark").script
    return [tuple(beat.said for beat in page.beats if beat.said) for page in script.pages if page.words]


def review_pages(folder: Path) -> Iterator[Page]:
    """Reviews cut into pages of a few sentences and beats of a few words."""
    chance = random.Random(7)
    with lzma.open(folder / "imdb_10k.jsonl.xz", "rt", encoding="utf-8") as lines:
        films = [json.loads(line)["text"] for line, _ in zip(lines, range(1200), strict=False)][::4]
    with lzma.open(folder / "drugscom_5997.csv.xz", "rt", encoding="utf-8") as lines:
        drugs = [row["review"].strip('"') for row in csv.DictReader(lines)][::19][:260]
    for text in films + drugs:
        plain = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(text)).split())
        beats: list[str] = []
        open_: list[str] = []
        for sentence in re.split(r"(?<=[.!?])\s+", plain)[:6]:
            open_.append(sentence)
            words = sentence.split()
            if chance.random() < 0.55:
                beats.append(" ".join(open_))
                open_ = []
            elif chance.random() < 0.3 and len(words) > 8:
                cut = chance.randint(3, len(words) - 3)
                open_[-1] = " ".join(words[:cut]) + chance.choice(["", ","])
                beats.append(" ".join(open_))
                open_ = [" ".join(words[cut:])]
        page = tuple(filter(None, map(said, [*beats, " ".join(open_)])))
        if page:
            yield page


def some(items: list[Any], rate: float) -> list[Any]:
    """All at the reference rate, an even sample of them at the others."""
    return items if rate == REFERENCE else items[:: max(1, len(items) // AT_OTHER_RATES)]


def features(page: Page) -> Counter[str]:
    """Phonemes, and pauses by kind, as `script.seconds` counts them."""
    load = load_of_page(page)
    found: Counter[str] = Counter(bare(phoneme) for beat in page for word in espeak().words(beat) for phoneme in word)
    found.update(
        {
            "/page": load.pages,
            "/comma": load.commas,
            "/sentence": load.sentences,
            "/beat": load.beats,
            "/bare": load.bare,
            "/soft": load.soft,
        }
    )
    return found


def fit(pages: list[Page], target: Path) -> None:
    """Relative least squares: phonemes at the reference rate (lightly towards 50 ms), then scale and pauses by rate."""
    with Pool(2) as pool:
        times = {
            rate: np.array(pool.map(heard, [(page, rate) for page in some(pages, rate)], chunksize=16))
            for rate in RATES
        }
    counted = [features(page) for page in pages]
    total: Counter[str] = sum(counted, Counter())
    phonemes = sorted(name for name in total if not name.startswith("/") and total[name] >= LEAST_SEEN)
    pauses = [f"/{kind}" for kind in KINDS]
    names = phonemes + pauses
    weight = 1 / times[REFERENCE]
    matrix = np.array([[row[name] for name in names] for row in counted], float) * weight[:, None]
    prior = np.array([0.05 if name in phonemes else 0.1 for name in names])
    ridge = 0.02 * np.eye(len(names))
    lengths = np.linalg.solve(matrix.T @ matrix + ridge, matrix.T @ np.ones(len(pages)) + 0.02 * prior)
    by_phoneme = dict(zip(phonemes, lengths, strict=False))
    other = float(np.average(lengths[: len(phonemes)], weights=[total[name] for name in phonemes]))
    speech = [
        sum(number * by_phoneme.get(name, other) for name, number in row.items() if not name.startswith("/"))
        for row in counted
    ]
    scale, kinds = [], {kind: [] for kind in KINDS}
    for rate in RATES:
        weight = 1 / times[rate]
        both = some(list(zip(speech, counted, strict=True)), rate)
        rows = np.array([[s, *(row[name] for name in pauses)] for s, row in both], float)
        solved = np.linalg.lstsq(rows * weight[:, None], np.ones(len(both)), rcond=None)[0]
        scale.append(round(float(solved[0]), 4))
        for kind, value in zip(KINDS, solved[1:], strict=True):
            kinds[kind].append(round(float(value), 4))
    document = {
        "voice": VOICE,
        "version": f"espeak-ng {espeak().version}",
        "fitted": f"benchmarks/seconds.py --fit, on {len(pages)} pages cut from film and drug reviews",
        "unit": "seconds",
        "rates": RATES,
        "scale": scale,
        "pauses": kinds,
        "other_phoneme": round(other, 5),
        "phonemes": {name: round(float(value), 5) for name, value in by_phoneme.items()},
    }
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measure(pages: list[Page], rate: float) -> None:
    """Print the mean, the worst and the whole error of each way to predict, in percent."""
    times = np.array([heard((page, rate)) for page in pages])
    words = np.array([len(" ".join(page).split()) for page in pages], float)
    ways: dict[str, Callable[[Page], float]] = {
        "phonemes and pauses (ours)": lambda page: profile().seconds(load_of_page(page), rate),
        "words, best single factor": lambda page: len(" ".join(page).split()) * times.sum() / words.sum(),
        "syllables, best single factor": lambda page: float(sum(map(count, page))),
        "pyphen, best single factor": lambda page: float(sum(hyphenated(w) for w in " ".join(page).split())),
    }
    print(f"{len(pages)} pages, {times.sum():.1f} s at rate {rate:g}")
    for name, way in ways.items():
        predicted = np.array([way(page) for page in pages])
        if name.startswith(("syllables", "pyphen")):
            predicted *= times.sum() / predicted.sum()
        error = predicted / times - 1
        whole = 100 * (predicted.sum() / times.sum() - 1)
        mean, worst = 100 * abs(error).mean(), 100 * abs(error).max()
        print(f"{name:32} mean {mean:5.2f} %  worst {worst:5.1f} %  whole {whole:+.2f} %")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("script", type=Path)
    parser.add_argument("--fit", type=Path, metavar="DIR")
    parser.add_argument("--rate", type=float, action="append")
    given = parser.parse_args()
    if given.fit:
        fit(list(review_pages(given.fit)), ROOT / "script" / "words" / "espeak_seconds.json")
        profile.cache_clear()
    for wanted in given.rate or [200, 300]:
        measure(script_pages(given.script), wanted)
