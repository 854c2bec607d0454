"""Stage directions: paragraphs of their own in round brackets, which say how to speak and are never spoken."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_PAUSE_MS = 1000
SLOWER, FASTER = 0.85, 1.15
"""How much slower and faster the next beat is said."""

LONGEST_PAUSE_MS = 60_000

_PAUSE = re.compile(
    r"(?:a\s+)?(?:short\s+|long\s+)?pause(?:\s*(?:for|of|:)?\s*(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?)?)?$"
)
_KINDS = {
    "slow": "slower",
    "slower": "slower",
    "slowly": "slower",
    "slow down": "slower",
    "fast": "faster",
    "faster": "faster",
    "quickly": "faster",
    "speed up": "faster",
    "no skipping": "no-skipping",
    "no skip": "no-skipping",
    "do not skip": "no-skipping",
    "don't skip": "no-skipping",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """What a direction asks for: its kind (`None` when nothing obeys it), and a pause's length."""

    kind: str | None
    pause_ms: int = 0


def read_direction(text: str) -> Order:
    """Understand `(pause 2s)`, `(slower)`, `(faster)`, `(no skipping)` and their like; brackets and case are free."""
    words = " ".join(text.strip().strip("()").lower().replace("’", "'").rstrip(".!").split())
    if match := _PAUSE.match(words):
        if match[1] is None:
            length = {"short": 500, "long": 2000}.get(words.split()[0], DEFAULT_PAUSE_MS)
        else:
            length = round(float(match[1]) * (1 if (match[2] or "s").startswith("m") else 1000))
        return Order("pause", min(length, LONGEST_PAUSE_MS))
    return Order(_KINDS.get(words))
