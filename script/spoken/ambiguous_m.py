"""What the `m` of `5 m` or `5m` stands for: meters, million or minutes, by the words beside it.

Meters, which the sign means, unless the words say otherwise: things that are counted by the million come after it, or
what lasts. Where neither is said, `in_doubt` tells the linter (PS508).
"""

from __future__ import annotations

import re
from typing import Literal

from plainspoken.base.word_lists import word_set

Meaning = Literal["meters", "million", "minutes"]

# Counted by the million. Of other plurals nothing is concluded: `5 m cables` are long.
COUNTED = word_set(
    "people users customers parameters weights images pictures photos tokens words sentences examples samples records"
    " rows documents pages reviews files messages requests queries downloads views subscribers followers visitors"
    " players patients children adults women men students readers viewers listeners citizens inhabitants residents"
    " voters workers jobs homes households cars vehicles units copies books articles songs videos"
    " clips hits clicks events transactions orders items products accounts devices phones neurons nodes edges"
    " cells genes molecules operations steps lines params flops triples entries pairs points vectors"
)
LASTING = word_set(
    "read talk break walk timer delay timeout interval slot session meeting call lecture pause ride drive run lap"
    " video clip episode song trailer demo presentation pitch wait countdown limit budget warmup cooldown"
)
_LONG = word_set(
    "tall long wide deep high thick away apart above below across square cubed per of in from by to tower pool rope"
    " cable wall mirror telescope dish wave waves race sprint dash radius diameter distance height depth width"
    " ahead behind underground tape antenna boat ship board pipe beam ladder pole mast"
)
TAKES = word_set("takes take took taking lasts last lasted lasting waits wait waited waiting every ran runs trained")
_ABOUT = word_set("for about only nearly almost over under")

# What has parts with letters: `Fig. 2b`, `Table 3m`.
NUMBERED = re.compile(
    r"(?<![^\W\d_])(?:fig(?:ure)?|figs|table|tab|panel|section|sec|eq|equation|appendix|step|exercise|question|room|gate|part|problem|"
    r"chapter|box|scheme|rule|clause|line|plate|item|option|"
    r"apt|apartment|suite|ste|unit|flat|floor|seat|row|bus|platform|terminal|pier|block|building|bldg|grade|class|level"
    r"|group)s?\.?[ \u00a0]\(?$",
    re.IGNORECASE,
)


def meaning(text: str, start: int, end: int) -> Meaning:
    """What `m` means in the quantity `text[start:end]`."""
    return _told(text, start, end) or "meters"


def in_doubt(text: str, start: int, end: int) -> bool:
    """Whether the words beside `text[start:end]` leave open what `m` means."""
    if NUMBERED.search(text, max(0, start - 14), start) or _AFTER_HOURS.search(text, max(0, start - 8), start):
        return False
    return _told(text, start, end) is None


_AFTER_HOURS = re.compile(r"\d[dh][ \u00a0]?$")


def _told(text: str, start: int, end: int) -> Meaning | None:
    before = re.findall(r"[^\W\d_]+", text[max(0, start - 40) : start].lower())[-2:]
    following = re.match(r"[-\s\u00a0]*([^\W\d_]+)(?:[-\s]([^\W\d_]+))?", text[end : end + 40].lower())
    after = [word for word in following.groups() if word] if following else []
    if after and (after[0] in COUNTED or (len(after) > 1 and after[1] in COUNTED and after[0] not in _LONG)):
        return "million"
    if after and after[0] in _LONG:
        return "meters"
    if after and after[0] in LASTING:
        return "minutes"
    if before and before[-1] in TAKES:
        return "minutes"
    if len(before) > 1 and before[0] in TAKES and before[1] in _ABOUT:
        return "minutes"
    return "meters" if re.search(r"\d\s?(?:cm|mm|km|m²|ft)\b", text[max(0, start - 60) : end + 60]) else None
