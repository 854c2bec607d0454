"""Times of the day and lengths of time: `5:30 p.m. EST`, `5pm-7pm`, `14:10:30`, `2h30m`, `1:42.315`, `1005 hours`."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import DASH, END, HALF, SPACE, Form, form, word_before
from plainspoken.script.spoken.time_zones import ZONE, ZONE_OF_SECONDS, zone_words

_END_OF_TIME = r"(?![\w]|[,:/]\d)"


def _half(half: str | None) -> str:
    return " ".join((half or "").replace(".", "").upper())


def _hour_minute(hour: str, minute: str, half: str | None, zone: str | None = None) -> str:
    words = numbers.cardinal(str(int(hour)))
    if int(minute):
        words += f" oh {numbers.cardinal(str(int(minute)))}" if int(minute) < 10 else f" {numbers.cardinal(minute)}"
    elif not half:
        words += " o'clock"
    return f"{words} {_half(half)} {zone_words(zone)}".strip()


def _clock(match: re.Match[str]) -> str | None:
    hour, minute, half = int(match["hour"]), int(match["minute"]), match["half"]
    ratio = not half and not match["zone"] and _is_ratio(match)
    if ratio or hour > 24 or minute > 59 or (half and hour > 12):
        return f"{numbers.cardinal(str(hour))} to {numbers.cardinal(str(minute))}" if not half else None
    if match["seconds"]:
        return None
    return _hour_minute(match["hour"], match["minute"], half, match["zone"]).replace("  ", " ")


_RATIO_BEFORE = re.compile(
    r"\b(?:ratio|odds|scale|split|mix|proportion|diluted|dilution|aspect|imbalance)s?"
    r"(?: (?:of|at|is|was|about|a|an|to))*[ \u00a0]$",
    re.IGNORECASE,
)
_RATIO_AFTER = re.compile(
    r"[ \u00a0](?:ratio|odds|scale|split|mix|mixture|dilution|aspect|imbalance|proportion|model)s?\b", re.IGNORECASE
)


def _is_ratio(match: re.Match[str]) -> bool:
    """`a 1:10 ratio`, `at odds of 1:20`: no time of the day."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    return bool(_RATIO_BEFORE.search(before) or _RATIO_AFTER.match(match.string, match.end()))


def _minutes_seconds(match: re.Match[str]) -> str:
    """`4'33"`: a length of time, where the second number is too large for inches."""
    return f"{_counted(int(match['minute']), 'minute')} {_counted(int(match['seconds']), 'second')}"


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
    return " ".join(filter(None, [*parts, _half(match["half"]), zone_words(match["zone"])]))


def _counted(count: int, noun: str) -> str:
    return f"{numbers.cardinal(str(count))} {noun}{'' if count == 1 else 's'}"


def _hour(match: re.Match[str]) -> str:
    return f"{numbers.cardinal(match['hour'])} {_half(match['half'])} {zone_words(match['zone'])}".strip()


def _span(match: re.Match[str]) -> str | None:
    if any(int(match[name]) > 24 for name in ("hour", "last")):
        return None
    first = _side(match["hour"], match["minute"], match["half"])
    last = _side(match["last"], match["last_minute"], match["last_half"])
    return f"{first} to {last} {zone_words(match['zone'])}".strip()


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
_AT = word_set("at by from until till before after to since around about lands departs arrives left leaves between and")


def _lap(match: re.Match[str]) -> str:
    """`1:42.315`: minutes and seconds with their parts."""
    minutes = _counted(int(match["minutes"]), "minute")
    return f"{minutes} {numbers.decimal(str(int(match['seconds'])), match['parts'])} seconds"


def _with_h(match: re.Match[str]) -> str | None:
    """`20h15` as in France: a time behind a preposition or past noon, else hours and minutes that something took."""
    hour, minute = match["hour"], match["minute"]
    if int(hour) > 24 or (int(hour) < 13 and word_before(match) not in _AT):
        return f"{_counted(int(hour), 'hour')} {_counted(int(minute), 'minute')}" if int(minute) else None
    return _hour_minute(hour, minute, None)


