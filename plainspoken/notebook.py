"""How a notebook shows a talk, a page and a figure: pictures of the slides and the words beside them, in HTML."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError

if TYPE_CHECKING:
    from plainspoken.script.model import Page, Script
    from plainspoken.slides.layout.boxes import SlideLayout
    from plainspoken.slides.layout.theme import Theme
    from plainspoken.talk import Talk

PAGE_WIDTH, SMALL_WIDTH = 960, 320
"""Pixels of a slide's picture: alone, and in the list of a talk's pages."""


@dataclass(frozen=True)
class ShownPage:
    """One page of a rendered script, and the slides that it becomes.

    Attributes:
        page: the page itself: title, items, beats.
    """

    page: Page
    _slides: tuple[SlideLayout, ...] = field(repr=False)
    _theme: Theme = field(repr=False)

    @property
    def words(self) -> str:
        """What is said on the page, a paragraph a beat, as captions show it."""
        return "\n\n".join(beat.shown for beat in self.page.beats if beat.shown)

    def png(self, width: int = PAGE_WIDTH) -> list[bytes]:
        """A PNG for each slide of the page, `width` pixels wide.

        Raises:
            InputError: a picture that the slide shows is missing.
        """
        from plainspoken.slides.images.export import draw_slide

        pictures = []
        for layout in self._slides:
            data = io.BytesIO()
            draw_slide(layout, self._theme, width=width).save(data, "PNG")
            pictures.append(data.getvalue())
        return pictures

    def _repr_html_(self) -> str:
        words = "".join(f"<p>{escape(text)}</p>" for text in self.words.split("\n\n") if text)
        return f"<div>{''.join(_image(data, self._title, PAGE_WIDTH) for data in self.png())}{words}</div>"

    @property
    def _title(self) -> str:
        return self.page.title or self.page.id


@dataclass(frozen=True)
class ShownFigure:
    """A figure of the results: its full name, its file and what it shows, in words."""

    name: str
    path: Path
    alt: str

    def _repr_html_(self) -> str:
        return _image(self.path.read_bytes(), self.alt, PAGE_WIDTH)


def shown_pages(talk: Talk, script: Script) -> list[ShownPage]:
    """The pages of a script with their slides laid out.

    Raises:
        InputError: a page cannot be laid out.
    """
    from plainspoken.slides.laid_out import laid_out

    source = talk.source
    slides, theme = laid_out(script, source.config.slides, build=source.shared, folder=source.folder)
    return [
        ShownPage(page, tuple(layout for layout in slides if layout.page_index == index), theme)
        for index, page in enumerate(script.pages)
    ]


def talk_html(talk: Talk) -> str:
    """A talk's title, length and pages, as they were last rendered."""
    from plainspoken.script.model import read_script

    head = f"<b>{escape(talk.source.config.talk.title)}</b> ({escape(talk.name)})"
    try:
        script = read_script(talk.source.build / "script.json")
        pages = shown_pages(talk, script)
        fresh = talk.unheld_stages().script_is_fresh()
        rows = "".join(
            f'<tr><td style="vertical-align:top">{_image(page.png(SMALL_WIDTH)[0], page._title, SMALL_WIDTH)}</td>'
            f'<td style="text-align:left;vertical-align:top">{escape(page.words)}</td></tr>'
            for page in pages
        )
    except InputError as error:
        return f"<p>{head}: not rendered, <code>.script()</code> does it. {escape(error.message)}</p>"
    stale = "" if fresh else " Files or settings have changed since: <code>.script()</code> renders it again."
    length = f"{len(script.pages)} pages, {script.words} words for {script.minutes:g} minutes."
    return f"<p>{head}: {length}{stale}</p><table>{rows}</table>"


def _image(data: bytes, alt: str, width: int) -> str:
    encoded = base64.b64encode(data).decode("ascii")
    style = f"width:100%;max-width:{width}px;border:1px solid #ccc"
    return f'<img src="data:image/png;base64,{encoded}" alt="{escape(alt, quote=True)}" style="{style}">'
