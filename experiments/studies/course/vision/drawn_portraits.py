"""Faces drawn from known attributes: age, hair and beard, expression, tilt of the head. Nobody is shown.

Age and kind of face are known because they decide what is drawn, with spreads that overlap: a wrinkle more or less,
hair that grays early or late, a beard or none. What a network learns from them is this drawing's convention, and says
nothing about people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.experiments.studies.emotion.drawn_faces import TYPICAL, Expression

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

YOUNGEST, OLDEST = 5.0, 80.0

KINDS = ("woman", "man")
"""Two ways to draw hair, brows, lips and beard, which overlap."""

_FINER = 4
"""Faces are drawn this many times larger and then reduced, which smooths edges."""


@dataclass(frozen=True)
class Person:
    """What a portrait is drawn from: an age in years, one of `KINDS`, an expression, and the head's tilt in radians,
    clockwise on the picture."""

    age: float
    kind: str
    expression: Expression
    tilt: float


@dataclass(frozen=True)
class Portrait:
    """Pixels [size, size, 4] in RGBA, clear around the head, and the centers of the eyes [2, 2] as x, y in pixels, the
    left one on the picture first."""

    pixels: NDArray[np.uint8]
    eyes: Points


def draw_person(random: np.random.Generator, *, tilt: float = 0.15, mild: float = 0.8) -> Person:
    """Someone of any age, either kind, with any expression.

    Args:
        tilt: standard deviation of the head's tilt, in radians.
        mild: how strong an expression is, at most.
    """
    names = list(TYPICAL)
    shown = TYPICAL[names[int(random.integers(len(names)))]]
    return Person(
        age=float(random.uniform(YOUNGEST, OLDEST)),
        kind=KINDS[int(random.integers(2))],
        expression=shown.mixed(float(random.uniform(0, mild)), random.normal(0, 0.1, 6)),
        tilt=float(random.normal(0, tilt)),
    )


def draw_portrait(person: Person, *, size: int, random: np.random.Generator) -> Portrait:
    """The person's portrait; colors and proportions that no attribute decides come from `random`."""
    import numpy as np
    from PIL import Image

    brush = _Brush(size * _FINER, person.tilt, random)
    _paint(person, brush, random)
    small = brush.picture.resize((size, size), Image.Resampling.BOX)
    eyes = np.array(brush.eyes) / _FINER
    return Portrait(np.asarray(small), eyes[np.argsort(eyes[:, 0])])


class _Brush:
    """Draws in coordinates of the face, from -1 to 1 with y down, on a clear ground."""

    def __init__(self, side: int, tilt: float, random: np.random.Generator) -> None:
        import numpy as np
        from PIL import Image, ImageDraw

        self.side, self.scale = side, side * 0.4
        self.yaw, self.pitch = random.uniform(-0.12, 0.12), random.uniform(-0.07, 0.07)
        self.turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
        self.picture = Image.new("RGBA", (side, side), (90, 80, 75, 0))
        self.draw = ImageDraw.Draw(self.picture)
        self.eyes: list[tuple[float, float]] = []

    def place(self, points: Points, *, feature: bool = True) -> list[tuple[float, float]]:
        """Points [n, 2] of the face as pixels; features slide over the head as it turns and nods."""
        moved = points + ([self.yaw, self.pitch] if feature else [0.0, 0.0])
        return [(float(x), float(y)) for x, y in moved @ self.turn.T * self.scale + self.side / 2]

    def shape(self, points: Points, fill: tuple[int, int, int], *, feature: bool = True) -> None:
        self.draw.polygon(self.place(points, feature=feature), fill=(*fill, 255))

    def line(self, points: Points, fill: tuple[int, int, int], width: float) -> None:
        self.draw.line(self.place(points), fill=(*fill, 255), width=max(1, round(width * self.side)), joint="curve")


def _paint(person: Person, brush: _Brush, random: np.random.Generator) -> None:
    import numpy as np

    grown = float(np.clip((person.age - YOUNGEST) / 13, 0, 1))
    """0 for the youngest, 1 from eighteen years on."""
    worn = float(np.clip((person.age - 30) / 50 + random.normal(0, 0.1), 0, 1))
    man, gray = person.kind == "man", float(np.clip((person.age - 40) / 35 + random.normal(0, 0.15), 0, 1))
    skin = np.array([224, 178, 140]) * random.uniform(0.5, 1.1) + random.normal(0, 4, 3)
    hair = (1 - gray) * np.array([70, 48, 34]) * random.uniform(0.4, 2.2) + gray * np.array([205, 205, 205])
    circle = np.linspace(0, 2 * np.pi, 48)
    ring = np.stack([np.cos(circle), np.sin(circle)], 1)
    head = ring * [random.uniform(0.8, 0.9) + 0.06 * (1 - grown), 1.08 - 0.1 * (1 - grown)]
    if random.random() < (0.12 if man else 0.8):  # long hair, behind the head
        brush.shape(ring * [1.05, 1.05] + [0, 0.12], _color(hair), feature=False)
    bald = man and random.random() < 0.7 * worn
    if not bald:
        brush.shape(head * 1.1 + [0, -0.12], _color(hair), feature=False)
    brush.shape(head, _color(skin), feature=False)
    if not bald and random.random() < 0.7:  # a fringe, lower in children
        half = np.linspace(np.pi * 1.13, np.pi * 1.87, 24)
        low = -0.62 + 0.12 * (1 - grown)
        fringe = np.concatenate([
            np.stack([0.9 * np.cos(half), 1.1 * np.sin(half)], 1),
            np.stack([np.linspace(0.72, -0.72, 12), low + 0.1 * np.linspace(-1, 1, 12) ** 2], 1),
        ])  # fmt: skip
        brush.shape(fringe, _color(hair), feature=False)
    _paint_beard(man, grown, head, hair, brush, random)
    _paint_features(person, grown, man, skin, hair, brush, random)
    _paint_wrinkles(worn, skin, brush)


