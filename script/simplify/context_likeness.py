"""How alike a word and another in its place are within a sentence, by the sentence encoder all-MiniLM-L6-v2.

Each is the mean of its pieces' vectors in the encoder's last layer, which the words around have shaped; the measure is
the cosine of the two (-1 to 1). Whole sentences' vectors and earlier layers were tried beside it and added nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plainspoken.script.simplify.sentence_encoder import encoder

_BESIDE = 20
_TOGETHER = 64


@dataclass(frozen=True)
class Place:
    """A word between the text before and after it, and what may stand for it."""

    left: str
    word: str
    right: str
    others: tuple[str, ...]


def likenesses(places: Sequence[Place]) -> list[list[float]]:
    """For each place, the likeness of the word to each of its `others` there."""
    texts: list[tuple[str, str, str]] = []
    for place in places:
        left, right = " ".join(place.left.split()[-_BESIDE:]), " ".join(place.right.split()[:_BESIDE])
        texts += [(left, word, right) for word in (place.word, *place.others)]
    vectors = _word_vectors(texts)
    found: list[list[float]] = []
    at = 0
    for place in places:
        first, *others = vectors[at : at + 1 + len(place.others)]
        found.append([sum(a * b for a, b in zip(first, other, strict=True)) for other in others])
        at += 1 + len(place.others)
    return found


def _word_vectors(texts: Sequence[tuple[str, str, str]]) -> list[list[float]]:
    """The vector of each middle word in its sentence, of length 1."""
    import torch

    tokenizer, model = encoder()
    found: list[list[float]] = []
    for start in range(0, len(texts), _TOGETHER):
        some = texts[start : start + _TOGETHER]
        batch = tokenizer(
            [f"{left} {word} {right}" for left, word, right in some],
            return_offsets_mapping=True, padding=True, truncation=True, max_length=128, return_tensors="pt",
        )  # fmt: skip
        offsets = batch.pop("offset_mapping")
        with torch.inference_mode():
            states = model(**batch).last_hidden_state  # (texts, pieces, 384)
        for row, (left, word, _) in enumerate(some):
            begins, ends = offsets[row, :, 0], offsets[row, :, 1]
            inside = (begins < len(left) + 1 + len(word)) & (ends > len(left) + 1) & (ends > begins)
            vector = states[row][inside].mean(0) if inside.any() else states[row, 0]
            found.append(torch.nn.functional.normalize(vector, dim=0).tolist())
    return found
