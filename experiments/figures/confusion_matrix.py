"""A confusion matrix beside the one that a faultless model would have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, Pen
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes


MATRIX_WIDTH = 11.2
"""Of the figure, in inches: two square tables with their labels."""


def draw_confusion(pen: Pen, record: RunRecord) -> Figure:
    """Counts of the test split, true class by row, predicted class by column; shaded by the share of the row."""
    test = record.final.test
    n = len(test.labels)
    ideal = [[test.per_class[label].support if i == j else 0 for j in range(n)] for i, label in enumerate(test.labels)]
    figure, (left, right) = pen.canvas(2, width=MATRIX_WIDTH)
    _matrix(pen, left, test.confusion, test.labels, title=record.title)
    _matrix(pen, right, ideal, test.labels, title="Ideal")
    right.set(ylabel="", yticklabels=[])
    title, alt = describe_confusion(record)
    return pen.save(figure, "confusion", title=title, alt=alt)


def _matrix(pen: Pen, axes: Axes, counts: list[list[int]], labels: list[str], *, title: str) -> None:
    from matplotlib import colormaps

    shares = [[cell / max(1, sum(row)) for cell in row] for row in counts]
    axes.imshow(shares, cmap=pen.palette.ramp, vmin=0, vmax=1)
    for i, row in enumerate(counts):
        for j, cell in enumerate(row):
            if cell or i == j:  # a nought off the diagonal says nothing that the empty cell does not
                color = _on(colormaps[pen.palette.ramp](shares[i][j]))
                axes.text(j, i, str(cell), ha="center", va="center", fontsize=SMALL, color=color)
    axes.set(title=title, xlabel="predicted", ylabel="true", xticks=range(len(labels)), yticks=range(len(labels)))
    if len(labels) > 3:
        axes.set_xticklabels(labels, rotation=40, ha="right", rotation_mode="anchor")
    else:
        axes.set_xticklabels(labels)
    axes.set_yticklabels(labels)
    axes.tick_params(length=0)
    for side in range(1, len(labels)):
        axes.axhline(side - 0.5, color=pen.palette.ground, linewidth=1.5)
        axes.axvline(side - 0.5, color=pen.palette.ground, linewidth=1.5)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _on(ground: Sequence[float]) -> str:
    """White or black, whichever has the greater contrast to a ground (WCAG 2.2, relative luminance)."""
    red, green, blue = (((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in ground[:3])
    return "black" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "white"


def describe_confusion(record: RunRecord) -> tuple[str, str]:
    """Title and alternative text of the figure that `draw_confusion` draws."""
    test = record.final.test
    recalls = sorted(((m.recall, label) for label, m in test.per_class.items() if m.support), reverse=True)
    cells = [
        (test.confusion[i][j], a, b) for i, a in enumerate(test.labels) for j, b in enumerate(test.labels) if i != j
    ]
    count, truth, said = max(cells, key=lambda cell: cell[0])
    right = sum(test.confusion[i][i] for i in range(len(test.labels)))
    text = (
        f"Two tables of {len(test.labels)} by {len(test.labels)} cells. On the left the answers of {record.title}: "
        f"{right} of {test.n} lie on the diagonal. Best is {recalls[0][1]}, with {percent(recalls[0][0])} % found; "
        f"worst is {recalls[-1][1]}, with {percent(recalls[-1][0])} %. "
    )
    if count:
        text += f"The most common mistake is {truth} taken for {said}, {count} times. "
    return (
        f"Confusion matrix of {record.title} beside the ideal",
        text + "On the right the ideal: every count on the diagonal.",
    )
