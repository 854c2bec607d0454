"""Numbers in running text and how each is said: quantities, ranges, fractions, scores, products, powers, versions.

Each form is one row of `FORMS`: a pattern that must match at the start of a chunk (it may reach over spaces) and a
function from its match to words. The first row that matches wins; what follows the match must not go on as a word.
Dates, times, money and telephone numbers have modules of their own.
"""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import (
    arithmetic,
    clock_times,
    date_spans,
    dates,
    decades,
    feet_and_inches,
    money,
    numbered_names,
    phone_numbers,
    quantities,
    single_letter_units,
    street_addresses,
    time_stamps,
    time_zones,
)
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.currencies import CURRENCIES, MAGNITUDE_WORDS, MAGNITUDES
from plainspoken.script.spoken.number_patterns import (
    DASH,
    NUMBER,
    RAISED_DIGITS,
    SIGN,
    SPACE,
    TO,
    Form,
    alternatives,
    form,
    is_year,
    number,
    signed,
)
from plainspoken.script.spoken.unit_patterns import APART_UNIT, INCH, PER, SUFFIXED, UNIT

__all__ = ["FORMS", "is_year", "number", "read"]
_TEN_TO = rf"10(?:(?:\^|\*\*)\{{?(?P<e>[-−+]?\d{{1,3}})\}}?|(?P<raised>[⁺⁻]?[{RAISED_DIGITS}]{{1,3}}))"


def _plain(match: re.Match[str]) -> str:
    return signed(match, number(match["n"]))


def _raised_difference(match: re.Match[str]) -> str | None:
    """`2^16 - 1`, `10⁶ − 2^3`."""
    return _two_sides(match, "minus")


def _between(match: re.Match[str]) -> str | None:
    """`1e-4…1e-2`, `10⁻³–10⁻²`: from the one to the other."""
    return _two_sides(match, "to")


def _by(match: re.Match[str]) -> str | None:
    """`5 cm × 5 cm`, `8" x 10"`."""
    return _two_sides(match, "by")


def _two_sides(match: re.Match[str], word: str) -> str | None:
    """The amounts `a` and `b`, each as it is read by itself, with a word between; None where one is no amount."""
    sides = [(match[name], read(match[name], 0)) for name in ("a", "b")]
    said = [found[1] for written, found in sides if found and found[0] == len(written)]
    return f" {word} ".join(said) if len(said) == len(sides) else None


