"""The figures of the study, each from its records alone. Those with animals on them show drawn ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import foot_line, seeds_of
from plainspoken.experiments.figures.named_parts import bar_parts, matrix_cells, panel_box
from plainspoken.experiments.figures.ranked_bars import Bar, BarPanel, draw_panels, draw_ranked_bars
from plainspoken.experiments.results.claims.comparison import difference_interval
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.studies.pets.head_figures import draw_heads, draw_pooled, draw_steps

if TYPE_CHECKING:
    import numpy as np

LADDER = ("cnn-plain", "cnn-augmented", "cnn-wide", "cnn-64", "logistic-96", "logistic", "lite2")
"""From 32 pixels to borrowed features: the runs of the first chart, as far as they are there."""

EPOCHS = ("cnn-plain-short", "cnn-augmented-short", "cnn-plain", "cnn-augmented")
"""The pair of augmentation after few and after many epochs, as its chart shows them."""

HEADS = ("logistic", "linear-svm", "mlp", "forest")

PAIRS = {
    "cnn-flip": "flip",
    "cnn-rotation15": "turn up to 15°",
    "cnn-rotation90": "turn up to 90°",
    "cnn-shift": "shift",
    "cnn-zoom": "zoom",
    "cnn-shear": "shear",
    "cnn-augmented": "all four",
}
"""Runs that differ from `cnn-plain` in their augmentation alone, by what it does."""

SHOWN_SIZES = (32, 64, 128)

_EXAMPLES = (8, 11)
"""A cat and a dog of the drawings of seed 3."""

_MILLION = 1e6


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Each figure that the records suffice for, as a function that draws it."""
    by = {record.run: record for record in records}
    found: dict[str, Callable[[], Figure]] = {
        "drawn-animals": lambda: draw_animals(writer),
        "drawn-sizes": lambda: draw_sizes(writer),
    }
    ladder = [by[name] for name in LADDER if name in by]
    if len(ladder) > 1:
        found["ladder"] = lambda: draw_ladder(writer, ladder)
    sizes = [by[name] for name in ("logistic-96", "logistic-160", "logistic") if name in by]
    if len(sizes) > 1:
        found["pixels"] = lambda: draw_ladder(writer, sizes, "pixels", "More pixels, fewer mistakes")
    heads = [by[name] for name in HEADS if name in by]
    if len(heads) > 1:
        found["heads"] = lambda: draw_heads(writer, heads)
    brief = [by[name] for name in EPOCHS if name in by]
    if len(brief) == len(EPOCHS):
        found["augmentation-epochs"] = lambda: draw_epochs(writer, brief)
    pairs = [by[name] for name in PAIRS if name in by]
    if "cnn-plain" in by and len(pairs) > 1:
        found["augmentation-pairs"] = lambda: draw_pairs(writer, by["cnn-plain"], pairs)
    chosen = next((by[name] for name in ("lite2", "best") if name in by), None)
    if chosen is not None and "whole" in chosen.scores["all"]:
        found["steps"] = lambda: draw_steps(writer, chosen)
    if "pooled" in by and "flattened" in by:
        found["pooled-flattened"] = lambda: draw_pooled(writer, by["pooled"], by["flattened"])
    if "convolutions" in by:
        found["convolutions"] = lambda: draw_convolutions(writer, by["convolutions"])
    for run in ("ears", "ears-small"):
        if run in by:
            found[run] = lambda record=by[run]: draw_ears(writer, record)  # type: ignore[misc]
    if "patches" in by:
        found["patches"] = lambda: draw_patches(writer, by["patches"])
    return found


def draw_animals(writer: FigureWriter) -> Figure:
    """Six cats over six dogs, as the generator draws them; for the cover."""
    from plainspoken.experiments.studies.pets.drawn_pets import draw_pets

    pictures, looks = draw_pets(12, seed=3)
    order = [i for species in ("cat", "dog") for i, look in enumerate(looks) if look.species == species]
    figure, axes = writer.canvas(3, 4, width=5.0, height=6.6)
    for place, index in enumerate(order):
        _picture(axes[place], pictures[index])
    writer.settle(figure)
    boxes = {
        "cats": [panel_box(figure, each) for each in axes[:6]],
        "dogs": [panel_box(figure, each) for each in axes[6:]],
    }
    alt = "Six drawn heads of cats above six drawn heads of dogs. Some dogs have pointed ears, and one cat has not."
    parts = [FigurePart(name=name, kind="row", boxes=found) for name, found in boxes.items()]
    return writer.save(figure, "drawn-animals", title="Drawn cats and dogs", alt=alt, parts=parts)


