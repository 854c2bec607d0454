"""Curves of any run: metrics by epoch as far as its history has them, and its curves against steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, sizes_of
from plainspoken.experiments.figures.named_parts import Points, panel_box, points_of, series_parts
from plainspoken.experiments.results.record import Curve, Figure, NamedNumbers, RunRecord

_MARKERS, _DASHES = "os^Dv", ("-", "--", "-.", ":", "-")
MOST_PANELS = 3


def draw_metric_curves(writer: FigureWriter, record: RunRecord) -> Figure:
    """The loss and one metric beside it, of training and validation; a cross where a diverged run ended."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    names = _tracked(record)[:2]
    figure, all_axes = writer.canvas(len(names))
    told = []
    for axes, name in zip(all_axes, names, strict=True):
        kind = record.kind_of(name)
        title = (kind.title if kind is not None else "") or name.replace("_", " ")
        shares = kind is not None and kind.unit == "fraction"
        for (label, points), marker, dashes in zip(_lines(record, name), _MARKERS, _DASHES, strict=False):
            axes.plot([x for x, _ in points], [y for _, y in points], marker=marker, linestyle=dashes, label=label)
            told.append(f"{label} {title} from {_number(points[0][1], shares)} to {_number(points[-1][1], shares)}")
        if record.has("best_epoch"):
            axes.axvline(record.best_epoch, color=writer.palette.faint, linestyle=":", linewidth=2)
        unit = f" ({kind.unit})" if kind is not None and kind.unit not in ("fraction", "number") else ""
        axes.set(title=f"{title[:1].upper()}{title[1:]}{unit}", xlabel="epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))
        axes.grid(axis="y")
        if shares:
            axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.legend(loc="best")
    alt = f"Line charts of {record.title} over {record.history[-1].epoch} epochs: {'; '.join(told)}."
    if record.ended is not None and record.status == "diverged":
        alt += f" The run ended in epoch {record.ended.epoch}: {record.ended.reason}."
    writer.settle(figure)
    paths: dict[str, dict[str, Points]] = {}
    panels = {}
    for axes, name in zip(all_axes, names, strict=True):
        panels[axes.get_title(loc="left")] = panel_box(figure, axes)
        for label, points in _lines(record, name):
            drawn = points_of(figure, axes, [x for x, _ in points], [y for _, y in points])
            paths.setdefault(label, {})[axes.get_title(loc="left")] = drawn
    return writer.save(
        figure, "curves", title=f"{record.title} by epoch", alt=alt, parts=series_parts(paths, panels),
        foot=sizes_of(record),
    )  # fmt: skip


def draw_step_curves(writer: FigureWriter, record: RunRecord) -> Figure:
    """The record's curves: those with the same axes share a panel."""
    panels: dict[tuple[str, str, str], dict[str, Curve]] = {}
    for name, each in record.curves.items():
        if each.x != sorted(each.x):
            continue  # a path in the plane
        panels.setdefault((each.x_name, each.y_name, each.y_unit), {})[name] = each
    shown = dict(list(panels.items())[:MOST_PANELS])
    figure, all_axes = writer.canvas(len(shown))
    told = []
    for axes, ((x_name, y_name, unit), curves) in zip(all_axes, shown.items(), strict=True):
        for (name, each), dashes in zip(curves.items(), _cycled(_DASHES, len(curves)), strict=True):
            axes.plot(each.x, each.y, linestyle=dashes, linewidth=2, label=name)
            told.append(f"{name}: {y_name} from {each.y[0]:.3g} to {each.y[-1]:.3g}")
        axes.set(xlabel=x_name, title=f"{y_name[:1].upper()}{y_name[1:]}{f' ({unit})' if unit != 'number' else ''}")
        axes.grid(axis="y")
        if len(curves) > 1:
            axes.legend(loc="best", fontsize=SMALL)
    alt = f"Line charts of {record.title}. {'; '.join(told)}."
    writer.settle(figure)
    lines: dict[str, dict[str, Points]] = {}
    boxes = {}
    for axes, curves in zip(all_axes, shown.values(), strict=True):
        boxes[axes.get_title(loc="left")] = panel_box(figure, axes)
        for name, each in curves.items():
            lines[name] = {axes.get_title(loc="left"): points_of(figure, axes, each.x, each.y)}
    return writer.save(
        figure, "steps", title=f"{record.title} by {next(iter(shown))[0]}", alt=alt, parts=series_parts(lines, boxes),
        foot=seeds_of([record]),
    )  # fmt: skip


def _tracked(record: RunRecord) -> list[str]:
    """Metrics of the history: the loss, then the others."""
    names = list(
        dict.fromkeys(n for row in record.history for s in _SPLITS.values() if (p := s(row)) for n in p.names())
    )
    rest = [name for name in names if name != "loss"]
    return [*(["loss"] if "loss" in names else []), *rest]


def _of(field: str) -> Callable[[object], NamedNumbers | None]:
    return lambda row: getattr(row, field, None)


_SPLITS: dict[str, Callable[[object], NamedNumbers | None]] = {
    "training": lambda row: getattr(row, "train_clean", None) or getattr(row, "train", None),
    "validation": _of("valid"),
}


def _lines(record: RunRecord, name: str) -> list[tuple[str, list[tuple[int, float]]]]:
    found = []
    for label, of in _SPLITS.items():
        pairs = [(row.epoch, numbers.get(name)) for row in record.history if (numbers := of(row)) is not None]
        points = [(epoch, value) for epoch, value in pairs if value is not None]
        if points:
            found.append((label, points))
    return found


def _cycled(values: Sequence[str], n: int) -> list[str]:
    return [values[i % len(values)] for i in range(n)]


def _number(value: float, share: bool) -> str:
    return f"{100 * value:.0f} %" if share else f"{value:.3g}"
