"""Currencies, by sign and by code: one, many, and a hundredth of it, one and many; sizes (`5M`, `3 bn`)."""

from __future__ import annotations

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
    "₤": ("lira", "lire", "", ""),
    "₡": ("colon", "colones", "", ""),
    "₲": ("guarani", "guaranies", "", ""),
    "₵": ("cedi", "cedis", "pesewa", "pesewas"),
    "₸": ("tenge", "tenge", "", ""),
    "₾": ("lari", "lari", "", ""),
    "₼": ("manat", "manat", "", ""),
    "₮": ("tugrik", "tugriks", "", ""),
    "₭": ("kip", "kip", "", ""),
    "₨": ("rupee", "rupees", "paisa", "paise"),
    "zł": ("zloty", "zlotys", "grosz", "groszy"),
    "kr": ("krone", "kroner", "øre", "øre"),
    "Kč": ("koruna", "korunas", "haler", "halers"),
    "Rp": ("rupiah", "rupiah", "", ""),
}
_NAMED = {
    "US": ("U S", "$"), "U.S.": ("U S", "$"), "C": ("Canadian", "$"), "CA": ("Canadian", "$"), "CAD": ("Canadian", "$"),
    "A": ("Australian", "$"), "AU": ("Australian", "$"), "NZ": ("New Zealand", "$"), "HK": ("Hong Kong", "$"),
    "S": ("Singapore", "$"), "SG": ("Singapore", "$"), "us": ("U S", "$"), "MX": ("Mexican", "$"),
    "NT": ("Taiwan", "$"), "USD": ("U S", "$"), "AUD": ("Australian", "$"), "NZD": ("New Zealand", "$"),
    "HKD": ("Hong Kong", "$"), "SGD": ("Singapore", "$"),
}  # fmt: skip
for _prefix, (_adjective, _sign) in _NAMED.items():
    _row = CURRENCIES[_sign]
    CURRENCIES[f"{_prefix}$"] = (f"{_adjective} {_row[0]}", f"{_adjective} {_row[1]}", _row[2], _row[3])
CURRENCIES["R$"] = ("real", "reais", "centavo", "centavos")
for _code, _like in {
    "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "RUB": "₽", "CAD": "CA$", "AUD": "AU$",
    "NZD": "NZ$", "HKD": "HK$", "SGD": "SG$", "BRL": "R$", "TWD": "NT$", "PLN": "zł", "CZK": "Kč",
    "IDR": "Rp", "TRY": "₺", "ILS": "₪", "VND": "₫", "THB": "฿", "NGN": "₦", "UAH": "₴", "BTC": "₿",
    "Rs": "₹", "Rs.": "₹",
    "Kr": "kr", "kr.": "kr",
}.items():  # fmt: skip
    CURRENCIES[_code] = CURRENCIES[_like]
CURRENCIES["CHF"] = ("Swiss franc", "Swiss francs", "rappen", "rappen")
for _code, _nation, _money in (
    ("SEK", "Swedish", ("krona", "kronor", "öre", "öre")),
    ("NOK", "Norwegian", ("krone", "kroner", "øre", "øre")),
    ("DKK", "Danish", ("krone", "kroner", "øre", "øre")),
    ("MXN", "Mexican", ("peso", "pesos", "centavo", "centavos")),
    ("PHP", "Philippine", ("peso", "pesos", "centavo", "centavos")),
    ("ZAR", "South African", ("rand", "rand", "cent", "cents")),
    ("SAR", "Saudi", ("riyal", "riyals", "halala", "halalas")),
):
    CURRENCIES[_code] = (f"{_nation} {_money[0]}", f"{_nation} {_money[1]}", _money[2], _money[3])
CURRENCIES["HUF"] = ("forint", "forints", "", "")
CURRENCIES["AED"] = ("dirham", "dirhams", "fils", "fils")
CURRENCIES["CNY"] = CURRENCIES["RMB"] = ("yuan", "yuan", "fen", "fen")

MAGNITUDES: dict[str, str] = {
    "k": "thousand", "K": "thousand", "M": "million", "B": "billion", "bn": "billion", "mn": "million",
    "T": "trillion", "tn": "trillion", "bln": "billion", "mln": "million", "MM": "million",
    "Bn": "billion", "BN": "billion", "Mn": "million", "mio": "million", "Mio": "million", "Mrd": "billion",
}  # fmt: skip
SIZES_OF_MONEY = {
    **MAGNITUDES, "m": "million", "b": "billion", "t": "trillion", "mil": "million", "bil": "billion",
}  # fmt: skip
MAGNITUDE_WORDS = r"(?i:thousand|million|billion|trillion|quadrillion|hundred|lakh|crore)"
"""Pattern of sizes that are written out."""
