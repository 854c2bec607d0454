"""Shares in words of a figure, rounded as the pages round theirs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def percent(share: float) -> str:
    """A share (0 to 1) in whole percent, half up on its shortest decimal digits: 0.305 is "31", as a page says it.

    Python's own format rounds half to even, so that a figure and the words beside it could differ by one.
    """
    return str((100 * Decimal(repr(float(share)))).quantize(Decimal(1), rounding=ROUND_HALF_UP))
