"""Short lists of words, written as a text rather than as a hundred quoted strings."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of `text`, between spaces."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())
