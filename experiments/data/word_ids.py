"""Words to numbers for the nets that learn their words from nothing: a vocabulary made of the training split alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

PADDING, UNKNOWN = 0, 1

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[!?]")


def split_words(text: str) -> list[str]:
    """Lower-case words, whole numbers, and the marks `!` and `?`, which carry feeling."""
    return _WORD.findall(text.lower().replace("’", "'"))


@dataclass(frozen=True)
class Vocabulary:
    """Words by index, from 2; 0 pads a short text and 1 stands for every word that is not in here."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str], *, min_count: int = 2, limit: int = 20_000) -> Vocabulary:
        """The words that the texts use at least `min_count` times, the most frequent first, at most `limit`."""
        counts = Counter(word for text in texts for word in split_words(text))
        frequent = [(word, count) for word, count in counts.items() if count >= min_count]
        frequent.sort(key=lambda entry: (-entry[1], entry[0]))
        return cls(tuple(word for word, _ in frequent[:limit]))

    def __len__(self) -> int:
        return len(self.words) + 2

    def encode(self, texts: Sequence[str], *, length: int) -> tuple[Tensor, Tensor]:
        """Word indices [n, length] int64, padded at the end, and how many of them are words [n] int64.

        A text of which nothing is a word is one unknown word, so that there is something to read.
        """
        import torch

        index = {word: i for i, word in enumerate(self.words, 2)}
        ids = torch.full((len(texts), length), PADDING, dtype=torch.int64)
        lengths = torch.ones(len(texts), dtype=torch.int64)
        for row, text in enumerate(texts):
            words = [index.get(word, UNKNOWN) for word in split_words(text)][:length] or [UNKNOWN]
            ids[row, : len(words)] = torch.tensor(words)
            lengths[row] = len(words)
        return ids, lengths

    def unknown_share(self, texts: Sequence[str]) -> float:
        """The share of the words in `texts` that are not in here."""
        known = set(self.words)
        words = [word for text in texts for word in split_words(text)]
        return sum(word not in known for word in words) / len(words) if words else 0.0
