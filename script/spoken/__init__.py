"""From written text to the words a voice says: `speak`. Syllables, seconds and the voice all work on its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plainspoken.script.spoken.read_aloud import Piece, pieces, speak

__all__ = ["Piece", "pieces", "speak"]


def __getattr__(name: str) -> Any:
    """The public names, read when they are asked for: whoever lints needs the small modules beside them alone."""
    if name in __all__:
        from plainspoken.script.spoken import read_aloud

        return getattr(read_aloud, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
