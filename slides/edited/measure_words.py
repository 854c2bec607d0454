# ruff: noqa: E501 - tables of words
"""Words for what is measured: which measures and which split a text names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_WORDS = {
    "accuracy": "accuracy",
    "accuracies": "accuracy",
    "balanced accuracy": "balanced_accuracy",
    "macro f1": "f1",
    "f1": "f1",
    "f1 score": "f1",
    "f1-score": "f1",
    "f-score": "f1",
    "weighted f1": "weighted_f1",
    "precision": "precision",
    "recall": "recall",
    "loss": "loss",
    "cross entropy": "loss",
    "parameters": "parameters",
    "params": "parameters",
    "weights": "parameters",
    "latency": "latency",
    "best epoch": "best_epoch",
    "error rate": "error",
    "error": "error",
    "errors": "error",
    "mistakes": "error",
    "size": "bytes",
    "trained for": "seconds",
    "trains for": "seconds",
    "training time": "seconds",
}
_TOO_PLAIN = {
    "n",
    "score",
    "time",
    "map",
    "ap",
    "test",
    "train",
    "valid",
    "epoch",
    "step",
    "size",
    "name",
    "run",
    "total",
}
"""Names of measures that are words of the language as well."""
_SPLITS = re.compile(
    r"\b(?:(?P<valid>validation|valid)|(?P<train>train(?:ing)?(?= (?:set|split|data|samples|accuracy|loss|error|score|f1|precision|recall))"
    r"|(?<=on )training|(?<=on the )training|(?<=in )training)|(?P<test>test))\b",
    re.IGNORECASE,
)
_EPOCHS = re.compile(r"\s+[\w-]+(?: \w+)? epochs?\b")
_TITLES = {
    "error": "error rate",
    "parameters": "number of parameters",
    "bytes": "size in bytes",
    "latency": "latency in ms",
    "seconds": "training time in seconds",
    "best_epoch": "best epoch",
    "epochs": "number of epochs",
    "flops": "number of operations",
}


@dataclass(frozen=True)
class MeasureWords:
    """The words for measures that a folder of records knows: `words` in lower case to the measure, `titles` back."""

    words: Mapping[str, str]
    titles: Mapping[str, str]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        several = "|".join(re.escape(word) for word in sorted(self.words, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{several})(?![\w-])")

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where a text names measures, in order: start, end, measure. Of words within each other the longest counts."""
        lower = text.lower()
        return [
            (*match.span(), self.words[match.group()])
            for match in self._pattern.finditer(lower)
            if not (match.group().endswith(" for") and _EPOCHS.match(lower, match.end()))
        ]

    def named(self, text: str) -> list[str]:
        """The measures that a text names, each once."""
        return list(dict.fromkeys(measure for _, _, measure in self.find(text)))

    def only(self, text: str) -> str:
        """The one measure that a text names; empty where it names none or several."""
        named = self.named(text)
        return named[0] if len(named) == 1 else ""

    def title(self, measure: str, split: str) -> str:
        """What a message calls a measure: `test accuracy`, `number of parameters`."""
        if measure in _TITLES:
            words = _TITLES[measure]
        else:
            words = re.sub(r" \(.*\)$", "", self.titles.get(measure, "")) or measure.replace("_", " ")
        told = {"test": "test ", "valid": "validation ", "train": "training "}.get(split, f"{split} " if split else "")
        return f"{told}{words}"


def measure_words(titles: Mapping[str, str]) -> MeasureWords:
    """The usual words, and those of the records: names of measures and what they call them."""
    words = dict(_WORDS)
    for name, title in titles.items():
        for word in (name.replace("_", " ").lower(), re.sub(r" \(.*\)$", "", title).lower()):
            if len(word) > 2 and word not in _TOO_PLAIN and word not in words:
                words[word] = name
    return MeasureWords(words, titles)


def split_named(text: str, at: int | None = None) -> str:
    """The split that a text speaks of: `test` unless it names another. Where it names several, the one last named
    before `at`; empty where that does not tell."""
    found = [(match.start(), match.lastgroup or "test") for match in _SPLITS.finditer(text)]
    named = {split for _, split in found}
    if len(named) < 2:
        return named.pop() if named else "test"
    before = [split for start, split in found if at is not None and start < at]
    return before[-1] if before else ""
