"""Small faces drawn from parameters: brows, eyes, mouth, head pose, light and noise; seven emotions that overlap.

An emotion is a mean and a spread of six muscles' worth of parameters, after the action units that Ekman and Friesen's
Facial Action Coding System (1978) names for it. Every face shows its emotion with an intensity of its own, so that
weak anger looks like neutral, and fear like surprise: people would not agree on all of them either.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

EMOTIONS = ("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")

SHARES = (0.12, 0.09, 0.12, 0.27, 0.15, 0.14, 0.11)
"""How common each emotion is; happiness leads, as in sets of photographs."""

_FINER = 4
"""Faces are drawn this many times larger and then reduced, which smooths edges."""


@dataclass(frozen=True)
class Expression:
    """Muscles of a face, each about -1 to 1, 0 at rest."""

    brow_height: float = 0.0
    brow_slant: float = 0.0
    """Positive: inner ends down, as in anger; negative: inner ends up, as in sadness."""
    eye_open: float = 0.0
    mouth_curve: float = 0.0
    """Positive: corners up."""
    mouth_open: float = 0.0
    mouth_width: float = 0.0

    def mixed(self, intensity: float, noise: NDArray[np.float64]) -> Expression:
        """This expression at an intensity, with noise [6] on each muscle."""
        values = [getattr(self, f.name) * intensity + n for f, n in zip(fields(self), noise, strict=True)]
        return Expression(*(float(value) for value in values))


TYPICAL = {
    "anger": Expression(-0.6, 0.9, 0.1, -0.5, 0.1, -0.1),
    "disgust": Expression(-0.5, 0.4, -0.7, -0.6, 0.25, 0.1),
    "fear": Expression(0.6, -0.6, 0.7, -0.35, 0.5, 0.2),
    "happiness": Expression(0.1, 0.0, -0.3, 0.9, 0.4, 0.5),
    "neutral": Expression(),
    "sadness": Expression(-0.1, -0.8, -0.4, -0.7, 0.0, -0.2),
    "surprise": Expression(0.9, 0.0, 0.9, 0.0, 0.9, -0.5),
}


def draw_faces(counts: dict[str, int], *, size: int, seed: int, noise: float) -> tuple[NDArray[np.uint8], list[str]]:
    """Draw faces, in random order.

    Args:
        counts: how many of each emotion.
        size: pixels on a side.
        seed: the same seed draws the same faces.
        noise: spread of the muscles around their emotion; also the grain of the picture.

    Returns:
        Pictures [n, size, size, 3] and the emotion of each.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    labels = [name for name, count in counts.items() for _ in range(count)]
    order = random.permutation(len(labels))
    labels = [labels[i] for i in order]
    pictures = np.empty((len(labels), size, size, 3), dtype=np.uint8)
    for i, label in enumerate(labels):
        intensity = float(random.uniform(0.4, 1.15))
        expression = TYPICAL[label].mixed(intensity, random.normal(0, noise, 6))
        pictures[i] = draw_face(expression, size=size, random=random, grain=noise)
    return pictures, labels


def split_counts(total: int) -> dict[str, int]:
    """`total` shared among the emotions by `SHARES`, at least one each; happiness takes what rounding leaves.

    Raises:
        ValueError: there are fewer than two for each emotion.
    """
    if total < 2 * len(EMOTIONS):
        raise ValueError(f"{total} faces are too few for {len(EMOTIONS)} emotions")
    counts = {name: max(1, round(total * share)) for name, share in zip(EMOTIONS, SHARES, strict=True)}
    counts["happiness"] += total - sum(counts.values())
    return counts


def draw_face(
    expression: Expression, *, size: int, random: np.random.Generator, grain: float = 0.1
) -> NDArray[np.uint8]:
    """One face [size, size, 3]; head, pose, colours and light come from `random`."""
    import numpy as np
    from PIL import Image as Pictures

    picture = _paint(expression, size * _FINER, random)
    small = picture.resize((size, size), Pictures.Resampling.BOX)
    pixels = np.asarray(small, dtype=np.float64)
    # Light from one side: a ramp across the picture at a random angle.
    angle, strength = random.uniform(0, 2 * np.pi), random.uniform(0, 0.45)
    ramp = np.linspace(-0.5, 0.5, size)
    light = 1 + strength * (np.cos(angle) * ramp[None, :] + np.sin(angle) * ramp[:, None])
    pixels = pixels * light[..., None] * random.uniform(0.75, 1.15)
    pixels += random.normal(0, 60 * grain, (size, size, 1))
    clipped: NDArray[np.uint8] = np.clip(pixels, 0, 255).astype(np.uint8)
    return clipped


