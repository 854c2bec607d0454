"""Refuse text that a voice of the talk's language cannot say, before anything is synthesised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.model import Script, Source
from plainspoken.script.spoken.speakable import says_nothing, unspeakable

_MOST = 8
_REMEDY = "show it as a list item and say it in words, give it a pronunciation, or set `language` under [talk]"


def check_speakable(script: Script, folder: Path) -> None:
    """Check all that is to be said; `folder` is the talk's.

    Raises:
        InputError: something cannot be said: the first place, and what is wrong there and elsewhere.
    """
    found = list(_unspeakable(script))
    if not found:
        return
    at, first = found[0]
    others = [f"line {place.line} of {place.file}: {reason}" for place, reason in found[1:_MOST]]
    if len(found) > _MOST:
        others.append(f"and {len(found) - _MOST} more")
    raise InputError(
        "\n  ".join([first, *others]), file=folder / at.file, line=at.line, column=at.column, remedy=_REMEDY
    )


def _unspeakable(script: Script) -> Iterator[tuple[Source, str]]:
    """Places that cannot be said, each with the reason."""
    for page in script.pages:
        for beat in page.beats:
            if says_nothing(beat.tokens):
                yield beat.at, f"nothing is said for “{beat.shown}”"
            for token in beat.tokens:
                if reason := unspeakable(token, script.language):
                    yield token.at or beat.at, f"the voice cannot say “{token.shown}”: {reason}"
