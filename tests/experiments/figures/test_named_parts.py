"""Every figure names its parts: each box lies on the picture, where matplotlib drew what the name says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from plainspoken.experiments.figures import multilabel_charts, sample_grids, tradeoff_charts
from plainspoken.experiments.figures.detection_charts import draw_precision_recall
from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.imported_curves import draw_known_curves
from plainspoken.experiments.figures.metric_curves import draw_metric_curves, draw_step_curves
from plainspoken.experiments.figures.path_charts import draw_paths, draw_schedules
from plainspoken.experiments.figures.picture_strips import draw_strip
from plainspoken.experiments.figures.regression_chart import draw_predictions
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.metric import MetricKind, NamedNumbers
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import (
    Cost,
    Curve,
    DetectionDetail,
    Epoch,
    Figure,
    LabelMetrics,
    MultiLabelDetail,
    RegressionDetail,
    RunRecord,
    Sample,
    Samples,
)
from plainspoken.experiments.studies.reviews.run_figures import draw_comparison, draw_curve_panels, draw_gaps
from plainspoken.experiments.training.augmentation import Augmentation

F1 = MetricKind(unit="fraction", better="higher")
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
    assert changed.foot == "2 pictures of the training split, changed at random with seed 1"


def test_a_grid_of_several_labels_breaks_their_names_over_lines(tmp_path: Path) -> None:
    grid = [
        Sample(index=i, truth="desert, mountains, trees" if i else "sea", predicted="mountains, trees" if i else "sea")
        for i in range(10)
    ]
    record = make_record("s", "r", values={"test": {"micro_f1": 0.8}}, counts={"test": 40}, kinds={"micro_f1": F1},
                         samples=Samples(grid=grid, right=1, total=10))  # fmt: skip
    figure = sample_grids.draw_grid(FigureWriter(tmp_path, "x"), record, np.zeros((40, 8, 8, 3), np.uint8))
    boxes = [box for part in figure.parts for box in part.boxes]
    assert len(boxes) == 10 and inside(figure) and all(apart(a, b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert figure.foot == "10 of the n = 40 samples of the test split; one seed"
    assert "trees taken for mountains, trees; desert, mountains" in figure.alt


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
        draw_gaps: {"first epoch", "last epochs", "overfits from here"},
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


def run_tested(run: str, right: int = 40, **fields: object) -> RunRecord:
    confusion = {"test": [[right, 50 - right], [50 - right, right]]}
    return make_record("s", run, confusion=confusion, cost=Cost(parameters=2 * right), **fields)


def test_charts_of_several_labels_name_bars_cells_and_lines(tmp_path: Path) -> None:
    label = LabelMetrics(precision=0.5, recall=0.5, f1=0.5, support=10, predicted=10)
    detail = MultiLabelDetail(
        labels=["rain", "snow"],
        per_label={"rain": label, "snow": label.model_copy(update={"f1": 0.25})},
        together=[[10, 4], [4, 8]],
        threshold_curve={"threshold": [0.0, 0.5, 1.0], "micro_f1": [0.4, 0.6, 0.1], "macro_f1": [0.3, 0.5, 0.1]},
    )
    record, writer = run_tested("m"), FigureWriter(tmp_path, "x")
    bars = multilabel_charts.draw_label_scores(writer, record, detail)
    assert [part.name for part in bars.parts] == ["rain", "snow"] and inside(bars)
    assert bars.parts[0].boxes[0][3] > bars.parts[1].boxes[0][3], "the higher bar has the higher box"
    assert bars.foot == "test split, n = 100; one seed"
    cells = multilabel_charts.draw_together(writer, record, detail)
    assert [part.name for part in cells.parts] == ["rain/snow", "snow/rain"] and inside(cells)
    lines = multilabel_charts.draw_thresholds(writer, record, detail)
    assert [part.name for part in lines.parts] == ["micro F1", "macro F1"] and inside(lines)


def test_a_scatter_of_some_samples_says_of_how_many(tmp_path: Path) -> None:
    detail = RegressionDetail(target="price", unit="number", truth=[1.0, 2.0, 3.0], answer=[1.5, 2.0, 2.5])
    kinds = {"mae": MetricKind(unit="number", better="lower")}
    record = make_record("s", "r", values={"test": {"mae": 0.3}}, counts={"test": 8}, kinds=kinds)
    figure = draw_predictions(FigureWriter(tmp_path, "x"), record, detail)
    assert [part.name for part in figure.parts] == ["diagonal"] and inside(figure)
    assert figure.foot == "test split, 3 of n = 8; one seed"


def test_precision_by_recall_is_a_line(tmp_path: Path) -> None:
    detail = DetectionDetail(overlap=0.5, recall=[0.0, 0.5, 0.8], precision=[1.0, 0.9, 0.4])
    figure = draw_precision_recall(FigureWriter(tmp_path, "x"), run_tested("d"), detail)
    ys = [y for _, y in figure.parts[0].paths[0]]
    assert inside(figure) and ys == sorted(ys) and "overlap of 0.50, n = 100; one seed" in figure.foot


def test_tradeoffs_name_runs_cells_and_the_front(tmp_path: Path) -> None:
    writer = FigureWriter(tmp_path, "x")
    runs = [
        run_tested("small", 40, at={"net": "cnn", "rate": 0.1}),
        run_tested("large", 48, at={"net": "mlp", "rate": 0.1}),
    ]
    pareto = tradeoff_charts.draw_pareto(writer, runs, cost="parameters")
    assert [part.name for part in pareto.parts] == ["Small", "Large", "Pareto front"] and inside(pareto)
    assert pareto.parts[0].boxes[0][0] < pareto.parts[1].boxes[0][0], "the cheaper run is further left"
    assert pareto.foot == "2 runs, n = 100 test samples; one seed each"
    sweep = tradeoff_charts.draw_sweep(writer, runs, across="rate", up="net")
    assert [part.keys for part in sweep.parts] == [[["cnn"], ["0.1"]], [["mlp"], ["0.1"]]] and inside(sweep)
    logits = np.log([[0.8, 0.2], [0.3, 0.7]] * 5)
    chart = tradeoff_charts.draw_calibration(writer, runs[0], logits, np.arange(10) % 2)
    assert [part.name for part in chart.parts] == ["calibration", "diagonal"] and inside(chart)


def test_paths_curves_and_strips_name_their_parts(tmp_path: Path) -> None:
    writer = FigureWriter(tmp_path, "x")
    path = Curve(x=[2.0, 1.0, 0.0], y=[1.0, -0.5, 0.0], x_name="x", y_name="y")
    record = make_record("s", "sgd", title="SGD", curves={"path": path})
    paths = draw_paths(writer, [record], lambda x, y: x**2 + y**2)
    assert [part.name for part in paths.parts] == ["SGD"] and inside(paths) and paths.foot == "one seed"
    falling = Curve(x=[0.0, 1.0], y=[0.1, 0.0], x_name="step", y_name="rate")
    rates = draw_schedules(writer, {"linear": falling})
    assert [part.name for part in rates.parts] == ["linear"] and inside(rates)
    rows = [Epoch(epoch=i, train=NamedNumbers(loss=1 / i, psnr=20.0 + i)) for i in (1, 2)]
    curves = draw_metric_curves(writer, make_record("s", "r", history=rows))
    assert inside(curves) and {"training", "Cross entropy"} <= {part.name for part in curves.parts}
    steps = draw_step_curves(writer, make_record("s", "r", curves={"rate": falling}))
    assert [part.name for part in steps.parts] == ["rate", "Rate"] and inside(steps)
    strip = draw_strip(writer, "strip", {"before": np.zeros((8, 8)), "after": np.ones((8, 8))})
    assert [part.name for part in strip.parts] == ["before", "after"] and inside(strip)
    assert apart(strip.parts[0].boxes[0], strip.parts[1].boxes[0])
