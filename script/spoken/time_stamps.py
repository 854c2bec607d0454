"""A day and a time of it in one: `2024-05-01T12:30:00Z`, `2024-05-01 09:30:15-04:00`, `20240501T1230`."""

from __future__ import annotations

import re

from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.dates import numbered_date
from plainspoken.script.spoken.number_patterns import Form, form
from plainspoken.script.spoken.time_zones import ZONE_OF_SECONDS, zone_words


def _moment(match: re.Match[str]) -> str | None:
    """The day, then the time, its seconds left out where there are none."""
    if (said := numbered_date(match["y"], match["m"], match["d"])) is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    clock = f"{numbers.cardinal(str(hour))} {f'oh {numbers.cardinal(str(minute))}' if 0 < minute < 10 else ''}"
    clock += numbers.cardinal(str(minute)) if minute > 9 else "" if minute else "o'clock"
    parts = f" point {numbers.one_by_one(match['parts'])}" if (match["parts"] or "").strip("0") else ""
    seconds = f" and {numbers.cardinal(str(second))}{parts} second{'' if second == 1 and not parts else 's'}"
    return f"{said} at {clock.strip()}{seconds if second or parts else ''} {zone_words(match['zone'])}".strip()


FORMS: list[Form] = [
    form(
        r"(?P<y>\d{4})[-/](?P<m>\d\d)[-/](?P<d>\d\d)(?:[Tt]|,?[ \u00a0])(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)"
        rf"(?::(?P<second>[0-5]\d)(?:\.(?P<parts>\d+))?)?{ZONE_OF_SECONDS}",
        _moment,
    ),
    form(
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)[Tt](?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
        rf"(?:(?P<second>[0-5]\d)(?P<parts>$^)?)?{ZONE_OF_SECONDS}",
        _moment,
    ),
]
