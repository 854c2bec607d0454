"""What labels that are mere numbers might mean: a word for each, proposed from the captions of its samples.

A word is a good name when samples with the label use it often, and other samples seldom: P(word | label) times the
logarithm of P(word | label) / P(word | no label). Plain frequency proposes words such as "street" for three labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"[a-z]+")

STOP_WORDS = frozenset(
    """a about above across after against all along also am an and another any are around as at away back be because
    been before behind being below beside between big both but by can close couple covered day different do down each
    edge elderly empty few filled five for four from front full get going group has have he her here him his holding
    how i in inside into is it its large left line little long looking lots made make many middle more most near next
    no not of off old on one onto open or other out outside over parked part people photo picture piece pole red riding
    right row same see several she show side sits sitting small some someone standing stands such taking tall than that
    the their them then there these they this three through to together top towards two under up various very view
    walking wall was watching way wearing were what when where which while white who with woman women black blue brown
    green yellow orange young you your""".split()  # noqa: SIM905 - a list of words is read as words
)
"""Words that name no object: grammar, numbers, colours, places and what people do."""


def propose_names(captions: Sequence[str], targets: NDArray[np.uint8], labels: Sequence[str]) -> dict[str, str]:
    """A different word for each label, by id; labels whose captions suggest none keep their id.

    Args:
        captions: one for each sample.
        targets: noughts and ones [n, labels].

    Returns:
        Names by label. The label that a word fits best gets it, others their next best word.
    """
    import numpy as np

    index: dict[str, int] = {}
    rows, columns = [], []
    for at, caption in enumerate(captions):
        for word in sorted({singular(word) for word in _WORD.findall(caption.lower())} - STOP_WORDS):
            if len(word) > 2:
                rows.append(at)
                columns.append(index.setdefault(word, len(index)))
    words = list(index)
    counts = np.zeros((len(words), len(labels)))
    np.add.at(counts, columns, targets[rows])
    total = np.bincount(columns, minlength=len(words)).astype(float) if words else np.zeros(0)
    having = targets.sum(0).astype(float)
    inside = (counts + 0.5) / (having + 1)
    outside = (total[:, None] - counts + 0.5) / (len(captions) - having + 1)
    scores = inside * np.log(inside / outside)
    found: dict[str, str] = {}
    taken: set[int] = set()
    for flat in np.argsort(-scores, axis=None, kind="stable"):
        place, column = divmod(int(flat), len(labels))
        if scores[place, column] <= 0 or len(found) == len(labels):
            break
        if labels[column] not in found and place not in taken:
            found[labels[column]] = words[place]
            taken.add(place)
    return {label: found.get(label, label) for label in labels}


def singular(word: str) -> str:
    """`horses` and `horse`, `buses` and `bus`, `men` and `man` are one word here."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("sses", "uses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


_IRREGULAR = {"men": "man", "women": "woman", "people": "people", "children": "child", "skis": "ski", "buses": "bus"}
