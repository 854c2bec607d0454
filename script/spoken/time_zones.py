"""Time zones: their names behind a clock's time (`EST`, `AoE`), and offsets from UTC (`UTC-8`, `+02:00`)."""

from __future__ import annotations

import re

from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import SPACE, Form, form

_NAMES = (
    r"UTC|GMT|[ECMP][SD]?T|AK[SD]T|HST|CES?T|EES?T|WES?T|BST|IST|JST|KST|MSK|SGT|HKT|NZ[SD]T|A[ECW][SD]?T|AoE|AOE"
    r"|utc|gmt|[ecmp][sd]t|cest|aoe|[ecmp]\.[sd]\.t\.?|Z"
)
_OFFSET = r"[-−+±]\d{1,2}(?::?[0-5]\d)?"
ZONE = rf"(?:{SPACE}?(?P<zone>(?:UTC|GMT|utc|gmt){SPACE}?{_OFFSET}|\+\d\d:?[0-5]\d|{_NAMES})(?![\w]))?"
"""Pattern of what may follow a time, as the group `zone`."""
ZONE_OF_SECONDS = ZONE.replace(r"|\+\d\d:?[0-5]\d|", r"|[-−+]\d\d(?::?[0-5]\d)?|")
"""The same behind seconds, where minus and two digits can be no span to another time."""


def zone_words(zone: str | None) -> str:
    """`EST` is E S T, `Z` U T C, `+02:00` U T C plus two, `GMT+05:30` G M T plus five thirty."""
    found = re.fullmatch(rf"(?P<name>[A-Za-z.]*){SPACE}?(?P<offset>{_OFFSET})?", zone or "")
    if not zone or not found:
        return ""
    name = "U T C" if found["name"] == "Z" else " ".join(found["name"].replace(".", "").upper())
    if not found["offset"]:
        return name
    sign, digits = found["offset"][0], found["offset"][1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
    word = {"+": "plus", "±": "plus or minus"}.get(sign, "minus")
    said = f"{name or 'U T C'} {word} {numbers.cardinal(str(int(hours)))}"
    return f"{said} {numbers.cardinal(minutes)}" if int(minutes) else said


FORMS: list[Form] = [
    form(rf"(?P<zone>(?:UTC|GMT){SPACE}?{_OFFSET})", lambda match: zone_words(match["zone"])),
]
