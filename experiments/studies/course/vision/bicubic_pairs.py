"""Pictures at half size, enlarged again by bicubic interpolation, beside what they were: the pairs of super-resolution.

The photographs are scikit-learn's two and scikit-image's cat: `china.jpg` is trained on, the others are tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn.functional import interpolate

from plainspoken.experiments.studies.course.vision.photographs import CAT, load_cat, load_photograph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in the brightness Y of ITU-R BT.601."""

PHOTOGRAPH = (640, 427)
"""Pixels of both photographs, across and down."""


def enlarge(picture: Tensor, size: tuple[int, int]) -> Tensor:
    """[n, channels, height, width] at another size by bicubic interpolation (Keys 1981, a = -0.5).

    Shrinking widens the kernel by the factor, so that nothing finer than the new pixels is left to alias.
    """
    return interpolate(picture, size, mode="bicubic", antialias=True)


def shrunk_and_enlarged(picture: Tensor, factor: int) -> Tensor:
    """What is left of a picture whose sides were divided by `factor`, at its old size and within 0 and 1."""
    height, width = picture.shape[-2:]
    small = enlarge(picture, (height // factor, width // factor)).clamp(0, 1)
    return enlarge(small, (height, width)).clamp(0, 1)


def colors_enlarged(pixels: NDArray[Any], factor: int) -> NDArray[np.float32]:
    """Pixels [height, width, 3] shrunk and enlarged, each color by itself."""
    picture = torch.from_numpy(pixels).float().permute(2, 0, 1)[None]
    found: NDArray[np.float32] = shrunk_and_enlarged(picture, factor)[0].permute(1, 2, 0).numpy()
    return found


def brightness(pixels: NDArray[Any]) -> Tensor:
    """[height, width, 3] between 0 and 1 to the brightness [1, 1, height, width]."""
    return (torch.from_numpy(pixels).float() @ torch.tensor(LUMA))[None, None]


def with_brightness(pixels: NDArray[Any], changed: Tensor) -> NDArray[np.float32]:
    """Pixels [height, width, 3] with another brightness [1, 1, height, width] and their own color."""
    old = brightness(pixels)[0, 0, :, :, None]
    found: NDArray[np.float32] = (torch.from_numpy(pixels) + changed[0, 0, :, :, None] - old).clamp(0, 1).numpy()
    return found


def tiles(picture: Tensor, side: int) -> Tensor:
    """[1, 1, height, width] in whole tiles [n, 1, side, side], row by row; what is left over at the right and below is
    not taken."""
    rows, columns = picture.shape[2] // side, picture.shape[3] // side
    cut = picture[0, 0, : rows * side, : columns * side].reshape(rows, side, columns, side)
    return cut.permute(0, 2, 1, 3).reshape(-1, 1, side, side)


def reduced_photograph(name: str, reduced: int) -> NDArray[np.float32]:
    """One of scikit-learn's photographs, or the cat, [height, width, 3], made smaller by `reduced`."""
    if name == CAT:
        return load_cat(reduced)
    width, height = (side // reduced // 4 * 4 for side in PHOTOGRAPH)
    return load_photograph(name, width, height)


class PatchPairs:
    """Patches at random places of a picture, mirrored and turned, each beside its blurred self.

    Args:
        picture: where patches are taken from, [1, 1, height, width].
        factor: by which it is shrunk and enlarged.
        side: of a patch in pixels.
    """

    def __init__(self, picture: Tensor, factor: int, *, side: int, seed: int) -> None:
        self._pair = torch.cat([shrunk_and_enlarged(picture, factor), picture])[:, 0]
        self._side, self._random = side, torch.Generator().manual_seed(seed)

    def draw(self, count: int) -> tuple[Tensor, Tensor]:
        """Blurred patches and the true ones, both [count, 1, side, side]."""
        found = []
        for _ in range(count):
            top, left = (self._below(size - self._side + 1) for size in self._pair.shape[1:])
            patch = self._pair[:, top : top + self._side, left : left + self._side]
            turned = torch.rot90(patch, self._below(4), (1, 2))
            found.append(turned.flip(2) if self._below(2) else turned)
        drawn = torch.stack(found)
        return drawn[:, :1], drawn[:, 1:]

    def _below(self, limit: int) -> int:
        return int(torch.randint(limit, (1,), generator=self._random))
