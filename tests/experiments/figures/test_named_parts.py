"""Every figure names its parts: each box lies on the picture, where matplotlib drew what the name says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from plainspoken.experiments.figures import sample_grids
from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.imported_curves import draw_known_curves
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.metric import NamedNumbers
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import Epoch, Figure, RunRecord
from plainspoken.experiments.studies.reviews.run_figures import draw_comparison, draw_curve_panels, draw_gaps
from plainspoken.experiments.training.augmentation import Augmentation

KEPT = Path(__file__).resolve().parents[3] / "talks" / "approaches" / "recorded" / "results" / "emotion"


@pytest.fixture(scope="module")
def record() -> RunRecord:
    return read_run(next(iter(sorted(KEPT.glob("resnet*.json")))))


def inside(figure: Figure) -> bool:
    """Whether every part has a box, and all boxes lie on the picture."""
    edge = 0.002
    return all(
        part.boxes
        and all(
            x >= -edge and y >= -edge and w > 0 and h >= 0 and x + w <= 1 + edge and y + h <= 1 + edge
            for x, y, w, h in part.boxes
        )
        for part in figure.parts
    )


def apart(first: tuple[float, float, float, float], second: tuple[float, float, float, float]) -> bool:
    (x, y, w, h), (u, v, s, t) = first, second
    return x + w <= u + 0.001 or u + s <= x + 0.001 or y + h <= v + 0.001 or v + t <= y + 0.001


def test_a_grid_names_its_pictures_by_truth_and_answer(tmp_path: Path, record: RunRecord) -> None:
    pictures = np.zeros((record.final.test.n, 8, 8, 3), np.uint8)
    figure = sample_grids.draw_grid(FigureWriter(tmp_path, "x"), record, pictures)
    grid = record.samples.grid
    assert {part.name for part in figure.parts} == {s.truth if s.right else f"{s.truth}/{s.predicted}" for s in grid}
    boxes = [box for part in figure.parts for box in part.boxes]
    assert len(boxes) == len(grid) and inside(figure)
    assert all(apart(a, b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert figure.foot == f"{len(grid)} of the n = {record.final.test.n:,} samples of the test split; one seed"


def test_mistakes_are_named_by_both_classes(tmp_path: Path, record: RunRecord) -> None:
    pictures = np.zeros((record.final.test.n, 8, 8, 3), np.uint8)
    figure = sample_grids.draw_mistakes(FigureWriter(tmp_path, "x"), record, pictures)
    shown = record.samples.mistakes[:4]
    assert sum(len(part.boxes) for part in figure.parts) == len(shown) and inside(figure)
    assert {tuple(key[0] for key in part.keys) for part in figure.parts} == {(s.truth, s.predicted) for s in shown}
    by_name = {part.name: part.boxes for part in figure.parts}
    firsts = [by_name[f"{s.truth}/{s.predicted}"] for s in shown]
    assert firsts[0][0][0] < firsts[-1][-1][0], "the pictures go from left to right"


def test_classes_and_augmentations_are_columns(tmp_path: Path, record: RunRecord) -> None:
    card = read_study(KEPT / "study.json").data
    targets = np.repeat(np.arange(len(card.classes)), 3)
    pictures = np.full((len(targets), 16, 16, 3), 128, np.uint8)
    data = sample_grids.draw_data(FigureWriter(tmp_path, "x"), card, pictures, targets)
    assert [part.name for part in data.parts] == card.classes and inside(data)
    assert all(len(part.boxes) == 3 for part in data.parts)
    lefts = [part.boxes[0][0] for part in data.parts]
    assert lefts == sorted(lefts) and f"n = {card.splits['train'].n:,}" in data.foot
    augmentation = Augmentation()
    changed = sample_grids.draw_augmentations(FigureWriter(tmp_path, "x"), pictures, augmentation, seed=1)
    assert [part.name for part in changed.parts] == ["as it is", *augmentation.names(), "all"] and inside(changed)
    assert ["all"] not in changed.parts[-1].keys


def test_imported_curves_name_lines_and_panels(tmp_path: Path) -> None:
    rows = [
        Epoch(epoch=i, train=NamedNumbers(loss=1 / i, accuracy=0.3 * i), valid=NamedNumbers(loss=1.5 / i))
        for i in (1, 2, 3)
    ]
    figure = draw_known_curves(FigureWriter(tmp_path, "x"), make_record("s", "r", history=rows, epochs=3))
    assert figure is not None and inside(figure)
    names = {part.name: part for part in figure.parts}
    assert set(names) == {"training", "training/Loss", "training/Accuracy", "validation", "Loss", "Accuracy"}
    ys = [y for _, y in names["training/Loss"].paths[0]]
    assert ys == sorted(ys), "a falling loss goes down the picture"
    assert "one seed" in figure.foot


@pytest.mark.parametrize("draw", [draw_comparison, draw_gaps, draw_curve_panels])
def test_figures_of_several_runs_name_them_at_the_bars_and_lines(
    tmp_path: Path, draw: Callable[[FigureWriter, Sequence[RunRecord]], Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = KEPT.parent / "reviews"
    records = [read_run(folder / f"{run}.json") for run in read_study(folder / "study.json").runs]
    records = records if draw is draw_gaps else records[:4]
    writer = FigureWriter(tmp_path, "x")
    made: list = []
    canvas = writer.canvas
    monkeypatch.setattr(writer, "canvas", lambda *a, **k: made.append(canvas(*a, **k)) or made[-1])
    figure = draw(writer, records)
    axes = made[0][1]
    written = {text.get_text() for ax in axes for text in ax.texts}
    expected = {
        draw_comparison: {record.title for record in records} | {"even guess"},
        draw_gaps: {"first epoch", "last three epochs", "overfits from here"},
        draw_curve_panels: {"training", "validation"},
    }[draw]
    assert expected <= written and inside(figure)
    legend = [text.get_text() for ax in axes if (box := ax.get_legend()) for text in box.get_texts()]
    assert legend == (["always the\nmajority"] if draw is draw_comparison else [])
    assert "n = " in figure.foot and "one seed each" in figure.foot


def test_bars_too_short_for_their_names_have_a_legend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = KEPT.parent / "reviews"
    records = [read_run(folder / f"{run}.json") for run in read_study(folder / "study.json").runs][:2]
    long = records[0].model_copy(update={"title": "A name that is longer than any bar of this chart can be high"})
    writer = FigureWriter(tmp_path, "x")
    made: list = []
    canvas = writer.canvas
    monkeypatch.setattr(writer, "canvas", lambda *a, **k: made.append(canvas(*a, **k)) or made[-1])
    draw_comparison(writer, [long, records[1]])
    legend = made[0][1][0].get_legend()
    assert legend is not None and records[1].title.replace(", ", ",\n") in [t.get_text() for t in legend.get_texts()]
