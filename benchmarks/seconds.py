"""Predicted seconds against what an engine says, page by page, beside simpler rules; and the fit of its lengths.

    python benchmarks/seconds.py SCRIPT.md ...          measure on scripts
    python benchmarks/seconds.py SCRIPT.md --fit DIR    fit first, on reviews in DIR and on the project's own documents

The fit reads `imdb_10k.jsonl.xz` and `drugscom_5997.csv.xz` and `docs/`, cuts them at random into pages and beats, has
them said at each of RATES, and writes `script/words/voice_lengths/ENGINE.json`. What is measured is what a narration
takes of a page (`tts.synthesis.synthesize.voice_page`; an engine whose pace is set afterwards speaks once, and every
tempo follows), so any engine that is here can be fitted: --engine, --voice,
--rates, --pages.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import lzma
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.base.word_lists import words
from plainspoken.script.durations.length_model import PAUSES, LengthModel, length_model
from plainspoken.script.model import Beat, Page, Source
from plainspoken.script.spoken import speak
from plainspoken.script.spoken.syllables import count, hyphenated
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import SegmentRequest
from plainspoken.tts.synthesis.natural_takes import NaturalLength
from plainspoken.tts.text.utterance import Utterance, utterance

ROOT = Path(__file__).parents[1]
LENGTHS = ROOT / "script" / "words" / "voice_lengths"
RATES = (80, 110, 140, 170, 200, 225, 250, 280, 310, 340, 380, 449)
AT_OTHER_RATES = 260
LEAST_SEEN = 12
COMMONEST = 60
NUMBERS = words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million point percent"
)
GROUPS = words("tion igh th sh ch ph ck qu ee ea oo ou ow ai ay oa er ar or ir ur ng")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What a length is drawn to where a text says little of it, in seconds, and how strongly.
PRIOR, TOWARDS, WHOLE_WORD_TOWARDS = 0.05, 0.02, 0.08
# An espeak-ng variant is listed where its speech is longer or shorter by more than this share.
VARIES = 0.004

Beats = tuple[str, ...]


def heard(page: Beats, rate: float, engine: str, voice: str) -> float:
    """Seconds that a narration takes for a page, from the first to the last sound."""
    from plainspoken.tts.synthesis.synthesize import Finish, voice_page

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        said, request = asked(page, rate, voice, folder)
        return voice_page(engine, said, request, "key", folder, Finish("clip", -16, 450, 3000)).speech_ms / 1000


def natural(page: Beats, engine: str, voice: str) -> NaturalLength:
    """How long an engine whose pace is set afterwards takes for a page at its own pace: every tempo follows from it."""
    from plainspoken.tts.synthesis.natural_takes import synthesize_natural_take

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        said, request = asked(page, 1.0, voice, folder)
        return synthesize_natural_take(engine, said, request, "key", folder)


def asked(page: Beats, rate: float, voice: str, folder: Path) -> tuple[Utterance, SegmentRequest]:
    """A page as an engine is asked to say it."""
    at = Source(file="-", line=1, column=1, end_line=1, end_column=2)
    beats = [Beat(tokens=speak(beat), at=at) for beat in page]
    beats = [
        beat.model_copy(update={"tokens": [replace(beat.tokens[0], shown="-", said=said)]})
        for beat, said in zip(beats, page, strict=True)
    ]
    request = SegmentRequest(voice, rate, None, "en-US", {}, folder, "page", 120)
    return utterance(Page(id="page", beats=beats, at=at)), request


def compressed(engine: str) -> bool:
    """Whether an engine's pace is set after it has spoken."""
    return find_engine(engine).abilities({}).compressed


def said(text: str) -> str:
    return " ".join(token.said for token in speak(text) if token.said)


def script_pages(path: Path) -> list[Beats]:
    """The spoken beats of each page of a Markdown script."""
    from plainspoken.script.render import render
    from plainspoken.script.settings import ScriptSettings

    script = render(path.parent, ScriptSettings(), None, file=path, talk="benchmark").script
    return [tuple(beat.said for beat in page.beats if beat.said) for page in script.pages if page.words]


