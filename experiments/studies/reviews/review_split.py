"""Cutting a review set into training, validation and test, and the card that says what came of it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard, Split
from plainspoken.experiments.studies.reviews.review import CLASSES, Review, ReviewSet

SPLITS = ("train", "valid", "test")

Parts = dict[str, list[Review]]
"""The reviews of each split, by its name."""


@dataclass(frozen=True)
class Sizes:
    """Reviews in each split. Of a set with more or fewer, the same shares are taken; `test` may be 0."""

    train: int
    valid: int
    test: int

    def cut(self, n: int) -> tuple[int, int]:
        """Where training and validation end in a set of `n`, all of which is used."""
        total = self.train + self.valid + self.test
        return n * self.train // total, n * (self.train + self.valid) // total


def split_by_date(reviews: list[Review], sizes: Sizes) -> Parts:
    """The oldest reviews train, the newest test: what a model in service would meet.

    Raises:
        InputError: a review has no date, or a split would lack a class.
    """
    if any(review.when is None for review in reviews):
        raise InputError("a review has no date to be sorted by", remedy='set data.split = "random"')
    return _cut(sorted(reviews, key=lambda review: review.when or date.min), sizes)


def split_at_random(reviews: list[Review], sizes: Sizes, *, seed: int) -> Parts:
    """A split that knows no time. Raises InputError when a split would lack a class."""
    shuffled = list(reviews)
    random.Random(seed).shuffle(shuffled)
    return _cut(shuffled, sizes)


def _cut(ordered: list[Review], sizes: Sizes) -> Parts:
    first, second = sizes.cut(len(ordered))
    parts = {"train": ordered[:first], "valid": ordered[first:second], "test": ordered[second:]}
    if not sizes.test:
        del parts["test"]
    for name, part in parts.items():
        for target, label in enumerate(CLASSES):
            if not any(review.target == target for review in part):
                raise InputError(
                    f"the {name} split has no {label} review ({len(part)} reviews)",
                    remedy="use more reviews, or another data.threshold",
                )
    return parts


def describe_split(part: list[Review]) -> Split:
    """Counts and shares by class."""
    counts = {label: sum(review.target == i for review in part) for i, label in enumerate(CLASSES)}
    return Split(n=len(part), counts=counts, shares={k: v / len(part) for k, v in counts.items()})


def describe_reviews(whole: ReviewSet, parts: Parts, *, threshold: int, order: str) -> DataCard:
    """The card of a set. `extra` holds, as far as the set has them, `correlation` (Pearson's r of the numeric columns
    of the training split), `ratings` (counts by rating of the training split), `dates` (first and last day by
    split), `conditions` (the most frequent of the training split), `words` (median length), and what was mended."""
    train = parts["train"]
    splits = {name: describe_split(part) for name, part in parts.items()}
    counts = splits["train"].counts
    lengths = sorted(len(review.text.split()) for part in parts.values() for review in part)
    extra: dict[str, Any] = {
        "threshold": threshold,
        "order": order,
        "words": lengths[len(lengths) // 2],
        "words_range": [lengths[0], lengths[-1]],
        "mended": whole.notes,
    }
    if all(review.rating is not None for review in train):
        tally = Counter(review.rating for review in train)
        extra["ratings"] = {str(rating): tally.get(rating, 0) for rating in range(1, 11)}
    if all(review.when is not None for part in parts.values() for review in part):
        extra["dates"] = {
            name: [min(days).isoformat(), max(days).isoformat()]
            for name, days in ((n, [r.when for r in p if r.when]) for n, p in parts.items())
        }
        extra["correlation"] = correlate(train)
        extra["shares_by_year"] = _shares_by_year(parts)
    tally_of = Counter(review.condition for review in train if review.condition)
    if tally_of:
        extra["conditions"] = dict(tally_of.most_common(8))
        extra["subjects"] = len({review.subject for part in parts.values() for review in part})
    return DataCard(
        name=whole.name,
        kind=whole.kind,
        origin=whole.origin,
        licence=whole.licence,
        classes=CLASSES,
        majority=max(CLASSES, key=lambda label: counts[label]),
        total=sum(split.n for split in splits.values()),
        splits=splits,
        duplicates=whole.duplicates,
        size_range=[lengths[0], lengths[-1]],
        extra=extra,
        fingerprint=whole.fingerprint,
    )


def correlate(reviews: list[Review]) -> dict[str, Any]:
    """Pearson's r between rating, usefulCount, words and date (as a day number): `{columns, matrix, n}`.

    A column that never changes correlates with nothing: its r is 0.
    """
    columns = {
        "rating": [float(review.rating or 0) for review in reviews],
        "usefulCount": [float(review.useful or 0) for review in reviews],
        "words": [float(len(review.text.split())) for review in reviews],
        "date": [float((review.when or date.min).toordinal()) for review in reviews],
    }
    return {
        "columns": list(columns),
        "matrix": [[round(_pearson(a, b), 4) for b in columns.values()] for a in columns.values()],
        "n": len(reviews),
    }


def _pearson(a: list[float], b: list[float]) -> float:
    if a is b:
        return 1.0
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    spread_a = sqrt(sum((x - mean_a) ** 2 for x in a))
    spread_b = sqrt(sum((y - mean_b) ** 2 for y in b))
    if not spread_a or not spread_b:
        return 0.0
    return sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)) / (spread_a * spread_b)


def _shares_by_year(parts: Parts) -> dict[str, dict[str, float]]:
    """Reviews and the share of positive ones by year, over all splits."""
    years: dict[int, list[bool]] = {}
    for part in parts.values():
        for review in part:
            if review.when:
                years.setdefault(review.when.year, []).append(review.positive)
    return {str(year): {"n": len(said), "positive": sum(said) / len(said)} for year, said in sorted(years.items())}
