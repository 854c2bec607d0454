"""Only pages and letters become links."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.web_addresses import SCHEMES, safe_address
from plainspoken.script.model import Run


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c:d#e",
        "HTTP://example.org",
        "mailto:a@example.org",
        "tel:+4930123",
        "#a-page",
        "notes/handout.pdf",
        "../paper.pdf",
        "?q=a:b",
    ],
)
def test_pages_letters_and_files_beside_the_talk_are_links(address: str) -> None:
    assert safe_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "java\u200bscript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "blob:https://x/y",
        "ms-msdt:/id",
        "search-ms:query",
        "view-source:x",
        "//host/share",
        "\\\\host\\share",
        "/\\host",
        "",
        " ",
    ],
)
def test_what_runs_or_opens_something_is_none(address: str) -> None:
    assert safe_address(address) is None
    assert Run(text="words", link=address).link is None


@given(st.text(max_size=8), st.sampled_from(["javascript", "data", "file", "x-y"]), st.text(max_size=8))
def test_no_invisible_letter_hides_a_scheme(before: str, scheme: str, after: str) -> None:
    """As a browser reads it: without what it leaves out, everything before the first colon."""
    found = safe_address(f"{before}{scheme}:{after}")
    if found is not None:
        head = "".join(letter for letter in found if letter > " ").split(":")[0].lower()
        assert head in SCHEMES or not re.fullmatch("[a-z][a-z0-9+.-]*", head)
