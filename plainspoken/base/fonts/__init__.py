"""The faces of figures and slides: Carlito, as wide as Calibri, and Liberation Mono, with their licence."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parent
"""The folder of the font files; `OFL.txt` is their licence."""
