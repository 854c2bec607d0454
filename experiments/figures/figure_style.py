"""The one style of all figures: sized for the back of a room, colours safe for colour-blind people, light or dark.

Colours are those of Okabe and Ito, "Color Universal Design" (2008), lightened where a dark ground asks for it.
A figure is drawn at the size it has on a slide of 13.33 x 7.5 inches, so a point here is a point there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint, replacing
from plainspoken.base.fonts import FONTS
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import Figure

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

Style = Literal["light", "dark"]

WIDTH, HEIGHT = 12.2, 5.6
"""Inches that a slide leaves below its title."""

DOTS = 150
"""Dots an inch: 1830 x 840 pixels for a full figure."""

TEXT, SMALL = 22, 20
"""Points of text and of the smallest text that may be used: on two thirds of a slide 14 points are left of it."""

FACE = "Carlito"
"""The face of all figures, which ships with the program; it is as wide as the deck's Calibri."""


@dataclass(frozen=True)
class Palette:
    """Colours by what they mean. Words may have those of `ink`, `faint`, `right`, `wrong` and `first`, which have a
    contrast of at least 4.5 : 1 to the ground. `rest` is for what is not in focus, `greys` its ramp."""

    ground: str
    ink: str
    faint: str
    cycle: tuple[str, ...]
    right: str
    wrong: str
    ramp: str
    rest: str
    greys: str

    @property
    def first(self) -> str:
        """The colour of what the figure is about."""
        return self.cycle[0]

    @property
    def second(self) -> str:
        """The colour of what it is compared with."""
        return self.cycle[1]


PALETTES: dict[Style, Palette] = {
    "light": Palette(
        ground="#FFFFFF",
        ink="#18222D",
        faint="#66727D",
        cycle=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#6B6B6B"),
        right="#00775A",
        wrong="#B04C00",
        ramp="Blues",
        rest="#B4BDC5",
        greys="Greys",
    ),
    "dark": Palette(
        ground="#11181F",
        ink="#EDF1F3",
        faint="#93A0AB",
        cycle=("#56B4E9", "#E69F00", "#2BC49A", "#E4A3C6", "#F0E442", "#3F7FC8", "#B5B5B5"),
        right="#2BC49A",
        wrong="#FF9248",
        ramp="cividis",
        rest="#4A5763",
        greys="gray",
    ),
}


@dataclass(frozen=True)
class Emphasis:
    """What a figure should say.

    Attributes:
        focus: the names of what stands out; the rest turns grey.
        note: what is written at it. Of the form `A - B` it is the difference of two runs with its interval.
        accent: the colour `#RRGGBB` of what stands out; the palette's own, unless named.
        colors: colours that keep their meaning through a talk, by words of the labels that have them.
    """

    focus: tuple[str, ...] = ()
    note: str = ""
    accent: str = ""
    colors: Mapping[str, str] = field(default_factory=dict)