def review_texts(folder: Path) -> Iterator[str]:
    """Film and drug reviews."""
    with lzma.open(folder / "imdb_10k.jsonl.xz", "rt", encoding="utf-8") as lines:
        films = [json.loads(line)["text"] for line, _ in zip(lines, range(1200), strict=False)][::4]
    with lzma.open(folder / "drugscom_5997.csv.xz", "rt", encoding="utf-8") as lines:
        drugs = [row["review"].strip('"') for row in csv.DictReader(lines)][::19][:260]
    for text in films + drugs:
        yield re.sub(r"<[^>]+>", " ", html.unescape(text))


def document_texts() -> Iterator[str]:
    """Paragraphs of the project's own documents: words of this field, numbers, names."""
    texts = []
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for paragraph in re.split(r"\n\s*\n|\n- ", text):
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph).replace("**", "")
            if not re.match(r"\s*(?:[|#<!]|    )", paragraph) and len(plain.split()) >= 8:
                texts.append(plain)
    random.Random(1).shuffle(texts)
    yield from texts[:300]


def pages_of(texts: Iterator[str], chance: random.Random) -> Iterator[Beats]:
    """Texts cut into pages of a few sentences and beats of a few words."""
    for text in texts:
        beats: list[str] = []
        open_: list[str] = []
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(text.split()))[:6]:
            open_.append(sentence)
            length = len(sentence.split())
            if chance.random() < 0.55:
                beats.append(" ".join(open_))
                open_ = []
            elif chance.random() < 0.3 and length > 8:
                cut = chance.randint(3, length - 3)
                open_[-1] = " ".join(sentence.split()[:cut]) + chance.choice(["", ","])
                beats.append(" ".join(open_))
                open_ = [" ".join(sentence.split()[cut:])]
        page = tuple(filter(None, map(said, [*beats, " ".join(open_)])))
        if page:
            yield page


class Features:
    """Counts of everything that has a length, made by the model itself with one length set to one at a time."""

    def __init__(self, pages: list[Beats]) -> None:
        common = Counter(word for page in pages for beat in page for word in map(_plain, beat.lower().split()))
        often = [word for word, _ in common.most_common(COMMONEST) if len(word) > 1 or word in "ai"]
        self.whole = sorted({*often, *NUMBERS})
        self.names = ["word", "letter", "-e", "-ed", *GROUPS, *LETTERS, *(f"#{word}" for word in self.whole)]

    def model(self, lengths: dict[str, float], engine: str, voice: str, **facts: Any) -> LengthModel:
        """The model with these lengths."""
        known = {name: value for name, value in lengths.items() if value}
        return LengthModel(
            engine=engine,
            voice=voice,
            word=lengths["word"],
            letter=lengths["letter"],
            endings={ending: lengths[f"-{ending}"] for ending in ("ed", "e")},
            spellings={group: lengths[group] for group in [*GROUPS, *LETTERS]},
            whole_words={name[1:]: value for name, value in known.items() if name.startswith("#")},
            **facts,
        )

    def rows(self, pages: list[Beats]) -> Any:
        """Pages by features."""
        plain = {"version": "", "pace": "exact", "slowest": 1.0, "fastest": 1.0, "words_per_rate": 1.0}
        shape: dict[str, Any] = {"rates": (1.0,), "scale": (1.0,), "pauses": {}, "other": 0.0}
        columns = []
        for name in self.names:
            model = self.model({each: float(each == name) for each in self.names}, "", "", **plain, **shape)
            columns.append([model.load(page).words for page in pages])
        return np.array(columns, float).T


def _plain(word: str) -> str:
    return word.strip(".,;:!?\"'()")


