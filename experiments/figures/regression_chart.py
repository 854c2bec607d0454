"""What a model answers beside what is true: numbers, and the quality of restored pictures."""

from __future__ import annotations

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import tested
from plainspoken.experiments.figures.named_parts import panel_box, panel_parts, points_of, series_parts
from plainspoken.experiments.results.record import Figure, ImagesDetail, RegressionDetail, RunRecord


def draw_predictions(writer: FigureWriter, record: RunRecord, detail: RegressionDetail) -> Figure:
    """A point a sample, truth across and answer up, with the diagonal of right answers."""
    figure, (axes,) = writer.canvas(width=7.4)
    low = min(*detail.truth, *detail.answer)
    high = max(*detail.truth, *detail.answer)
    axes.plot([low, high], [low, high], color=writer.palette.faint, linestyle=":", linewidth=2)
    axes.plot(detail.truth, detail.answer, "o", markersize=6, alpha=0.5, color=writer.palette.first, markeredgewidth=0)
    unit = f" ({detail.unit})" if detail.unit != "number" else ""
    axes.set(xlabel=f"true {detail.target}{unit}", ylabel=f"answer{unit}")
    axes.grid()
    mae = record.scores["test"]["mae"]
    writer.settle(figure)
    diagonal = {"diagonal": {"answers": points_of(figure, axes, [low, high], [low, high])}}
    return writer.save(
        figure,
        "predictions",
        title=f"What {record.title} answers",
        alt=f"Scatter of {len(detail.truth)} test samples: the true {detail.target} across from {low:.3g} to "
        f"{high:.3g}, the answer of {record.title} up. The mean absolute error is {mae.value:.3g} {detail.unit}.",
        parts=series_parts(diagonal, {}),
        foot=tested(record, shown=len(detail.truth)),
    )


def draw_quality(writer: FigureWriter, record: RunRecord, detail: ImagesDetail) -> Figure:
    """A histogram of each metric over the test pictures, with its mean."""
    figure, all_axes = writer.canvas(len(detail.by_sample))
    told = []
    for axes, (name, values) in zip(all_axes, detail.by_sample.items(), strict=True):
        metric = record.scores["test"][name]
        axes.hist(values, bins=min(20, max(1, len(values) // 2)), color=writer.palette.first)
        axes.axvline(metric.value, color=writer.palette.second, linestyle="--")
        unit = f" ({'dB' if metric.unit == 'db' else metric.unit})" if metric.unit != "number" else ""
        title = metric.title or name
        axes.set(title=name.upper(), xlabel=f"{title}{unit}", ylabel="pictures")
        told.append(f"mean {title} {metric.value:.3g}{unit}, from {min(values):.3g} to {max(values):.3g}")
    writer.settle(figure)
    panels = {name.upper(): panel_box(figure, axes) for axes, name in zip(all_axes, detail.by_sample, strict=True)}
    return writer.save(
        figure,
        "quality",
        title=f"Quality of the pictures of {record.title}",
        alt=f"Histograms over {len(values)} test pictures of {record.title}: {'; '.join(told)}.",
        parts=panel_parts(panels),
        foot=tested(record, shown=len(values)),
    )
