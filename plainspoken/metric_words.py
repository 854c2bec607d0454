"""How a page of a new talk names a metric: with the article that it takes, and with its numbers bound to constants."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_AN = ("F1", "R", "NDCG", "LPIPS", "SSIM", "MRR", "MAP", "AP")
"""First words that are spelled out, and whose first letter is said with a vowel."""
_CONSONANT = ("uni", "use", "eu", "one")
"""Beginnings that are written with a vowel and said with a consonant."""
_AVERAGED = {"macro": "macro-averaged", "micro": "micro-averaged", "weighted": "weighted"}
_NUMBER = re.compile(r"(?<![A-Za-z\d{_.])(\d+(?:\.\d+)?)(?![\d}])")


@dataclass
class Constants:
    """Numbers that belong to the names of metrics, such as the 10 of `recall@10`: no result stands behind them, and so
    the talk names them as its constants."""

    numbers: dict[str, int | float] = field(default_factory=dict)

    def bound(self, text: str) -> str:
        """The text with its numbers read from the talk's constants."""
        return _NUMBER.sub(self._bind, text)

    def _bind(self, found: re.Match[str]) -> str:
        text = found[1]
        name = f"of_{text.replace('.', '_')}"
        self.numbers[name] = float(text) if "." in text else int(text)
        shown = f" | decimal({len(text.partition('.')[2])})" if "." in text else ""
        return f"{{{{ constants.{name}{shown} }}}}"


def metric_words(title: str) -> str:
    """A metric's title as words of a sentence: `F1 (macro average)` is `macro-averaged F1`."""
    words = title.replace("|", " ").replace("_", " ").replace("R²", "R squared").strip()
    if found := re.fullmatch(r"(.+) \((macro|micro|weighted) average\)", words):
        words = f"{_AVERAGED[found[2]]} {found[1]}"
    return words


def reaches(words: str, written: str) -> str:
    """What a run reaches: `an area under the ROC curve of 98.3 %`, `0.51 Cohen's kappa`."""
    if _takes_no_article(words):
        return f"{written} {words}"
    return f"{article(words)} {words} of {written}"


def measured(words: str, written: str) -> str:
    """A sentence with the figure: `The area under the ROC curve is 98.3 %.`"""
    if words.startswith("bits "):
        return f"It takes {written} {words}."
    if _takes_no_article(words):
        return f"{words[:1].upper()}{words[1:]} is {written}."
    return f"The {words} is {written}."


def article(words: str) -> str:
    """`a` or `an`, as the first word is said."""
    first = words.split()[0]
    if first in _AN or (first[:1].lower() in "aeiou" and not first.lower().startswith(_CONSONANT)):
        return "an"
    return "a"


def _takes_no_article(words: str) -> bool:
    first = words.split()[0]
    return first.endswith("'s") or first == "bits" or words == "exact match"