def solve(pages: list[Beats], times: dict[float, Any], reference: float, given: argparse.Namespace) -> LengthModel:
    """Relative least squares: lengths at the reference rate, drawn lightly to a prior; then scale and pauses by rate.

    Args:
        times: seconds by rate: of all pages at the reference rate, of the first at the others.
    """
    features = Features(pages)
    rows = features.rows(pages)
    blank = features.model(
        dict.fromkeys(features.names, 0.0),
        "",
        "",
        version="",
        pace="exact",
        slowest=1.0,
        fastest=1.0,
        words_per_rate=1.0,
        rates=(1.0,),
        scale=(1.0,),
        pauses={},
        other=0.0,
    )
    pauses = np.array([blank.load(page).pauses for page in pages], float)
    weight = 1 / times[reference]
    whole = np.array([name.startswith("#") for name in features.names])
    seen = rows.sum(axis=0) >= LEAST_SEEN
    prior = np.where(whole, 0.0, PRIOR)
    prior[0], prior[1] = 0.0, 0.2
    prior = np.concatenate([prior, np.full(len(PAUSES), 0.1)])
    ridge = np.concatenate([np.where(whole, WHOLE_WORD_TOWARDS, TOWARDS), np.full(len(PAUSES), TOWARDS)])
    matrix = np.hstack([rows * seen, pauses]) * weight[:, None]
    lengths = np.linalg.solve(matrix.T @ matrix + np.diag(ridge), matrix.T @ np.ones(len(pages)) + ridge * prior)
    by_name = {
        name: round(float(value), 5) for name, value in zip(features.names, lengths[: len(features.names)], strict=True)
    }
    spoken = rows @ np.array([by_name[name] for name in features.names])
    scale: list[float] = []
    kinds: dict[str, list[float]] = {kind: [] for kind in PAUSES}
    for taken in times.values():
        some = slice(0, len(taken))
        table = np.column_stack([spoken[some], pauses[some]]) / taken[:, None]
        solved = np.linalg.lstsq(table, np.ones(len(taken)), rcond=None)[0]
        scale.append(round(float(solved[0]), 4))
        for kind, value in zip(PAUSES, solved[1:], strict=True):
            kinds[kind].append(round(float(value), 4))
    return features.model(
        by_name,
        given.engine,
        given.voice,
        version=version_of(given),
        pace=given.pace,
        slowest=given.slowest,
        fastest=given.fastest,
        words_per_rate=given.words_per_rate,
        rates=tuple(times),
        scale=tuple(scale),
        pauses={kind: tuple(values) for kind, values in kinds.items()},
        other=PRIOR,
    )


def version_of(given: argparse.Namespace) -> str:
    return str(find_engine(given.engine).identify(given.voice, "en-US", {}, Path()).version)


