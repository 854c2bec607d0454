"""Native, editable charts of the curves and benchmarks that a talk shows as pictures.

They stand on hidden slides at the deck's end: the talk stays as it is, and whoever wants a figure in another style, or
asks for the numbers behind it, has them in a chart with its own sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import RunRecord
from plainspoken.script.model import Picture, Script
from plainspoken.slides.layout.boxes import Box, SlideLayout
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.deck_template import color_xml
from plainspoken.slides.pptx.drawingml import element
from plainspoken.slides.pptx.xml_text import allowed

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SERIES = ("accent", "code_string", "code_number", "code_name")
"""The colour roles of a chart's series, in order."""


@dataclass(frozen=True)
class Chart:
    """What a native chart shows: a name for each place on its axis, and for each series its values there."""

    title: str
    kind: Literal["line", "bar"]
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    number_format: str


def charts_of(figure: str, build: Path) -> list[Chart]:
    """The charts for a figure `STUDY/RUN/curves` or `STUDY/benchmark`; none for figures of another kind.

    Raises:
        InputError: the result record is missing or cannot be read.
    """
    parts = figure.split("/")
    if len(parts) == 3 and parts[2] == "curves":
        return _curves(read_run(build / "results" / parts[0] / f"{parts[1]}.json"))
    if len(parts) == 2 and parts[1] == "benchmark":
        study = read_study(build / "results" / parts[0] / "study.json")
        return _benchmark([read_run(build / "results" / parts[0] / f"{run}.json") for run in study.runs])
    return []


def _curves(run: RunRecord) -> list[Chart]:
    """Loss and accuracy, with the lines that are known for every epoch: an imported run may lack some."""
    epochs = tuple(str(epoch.epoch) for epoch in run.history)
    lines = {
        "training": [getattr(epoch, "train_clean", None) or getattr(epoch, "train", None) for epoch in run.history],
        "validation": [getattr(epoch, "valid", None) for epoch in run.history],
    }
    charts = []
    for name, number_format in (("Loss", "0.00"), ("Accuracy", "0 %")):
        values = {label: [getattr(pair, name.lower(), None) for pair in pairs] for label, pairs in lines.items()}
        known = tuple(
            (label, tuple(value for value in row if value is not None))
            for label, row in values.items()
            if None not in row
        )
        if known:
            charts.append(Chart(f"{name} by epoch", "line", epochs, known, number_format))
    return charts


def _benchmark(runs: Sequence[RunRecord]) -> list[Chart]:
    names = tuple(run.title for run in runs)
    charts = [
        Chart("Test accuracy", "bar", names, (("accuracy", tuple(r.final.test.accuracy for r in runs)),), "0.0 %"),
        Chart("Parameters", "bar", names, (("million", tuple(r.cost.parameters / 1e6 for r in runs)),), '0.0" M"'),
    ]
    timed = [run.cost.latency for run in runs]
    if all(latency is not None for latency in timed):
        times = tuple(latency.median_ms for latency in timed if latency is not None)
        charts.append(Chart("Time for one", "bar", names, (("milliseconds", times),), '0.0" ms"'))
    return charts


def add_charts(
    presentation: Any, layout: Any, script: Script, slides: Sequence[SlideLayout], build: Path, theme: Theme
) -> int:
    """Add one hidden slide for each figure that has charts; how many were added.

    Raises:
        InputError: as `charts_of`.
    """
    shown: dict[str, tuple[Picture, SlideLayout]] = {}
    for slide in slides:
        for item in script.pages[slide.page_index].items:
            if isinstance(item, Picture) and item.figure:
                shown.setdefault(item.figure, (item, slide))
    count = 0
    for figure, (item, slide) in shown.items():
        charts = charts_of(figure, build)
        if charts:
            _add_slide(presentation, layout, slide, item, charts, theme, script.language)
            count += 1
    return count


def _add_slide(
    presentation: Any,
    layout: Any,
    source: SlideLayout,
    item: Picture,
    charts: Sequence[Chart],
    theme: Theme,
    language: str,
) -> None:
    slide = presentation.slides.add_slide(layout)
    slide._element.set("show", "0")
    for placeholder in list(slide.placeholders):
        if placeholder.placeholder_format.idx != 0:
            placeholder._element.getparent().remove(placeholder._element)
    slide.shapes.title.text_frame.text = allowed(f"Chart of slide {source.number}: {source.title.text}")
    for run in slide.shapes.title.text_frame.paragraphs[0].runs:
        run._r.get_or_add_rPr().set("lang", language)
    body = theme.grid.body
    width = (body.width - theme.grid.gutter * (len(charts) - 1)) / len(charts)
    for place, chart in enumerate(charts):
        box = Box(body.left + place * (width + theme.grid.gutter), body.top, width, body.height)
        _add_chart(slide, chart, box, item.alt, theme, tuple(item.focus))


