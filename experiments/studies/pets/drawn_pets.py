"""Heads of cats and dogs drawn from parameters: ears, muzzle, eyes, fur, pose, light and grain.

No single part gives the answer away. Most cats have pointed ears, and so have some dogs; most dogs have a long muzzle,
and some have a short one. What tells the two apart reliably is small: the shape of the nose and the pupils, and the
whiskers, which 64 pixels on a side show and 32 hardly do. An animal can be drawn again with a part left out, or with
the other sort of ears, and nothing else changed: so a study can ask what a network goes by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Points = NDArray[np.float64]
    Pixels = NDArray[np.uint8]

Species = Literal["cat", "dog"]

PARTS = ("ears", "muzzle", "eyes")
"""What can be left out of a drawing."""

SIDE = 128
"""Pixels on a side of a drawing, as photographs have more of them than a network is given."""

_FINER = 3
"""Animals are drawn this many times larger and then reduced, which smooths edges."""

_POINTED: dict[Species, float] = {"cat": 0.72, "dog": 0.45}
"""How many of each kind have pointed ears."""

_GRAIN = 16.0
"""Deviation of the pictures' noise, of 255."""

_COATS = ((196, 148, 96), (92, 78, 68), (226, 214, 196), (150, 142, 134), (60, 56, 58), (206, 170, 132), (176, 112, 62))
"""Fur that both kinds have."""


@dataclass(frozen=True)
class Look:
    """Everything about one animal that chance decides; lengths in half widths of the head.

    Attributes:
        pointed: how pointed the ears are: 1 stands up like a cat's, 0 hangs like a spaniel's.
        muzzle: length and width of the muzzle, 0 (flat) to 1 (long).
        pattern: `plain`, `stripes` or `patches`.
        seed: of fur, light and grain, so that an animal drawn again has the same.
    """

    species: Species
    pointed: float
    ear_length: float
    muzzle: float
    coat: tuple[int, int, int]
    inner: tuple[int, int, int]
    ground: tuple[int, int, int]
    eye: tuple[int, int, int]
    pattern: Literal["plain", "stripes", "patches"]
    tongue: bool
    roll: float
    yaw: float
    pitch: float
    scale: float
    centre: tuple[float, float]
    seed: int


def draw_look(species: Species, random: np.random.Generator) -> Look:
    """One animal of a kind, by chance."""
    import numpy as np

    def colour(base: NDArray[np.float64], spread: float) -> tuple[int, int, int]:
        red, green, blue = np.clip(base + random.normal(0, spread, 3), 8, 250).astype(int).tolist()
        return red, green, blue

    pointed = _share(random, _POINTED[species])
    coat = np.array(_COATS[int(random.integers(len(_COATS)))], dtype=float) * random.uniform(0.8, 1.15)
    eyes = [(120, 160, 70), (180, 150, 60), (90, 140, 170), (90, 60, 36)]
    shares = [0.3, 0.3, 0.2, 0.2] if species == "cat" else [0.1, 0.25, 0.15, 0.5]
    long = random.normal(0.4, 0.16) if species == "cat" else random.normal(0.58, 0.18)
    return Look(
        species=species,
        pointed=pointed,
        ear_length=float(random.uniform(0.75, 1.2)),
        muzzle=float(np.clip(long, 0, 1)),
        coat=colour(coat, 8),
        inner=colour(0.5 * coat + [100, 70, 70], 8),
        ground=colour(np.full(3, random.uniform(40, 225)), 26),
        eye=eyes[int(random.choice(4, p=shares))],
        pattern=(["plain", "stripes", "patches"] if species == "cat" else ["plain", "patches", "stripes"])[
            int(random.choice(3, p=[0.4, 0.38, 0.22]))
        ],  # type: ignore[arg-type]
        tongue=bool(species == "dog" and random.random() < 0.3),
        roll=float(random.normal(0, 0.22)),
        yaw=float(random.uniform(-0.22, 0.22)),
        pitch=float(random.uniform(-0.12, 0.12)),
        scale=float(random.uniform(0.15, 0.28)),
        centre=(float(random.uniform(0.4, 0.6)), float(random.uniform(0.44, 0.62))),
        seed=int(random.integers(2**31)),
    )


def draw_pets(count: int, *, seed: int) -> tuple[Pixels, list[Look]]:
    """As many cats as dogs, in turn: pictures [count, SIDE, SIDE, 3] and the animals on them."""
    import numpy as np

    random = np.random.default_rng(seed)
    looks = [draw_look("cat" if i % 2 == 0 else "dog", random) for i in range(count)]
    return np.stack([draw_pet(look) for look in looks]), looks


