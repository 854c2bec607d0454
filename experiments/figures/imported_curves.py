"""Loss, accuracy and other metrics of an imported run by epoch, or by step: the lines that its files have."""

from __future__ import annotations

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import sizes_of
from plainspoken.experiments.figures.label_placement import name_ends
from plainspoken.experiments.figures.named_parts import Points, panel_box, points_of, series_parts
from plainspoken.experiments.results.record import Epoch, Figure, NamedNumbers, RunRecord

PANELS = 2
"""Panels of a figure at most."""

LONGEST_TITLE = 30
"""Characters of a metric's words that fit over a panel; a longer one is called by its name."""

_LINES = (("train", "training", "o", "-"), ("valid", "validation", "s", "--"))


def draw_known_curves(writer: FigureWriter, record: RunRecord) -> Figure | None:
    """A panel for the loss and one for the accuracy, as far as either is known; None when neither has two
    points."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    panels = _panels(record)
    caption = describe_known_curves(record)
    if caption is None:
        return None
    figure, all_axes = writer.canvas(len(panels))
    colours = {label: writer.palette.cycle[i] for i, (_, label, *_) in enumerate(_LINES)}
    for lines in panels.values():
        for label, *_ in lines:
            colours.setdefault(label, writer.palette.first)
    named = {label for label, *_ in list(panels.values())[-1]}
    for axes, (name, lines) in zip(all_axes, panels.items(), strict=True):
        for label, marker, dashes, points in lines:
            axes.plot(
                [x for x, _ in points], [y for _, y in points], marker=marker, linestyle=dashes, label=label,
                color=writer.color(label, colours[label]),
            )  # fmt: skip
        words = _called(record, name)
        axes.set(title=f"{words[:1].upper()}{words[1:]}", xlabel=_counted_by(record))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        axes.grid(axis="y")
        if not named.issuperset(label for label, *_ in lines):  # a line that the last panel does not name
            axes.legend(loc="best")
        if _share(record, name):
            axes.set_ylim(0, 1)
            axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        elif "loss" in name or "error" in name:
            axes.set_ylim(bottom=min(0.0, *(y for *_, points in lines for _, y in points)))
    final = {label: points for label, _, _, points in list(panels.values())[-1]}
    last = max(points[-1][0] for points in final.values())
    name_ends(writer, all_axes[-1], last, {label: points[-1][1] for label, points in final.items()}, colours)
    best = _best(record)
    if best is not None:
        for axes in all_axes:
            axes.axvline(best, color=writer.palette.faint, linestyle=":", linewidth=2)
    title, alt = caption
    writer.settle(figure)
    paths: dict[str, dict[str, Points]] = {}
    for axes, (name, lines) in zip(all_axes, panels.items(), strict=True):
        for label, _, _, points in lines:
            drawn = points_of(figure, axes, [x for x, _ in points], [y for _, y in points])
            paths.setdefault(label, {})[name.capitalize()] = drawn
    boxes = {name.capitalize(): panel_box(figure, axes) for name, axes in zip(panels, all_axes, strict=True)}
    parts = series_parts(paths, boxes)
    return writer.save(figure, "curves", title=title, alt=alt, parts=parts, foot=sizes_of(record))


def describe_known_curves(record: RunRecord) -> tuple[str, str] | None:
    """Title and alternative text of the figure that `draw_known_curves` draws; None when it draws none."""
    panels = _panels(record)
    if not panels:
        return None
    told = []
    for name, lines in panels.items():
        for label, _, _, points in lines:
            ends = (points[0][1], points[-1][1])
            first, last = (
                f"{100 * y:.0f} %" if _share(record, name) else f"{y:.2f}" if "loss" in name else f"{y:.3g}"
                for y in ends
            )
            words = _called(record, name)
            told.append(f"{words if label == words else f'{label} {words}'} from {first} to {last}")
    by = _counted_by(record)
    end = max(points[-1][0] for lines in panels.values() for *_, points in lines)
    alt = f"Line charts of {record.title} over {end:g} {by}s: {', '.join(told)}."
    if (best := _best(record)) is not None:
        alt += f" A dotted line marks {by} {best:g}, the best."
    names = " and ".join(_called(record, name) for name in panels)
    return f"{names[:1].upper()}{names[1:]} of {record.title} by {by}", alt


def _by_step(record: RunRecord) -> bool:
    """Whether the lines are those by step: of a file that counts no epochs, or of a single epoch."""
    return len(record.history) < 2 and bool(record.curves)


def _counted_by(record: RunRecord) -> str:
    names = {curve.x_name for curve in record.curves.values()} if _by_step(record) else set()
    return "epoch" if not names else next((name for name in ("round", "iteration") if name in names), "step")


def _best(record: RunRecord) -> float | None:
    """Where the best evaluation stands on the axis."""
    if _by_step(record):
        step = record.extra.get("best", {}).get("step")
        return float(step) if isinstance(step, int | float) else None
    return record.best_epoch if record.has("best_epoch") else None


def _panels(record: RunRecord) -> dict[str, list[tuple[str, str, str, list[tuple[float, float]]]]]:
    """The lines of each panel, by what it shows: loss and accuracy, and where one of them is not there, other metrics,
    and then columns that mean nothing known."""
    usual = {name: lines for name in ("loss", "accuracy") if (lines := _lines(record, name))}
    for name in _further(record):
        if len(usual) >= PANELS:
            break
        if name not in usual and (lines := _lines(record, name)):
            usual[name] = lines
    own = _own_lines(record) if len(usual) < PANELS else {}
    drawn = {tuple(points) for lines in usual.values() for *_, points in lines}
    for name, lines in own.items():
        again = all(tuple(points) in drawn for *_, points in lines)  # a metric by the file's own name as well
        if len(usual) < PANELS and not again:
            usual[name] = lines
    return usual


def _further(record: RunRecord) -> list[str]:
    """The metrics of the history beside loss and accuracy, those of validation first."""
    if _by_step(record):
        names = [name.partition(".") for name in record.curves]
        told = [(split, metric) for split, _, metric in names if split in ("train", "valid")]
    else:
        told = [
            (split, metric)
            for row in record.history
            for split in ("train", "valid")
            if (numbers := getattr(row, split, None)) is not None
            for metric in numbers.names()
        ]
    ordered = sorted(dict.fromkeys(told), key=lambda each: each[0] != "valid")
    return list(dict.fromkeys(metric for _, metric in ordered if metric not in ("loss", "accuracy")))


def _own_lines(record: RunRecord) -> dict[str, list[tuple[str, str, str, list[tuple[float, float]]]]]:
    """Columns by their own names, those of training and validation in one panel: `train/box_loss`, `val/box_loss`."""
    panels: dict[str, list[tuple[str, str, str, list[tuple[float, float]]]]] = {}
    if _by_step(record):
        columns = {n: list(zip(c.x, c.y, strict=True)) for n, c in record.curves.items() if "." not in n or "/" in n}
    else:
        columns = {
            name: [(row.epoch, value) for row, value in zip(record.history, values, strict=False) if value is not None]
            for name, values in record.extra.get("columns", {}).items()
        }
    for name, points in columns.items():
        word, cut, rest = name.partition("/") if "/" in name else name.partition("_")
        split = {"train": 0, "val": 1, "valid": 1, "eval": 1}.get(word) if cut else None
        _, label, marker, dashes = _LINES[split or 0]
        panel = (rest if split is not None else name).replace("_", " ").replace("/", " ")
        if len(points) > 1 and len({y for _, y in points}) > 1:
            panels.setdefault(panel, []).append((label if split is not None else panel, marker, dashes, points))
    return panels


def _share(record: RunRecord, name: str) -> bool:
    """Whether a panel is of shares, drawn from nought to all."""
    kind = record.kind_of(name)
    return name == "accuracy" or (kind is not None and kind.unit == "fraction")


def _called(record: RunRecord, name: str) -> str:
    """What a panel is called."""
    kind = record.kind_of(name)
    if name in ("loss", "accuracy") or kind is None:
        return name
    return kind.title if kind.title and len(kind.title) <= LONGEST_TITLE else name.replace("_", " ")


def _lines(record: RunRecord, name: str) -> list[tuple[str, str, str, list[tuple[float, float]]]]:
    """Label, marker, dashes and points of the lines of one panel that have two points at least."""
    found = []
    for split, label, marker, dashes in _LINES:
        points = _points(record, split, name)
        if len(points) > 1:
            found.append((label, marker, dashes, points))
    return found


def _points(record: RunRecord, split: str, name: str) -> list[tuple[float, float]]:
    if _by_step(record):
        curve = record.curves.get(f"{split}.{name}")
        return list(zip(curve.x, curve.y, strict=True)) if curve is not None else []
    pairs = [(row.epoch, _value(row, split, name)) for row in record.history]
    return [(epoch, value) for epoch, value in pairs if value is not None]


def _value(row: Epoch, split: str, name: str) -> float | None:
    numbers: NamedNumbers | None = getattr(row, split, None)
    return numbers.get(name) if numbers is not None else None