def _paint(expression: Expression, side: int, random: np.random.Generator) -> Image:
    """The face at full size. Coordinates of the face run from -1 to 1; y points down."""
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageDraw

    turn = random.uniform(-0.2, 0.2)
    yaw, pitch = random.uniform(-0.18, 0.18), random.uniform(-0.1, 0.1)
    scale = side * random.uniform(0.42, 0.5)
    centre = side / 2 + random.uniform(-0.05, 0.05, 2) * side
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    skin = np.array([224, 178, 140]) * random.uniform(0.5, 1.1) + random.normal(0, 4, 3)
    grey = random.uniform(40, 215)
    ground = tuple(int(v) for v in np.clip(grey + random.normal(0, 18, 3), 0, 255))
    dark = tuple(int(v) for v in np.clip(skin * random.uniform(0.2, 0.4), 0, 255))
    lips = tuple(int(v) for v in np.clip(skin * [0.75, 0.45, 0.45], 0, 255))
    flesh = tuple(int(v) for v in np.clip(skin, 0, 255))
    picture = Pictures.new("RGB", (side, side), ground)
    writer = ImageDraw.Draw(picture)

    def place(points: NDArray[np.float64], *, feature: bool = True) -> list[tuple[float, float]]:
        """Face coordinates [k, 2] to pixels; features slide over the head as it turns and nods."""
        moved = points + ([yaw, pitch] if feature else [0.0, 0.0])
        return [(float(x), float(y)) for x, y in moved @ rotation.T * scale + centre]

    circle = np.linspace(0, 2 * np.pi, 48)
    width = random.uniform(0.8, 0.95)
    head = np.stack([width * np.cos(circle), 1.12 * np.sin(circle)], axis=1)
    hair = head * 1.1 + [0, -0.12]
    writer.polygon(place(hair, feature=False), fill=dark)
    writer.polygon(place(head, feature=False), fill=flesh)
    stroke = max(2, round(side * random.uniform(0.022, 0.032)))
    apart, eye_y = random.uniform(0.34, 0.42), random.uniform(-0.24, -0.16)
    height = 0.13 * (1 + 0.75 * np.clip(expression.eye_open, -1, 1.2))
    for sign in (-1, 1):
        middle = np.array([sign * apart, eye_y])
        eye = np.stack([0.2 * np.cos(circle), max(0.015, height) * np.sin(circle)], axis=1) + middle
        writer.polygon(place(eye), fill=(240, 240, 235), outline=dark)
        pupil = np.stack([0.075 * np.cos(circle), min(0.085, max(0.012, height)) * np.sin(circle)], axis=1) + middle
        writer.polygon(place(pupil), fill=(25, 20, 20))
        across = np.linspace(-0.24, 0.24, 8)
        lift = -0.28 - 0.13 * expression.brow_height
        # `across * sign` is negative at the inner end.
        slope = -0.55 * expression.brow_slant * across * sign
        brow = np.stack([middle[0] + across, eye_y + lift + slope + 0.8 * across**2], axis=1)
        writer.line(place(brow), fill=dark, width=round(stroke * 1.5), joint="curve")
    nose = np.array([[0.0, -0.05], [0.07, 0.2], [-0.03, 0.22]])
    writer.line(place(nose), fill=tuple(int(v * 0.75) for v in flesh), width=stroke)
    half = 0.36 * (1 + 0.35 * expression.mouth_width)
    along = np.linspace(-1, 1, 24)
    bend = -0.22 * expression.mouth_curve * along**2
    opening = 0.22 * max(0.0, expression.mouth_open) * (1 - along**2)
    upper = np.stack([half * along, 0.53 + bend - 0.4 * opening], axis=1)
    lower = np.stack([half * along, 0.53 + bend + opening], axis=1)
    if opening.max() > 0.02:
        writer.polygon(place(np.concatenate([upper, lower[::-1]])), fill=(70, 20, 25))
    writer.line(place(upper), fill=lips, width=stroke, joint="curve")
    writer.line(place(lower), fill=lips, width=stroke, joint="curve")
    return picture