_OWN: list[Form] = [
    form(r"(?P<a>\d{1,3})[xX×](?P<b>\d{1,3}(?:\.\d+)?)[bB]", arithmetic.say_experts),
    form(
        rf"(?P<a>{NUMBER}(?:(?:\^|\*\*)\{{?\d{{1,3}}\}}?|[{RAISED_DIGITS}]{{1,3}})){SPACE}[-−]{SPACE}"
        rf"(?P<b>{NUMBER}(?:(?:\^|\*\*)\{{?\d{{1,3}}\}}?|[{RAISED_DIGITS}]{{1,3}})?)",
        _raised_difference,
    ),
    form(
        r"(?P<head>Python|PyTorch|TensorFlow|CUDA|Java|Ubuntu|Debian|macOS|version|Version|release)"
        rf"{SPACE}(?P<n>\d+(?:\.\d+)+)",
        numbered_names.say_version,
    ),
    form(r"(?P<n>\d{3,5})[:-](?P<y>(?:19|20)\d\d)", numbered_names.say_standard),
    form(r"(?P<n>\d{3,4})", numbered_names.say_standard_number),
    form(rf"(?P<n>\d{{4}}){SPACE}?(?P<kind>[Tt]i|TI|Super|SUPER)", numbered_names.say_card),
    form(
        rf"(?P<n>\d{{1,4}}){SPACE}[x×](?={SPACE}(?:[A-Z]+\d|[A-Za-z]{{2,}}|\d{{4}}{SPACE}?[Tt]i\b))",
        arithmetic.say_multiple,
        "",
    ),
    form(r"(?P<n>[1-9]\d{0,2}(?:\.\d{3}){2,})", numbered_names.say_grouped),
    form(r"(?P<n>\d+(?:\.\d+){2,})", numbered_names.say_dotted),
    form(r"(?P<n>\d{3})\((?P<letter>[a-z])\)", numbered_names.say_plan),
    form(rf"(?P<n>{NUMBER}){SPACE}?[★☆⭐]\ufe0f?", numbered_names.say_stars, needs="★☆⭐"),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}?(?P<of>[MLR])_?[☉⊙]", numbered_names.say_suns, needs="☉⊙"),
    form(
        r"(?P<mass>\d{1,3}m?)(?P<element>(?<=3)H|(?<=1[134])C|(?<=1[35])N|(?<=1[58])O|(?<=18)F|(?<=32)P|(?<=35)S"
        r"|(?<=12[345])I|(?<=131)I|(?<=68)Ga|(?<=64)Cu|(?<=89)Zr|(?<=99m)Tc|(?<=111)In|(?<=177)Lu|(?<=90)Y)"
        r"[-‐](?P<marked>[^\W\d_]\w+)",
        numbered_names.say_isotope,
        needs="-‐",
    ),
    form(r"(?P<mass>23[358])U", numbered_names.say_uranium),
    form(
        r"(?P<make>7[0-8]7)-(?P<series>[1-9]00|[89]|10)(?P<letters>ER|LR|F|SP)?", numbered_names.say_aircraft, needs="-"
    ),
    form(r"(?P<zip>\d{5})-(?P<more>\d{4})", numbered_names.say_long_zip, needs="-"),
    form(r"(?P<a>[0-7])[-–](?P<b>[0-7])\((?P<points>\d{1,2})\)", numbered_names.say_set_score, "", needs="-–"),
    form(r"(?P<n>[1-9]\d?)[-–](?P=n)", numbered_names.say_even, needs="-–"),
    form(r"0[xX](?P<n>[\dA-Fa-f]+)(?!\^|\*)", numbered_names.say_hexadecimal),
    form(
        r"802\.11(?P<letters>[a-z]{1,2})", lambda match: f"eight oh two dot eleven {' '.join(match['letters'].upper())}"
    ),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}[Ll](?![/·⋅²³*×-])", quantities.say_liters),
    form(rf"{SIGN}(?P<n>{NUMBER})(?:±|\+/-)(?P<by>{NUMBER}){SPACE}?(?P<unit>{UNIT})", quantities.say_tolerance),
    form(
        rf"(?P<a>{NUMBER}|10[⁺⁻]?[{RAISED_DIGITS}]+|{NUMBER}[eE][-−+]?\d+)(?:…|\.\.\.?)(?P<b>[-−]?{NUMBER}(?:[eE][-−+]?\d+)?)",
        _between,
    ),
    form(
        rf"(?P<a>10[⁺⁻]?[{RAISED_DIGITS}]{{1,3}}|{NUMBER}[eE][-−+]?\d{{1,3}}){TO}"
        rf"(?P<b>10[⁺⁻]?[{RAISED_DIGITS}]{{1,3}}|{NUMBER}[eE][-−+]?\d{{1,3}})",
        _between,
    ),
    form(
        rf"(?P<a>{NUMBER}){SPACE}?(?P<unit>{UNIT}){SPACE}?[x×]{SPACE}?(?P<b>{NUMBER}){SPACE}?(?P=unit)"
        rf"(?:{SPACE}?[x×]{SPACE}?(?P<c>{NUMBER}){SPACE}?(?P=unit))?",
        arithmetic.say_sides,
    ),
    form(
        rf"(?P<a>{NUMBER}(?:{SPACE}?{UNIT}|[\"'″′])){SPACE}?[x×]{SPACE}?(?P<b>{NUMBER}(?:{SPACE}?{UNIT}|[\"'″′]))",
        _by,
        r"(?!\w)",
        needs="x×",
    ),
    form(
        r"(?P<n>240|360|480|540|720|900|1080|1440|2160|4320)(?P<letter>[pi])(?P<rate>\d\d)?", numbered_names.say_lines
    ),
    form(r"401k", lambda match: "four oh one K"),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}K", quantities.say_kelvin),
    form(rf"{SIGN}(?P<n>{NUMBER})°{SPACE}?(?P<point>[NSEW])", quantities.say_latitude),
    form(r"(?P<top>\d{1,4})/0", lambda match: f"{number(match['top'])} over zero"),
    form(r"\d{1,2}(?:/\d{1,2}){2,4}", arithmetic.say_split),
    form(rf"(?P<a>{NUMBER}):(?P<b>{NUMBER})", arithmetic.say_ratio),
    form(r"(?P<a>\d+)\][-–—]\[(?P<b>\d+)", arithmetic.say_ratio),
    form(
        rf"{SIGN}(?:(?P<whole>\d+){SPACE}?)?(?P<vulgar>[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])(?P<top>$^)?(?P<below>$^)?"
        rf"(?P<unit>{SUFFIXED}|-{UNIT}|{INCH})?",
        arithmetic.say_mixed,
        needs="½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒",
    ),
    form(
        rf"{SIGN}(?P<whole>\d+)(?:{SPACE}|-)(?P<vulgar>$^)?(?P<top>[1-9]\d?)[/⁄](?P<below>[2-9]|[1-9]\d{{1,2}})"
        rf"(?P<unit>{SUFFIXED}|-{UNIT}|{INCH})?",
        arithmetic.say_mixed,
        needs="/⁄",
    ),
    form(
        r"(?P<sign>[-−+~≈])?(?P<top>\d{1,4})[/⁄](?P<below>[1-9]\d{0,3})(?:st|nd|rd|th|ST|ND|RD|TH|(?<=/[3-9])(?=s))s?",
        arithmetic.say_part_of_whole,
    ),
    form(
        rf"(?P<top>\d{{2,3}})/(?P<below>\d{{2,3}}){SPACE}mm{SPACE}?Hg",
        lambda match: f"{number(match['top'])} over {number(match['below'])} millimeters of mercury",
    ),
    form(
        rf"(?P<sign>[-−+~≈])?(?P<top>\d{{1,4}})[/⁄](?P<below>[1-9]\d{{0,3}})"
        rf"(?P<unit>{SUFFIXED}|{SPACE}[shL](?!\w)|{INCH}|{SPACE}(?:inch|mile|hour|foot|pound|ounce|acre)(?=[.,;)]|$)"
        rf"|-{UNIT}|-[a-z]{{3,}})",
        arithmetic.say_fraction_of_unit,
    ),
    form(rf"{SIGN}(?P<top>\d+\.\d+){SPACE}?[/⁄]{SPACE}?(?P<below>[1-9]\d{{0,2}})", arithmetic.say_score),
    form(r"(?P<sign>[-−+~≈])?(?P<top>\d{1,4})[/⁄](?P<below>[1-9]\d{0,3})", arithmetic.say_fraction),
    form(
        rf"{SIGN}(?P<n>{NUMBER}){SPACE}?[x×*·⋅]{SPACE}?{_TEN_TO}(?P<unit>{SUFFIXED}|{PER})?",
        arithmetic.say_power,
        needs="^*⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻",
    ),
    form(rf"{SIGN}{_TEN_TO}(?P<unit>{SUFFIXED}|{PER})?", arithmetic.say_power, needs="^*⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    form(
        rf"(?P<factors>{NUMBER}(?:(?:[x×]|{SPACE}[x×*]{SPACE}){NUMBER})+)(?P<unit>{SUFFIXED}|{INCH})?",
        arithmetic.say_product,
        needs="x×*",
    ),
    form(
        r"(?P<n>\d{4})(?<=(?:RTX|GTX)[ -]\d{4})(?P<many>s)?",
        lambda match: numbers.pairs(match["n"]) + ("'s" if match["many"] else ""),
    ),
    form(r"(?P<n>\d{4,5})(?P<letter>X3D|XT|X|K|KF|KS)(?<![05]000X)", numbered_names.say_model),
    form(rf"(?P<n>\d{{1,3}})\.0+{SPACE}times(?={SPACE}(?:as|the)\b)", arithmetic.say_whole_times),
    form(r"(?P<n>\d{1,2})[xX×]/(?P<per>day|week|month|year|hour|d|wk|mo|yr|h)", arithmetic.say_times_per),
    form(rf"{SIGN}(?P<n>{NUMBER})[xX×]", arithmetic.say_times),
    form(
        rf"{SIGN}(?P<n>{NUMBER})[eE](?P<e>[-−+]?\d{{1,3}})(?P<unit>{SUFFIXED})?", arithmetic.say_scientific, needs="eE"
    ),
    form(
        rf"{SIGN}(?P<n>{NUMBER})(?:(?:\^|\*\*)\{{?(?P<e>[-−+]?\d{{1,3}})\}}?|(?P<raised>[⁺⁻]?[{RAISED_DIGITS}]{{1,4}}))",
        arithmetic.say_raised_number,
    ),
    form(rf"(?P<n>\d{{1,3}})(?:st|nd|rd|th){TO}(?P<last>\d{{1,3}})(?:st|nd|rd|th)", numbered_names.say_ordinals),
    form(r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th|ST|ND|RD|TH)", numbered_names.say_ordinal),
    form(r"(?P<n>\d*(?:1[123] th|(?<!1)1 st|(?<!1)2 nd|(?<!1)3 rd|[04-9] th))", numbered_names.say_ordinal_apart),
    form(r"(?P<n>[1-9])[dD]", numbered_names.say_dimensions),
    form(r"(?P<n>\d+)['’]?s", numbered_names.say_digits),
    form(
        rf"(?P<minus>[-−])(?P<low>{NUMBER}){TO}(?P<high_minus>[-−])?(?P<high>{NUMBER})(?P<unit>{SUFFIXED}|[xX×])?",
        quantities.say_range,
        needs="-−",
    ),
    form(
        rf"(?P<minus>$^)?(?P<low>{NUMBER})[–—](?P<high_minus>[-−])(?P<high>{NUMBER})(?P<unit>{SUFFIXED})?",
        quantities.say_range,
        needs="-−",
    ),
    form(
        rf"(?P<low>{NUMBER})(?:%|°|[kKMxX×](?=[-–—]))?{TO}(?P<high>{NUMBER})"
        rf"(?:(?P<size>{alternatives(MAGNITUDES)})(?!\w)|(?P<unit>{SUFFIXED}|[xX×]))?",
        quantities.say_range,
        needs="-‐‑–—−",
    ),
    form(
        rf"(?P<low>{NUMBER}){SPACE}?(?P<same>{UNIT}){TO}(?P<high>{NUMBER})(?P<size>$^)?(?P<unit>{SPACE}?(?P=same))",
        quantities.say_range,
        needs="-‐‑–—−",
    ),
    form(rf"{SIGN}(?P<a>{NUMBER}){SPACE}(?P<mark>[-−]){SPACE}(?P<b>{NUMBER})", quantities.say_difference),
    form(rf"{SIGN}(?P<n>{NUMBER})b", quantities.say_billions),
    form(rf"#(?P<n>{NUMBER})", numbered_names.say_hash),
    form(rf"{SIGN}(?P<n>{NUMBER})(?P<size>{alternatives(MAGNITUDES)})", quantities.say_magnitude),
    form(
        rf"{SIGN}(?P<n>{NUMBER}){SPACE}(?P<size>[bB]n|[mM]n|[mb]ln|tn|[mM]io|Mrd)\b(?P<dot>\.(?=[ \u00a0]))?",
        quantities.say_magnitude,
        "",
    ),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}(?P<size>{MAGNITUDE_WORDS})(?P<unit>{SUFFIXED})", quantities.say_quantity),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}pts?", quantities.say_pints),
    form(
        rf"(?P<a>{NUMBER})(?P<unit>{UNIT})/(?P<b>{NUMBER})(?P<below>{UNIT})",
        quantities.say_two_quantities,
    ),
    form(rf"{SIGN}(?P<n>{NUMBER})(?P<unit>{SUFFIXED})", quantities.say_quantity),
    form(rf"{SIGN}(?P<n>{NUMBER})(?P<joint>{DASH})(?P<unit>{APART_UNIT})", quantities.say_quantity),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}?/(?P<below>[A-Za-zµμ]{{1,4}}[²³]?)", quantities.say_per),
    form(rf"{SIGN}(?P<n>{NUMBER})", _plain),
    form(r"\d{1,4}(?:,\d{1,4})+", arithmetic.say_listed),
]
FORMS: list[Form] = [
    form(r"(?P<chapter>\d{1,3}):(?P<first>\d{1,3})[-–](?P<last>\d{1,3})", numbered_names.say_verses, needs=":"),
    *phone_numbers.FORMS,
    *time_stamps.FORMS,
    *date_spans.FORMS,
    *decades.FORMS,
    *dates.FORMS,
    *time_zones.FORMS,
    *clock_times.FORMS,
    *money.FORMS,
    *feet_and_inches.FORMS,
    *single_letter_units.FORMS,
    *_OWN,
]


