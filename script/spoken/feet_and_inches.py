"""Marks behind a number: feet and inches (`5'11"`, `8.5" x 11"`), minutes and seconds (`45' 30"`), angles, ends of DNA.

The same marks close quotations, so what has been opened before decides.
"""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken.arithmetic import say_fraction, say_mixed
from plainspoken.script.spoken.before_noun import before_noun, noun_after
from plainspoken.script.spoken.number_patterns import NUMBER, SIGN, SPACE, Form, form, number

_OPENS = re.compile(r"(?:(?<!\w)|(?<=\W[frb]))\"(?=[^\s,.;:!?)\]}\"])")
_FEET_FOLLOW = re.compile(
    r"[ -](?:tall|high|deep|long|wide|thick|square|ceilings?|fence|wall|ladder|pole|board|boat|x|×|by|apart|above|below"
    r"|ahead|of (?:rope|pipe|cable|water|snow|hose|wire)|drop|waves?|radius|lengths?)(?![^\W\d_])"
)


def _in_quotation(text: str, at: int) -> bool:
    """Whether a quotation is open at `at`: its mark stands before a word, and none behind one has closed it."""
    is_open = False
    place = text.find('"', max(0, at - 400))
    while 0 <= place < at:
        is_open = _OPENS.match(text, place) is not None or place == 0
        place = text.find('"', place + 1)
    return is_open


def lost_marks(text: str) -> list[tuple[int, int]]:
    """The places of numbers with a mark of feet or minutes that is not said, and closes no quotation: PS501 asks."""
    return [
        found.span()
        for found in _MARKED.finditer(text)
        if float(found[0][:-1]) >= 20
        and not _FEET_FOLLOW.match(text, found.end())
        and not _OPENED.search(text, 0, found.start())
        and not re.search(r"['’′] ?[x×] ?$", text[max(0, found.start() - 4) : found.start()])
    ]


_MARKED = re.compile(r"(?<![\w'’.,:/-])\d{1,3}(?:\.\d+)?'(?=[\s.,;:)?!]|$)(?! ?\d+ ?[\"″”])")
_OPENED = re.compile(r"(?<!\w)['‘`](?=\S|$)")


def _counted(digits: str, one: str, many: str) -> str:
    return f"{number(digits)} {one if digits == '1' else many}"


def _one(match: re.Match[str]) -> bool:
    """Whether the measure stands before its noun: `a 27" screen`, `10 in. pipe`."""
    noun = noun_after(match)
    return before_noun(match) or (bool(noun) and noun in _MEASURED)


_MEASURED = word_set(
    "screen screens pipe pipes tube tubes monitor monitors display displays knife blade disk disks drive drives wheel"
    " wheels tire tires pizza nail nails bolt bolts board boards tv tvs telescope lens pot pan plate plates tablet"
    " laptop floppy record records heel heels gun guns fan valve hose cable rod bar beam ladder fence wall cake"
)


def _feet(match: re.Match[str]) -> str | None:
    """`5′11″`, `6 ft 2 in`; past twelve inches these are minutes and seconds (`45' 30"`)."""
    feet, inches = match["feet"], match["inches"]
    if inches and float(inches) >= 12:
        return f"{_counted(feet, 'minute', 'minutes')} {_counted(inches, 'second', 'seconds')}"
    said = _counted(feet, "foot", "foot" if not inches and _one(match) else "feet")
    return f"{said} {_counted(inches, 'inch', 'inches')}" if inches else said


def _inches(match: re.Match[str]) -> str | None:
    """`12"`: inches, unless the mark closes a quotation."""
    if match[0].endswith('"') and _in_quotation(match.string, match.end() - 1):
        return None
    return _counted(match["n"], "inch", "inch" if _one(match) else "inches")


def _single_feet(match: re.Match[str]) -> str | None:
    """`5'` where what follows is measured in feet; small numbers also elsewhere, if no quotation can end here."""
    small = float(match["n"]) < 20 and not _OPENED.search(match.string, max(0, match.start() - 200), match.start())
    if not (small or _FEET_FOLLOW.match(match.string, match.end())):
        return None
    return _counted(match["n"], "foot", "foot" if _one(match) else "feet")


def _inch_fraction(match: re.Match[str]) -> str | None:
    """`3/8"`."""
    return None if _in_quotation(match.string, match.end() - 1) else f"{say_fraction(match)} inch"


