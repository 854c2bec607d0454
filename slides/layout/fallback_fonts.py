"""Fonts by name: those that `[slides] fonts` names for letters that the theme's own fonts lack."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from plainspoken.base.errors import InputError


def font_files(names: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """The files of fonts: a file in the talk's `folder`, or the regular face of a family that is installed here.

    Raises:
        InputError: there is no such file and no such family; all of them together.
    """
    found: list[Path] = []
    missing: list[str] = []
    for name in names:
        own = folder / name
        if own.suffix.lower() in (".ttf", ".otf", ".ttc") and own.is_file():
            found.append(own.resolve())
            continue
        installed = _installed(name)
        if installed is None:
            missing.append(name)
        else:
            found.append(installed)
    if missing:
        from matplotlib.font_manager import fontManager

        near = difflib.get_close_matches(missing[0], {entry.name for entry in fontManager.ttflist}, 3, 0.5)
        raise InputError(
            f"no font here is called {' or '.join(map(repr, missing))}",
            remedy=(f"perhaps {' or '.join(near)}; " if near else "")
            + "install it, or put its .ttf or .otf file into the talk's folder and name that under [slides] fonts",
        )
    return tuple(found)


def _installed(name: str) -> Path | None:
    from matplotlib.font_manager import fontManager

    faces = [entry for entry in fontManager.ttflist if entry.name.lower() == name.lower()]
    faces.sort(key=lambda entry: (entry.style != "normal", abs(_weight(entry.weight) - 400), entry.fname))
    return Path(faces[0].fname) if faces else None


def _weight(weight: object) -> int:
    return weight if isinstance(weight, int) else 400
