"""Drawn scenes: landscapes with eighteen kinds of things, some common and some rare, and a caption for each.

What the generator is made to have: a long tail (a tree on most pictures, a balloon on one in seventy), things that come
together (a boat is on a pond, a car on a road), things that exclude each other (sun and moon), pictures of many sizes,
one id of the range 1 to 19 that never occurs, and captions that leave things out, as people's do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.experiments.studies.scenes.label_rows import LabelRows, one_hot

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw


@dataclass(frozen=True)
class Thing:
    """One kind of thing that can be in a scene.

    Attributes:
        words: what captions call it; the first is its name.
        share: how often it is drawn on its own account.
        brings: things that come with it, each with its probability.
    """

    words: tuple[str, ...]
    share: float
    brings: tuple[tuple[int, float], ...] = ()


THINGS: dict[int, Thing] = {
    1: Thing(("tree", "tree", "oak"), 0.62),
    2: Thing(("boat", "sailboat"), 0.05, ((3, 0.95),)),
    3: Thing(("pond", "lake"), 0.12),
    4: Thing(("house", "cottage"), 0.22, ((5, 0.35),)),
    5: Thing(("fence", "fence"), 0.06),
    6: Thing(("road", "street"), 0.14),
    7: Thing(("car", "automobile"), 0.09, ((6, 0.95),)),
    8: Thing(("cloud", "cloud"), 0.28),
    9: Thing(("sun", "sunshine"), 0.24),
    10: Thing(("bird", "gull"), 0.07, ((8, 0.5),)),
    11: Thing(("flower", "poppy"), 0.09),
    13: Thing(("hill", "mountain"), 0.18),
    14: Thing(("moon", "crescent"), 0.03),
    15: Thing(("kite", "kite"), 0.05, ((8, 0.3),)),
    16: Thing(("tent", "camp"), 0.04, ((17, 0.4),)),
    17: Thing(("flag", "banner"), 0.03),
    18: Thing(("bridge", "bridge"), 0.025, ((3, 0.85),)),
    19: Thing(("balloon", "airship"), 0.015),
}
"""By label id. There is no 12."""

SUN, MOON = 9, 14

_FORGOTTEN = 0.2
"""How often a caption leaves a thing out."""

_OPENINGS = ("", "a picture of ", "there is ", "we see ", "this shows ", "a view of ")
_JOINS = (" and ", " with ", " near ", " beside ", " next to ", " by ")


def draw_rows(count: int, seed: int) -> LabelRows:
    """Labels and captions of `count` scenes, without their pictures."""
    import numpy as np

    draw = np.random.default_rng(seed)
    chosen = [_choose(draw) for _ in range(count)]
    labels, targets = one_hot([" ".join(map(str, sorted(each))) for each in chosen])
    captions = [_caption(sorted(each), draw) for each in chosen]
    titles = {str(number): thing.words[0] for number, thing in THINGS.items()}
    return LabelRows([f"{i}.png" for i in range(count)], labels, targets, captions, titles)


def draw_picture(things: Sequence[int], random: np.random.Generator) -> Image:
    """One scene with these things, 72 to 144 pixels on its long side."""
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageDraw

    long = int(random.integers(72, 145))
    short = int(long * random.uniform(0.66, 1.0))
    wide, high = (long, short) if random.random() < 0.7 else (short, long)
    light = 0.35 if MOON in things else random.uniform(0.75, 1.1)
    sky = np.clip(np.array([150, 195, 235]) * light + random.normal(0, 10, 3), 0, 255)
    ground = np.clip(np.array([120, 165, 90]) * light + random.normal(0, 14, 3), 0, 255)
    horizon = random.uniform(0.45, 0.6)
    picture = Pictures.new("RGB", (wide, high), _colour(sky))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, horizon * high, wide, high), fill=_colour(ground))
    place = _Place(pen, wide, high, horizon, random)
    for number in sorted(things, key=_BACK_TO_FRONT.index):
        _PAINT[number](place)
    for _ in range(int(random.integers(0, 4))):  # stones have no label
        x, y = place.at(low=True)
        pen.ellipse((*place.px(x - 0.02, y - 0.012), *place.px(x + 0.02, y + 0.012)), fill=(125, 120, 115))
    pixels = np.asarray(picture, dtype=np.float64) + random.normal(0, 7, (high, wide, 1))
    return Pictures.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _choose(draw: np.random.Generator) -> set[int]:
    """The things of one scene; at least one."""
    found: set[int] = set()
    for number, thing in THINGS.items():
        if draw.random() < thing.share:
            found.add(number)
            found |= {other for other, chance in thing.brings if draw.random() < chance}
    if MOON in found:
        found.discard(SUN)
    return found or {1}


def _caption(things: Sequence[int], draw: np.random.Generator) -> str:
    told = [number for number in things if draw.random() > _FORGOTTEN] or [things[0]]
    told = [told[i] for i in draw.permutation(len(told))]
    nouns = [_with_article(THINGS[number].words[int(draw.integers(len(THINGS[number].words)))]) for number in told]
    joined = nouns[0]
    for noun in nouns[1:]:
        joined += _JOINS[int(draw.integers(len(_JOINS)))] + noun
    return f"{_OPENINGS[int(draw.integers(len(_OPENINGS)))]}{joined}."


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


class _Place:
    """Where things are put: shares of the picture's width and height, away from its edges."""

    def __init__(self, pen: ImageDraw, wide: int, high: int, horizon: float, random: np.random.Generator) -> None:
        self.pen, self.wide, self.high, self.horizon, self.random = pen, wide, high, horizon, random

    def px(self, x: float, y: float) -> tuple[float, float]:
        return x * self.wide, y * self.high

    def at(self, *, low: bool) -> tuple[float, float]:
        """A place on the ground, or in the sky."""
        x = self.random.uniform(0.22, 0.78)
        y = self.random.uniform(self.horizon + 0.12, 0.85) if low else self.random.uniform(0.14, self.horizon - 0.16)
        return float(x), float(y)

    def shape(self, points: Sequence[tuple[float, float]], fill: tuple[int, int, int]) -> None:
        self.pen.polygon([self.px(x, y) for x, y in points], fill=fill)

    def round(self, x: float, y: float, wide: float, high: float, fill: tuple[int, int, int]) -> None:
        self.pen.ellipse((*self.px(x - wide, y - high), *self.px(x + wide, y + high)), fill=fill)

    def line(self, points: Sequence[tuple[float, float]], fill: tuple[int, int, int], share: float = 0.015) -> None:
        self.pen.line([self.px(x, y) for x, y in points], fill=fill, width=max(1, round(share * self.wide)))

    def tone(self, red: int, green: int, blue: int) -> tuple[int, int, int]:
        shift = self.random.normal(0, 14, 3)
        return _colour([red + shift[0], green + shift[1], blue + shift[2]])