def _paint_beard(
    man: bool, grown: float, head: Points, hair: Points, brush: _Brush, random: np.random.Generator
) -> None:
    if man and grown >= 1 and random.random() < 0.45:
        below = head[(head[:, 1] > 0.3)]
        brush.shape(below * [1.0, 1.03], _color(hair * 0.9), feature=False)


def _paint_features(
    person: Person, grown: float, man: bool, skin: Points, hair: Points, brush: _Brush, random: np.random.Generator
) -> None:
    import numpy as np

    shown, dark = person.expression, _color(skin * random.uniform(0.2, 0.4))
    circle = np.linspace(0, 2 * np.pi, 32)
    ring = np.stack([np.cos(circle), np.sin(circle)], 1)
    young = 1 - grown
    apart, eye_y = random.uniform(0.34, 0.41), random.uniform(-0.2, -0.14) + 0.16 * young
    open_ = 0.12 * (1 + 0.75 * float(np.clip(shown.eye_open, -1, 1.2))) * (1 + 0.3 * young)
    for sign in (-1, 1):
        middle = np.array([sign * apart, eye_y])
        brush.eyes.append(brush.place(middle[None])[0])
        brush.shape(ring * [0.19 * (1 + 0.15 * young), max(0.02, open_)] + middle, (240, 240, 235))
        brush.shape(ring * [0.08, min(0.09, max(0.015, open_))] + middle, (25, 20, 20))
        across = np.linspace(-0.24, 0.24, 8)
        rise = -0.28 - 0.13 * shown.brow_height - 0.55 * shown.brow_slant * across * sign + 0.8 * across**2
        brush.line(
            np.stack([middle[0] + across, eye_y + rise], 1), _color(hair * 0.7),
            random.uniform(0.022, 0.032) if man else random.uniform(0.01, 0.02),
        )  # fmt: skip
    long = 0.24 - 0.1 * young
    brush.line(np.array([[0.0, eye_y + 0.14], [0.07, eye_y + 0.16 + long], [-0.03, eye_y + 0.18 + long]]), dark, 0.012)
    half, along = 0.34 * (1 + 0.35 * shown.mouth_width) * (1 - 0.15 * young), np.linspace(-1, 1, 24)
    bend = 0.53 - 0.22 * shown.mouth_curve * along**2
    opening = 0.2 * max(0.0, shown.mouth_open) * (1 - along**2)
    upper = np.stack([half * along, bend - 0.4 * opening], 1)
    lower = np.stack([half * along, bend + opening], 1)
    if opening.max() > 0.02:
        brush.shape(np.concatenate([upper, lower[::-1]]), (70, 20, 25))
    red = random.uniform(0.45, 0.75) if man else random.uniform(0.3, 0.6)
    for lip in (upper, lower):
        brush.line(lip, _color(skin * [0.8, red, red]), random.uniform(0.012, 0.02) if man else 0.028)


def _paint_wrinkles(worn: float, skin: Points, brush: _Brush) -> None:
    """Lines on the forehead, at the eyes, and from nose to mouth: as many and as dark as the face is worn."""
    import numpy as np

    shade, across = _color(skin * (1 - 0.4 * worn)), np.linspace(-1, 1, 12)
    for line in range(round(3 * worn)):
        brush.line(np.stack([0.45 * across, -0.62 - 0.09 * line + 0.04 * across**2], 1), shade, 0.01)
    for sign in (-1, 1):
        for line in range(round(3 * worn)):
            rise = 0.09 * (line - 1)
            brush.line(np.array([[sign * 0.62, -0.15 + rise / 2], [sign * 0.76, -0.15 + rise]]), shade, 0.01)
        if worn > 0.25:
            brush.line(np.array([[sign * 0.2, 0.2], [sign * 0.36, 0.36], [sign * 0.42, 0.55]]), shade, 0.012)


def _color(values: Points) -> tuple[int, int, int]:
    red, green, blue = (min(255, max(0, int(v))) for v in values)
    return red, green, blue
