"""Numbers of a deck that Plainspoken did not make, told against any result records: by what they are worth, and by the
run and the metric that their text names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from plainspoken.base.align_words import tokens_of
from plainspoken.slides.edited.deck_findings import DeckFinding
from plainspoken.slides.edited.number_forms import (
    SCALES,
    form_of,
    forms_of,
    is_part_of_a_name,
    rounded,
    sentence_of,
    shown_number,
    split_number,
)
from plainspoken.slides.edited.record_numbers import COSTS, RecordNumbers
from plainspoken.slides.pptx.deck_content import ShapeContent, SlideContent, texts_of

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


_SCORES = re.compile(r"\b(?:right|correct|reach(?:es|ed)?|scores?)\b", re.IGNORECASE)
"""Words with which a percentage is an accuracy, where no measure is named."""
_REST = re.compile(r"\b(?:errors?|wrong|mistakes?|miss(?:es|ed)?|fails?)\b", re.IGNORECASE)
_UNIT_BEHIND = re.compile(r"[\s\u00a0\u202f]*(ms|s|seconds?|points?|×|MB|megabytes?)\b")
_UNITS_OF = {"latency": ("ms",), "seconds": ("s", "second", "seconds"), "bytes": ("MB", "megabyte", "megabytes")}


def foreign_findings(slides: Sequence[SlideContent], numbers: RecordNumbers) -> list[DeckFinding]:
    """Numbers that are contradicted by the run and measure that their text, row or slide names, and numbers that no
    record has in any usual form."""
    known = {form for value in numbers.values for form in forms_of(value.value)}
    found: list[DeckFinding] = []
    for at, slide in enumerate(slides, 1):
        for where, text, context in _texts(slide):
            for token in tokens_of(text):
                if not token.is_number or is_part_of_a_name(text, token):
                    continue
                shown = shown_number(text, token)
                judged = _judged(shown, sentence_of(text, token), text, context, numbers)
                if judged is not None:
                    wanted, source = judged
                    if wanted:
                        found.append(DeckFinding(at, where, "contradicted", shown, wanted, source, text))
                elif form_of(shown) not in known:
                    found.append(DeckFinding(at, where, "unbound", shown, text=text))
                elif (run := _one_of(sentence := sentence_of(text, token), numbers.runs)) and not numbers.holds(
                    run, form_of(shown), rest=_REST.search(sentence) is not None
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


def _judged(shown: str, sentence: str, text: str, context: str, numbers: RecordNumbers) -> tuple[str, str] | None:
    """What a number should be by the one run and measure that its sentence names, or the heads of its row and column:
    an empty text where it is right; None where they are not named."""
    in_cell = "|" in context
    measure = _one_of(sentence, _MEASURES) or (_one_of(context, _MEASURES) if in_cell else "")
    run = _one_of(sentence, numbers.runs)
    if not run and not any(_named(n).search(text.lower()) for n in numbers.runs):
        run = _one_of(context, numbers.runs)
    number, places, unit = split_number(shown)
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
    if not measure or not run or (measure != "parameters" and unit not in ("%", "") and unit in SCALES):
        return None
    if measure not in ("loss", *COSTS) and unit == "" and not (places and float(number) <= 1):
        return None
    numbers_like_it = (t for t in tokens_of(sentence) if t.is_number and shown_number(sentence, t)[-1:] == shown[-1:])
    if not in_cell and len(list(numbers_like_it)) > 1:
        return None  # which of them is meant is a guess
    split = next((s for s in ("valid", "train") if re.search(rf"\b{s}", f"{sentence} {context}".lower())), "test")
    wanted, exact = (
        [],
        re.compile(COSTS.get(measure, rf"\.{'accuracy' if measure == 'error' else measure}(\.value)?$")),
    )
    for value in numbers.of(run, measure, split):
        plain = 1 - value.value if measure == "error" else value.value / (1e6 if measure == "bytes" else 1.0)
        scaled = plain * 100 if unit == "%" else plain / SCALES.get(unit, 1.0)
        today = rounded(scaled, places)
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
