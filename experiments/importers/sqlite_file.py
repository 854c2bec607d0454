"""SQLite databases of other tools, opened to be read. What a stranger wrote may hold views in the place of tables, so
nothing is written, no function of theirs is called, and what they ask for is bounded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STEPS = 1_000_000
MOST = 500
"""Million steps of SQLite's machine: some ten seconds. A database of 2,000 runs with 1,000 points each takes 60."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The database for the time of a block; `sqlite3.OperationalError` in it, when it takes more than `MOST` allows."""
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    left = MOST

    def count() -> int:
        nonlocal left
        left -= 1
        return left < 0

    try:
        base.set_progress_handler(count, _STEPS)
        base.execute("pragma trusted_schema = off")
        yield base
    finally:
        base.close()
