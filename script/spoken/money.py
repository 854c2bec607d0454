"""Sums of money: signs before and after the number, codes, sizes, spans and what they are paid for (`$2/hour`)."""

from __future__ import annotations

import re

from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import NUMBER, SIGN, SPACE, TO, Form, alternatives, form, number, signed
from plainspoken.script.spoken.units import COUNTED, unit

# One, many, and a hundredth of it, one and many.
CURRENCIES: dict[str, tuple[str, str, str, str]] = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₩": ("won", "won", "jeon", "jeon"),
    "₽": ("ruble", "rubles", "kopeck", "kopecks"),
    "₺": ("lira", "lira", "kurus", "kurus"),
    "₪": ("shekel", "shekels", "agora", "agorot"),
    "₫": ("dong", "dong", "hao", "hao"),
    "฿": ("baht", "baht", "satang", "satang"),
    "₱": ("peso", "pesos", "centavo", "centavos"),
    "₦": ("naira", "naira", "kobo", "kobo"),
    "₴": ("hryvnia", "hryvnias", "kopiyka", "kopiykas"),
    "₿": ("bitcoin", "bitcoins", "", ""),
}
_NAMED = {
    "US": ("U S", "$"), "U.S.": ("U S", "$"), "C": ("Canadian", "$"), "CA": ("Canadian", "$"), "CAD": ("Canadian", "$"),
    "A": ("Australian", "$"), "AU": ("Australian", "$"), "NZ": ("New Zealand", "$"), "HK": ("Hong Kong", "$"),
    "S": ("Singapore", "$"), "SG": ("Singapore", "$"), "us": ("U S", "$"),
}  # fmt: skip
for _prefix, (_adjective, _sign) in _NAMED.items():
    _row = CURRENCIES[_sign]
    CURRENCIES[f"{_prefix}$"] = (f"{_adjective} {_row[0]}", f"{_adjective} {_row[1]}", _row[2], _row[3])
CURRENCIES["R$"] = ("real", "reais", "centavo", "centavos")
for _code, _like in {
    "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "RUB": "₽", "CAD": "CA$", "AUD": "AU$",
    "NZD": "NZ$", "HKD": "HK$", "SGD": "SG$", "BRL": "R$",
}.items():  # fmt: skip
    CURRENCIES[_code] = CURRENCIES[_like]
CURRENCIES["CHF"] = ("Swiss franc", "Swiss francs", "rappen", "rappen")
CURRENCIES["CNY"] = CURRENCIES["RMB"] = ("yuan", "yuan", "fen", "fen")

MAGNITUDES: dict[str, str] = {
    "k": "thousand", "K": "thousand", "M": "million", "B": "billion", "bn": "billion", "mn": "million",
    "T": "trillion", "tn": "trillion", "bln": "billion", "mln": "million", "MM": "million",
}  # fmt: skip
_OF_MONEY = {
    **MAGNITUDES,
    "m": "million",
    "b": "billion",
    "Bn": "billion",
    "Mn": "million",
    "BN": "billion",
    "t": "trillion",
}
MAGNITUDE_WORDS = r"(?i:thousand|million|billion|trillion|quadrillion|hundred|lakh|crore)"
_SIZE = (
    rf"(?:(?P<size>{alternatives(MAGNITUDES)}|m|b|Bn|Mn|BN)(?![\w])"
    rf"|{SPACE}(?P<word>{MAGNITUDE_WORDS}|(?:bn|mn|mln|bln|tn|b|m)(?![\w])))"
)
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


def sum_of(digits: str, currency: str, size: str | None = None) -> str:
    """The words of a sum: `1.50`, `$` is one dollar fifty cents; with a size, one point five million dollars."""
    one, many, cent, cents = CURRENCIES[currency]
    if size:
        return f"{number(digits)} {_OF_MONEY.get(size, size.lower())} {many}"
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


def _money(match: re.Match[str]) -> str:
    size = match["size"] or match["word"]
    found = match.groupdict()
    rate = _per(found.get("per")) + _per((found.get("again_per") or "").removeprefix("/"))
    return signed(match, sum_of(match["n"], match["currency"].strip(), size)) + rate


def _span(match: re.Match[str]) -> str:
    currency, size = match["currency"].strip(), match["size"] or match["word"]
    high = sum_of(match["high"], currency, size)
    low = (
        sum_of(match["low"], currency, match["low_size"])
        if match["again"] or match["low_size"]
        else number(match["low"])
    )
    return f"{low} to {high}{_per(match['per'])}"


def _cents(match: re.Match[str]) -> str:
    return signed(match, f"{number(match['n'])} {'cent' if match['n'] == '1' else 'cents'}") + _per(match["per"])


_BEFORE = rf"(?P<currency>(?:{_SIGNS_BEFORE}){SPACE}?|(?:{_CODES}){SPACE})"
_AFTER = rf"{SPACE}?(?P<currency>€|£|¥|₹|₩|₽|₺|₫|(?:{_CODES})(?![\w]))"
FORMS: list[Form] = [
    form(
        rf"{_BEFORE}(?P<low>{NUMBER})(?P<low_size>[kKMB])?{TO}(?P<again>(?:{_SIGNS_BEFORE}))?(?P<high>{NUMBER})(?:{_SIZE})?{_PER}?",
        _span,
    ),
    form(rf"{SIGN}{_BEFORE}(?P<n>{NUMBER})(?:{_SIZE})?{_PER}?", _money),
    form(rf"{_BEFORE}(?P<sign>[-−])(?P<n>{NUMBER})(?:{_SIZE})?{_PER}?", _money),
    form(rf"(?P<low>{NUMBER})(?P<low_size>$^)?{TO}(?P<again>$^)?(?P<high>{NUMBER})(?:{_SIZE})?{_AFTER}{_PER}?", _span),
    form(
        rf"{SIGN}(?P<n>{NUMBER})(?:{SPACE}?(?P<size>k|K|M|B|bn|mn|T)|{SPACE}(?P<word>{MAGNITUDE_WORDS}))?{_AFTER}{_PER}?",
        _money,
    ),
    form(rf"{SIGN}(?P<n>{NUMBER})¢{_PER}?", _cents),
]
