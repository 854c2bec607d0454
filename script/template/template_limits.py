"""What a template may use up: time, steps, text. A template is a text, and a text that never ends is a mistake."""

from __future__ import annotations

import re
import time
from typing import Any

from plainspoken.script.template.values import Value

SECONDS = 10.0
STEPS = 500_000
CHARACTERS = 16_000_000
ITEMS = 100_000
"""Most items of a list that an expression makes, characters of a text it makes, and numbers in a range."""

BITS = 4096


class UsageMeter:
    """Counts what one rendering has used."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        self._until = time.process_time() + SECONDS  # of the processor's time: a busy machine makes no template wrong
        self._left = STEPS
        self._characters = CHARACTERS

    def step(self, characters: int = 0) -> None:
        """One step, which put out so many characters.

        Raises:
            OverflowError: the limit of time, steps or text is passed.
        """
        self._left -= 1
        self._characters -= characters
        if self._left < 0:
            raise OverflowError(f"the template does not end: more than {STEPS:,} steps")
        if self._characters < 0:
            raise OverflowError(f"the template writes more than {CHARACTERS:,} characters")
        if self._left % 256 == 0 and time.process_time() > self._until:
            raise OverflowError(f"the template does not end: more than {SECONDS:g} seconds of computing")


def check_operation(sign: str, left: Any, right: Any) -> None:
    """Refuse an operation whose result would be huge.

    Raises:
        OverflowError: it would.
    """
    if isinstance(left, Value) or isinstance(right, Value):
        return
    if sign == "*":
        for many, times in ((left, right), (right, left)):
            if isinstance(many, str | list | tuple) and isinstance(times, int) and len(many) * times > ITEMS:
                raise OverflowError("that repetition is too long for a talk")
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > BITS:
            raise OverflowError("that number is too large for a talk")
    elif sign == "+":
        if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
            check_length(len(left) + len(right))
    elif sign == "**":
        small = isinstance(left, int | float) and isinstance(right, int | float) and abs(right) <= 64
        if not small or abs(left) > 1e12:
            raise OverflowError("that power is too large for a talk")
    elif sign == "%" and isinstance(left, str) and re.search(r"%[^a-zA-Z%]*(?:\d{3}|\*)", left):
        raise OverflowError("that format is too wide for a talk")


def check_length(length: int) -> None:
    """Refuse a text or list of so many characters or items.

    Raises:
        OverflowError: it is too long.
    """
    if length > ITEMS * 10:
        raise OverflowError("that text or list is too long for a talk")
