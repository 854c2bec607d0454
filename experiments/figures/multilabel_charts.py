"""Multi-label models: F1 by label, which labels come together, and what another threshold would give."""

from __future__ import annotations

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import tested
from plainspoken.experiments.figures.named_parts import bar_parts, extent_of, matrix_cells, points_of, series_parts
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import Figure, MultiLabelDetail, RunRecord


def draw_label_scores(writer: FigureWriter, record: RunRecord, detail: MultiLabelDetail) -> Figure:
    """One bar a label with its F1, best first, and two lines: the micro and the macro average."""
    from matplotlib.ticker import PercentFormatter

    order = sorted(detail.labels, key=lambda label: -detail.per_label[label].f1)
    figure, (axes,) = writer.canvas()
    bars = axes.bar(order, [detail.per_label[label].f1 for label in order], width=0.7, color=writer.palette.first)
    shares = [f"{percent(detail.per_label[label].f1)} %" for label in order]
    written = axes.bar_label(bars, shares, padding=4, fontsize=SMALL)
    lines = []
    for name, color, dashes in (("micro_f1", writer.palette.second, "--"), ("macro_f1", writer.palette.faint, ":")):
        metric = record.scores["test"].get(name)
        if metric is not None:
            word = name.split("_")[0]
            axes.axhline(metric.value, color=color, linestyle=dashes, label=f"{word} F1 {percent(metric.value)} %")
            lines.append(f"{word} F1 is {percent(metric.value)} %")
    axes.set_ylim(0, 1.12)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    _turn_labels(axes, order)
    if lines:
        axes.legend(loc="upper right", ncols=2)
    listed = ", ".join(f"{label} {share}" for label, share in zip(order, shares, strict=True))
    writer.settle(figure)
    ticks = axes.get_xticklabels()
    boxes = [extent_of(figure, bars[place], written[place], ticks[place]) for place in range(len(order))]
    return writer.save(
        figure,
        "label-scores",
        title=f"F1 of {record.title} by label",
        alt=f"Bar chart of the F1 of {record.title} by label: {listed}. {'; '.join(lines).capitalize()}.",
        parts=bar_parts(order, boxes, shares),
        foot=tested(record),
    )


def draw_together(writer: FigureWriter, record: RunRecord, detail: MultiLabelDetail) -> Figure:
    """A heat map: of the samples with the label of a row, the share that have the label of a column as well."""
    together, k = detail.together, len(detail.labels)
    shares = [[together[i][j] / together[i][i] if together[i][i] else 0.0 for j in range(k)] for i in range(k)]
    figure, (axes,) = writer.canvas(width=9.0, height=6.2)
    axes.imshow(shares, cmap=writer.palette.ramp, vmin=0, vmax=1)
    size = SMALL if k <= 8 else SMALL * 8 / k
    for i in range(k):
        for j in range(k):
            light = shares[i][j] < 0.55 if writer.style == "light" else shares[i][j] > 0.55
            ink = writer.palette.ink if light == (writer.style == "light") else writer.palette.ground
            axes.text(j, i, f"{100 * shares[i][j]:.0f}", ha="center", va="center", fontsize=size, color=ink)
    axes.set_xticks(range(k), detail.labels, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(k), detail.labels)
    axes.tick_params(length=0, labelsize=max(size, 12))
    axes.set(xlabel="also has, % of the row")
    pairs = [(shares[i][j], i, j) for i in range(k) for j in range(k) if i != j and together[i][i]]
    writer.settle(figure)
    cells = matrix_cells(figure, axes, k)
    high, i, j = max(pairs, default=(0.0, 0, 0))
    return writer.save(
        figure,
        "co-occurrence",
        title="Which labels come together",
        alt=f"Heat map of {k} labels of the test samples. The closest pair: {100 * high:.0f} % of the samples with "
        f"{detail.labels[i]} have {detail.labels[j]} as well.",
        parts=[
            FigurePart(name=f"{a}/{b}", kind="cell", boxes=[cells[row][column]], keys=[[a], [b]])
            for row, a in enumerate(detail.labels)
            for column, b in enumerate(detail.labels)
            if row != column
        ],
        foot=tested(record, "share of the row's samples, test split"),
    )


def draw_thresholds(writer: FigureWriter, record: RunRecord, detail: MultiLabelDetail) -> Figure:
    """Micro and macro F1 of the test split by one threshold for all labels; a dotted line at .5."""
    curve = detail.threshold_curve
    figure, (axes,) = writer.canvas()
    for name, dashes in (("micro_f1", "-"), ("macro_f1", "--")):
        axes.plot(curve["threshold"], curve[name], linestyle=dashes, label=f"{name.split('_')[0]} F1")
    axes.axvline(0.5, color=writer.palette.faint, linestyle=":", linewidth=2)
    axes.set(xlabel="threshold", ylabel="F1", xlim=(0, 1), ylim=(0, 1))
    axes.grid(axis="y")
    axes.legend(loc="best")
    best = max(range(len(curve["threshold"])), key=lambda i: curve["macro_f1"][i])
    half = min(range(len(curve["threshold"])), key=lambda i: abs(curve["threshold"][i] - 0.5))
    writer.settle(figure)
    lines = {
        f"{name.split('_')[0]} F1": {"F1": points_of(figure, axes, curve["threshold"], curve[name])}
        for name in ("micro_f1", "macro_f1")
    }
    return writer.save(
        figure,
        "thresholds",
        title=f"F1 of {record.title} by threshold",
        alt=f"Two lines, micro and macro F1 by threshold. At .5 macro F1 is {curve['macro_f1'][half]:.2f}; "
        f"it is highest at {curve['threshold'][best]:.2f} with {curve['macro_f1'][best]:.2f}.",
        parts=series_parts(lines, {}),
        foot=tested(record),
    )


def _turn_labels(axes: object, labels: list[str]) -> None:
    """Long names of many bars stand aslant."""
    if sum(map(len, labels)) > 60:
        axes.set_xticks(range(len(labels)), labels, rotation=40, ha="right", rotation_mode="anchor")  # type: ignore[attr-defined]
