"""The player that an author is working on: it asks the local server it came from for newer editions."""

from __future__ import annotations

from html import escape

VERSION = "/plainspoken-version"
"""Where a local server names the edition that it has: any text, another one for each edition."""


def live_page(html: bytes, version: str = VERSION) -> bytes:
    """A player as a local server should hand it out: asking for newer editions, and allowed to ask that server alone.

    The player asks for `version` twice a second. When the answer differs from the one before, it fetches its own
    address again and takes slides, words, times and sound from the answer, on the slide that is on.
    """
    marked = html.replace(b"<html ", f'<html data-live="{escape(version)}" '.encode(), 1)
    return marked.replace(b"connect-src 'none'", b"connect-src 'self'", 1)
