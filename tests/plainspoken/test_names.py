"""Names: no module is called as another of its package, and no class as another anywhere."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("experiments", "script", "tts", "slides", "plainspoken")
VAGUE = {"common", "core", "helper", "helpers", "misc", "util", "utils"}


def modules() -> list[Path]:
    """The modules of the packages at the top; `plainspoken` holds links to the others, which are left out."""
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if not (package == "plainspoken" and path.relative_to(ROOT / package).parts[0] in PACKAGES)
    ]


def test_no_module_name_is_there_twice_in_a_package() -> None:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in modules():
        if not path.stem.startswith("__"):
            found[path.relative_to(ROOT).parts[0], path.stem].append(str(path.relative_to(ROOT)))
    assert len(found) > 250
    assert not [paths for paths in found.values() if len(paths) > 1]
    assert not [paths for (_, stem), paths in found.items() if stem in VAGUE]


def test_no_class_name_is_there_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert len(found) > 300
    found.pop("DataSettings")  # a name of the protocol of studies: each has the type of its `[data]` table
    assert not {name: places for name, places in found.items() if len(places) > 1}
