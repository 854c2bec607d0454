"""Files that people write are read strictly; whatever is wrong with one is told with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import parse_json, parse_toml, read_text, read_toml

FILE = Path("a.json")


def test_text_loses_its_byte_order_mark_and_foreign_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_text(tmp_path / "a.txt") == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("data", "line"), [("Ü".encode("utf-16"), 1), ("a\nb\nÜ".encode("latin-1"), 3), (b"\x80", 1), (b"\n\xff", 2)]
)
def test_text_in_another_encoding_is_refused_at_its_line(tmp_path: Path, data: bytes, line: int) -> None:
    (tmp_path / "a.toml").write_bytes(data)
    with pytest.raises(InputError, match=r"not UTF-8") as caught:
        read_toml(tmp_path / "a.toml")
    assert caught.value.line == line
    assert caught.value.remedy == "save it as UTF-8"


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "a.txt")
    with pytest.raises(InputError, match="cannot be read"):
        read_text(tmp_path)
    (tmp_path / "b.txt").write_text("four")
    with pytest.raises(InputError, match="too large"):
        read_text(tmp_path / "b.txt", largest=3)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb = \n", 2, "not valid TOML"),
        ("a = 1\nb = " + "9" * 5000, 2, "4,300 digits"),
        ("a = " + "[" * 20_000 + "]" * 20_000, 1, "nested too deep"),
    ],
)
def test_toml_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse_toml(text, "a.toml")
    assert caught.value.line == line
    with pytest.raises(InputError, match=f"the front matter is not .*{message.removeprefix('not ')}") as caught:
        parse_toml(text, "a.md", lines_before=1, what="the front matter")
    assert caught.value.line == line + 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"a": 1,\n}', 2, "not valid JSON"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", None, "nested too deep"),
        ('{\n"a": ' + "1" * 10_000 + "}", 2, "4,300 digits"),
        ('{"a": 1,\n"b": "\\ud800"}', 2, "half a character"),
        ('{"a": {"b": 1, "c": 2, "b": 3}}', None, "`b` stands twice"),
    ],
)
def test_json_is_refused_with_its_place(text: str, line: int | None, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse_json(text, FILE)
    assert caught.value.line == line


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.booleans())
def test_all_other_json_is_read(value: Any, ascii_only: bool) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only), FILE) == value


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_json, parse_toml):
        try:
            parse(text, FILE)
        except InputError as error:
            assert error.remedy


@pytest.mark.parametrize("digits", ["9" * 4301, "0x" + "f" * 3600, "0o" + "7" * 5000, "0b" + "1" * 15_000])
def test_a_number_that_python_cannot_write_is_told_with_its_line(digits: str) -> None:
    with pytest.raises(InputError, match="more than 4,300 digits") as caught:
        parse_toml(f"[talk]\nminutes = {digits}\n", "talk.toml")
    assert caught.value.line == 2


def test_a_name_that_is_no_name_is_refused() -> None:
    with pytest.raises(InputError, match="a name in it has 5,000 characters"):
        parse_json(json.dumps({"a": {"b" * 5000: 1}}), Path("x.json"))