def _mixed_inches(match: re.Match[str]) -> str | None:
    """`5½"`, `2 3/8"`."""
    if _in_quotation(match.string, match.end() - 1):
        return None
    return f"{say_mixed(match)} {'inch' if _one(match) else 'inches'}"


def _sides(match: re.Match[str]) -> str:
    """`3' x 5'`, `8.5" x 11"`: each side with its measure."""
    one, many = ("inch", "inches") if match["mark"] in '"″' else ("foot", "feet")
    return " by ".join(_counted(digits, one, many) for digits in re.findall(NUMBER, match[0]))


def _angle(match: re.Match[str]) -> str:
    """`40°26′46″N`, `51.5° N`: degrees, minutes and seconds of arc, and the point of the compass."""
    counted = (("degrees", "degree"), ("minutes", "minute"), ("seconds", "second"))
    parts = [_counted(n, noun, f"{noun}s") for name, noun in counted if (n := match.groupdict().get(name))]
    point = {"N": "north", "S": "south", "E": "east", "W": "west"}.get(match["point"] or "", "")
    minus = ["minus"] if match["minus"] else []
    return " ".join([*minus, *parts, point]).strip()


_PRIMED = (
    r"(?=-?(?:[ACGTU]{3}|UTR|RACE)|[ \u00a0-](?:ends?|UTRs?|cap|to|untranslated|termin|region|exon|overhang|and)\b)"
)
_VULGAR = "½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
FORMS: list[Form] = [
    form(
        rf"(?P<minus>[-−])?(?P<degrees>\d{{1,3}})°{SPACE}?(?P<minutes>\d{{1,2}}(?:\.\d+)?)[′'’]"
        rf"(?:{SPACE}?(?P<seconds>\d{{1,2}}(?:\.\d+)?)[″\"”])?(?:{SPACE}?(?P<point>[NSEW])(?!\w))?",
        _angle,
    ),
    form(rf"(?P<minus>[-−])?(?P<degrees>\d{{1,3}}(?:\.\d+)?)°{SPACE}?(?P<point>[NSEW])(?![\w-])", _angle),
    form(
        rf"{NUMBER}(?P<mark>['’′\"″”]){SPACE}?[x×]{SPACE}?{NUMBER}(?P=mark)"
        rf"(?:{SPACE}?[x×]{SPACE}?{NUMBER}(?P=mark))?",
        _sides,
        "",
    ),
    form(r"(?P<n>[35])['’′]" + _PRIMED, lambda match: f"{number(match['n'])} prime", ""),
    form(rf"(?P<feet>\d+){SPACE}(?:ft|feet|foot)\.?{SPACE}(?P<inches>\d|1[01]){SPACE}?in\b\.?", _feet, ""),
    form(rf"(?P<feet>\d{{1,3}})['’′]{SPACE}?(?P<inches>\d{{1,2}}(?:\.\d)?)(?:[\"″”]|''|’’)", _feet),
    form(r"(?P<feet>\d)['’](?P<inches>\d|1[01])(?!['’])", _feet),
    form(r"(?P<feet>\d{1,2})ft\.?(?P<inches>\d|1[01])in\.?", _feet),
    form(r"(?P<feet>\d+)′(?P<inches>$^)?", _feet),
    form(rf"(?P<n>{NUMBER}){SPACE}in\.(?={SPACE}[a-z(]|$|[,;)])", _inches, ""),
    form(rf"(?P<n>{NUMBER}){SPACE}in(?={SPACE}(?:by|x|×){SPACE}[\d½¼¾])", _inches, ""),
    form(r"(?P<sign>[-−+~≈])?(?P<top>\d{1,4})[/⁄](?P<below>[1-9]\d{0,3})\"", _inch_fraction),
    form(
        rf"{SIGN}(?:(?P<whole>\d+){SPACE}?)?(?P<vulgar>[{_VULGAR}])(?P<top>$^)?(?P<below>$^)?(?P<unit>$^)?[\"″]",
        _mixed_inches,
    ),
    form(
        rf"{SIGN}(?P<whole>\d+)(?:{SPACE}|-)(?P<vulgar>$^)?(?P<top>[1-9]\d?)[/⁄](?P<below>[2-9]|[1-9]\d)(?P<unit>$^)?[\"″]",
        _mixed_inches,
    ),
    form(rf"(?P<n>{NUMBER})[\"″]", _inches),
    form(r"(?P<n>\d{1,3}(?:\.\d+)?)'(?=[\s.,;:)?!-]|$)", _single_feet),
]
