"""Super-resolution: bicubic interpolation, PSNR and SSIM against implementations that are not ours, and the pairs."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from PIL import Image

from plainspoken.experiments.studies.course.vision import bicubic_pairs as pairs
from plainspoken.experiments.studies.course.vision.srcnn_lab import SrcnnOptions, make_srcnn, sharpened, train_srcnn
from plainspoken.experiments.tasks.restoration import psnr, ssim


def keys(distance: float) -> float:
    """The cubic kernel of Keys (1981), a = -1/2."""
    x = abs(distance)
    if x < 1:
        return 1.5 * x**3 - 2.5 * x**2 + 1
    return -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0


def resized(line: np.ndarray, size: int) -> np.ndarray:
    """A line of pixels at another length, in float64: the kernel written out, widened where the line shrinks."""
    scale = len(line) / size
    wide = max(scale, 1.0)
    found = []
    for i in range(size):
        centre = (i + 0.5) * scale
        weights = np.array([keys((j + 0.5 - centre) / wide) for j in range(len(line))])
        found.append(weights @ line / weights.sum())
    return np.array(found)


@pytest.mark.parametrize("size", [(10, 8), (40, 32), (13, 11)])
def test_bicubic_is_that_of_the_kernel_written_out_and_of_pillow(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).random((20, 16))
    ours = pairs.enlarge(torch.from_numpy(picture)[None, None], size)[0, 0].numpy()
    rows = np.stack([resized(row, size[1]) for row in picture])
    written_out = np.stack([resized(column, size[0]) for column in rows.T]).T
    assert np.abs(ours - written_out).max() < 1e-9
    image = Image.fromarray(picture.astype(np.float32))
    theirs = np.asarray(image.resize(size[::-1], Image.Resampling.BICUBIC))
    assert np.abs(ours - theirs).max() < 1e-5


def test_psnr_and_ssim_are_those_written_out_in_numpy() -> None:
    """SSIM as scikit-image has it: windows of 7 by 7, sample covariance (Wang et al. 2004, equation 13)."""
    ndimage = pytest.importorskip("scipy.ndimage")
    draw = np.random.default_rng(2)
    truth = draw.random((24, 30))
    answer = (truth + draw.normal(0, 0.1, truth.shape)).clip(0, 1)
    a, t = (torch.from_numpy(each)[None, None] for each in (answer, truth))
    assert psnr(a, t).item() == pytest.approx(-10 * math.log10(((answer - truth) ** 2).mean()), abs=1e-9)
    mean = lambda values: ndimage.uniform_filter(values, 7)[3:-3, 3:-3]  # noqa: E731
    unbiased = 49 / 48
    ma, mt = mean(answer), mean(truth)
    va, vt = unbiased * (mean(answer**2) - ma**2), unbiased * (mean(truth**2) - mt**2)
    both = unbiased * (mean(answer * truth) - ma * mt)
    expected = (2 * ma * mt + 1e-4) * (2 * both + 9e-4) / ((ma**2 + mt**2 + 1e-4) * (va + vt + 9e-4))
    assert ssim(a, t).item() == pytest.approx(expected.mean(), abs=1e-9)
    assert ssim(t, t).item() == pytest.approx(1)


def test_tiles_are_whole_and_in_reading_order() -> None:
    picture = torch.arange(7 * 9.0).reshape(1, 1, 7, 9)
    cut = pairs.tiles(picture, 3)
    assert cut.shape == (6, 1, 3, 3)
    assert (cut[4, 0] == picture[0, 0, 3:6, 3:6]).all()


def test_a_patch_and_its_blurred_self_show_the_same_place() -> None:
    picture = torch.rand(1, 1, 40, 48)
    blurred, true = pairs.PatchPairs(picture, 2, side=20, seed=3).draw(8)
    again, _ = pairs.PatchPairs(picture, 2, side=20, seed=3).draw(8)
    assert blurred.shape == true.shape == (8, 1, 20, 20) and (blurred == again).all()
    assert all(np.corrcoef(b.flatten(), t.flatten())[0, 1] > 0.3 for b, t in zip(blurred, true, strict=True))


def test_brightness_is_changed_and_colour_kept() -> None:
    pixels = np.full((4, 5, 3), (0.5, 0.4, 0.3), dtype=np.float32)
    lighter = pairs.with_brightness(pixels, pairs.brightness(pixels) + 0.1)
    assert np.abs(lighter - pixels - 0.1).max() < 1e-6
    assert pairs.brightness(lighter).mean().item() == pytest.approx(0.299 * 0.6 + 0.587 * 0.5 + 0.114 * 0.4, abs=1e-6)


def test_with_its_shortcut_the_network_starts_from_bicubic_and_takes_any_size() -> None:
    torch.manual_seed(0)
    model = make_srcnn(4, 3, residual=True)
    picture = torch.rand(1, 1, 17, 23)
    assert (sharpened(model, picture, residual=True) == picture).all()
    patches = pairs.PatchPairs(torch.rand(1, 1, 40, 40), 2, side=20, seed=0)
    options = SrcnnOptions(steps=3, patches=2, side=20)
    assert [*train_srcnn(model, patches, options, rate=1e-3, border=4)] == [1, 2, 3]
    changed = sharpened(model, picture, residual=True)
    assert changed.shape == picture.shape and (changed != picture).any()
