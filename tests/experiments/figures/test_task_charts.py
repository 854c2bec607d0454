"""Figures of every kind of task: drawn on light and dark ground, and described with their numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from plainspoken.experiments.figures import tradeoff_charts
from plainspoken.experiments.figures.figure_style import FigureWriter, Style
from plainspoken.experiments.figures.metric_curves import draw_metric_curves
from plainspoken.experiments.figures.path_charts import draw_paths, draw_schedules
from plainspoken.experiments.figures.picture_strips import draw_samples_by_step, draw_strip
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.metric import NamedNumbers
from plainspoken.experiments.results.record import Cost, Curve, Ended, Epoch, RunRecord, Snapshot


def run(name: str, right: int, parameters: int = 10, **fields: object) -> RunRecord:
    return make_record("s", name, confusion={"test": [[right, 50 - right], [50 - right, right]]},
                       cost=Cost(parameters=parameters), **fields)  # fmt: skip


@pytest.mark.parametrize("style", ["light", "dark"])
def test_quality_against_cost_names_the_front(tmp_path: Path, style: Style) -> None:
    records = [run("small", 40, 10), run("large", 48, 100), run("beaten", 30, 50)]
    figure = tradeoff_charts.draw_pareto(FigureWriter(tmp_path / "figures", "s", style), records, cost="parameters")
    assert "On the front: Small, Large." in figure.alt and "Beaten 60.0 % at 50" in figure.alt
    assert (tmp_path / figure.path).is_file()


def test_a_sweep_shows_what_diverged(tmp_path: Path) -> None:
    records = [
        run("a", 40, at={"net": "cnn", "rate": 0.1}),
        run("b", 45, at={"net": "mlp", "rate": 0.1}),
        make_record("s", "c", status="diverged", ended=Ended(epoch=1, reason="x"), at={"net": "cnn", "rate": 1.0}),
    ]
    figure = tradeoff_charts.draw_sweep(FigureWriter(tmp_path / "figures", "s"), records, across="rate", up="net")
    assert "cnn with 0.1 80.0 %; cnn with 1 diverged; mlp with 0.1 90.0 %." in figure.alt


def test_calibration_by_hand(tmp_path: Path) -> None:
    # Ten answers, each 80 % sure, of which five are right: 30 points of error.
    logits = np.tile(np.log([[0.8, 0.2]]), (10, 1))
    figure = tradeoff_charts.draw_calibration(
        FigureWriter(tmp_path / "figures", "s"), run("a", 40), logits, np.arange(10) % 2
    )
    assert "calibration error is 30.0 points" in figure.alt


def test_curves_of_any_metric_and_of_a_run_that_diverged(tmp_path: Path) -> None:
    rows = [Epoch(epoch=i, train=NamedNumbers(loss=float(i), psnr=20.0 + i)) for i in (1, 2)]
    record = make_record("s", "r", history=rows, status="diverged", ended=Ended(epoch=3, reason="overflow"))
    figure = draw_metric_curves(FigureWriter(tmp_path / "figures", "s/r"), record)
    assert "training psnr from 21 to 22" in figure.alt and "ended in epoch 3: overflow" in figure.alt


def test_paths_schedules_and_strips(tmp_path: Path) -> None:
    writer = FigureWriter(tmp_path / "figures", "s")
    path = Curve(x=[2.0, 1.0, 0.0], y=[1.0, -0.5, 0.0], x_name="x", y_name="y")
    record = make_record("s", "sgd", title="SGD", curves={"path": path})
    assert "SGD ends at (0, 0) after 2 steps" in draw_paths(writer, [record], lambda x, y: x**2 + y**2).alt
    falling = Curve(x=[0.0, 1.0], y=[0.1, 0.0], x_name="step", y_name="rate")
    assert "linear from 0.1 to 0" in draw_schedules(writer, {"linear": falling}).alt
    pictures = {"before": np.zeros((8, 8)), "after": np.ones((8, 8, 3))}
    assert draw_strip(writer, "strip", pictures).alt == "2 pictures side by side: before, after."


def test_samples_by_step_are_blocks(tmp_path: Path) -> None:
    record = make_record("s", "gan", snapshots=[Snapshot(step=5, figure="samples"), Snapshot(step=9, figure="samples")])
    arrays = {f"samples_{step}": np.zeros((16, 8, 8)) for step in (5, 9)}
    figure = draw_samples_by_step(FigureWriter(tmp_path / "figures", "s/gan"), record, arrays)
    assert figure.alt == "2 pictures side by side: step 5, step 9."
