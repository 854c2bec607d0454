"""Whether the pictures that a record describes are there, as they were drawn."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plainspoken.base.files import fingerprint


def figures_are_whole(described: Mapping[str, Mapping[str, Any]], figures: Path) -> bool:
    """Whether every figure of a record's document lies below `figures`, byte for byte as it was drawn.

    A picture that is there and differs was damaged, or changed by hand; a line on standard error says so, since it is
    drawn again.

    Args:
        described: `figures` of a record's document: `path`, relative to the folder that holds `figures`, and
            `fingerprint` by name.
        figures: the folder of the figures.
    """
    whole = True
    for figure in described.values():
        path = figures.parent / figure["path"]
        try:
            data = path.read_bytes()
        except OSError:
            whole = False
            continue
        if figure.get("fingerprint", "") not in ("", fingerprint(data)):
            print(f"plainspoken: {path} is not as it was drawn and is drawn again", file=sys.stderr, flush=True)
            whole = False
    return whole