def draw_pet(look: Look, *, without: str = "", other_ears: bool = False) -> Pixels:
    """One animal [SIDE, SIDE, 3].

    Args:
        without: one of `PARTS` that is left out.
        other_ears: give it hanging ears for pointed ones, and pointed ones for hanging.

    Raises:
        ValueError: `without` is no part.
    """
    import numpy as np
    from PIL import Image as Pictures

    if without and without not in PARTS:
        raise ValueError(f"no part of an animal is called {without!r}")
    painted = _Painter(look).paint(without, 1 - look.pointed if other_ears else look.pointed)
    small = painted.resize((SIDE, SIDE), Pictures.Resampling.BOX)
    random = np.random.default_rng(look.seed + 1)
    pixels = np.asarray(small, dtype=np.float64)
    angle, strength = random.uniform(0, 2 * np.pi), random.uniform(0, 0.6)
    ramp = np.linspace(-0.5, 0.5, SIDE)
    light = 1 + strength * (np.cos(angle) * ramp[None, :] + np.sin(angle) * ramp[:, None])
    pixels = pixels * light[..., None] * random.uniform(0.6, 1.15)
    pixels += random.normal(0, _GRAIN, (SIDE, SIDE, 1))
    clipped: Pixels = np.clip(pixels, 0, 255).astype(np.uint8)
    return clipped


def ear_boxes(look: Look) -> list[tuple[int, int, int, int]]:
    """Where the two ears are: left, top, right and bottom in pixels of a drawing, within it."""
    boxes = []
    for side in (-1, 1):
        points = _Painter(look).place(_ear(side, look.pointed, look.ear_length)) / _FINER
        low, high = points.min(0).clip(0, SIDE), points.max(0).clip(0, SIDE)
        boxes.append((int(low[0]), int(low[1]), int(high[0]) + 1, int(high[1]) + 1))
    return boxes


