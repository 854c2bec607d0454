"""The script stage: page templates and result records in, one `Script` out.

`render` reads a talk's pages (or one file), fills the templates with results, cuts them into pages, and has the words
spoken form and syllables put to them. A plain Markdown file takes the same road without Jinja and without records.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.files import write_text
from plainspoken.script.model import Script
from plainspoken.script.page.rendered_file import Speaker
from plainspoken.script.provenance import Claim, NumberEntry, Provenance, provenance_of
from plainspoken.script.rendering import Rendering
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.sources import name_of, normal, text_of
from plainspoken.script.sources import page_files as page_files

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Rendered:
    """A rendered talk.

    Attributes:
        script: its pages.
        provenance: every number that is said or shown, with what stands behind it.
        sources: the texts of the author's files that places in the script point into, by name.
        records: the result records that were read: file (relative to the build folder) and fingerprint.
        claims: every claim that was judged.
        bound: whether it quotes result records or is a template.
        quoted: the source files that code was taken from by name.
    """

    script: Script
    provenance: list[NumberEntry]
    sources: dict[str, str]
    records: dict[str, str] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    bound: bool = False
    quoted: list[Path] = field(default_factory=list)


def render(
    folder: Path,
    settings: ScriptSettings,
    results: Path | None,
    *,
    file: Path | None = None,
    talk: str,
    minutes: float | None = None,
    buffers: Mapping[str, str] | None = None,
) -> Rendered:
    """Render the pages of the talk in `folder`, or one `file` of it.

    Args:
        folder: the talk's folder; templates and pictures are read below it and nowhere else.
        settings: the tables of its `talk.toml` that concern words.
        results: `build/<talk>/results`, or None when there are no records.
        file: one script file to take instead of the pages that the settings name.
        talk: the talk's name.
        minutes: the time allowed, instead of that in `talk.toml`.
        buffers: texts that stand for page files' own, by name: an editor's unsaved text, or a fix on trial.

    Raises:
        InputError: the author's mistake, with file, line and column where they are known.
    """
    work = begin(folder, settings, results, file=file, talk=talk, minutes=minutes, buffers=buffers)
    return _whole(work)


def begin(
    folder: Path,
    settings: ScriptSettings,
    results: Path | None,
    *,
    file: Path | None = None,
    talk: str,
    minutes: float | None = None,
    buffers: Mapping[str, str] | None = None,
    speak: Speaker | None = None,
    lenient: bool = False,
) -> Rendering:
    """Start to render, for those who take the pages one by one and keep none; arguments and errors as `render`.

    Args:
        lenient: whether a filter of another unit is a doubt to be reported, and no error.
        speak: how text becomes tokens, when spoken form and syllables are not wanted.
    """
    files = [file] if file is not None else page_files(folder, settings)
    texts = {name: text_of(path, name, buffers or {}) for path in files for name in [name_of(path, folder)]}
    return Rendering(folder, settings, results, texts, file is not None, talk, minutes, speak, lenient)


def render_text(text: str, settings: ScriptSettings, *, file: str = "-", talk: str = "talk") -> Rendered:
    """Render a plain script that is not a file, such as standard input or an editor's unsaved text."""
    work = Rendering(Path(), settings, None, {file: normal(text)}, True, talk)
    return _whole(work)


def write_rendered(rendered: Rendered, build: Path) -> list[Path]:
    """Write `script.json`, `script.md` and `provenance.json` into `build`; files that hold the same stay untouched."""
    from plainspoken.script.page.to_markdown import as_markdown

    written = {
        "script.json": rendered.script.model_dump_json(indent=1) + "\n",
        "script.md": as_markdown(rendered.script),
        "provenance.json": Provenance(numbers=rendered.provenance, claims=rendered.claims).model_dump_json(indent=1)
        + "\n",
    }
    for name, text in written.items():
        write_text(build / name, text)
    return [build / name for name in written]


def _whole(work: Rendering) -> Rendered:
    """All pages at once. The collector of garbage rests meanwhile: everything that is made here is kept, and
    looking through it again and again takes a third of the time of a long script."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        script = work.script(list(work.pages()))
        return Rendered(
            script, provenance_of(script), work.sources, dict(work.records), work.claims(), work.bound, work.quoted
        )
    finally:
        if collecting:
            gc.enable()
