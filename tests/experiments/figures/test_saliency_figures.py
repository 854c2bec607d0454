"""Evidence over pictures, and maps by depth: drawn on both grounds, with parts where matplotlib drew them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from plainspoken.experiments.figures.figure_style import DOTS, FigureWriter, Style
from plainspoken.experiments.figures.saliency_figures import draw_feature_maps, draw_grad_cam
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.record import RunRecord

Box = tuple[float, float, float, float]


@pytest.fixture
def record() -> RunRecord:
    return make_record("pets", "net", title="Net", confusion={"test": [[40, 10], [10, 40]]})


def within(inner: Box, outer: Box) -> bool:
    (x, y, w, h), (u, v, s, t) = inner, outer
    return u - 0.01 <= x and v - 0.01 <= y and x + w <= u + s + 0.01 and y + h <= v + t + 0.01


def corner_heat() -> np.ndarray:
    heat = np.zeros((20, 20))
    heat[1:5, 14:19] = 1
    return heat


@pytest.mark.parametrize("style", ["light", "dark"])
def test_evidence_is_described_and_boxed_where_it_is(tmp_path: Path, record: RunRecord, style: Style) -> None:
    pictures = [np.full((20, 20, 3), 128, np.uint8), np.full((20, 20), 0.5), np.full((20, 20), 0.5)]
    heats = [corner_heat(), corner_heat(), np.zeros((20, 20))]
    figure = draw_grad_cam(
        FigureWriter(tmp_path / "figures", "x", style), record, pictures, heats, ["dog", "cat", "cat"]
    )
    assert "dog: half of the evidence lies on 3 % of the picture, centred at the upper right" in figure.alt
    assert "cat: nothing speaks for the answer" in figure.alt
    assert figure.foot == "Grad-CAM, 3 samples of the test split, n = 100; one seed"
    parts = {part.name: part for part in figure.parts}
    assert list(parts) == ["dog", "cat", "evidence"] and len(parts["cat"].boxes) == 4
    evidence = parts["evidence"].boxes
    assert len(evidence) == 2 and within(evidence[0], parts["dog"].boxes[1])
    drawn = np.asarray(Image.open(tmp_path / figure.path).convert("RGB")).astype(int)
    left, top, width, height = evidence[0]
    middle = drawn[int((top + height / 2) * figure.height), int((left + width / 2) * figure.width)]
    assert middle[0] - middle[2] > 60, "the box is where the heat glows yellow"
    below = drawn[int((top + height * 2.5) * figure.height), int((left + width / 2) * figure.width)]
    assert abs(below[0] - below[2]) < 5, "beside it the picture is grey"


@pytest.mark.parametrize("style", ["light", "dark"])
def test_maps_are_rows_by_depth(tmp_path: Path, record: RunRecord, style: Style) -> None:
    draw = np.random.default_rng(0)
    maps = {"first": draw.random((6, 16, 16)), "last": draw.random((4, 4, 4))}
    writer = FigureWriter(tmp_path / "figures", "x", style)
    figure = draw_feature_maps(writer, record, draw.random((32, 32, 3)), maps)
    assert "at 2 depths of Net, a row each: first with 16 × 16 pixels, last with 4 × 4 pixels." in figure.alt
    picture, first, last = figure.parts
    assert (picture.name, first.name, last.name) == ("picture", "first", "last")
    assert picture.boxes[0][0] < first.boxes[0][0] and first.boxes[0][1] < last.boxes[0][1]
    assert all(
        min(x, y) >= 0 and x + w <= 1.002 and y + h <= 1.002 for part in figure.parts for x, y, w, h in part.boxes
    )
    assert Image.open(tmp_path / figure.path).size == (figure.width, figure.height) and figure.width > 10 * DOTS
