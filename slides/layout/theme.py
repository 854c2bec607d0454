"""A theme: colours, type scale, fonts and grid, read from `themes/<name>/theme.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.fonts import FONTS
from plainspoken.base.read_documents import parse_toml, read_text
from plainspoken.base.setting_mistakes import say_mistake
from plainspoken.slides.layout.boxes import Box

THEMES = Path(__file__).parents[1] / "themes"
EMU = 12700
"""English Metric Units a point."""
Variant = Literal["light", "dark"]


class Face(Part):
    """One family: its name in the deck, its name in the player, and the files that measure and draw it.

    `widen` is by how much the deck's family is wider than the files' (1 for metric-compatible ones), `widen_bold` the
    same of its bold face where that differs.
    """

    deck: str
    css: str
    regular: str
    bold: str
    italic: str
    widen: float = 1.0
    widen_bold: float | None = None

    def file(self, *, bold: bool = False, italic: bool = False) -> Path:
        """The font file of a style; there is no bold italic, bold stands for it."""
        return FONTS / (self.bold if bold else self.italic if italic else self.regular)


class Grid(Part):
    """The page and its grid, in points.

    A template of the user's own may have another margin on the right (`margin_right`, 0 for the same), titles narrower
    than the page (`title_width`, 0 for the same), and a line above which no evidence begins (`evidence_top`).
    """

    width: float
    height: float
    margin: float
    columns: int
    gutter: float
    title_top: float
    title_height: float
    body_top: float
    body_bottom: float
    footer_top: float
    footer_height: float
    margin_right: float = 0.0
    title_width: float = 0.0
    evidence_top: float = 0.0

    @property
    def right(self) -> float:
        """Where the right margin begins."""
        return self.width - (self.margin_right or self.margin)

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.right - self.margin

    @property
    def body(self) -> Box:
        """Where a slide's evidence goes."""
        return Box(self.margin, self.body_top, self.inner, self.body_bottom - self.body_top)

    @property
    def title(self) -> Box:
        """Where a slide's title goes: room for two lines."""
        return Box(self.margin, self.title_top, self.title_width or self.inner, self.title_height)

    def span(self, first: int, count: int) -> tuple[float, float]:
        """Left edge and width of `count` columns from column `first` (counted from 0)."""
        column = (self.inner - self.gutter * (self.columns - 1)) / self.columns
        return self.margin + first * (column + self.gutter), count * column + (count - 1) * self.gutter


SCHEME = {
    "text": "tx1",
    "ground": "bg1",
    "muted": "tx2",
    "panel": "bg2",
    "accent": "accent1",
    "code_keyword": "accent1",
    "code_string": "accent2",
    "code_number": "accent3",
    "code_name": "accent4",
    "line": "accent5",
    "tint": "accent6",
}
"""Colour roles that have a place in our decks' own colour scheme: whoever changes the scheme there changes them all."""


class MarkStyle(Part):
    """How a part of a picture lights up: `spotlight` veils the rest and outlines the part, `outline` and `underline`
    leave the rest as it is. `veil` is how opaque the veil is, `width` that of the line in points."""

    pointer: Literal["spotlight", "outline", "underline"] = "spotlight"
    veil: float = Field(default=0.72, ge=0, le=1)
    width: float = Field(default=2.5, gt=0)

    @property
    def shade(self) -> float:
        """How opaque the veil is in this style: none where the rest stays as it is."""
        return self.veil if self.pointer == "spotlight" else 0.0


class BackdropShape(Part):
    """Something that a template's layout shows on every slide: a rectangle or ellipse of a colour `#RRGGBB`, or the
    picture in the file `path`, whose mean colour is then `color`. Sides in points of the layout."""

    kind: Literal["rectangle", "ellipse", "picture"]
    left: float
    top: float
    width: float
    height: float
    color: str = ""
    opacity: float = 1.0
    path: Path | None = None

    @property
    def box(self) -> Box:
        """Where it stands."""
        return Box(self.left, self.top, self.width, self.height)


class Opening(Part):
    """How a template opens a talk or a section: the roles of ground, text and lesser text, the places (left, top,
    width, height) of the title and of the lines below it, and how the title stands in its place."""

    ground: str
    text: str
    dim: str
    title: tuple[float, float, float, float]
    lines: tuple[float, float, float, float] | None = None
    align: Literal["left", "center", "right"] = "left"
    anchor: Literal["top", "middle", "bottom"] = "bottom"