def _colour(values: Sequence[float] | np.ndarray) -> tuple[int, int, int]:
    red, green, blue = (int(min(255, max(0, value))) for value in values)
    return red, green, blue


def _tree(p: _Place) -> None:
    x, y = p.at(low=True)
    size = float(p.random.uniform(0.09, 0.15))
    p.shape([(x - 0.015, y), (x + 0.015, y), (x + 0.015, y - size), (x - 0.015, y - size)], p.tone(95, 65, 40))
    p.round(x, y - 1.5 * size, 0.8 * size, size, p.tone(35, 105, 45))


def _pond(p: _Place) -> None:
    p.round(float(p.random.uniform(0.35, 0.65)), 0.82, 0.3, 0.1, p.tone(60, 120, 190))


def _boat(p: _Place) -> None:
    x, y = float(p.random.uniform(0.35, 0.6)), 0.8
    p.shape([(x - 0.1, y - 0.03), (x + 0.1, y - 0.03), (x + 0.06, y + 0.03), (x - 0.06, y + 0.03)], p.tone(150, 70, 40))
    p.shape([(x, y - 0.22), (x, y - 0.04), (x + 0.09, y - 0.04)], p.tone(245, 245, 240))


def _house(p: _Place) -> None:
    x, y = p.at(low=True)
    wall = p.tone(215, 190, 160)
    p.shape([(x - 0.1, y), (x + 0.1, y), (x + 0.1, y - 0.14), (x - 0.1, y - 0.14)], wall)
    p.shape([(x - 0.13, y - 0.14), (x + 0.13, y - 0.14), (x, y - 0.26)], p.tone(160, 60, 45))


def _fence(p: _Place) -> None:
    y = float(p.random.uniform(0.68, 0.85))
    tone = p.tone(235, 225, 205)
    for post in range(6):
        x = 0.2 + 0.12 * post
        p.line([(x, y - 0.07), (x, y + 0.04)], tone)
    p.line([(0.2, y - 0.03), (0.8, y - 0.03)], tone)


def _road(p: _Place) -> None:
    x, tone = float(p.random.uniform(0.4, 0.6)), p.tone(90, 90, 95)
    p.shape([(x - 0.02, p.horizon), (x + 0.02, p.horizon), (x + 0.22, 1), (x - 0.22, 1)], tone)
    p.line([(x, p.horizon + 0.05), (x, 0.98)], (235, 235, 215), 0.01)


