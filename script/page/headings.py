"""What a heading gives a page: a number, a title, and a name for files and addresses."""

from __future__ import annotations

import re
import unicodedata

from plainspoken.script.template.source_positions import MARKER_FIRST

_NUMBERED = re.compile(r"(?:page|slide)\s+(\d{1,6})\s*(?:[:.–—-]\s*(.+))?$", re.IGNORECASE)
_UNNAMED = re.compile(r"(?:next|new)\s+(?:section|page|slide)$", re.IGNORECASE)


def number_and_name(heading: str) -> tuple[int | None, str | None]:
    """The number and the title that a heading gives: `Page 3` has no title, `Page 3: The data` has both."""
    if match := _NUMBERED.match(heading):
        return int(match[1]), match[2]
    return None, None if not heading or _UNNAMED.match(heading) else heading


def slug(text: str) -> str:
    """A heading as a file name and an address: lower-case letters, digits and hyphens, at most 60. Values are left
    out, so that a page keeps its name when a metric changes."""
    text = "".join(char for char in text if ord(char) < MARKER_FIRST)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:60].rstrip("-") or "page"
