"""Times of the day and lengths of time: `5:30 p.m. EST`, `5pm-7pm`, `14:10:30`, `2h30m`."""

from __future__ import annotations

import re

from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import DASH, END, HALF, SPACE, Form, form

_ZONE = (
    rf"(?:{SPACE}?(?P<zone>(?:UTC|GMT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|CES?T|BST|IST|JST|A[EC]ST|utc|gmt|e[sd]t|p[sd]t|c[sd]t|m[sd]t"
    r"|[ecmp]\.[sd]\.t\.?|Z))(?![\w]))?"
)
_END_OF_TIME = r"(?![\w]|[,:/]\d)"


def _half(half: str | None) -> str:
    return " ".join((half or "").replace(".", "").upper())


def _hour_minute(hour: str, minute: str, half: str | None, zone: str | None = None) -> str:
    words = numbers.cardinal(str(int(hour)))
    if int(minute):
        words += f" oh {numbers.cardinal(str(int(minute)))}" if int(minute) < 10 else f" {numbers.cardinal(minute)}"
    elif not half:
        words += " o'clock"
    return f"{words} {_half(half)} {_zone(zone)}".strip()


def _zone(zone: str | None) -> str:
    return " ".join((zone or "").replace(".", "").upper()).replace("Z", "U T C")


def _clock(match: re.Match[str]) -> str | None:
    hour, minute, half = int(match["hour"]), int(match["minute"]), match["half"]
    if hour > 24 or minute > 59 or (half and hour > 12):
        return f"{numbers.cardinal(str(hour))} to {numbers.cardinal(str(minute))}" if not half else None
    if match["seconds"]:
        return None
    return _hour_minute(match["hour"], match["minute"], half, match["zone"]).replace("  ", " ")


def _with_seconds(match: re.Match[str]) -> str | None:
    """`1:30:00`: hours, minutes and seconds. Seconds of nought are left out of a length of time."""
    hours, minutes, seconds = (int(match[name]) for name in ("hour", "minute", "seconds"))
    if minutes > 59 or seconds > 59:
        return None
    parts = [_counted(hours, "hour"), _counted(minutes, "minute")]
    if match["parts"]:
        parts += ["and", f"{numbers.decimal(str(seconds), match['parts'])} seconds"]
    elif seconds or match["half"] or match["zone"] or not minutes:
        parts += ["and", _counted(seconds, "second")]
    return " ".join(filter(None, [*parts, _half(match["half"]), _zone(match["zone"])]))


def _counted(count: int, noun: str) -> str:
    return f"{numbers.cardinal(str(count))} {noun}{'' if count == 1 else 's'}"


def _hour(match: re.Match[str]) -> str:
    return f"{numbers.cardinal(match['hour'])} {_half(match['half'])} {_zone(match['zone'])}".strip()


def _span(match: re.Match[str]) -> str | None:
    if any(int(match[name]) > 24 for name in ("hour", "last")):
        return None
    first = _side(match["hour"], match["minute"], match["half"])
    last = _side(match["last"], match["last_minute"], match["last_half"])
    return f"{first} to {last} {_zone(match['zone'])}".strip()


def _side(hour: str, minute: str | None, half: str | None) -> str:
    if minute is None or not int(minute):
        return (
            f"{numbers.cardinal(str(int(hour)))} {_half(half)}".strip()
            if half or minute is None
            else f"{numbers.cardinal(str(int(hour)))} o'clock"
        )
    return _hour_minute(hour, minute, half)


def _length(match: re.Match[str]) -> str | None:
    """`2h30m`, `1d 4h`, `3m20s`."""
    parts = [_counted(int(match[unit]), noun) for unit, noun in _LENGTHS if match[unit]]
    return " ".join(parts) if len(parts) > 1 else None


_LENGTHS = (("days", "day"), ("hours", "hour"), ("minutes", "minute"), ("seconds", "second"))
_ANY_HALF = HALF.replace("?P<half>", "")
FORMS: list[Form] = [
    form(
        rf"(?P<hour>\d{{1,2}})(?::(?P<minute>[0-5]\d))?{SPACE}?{HALF}?{SPACE}?{DASH}{SPACE}?"
        rf"(?P<last>\d{{1,2}})(?::(?P<last_minute>[0-5]\d))?{SPACE}?(?P<last_half>{_ANY_HALF}){_ZONE}",
        _span,
        _END_OF_TIME,
    ),
    form(
        rf"(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d){SPACE}?(?P<half>$^)?{DASH}{SPACE}?"
        rf"(?P<last>\d{{1,2}}):(?P<last_minute>[0-5]\d)(?P<last_half>$^)?{_ZONE}",
        _span,
    ),
    form(
        rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}):(?P<seconds>\d{{2}})(?:\.(?P<parts>\d+))?(?:{SPACE}?{HALF})?{_ZONE}",
        _with_seconds,
        _END_OF_TIME,
    ),
    form(rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?P<seconds>$^)?(?:{SPACE}?{HALF})?{_ZONE}", _clock, _END_OF_TIME),
    form(rf"(?P<hour>1[0-2]|0?[1-9])\.(?P<minute>[0-5]\d)(?P<seconds>$^)?{SPACE}?{HALF}{_ZONE}", _clock, _END_OF_TIME),
    form(rf"(?P<hour>1[0-2]|[1-9]){SPACE}?{HALF}{_ZONE}", _hour, _END_OF_TIME),
    form(
        rf"(?:(?P<days>\d+)d{SPACE}?)?(?:(?P<hours>\d+)h{SPACE}?)?(?:(?P<minutes>\d+)m(?:in)?{SPACE}?)?(?:(?P<seconds>\d+)s)?(?<=[dhmns])",
        _length,
        END,
    ),
]
