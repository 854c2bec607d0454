"""Reading review sets as people have them: drugs.com CSV or TSV, the aclImdb tree, JSON lines, packed or not."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, TextIO

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.experiments.studies.reviews.review import (
    DRUG_COLUMNS,
    Review,
    ReviewSet,
    clean_text,
    drug_review,
    without_duplicates,
)

Empty = Literal["error", "drop"]

_OPENERS: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open, ".bz2": bz2.open}
_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")

DRUG_ORIGIN = "drugs.com reviews (UCI Drug Review Dataset)"
FILM_ORIGIN = "IMDB film reviews (aclImdb, Maas et al. 2011)"


def read_drugs(path: Path, *, threshold: int, empty: Empty = "error") -> ReviewSet:
    """Read the drug reviews from a CSV or TSV file, or from all such files of a folder.

    Args:
        path: file (`.csv`, `.tsv`, packed with xz, gzip or bzip2 or not) or folder.
        threshold: the highest rating that counts as negative.
        empty: what becomes of a review without text: an error, or left out and counted.

    Raises:
        InputError: nothing is there, a column is missing, a value cannot be read, or a review is empty.
    """
    reviews: list[Review] = []
    notes = {"empty": 0, "broken_conditions": 0, "rows": 0, "with_entities": 0}
    for file in _files(path, _TABLES, "drug reviews"):
        for line, row in _rows(file, DRUG_COLUMNS):
            notes["rows"] += 1
            review = drug_review(row, threshold=threshold, file=file, line=line)
            if review is None:
                _refuse_empty(file, line, empty)
                notes["empty"] += 1
                continue
            raw = str(row["condition"] or "")
            notes["broken_conditions"] += bool(raw.strip()) and not review.condition
            notes["with_entities"] += "&" in str(row["review"]) and ";" in str(row["review"])
            reviews.append(review)
    return _set("drug reviews", DRUG_ORIGIN, "research use", reviews, notes, path)


def read_films(path: Path, *, empty: Empty = "error") -> ReviewSet:
    """Read film reviews: an aclImdb tree (`train|test/pos|neg/<id>_<rating>.txt`), JSON lines with `text` and `label`
    (`pos`/`neg`, 1/0; `rating` when known), or a CSV with `review` and `sentiment`.

    Raises:
        InputError: nothing is there, a field is missing, a label is unknown, or a review is empty.
    """
    notes = {"empty": 0, "rows": 0}
    reviews: list[Review] = []
    rows = _tree(path) if path.is_dir() and any(path.glob("*/pos")) else _listed(path)
    for file, line, text, positive, rating in rows:
        notes["rows"] += 1
        cleaned = clean_text(text)
        if not cleaned:
            _refuse_empty(file, line, empty)
            notes["empty"] += 1
            continue
        reviews.append(Review(text=cleaned, positive=positive, rating=rating))
    return _set("film reviews", FILM_ORIGIN, "research use", reviews, notes, path)


def source_fingerprint(path: Path, noun: str) -> str:
    """Identity of a file or folder by names, sizes and times of change; quick, for deciding what is up to date.

    Raises:
        InputError: there is nothing at `path`.
    """
    if not path.exists():
        raise _absent(path, noun)
    files = sorted(f for f in path.rglob("*") if f.is_file()) if path.is_dir() else [path]
    root = path if path.is_dir() else path.parent
    return fingerprint(*(f"{f.relative_to(root).as_posix()} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files))


def _set(name: str, origin: str, licence: str, reviews: list[Review], notes: dict[str, int], path: Path) -> ReviewSet:
    if not reviews:
        raise InputError(f"no {name} in here", file=path, remedy="name a file or folder that holds some")
    kept, duplicates = without_duplicates(reviews)
    digest = fingerprint(*(f"{review.rating} {review.when} {review.useful} {review.text}" for review in kept))
    return ReviewSet(
        name=name, kind="real", origin=origin, licence=licence, reviews=kept, duplicates=duplicates, notes=notes,
        fingerprint=digest,
    )  # fmt: skip


def _absent(path: Path, noun: str) -> InputError:
    return InputError(f"there are no {noun} here", file=path, remedy="name the file or folder that holds them")


def _files(path: Path, suffixes: tuple[str, ...], noun: str) -> list[Path]:
    if path.is_file():
        if _kind(path) not in suffixes:
            raise InputError(
                f"{path.name} is of no known kind", file=path, remedy=f"give {' or '.join(suffixes)}, packed or not"
            )
        return [path]
    found = sorted(f for f in path.glob("*") if f.is_file() and _kind(f) in suffixes) if path.is_dir() else []
    if not found:
        raise _absent(path, noun)
    return found


def _kind(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _OPENERS:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _open(path: Path) -> TextIO:
    opener = _OPENERS.get(path.suffix.lower(), open)
    return io.TextIOWrapper(opener(path, "rb"), encoding="utf-8", newline="")


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows by column name, each with the line on which it begins."""
    with _open(path) as text:
        reader = csv.DictReader(text, delimiter="\t" if _kind(path) == ".tsv" else ",")
        try:
            header = reader.fieldnames or []
            if missing := [name for name in columns if name not in header]:
                raise InputError(
                    f"the column {missing[0]!r} is missing",
                    file=path,
                    line=1,
                    remedy=f"it needs {', '.join(columns)}; it has {', '.join(header) or 'none'}",
                )
            begin = reader.line_num + 1
            for row in reader:
                if any(row[name] is None for name in columns):
                    raise InputError(
                        "this row has fewer fields than the header", file=path, line=begin, remedy="mend the row"
                    )
                yield begin, row
                begin = reader.line_num + 1
        except (UnicodeDecodeError, csv.Error, lzma.LZMAError, EOFError, OSError) as error:
            raise InputError(f"cannot be read to its end: {error}", file=path, remedy="get the file again") from None


