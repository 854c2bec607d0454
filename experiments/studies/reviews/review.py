"""Reviews: one text, its rating, and what else its row said; cleaned the same way wherever it came from."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from plainspoken.base.errors import InputError

CLASSES = ["negative", "positive"]

DRUG_COLUMNS = ("drugName", "condition", "review", "rating", "date", "usefulCount")
"""The columns of the drugs.com set (UCI machine learning repository, 'Drug Review Dataset (Drugs.com)')."""

_DATES = ("%d-%b-%y", "%B %d, %Y", "%Y-%m-%d", "%d-%b-%Y")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,40}>")
_BROKEN = re.compile(r"</?span|users found this comment", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Review:
    """One review. `rating` is 1 to 10; film reviews have no date and no count of helpful votes."""

    text: str
    positive: bool
    rating: int | None = None
    when: date | None = None
    useful: int | None = None
    condition: str = ""
    subject: str = ""

    @property
    def target(self) -> int:
        """The index of its class in `CLASSES`."""
        return int(self.positive)


@dataclass(frozen=True)
class ReviewSet:
    """Reviews of one origin. `notes` counts what was mended on the way in."""

    name: str
    kind: Literal["drawn", "real"]
    origin: str
    licence: str
    reviews: list[Review]
    duplicates: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    fingerprint: str = ""


def clean_text(raw: str) -> str:
    """The text without HTML entities, tags, the quotes around it, and repeated white space.

    Entities that were escaped twice (`&amp;#039;`) are undone twice.
    """
    text = html.unescape(html.unescape(raw))
    text = " ".join(_TAG.sub(" ", text).split())
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    return text


def clean_condition(raw: str) -> str:
    """The condition, or nothing where the row holds a piece of the page instead (`3</span> users found ...`)."""
    return "" if _BROKEN.search(raw) else clean_text(raw)


def read_date(text: str) -> date:
    """A date in one of the forms the set is passed around in: 20-May-12, May 20, 2012, 2012-05-20.

    Raises:
        ValueError: it is none of them.
    """
    for form in _DATES:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date")


def drug_review(row: Mapping[str, Any], *, threshold: int, file: Path | str, line: int) -> Review | None:
    """One row of the drug reviews; None when it has no text.

    Args:
        row: the six columns of `DRUG_COLUMNS`, as written.
        threshold: the highest rating that counts as negative.
        file: where the row is, for messages.
        line: its line, counted from 1.

    Raises:
        InputError: the rating is not a whole number from 1 to 10, or the date or the count of votes cannot be read.
    """
    text = clean_text(row["review"] or "")
    if not text:
        return None

    def refuse(column: str, want: str) -> InputError:
        return InputError(
            f"the {column} of this review is {row[column]!r}, not {want}",
            file=file,
            line=line,
            remedy="mend or remove the row",
        )

    try:
        rating = float(row["rating"])
    except (TypeError, ValueError):
        raise refuse("rating", "a number from 1 to 10") from None
    if not (1 <= rating <= 10 and rating == int(rating)):
        raise refuse("rating", "a whole number from 1 to 10")
    try:
        when = read_date(row["date"] or "")
    except ValueError:
        raise refuse("date", "a date such as 20-May-12") from None
    try:
        useful = int(float(row["usefulCount"] or ""))
    except (ValueError, OverflowError):
        raise refuse("usefulCount", "a whole number") from None
    return Review(
        text=text,
        positive=rating > threshold,
        rating=int(rating),
        when=when,
        useful=useful,
        condition=clean_condition(row["condition"] or ""),
        subject=clean_text(row["drugName"] or ""),
    )


def without_duplicates(reviews: list[Review]) -> tuple[list[Review], int]:
    """The reviews without those whose text was there before, and how many were left out.

    The same review is often filed under a brand and under its substance; one of the two could stand in training
    and the other in test.
    """
    seen: set[str] = set()
    kept = []
    for review in reviews:
        key = review.text.casefold()
        if key not in seen:
            seen.add(key)
            kept.append(review)
    return kept, len(reviews) - len(kept)
