"""Settings in YAML as configuration tools write them: scalars by name, nested by indentation. Nothing else of YAML is
needed for them, and no package."""

from __future__ import annotations

import re
from typing import Any

DEEPEST = 50
"""Levels; what is nested deeper is passed over, since no setting is."""

_LINE = re.compile(r"^( *)(?:- )?([^\s:#][^:#]*?):(?: +(.*))?$")


def read_settings(text: str) -> dict[str, Any]:
    """The scalars of a YAML text as nested tables; lists, anchors and long texts are passed over."""
    top: dict[str, Any] = {}
    levels: list[tuple[int, dict[str, Any]]] = [(-1, top)]
    for line in text.splitlines():
        found = _LINE.match(line.rstrip())
        if found is None or line.lstrip().startswith("- "):
            continue
        depth, key, value = len(found[1]), found[2].strip("'\""), (found[3] or "").strip()
        while levels[-1][0] >= depth:
            levels.pop()
        if value and value[0] not in "[{&*|>!":
            levels[-1][1][key] = scalar(value)
        elif not value and len(levels) <= DEEPEST:
            inner: dict[str, Any] = {}
            levels[-1][1][key] = inner
            levels.append((depth, inner))
    return top


def scalar(text: str) -> str | int | float | bool | None:
    """A YAML scalar as a value."""
    if text[:1] in "'\"":
        return text[1:].rpartition(text[0])[0]
    text = re.sub(r"\s+#.*$", "", text)
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if text.lower() in ("null", "~", ""):
        return None
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text


def read_overrides(text: str) -> dict[str, Any]:
    """Hydra's `overrides.yaml`: a list of `- name=value`."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        entry = re.match(r"^- ['\"]?\+{0,2}([\w./@-]+)=(.*?)['\"]?$", line.strip())
        if entry is not None:
            found[entry[1]] = scalar(entry[2])
    return found