def draw_sizes(writer: FigureWriter) -> Figure:
    """One drawn cat over one drawn dog, at 32, 64 and 128 pixels on a side."""
    import numpy as np
    from PIL import Image as Pictures

    from plainspoken.experiments.studies.pets.drawn_pets import draw_pets

    pictures, _ = draw_pets(12, seed=3)
    figure, axes = writer.canvas(len(SHOWN_SIZES), 2, width=8.0)
    for row, index in enumerate(_EXAMPLES):
        for column, size in enumerate(SHOWN_SIZES):
            small = Pictures.fromarray(pictures[index]).resize((size, size), Pictures.Resampling.BILINEAR)
            place = axes[row * len(SHOWN_SIZES) + column]
            _picture(place, np.asarray(small))
            if row == 0:
                place.set_title(f"{size} pixels", loc="center", fontsize=SMALL)
    writer.settle(figure)
    boxes = [panel_box(figure, each) for each in axes]
    parts = [
        FigurePart(name=f"{size} pixels", kind="column", boxes=boxes[column :: len(SHOWN_SIZES)])
        for column, size in enumerate(SHOWN_SIZES)
    ]
    alt = "A drawn cat and a drawn dog, each at 32, 64 and 128 pixels on a side; at 32 the whiskers cannot be seen."
    return writer.save(
        figure, "drawn-sizes", title="What a network is given to see", alt=alt, parts=parts,
        foot="drawn by the program's own generator",
    )  # fmt: skip


def draw_ladder(
    writer: FigureWriter,
    records: Sequence[RunRecord],
    name: str = "ladder",
    title: str = "From 32 pixels to borrowed features",
) -> Figure:
    """Test accuracy of runs, one bar each, with its interval."""
    bars = [Bar(_network_words(r), r.final.test.accuracy, r.final.test.accuracy_interval) for r in records]
    return draw_ranked_bars(
        writer, name, bars, title=title, axis="test accuracy", foot=foot_line(records), digits=1, start=_start(bars)
    )