class Theme(Part):
    """All that a renderer must know of the look.

    Attributes:
        colors: `#RRGGBB` by role.
        scheme: the place of a role in the deck's colour scheme, for the roles that have one.
        scale: points of the deck's page for each point of the layout, whose page is always 540 points high.
        section_ground: the role of the ground of the cover and of a section's opening slide.
        title_color: the role of the colour of titles; `title` is a colour of its own, for a template whose titles stand
            on a field.
        title_align, title_anchor: how titles stand in their place.
        names_sans: whether the deck names its family in every run, since it is not that of the template's theme.
        marks: how parts of pictures light up.
        openings: for a template of the user's own, how it opens the talk (`title`) and a section (`section`).
        backdrops: what its layouts show on every slide, by `plainspoken.slides.layout.patterns`.
        notes: what of it player, video and pages cannot show.
        fallbacks: the font files for letters that the families lack, asked in turn.
    """

    name: str
    variant: Variant
    sans: Face
    mono: Face
    grid: Grid
    type: dict[str, list[float]]
    colors: dict[str, str] = Field(default_factory=dict)
    scheme: dict[str, str] = Field(default_factory=lambda: dict(SCHEME))
    scale: float = 1.0
    section_ground: Literal["accent", "tint", "ground"] = "accent"
    title_color: Literal["text", "accent", "title"] = "text"
    title_align: Literal["left", "center", "right"] = "left"
    title_anchor: Literal["top", "middle", "bottom"] = "top"
    names_sans: bool = False
    marks: MarkStyle = Field(default_factory=MarkStyle)
    fallbacks: tuple[Path, ...] = ()
    openings: dict[str, Opening] = Field(default_factory=dict)
    backdrops: dict[str, list[BackdropShape]] = Field(default_factory=dict)
    notes: list[str] = Field(default_factory=list)

    def color(self, role: str) -> str:
        """The value `#RRGGBB` of a role."""
        return self.colors[role]

    def emu(self, length: float) -> int:
        """A length in points of the layout as English Metric Units of the deck."""
        return round(length * self.scale * EMU)

    def type_size(self, size: float) -> int:
        """A type size in points of the layout as hundredths of a point in the deck."""
        return round(size * self.scale * 100)

    def sizes(self, role: str) -> list[float]:
        """The sizes that a role may be set in, largest first; the last is the floor."""
        return self.type[role]


def read_theme(name: str = "plain", variant: Variant = "light") -> Theme:
    """Read a theme that ships, or one in a folder of its own (`name` is then a path to that folder).

    Raises:
        InputError: there is no such theme, or a value in it cannot be used.
    """
    path = find_theme(name)
    return _theme(read_text(path), path, variant)


def find_theme(name: str) -> Path:
    """The file of a theme, as `read_theme` takes its name.

    Raises:
        InputError: there is no such theme.
    """
    folder = THEMES / name if (THEMES / name).is_dir() else Path(name)
    path = folder / "theme.toml"
    if not path.is_file():
        known = ", ".join(sorted(entry.parent.name for entry in THEMES.glob("*/theme.toml")))
        raise InputError(f"no theme is called {name!r}", remedy=f"the themes here are: {known}; or name a folder")
    return path


@lru_cache
def _theme(text: str, path: Path, variant: Variant) -> Theme:
    table = parse_toml(text, path)
    try:
        return Theme(
            name=table["name"],
            variant=variant,
            sans=table["fonts"]["sans"],
            mono=table["fonts"]["mono"],
            grid=table["grid"],
            type=table["type"],
            colors={"frame": table[variant]["panel"], **table[variant]},
            marks=table.get("marks", {}),
            section_ground=table.get("look", {}).get("opening", "accent" if variant == "light" else "tint"),
            title_color=table.get("look", {}).get("title", "text"),
        )
    except KeyError as error:
        raise InputError(f"{error} is missing", file=path, remedy="copy the table from themes/plain") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(say_mistake(dict(first)), file=path, remedy="compare with themes/plain") from None


def contrast(first: str, second: str) -> float:
    """Contrast of two colours `#RRGGBB`, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ground_behind(ground: str, shapes: Iterable[BackdropShape], box: Box) -> str:
    """The colour behind the middle of `box`: that of the ground, or of the shapes that stand on it there."""
    x, y = box.left + box.width / 2, box.top + box.height / 2
    for shape in shapes:
        if shape.color and shape.left <= x <= shape.box.right and shape.top <= y <= shape.box.bottom:
            ground = mixed(ground, shape.color, shape.opacity)
    return ground


def mixed(first: str, second: str, share: float) -> str:
    """A colour between two, `share` of the way from the first to the second."""
    parts = [(int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)
