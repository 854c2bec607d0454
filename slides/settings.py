"""The `[slides]` table of `talk.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from plainspoken.base.document import Part


class SlideSettings(Part):
    """How the deck looks.

    Attributes:
        theme: a theme that ships (`plain`), or a folder with a `theme.toml`.
        variant: `light` or `dark`.
        template: a `.pptx` of one's own, which then gives page, layouts, fonts and colours of the deck.
        charts: `backup` adds hidden slides at the end with native, editable charts of the curves and benchmarks
            that the talk shows as pictures; `none` leaves them out.
        advance: when a slide moves on: `whole seconds` is exact in PowerPoint from 2016 on and gives other programs
            whole seconds, since LibreOffice cuts the rest; `exact` gives all of them the clip's length.
        marks: which parts of pictures light up while they are spoken of: `automatic` those that a sentence names as
            well, `named` only those of `{mark NAME}`.
        video_rate: frames a second of the video, for editing programs that want a constant rate; without it, a frame
            lasts as long as what it shows.
        video_captions: `track` for captions that viewers can switch off, `burnt in` for captions in the picture itself,
            where captions of their own are not shown (some social networks), `none` for neither.
        fonts: fonts for letters that the theme's own lack, by the family's name or as a file in the talk's folder; each
            is asked in turn.
        colours: colours that keep one meaning through the talk, `#RRGGBB` by the words that have them; they stand in
            the table `[colours]` of their own.
    """

    theme: str = "plain"
    variant: Literal["light", "dark"] = "light"
    template: str | None = None
    charts: Literal["none", "backup"] = "none"
    advance: Literal["whole seconds", "exact"] = "whole seconds"
    marks: Literal["automatic", "named", "none"] = "automatic"
    video_rate: int | None = Field(default=None, ge=10, le=120)
    video_captions: Literal["track", "burnt in", "none"] = "track"
    fonts: list[str] = Field(default_factory=list)
    colours: dict[str, Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]] = Field(default_factory=dict)

    def theme_in(self, folder: Path) -> str:
        """The theme as `plainspoken.slides.layout.theme.read_theme` takes it: a folder of the talk's own as a path."""
        own = folder / self.theme
        return str(own) if (own / "theme.toml").is_file() else self.theme

    def template_file(self, folder: Path) -> Path | None:
        """The user's own template: as named from where the program runs, or else from the talk's `folder`."""
        if self.template is None:
            return None
        path = Path(self.template)
        return path if path.is_file() or not (folder / path).is_file() else folder / path
