"""Units of measure and how each is said: their signs in any case, powers (`m²`), rates (`km/h`) and counted things.

Signs and Greek letters are in `symbols.py`, currencies in `money.py`.
"""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken.number_patterns import number

_PREFIXES = {
    "f": "femto", "p": "pico", "n": "nano", "µ": "micro", "μ": "micro", "u": "micro", "m": "milli", "c": "centi",
    "d": "deci", "h": "hecto", "k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa",
}  # fmt: skip
# Sign, word, plural where it is irregular, and the prefixes that it is written with.
_SCALED: tuple[tuple[str, str, str, str], ...] = (
    ("m", "meter", "", "n µ μ u m c d k"),
    ("g", "gram", "", "p n µ μ u m k"),
    ("s", "second", "", "f p n µ μ u m"),
    ("l", "liter", "", "µ μ m c d h k"),
    ("L", "liter", "", "µ μ m d h k"),
    ("Hz", "hertz", "hertz", "m k M G T"),
    ("W", "watt", "", "n µ μ m k M G T"),
    ("Wh", "watt hour", "", "m k M G T"),
    ("V", "volt", "", "µ μ m k M"),
    ("VA", "volt ampere", "", "k M"),
    ("A", "ampere", "", "n µ μ m k"),
    ("Ah", "ampere hour", "", "m"),
    ("Ω", "ohm", "", "m k M G"),
    ("F", "farad", "", "p n µ μ"),
    ("J", "joule", "", "m k M G"),
    ("N", "newton", "", "m k"),
    ("Pa", "pascal", "", "h k M G"),
    ("bar", "bar", "", "m"),
    ("eV", "electron volt", "", "m k M G T"),
    ("cal", "calorie", "", "k"),
    ("mol", "mole", "", "n µ μ m k"),
    ("M", "molar", "molar", "µ μ u n p m"),
    ("B", "byte", "", "k K M G T P E"),
    ("b", "bit", "", "k K M G T"),
    ("bit", "bit", "", "k K M G T"),
    ("bps", "bit per second", "bits per second", "k K M G T"),
    ("FLOP", "flop", "", "M G T P E"),
    ("FLOPs", "flop", "", "M G T P E"),
    ("FLOPS", "flops", "flops", "M G T P E"),
    ("flops", "flop", "", "M G T P E"),
    ("MACs", "mac", "", "M G T"),
    ("T", "tesla", "tesla", "m µ μ"),
    ("K", "kelvin", "kelvin", "m"),
    ("Sv", "sievert", "", "m µ μ"),
    ("M", "molar", "molar", "p n µ μ u m"),
    ("Eq", "equivalent", "", "m µ μ"),
    ("px", "pixel", "", "M"),
    ("pc", "parsec", "", "k M G"),
)
_LISTED = """
    % percent percent; ‰ per mille|per mille; ° degree degrees; °C degree Celsius|degrees Celsius
    °F degree Fahrenheit|degrees Fahrenheit; °c degree Celsius|degrees Celsius; °f degree Fahrenheit|degrees Fahrenheit
    ℃ degree Celsius|degrees Celsius; ℉ degree Fahrenheit|degrees Fahrenheit; °K kelvin kelvin
    s second seconds; sec second seconds; secs second seconds; min minute minutes; mins minute minutes
    h hour hours; hr hour hours; hrs hour hours; wk week weeks; wks week weeks; mo month months; yr year years
    yrs year years; B byte bytes; KiB kibibyte kibibytes; MiB mebibyte mebibytes; GiB gibibyte gibibytes
    TiB tebibyte tebibytes; Hz hertz hertz; dB decibel decibels; dBm d B m|d B m; dBA d B A|d B A
    W watt watts; Wh watt hour|watt hours; V volt volts; m meter meters; g gram grams; Ω ohm ohms; J joule joules
    N newton newtons; Pa pascal pascals; eV electron volt|electron volts; mol mole moles; cal calorie calories
    bps basis point|basis points; bp basis point|basis points; px pixel pixels; pt point points
    pp percentage point|percentage points; pps percentage point|percentage points
    fps frame per second|frames per second; wpm word per minute|words per minute
    rpm revolution per minute|revolutions per minute
    bpm beat per minute|beats per minute; qps query per second|queries per second; FLOP flop flops; FLOPs flop flops
    FLOPS flop per second|flops per second; MACs mac macs; tok token tokens; toks token tokens
    ft foot feet; yd yard yards; yds yard yards; mi mile miles; nmi nautical mile|nautical miles; lb pound pounds
    lbs pound pounds; oz ounce ounces; gal gallon gallons; qt quart quarts; tsp teaspoon teaspoons
    tbsp tablespoon tablespoons; sq sq sq; mph mile per hour|miles per hour; kph kilometer per hour|kilometers per hour
    kmh kilometer per hour|kilometers per hour; kmph kilometer per hour|kilometers per hour; kn knot knots
    psi pound per square inch|pounds per square inch; hp horsepower horsepower; atm atmosphere atmospheres
    ha hectare hectares; ppm part per million|parts per million; ppb part per billion|parts per billion
    dpi dot per inch|dots per inch; ppi pixel per inch|pixels per inch; lm lumen lumens; lx lux lux
    cc cubic centimeter|cubic centimeters
    kip kip kips; Å angstrom angstroms; l liter liters; L liter liters; A ampere amperes; F farad farads
    T tesla tesla; K kelvin kelvin; C coulomb coulombs; Bq becquerel becquerels; rad radian radians; deg degree degrees
    in inch inches; sr steradian steradians; ly light year|light years; AU astronomical unit|astronomical units
    W·h watt hour|watt hours; N·m newton meter|newton meters; Nm newton meter|newton meters; kg kilogram kilograms
    mmHg millimeter of mercury|millimeters of mercury; kWh kilowatt hour|kilowatt hours; % percent percent
    kgs kilogram kilograms; gms gram grams; kms kilometer kilometers; mpg mile per gallon|miles per gallon
    mcg microgram micrograms; qts quart quarts
    kts knot knots; bbl barrel barrels; MP megapixel megapixels; IU international unit|international units
    CFU C F U|C F U; U unit units; t tonne tonnes; mos month months; msec millisecond milliseconds
    usec microsecond microseconds; pct percent percent; kgf kilogram force|kilograms force
    TOPS tera operation per second|tera operations per second
"""


