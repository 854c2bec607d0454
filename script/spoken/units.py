"""Units, currencies, signs and magnitudes, and how each is said."""

from __future__ import annotations

# Sign or abbreviation: singular, plural. Only after a number.
UNITS: dict[str, tuple[str, str]] = {
    "%": ("percent", "percent"),
    "‰": ("per mille", "per mille"),
    "°": ("degree", "degrees"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "ns": ("nanosecond", "nanoseconds"),
    "µs": ("microsecond", "microseconds"),
    "μs": ("microsecond", "microseconds"),
    "us": ("microsecond", "microseconds"),
    "ms": ("millisecond", "milliseconds"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "B": ("byte", "bytes"),
    "kB": ("kilobyte", "kilobytes"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "KiB": ("kibibyte", "kibibytes"),
    "MiB": ("mebibyte", "mebibytes"),
    "GiB": ("gibibyte", "gibibytes"),
    "TiB": ("tebibyte", "tebibytes"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "dB": ("decibel", "decibels"),
    "W": ("watt", "watts"),
    "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "Wh": ("watt hour", "watt hours"),
    "V": ("volt", "volts"),
    "mm": ("millimeter", "millimeters"),
    "cm": ("centimeter", "centimeters"),
    "m": ("meter", "meters"),
    "km": ("kilometer", "kilometers"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "ml": ("milliliter", "milliliters"),
    "px": ("pixel", "pixels"),
    "pt": ("point", "points"),
    "pp": ("percentage point", "percentage points"),
    "fps": ("frame per second", "frames per second"),
    "wpm": ("word per minute", "words per minute"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "FLOP": ("flop", "flops"),
    "FLOPs": ("flop", "flops"),
    "FLOPS": ("flop", "flops"),
    "MFLOPs": ("megaflop", "megaflops"),
    "GFLOPs": ("gigaflop", "gigaflops"),
    "GFLOPS": ("gigaflop", "gigaflops"),
    "TFLOPs": ("teraflop", "teraflops"),
    "TFLOPS": ("teraflop", "teraflops"),
    "°c": ("degree Celsius", "degrees Celsius"),
}
# Units that a space may part from the number without doubt; `5 m` and `3 B` may be something else.
APART = frozenset(UNITS) - {"us", "B", "m", "g", "h", "pt"}

CURRENCIES: dict[str, tuple[str, str, str, str]] = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yen", "yen", "sen", "sen"),
}

MAGNITUDES: dict[str, str] = {
    "k": "thousand",
    "K": "thousand",
    "M": "million",
    "B": "billion",
    "bn": "billion",
    "mn": "million",
    "T": "trillion",
}

# Signs that stand alone between words, or join two numbers or names.
SIGNS: dict[str, str] = {
    "&": "and",
    "+": "plus",
    "=": "equals",
    "==": "equals",
    ":=": "is",
    "!=": "is not",
    "≠": "is not",
    "≈": "is about",
    "~": "about",
    "<": "less than",
    ">": "greater than",
    "<=": "at most",
    ">=": "at least",
    "≤": "at most",
    "≥": "at least",
    "±": "plus or minus",
    "×": "times",
    "*": "times",
    "·": "times",
    "÷": "divided by",
    "/": "over",
    "^": "to the",
    "→": "to",
    "->": "to",
    "⇒": "so",
    "=>": "so",
    "←": "from",
    "<-": "from",
    "↔": "to and from",
    "@": "at",
    "#": "number",
    "%": "percent",
    "°": "degrees",
    "√": "square root of",
    "∑": "sum of",
    "∏": "product of",
    "∫": "integral of",
    "∂": "partial",
    "∇": "nabla",
    "∞": "infinity",
    "∈": "in",
    "∀": "for all",
    "∃": "there is",
    "∝": "in proportion to",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "§": "section",
    "©": "copyright",
    "½": "one half",
    "¼": "one quarter",
    "¾": "three quarters",
    "⅓": "one third",
    "⅔": "two thirds",
    "|": "",
    "−": "minus",
    "\\": "backslash",
}

GREEK: dict[str, str] = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωςµ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi"  # noqa: SIM905
        " chi psi omega sigma mu".split(),
        strict=True,
    )
)


def unit(name: str, *, one: bool) -> str:
    """A unit's words: `images/s` has one of each side, said with "per"."""
    top, slash, below = name.partition("/")
    words = UNITS[top][0 if one else 1] if top in UNITS else top
    return f"{words} per {UNITS[below][0] if below in UNITS else below}" if slash else words
