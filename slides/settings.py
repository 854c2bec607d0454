"""The `[slides]` table of `talk.toml`."""

from __future__ import annotations

from typing import Literal

from experiments.document import Part


class SlideSettings(Part):
    """How the deck looks."""

    theme: str = "plain"
    variant: Literal["light", "dark"] = "light"
    template: str | None = None
