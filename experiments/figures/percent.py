"""Shares in words of a figure, rounded as the pages round theirs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def percent(share: float) -> str:
    """A share (0 to 1) in whole percent, half up on its shortest decimal digits: 0.305 is "31", as a page says it.
    Only nothing is "0" and only all is "100": what would round to either has as many digits as it needs.

    Python's own format rounds half to even, so that a figure and the words beside it could differ by one.
    """
    number = 100 * Decimal(repr(float(share)))
    ends = (Decimal(0), Decimal(100))
    digits = 0
    text = _fixed(number, digits)
    while digits < 9 and number not in ends and Decimal(text) in ends:
        digits += 1
        text = _fixed(number, digits)
    return text


def percent_to(share: float, digits: int) -> str:
    """A share in percent with that many decimals, half up as pages round: 0.9425 is "94.3" with one."""
    return _fixed(100 * Decimal(repr(float(share))), digits)


def _fixed(number: Decimal, digits: int) -> str:
    return f"{number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP):f}"