def _units() -> dict[str, tuple[str, str]]:
    units: dict[str, tuple[str, str]] = {}
    for sign, word, plural, prefixes in _SCALED:
        for prefix in prefixes.split():
            name = "mega" if prefix == "M" else _PREFIXES[prefix.lower() if prefix == "K" else prefix]
            units[prefix + sign] = (name + word, name + (plural or f"{word}s"))
    for row in _LISTED.replace("\n", ";").split(";"):
        if not row.strip():
            continue
        sign, words = row.strip().split(" ", 1)
        one, bar, many = words.partition("|")
        if not bar:
            one, many = words.split(" ")
        units[sign] = (one, many)
    return units


UNITS: dict[str, tuple[str, str]] = _units()
UNITS |= {
    "kΩ": ("kilohm", "kilohms"),
    "MΩ": ("megohm", "megohms"),
    "fl oz": ("fluid ounce", "fluid ounces"),
    "fl. oz": ("fluid ounce", "fluid ounces"),
    "fl. oz.": ("fluid ounce", "fluid ounces"),
}
for _written in ("deg", "degree", "degrees"):
    UNITS |= {f"{_written} C": UNITS["°C"], f"{_written} F": UNITS["°F"]}
"""Sign or abbreviation: singular, plural. Only after a number."""

# Signs that mean another unit in another case, or a size (`5M`, `3K`), and so are read as they are written.
_EXACT = word_set(
    "mW MW mPa MPa mV MV mA mJ MJ mN mHz MHz mbit mb Mb B b k K M G T s S g m A F C N W V J L l h H d PS"
    " mM nM pM uM ps Pb EV Ev Pc PC pC mK MK MT mT FLOPs FLOPS as AS IN In AU PT Pt SR Sr HA Ha HP Mi MI BAR RAD DEG"
    " MOL CAL KIP LM LX LY PA US NS MS us Bp BP MO Mo Gal nm NM Nm AH MM PM UM MP Mp U t iu Iu"
)


def _any_case() -> dict[str, str]:
    """Lower case to the one unit that it can only be (`kg` for `KG`, `mbps` for `Mbps`)."""
    found: dict[str, str] = {}
    for sign in UNITS:
        if len(sign) > 1 and sign not in _EXACT and sign.isascii():
            lower = sign.lower()
            found[lower] = sign if lower not in found else min(found[lower], sign)
    found.update({"kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB", "mbit": "Mbit", "mhz": "MHz", "nm": "nm", "ns": "ns"})
    return found


ANY_CASE: dict[str, str] = _any_case()
# Units that a space may part from the number without doubt; `5 m` and `3 B` may be something else.
APART = frozenset(UNITS) - word_set(
    "us um B b h pt in A F T K C L l N sq mo d W·h rad AU sr as MT PB Pa pc fs bar MACs U t M"
) | word_set("um kPa MPa")
# Things that are counted in rates (`340 it/s`, `1200 img/s`).
COUNTED: dict[str, tuple[str, str]] = {
    "it": ("iteration", "iterations"), "its": ("iteration", "iterations"), "iter": ("iteration", "iterations"),
    "img": ("image", "images"), "imgs": ("image", "images"), "im": ("image", "images"), "tok": ("token", "tokens"),
    "toks": ("token", "tokens"), "ex": ("example", "examples"), "req": ("request", "requests"),
    "reqs": ("request", "requests"), "op": ("operation", "operations"), "ops": ("operation", "operations"),
    "ep": ("epoch", "epochs"), "seq": ("sequence", "sequences"), "seqs": ("sequence", "sequences"),
    "sent": ("sentence", "sentences"), "msg": ("message", "messages"), "msgs": ("message", "messages"),
    "rev": ("revolution", "revolutions"), "cyc": ("cycle", "cycles"), "vid": ("video", "videos"),
    "d": ("day", "days"), "m": ("meter", "meters"), "y": ("year", "years"), "px": ("pixel", "pixels"),
}  # fmt: skip
_POWERS = {"2": "square", "²": "square", "3": "cubic", "³": "cubic"}
_POWER = re.compile(r"^(.*?)(?:\^?([23])|([²³]))$")
_SQUARE = re.compile(r"^(sq|cu)\.?[ \u00a0](.+)$")
_INVERSE = re.compile(r"^(.*?)(?:\^?[-−]|⁻)([1¹2²3³])$")


