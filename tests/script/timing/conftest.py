"""A talk of some hundred words, and scripts made of plain pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.script.model import Beat, Page, Script, Source
from plainspoken.script.spoken import speak

AT = Source(file="talk.md", line=1, column=1, end_line=1, end_column=2)

# Not among the texts that the lengths were fitted on.
TALK = [
    ["Today we ask a small question.", "Can a net that has seen a million photos read a face?"],
    ["We have five thousand faces,", "in seven groups,", "and most of them are happy."],
    ["First we train from scratch. The net starts with random weights, and it has only our faces to learn from."],
    ["After thirty epochs it is right on 45.2 % of the faces it has never seen."],
    ["That is far above chance, which would be 14 %, but it is not good."],
    ["Look at the curves.", "The training loss keeps falling,", "while the other one turns up again after epoch 12."],
    ["So it learns the training set by heart."],
    ["Next we take ResNet18, keep its lower layers as they are, and train only the last one."],
    ["It needs 11.2 million parameters, of which we change three thousand five hundred and ninety one."],
    ["One epoch takes 8 seconds on this laptop,", "and ten are enough."],
    ["The score rises to 62.4 %: nearly two thirds of the faces are named as people named them."],
    ["Where does it still fail? Fear is taken for surprise, and sadness for a neutral look."],
    ["People mix these up as well; two of us agreed on 65 % of a sample."],
    ["The larger ResNet50 does worse.", "With so few faces,", "more layers are harder to train."],
    [
        "What have we learned?",
        "Start from a trained net when data is scarce,",
        "and check the curves before you trust a score.",
    ],
]


def _script_of(pages: list[list[str]], **options: object) -> Script:
    return Script(
        talk="t",
        title="T",
        minutes=5,
        pages=[
            Page(id=f"p{i}", beats=[Beat(tokens=speak(text), at=AT) for text in beats], at=AT)
            for i, beats in enumerate(pages)
        ],
        **options,  # type: ignore[arg-type]
    )


@pytest.fixture
def talk_pages() -> list[list[str]]:
    """Pages of beats that no length was fitted on."""
    return TALK


@pytest.fixture
def script_of() -> Callable[..., Script]:
    """Makes a script of pages of beats."""
    return _script_of
