"""Postal addresses: `1428 Elm St.` is fourteen twenty eight Elm Street, `CA 95051` California and five digits."""

from __future__ import annotations

import re

from plainspoken.script.spoken import number_words as numbers

_STREETS: dict[str, str] = {
    "St": "Street", "st": "Street", "Ave": "Avenue", "ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road",
    "Dr": "Drive", "Ln": "Lane", "Ct": "Court", "Pl": "Place", "Sq": "Square", "Pkwy": "Parkway", "Hwy": "Highway",
    "Expy": "Expressway", "Ter": "Terrace", "Cir": "Circle", "Apt": "Apartment", "Fwy": "Freeway", "Fl": "Floor",
}  # fmt: skip
_SIDES = {
    "N": "North", "S": "South", "E": "East", "W": "West",
    "NE": "Northeast", "NW": "Northwest", "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip
_STATES: dict[str, str] = {
    row[:2]: row[3:]
    for line in """
        AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware
        FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky
        LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi
        MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico
        NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania
        RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont
        VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, DC D C
    """.strip().splitlines()
    for row in line.strip().split(", ")
}
_SUFFIXES = "|".join(sorted(_STREETS, key=len, reverse=True))
_STREET_WORDS = rf"(?:{_SUFFIXES}|Street|Avenue|Road|Drive|Lane|Boulevard|Way)\b"
_HOUSE = re.compile(
    r"(\d{1,5})([A-Z]?)[ \u00a0](?=(?:(?:[NSEW]|[NS][EW])\.?[ \u00a0])?"
    rf"(?:[A-Z][a-z]+[ \u00a0]|\d{{1,3}}(?:st|nd|rd|th)[ \u00a0]){{1,3}}{_STREET_WORDS})"
)
_NAME_BEFORE = re.compile(r"(?:\b[A-Z][a-z]+|\d(?:st|nd|rd|th))[ \u00a0]$")
_HOUSE_BEFORE = re.compile(r"\b\d{1,5}[ \u00a0]$")
_STREET_BEFORE = re.compile(
    rf"\b(?:{_SUFFIXES}|Street|Avenue|Road|Drive|Lane|Boulevard|City|[A-Z][a-z]+)\.?,[ \u00a0]$"
)


def say(core: str, tail: str, text: str, start: int, end: int) -> str | None:
    """What is said for one chunk of a postal address, with its pause; None for all that is none."""
    if core in _STREETS:
        return _street(core, tail, text, start, end)
    if core in _SIDES:
        before = text[max(0, start - 8) : start]
        after = re.match(
            rf"[ \u00a0](?:[A-Z][a-z]+|\d{{1,3}}(?:st|nd|rd|th))[ \u00a0](?:{_SUFFIXES})\b", text[end : end + 40]
        )
        return _SIDES[core] if _HOUSE_BEFORE.search(before) and after else None
    if core in _STATES and _STREET_BEFORE.search(text[max(0, start - 40) : start]):
        zip_code = re.match(r"[ \u00a0]\d{5}\b", text[end : end + 7])
        ends = not text[end:].strip() or tail.startswith((".", ","))
        if (zip_code or ends) and re.search(r"\d", text[max(0, start - 80) : start]):
            return _STATES[core] + ("," if tail.startswith(",") else "." if tail.startswith(".") else "")
    return None


def _street(core: str, tail: str, text: str, start: int, end: int) -> str | None:
    before = text[max(0, start - 40) : start]
    if not _NAME_BEFORE.search(before):
        return None
    if core == "st" and not re.search(r"\d(?:st|nd|rd|th)[ \u00a0]$", before):
        return None
    numbered = re.search(r"\d[\w ]*[ \u00a0]$", before)
    if core == "Fl" and not re.search(r"\d(?:st|nd|rd|th)[ \u00a0]$", before):
        return None
    no_doctor = core == "Dr" and tail.startswith(".") and re.match(r"\s+[a-z]", text[end:])
    if core in ("Dr", "Ct", "Pl", "Ter", "Cir") and not numbered and not no_doctor:
        return None
    if core == "St" and not numbered and not tail:
        return None
    if not numbered and re.match(r"\s+[A-Z]", text[end:]) and core == "St":
        return None
    ends = not text[end:].strip() or re.match(r"\s+[A-Z]", text[end:])
    pause = "," if "," in tail else "." if tail.startswith(".") and ends else ""
    return _STREETS[core] + pause


def may_be_part(word: str) -> bool:
    """Whether a word can be part of an address, so that the words around it decide."""
    return word in _STREETS or word in _SIDES or word in _STATES


def house_number(text: str, at: int) -> tuple[int, str] | None:
    """The number of a house that starts at `at`, said in pairs, or a zip code after a state, said digit by digit."""
    if house := _HOUSE.match(text, at):
        digits = house[1]
        said = numbers.pairs(digits) if len(digits) in (3, 4) else numbers.cardinal(digits)
        return house.end(2), f"{said} {house[2]}".rstrip()
    if re.match(r"\d{5}(?!\w|,\d|\.\d)", text[at : at + 8]) and re.search(
        r", [A-Z]{2}[ \u00a0]$", text[max(0, at - 5) : at]
    ):
        return at + 5, numbers.one_by_one(text[at : at + 5])
    return None