def _named(sign: str) -> tuple[str, str] | None:
    if sign in UNITS:
        return UNITS[sign]
    if (exact := ANY_CASE.get(sign.lower())) is not None:
        return UNITS[exact]
    return None


def _one_of(sign: str, *, below: bool) -> tuple[str, str]:
    """Singular and plural of one side of a rate, with its power: `m²`, `s`, `GPU-hour`, `images`."""
    if (square := _SQUARE.match(sign)) and (base := _named(square[2].rstrip("."))) is not None:
        word = "square" if square[1] == "sq" else "cubic"
        return f"{word} {base[0]}", f"{word} {base[1]}"
    if below and sign == "t":
        return "tonne", "tonnes"
    if below and sign in ("m", "M"):
        return ("meter", "meters") if sign == "m" else ("million", "million")
    if (named := _named(sign)) is not None:
        return named
    if sign in COUNTED:
        return COUNTED[sign]
    if (power := _POWER.match(sign)) and (base := _named(power[1])) is not None:
        word = _POWERS[power[2] or power[3]]
        if below and base[0].endswith("second"):
            raised = {"square": "squared", "cubic": "cubed"}[word]
            return f"{base[0]} {raised}", f"{base[1]} {raised}"
        return f"{word} {base[0]}", f"{word} {base[1]}"
    words = sign.replace("-", " ").replace("_", " ").split()
    if len(words) > 1:
        heads = [_letters(word) for word in words[:-1]]
        one, many = _one_of(words[-1], below=below)
        return " ".join([*heads, one]), " ".join([*heads, many])
    spelled = _letters(sign)
    return spelled, spelled


def _letters(word: str) -> str:
    return " ".join(word) if word.isupper() and len(word) < 6 else word


_DOTS = re.compile(r"(?<=^sq)\.|(?<=^cu)\.|(?<=^fl)\.|(?<=ft|in|yd|mi|oz)\.$")
_COUNTED_BELOW = re.compile(r"(\d[\d,]*(?:\.\d+)?)[ \u00a0]?(\S*)")


_COUNTED_BELOW = re.compile(r"(\d[\d,]*(?:\.\d+)?)[ \u00a0]?(\S*)")


def unit(name: str, *, one: bool) -> str:
    """A unit's words: `images/s` has one of each side, said with "per"; `m·s⁻¹` is meters per second; `mg/kg/day` and
    `L/100 km` have what is below as often and as much as it is written."""
    top, *below = name.strip(" \u00a0\u2009\u202f").split("/")
    return " ".join([_product(top, one=one), *(f"per {_side_below(side)}" for side in below)])


def _side_below(side: str) -> str:
    """One lower side of a rate: `s`, `m²`, `100 km`, `1.73 m²`, `(m·K)`."""
    if side.startswith("("):
        return " ".join(_one_of(factor, below=True)[0] for factor in re.split("[·⋅ ]", side.strip("()")))
    counted = _COUNTED_BELOW.fullmatch(side)
    if not counted:
        return _one_of(side, below=True)[0]
    words = number(counted[1])
    return f"{words} {_one_of(counted[2], below=True)[0 if counted[1] == '1' else 1]}" if counted[2] else words


def _product(top: str, *, one: bool) -> str:
    """Units side by side (`kg·m`, `W m⁻²`); those with a negative power are said with "per"."""
    if _named(top) is not None or _SQUARE.match(top):
        return _one_of(top, below=False)[0 if one else 1]
    said: list[str] = []
    factors = [factor for factor in re.split(r"[·⋅ ]", top) if factor]
    above = [factor for factor in factors if not _INVERSE.match(factor)]
    for factor in factors:
        if inverse := _INVERSE.match(factor):
            power = "²" if inverse[2] in "2²" else "³" if inverse[2] in "3³" else ""
            said += ["per", _one_of(inverse[1] + power, below=True)[0]]
        elif factor:
            said.append(_one_of(factor, below=False)[0 if one or factor is not above[-1] else 1])
    return " ".join(said)


def is_unit(sign: str) -> bool:
    """Whether a sign is a unit in some case, alone or with a power."""
    if _named(sign) is not None:
        return True
    power = _POWER.match(sign)
    return power is not None and _named(power[1]) is not None
