"""How the columns of a data set go together, from the correlations that its data card carries.

The card's `extra["correlation"]` is `{"columns": [...], "matrix": [[...]], "n": rows}`, Pearson's r throughout.
"""

from __future__ import annotations

from typing import NamedTuple

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.record import RunRecord, StudyRecord

SMALL, MEDIUM, LARGE = 0.1, 0.3, 0.5
"""Where a correlation begins to be small, medium and large. Source: Cohen, "Statistical power analysis for the
behavioral sciences", 2nd edition (1988), section 3.2."""


class ColumnPair(NamedTuple):
    """Two columns and their Pearson correlation."""

    first: str
    second: str
    r: float


def _pairs(record: RunRecord | StudyRecord) -> list[ColumnPair]:
    table = record.data.extra.get("correlation")
    if not table or len(table["columns"]) < 2:
        raise InputError(f"the data card of {record.study} has no correlations", remedy="run the experiment again")
    columns, matrix = table["columns"], table["matrix"]
    return [
        ColumnPair(first, second, float(matrix[i][j]))
        for i, first in enumerate(columns)
        for j, second in enumerate(columns)
        if i < j
    ]


@claim("number")
def corr(record: RunRecord | StudyRecord, first: str, second: str) -> float:
    """Pearson's r of two columns of the data, between -1 and 1.

    Raises:
        InputError: the data card has no correlations, or not of these columns.
    """
    for pair in _pairs(record):
        if {pair.first, pair.second} == {first, second}:
            return pair.r
    known = ", ".join(record.data.extra["correlation"]["columns"])
    raise InputError(f"no correlation of {first} with {second} is recorded", remedy=f"the columns are {known}")


@claim("list")
def strongest_pair(record: RunRecord | StudyRecord) -> ColumnPair:
    """The two columns with the largest |r|. Raises InputError as `corr`."""
    return max(_pairs(record), key=lambda pair: abs(pair.r))


@claim("number")
def corr_abs_max(record: RunRecord | StudyRecord, *excluding: str) -> float:
    """The largest |r| over all pairs but the one named, e.g. `corr_abs_max(reviews, "usefulCount", "rating")`.

    Raises:
        InputError: as `corr`; or not exactly two columns are named; or no other pair is there.
    """
    if excluding:
        if len(excluding) != 2:
            raise InputError("corr_abs_max leaves out one pair", remedy="name two columns, or none")
        corr(record, *excluding)
    left = [abs(pair.r) for pair in _pairs(record) if {pair.first, pair.second} != set(excluding)]
    if not left:
        raise InputError(f"{record.study} has no other pair of columns", remedy="leave the sentence out")
    return max(left)


@claim("words")
def corr_words(record: RunRecord | StudyRecord, first: str, second: str) -> str:
    """|r| of two columns in words, by Cohen's limits: "next to none", "weak", "moderate" or "strong"."""
    size = abs(corr(record, first, second))
    if size < SMALL:
        return "next to none"
    if size < MEDIUM:
        return "weak"
    return "moderate" if size < LARGE else "strong"
