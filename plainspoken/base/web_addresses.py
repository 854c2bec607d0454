"""Which addresses of a talk may become links: what leads to a page or a letter, never what runs or opens something."""

from __future__ import annotations

import re

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""All others - `javascript:`, `data:`, `vbscript:`, `file:`, programs' own - can run code, or open files and programs
of whoever watches the talk."""

_INVISIBLE = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
"""Browsers leave these out when they look for the scheme."""

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")


def safe_address(address: str | None) -> str | None:
    """The address, or None for one that must not be a link: of another scheme than `SCHEMES`, or a network share."""
    if address is None:
        return None
    seen = _INVISIBLE.sub("", address)
    scheme = _SCHEME.match(seen)
    if scheme and scheme[1].lower() not in SCHEMES:
        return None
    if seen.replace("\\", "/").startswith("//"):
        return None
    return address if seen and not _CONTROL.search(address) else None


_CONTROL = re.compile("[\x00-\x1f\x7f]")