def measured(pages: list[Beats], rates: list[float], engine: str, voice: str) -> dict[float, Any]:
    """Seconds by rate: of all pages at the middle rate, of the first AT_OTHER_RATES at the others."""
    times = {}
    middle = sorted(rates)[len(rates) * 3 // 5]
    if compressed(engine):
        lengths = natural_lengths(pages, engine, voice)
        return {rate: np.array([length.at(rate) / 1000 for length in lengths]) for rate in sorted(rates)}
    with Pool(2) as pool:
        for rate in sorted(rates):
            some = pages if rate == middle else pages[:AT_OTHER_RATES]
            say = partial(heard, rate=rate, engine=engine, voice=voice)
            times[rate] = np.array(pool.map(say, some, chunksize=8))
            print(f"rate {rate:g}: {times[rate].sum():.0f} s", flush=True)
    return times


def natural_lengths(pages: list[Beats], engine: str, voice: str) -> list[NaturalLength]:
    """How long the pages are at the engine's own pace."""
    with Pool(2) as pool:
        return pool.map(partial(natural, engine=engine, voice=voice), pages, chunksize=8)


def variants(pages: list[Beats], given: argparse.Namespace) -> dict[str, float]:
    """How long the engine's other voices speak beside the one that was fitted, where that differs."""
    if not given.others:
        return {}
    found = {}
    with Pool(2) as pool:
        base = sum(pool.map(partial(heard, rate=200.0, engine=given.engine, voice=given.voice), pages))
        for voice in given.others:
            share = sum(pool.map(partial(heard, rate=200.0, engine=given.engine, voice=voice), pages)) / base
            if abs(share - 1) > VARIES:
                found[voice] = round(share, 4)
    return found


def write(model: LengthModel, pages: int, voices: dict[str, float]) -> None:
    """Write a model beside the word lists."""
    document = {
        "engine": model.engine,
        "voice": model.voice,
        "version": model.version,
        "fitted": f"benchmarks/seconds.py --fit, on {pages} pages cut from film and drug reviews and from docs/",
        "unit": "seconds",
        "pace": model.pace,
        "slowest": model.slowest,
        "fastest": model.fastest,
        "words_per_rate": model.words_per_rate,
        "rates": model.rates,
        "scale": model.scale,
        "pauses": model.pauses,
        "word": model.word,
        "letter": model.letter,
        "other": model.other,
        "endings": model.endings,
        "spellings": model.spellings,
        "whole_words": model.whole_words,
        "voices": voices,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+([^\[\]]*?)\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    LENGTHS.mkdir(exist_ok=True)
    (LENGTHS / f"{model.engine}.json").write_text(text + "\n", encoding="utf-8")
    length_model.cache_clear()


def fit(folder: Path, given: argparse.Namespace) -> None:
    """Have the texts said, solve, write."""
    chance = random.Random(7)
    pages = [*pages_of(review_texts(folder), chance), *pages_of(document_texts(), chance)]
    chance.shuffle(pages)
    pages = pages[: given.pages]
    times = measured(pages, given.rates, given.engine, given.voice)
    reference = max(times, key=lambda rate: len(times[rate]))
    write(solve(pages, times, reference, given), len(pages), variants(pages[:40], given))


def measure(name: str, pages: list[Beats], rate: float, given: argparse.Namespace) -> None:
    """Print the mean, the worst and the whole error of each way to predict, in percent."""
    model = length_model(given.engine)
    assert model is not None
    if compressed(given.engine):
        times = np.array([length.at(rate) / 1000 for length in natural_lengths(pages, given.engine, given.voice)])
    else:
        with Pool(2) as pool:
            times = np.array(pool.map(partial(heard, rate=rate, engine=given.engine, voice=given.voice), pages))
    by_words = np.array([len(" ".join(page).split()) for page in pages], float)
    ways: dict[str, Callable[[Beats], float]] = {
        "spelling and pauses (ours)": lambda page: model.seconds(model.load(page), rate),
        "words, best single factor": lambda page: len(" ".join(page).split()) * times.sum() / by_words.sum(),
        "syllables, best single factor": lambda page: float(sum(map(count, page))),
        "pyphen, best single factor": lambda page: float(sum(hyphenated(w) for w in " ".join(page).split())),
    }
    print(f"{name}: {len(pages)} pages, {times.sum():.1f} s at rate {rate:g}")
    for way, predict in ways.items():
        predicted = np.array([predict(page) for page in pages])
        if way.startswith(("syllables", "pyphen")):
            predicted *= times.sum() / predicted.sum()
        error = predicted / times - 1
        whole = 100 * (predicted.sum() / times.sum() - 1)
        mean, worst = 100 * abs(error).mean(), 100 * abs(error).max()
        print(f"{way:32} mean {mean:5.2f} %  worst {worst:5.1f} %  whole {whole:+.2f} %", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", type=Path, nargs="*")
    parser.add_argument("--fit", type=Path, metavar="DIR")
    parser.add_argument("--rate", type=float, action="append", help="measure at this engine rate")
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--voice", default="en-us+klatt5")
    parser.add_argument("--others", nargs="*", default=[], help="other voices, whose length beside it is kept")
    parser.add_argument("--rates", nargs="+", type=float, default=list(map(float, RATES)), help="rates to fit at")
    parser.add_argument("--pages", type=int, default=860, help="pages to fit on")
    parser.add_argument("--pace", choices=["calibrated", "exact"], default="calibrated")
    parser.add_argument("--slowest", type=float, default=80.0)
    parser.add_argument("--fastest", type=float, default=449.0)
    parser.add_argument("--words-per-rate", type=float, default=0.84)
    arguments = parser.parse_args()
    if arguments.fit:
        fit(arguments.fit, arguments)
    for script in arguments.scripts:
        for wanted in arguments.rate or [200, 300]:
            measure(script.stem, script_pages(script), wanted, arguments)