_Row = tuple[Path, int | None, str, bool, int | None]


def _tree(path: Path) -> Iterator[_Row]:
    for part in ("train", "test"):
        for label in ("neg", "pos"):
            folder = path / part / label
            if not folder.is_dir():
                raise InputError(
                    f"the folder {part}/{label} is missing",
                    file=path,
                    remedy="give the aclImdb folder as it is unpacked",
                )
            for file in sorted(folder.glob("*.txt")):
                score = file.stem.rpartition("_")[2]
                try:
                    text = file.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    raise InputError("not UTF-8 text", file=file, remedy="get the file again") from None
                yield file, None, text, label == "pos", int(score) if score.isdigit() else None


def _listed(path: Path) -> Iterator[_Row]:
    for file in _files(path, _LINES + _TABLES, "film reviews"):
        if _kind(file) in _TABLES:
            for line, row in _rows(file, ("review", "sentiment")):
                yield file, line, row["review"], _label(row["sentiment"], file, line), None
            continue
        with _open(file) as lines:
            for number, raw in enumerate(lines, 1):
                if not raw.strip():
                    continue
                try:
                    record = json.loads(raw)
                    text, label = record["text"], record["label"]
                except (ValueError, TypeError, KeyError) as error:
                    cause = f"it has no {error}" if isinstance(error, KeyError) else "not a JSON object"
                    raise InputError(
                        f"this line is no film review: {cause}",
                        file=file,
                        line=number,
                        remedy='write {"text": ..., "label": "pos" or "neg"} on each line',
                    ) from None
                rating = record.get("rating")
                yield (
                    file,
                    number,
                    str(text or ""),
                    _label(label, file, number),
                    rating if type(rating) is int else None,
                )


def _label(value: object, file: Path, line: int) -> bool:
    known = {"pos": True, "positive": True, "1": True, "neg": False, "negative": False, "0": False}
    name = str(value).strip().lower()
    if name not in known:
        raise InputError(f"unknown label {value!r}", file=file, line=line, remedy="say pos or neg")
    return known[name]


def _refuse_empty(file: Path, line: int | None, empty: Empty) -> None:
    if empty == "error":
        raise InputError(
            "this review has no text",
            file=file,
            line=line,
            remedy='remove it, or set data.empty = "drop" to leave such reviews out',
        )