_MONEY_SIGNS = "|".join(re.escape(sign) for sign in CURRENCIES if not sign.isalpha())
_MONEY_CODES = "|".join(code for code in CURRENCIES if code.isalpha())
STARTS_NUMBER = re.compile(
    rf"^(?:\+/[-−])?[-−+±~∼≈<>≤≥=]{{0,2}}(?:#|(?:{_MONEY_SIGNS})|(?:{_MONEY_CODES})(?=[ \u00a0]))?[ \u00a0]?[-−]?\.?\d"
    r"|^['’]\d0s|^\(\d{3}\)[ -]?\d{3}|^\+\d|^[-−+~≈]?[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
)

# The first letters of words that begin a date, a version or a sum.
NUMBER_WORDS = (
    frozenset(form(month[:3]) for month in dates.MONTHS for form in (str, str.lower, str.upper))
    | word_set("Pyt PyT Ten CUD Jav Ubu Deb mac ver Ver rel UTC GMT A.D BCE")
    | {"AD ", "BC ", "CE ", "kr ", "kr.", "Kr ", "Rs ", "Rs.", "Rp ", "zł ", "Kč "}
    | frozenset(code for code in CURRENCIES if len(code) == 3 and code.isalpha())
)


_LONE_SIGN = re.compile(rf"[(\[“\"]?(?:{_MONEY_SIGNS})[ \u00a0][-−]?\.?\d")
_ENDS_OF_SIGNS = frozenset(sign[-1] for sign in CURRENCIES if not sign.isalpha())


def lone_currency(chunk: str, text: str, start: int) -> bool:
    """Whether a chunk is the sign of a currency alone, with its number behind a space: `US$ 5m`."""
    return chunk[-1] in _ENDS_OF_SIGNS and _LONE_SIGN.match(text, start) is not None


def read(text: str, at: int) -> tuple[int, str] | None:
    """The number that starts at `at`: where it ends and its words, or None."""
    if (house := street_addresses.house_number(text, at)) is not None:
        return house
    for pattern, say in FORMS:
        match = pattern.match(text, at)
        if match and match.end() > at:
            said = say(match)
            if said is not None:
                return match.end(), said
    return None