class _Painter:
    """Paints one animal at full size. Coordinates of the head run from -1 to 1; y points down."""

    def __init__(self, look: Look) -> None:
        import numpy as np
        from PIL import Image as Pictures
        from PIL import ImageDraw

        self.look = look
        self.side = SIDE * _FINER
        self.random = np.random.default_rng(look.seed)
        self.picture = Pictures.new("RGB", (self.side, self.side), look.ground)
        self.brush = ImageDraw.Draw(self.picture)
        self.circle = np.linspace(0, 2 * np.pi, 40)
        cos, sin = np.cos(look.roll), np.sin(look.roll)
        self.rotation = np.array([[cos, -sin], [sin, cos]])
        self.dark = tuple(int(0.35 * v) for v in look.coat)

    def place(self, points: Points, depth: float = 0.0) -> Points:
        """Points [k, 2] of the head in pixels; what lies in front (`depth` > 0) slides as the head turns."""
        import numpy as np

        look = self.look
        moved = points + np.array([look.yaw, look.pitch]) * depth
        placed: Points = moved @ self.rotation.T * look.scale * self.side + np.array(look.centre) * self.side
        return placed

    def fill(self, points: Points, colour: tuple[int, ...], depth: float = 0.0) -> None:
        self.brush.polygon([(float(x), float(y)) for x, y in self.place(points, depth)], fill=colour)

    def line(self, points: Points, colour: tuple[int, ...], width: float, depth: float = 0.0) -> None:
        drawn = [(float(x), float(y)) for x, y in self.place(points, depth)]
        self.brush.line(drawn, fill=colour, width=max(1, round(width * self.look.scale * self.side)), joint="curve")

    def oval(self, x: float, y: float, wide: float, high: float) -> Points:
        import numpy as np

        return np.stack([x + wide * np.cos(self.circle), y + high * np.sin(self.circle)], 1)

    def paint(self, without: str, pointed: float) -> Image:
        """Ground, body, ears, head, fur, face, in that order."""
        self._ground()
        look = self.look
        hang = pointed < 0.5
        body = tuple(int(0.85 * v) for v in look.coat)
        self.fill(self.oval(0, 2.0, 1.15, 1.5), body)
        if without != "ears" and not hang:
            self._ears(pointed)
        long = look.muzzle
        head = self.oval(0, 0, 0.98 - 0.1 * long, 0.88 + 0.14 * long)
        self.fill(head, look.coat)
        self._fur()
        if without != "ears" and hang:
            self._ears(pointed)
        if without != "muzzle":
            self._muzzle()
        if without != "eyes":
            self._eyes()
        return self.picture

    def _ground(self) -> None:
        """A floor and some blots, so that the head is not the only thing in the picture."""
        import numpy as np

        random, side = self.random, self.side
        shade = np.array(self.look.ground)
        floor = tuple(int(v) for v in np.clip(shade * random.uniform(0.6, 1.3), 0, 255))
        self.brush.rectangle((0, int(side * random.uniform(0.5, 0.9)), side, side), fill=floor)
        for _ in range(int(random.integers(2, 7))):
            x, y, wide, high = random.uniform(0, side, 4)
            blot = tuple(int(v) for v in np.clip(shade + random.normal(0, 45, 3), 0, 255))
            self.brush.ellipse((x, y, x + 0.4 * wide, y + 0.4 * high), fill=blot)

    def _ears(self, pointed: float) -> None:
        import numpy as np

        look = self.look
        hang = tuple(int(0.78 * v) for v in look.coat)
        for side in (-1, 1):
            ear = _ear(side, pointed, look.ear_length)
            self.fill(ear, look.coat if pointed >= 0.5 else hang)
            if pointed >= 0.5:
                self.fill(np.mean(ear, 0) + 0.55 * (ear - np.mean(ear, 0)), look.inner)

    def _fur(self) -> None:
        """Stripes over the brow or patches, by the coat's pattern."""
        import numpy as np

        look, random = self.look, self.random
        if look.pattern == "stripes":
            for x in (-0.4, -0.2, 0.0, 0.2, 0.4):
                stripe = np.array([[x, -0.78 + 0.3 * abs(x)], [0.75 * x, -0.42]])
                self.line(stripe, self.dark, 0.07, 0.5)
            for sign in (-1, 1):
                for y in (0.05, 0.25):
                    self.line(np.array([[sign * 0.95, y - 0.06], [sign * 0.62, y]]), self.dark, 0.06, 0.3)
        if look.pattern == "patches":
            pale = tuple(int(v) for v in np.clip(np.array(look.coat) * 0.5 + 125, 0, 255))
            tint = pale if random.random() < 0.6 else self.dark
            sign = -1 if random.random() < 0.5 else 1
            self.fill(self.oval(sign * 0.4, -0.2, 0.34, 0.42), tint, 0.5)

    def _muzzle(self) -> None:
        """The muzzle with nose, mouth and, on cats, whiskers."""
        import numpy as np

        look = self.look
        long = look.muzzle
        pale = tuple(int(v) for v in np.clip(np.array(look.coat) * 0.75 + 60, 0, 255))
        wide, high = 0.34 + 0.12 * long, 0.22 + 0.22 * long
        depth = 0.8 + 0.8 * long
        self.fill(self.oval(0, 0.42 + 0.12 * long, wide, high), pale, depth)
        nose_y = 0.3 + 0.02 * long
        if look.species == "cat":
            nose = np.array([[-0.11, nose_y - 0.05], [0.11, nose_y - 0.05], [0, nose_y + 0.09]])
            self.fill(nose, (206, 130, 126) if look.seed % 3 else (70, 54, 54), depth)
        else:
            self.fill(self.oval(0, nose_y, 0.13 + 0.05 * long, 0.09 + 0.04 * long), (34, 28, 30), depth)
        fork = nose_y + 0.22 + 0.12 * long
        if look.tongue:
            self.fill(self.oval(0, fork + 0.14, 0.12, 0.2), (214, 104, 116), depth)
        self.line(np.array([[0, nose_y + 0.08], [0, fork]]), self.dark, 0.035, depth)
        along = np.linspace(0, 1, 8)
        for sign in (-1, 1):
            mouth = np.stack([sign * 0.26 * along, fork + 0.1 * np.sin(np.pi * along)], 1)
            self.line(mouth, self.dark, 0.035, depth)
            if look.species == "cat":
                for rise in (-0.12, 0.0, 0.12):
                    whisker = np.array([[sign * 0.2, 0.45 + 0.3 * rise], [sign * 0.95, 0.42 + rise]])
                    self.line(whisker, (236, 236, 230), 0.022, depth)

    def _eyes(self) -> None:
        import numpy as np

        look = self.look
        for sign in (-1, 1):
            x, y = sign * 0.4, -0.14
            if look.species == "cat":
                along = np.linspace(0, np.pi, 12)
                tilt = np.stack([x - 0.21 * np.cos(along), y - sign * 0.08 * -np.cos(along) - 0.13 * np.sin(along)], 1)
                lower = np.stack([x + 0.21 * np.cos(along), y - sign * 0.08 * np.cos(along) + 0.12 * np.sin(along)], 1)
                self.fill(np.concatenate([tilt, lower]), look.eye, 0.6)
                self.fill(self.oval(x, y, 0.045, 0.12), (16, 14, 16), 0.6)
            else:
                self.fill(self.oval(x, y, 0.14, 0.14), look.eye, 0.6)
                self.fill(self.oval(x, y, 0.09, 0.09), (16, 14, 16), 0.6)
            self.fill(self.oval(x + 0.04, y - 0.05, 0.025, 0.025), (240, 240, 240), 0.6)


def _share(random: np.random.Generator, mostly: float) -> float:
    """Pointed with that probability, hanging otherwise; each in its own degree."""
    return float(random.uniform(0.65, 1.0) if random.random() < mostly else random.uniform(0.0, 0.35))


def _ear(side: int, pointed: float, length: float) -> Points:
    """The outline [k, 2] of one ear: a triangle that stands up, or a lobe that hangs down."""
    import numpy as np

    if pointed >= 0.5:
        tip = np.array([0.78 - 0.12 * pointed, -0.85 - 0.62 * pointed * length])
        ear: Points = np.array([[0.22, -0.72], tip, [0.9, -0.28]]) * np.array([side, 1.0])
        return ear
    around = np.linspace(0, 2 * np.pi, 24)
    out, down = 0.2 + 0.1 * pointed, 0.5 * length
    lobe: Points = np.stack([0.92 + out * np.cos(around) + 0.12 * np.sin(around), -0.1 + down * np.sin(around)], 1)
    lobe *= np.array([side, 1.0])
    return lobe