def _add_chart(slide: Any, chart: Chart, box: Box, alt: str, theme: Theme, focus: tuple[str, ...] = ()) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    data: Any = CategoryChartData(number_format=chart.number_format)  # type: ignore[no-untyped-call]
    data.categories = chart.categories
    for name, values in chart.series:
        data.add_series(name, values)
    kind = XL_CHART_TYPE.LINE_MARKERS if chart.kind == "line" else XL_CHART_TYPE.BAR_CLUSTERED
    sides = [theme.emu(side) for side in (box.left, box.top, box.width, box.height)]
    frame = slide.shapes.add_chart(kind, *sides, data)
    head = frame._element.nvGraphicFramePr.cNvPr
    head.set("name", chart.title)
    head.set("descr", allowed(f"{chart.title}. {alt}"))
    native = frame.chart
    for axis in native._chartSpace.iter(f"{_C}axId", f"{_C}crossAx"):
        axis.set("val", str(abs(int(axis.get("val")))))  # python-pptx numbers axes below zero, the schema from zero
    native.has_title = True
    native.chart_title.text_frame.text = chart.title
    native.font.size = Pt(theme.type_size(14) / 100)
    native.font.color.theme_color = _text_color()
    native.has_legend = len(chart.series) > 1
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
    native.value_axis.tick_labels.number_format = chart.number_format
    native.value_axis.tick_labels.number_format_is_linked = False
    native.value_axis.has_major_gridlines = False
    plot = native.plots[0]
    if chart.kind == "bar":
        native.category_axis.reverse_order = True  # the first run on top, as in the picture
        native.value_axis.visible = False
        plot.gap_width = 60
        plot.has_data_labels = True
        plot.data_labels.number_format = chart.number_format
        plot.data_labels.number_format_is_linked = False
    for place, series in enumerate(plot.series):
        named = _named(chart.series[place][0], focus)
        role = SERIES[place % len(SERIES)] if named is None else "accent" if named else "line"
        _paint(series, role, chart.kind, theme)
    if chart.kind == "bar" and len(chart.series) == 1 and any(_named(name, focus) for name in chart.categories):
        _paint_bars(plot.series[0], chart, focus, theme)


def _named(label: str, focus: tuple[str, ...]) -> bool | None:
    """Whether a label is in focus, by some of its words (`V3` of `EmotionNet V3`); `None` where nothing is."""
    words = label.lower().replace(",", " ").split()
    return any(all(word in words for word in name.lower().split()) for name in focus) if focus else None


def _paint_bars(series: Any, chart: Chart, focus: tuple[str, ...], theme: Theme) -> None:
    """The bars in focus in the accent, the others grey."""
    for place, name in enumerate(chart.categories):
        fill = series.points[place].format.fill
        fill.solid()
        holder = fill._xPr
        for old in list(holder):
            holder.remove(old)
        role = "accent" if _named(name, focus) else "line"
        holder.append(element(f"<a:solidFill>{color_xml(role, theme)}</a:solidFill>"))


def _text_color() -> Any:
    from pptx.enum.dml import MSO_THEME_COLOR

    return MSO_THEME_COLOR.TEXT_1


def _paint(series: Any, role: str, kind: str, theme: Theme) -> None:
    """A series in the colour of a role, by its place in the scheme, so that it follows the deck's theme."""
    fill = f"<a:solidFill>{color_xml(role, theme)}</a:solidFill>"
    series.format.fill.solid() if kind == "bar" else series.format.line.fill.solid()
    holder = series._element.spPr if kind == "bar" else series._element.spPr.ln
    for old in list(holder):
        holder.remove(old)
    holder.append(element(fill))
    if kind == "line":
        series.smooth = False
        series.marker.format.fill.solid()
        marker = series._element.find(f"{_C}marker")
        look = marker.find(f"{_C}spPr")
        for old in list(look):
            look.remove(old)
        look.append(element(fill))
