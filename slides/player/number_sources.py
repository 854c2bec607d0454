"""Numbers in a text that can tell where they come from: found again, and made into buttons with a description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from plainspoken.script.model import Number

_ORIGINS = {
    "metric": "Measured",
    "data": "A fact of the data",
    "config": "Set in the configuration",
    "constant": "A constant of the talk",
    "typed": "Typed by hand",
}


class Sources:
    """What the numbers of a talk come from, each described once."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def id_of(self, number: Number) -> str:
        """The id of the element that describes the number's source."""
        return self._ids.setdefault(_description(number), f"ps_source_{len(self._ids)}")

    def html(self) -> str:
        """The descriptions, as they stand in the page: not seen, but named by the numbers' buttons."""
        return "".join(f'<div id="{name}">{text}</div>' for text, name in self._ids.items())


class NumberMarker:
    """Marks the numbers of one item (or title, or beat) as its text goes by, run after run.

    A number is recognised by what is shown for it, standing free of other digits and letters. Of two numbers that look
    the same, the first in the text is the first in the list.
    """

    def __init__(self, numbers: Iterable[Number], sources: Sources) -> None:
        self._left: dict[str, list[Number]] = {}
        for number in numbers:
            if key := _plain(number.shown):
                self._left.setdefault(key, []).append(number)
        self._sources = sources
        shown = sorted(self._left, key=len, reverse=True)
        pattern = "|".join(re.escape(text).replace(r"\ ", r"\s") for text in shown)
        free = rf"(?<!\w)(?<!\d[.,])(?:{pattern})(?!\w)(?![.,]\d)"
        self._pattern = re.compile(free) if shown else None

    def html(self, text: str) -> str:
        """`text` escaped, with a button around each number."""
        if self._pattern is None:
            return escape(text, quote=False)
        parts: list[str] = []
        at = 0
        for match in self._pattern.finditer(text):
            parts.append(escape(text[at : match.start()], quote=False))
            parts.append(self._button(match[0]))
            at = match.end()
        parts.append(escape(text[at:], quote=False))
        return "".join(parts)

    def _button(self, text: str) -> str:
        same = self._left[_plain(text)]
        number = same.pop(0) if len(same) > 1 else same[0]
        name = self._sources.id_of(number)
        return f'<button type="button" class="num" aria-describedby="{name}">{escape(text, quote=False)}</button>'


def _plain(shown: str) -> str:
    """A number as it is shown, with single plain spaces: a layout may set others."""
    return " ".join(shown.split())


def _description(number: Number) -> str:
    """Where a number comes from, as definition lines."""
    lines = [("", _ORIGINS[number.origin])]
    if number.source:
        lines.append(("", f"<code>{escape(number.source)}</code>"))
    if number.value is not None and _exact(number.value) != number.shown:
        lines.append(("exactly ", f"<b>{escape(_exact(number.value))}</b>"))
    if number.file:
        lines.append(("record ", f"<code>{escape(number.file)}</code>"))
    if number.fingerprint:
        lines.append(("run ", f"<code>{escape(number.fingerprint)}</code>"))
    if number.at is not None:
        lines.append(("written at ", f"<code>{escape(number.at.file)}:{number.at.line}</code>"))
    return "".join(f"<p>{label}{text}</p>" for label, text in lines)


def _exact(value: float) -> str:
    """A value with all digits that count, without an exponent where it can be helped."""
    return f"{value:,.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
