"""The figures about heads on frozen features: which head, pooled or flattened, what each step of the choice gave."""

from __future__ import annotations

from collections.abc import Sequence

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import foot_line
from plainspoken.experiments.figures.percent import percent_to
from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels
from plainspoken.experiments.results.record import Figure, Interval, RunRecord

STEPS = {
    "whole": "as they are",
    "whole_mirrored": "mirror images too",
    "middle": "middle squares alone",
    "three_views": "all three views",
}
"""Preparations of the pictures, as the chart of the steps calls them."""

_MILLION = 1e6


def draw_heads(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Test accuracy and seconds of fitting, for each head on the same features."""
    accuracy = BarPanel(
        "Test accuracy", [r.final.test.accuracy for r in records], lambda v: f"{percent_to(v, 1)} %",
        [r.final.test.accuracy_interval for r in records],
    )  # fmt: skip
    seconds = BarPanel("Seconds to fit", [r.scores["all"]["fit_seconds"].value for r in records], _seconds)
    return draw_panels(
        writer, "heads", [r.title for r in records], [accuracy, seconds], title="Heads on the same features",
        foot=foot_line(records) + "; processor seconds on one thread",
    )  # fmt: skip


def draw_pooled(writer: FigureWriter, pooled: RunRecord, flattened: RunRecord) -> Figure:
    """Numbers a picture, memory, seconds and accuracy of pooled and of flattened features."""
    records = [pooled, flattened]

    def cost(name: str) -> list[float]:
        return [record.scores["all"][name].value for record in records]

    panels = [
        BarPanel("Numbers a picture", cost("dimension"), lambda v: f"{v:,.0f}"),
        BarPanel("Memory", [v / _MILLION for v in cost("feature_bytes")], _megabytes),
        BarPanel("Seconds to fit", cost("fit_seconds"), _seconds),
        BarPanel("Test accuracy", [r.final.test.accuracy for r in records], lambda v: f"{percent_to(v, 1)} %",
              [r.final.test.accuracy_interval for r in records]),
    ]  # fmt: skip
    return draw_panels(
        writer, "pooled-flattened", [r.title for r in records], panels, title="Pooled or flattened",
        foot=foot_line(records) + "; processor seconds on one thread",
    )  # fmt: skip


def draw_steps(writer: FigureWriter, record: RunRecord) -> Figure:
    """Test pictures that are wrong with each preparation, and with the one that validated best after its refit."""
    scores, test = record.scores["all"], record.final.test
    found = [(words, scores[name].value, scores[name].interval) for name, words in STEPS.items() if name in scores]
    found.append(("chosen, refitted", test.accuracy, test.accuracy_interval))
    n = test.n
    wrong = BarPanel(
        f"Wrong of {n:,}", [round(n * (1 - right)) for _, right, _ in found], lambda v: f"{v:.0f}",
        [Interval(low=n * (1 - i.high), high=n * (1 - i.low), level=i.level, method=i.method) if i else None
         for _, _, i in found],
    )  # fmt: skip
    return draw_panels(
        writer, "steps", [words for words, _, _ in found], [wrong], title="What each step gave",
        foot=foot_line([record]) + "; each with the penalty that validated best",
    )  # fmt: skip


def _seconds(value: float) -> str:
    return f"{value:.0f} s" if value >= 10 else f"{value:.1f} s" if value >= 1 else f"{value:.2f} s"


def _megabytes(value: float) -> str:
    return f"{value:,.0f} MB" if value >= 10 else f"{value:.2g} MB"
