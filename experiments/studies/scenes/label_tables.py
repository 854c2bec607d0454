"""Multi-label sets as people have them: a table of labels beside a folder of pictures.

| table | columns |
| --- | --- |
| labels separated by blanks | a name, `Labels`, and `Caption` if there are captions; `1.jpg,1 19,A couple of men ...` |
| one-hot | a name, then a column of 0 or 1 for each label |
| COCO's JSON | `images`, `annotations` and `categories`; several boxes of one category are one label |

A table may be compressed (`.xz`, `.gz`). A column `split` with `train`, `valid` or `test` keeps the set's own split.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.data.picture_folders import SPLIT_NAMES
from plainspoken.experiments.studies.scenes.label_rows import LabelRows, one_hot

TABLES = ("labels.csv", "train.csv", "train.csv.xz", "labels.json", "annotations.json", "instances.json")
"""Where the table of a folder is looked for, in this order; else it is the only table in it."""

_NAMES = ("imageid", "image", "filename", "filenames", "file", "name", "id")
_LABELS = ("labels", "tags", "classes")
_CAPTIONS = ("caption", "captions", "text")
_ENDINGS = (".csv", ".csv.xz", ".csv.gz", ".json")


def find_table(folder: Any) -> Any:
    """The table of labels in a folder (or below the root of a zip file).

    Args:
        folder: a `Path`, or a `zipfile.Path`.

    Raises:
        InputError: there is none, or several and none has a known name.
    """
    tables = {entry.name: entry for entry in folder.iterdir() if entry.name.endswith(_ENDINGS)}
    for name in TABLES:
        if name in tables:
            return tables[name]
    if len(tables) == 1:
        return next(iter(tables.values()))
    problem = f"there are {len(tables)} tables in it" if tables else "there is no table of labels in it"
    raise InputError(problem, file=str(folder), remedy=f"call the table {' or '.join(TABLES[:2])}")


def read_label_table(path: Any, *, captions_only: bool = False) -> LabelRows:
    """Read a table of labels.

    Args:
        path: a `Path`, or a `zipfile.Path`.
        captions_only: whether samples without a caption are an error.

    Raises:
        InputError: columns are missing, a row is broken, or nothing has a label; with the line.
    """
    name = str(path.name)
    raw = path.read_bytes()
    if name.endswith((".xz", ".gz")):
        try:
            raw = (lzma if name.endswith(".xz") else gzip).decompress(raw)
        except (lzma.LZMAError, OSError, EOFError):
            raise InputError(
                "this file is not compressed as its name says", file=str(path), remedy="get it again"
            ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text", file=str(path), remedy="save it as UTF-8") from None
    rows = _read_coco(text, path) if name.endswith(".json") else _read_csv(text, path)
    if captions_only and not rows.captions:
        raise InputError(
            "the table has no captions", file=str(path), line=1, remedy=f"it needs a column {' or '.join(_CAPTIONS)}"
        )
    if len(rows.labels) < 2:
        raise InputError(
            f"{len(rows.labels)} labels are not enough to tell apart", file=str(path), remedy="name a table of labels"
        )
    return rows


def _read_csv(text: str, path: Any) -> LabelRows:
    reader = csv.reader(io.StringIO(text))
    header = [column.strip() for column in next(reader, [])]
    lower = [column.lower() for column in header]
    name_at = next((lower.index(each) for each in _NAMES if each in lower), 0)
    label_at = next((lower.index(each) for each in _LABELS if each in lower), None)
    caption_at = next((lower.index(each) for each in _CAPTIONS if each in lower), None)
    split_at = lower.index("split") if "split" in lower else None
    rows = list(_whole_rows(reader, len(header), path))
    if not rows:
        raise InputError("the table has no rows", file=str(path), line=1, remedy="name a table of labels")
    names = [row[name_at].strip() for _, row in rows]
    _check_names(names, rows, path)
    captions = [row[caption_at].strip() for _, row in rows] if caption_at is not None else []
    parts = [_part_of(row[split_at], path, line) for line, row in rows] if split_at is not None else []
    if label_at is not None:
        labels, targets = one_hot([row[label_at] for _, row in rows])
        return LabelRows(names, labels, targets, captions, parts=parts)
    columns = [at for at in range(len(header)) if at not in (name_at, caption_at, split_at)]
    return LabelRows(names, *_from_columns(rows, header, columns, path), captions, parts=parts)


def _from_columns(
    rows: list[tuple[int, list[str]]], header: list[str], columns: list[int], path: Any
) -> tuple[list[str], Any]:
    import numpy as np

    targets = np.zeros((len(rows), len(columns)), dtype=np.uint8)
    for at, (line, row) in enumerate(rows):
        for place, column in enumerate(columns):
            value = row[column].strip()
            if value not in ("0", "1", "0.0", "1.0"):
                raise InputError(
                    f"column {header[column]!r} holds {value!r}, neither 0 nor 1", file=str(path), line=line,
                    remedy=f"write 0 or 1, or labels separated by blanks in a column {_LABELS[0]!r}",
                )  # fmt: skip
            targets[at, place] = value.startswith("1")
    kept = [place for place in range(len(columns)) if targets[:, place].any()]
    return [header[columns[place]] for place in kept], targets[:, kept]


def _read_coco(text: str, path: Any) -> LabelRows:
    try:
        document = json.loads(text)
        files = {each["id"]: str(each["file_name"]) for each in document["images"]}
        titles = {str(each["id"]): str(each["name"]) for each in document["categories"]}
        found: dict[Any, set[str]] = {key: set() for key in files}
        captions: dict[Any, str] = {}
        for each in document["annotations"]:
            if "caption" in each:
                captions.setdefault(each["image_id"], str(each["caption"]))
            if "category_id" in each:
                found[each["image_id"]].add(str(each["category_id"]))
    except (ValueError, KeyError, TypeError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        what = error.msg if isinstance(error, json.JSONDecodeError) else f"{error} is missing or unknown"
        raise InputError(
            f"not a file of COCO's form: {what}", file=str(path), line=line,
            remedy="it needs `images`, `annotations` and `categories`",
        ) from None  # fmt: skip
    labels, targets = one_hot([" ".join(sorted(found[key])) for key in files])
    told = [captions.get(key, "") for key in files] if captions else []
    return LabelRows(list(files.values()), labels, targets, told, titles)


def _whole_rows(reader: Any, width: int, path: Any) -> Iterator[tuple[int, list[str]]]:
    for row in reader:
        if not row:
            continue
        if len(row) != width:
            raise InputError(
                f"the row has {len(row)} fields where the heading has {width}", file=str(path), line=reader.line_num,
                remedy="mend or remove the row; a caption with commas stands in quotes",
            )  # fmt: skip
        yield reader.line_num, row


def _check_names(names: list[str], rows: list[tuple[int, list[str]]], path: Any) -> None:
    seen: set[str] = set()
    for name, (line, _) in zip(names, rows, strict=True):
        if not name or name in seen:
            problem = f"the sample {name!r} is listed twice" if name else "the row names no sample"
            raise InputError(problem, file=str(path), line=line, remedy="mend or remove the row")
        seen.add(name)


def _part_of(word: str, path: Any, line: int) -> str:
    found = next((part for part, words in SPLIT_NAMES.items() if word.strip().lower() in words), None)
    if found is None:
        raise InputError(f"no split is called {word!r}", file=str(path), line=line, remedy="write train, valid or test")
    return found


def source_root(source: Path) -> Any:
    """The folder, or the root of the zip file, that a set is in; a table by itself stands for its folder.

    Raises:
        InputError: there is nothing there.
    """
    import zipfile

    if source.is_dir():
        return source
    if not source.is_file():
        raise InputError("no such file or folder", file=source, remedy="name a folder, a zip file or a table of labels")
    if zipfile.is_zipfile(source):
        return zipfile.Path(source)
    return source.parent