def _car(p: _Place) -> None:
    x, y = float(p.random.uniform(0.42, 0.58)), float(p.random.uniform(0.74, 0.86))
    tone = p.tone(*((190, 35, 35), (40, 70, 170), (225, 200, 60))[int(p.random.integers(3))])
    p.shape([(x - 0.1, y), (x + 0.1, y), (x + 0.1, y - 0.06), (x - 0.1, y - 0.06)], tone)
    p.shape([(x - 0.05, y - 0.06), (x + 0.05, y - 0.06), (x + 0.03, y - 0.11), (x - 0.03, y - 0.11)], tone)
    for wheel in (-0.06, 0.06):
        p.round(x + wheel, y + 0.005, 0.025, 0.025, (20, 20, 20))


def _cloud(p: _Place) -> None:
    x, y = p.at(low=False)
    for shift in (-0.07, 0.0, 0.07):
        p.round(x + shift, y, 0.075, 0.045, p.tone(240, 242, 245))


def _sun(p: _Place) -> None:
    x, y = p.at(low=False)
    p.round(x, y, 0.065, 0.065 * p.wide / p.high, p.tone(250, 205, 60))


def _moon(p: _Place) -> None:
    x, y = p.at(low=False)
    p.round(x, y, 0.06, 0.06 * p.wide / p.high, p.tone(240, 238, 215))
    p.round(x + 0.03, y - 0.01, 0.055, 0.055 * p.wide / p.high, (52, 68, 82))


def _bird(p: _Place) -> None:
    for _ in range(int(p.random.integers(1, 4))):
        x, y = p.at(low=False)
        p.line([(x - 0.05, y - 0.03), (x, y + 0.01), (x + 0.05, y - 0.03)], (30, 30, 35), 0.02)


def _flower(p: _Place) -> None:
    tone = p.tone(*((225, 60, 110), (240, 120, 40), (150, 60, 190))[int(p.random.integers(3))])
    for _ in range(4):
        x, y = p.at(low=True)
        p.line([(x, y), (x, y + 0.06)], (40, 120, 50))
        p.round(x, y, 0.025, 0.025, tone)


def _hill(p: _Place) -> None:
    x, tone = float(p.random.uniform(0.25, 0.75)), p.tone(120, 110, 125)
    p.shape([(x - 0.32, p.horizon + 0.01), (x + 0.3, p.horizon + 0.01), (x, p.horizon - 0.26)], tone)
    p.shape([(x - 0.06, p.horizon - 0.21), (x + 0.055, p.horizon - 0.21), (x, p.horizon - 0.26)], (245, 245, 248))


def _kite(p: _Place) -> None:
    x, y = p.at(low=False)
    p.shape([(x, y - 0.09), (x + 0.055, y), (x, y + 0.09), (x - 0.055, y)], p.tone(200, 40, 150))
    p.line([(x, y + 0.09), (x + 0.05, y + 0.2), (x + 0.01, y + 0.28)], (60, 60, 60), 0.01)


def _tent(p: _Place) -> None:
    x, y = p.at(low=True)
    p.shape([(x - 0.13, y), (x + 0.13, y), (x, y - 0.18)], p.tone(235, 140, 35))
    p.shape([(x - 0.03, y), (x + 0.03, y), (x, y - 0.1)], (60, 35, 20))


def _flag(p: _Place) -> None:
    x, y = p.at(low=True)
    p.line([(x, y), (x, y - 0.3)], (225, 225, 225))
    p.shape([(x, y - 0.3), (x + 0.14, y - 0.26), (x, y - 0.21)], p.tone(30, 60, 200))


def _bridge(p: _Place) -> None:
    tone = p.tone(125, 85, 60)
    p.line([(0.15, 0.78), (0.35, 0.68), (0.65, 0.68), (0.85, 0.78)], tone, 0.035)
    for x in (0.3, 0.5, 0.7):
        p.line([(x, 0.69), (x, 0.84)], tone, 0.025)


def _balloon(p: _Place) -> None:
    x, y = p.at(low=False)
    p.round(x, y, 0.09, 0.11, p.tone(60, 190, 170))
    p.line([(x - 0.05, y + 0.09), (x - 0.02, y + 0.17)], (70, 60, 50), 0.01)
    p.line([(x + 0.05, y + 0.09), (x + 0.02, y + 0.17)], (70, 60, 50), 0.01)
    p.shape([(x - 0.03, y + 0.17), (x + 0.03, y + 0.17), (x + 0.03, y + 0.21), (x - 0.03, y + 0.21)], (120, 80, 45))


_PAINT = {
    1: _tree, 2: _boat, 3: _pond, 4: _house, 5: _fence, 6: _road, 7: _car, 8: _cloud, 9: _sun, 10: _bird, 11: _flower,
    13: _hill, 14: _moon, 15: _kite, 16: _tent, 17: _flag, 18: _bridge, 19: _balloon,
}  # fmt: skip

_BACK_TO_FRONT = [13, 9, 14, 8, 19, 10, 15, 6, 3, 1, 4, 17, 16, 5, 18, 2, 7, 11]
