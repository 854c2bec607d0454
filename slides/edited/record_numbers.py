"""Numbers of a deck that Plainspoken did not make, told against any result records: by what they are worth, and by the
run and the metric that their text names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from plainspoken.base.align_words import WordToken, tokens_of
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.slides.edited.deck_findings import DeckFinding
from plainspoken.slides.pptx.deck_content import ShapeContent, SlideContent, texts_of

_LEFT_OUT = {"samples", "predictions", "fingerprints", "figures", "environment", "steps", "snapshots", "grid", "extra"}
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9}
_MEASURES = {
    "accuracy": "accuracy",
    "balanced accuracy": "balanced_accuracy",
    "macro f1": "macro_f1",
    "f1": "f1",
    "precision": "precision",
    "recall": "recall",
    "loss": "loss",
    "parameters": "parameters",
    "latency": "latency",
    "best epoch": "best_epoch",
    "error rate": "error",
    "size": "bytes",
    "trained for": "seconds",
}
"""Words for measures, and what records call them; the longest that a text has is meant."""


_COSTS = {
    "parameters": r"\.cost\.parameters$",
    "bytes": r"\.cost\.bytes$",
    "latency": r"\.cost\.latency\.median_ms$",
    "best_epoch": r"\.best_epoch$",
    "seconds": r"\.seconds$",
}
"""Measures that belong to no split, and where records hold them."""
_SCORES = re.compile(r"\b(?:right|correct|reach(?:es|ed)?|scores?)\b", re.IGNORECASE)
"""Words with which a percentage is an accuracy, where no measure is named."""
_REST = re.compile(r"\b(?:errors?|wrong|mistakes?|miss(?:es|ed)?|fails?)\b", re.IGNORECASE)
_UNIT_BEHIND = re.compile(r"[\s\u00a0\u202f]*(ms|s|seconds?|points?|×|MB|megabytes?)\b")
_UNITS_OF = {"latency": ("ms",), "seconds": ("s", "second", "seconds"), "bytes": ("MB", "megabyte", "megabytes")}


@dataclass(frozen=True)
class RecordValue:
    """A number of a record: its path, such as `emotion/resnet18.final.test.accuracy`, and its value."""

    path: str
    value: float


@dataclass(frozen=True)
class RecordNumbers:
    """All numbers of a folder of records, and the names of their runs: title or id, in lower case."""

    values: tuple[RecordValue, ...]
    runs: Mapping[str, str]

    def holds(self, run: str, form: tuple[str, str], *, rest: bool) -> bool:
        """Whether the record of a run, or of its study, has a number in this form; with `rest`, what is left of a share
        counts as well."""
        if (run, rest) not in self._forms_of:
            near = [v for v in self.values if v.path.startswith((f"{run}.", f"{run.partition('/')[0]}."))]
            every = [*(v.value for v in near), *(1 - v.value for v in near if rest and 0 < v.value < 1)]
            self._forms_of[run, rest] = {each for value in every for each in _forms(value)}
        return form in self._forms_of[run, rest]

    @cached_property
    def _forms_of(self) -> dict[tuple[str, bool], set[tuple[str, str]]]:
        return {}

    def of(self, run: str, measure: str, split: str) -> list[RecordValue]:
        """The values of one measure of one run on one split."""
        asked = "accuracy" if measure == "error" else measure
        pattern = _COSTS.get(measure, rf"\.{split}\.(\w+_)?{asked}(\.value)?$")
        place = re.compile(rf"^{re.escape(run)}(\.final|\.scores|\.test)?{pattern}")
        return [value for value in self.values if place.search(value.path)]


def read_numbers(records: Path) -> RecordNumbers:
    """The numbers of all records below a folder.

    Raises:
        InputError: a record cannot be read.
    """
    values: list[RecordValue] = []
    runs: dict[str, str] = {}
    titles: dict[str, str] = {}
    for path in sorted(records.glob("*/*.json")):
        if path.stem == "study":
            values += _leaves(read_study(path).model_dump(), path.parent.name)
            continue
        name = f"{path.parent.name}/{path.stem}"
        run = read_run(path)
        values += _leaves(run.model_dump(), name)
        short = [word for word in re.findall(r"[^\W\d_]+\d\w*", run.title.lower()) if word != run.title.lower()]
        for called in {run.title.lower(), path.stem.lower(), path.stem.lower().replace("-", " "), *short}:
            runs[called] = name if runs.get(called, name) == name else ""
        titles.setdefault(run.title.lower(), name)
    runs |= titles  # a whole title stands for its own run, though others may have it as a part of theirs
    return RecordNumbers(tuple(values), {called: name for called, name in runs.items() if name})


def _leaves(value: Any, path: str) -> Iterator[RecordValue]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _LEFT_OUT:
                yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{at}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield RecordValue(path, float(value))


def foreign_findings(slides: Sequence[SlideContent], numbers: RecordNumbers) -> list[DeckFinding]:
    """Numbers that are contradicted by the run and measure that their text, row or slide names, and numbers that no
    record has in any usual form."""
    known = {form for value in numbers.values for form in _forms(value.value)}
    found: list[DeckFinding] = []
    for at, slide in enumerate(slides, 1):
        for where, text, context in _texts(slide):
            for token in tokens_of(text):
                if not token.is_number or _is_part_of_a_name(text, token):
                    continue
                shown = _shown(text, token)
                judged = _judged(shown, _sentence(text, token), text, context, numbers)
                if judged is not None:
                    wanted, source = judged
                    if wanted:
                        found.append(DeckFinding(at, where, "contradicted", shown, wanted, source, text))
                elif _form(shown) not in known:
                    found.append(DeckFinding(at, where, "unbound", shown, text=text))
                elif (run := _one_of(sentence := _sentence(text, token), numbers.runs)) and not numbers.holds(
                    run, _form(shown), rest=_REST.search(sentence) is not None
                ):
                    found.append(DeckFinding(at, where, "unbound", shown, "", f"not in the record of {run}", text))
    return found


def _texts(slide: SlideContent) -> Iterator[tuple[str, str, str]]:
    """Each text of a slide, with what else may name its run and measure: the head of its row and column, the title."""
    for shape in slide.shapes:
        if shape.role in ("sldNum", "dt"):
            continue
        name = "title" if shape.role in ("title", "ctrTitle") else shape.name or shape.kind
        if shape.kind == "table":
            for r, row in enumerate(shape.cells):
                for c, text in enumerate(row):
                    head = shape.cells[0][c] if r and c < len(shape.cells[0]) else ""
                    yield (
                        f"{name}, row {r + 1}, column {c + 1}",
                        text,
                        f"{row[0] if c else ''} | {head}",
                    )
        else:
            for n, text in enumerate(texts_of(shape), 1):
                yield f"{name}, paragraph {n}", text, "" if name == "title" else slide.title
        yield from _chart_texts(name, shape)
        if shape.alt and shape.kind != "sound":
            yield f"{name}, alt text", shape.alt, slide.title
    for n, text in enumerate(slide.notes, 1):
        yield f"notes, paragraph {n}", text, slide.title


def _chart_texts(name: str, shape: ShapeContent) -> Iterator[tuple[str, str, str]]:
    if shape.chart is None:
        return
    for series, values in zip(shape.chart.series, shape.chart.values, strict=True):
        for at, value in enumerate(values):
            label = shape.chart.categories[at] if at < len(shape.chart.categories) else ""
            if value is not None:
                yield f"{name}, {series}, {label}", f"{value:.6g}", f"{label} | {series} | {shape.chart.title}"


def _is_part_of_a_name(text: str, token: WordToken) -> bool:
    """Whether a number belongs to a file's name, a version, a date or a year, and so to no record."""
    start, end = token.start, token.end
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    word = text[start:end].strip(".,;:()!?“”\"'")
    if re.fullmatch(r"\d{1,4}-\d{1,2}(-\d{1,4})?|(19[5-9]|20[0-9])\d", word):
        return True
    return bool(re.search(r"[^\W\d]", word) and re.search(r"[._/\\@:#]", word))


