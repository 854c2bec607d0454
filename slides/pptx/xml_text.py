"""Words as XML: escaped, and without the control letters that XML 1.0 cannot hold.

The standard library's `xml.sax.saxutils` does the escaping too, but imports an HTTP client for it.
"""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """`text` without the letters that XML 1.0 forbids (section 2.2): control letters and lone surrogates."""
    return _FORBIDDEN.sub("", text)


def escaped(text: str) -> str:
    """`text` as the content of an element, as far as it is allowed."""
    return escape(allowed(text), quote=False)


def quoted(text: str) -> str:
    """`text` as an attribute's value in double quotes; line breaks are kept."""
    value = escape(allowed(text), quote=True)
    return '"' + value.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'
