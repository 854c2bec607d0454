"""When and in which column the items of a page appear."""

from __future__ import annotations

from plainspoken.script.model import Shown

PENDING = -1
"""An item's `appears` until the next paragraph is read."""


def in_columns(items: list[Shown]) -> list[Shown]:
    """The items; where some stand in a second column and none in the first, those above them do."""
    columns = {item.column for item in items}
    if 1 not in columns or 0 in columns:
        return items
    first = next(place for place, item in enumerate(items) if item.column == 1)
    return [
        item.model_copy(update={"column": 0}) if place < first and item.column is None else item
        for place, item in enumerate(items)
    ]


def appearing(items: list[Shown]) -> list[Shown]:
    """The items, those that no paragraph follows there from the start."""
    return [item.model_copy(update={"appears": None}) if item.appears == PENDING else item for item in items]
