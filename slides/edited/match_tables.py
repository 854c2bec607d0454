"""Which row, column, series or category of an edited table or chart was which when it was written."""

from __future__ import annotations

from collections.abc import Sequence

from plainspoken.base.align_words import keys_of
from plainspoken.slides.edited.match_decks import match_texts


def turned(cells: Sequence[Sequence[str]]) -> list[list[str]]:
    """The columns of a table as rows; missing cells are empty."""
    width = max((len(row) for row in cells), default=0)
    return [[row[at] if at < len(row) else "" for row in cells] for at in range(width)]


def match_lines(mine: Sequence[Sequence[str]], base: Sequence[Sequence[str]]) -> dict[int, int]:
    """Rows (or columns) of one table in another: by their first cells where these tell them apart, else by all words,
    else by their places."""
    heads, others = [keys_of(row[0]) if row else () for row in mine], [keys_of(row[0]) if row else () for row in base]
    if len(set(heads)) == len(heads) and len(set(others)) == len(others):
        found = {i: others.index(head) for i, head in enumerate(heads) if head in others}
        if len(mine) == len(base):
            left = [j for j in range(len(base)) if j not in found.values()]
            rest = [i for i in range(len(mine)) if i not in found]
            if len(left) == len(rest) == 1 or (left == rest):
                found |= dict(zip(rest, left, strict=True))
        return found
    if len(mine) == len(base):
        same = {i: i for i in range(len(mine))}
        if all(heads[i] == others[i] for i in same) or len(set(heads)) < len(heads):
            return same
    return match_texts([" | ".join(row) for row in mine], [" | ".join(row) for row in base])


def match_names(mine: Sequence[str], base: Sequence[str]) -> dict[int, int]:
    """Names of series or categories in another chart: the same names, and the rest in order where there are as many."""
    found = {i: base.index(name) for i, name in enumerate(mine) if name in base}
    if len(mine) == len(base):
        left = [j for j in range(len(base)) if j not in found.values()]
        found |= dict(zip([i for i in range(len(mine)) if i not in found], left, strict=False))
    return found
