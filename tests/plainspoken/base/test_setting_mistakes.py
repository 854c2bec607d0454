"""Mistakes of settings are told by what may stand there and what does."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from plainspoken.base.document import Part
from plainspoken.base.setting_mistakes import say_mistake


class _Inner(Part):
    name: str = ""


class _Settings(Part):
    minutes: float = Field(1.0, gt=0, le=90, allow_inf_nan=False)
    pages: list[str] = Field(default_factory=list)
    look: Literal["light", "dark"] = "light"
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#000000"
    jobs: int = 1
    captions: bool = True
    inner: _Inner = Field(default_factory=_Inner)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"minutes": "five"}, '`minutes` must be a number, not "five"'),
        ({"minutes": -1}, "`minutes` must be more than 0, not -1"),
        ({"minutes": 200}, "`minutes` must be at most 90, not 200"),
        ({"minutes": float("nan")}, "`minutes` must be a finite number"),
        ({"pages": "one.md"}, '`pages` must be a list in square brackets, such as ["one", "two"], not "one.md"'),
        ({"look": "drak"}, "`look` must be 'light' or 'dark', not \"drak\""),
        (
            {"colour": "#12"},
            '`colour` must be a colour such as "#1a7f5a", a hash and six hexadecimal digits, not "#12"',
        ),
        ({"jobs": "many"}, '`jobs` must be a whole number, not "many"'),
        ({"captions": "sometimes"}, '`captions` must be true or false, not "sometimes"'),
        ({"inner": {"name": ["a"]}}, "`inner.name` must be a text in quotes, not a list"),
        ({"inner": 3}, "`inner` must be a table, not 3"),
        ({"minuts": 3}, "unknown name `minuts`"),
    ],
)
def test_a_mistake_says_what_may_stand_there(table: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _Settings.model_validate(table)
    assert say_mistake(dict(caught.value.errors()[0])) == said


def test_the_table_that_a_setting_is_in_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        _Settings.model_validate({"jobs": 1.5})
    assert say_mistake(dict(caught.value.errors()[0]), "tool").startswith("`tool.jobs` must be a whole number")