def _shown(text: str, token: WordToken) -> str:
    """A number with its unit: `62.4 %`, `5.1 M`."""
    match = re.match(r"[\s\u00a0\u202f]*(%|per ?cent|[kKMB]\b|thousand|million|billion)", text[token.end :])
    return text[token.start : token.end + match.end()] if match else token.text


def _split_number(shown: str) -> tuple[Decimal, int, str]:
    """Its digits as a number, how many stand after the point, and its unit in lower case."""
    match = re.match(r"[\d.,\u00a0\u2009\u202f]*\d", shown)
    digits = match.group() if match else "0"
    unit = shown[len(digits) :].strip(" \u00a0\u202f").lower()
    whole = re.sub(r"[,\u00a0\u2009\u202f](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    if whole.count(".") > 1:
        whole = whole.replace(".", "")
    places = len(whole.partition(".")[2])
    return Decimal(whole), places, "%" if unit in ("percent", "per cent") else unit


def _form(shown: str) -> tuple[str, str]:
    number, places, unit = _split_number(shown)
    return f"{number:.{places}f}", {"thousand": "k", "million": "m", "billion": "b"}.get(unit, unit)


def _rounded(value: float, places: int) -> str:
    step = Decimal(1).scaleb(-places)
    return f"{Decimal(repr(value)).quantize(step, ROUND_HALF_UP):.{places}f}"


def _forms(value: float) -> Iterator[tuple[str, str]]:
    """The usual ways to write a value."""
    size = abs(value)
    if size > 1e15 or value != value:
        return
    for places in range(5):
        yield _rounded(size, places), ""
    for places in range(3):
        if size <= 10:
            yield _rounded(100 * size, places), "%"
            yield _rounded(100 * size, places), ""
        for unit, scale in (("k", 1e3), ("m", 1e6), ("b", 1e9)):
            if size >= scale / 100:
                yield _rounded(size / scale, places), unit


def _sentence(text: str, token: WordToken) -> str:
    """The sentence that a number stands in."""
    start = max((m.end() for m in re.finditer(r"[.!?;]\s+|\n", text) if m.end() <= token.start), default=0)
    ends = (m.start() for m in re.finditer(r"[.!?;]\s+|\n", text) if m.start() >= token.end)
    return text[start : next(ends, len(text))]


def _judged(shown: str, sentence: str, text: str, context: str, numbers: RecordNumbers) -> tuple[str, str] | None:
    """What a number should be by the one run and measure that its sentence names, or the heads of its row and column:
    an empty text where it is right; None where they are not named."""
    in_cell = "|" in context
    measure = _one_of(sentence, _MEASURES) or (_one_of(context, _MEASURES) if in_cell else "")
    run = _one_of(sentence, numbers.runs)
    if not run and not any(_named(n).search(text.lower()) for n in numbers.runs):
        run = _one_of(context, numbers.runs)
    number, places, unit = _split_number(shown)
    if (
        not measure
        and unit == "%"
        and _SCORES.search(sentence)
        and not any(_named(m).search(sentence.lower()) for m in _MEASURES)
    ):
        measure = "accuracy"
    behind = _UNIT_BEHIND.match(sentence.partition(shown)[2])
    if behind and behind[1] not in _UNITS_OF.get(measure, ()):
        return None
    if not in_cell and measure in _UNITS_OF and not behind:
        return None
    if not measure or not run or (measure != "parameters" and unit not in ("%", "") and unit in _SCALES):
        return None
    if measure not in ("loss", *_COSTS) and unit == "" and not (places and float(number) <= 1):
        return None
    if not in_cell and sum(_shown(sentence, t)[-1:] == shown[-1:] for t in tokens_of(sentence) if t.is_number) > 1:
        return None  # which of them is meant is a guess
    split = next((s for s in ("valid", "train") if re.search(rf"\b{s}", f"{sentence} {context}".lower())), "test")
    wanted, exact = (
        [],
        re.compile(_COSTS.get(measure, rf"\.{'accuracy' if measure == 'error' else measure}(\.value)?$")),
    )
    for value in numbers.of(run, measure, split):
        plain = 1 - value.value if measure == "error" else value.value / (1e6 if measure == "bytes" else 1.0)
        scaled = plain * 100 if unit == "%" else plain / _SCALES.get(unit, 1.0)
        today = _rounded(scaled, places)
        if today == f"{number:.{places}f}":
            return "", value.path
        if exact.search(value.path):
            wanted.append((today + shown[len(shown.rstrip("%kKMBadehilmnoprstuc \u00a0\u202f")) :], value.path))
    return wanted[0] if len({value for value, _ in wanted}) == 1 else None


@cache
def _named(name: str) -> re.Pattern[str]:
    """The name as a word of its own. A sweep has more runs than `re` keeps patterns."""
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")


def _one_of(text: str, names: Mapping[str, str]) -> str:
    """What the names in a text stand for, when that is one thing; of names within each other the longest counts."""
    left, found = text.lower(), set()
    for name in sorted(names, key=len, reverse=True):
        if _named(name).search(left):
            left = _named(name).sub(" ", left)
            found.add(names[name])
    return found.pop() if len(found) == 1 else ""
