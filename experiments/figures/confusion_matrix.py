"""A confusion matrix beside the one that a faultless model would have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of
from plainspoken.experiments.figures.named_parts import Box, matrix_cells, matrix_parts
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas


MATRIX_WIDTH = 11.2
"""Of the figure, in inches: two square tables with their labels."""


def draw_confusion(writer: FigureWriter, record: RunRecord) -> Figure:
    """Counts of the test split, true class by row, predicted class by column; shaded by the share of the row.

    With a focus the classes that it names stand out as columns, with what was said and what is true beside them, and
    the ideal is left out.
    """
    test = record.final.test
    foot = f"test split, n = {test.n:,}, {seeds_of([record])}; numbers are counts, shade is the share of the row"
    title, alt = describe_confusion(record, beside=not writer.emphasis.focus)
    if writer.emphasis.focus:
        figure, cells = _focused(writer, record)
    else:
        n = len(test.labels)
        ideal = [
            [test.per_class[label].support if i == j else 0 for j in range(n)] for i, label in enumerate(test.labels)
        ]
        figure, (left, right) = writer.canvas(2, width=MATRIX_WIDTH)
        _matrix(writer, left, test.confusion, test.labels, title=record.title)
        _matrix(writer, right, ideal, test.labels, title="Ideal")
        right.set(ylabel="", yticklabels=[])
        writer.settle(figure)
        cells = matrix_cells(figure, left, len(test.labels))
    return writer.save(figure, "confusion", title=title, alt=alt, parts=matrix_parts(test.labels, cells), foot=foot)


def _focused(writer: FigureWriter, record: RunRecord) -> tuple[Canvas, list[list[Box]]]:
    """One matrix: the columns in focus in the accent, the rest grey; large beside it how often the class is said and
    how often it is true."""
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    test = record.final.test
    accent = LinearSegmentedColormap.from_list("accent", [writer.palette.ground, writer.palette.first])
    figure, (axes, beside) = writer.canvas(2, width=MATRIX_WIDTH, width_ratios=(2.3, 1))
    shares = [[cell / max(1, sum(row)) for cell in row] for row in test.confusion]
    for i, row in enumerate(test.confusion):
        for j, cell in enumerate(row):
            focused = writer.in_focus(test.labels[j])
            ramp = accent if focused else colormaps[writer.palette.greys]
            share = shares[i][j] if writer.style == "light" or focused else 0.8 * shares[i][j]
            ground = (
                ramp((0.2 if focused else 0.12) + (0.8 if focused else 0.6) * share)
                if focused or writer.style == "light"
                else ramp(0.15 + 0.5 * share)
            )
            axes.add_patch(Rectangle((j - 0.47, i - 0.46), 0.94, 0.92, facecolor=ground, linewidth=0))
            if cell or i == j:
                axes.text(j, i, str(cell), ha="center", va="center", fontsize=SMALL, color=ink_on(ground),
                          weight="bold" if focused else "normal")  # fmt: skip
    n = len(test.labels)
    axes.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5), ylabel="true", xlabel="predicted")
    axes.set_yticks(range(n), test.labels)
    axes.set_xticks(range(n), [label if writer.in_focus(label) else "" for label in test.labels])
    for tick in axes.get_xticklabels():
        tick.set(color=writer.palette.first, weight="bold")
    axes.tick_params(length=0)
    beside.set_axis_off()
    for side in (*axes.spines.values(),):
        side.set_visible(False)
    named = [label for label in test.labels if writer.in_focus(label)][:1]
    for label in named:
        metrics = test.per_class[label]
        for y, count, words, color in (
            (0.92, metrics.predicted, f"of {test.n:,} called\n{label}", writer.palette.first),
            (0.44, metrics.support, writer.emphasis.note or "really are", writer.palette.faint),
        ):
            beside.text(
                0.0, y, str(count), transform=beside.transAxes, fontsize=64, weight="bold", va="top", color=color
            )
            beside.text(0.0, y - 0.2, words, transform=beside.transAxes, va="top", linespacing=1.1)
    writer.settle(figure)
    return figure, matrix_cells(figure, axes, n)


def _matrix(writer: FigureWriter, axes: Axes, counts: list[list[int]], labels: list[str], *, title: str) -> None:
    from matplotlib import colormaps

    shares = [[cell / max(1, sum(row)) for cell in row] for row in counts]
    axes.imshow(shares, cmap=writer.palette.ramp, vmin=0, vmax=1)
    for i, row in enumerate(counts):
        for j, cell in enumerate(row):
            if cell or i == j:  # a nought off the diagonal says nothing that the empty cell does not
                color = ink_on(colormaps[writer.palette.ramp](shares[i][j]))
                axes.text(j, i, str(cell), ha="center", va="center", fontsize=SMALL, color=color)
    axes.set(title=title, xlabel="predicted", ylabel="true", xticks=range(len(labels)), yticks=range(len(labels)))
    if len(labels) > 3:
        axes.set_xticklabels(labels, rotation=40, ha="right", rotation_mode="anchor")
    else:
        axes.set_xticklabels(labels)
    axes.set_yticklabels(labels)
    axes.tick_params(length=0)
    for side in range(1, len(labels)):
        axes.axhline(side - 0.5, color=writer.palette.ground, linewidth=1.5)
        axes.axvline(side - 0.5, color=writer.palette.ground, linewidth=1.5)
    for spine in axes.spines.values():
        spine.set_visible(False)


def ink_on(ground: Sequence[float]) -> str:
    """White or black, whichever has the greater contrast to a ground (WCAG 2.2, relative luminance)."""
    red, green, blue = (((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in ground[:3])
    return "black" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "white"


def describe_confusion(record: RunRecord, *, beside: bool = True) -> tuple[str, str]:
    """Title and alternative text of the figure that `draw_confusion` draws, with the ideal `beside` the matrix."""
    test = record.final.test
    recalls = sorted(((m.recall, label) for label, m in test.per_class.items() if m.support), reverse=True)
    cells = [
        (test.confusion[i][j], a, b) for i, a in enumerate(test.labels) for j, b in enumerate(test.labels) if i != j
    ]
    count, truth, said = max(cells, key=lambda cell: cell[0])
    right = sum(test.confusion[i][i] for i in range(len(test.labels)))
    text = (
        f"{'Two tables' if beside else 'A table'} of {len(test.labels)} by {len(test.labels)} cells. "
        f"{'On the left the' if beside else 'The'} answers of {record.title}: "
        f"{right} of {test.n} lie on the diagonal. Best is {recalls[0][1]}, with {percent(recalls[0][0])} % found; "
        f"worst is {recalls[-1][1]}, with {percent(recalls[-1][0])} %. "
    )
    if count:
        text += f"The most common mistake is {truth} taken for {said}, {count} times. "
    title = f"Confusion matrix of {record.title}"
    if not beside:
        return title, text.strip()
    return f"{title} beside the ideal", text + "On the right the ideal: every count on the diagonal."