class FigureWriter:
    """Draws figures of one folder, in one style, and returns them as they go into a record.

    Args:
        figures: the `figures` folder of the build.
        below: where in it, such as `emotion` or `emotion/resnet18`.
        style: light or dark ground.
        emphasis: what stands out; nothing unless named.
    """

    def __init__(self, figures: Path, below: str, style: Style = "light", emphasis: Emphasis | None = None) -> None:
        import matplotlib

        self.folder, self.below, self.style = figures / below, below, style
        self.palette = PALETTES[style]
        self.emphasis = emphasis or Emphasis()
        if self.emphasis.accent:
            self.palette = replace(self.palette, cycle=(self.emphasis.accent, *self.palette.cycle[1:]))
        self._labels: list[str] = []
        matplotlib.use("agg")
        matplotlib.rcdefaults()
        _take_face()
        parameters: Any = _parameters(self.palette)  # matplotlib types the names one by one
        matplotlib.rcParams.update(parameters)

    def canvas(
        self, columns: int = 1, rows: int = 1, *, width: float = WIDTH, height: float = HEIGHT, **options: Any
    ) -> tuple[Canvas, list[Axes]]:
        """A figure with `columns` x `rows` axes, in reading order; `options` as `Figure.subplots` takes them."""
        from matplotlib.figure import Figure as MatplotlibFigure

        figure = MatplotlibFigure(figsize=(width, height), dpi=DOTS, layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False, **options)
        return figure, [ax for row in axes for ax in row]

    def in_focus(self, label: str) -> bool:
        """Whether a label is named by the focus: in whole, or by some of its words (`V3` of `EmotionNet V3`)."""
        self._labels.append(label)
        words = _words(label)
        return any(all(word in words for word in _words(name)) for name in self.emphasis.focus)

    def color(self, label: str, otherwise: str) -> str:
        """The colour of what has this label: `otherwise` without a focus; else the accent in it, and grey beside it.
        A colour that the talk gives to the label stands before the accent."""
        words = _words(label)
        own = next((c for name, c in self.emphasis.colors.items() if all(w in words for w in _words(name))), None)
        if not self.emphasis.focus:
            return own or otherwise
        return (own or self.palette.first) if self.in_focus(label) else self.palette.rest

    def ink(self, label: str) -> str:
        """The colour of the words of this label."""
        if not self.emphasis.focus:
            return self.palette.ink
        return self.palette.first if self.in_focus(label) else self.palette.faint

    def settle(self, figure: Canvas) -> None:
        """Let the layout come to rest, so that it is known where things are."""
        figure.draw_without_rendering()

    def save(
        self, figure: Canvas, name: str, *, title: str, alt: str, parts: Sequence[FigurePart] = (), foot: str = ""
    ) -> Figure:
        """Write `name.png` and describe it. `alt` says in sentences, with numbers, what is seen.

        Raises:
            ValueError: `alt` says nothing.
            InputError: the focus names nothing in the figure.
        """
        if len(alt.split()) < 5:
            raise ValueError(f"figure {name!r} needs an alternative text that describes it")
        self._check_focus(name)
        path = self.folder / f"{name}.png"
        with replacing(path) as temporary:
            figure.savefig(temporary, dpi=DOTS, metadata={"Software": None})
        width, height = figure.get_size_inches()
        described = describe_figure(self.below, name, title=title, alt=alt, width=width, height=height)
        return described.model_copy(
            update={
                "fingerprint": fingerprint(path.read_bytes()),
                "parts": list(parts),
                "foot": foot,
                "type_share": round(_smallest_type(figure) / (width * 72), 5),
            }
        )

    def save_picture(self, pixels: np.ndarray, name: str, *, title: str, alt: str, foot: str = "") -> Figure:
        """Write a picture without axes as `name.png`, pixel by pixel, in at most 256 colours, which keeps it small.

        Args:
            pixels: [height, width, 3] or [height, width], between 0 and 1.

        Raises:
            ValueError: `alt` says nothing.
            InputError: the talk asks for a focus, which a picture does not have.
        """
        from PIL import Image

        if len(alt.split()) < 5:
            raise ValueError(f"figure {name!r} needs an alternative text that describes it")
        self._check_focus(name)
        picture = Image.fromarray((pixels.clip(0, 1) * 255).round().astype("uint8"))
        path = self.folder / f"{name}.png"
        with replacing(path) as temporary:
            small = picture if picture.mode == "L" else picture.quantize(256, dither=Image.Dither.FLOYDSTEINBERG)
            small.save(temporary, format="PNG", optimize=True)
        return Figure(
            path=f"figures/{self.below}/{name}.png", title=title, alt=alt, width=picture.width, height=picture.height,
            fingerprint=fingerprint(path.read_bytes()), foot=foot,
        )  # fmt: skip

    def _check_focus(self, name: str) -> None:
        labels = list(dict.fromkeys(self._labels))
        for wanted in self.emphasis.focus:
            words = _words(wanted)
            if not any(all(word in _words(label) for word in words) for label in labels):
                known = f"it has: {', '.join(labels)}" if labels else "nothing in it can stand out"
                raise InputError(f"the focus {wanted!r} names nothing in the figure `{name}`", remedy=known)


def describe_figure(
    below: str, name: str, *, title: str, alt: str, width: float = WIDTH, height: float = HEIGHT
) -> Figure:
    """How a record tells of a figure, drawn or not: `width` and `height` are in inches."""
    return Figure(
        path=f"figures/{below}/{name}.png", title=title, alt=alt, width=round(width * DOTS), height=round(height * DOTS)
    )


def _words(text: str) -> list[str]:
    return text.lower().replace(",", " ").split()


def _smallest_type(figure: Canvas) -> float:
    """The size of the smallest visible words of a figure, in points."""
    from matplotlib.text import Text

    sizes = [
        float(text.get_fontsize())
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip()
    ]
    return min(sizes, default=float(SMALL))


def _take_face() -> None:
    """Make the face that ships known to matplotlib, in the place of one of that name that the machine may have: a
    figure has the same bytes everywhere."""
    from matplotlib.font_manager import fontManager

    ours = {str(path) for path in FONTS.glob(f"{FACE}-*.ttf")}
    known = {entry.fname for entry in fontManager.ttflist if entry.name == FACE}
    if known == ours:
        return
    fontManager.ttflist = [entry for entry in fontManager.ttflist if entry.name != FACE]
    for path in sorted(ours):
        fontManager.addfont(path)


def _parameters(palette: Palette) -> dict[str, Any]:
    from cycler import cycler

    return {
        "font.family": [FACE, "DejaVu Sans"],  # the second for the few signs that the first lacks
        "font.size": TEXT,
        "axes.titlesize": TEXT,
        "axes.titleweight": "bold",
        "axes.titlepad": 10,
        "axes.titlelocation": "left",
        "axes.labelsize": TEXT,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "legend.fontsize": SMALL,
        "legend.frameon": False,
        "legend.handlelength": 1.6,
        "figure.facecolor": palette.ground,
        "savefig.facecolor": palette.ground,
        "axes.facecolor": palette.ground,
        "text.color": palette.ink,
        "axes.labelcolor": palette.ink,
        "axes.edgecolor": palette.faint,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "grid.color": palette.faint,
        "grid.alpha": 0.3,
        "xtick.color": palette.ink,
        "ytick.color": palette.ink,
        "lines.linewidth": 3,
        "lines.markersize": 9,
        "axes.prop_cycle": cycler(color=list(palette.cycle)),
    }
