"""A talk to begin with: a folder with a configuration and pages that build as they are."""

from __future__ import annotations

import re
from pathlib import Path

from experiments.errors import InputError
from experiments.files import write_text

_CONFIG = """\
# What may be set here is described in docs/talk-toml.md.

[talk]
title = "{title}"
minutes = 5
words_per_minute = 250

# Train something, and give its runs short names to quote them by:
#
# [experiments]
# studies = ["emotion"]
#
# [results]
# small = "emotion/emotionnet-v3"

# Numbers that you vouch for yourself, used in a page as {{{{ constants.speakers }}}}:
[constants]
speakers = 1
"""

_PAGES = """\
## A title is a sentence that says what the page shows

- what is in a list stands on the slide

A paragraph is spoken. The item above it appears when it begins.

- and so does this one

Each paragraph is one breath: a beat.

## A number comes from a result, or from a name you vouch for

| who speaks | how many |
| --- | --- |
| people | {{ constants.speakers }} |

This talk has {{ constants.speakers }} speaker. Change it in the configuration: slide and voice follow.
"""


def start_talk(name: str, talks: Path, script: Path | None = None) -> Path:
    """Make `talks/<name>` with a configuration and pages, from `script` if one is given.

    Raises:
        InputError: the name cannot be a folder's, or there is such a talk already.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise InputError(f"{name!r} cannot be a talk's name", remedy="use letters, digits and hyphens")
    folder = talks / name
    if folder.exists():
        raise InputError("there is such a talk already", file=folder, remedy="choose another name, or edit that one")
    title = name.replace("-", " ").replace("_", " ").capitalize()
    pages = script.read_text(encoding="utf-8") if script else _PAGES
    write_text(folder / "pages" / ("01-pages.md" if script else "01-pages.md.j2"), pages)
    write_text(folder / "talk.toml", _CONFIG.format(title=title))
    return folder
