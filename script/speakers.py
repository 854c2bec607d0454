"""How what is said is put to a text: by its spoken form, or as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plainspoken.script.model import Token
from plainspoken.script.page.rendered_file import Speaker
from plainspoken.script.page.spoken_tokens import unspoken
from plainspoken.script.settings import ScriptSettings


def said_as_shown(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, Token]]:
    """The speaker for those who count what is said and do not care how."""
    return [(start, end, Token(token.shown, token.shown, 0, token.at)) for start, end, token in unspoken(text, spans)]


def transcriptions_of(folder: Path, settings: ScriptSettings) -> dict[str, str]:
    """The transcriptions in the talk's own pronunciations, by what is said for them."""
    if not settings.words.pronunciations:
        return {}
    from plainspoken.script.spoken.pronunciations import read_transcriptions

    return read_transcriptions(folder, settings.words)


def speaker_of(folder: Path, settings: ScriptSettings) -> Speaker:
    """The spoken form, with the talk's own pronunciations."""
    from plainspoken.script.spoken import pieces

    own = None
    if settings.words.pronunciations:
        from plainspoken.script.spoken.pronunciations import read_pronunciations

        own = read_pronunciations(folder, settings.words)

    def speak(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, Token]]:
        return [(piece.start, piece.end, piece.token) for piece in pieces(text, pronunciations=own, prespoken=spans)]

    return speak
