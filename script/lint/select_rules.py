"""Which rules count: prefixes of codes, or names, chosen and left out; the longest prefix that fits decides."""

from __future__ import annotations

from collections.abc import Iterable

from plainspoken.script.lint.rule import find_rule, rules


def selected(select: Iterable[str] = (), ignore: Iterable[str] = (), extend: Iterable[str] = ()) -> frozenset[str]:
    """The codes of the rules that are on.

    Args:
        select: prefixes of codes (`PS2`), codes, names or `ALL`; when empty, the rules that are on by default.
        ignore: prefixes, codes or names to leave out.
        extend: as `select`, on top of it.

    A longer prefix beats a shorter one, so that `select = ["PS3"], ignore = ["PS30"], extend = ["PS301"]` means what
    it says; at the same length, `ignore` wins.

    Raises:
        InputError: an entry names no rule.
    """
    known = rules()
    chosen = [_prefix(entry) for entry in select]
    added = [_prefix(entry) for entry in extend]
    dropped = [_prefix(entry) for entry in ignore]

    def weight(prefixes: list[str], code: str) -> int:
        return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)

    on = set()
    for code, entry in known.items():
        base = weight(chosen, code) if chosen else (0 if entry.default else -1)
        plus = max(base, weight(added, code))
        if plus >= 0 and plus > weight(dropped, code):
            on.add(code)
    return frozenset(on)


def _prefix(entry: str) -> str:
    """A code or prefix as it is compared; a name becomes its code."""
    text = entry.strip()
    if text.upper() == "ALL":
        return ""
    if any(code.startswith(text.upper()) for code in rules()) and text:
        return text.upper()
    return find_rule(text).code
