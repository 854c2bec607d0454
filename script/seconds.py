"""How long words take to say, before anything is synthesised.

    seconds = syllables x s + commas x c + sentences x e + paragraphs x p

in the default voice at 250 of its own words a minute, scaled by the pace asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from script.syllables import count

_COMMA = re.compile(r"[,;:](?=\s|$)")
_SENTENCE = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True)
class Pace:
    """What a voice takes for each thing it says, in seconds."""

    syllable: float = 0.133
    comma: float = 0.15
    sentence: float = 0.20
    paragraph: float = 0.17


def predict(said: str, pace: Pace = Pace()) -> float:  # noqa: B008
    """Seconds that one beat takes to say."""
    if not said:
        return 0.0
    return (
        count(said) * pace.syllable
        + len(_COMMA.findall(said)) * pace.comma
        + len(_SENTENCE.findall(said)) * pace.sentence
        + pace.paragraph
    )
