"""From written text to the words a voice says: `speak`. Syllables, seconds and the voice all work on its result."""

from plainspoken.script.spoken.read_aloud import Piece, pieces, speak

__all__ = ["Piece", "pieces", "speak"]
