"""`%%page` in a notebook: a cell is a page, shown as its slides, linted, and said.

    %load_ext plainspoken

    %%page my-talk --say
    ## The net is right on {{ net.final.test.accuracy | percent }}

    Of all samples, that many come out right.

The cell may quote everything that the talk's own pages may. Nothing of the talk is changed, unless `--save NAME` puts
the cell among its pages. `shown_cell` does the same without IPython.
"""

from __future__ import annotations

import base64
import re
import shlex
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint, write_text
from plainspoken.base.progress import Silence
from plainspoken.lint_error import LintError
from plainspoken.notebook import ShownPage, shown_pages
from plainspoken.talk import Talk

USAGE = "write it as %%page TALK [--say] [--save NAME]"


@dataclass(frozen=True)
class ShownCell:
    """What became of a cell.

    Attributes:
        pages: the pages in it.
        findings: what the linter says, a line each, by the lines of the cell.
        sound: what is said, as M4A; None where it was not asked for, or the linter forbids it.
        seconds: how long it takes to say it; None without `sound`.
        saved: the page file that it was saved as.
    """

    pages: tuple[ShownPage, ...]
    findings: tuple[str, ...]
    sound: bytes | None = None
    seconds: float | None = None
    saved: Path | None = None

    def _repr_html_(self) -> str:
        parts = [page._repr_html_() for page in self.pages]
        if self.sound is not None:
            data = base64.b64encode(self.sound).decode("ascii")
            parts.append(f'<audio controls src="data:audio/mp4;base64,{data}"></audio> {self.seconds:.1f} s')
        if self.findings:
            rows = "".join(f"<li><code>{escape(line)}</code></li>" for line in self.findings)
            parts.append(f"<ul>{rows}</ul>")
        else:
            parts.append("<p>The linter found nothing.</p>")
        if self.saved is not None:
            parts.append(f"<p>Saved as <code>{escape(self.saved.as_posix())}</code>.</p>")
        return "".join(parts)


def shown_cell(text: str, talk: Talk, *, say: bool = False, save: str | None = None) -> ShownCell:
    """A page of `talk` that is no file yet: its slides, what the linter finds, and how it is said.

    Args:
        text: the page, as a page file has it.
        say: voice it as well.
        save: the name of a page file of the talk to keep it in; one of that name is replaced.

    Raises:
        InputError: the page cannot be filled, has nothing in it, or the name is none.
    """
    if not text.strip():
        raise InputError("the cell is empty", remedy="begin the page with a line such as `## A title`")
    home = talk.source
    saved = _save(text, home.folder, save) if save is not None else None
    name = f"cell-{fingerprint(text)[:8]}"
    file = home.shared / "cells" / name / "cell.md.j2"
    write_text(file, text if text.endswith("\n") else f"{text}\n")
    source = replace(
        home, name=name, build=file.parent / "build", file=file.absolute(), records=home.shared, folder=home.folder
    )
    cell = replace(talk, source=source, progress=Silence())
    report = cell.lint()
    findings = tuple(f"line {each.at.line}: {each.severity} {each.code} {each.message}" for each in report.findings)
    pages = tuple(shown_pages(cell, cell.script()))
    sound, seconds = None, None
    if say:
        try:
            narration = cell.narration()
        except LintError:
            pass  # the findings say why
        else:
            whole = cell.source.build / "audio" / narration.files["m4a"]
            sound, seconds = whole.read_bytes(), narration.duration_ms / 1000
    return ShownCell(pages, findings, sound, seconds, saved)


def _save(text: str, folder: Path, name: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name):
        raise InputError(f"{name!r} cannot name a page file", remedy="use letters, digits, hyphens and underscores")
    path = folder / "pages" / (name if name.endswith((".md", ".md.j2")) else f"{name}.md.j2")
    write_text(path, text if text.endswith("\n") else f"{text}\n")
    return path


def read_line(line: str) -> tuple[str, bool, str | None]:
    """Talk, whether to say it, and the name to save it under, of the line behind `%%page`.

    Raises:
        InputError: it names no talk, or holds something unknown.
    """
    words = shlex.split(line)
    say, save, names = False, None, []
    while words:
        word = words.pop(0)
        if word == "--say":
            say = True
        elif word == "--save" and words:
            save = words.pop(0)
        elif word.startswith("-"):
            raise InputError(f"%%page knows no {word!r}", remedy=USAGE)
        else:
            names.append(word)
    if len(names) != 1:
        raise InputError("%%page needs the name of a talk", remedy=USAGE)
    return names[0], say, save


def page_magic(line: str, cell: str) -> ShownCell | None:
    """What `%%page` does; a mistake is printed, as on the command line."""
    import sys

    try:
        name, say, save = read_line(line)
        return shown_cell(cell, Talk.find(name, progress=Silence()), say=say, save=save)
    except InputError as error:
        print(f"plainspoken: {error}", file=sys.stderr)
        return None


def load_into(shell: Any) -> None:
    """Make `%%page` known to an IPython shell: `%load_ext plainspoken` calls it."""
    shell.register_magic_function(page_magic, magic_kind="cell", magic_name="page")