def draw_epochs(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Test accuracy with and without augmentation after few and after many epochs, with its interval."""
    labels = [f"{r.epochs} epochs, {'augmented' if 'augmented' in r.run else 'plain'}" for r in records]
    bars = [
        Bar(label, record.final.test.accuracy, record.final.test.accuracy_interval)
        for label, record in zip(labels, records, strict=True)
    ]
    return draw_ranked_bars(
        writer, "augmentation-epochs", bars, title="Augmentation after few and many epochs", axis="test accuracy",
        foot=foot_line(records), digits=1, start=_start(bars),
    )  # fmt: skip


def draw_pairs(writer: FigureWriter, plain: RunRecord, changed: Sequence[RunRecord]) -> Figure:
    """What each augmentation changes in test accuracy, with the interval of the difference and a dot for each seed."""
    figure, (axes,) = writer.canvas()
    labels = [PAIRS[record.run] for record in changed]
    told = []
    for row, (record, label) in enumerate(zip(changed, labels, strict=True)):
        gain = record.final.test.accuracy - plain.final.test.accuracy
        around = difference_interval(record, plain)
        color = writer.color(label, writer.palette.first)
        axes.plot([100 * around.low, 100 * around.high], [row, row], color=color, linewidth=4)
        axes.plot([100 * gain], [row], "o", color=color, markersize=15)
        seeds = zip(record.scores["test"]["accuracy"].seeds, plain.scores["test"]["accuracy"].seeds, strict=False)
        each = [100 * (one - other) for one, other in seeds][1:]
        axes.plot(each, [row] * len(each), "|", color=writer.palette.ink, markersize=20, markeredgewidth=3)
        told.append(f"{label} {100 * gain:+.1f}".replace("-", "\N{MINUS SIGN}"))
    axes.axvline(0, color=writer.palette.ink, linestyle=":", linewidth=2)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlabel(f"percentage points against none, {plain.epochs} epochs")
    axes.grid(axis="x")
    for tick in axes.get_yticklabels():
        tick.set_color(writer.ink(tick.get_text()))
    writer.settle(figure)
    strokes = ", further seeds as strokes" if len(plain.scores["test"]["accuracy"].seeds) > 1 else ""
    width, height = 1.0, 1.0 / (len(labels) + 1)
    boxes = [
        (0.0, round(1 - axes.transData.transform((0, row))[1] / figure.bbox.height - height / 2, 4), width, height)
        for row in range(len(labels))
    ]
    return writer.save(
        figure, "augmentation-pairs", title="What each augmentation gave", parts=bar_parts(labels, boxes, told),
        alt=f"Change in test accuracy against no augmentation, in percentage points: {'; '.join(told)}.",
        foot=foot_line(changed, "difference of test accuracies") + strokes,
    )  # fmt: skip


def draw_convolutions(writer: FigureWriter, record: RunRecord) -> Figure:
    """Multiply-adds, weights and time of one layer, plain and separable."""
    numbers = {name: metric.value for name, metric in record.scores["all"].items()}

    def both(name: str, unit: float) -> list[float]:
        return [numbers[f"plain_{name}"] / unit, numbers[f"separable_{name}"] / unit]

    layer = record.extra["layer"]
    panels = [
        BarPanel("Multiply-adds", both("products", _MILLION), lambda v: f"{v:,.0f} M"),
        BarPanel("Weights", both("weights", _MILLION), lambda v: f"{v:.2g} M"),
        BarPanel("Time", both("ms", 1), lambda v: f"{v:.1f} ms"),
    ]
    return draw_panels(
        writer, "convolutions", ["plain", "separable"], panels, title="One layer, two ways",
        foot=f"{layer['channels']} channels in and out, maps of {layer['side']} × {layer['side']}, "
        f"filters of {layer['kernel']} × {layer['kernel']}; median time on one thread",
    )  # fmt: skip


def draw_ears(writer: FigureWriter, record: RunRecord) -> Figure:
    """Accuracy on drawn animals as they are, and drawn again with a part changed."""
    words = {
        "whole": "as drawn", "without_ears": "without ears", "other_ears": "with the other sort of ears",
        "without_eyes": "without eyes", "without_muzzle": "without muzzle",
    }  # fmt: skip
    scores = record.scores["all"]
    bars = [Bar(label, scores[name].value, scores[name].interval) for name, label in words.items()]
    return draw_ranked_bars(
        writer, record.run, bars, title=f"What {record.title} goes by", axis="test accuracy on drawn animals",
        foot=f"drawn test animals, n = {scores['whole'].n:,}, 95 % interval; {seeds_of([record])}",
        level=(0.5, "guessing"),
    )  # fmt: skip


def draw_patches(writer: FigureWriter, record: RunRecord) -> Figure:
    """How many percentage points of accuracy are lost when a patch is hidden, at its place."""
    import numpy as np

    grid = int(record.extra["grid"])
    scores = record.scores["all"]
    loss = np.array([[100 * scores[f"loss_{r + 1}_{c + 1}"].value for c in range(grid)] for r in range(grid)])
    figure, (axes,) = writer.canvas(width=7.0)
    axes.imshow(loss, cmap=writer.palette.ramp, vmin=0, vmax=max(1.0, 2 * float(loss.max())))
    for r in range(grid):
        for c in range(grid):
            axes.text(c, r, f"{loss[r, c]:.1f}".replace("-", "\N{MINUS SIGN}"), ha="center", va="center")
    axes.set(xticks=[], yticks=[])
    writer.settle(figure)
    row, column = (int(place) for place in np.unravel_index(int(loss.argmax()), loss.shape))
    cell = matrix_cells(figure, axes, grid)[row][column]
    return writer.save(
        figure, "patches", title="Accuracy lost when a patch is hidden",
        parts=[FigurePart(name="costliest patch", kind="cell", boxes=[cell])],
        alt=f"A grid of {grid} by {grid} patches with the percentage points of accuracy that are lost when each is "
        f"hidden; the most, {loss.max():.1f}, in row {row + 1} and column {column + 1}.",
        foot=f"accuracy lost, in percentage points, when a patch is hidden; n = {scores['whole'].n:,} test pictures",
    )  # fmt: skip


def draw_evidence(writer: FigureWriter, record: RunRecord, arrays: dict[str, np.ndarray]) -> Figure:
    """One drawn cat and one drawn dog, each beside the evidence for it by Grad-CAM."""
    kinds = [name.removeprefix("evidence_") for name in sorted(arrays) if name.startswith("evidence_")]
    figure, axes = writer.canvas(2 * len(kinds), 1, height=3.6)
    names = []
    for place, kind in enumerate(kinds):
        picture, heat = arrays[f"evidence_{kind}"][..., :3], arrays[f"evidence_{kind}"][..., 3]
        _picture(axes[2 * place], picture)
        _picture(axes[2 * place + 1], picture)
        axes[2 * place + 1].imshow(heat, cmap="inferno", alpha=0.6, vmin=0, vmax=1)
        for offset, words in enumerate((kind, f"evidence for {kind}")):
            axes[2 * place + offset].set_title(words, loc="center", fontsize=SMALL)
            names.append(words)
    writer.settle(figure)
    return writer.save(
        figure, "evidence", title=f"Where {record.title} finds its evidence",
        alt=f"Drawn {' and '.join(kinds)}, each beside the same picture with its Grad-CAM map.",
        parts=bar_parts(names, [panel_box(figure, each) for each in axes], kind="picture"),
        foot="drawn by the program's own generator; Grad-CAM of the last convolution",
    )  # fmt: skip


def _network_words(record: RunRecord) -> str:
    """A run as the charts of networks call it: a frozen network by its name and pixels, any other by its title."""
    options = record.config.get("options", {})
    if "network" not in options:
        return record.title
    size = record.extra["chosen"]["size"] if "chosen" in record.extra else options["size"]
    name = _NETWORKS.get(options["network"], options["network"])
    return f"{name}, {size} pixels"


_NETWORKS = {"efficientnet_lite0": "Frozen network", "efficientnet_lite2": "Larger one", "squeezenet1_1": "SqueezeNet"}


def _picture(axes: Any, picture: np.ndarray) -> None:
    axes.imshow(picture, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _start(bars: Sequence[Bar]) -> float:
    """Bars of accuracies begin at one half, where guessing is, unless one lies below."""
    lowest = min(bar.around.low if bar.around else bar.value for bar in bars)
    return 0.5 if lowest > 0.5 else 0.0
