"""The two domains of the review study: drug reviews to be judged, and drug or film reviews to learn from."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.studies.reviews.review import ReviewSet
from plainspoken.experiments.studies.reviews.review_split import (
    Parts,
    Sizes,
    describe_reviews,
    describe_split,
    split_at_random,
    split_by_date,
)


class ReviewData(Part):
    """Table `[data]` of the recipe. Real sets are the user's `drugs` and `films`; without them, both are drawn."""

    domain: Literal["drugs", "films"] = Field("drugs", description="what a run learns from; all are tested on drugs")
    order: Literal["date", "random"] = Field("date", description="how the drug reviews are split")
    train: int = Field(1000, ge=4, description="reviews to draw; of a real set, the same shares of all")
    valid: int = Field(200, ge=4)
    test: int = Field(300, ge=4)
    threshold: int = Field(6, ge=1, le=9, description="the highest rating that counts as negative")
    length: int = Field(64, ge=8, le=512, description="tokens or words of a text that are read, in training and test")
    min_count: int = Field(2, ge=1, description="how often training must use a word for it to be learned")
    words: int = Field(20_000, ge=10, description="the most words that are learned")
    empty: Literal["error", "drop"] = Field("error", description="what becomes of a review without text")
    drawing_seed: int = 1

    @property
    def sizes(self) -> Sizes:
        """The three splits' sizes."""
        return Sizes(self.train, self.valid, self.test)


@dataclass(frozen=True)
class Corpus:
    """The three splits of one run, and what they are. `majority` is the most common class of the drug reviews'
    training split, whatever the run itself learned from."""

    parts: Parts
    card: DataCard
    majority: str


def load_drugs(settings: ReviewData, sources: Mapping[str, str]) -> Corpus:
    """The drug reviews, in their three splits.

    Raises:
        InputError: the user's files cannot be used, or a split lacks a class.
    """
    whole = _drugs(settings, sources)
    by_date = settings.order == "date"
    parts = (
        split_by_date(whole.reviews, settings.sizes)
        if by_date
        else split_at_random(whole.reviews, settings.sizes, seed=settings.drawing_seed)
    )
    card = describe_reviews(whole, parts, threshold=settings.threshold, order=settings.order)
    return Corpus(parts, card, card.majority)


def load_corpus(settings: ReviewData, sources: Mapping[str, str]) -> Corpus:
    """What a run learns from and is tested on. Indirect runs train and validate on as many film reviews as direct
    runs do on drug reviews (all there are, when there are fewer), and never see a drug review before the test.

    Raises:
        InputError: the user's files cannot be used, one of the two is missing, or a split lacks a class.
    """
    drugs = load_drugs(settings, sources)
    if settings.domain == "drugs":
        return drugs
    sizes = {name: len(part) for name, part in drugs.parts.items()}
    films = _films(settings, sources, sizes["train"] + sizes["valid"])
    learned = split_at_random(films.reviews, Sizes(sizes["train"], sizes["valid"], 0), seed=settings.drawing_seed)
    parts = {"train": learned["train"], "valid": learned["valid"], "test": drugs.parts["test"]}
    described = describe_reviews(films, learned, threshold=settings.threshold, order="random")
    extra = {key: value for key, value in described.extra.items() if key in ("ratings", "words", "words_range")}
    card = drugs.card.model_copy(
        update={
            "name": f"{films.name} to learn from, {drugs.card.name} to be tested on",
            "origin": f"{films.origin}; {drugs.card.origin}",
            "majority": described.majority,
            "total": sum(len(part) for part in parts.values()),
            "splits": {name: describe_split(part) for name, part in parts.items()},
            "duplicates": films.duplicates + drugs.card.duplicates,
            "extra": {**drugs.card.extra, "films": extra},
            "fingerprint": fingerprint(films.fingerprint, drugs.card.fingerprint),
        }
    )
    return Corpus(parts, card, drugs.majority)


def data_identity(settings: ReviewData, sources: Mapping[str, str]) -> str:
    """Identity of what `load_corpus` would give, without reading it."""
    from plainspoken.experiments.studies.reviews.review_files import source_fingerprint

    real = _sources(sources)
    if real is None:
        from plainspoken.experiments.studies.reviews.drawn_reviews import VERSION

        return fingerprint("drawn", VERSION, settings.model_dump_json())
    parts = [source_fingerprint(path, noun) for path, noun in zip(real, ("drug reviews", "film reviews"), strict=True)]
    return fingerprint("real", *parts, settings.model_dump_json())


def _sources(sources: Mapping[str, str]) -> tuple[Path, Path] | None:
    drugs, films = sources.get("drugs"), sources.get("films")
    if bool(drugs) != bool(films):
        there, missing = ("drugs", "films") if drugs else ("films", "drugs")
        raise InputError(
            f"real {there} are named, but no {missing}: real and drawn reviews do not go together",
            remedy=f"name `{missing}` as well, or neither, under [experiments.data]",
        )
    return (Path(drugs), Path(films)) if drugs and films else None


def _drugs(settings: ReviewData, sources: Mapping[str, str]) -> ReviewSet:
    real = _sources(sources)
    if real is not None:
        from plainspoken.experiments.studies.reviews.review_files import read_drugs

        return read_drugs(real[0], threshold=settings.threshold, empty=settings.empty)
    from plainspoken.experiments.studies.reviews.drawn_reviews import draw_drugs

    total = settings.train + settings.valid + settings.test
    return draw_drugs(total, seed=settings.drawing_seed, threshold=settings.threshold)


def _films(settings: ReviewData, sources: Mapping[str, str], n: int) -> ReviewSet:
    """`n` film reviews, or all there are when they are fewer."""
    real = _sources(sources)
    if real is not None:
        from plainspoken.experiments.studies.reviews.review_files import read_films

        films = read_films(real[1], empty=settings.empty)
        shuffled = list(films.reviews)
        random.Random(settings.drawing_seed).shuffle(shuffled)
        return replace(films, reviews=shuffled[:n])
    from plainspoken.experiments.studies.reviews.drawn_reviews import draw_films

    return draw_films(n, seed=settings.drawing_seed)