def _military(match: re.Match[str]) -> str | None:
    """`1005 hours`, `0600 h`: a time where it begins with a nought or stands behind a preposition."""
    hour, minute = match["hour"], match["minute"]
    of_something = re.match(r"[ \u00a0](?:of|per)\b", match.string[match.end() :])
    if (hour[0] != "0" and word_before(match) not in _AT - {"about", "around", "to"}) or of_something:
        return None
    said = f"zero {numbers.cardinal(hour[1])}" if hour[0] == "0" else numbers.cardinal(hour)
    minutes = "hundred" if minute == "00" else f"oh {numbers.cardinal(minute[1])}"
    return f"{said} {minutes if minute[0] == '0' else numbers.cardinal(minute)} hours"


_ANY_HALF = HALF.replace("?P<half>", "")
FORMS: list[Form] = [
    form(
        rf"(?P<hour>\d{{1,2}})(?::(?P<minute>[0-5]\d))?{SPACE}?{HALF}?{SPACE}?{DASH}{SPACE}?"
        rf"(?P<last>\d{{1,2}})(?::(?P<last_minute>[0-5]\d))?{SPACE}?(?P<last_half>{_ANY_HALF}){ZONE}",
        _span,
        _END_OF_TIME,
    ),
    form(
        rf"(?P<hour>\d{{1,2}})(?::(?P<minute>[0-5]\d))?{SPACE}?{HALF}{SPACE}?{DASH}{SPACE}?"
        rf"(?P<last>1[3-9]|2[0-4]):(?P<last_minute>[0-5]\d)(?P<last_half>$^)?{ZONE}",
        _span,
        _END_OF_TIME,
    ),
    form(
        rf"(?P<hour>[1-5]):(?P<minute>0[1-9]|[1-5]\d){SPACE}?(?:h|hrs?)",
        lambda match: f"{_counted(int(match['hour']), 'hour')} {_counted(int(match['minute']), 'minute')}",
    ),
    form(
        r"(?P<hour>1[0-2]|[1-9]):(?P<minute>[0-5]\d)-?ish",
        lambda match: f"{_hour_minute(match['hour'], match['minute'], None)} ish",
    ),
    form(r"(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d)\.(?P<parts>\d{1,3})", _lap),
    form(r"(?P<hour>\d{1,2})h(?P<minute>[0-5]\d)(?:min|m)?", _with_h),
    form(rf"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d){SPACE}(?:hours|hrs?\.?|h)", _military),
    form(
        rf"(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d){SPACE}?(?P<half>$^)?{DASH}{SPACE}?"
        rf"(?P<last>\d{{1,2}}):(?P<last_minute>[0-5]\d)(?P<last_half>$^)?{ZONE}",
        _span,
    ),
    form(
        rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}):(?P<seconds>\d{{2}})(?:\.(?P<parts>\d+))?(?:{SPACE}?{HALF})?{ZONE_OF_SECONDS}",
        _with_seconds,
        _END_OF_TIME,
    ),
    form(r"(?P<minute>\d{1,2})['′](?P<seconds>1[2-9]|[2-5]\d)[\"″]", _minutes_seconds),
    form(rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?P<seconds>$^)?{SPACE}?{HALF}{ZONE}", _clock, r"(?![\w]|[:/]\d)"),
    form(rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?P<seconds>$^)?(?P<half>$^)?{ZONE}", _clock, _END_OF_TIME),
    form(rf"(?P<hour>1[0-2]|0?[1-9])\.(?P<minute>[0-5]\d)(?P<seconds>$^)?{SPACE}?{HALF}{ZONE}", _clock, _END_OF_TIME),
    form(rf"(?P<hour>1[0-2]|[1-9]){SPACE}?{HALF}{ZONE}", _hour, _END_OF_TIME),
    form(
        rf"(?:(?P<days>\d+)d{SPACE}?)?(?:(?P<hours>\d+)h{SPACE}?)?(?:(?P<minutes>\d+)m(?:in)?{SPACE}?)?(?:(?P<seconds>\d+)s)?(?<=[dhmns])",
        _length,
        END,
    ),
]
