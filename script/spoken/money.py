"""Sums of money: signs before and after the number, codes, sizes, spans and what they are paid for (`$2/hour`)."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.before_noun import before_noun, noun_after
from plainspoken.script.spoken.currencies import CURRENCIES, MAGNITUDE_WORDS, MAGNITUDES, SIZES_OF_MONEY
from plainspoken.script.spoken.number_patterns import NUMBER, SIGN, SPACE, TO, Form, alternatives, form, number, signed
from plainspoken.script.spoken.units import COUNTED, unit

_SIZE = (
    rf"(?:(?P<size>{alternatives(MAGNITUDES)}|m|b)(?![\w])"
    rf"|(?:{SPACE}|-)(?P<word>{MAGNITUDE_WORDS}(?![\w])|(?:bn|mn|mln|bln|tn|b|m|Bn|Mn|BN|mil|bil|mio|Mio|Mrd|[MBKk])(?![\w])))"
)
_TAIL = r"(?:(?P<tail>-(?:an?|per|each)(?:-[A-Za-z]+)*)|(?P<more>\+))?"
_SIGNS_BEFORE = alternatives(sign for sign in CURRENCIES if not sign.isalpha())
_CODES = alternatives(code for code in CURRENCIES if code.isalpha())
_PER = (
    r"(?:/(?P<per>(?:(?:1[kKM]|[kKMB]|1,?000|100)[ \u00a0])?(?:[A-Za-z]+|m[²³23])(?:-[A-Za-z]+)*)"
    r"(?P<again_per>/[A-Za-z]+)?(?:\.(?=\s|$))?)"
)


def _per(written: str | None) -> str:
    if not written:
        return ""
    size, gap, thing = written.replace("\u00a0", " ").rpartition(" ")
    sizes = {
        "k": "thousand",
        "K": "thousand",
        "M": "million",
        "B": "billion",
        "1k": "thousand",
        "1K": "thousand",
        "1M": "million",
    }
    if gap:
        return f" per {sizes.get(size) or number(size)} {thing}"
    if thing in sizes and thing.isupper():
        return f" per {sizes[thing]}"
    name = COUNTED[thing][0] if thing in COUNTED and thing not in ("m", "d") else ""
    return f" per {name or unit(f'x/{thing}', one=True).partition(' per ')[2]}"


def sum_of(digits: str, currency: str, size: str | None = None, *, adjective: bool = False) -> str:
    """The words of a sum: `1.50`, `$` is one dollar fifty cents; with a size, one point five million dollars.

    Before the noun that it belongs to (`adjective`) its currency is singular: a one hundred dollar bill.
    """
    one, many, cent, cents = CURRENCIES[currency]
    if adjective:
        many, cents = one, cent if cents == "cents" else cents
    if size:
        size = size.rstrip(".")
        return f"{number(digits)} {SIZES_OF_MONEY.get(size, size.lower())} {many}"
    whole, _, fraction = digits.replace(",", "").partition(".")
    if len(fraction) > 2:
        fraction = fraction[:2] + fraction[2:].rstrip("0")
    if not fraction or len(fraction) > 2 or not cent:
        return f"{number(digits)} {one if digits == '1' else many}"
    fraction = fraction.ljust(2, "0")
    parts = []
    if int(whole or 0) or not int(fraction):
        parts.append(f"{numbers.cardinal(whole or '0')} {one if whole == '1' else many}")
    if int(fraction):
        parts.append(f"{numbers.cardinal(str(int(fraction)))} {cent if fraction == '01' else cents}")
    return " ".join(parts)


# What a sum stands before as its measure even without an article: `two $20 bills`.
_WORTH = word_set(
    "bill bills note notes coin coins banknote banknotes fine fee deal deals grant grants prize contract contracts"
    " investment valuation budget gift voucher vouchers stake loan loans bonus ticket tickets bond bonds lawsuit"
    " donation donations acquisition takeover merger takeover market industry fund funding project projects round"
    " settlement payout buyout scholarship cheque check stamp stamps question machine"
)
_SPENT = word_set("spent paid invested earned raised saved lost made given owed")


def _adjective(match: re.Match[str]) -> bool:
    """Whether a sum stands before the noun that it measures: `a $100 bill`, `$5-million deal`."""
    noun = noun_after(match)
    if not noun or noun in _SPENT:
        return False
    return noun in _WORTH or before_noun(match)


_NAMED_AGAIN = re.compile(r" (?:dollars?|euros?|pounds?|rupees?|yen)\b")


def _money(match: re.Match[str]) -> str | None:
    size = match["size"] or match["word"]
    if match["currency"].strip() == "SGD" and match["n"][0] in "0.":
        return None  # the optimizer and its learning rate
    if size and _NAMED_AGAIN.match(match.string, match.end()):
        return signed(match, f"{number(match['n'])} {SIZES_OF_MONEY.get(size, size.lower())}")
    found = match.groupdict()
    rate = _per(found.get("per")) + _per((found.get("again_per") or "").removeprefix("/"))
    tail = (found.get("tail") or "").replace("-", " ") + (" plus" if found.get("more") else "")
    adjective = not rate and _adjective(match)
    return signed(match, sum_of(match["n"], match["currency"].strip(), size, adjective=adjective)) + rate + tail


def _span(match: re.Match[str]) -> str:
    currency, size = match["currency"].strip(), match["size"] or match["word"]
    high = sum_of(match["high"], currency, size, adjective=not match["per"] and _adjective(match))
    low = (
        sum_of(match["low"], currency, match["low_size"])
        if (match["again"] and not size) or match["low_size"]
        else number(match["low"])
    )
    return f"{low} to {high}{_per(match['per'])}"


def _cents(match: re.Match[str]) -> str:
    return signed(match, f"{number(match['n'])} {'cent' if match['n'] == '1' else 'cents'}") + _per(match["per"])


def _old_money(match: re.Match[str]) -> str:
    """`£5 10s 6d`: pounds, shillings, pence of before 1971."""
    parts = [sum_of(match["n"], "£")]
    for name, one, many in (("shillings", "shilling", "shillings"), ("pence", "penny", "pence")):
        if match[name]:
            parts.append(f"{numbers.cardinal(match[name])} {one if match[name] == '1' else many}")
    return " ".join(parts)


_OF_PRICES = re.compile(
    r"\b(?:costs?|for|only|just|pays?|paid|price|charged?|worth|spend|spent|pence|tax|off)\W*$", re.I
)
_MOVING_PICTURES = re.compile(r"video|film|fps|frame|progressive|camera|display|\bpage|\bpp?\.|footage|stream", re.I)


def _pence(match: re.Match[str]) -> str | None:
    """`50p` where money is spoken of, or where nothing is that has another p."""
    around = match.string[max(0, match.start() - 60) : match.end() + 40]
    before = match.string[max(0, match.start() - 12) : match.start()]
    each = re.match(r" (?:coins?|pieces?|stamps?|each|off|per|an?|rise|tax)\b", match.string[match.end() :])
    usual = match["n"] in ("10", "20", "50", "99")
    if not (each or "£" in around or _OF_PRICES.search(before) or usual) or _MOVING_PICTURES.search(around):
        return None
    return f"{number(match['n'])} {'penny' if match['n'] == '1' else 'pence'}"


_BEFORE = rf"(?P<currency>(?:{_SIGNS_BEFORE}){SPACE}?|(?:{_CODES}){SPACE}|(?:Rs|kr|Kr)(?=\d))"
_AFTER = rf"{SPACE}?(?P<currency>\$(?![\w\\({{$])|€|£|¥|₹|₩|₽|₺|₫|(?:{_CODES})(?![\w]))"
_AFTER_SIZE = r"k|K|M|B|bn|mn|T|Mio\.?|mio\.?|Mrd\.?|Bn|Mn"
FORMS: list[Form] = [
    form(rf"£(?P<n>\d[\d,]*){SPACE}(?P<shillings>\d{{1,2}})s(?:{SPACE}(?P<pence>\d{{1,2}})d)?", _old_money),
    form(
        rf"{_BEFORE}(?P<low>{NUMBER})(?P<low_size>[kKMB])?{TO}(?P<again>(?:{_SIGNS_BEFORE}))?(?P<high>{NUMBER})(?:{_SIZE})?{_PER}?",
        _span,
    ),
    form(
        rf"(?P<sign>$^)?\$(?P<n>{NUMBER}){SPACE}(?P<size>$^)?(?P<word>$^)?(?P<currency>USD|CAD|AUD|NZD|HKD|SGD)",
        _money,
    ),
    form(rf"{SIGN}{_BEFORE}(?P<n>{NUMBER})(?:{_SIZE})?(?:{_PER}|/-|{_TAIL})", _money),
    form(rf"{_BEFORE}(?P<sign>[-−])(?P<n>{NUMBER})(?:{_SIZE})?{_PER}?", _money),
    form(rf"(?P<low>{NUMBER})(?P<low_size>$^)?{TO}(?P<again>$^)?(?P<high>{NUMBER})(?:{_SIZE})?{_AFTER}{_PER}?", _span),
    form(
        rf"{SIGN}(?P<n>{NUMBER})(?:{SPACE}?(?P<size>{_AFTER_SIZE})|{SPACE}(?P<word>{MAGNITUDE_WORDS}))?{_AFTER}{_PER}?",
        _money,
    ),
    form(rf"{SIGN}(?P<n>{NUMBER})¢{_PER}?", _cents),
    form(r"(?P<n>\d{1,2})p", _pence),
]
