"""Styles that slides need at build time, collected as classes: the player's policy forbids `style` attributes."""

from __future__ import annotations

from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.player.font_subsets import fallback_families


class Stylesheet:
    """Hands out one class for each set of declarations, numbered in the order in which they were asked for."""

    def __init__(self, prefix: str = "g") -> None:
        self._prefix = prefix
        self._classes: dict[str, str] = {}

    def class_of(self, declarations: str) -> str:
        """The class that sets `declarations`, made at the first request."""
        return self._classes.setdefault(declarations, f"{self._prefix}{len(self._classes)}")

    def css(self) -> str:
        """The rules, a line each."""
        return "\n".join(f".{name}{{{declarations}}}" for declarations, name in self._classes.items())


def length(value: float) -> str:
    """A number for a style: at most two decimals, without a trailing zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def theme_css(theme: Theme) -> str:
    """The theme's colours and faces as custom properties, and classes for shapes drawn as SVG."""
    roles = sorted(theme.colors)
    properties = "".join(f"--c-{role.replace('_', '-')}:{theme.color(role)};" for role in roles)
    sans = f'--sans:"{theme.sans.css}",{fallback_families(theme)}Calibri,system-ui,sans-serif;'
    mono = f'--mono:"{theme.mono.css}",ui-monospace,monospace;'
    grid = f"--page-width:{length(theme.grid.width)};--page-height:{length(theme.grid.height)};"
    rules = [f":root{{color-scheme:{theme.variant};{properties}{sans}{mono}{grid}}}"]
    for role in roles:
        name = role.replace("_", "-")
        rules.append(f".c-{name}{{color:var(--c-{name});fill:var(--c-{name})}}")
        rules.append(f".f-{name}{{fill:var(--c-{name})}}.k-{name}{{stroke:var(--c-{name})}}")
        rules.append(f".bg-{name}{{background-color:var(--c-{name})}}")
    return "\n".join(rules)
