"""What a network looks at: evidence laid over pictures (Grad-CAM), and the maps of its layers by depth.

The arrays come from `models.saliency`, `.numpy()` of what it returns; no torch is needed to draw them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, tested
from plainspoken.experiments.figures.named_parts import Box, around, extent_of, panel_box, rounded
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

MOST_ACROSS = 5
HEAT = "inferno"
"""From dark to light with the evidence: its order is seen without colours, on light and dark ground."""


def draw_grad_cam(
    writer: FigureWriter,
    record: RunRecord,
    pictures: Sequence[np.ndarray],
    heats: Sequence[np.ndarray],
    captions: Sequence[str],
    *,
    name: str = "grad-cam",
    title: str = "",
) -> Figure:
    """Pictures of the test split, and below each the same picture in grey with the evidence for one answer over it.

    Args:
        pictures: at most five, [height, width(, 3)], bytes or between 0 and 1.
        heats: of each picture [height, width], between 0 and 1, as `models.saliency.grad_cam` gives them.
        captions: above each picture: what the network says, such as `dog, 98 %`.
        name: of the figure.
        title: of the figure; that the run looks there, when empty.
    """
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable

    shown = list(zip(pictures, heats, captions, strict=True))[:MOST_ACROSS]
    figure, axes = writer.canvas(len(shown), 2)
    for column, (picture, heat, caption) in enumerate(shown):
        scaled = _between_0_and_1(picture)
        _show(axes[column], scaled)
        axes[column].set_title(caption, loc="center", fontsize=SMALL)
        strength = heat[:, :, None].clip(0, 1)
        grey = scaled.mean(2, keepdims=True)
        _show(axes[len(shown) + column], grey * (1 - 0.7 * strength) + 0.7 * strength * colormaps[HEAT](heat)[:, :, :3])
    bar = figure.colorbar(ScalarMappable(cmap=HEAT), ax=axes, location="right", ticks=[0, 1], aspect=25)
    bar.ax.set_yticklabels(["none", "most"], fontsize=SMALL)
    bar.set_label("evidence", fontsize=SMALL, labelpad=-20)
    told = "; ".join(f"{caption}: {_spread(heat)}" for _, heat, caption in shown)
    writer.settle(figure)
    boxes: dict[str, list[Box]] = {}
    for column, (_, _, caption) in enumerate(shown):
        boxes.setdefault(caption, []).extend(panel_box(figure, ax) for ax in axes[column :: len(shown)])
    parts = [FigurePart(name=caption, kind="picture", boxes=found) for caption, found in boxes.items()]
    hot = [_hot_box(figure, axes[len(shown) + i], heat) for i, (_, heat, _) in enumerate(shown) if heat.max() > 0]
    if hot:
        parts.append(
            FigurePart(name="evidence", kind="region", boxes=hot, keys=[["evidence", "looks at", "looks for"]])
        )
    return writer.save(
        figure,
        name,
        title=title or f"What {record.title} looks at",
        alt=f"{len(shown)} test pictures, and below each the evidence in it for the answer of {record.title}. {told}.",
        parts=parts,
        foot=tested(record, f"Grad-CAM, {len(shown)} samples of the test split"),
    )


def draw_feature_maps(
    writer: FigureWriter,
    record: RunRecord,
    picture: np.ndarray,
    maps: Mapping[str, np.ndarray],
    *,
    name: str = "feature-maps",
    title: str = "",
) -> Figure:
    """A picture, and beside it a row for each depth with the maps that vary most there.

    Args:
        picture: [height, width(, 3)], bytes or between 0 and 1.
        maps: from the input to the answers: what the row is called, and [n, h, w] between 0 and 1, as
            `models.saliency.feature_maps` gives them.
        name: of the figure.
        title: of the figure; what it shows, when empty.
    """
    across = max(len(each) for each in maps.values())
    wide = 2
    figure, axes = writer.canvas(wide + across, len(maps))
    grid = axes[0].get_gridspec()
    rows = [axes[row * (wide + across) :][: wide + across] for row in range(len(maps))]
    for row in rows:
        for ax in row[:wide]:
            ax.remove()
    input_axes = figure.add_subplot(grid[:, :wide]) if grid is not None else axes[0]
    _show(input_axes, _between_0_and_1(picture))
    input_axes.set_title("picture", loc="center", fontsize=SMALL)
    boxes: dict[str, list[Axes]] = {}
    for row, (heading, found) in zip(rows, maps.items(), strict=True):
        for ax in row[wide:]:
            ax.set_axis_off()
        for ax, each in zip(row[wide:], found, strict=False):
            _show(ax, each, cmap=writer.palette.ramp)
        high, broad = found.shape[1:]
        row[wide].set_ylabel(f"{heading}\n{high} × {broad}", fontsize=SMALL, rotation=0, ha="right", va="center")
        boxes[heading] = row[wide:][: len(found)]
    listed = ", ".join(f"{heading} with {each.shape[1]} × {each.shape[2]} pixels" for heading, each in maps.items())
    writer.settle(figure)
    parts = [FigurePart(name="picture", kind="picture", boxes=[panel_box(figure, input_axes)])]
    parts += [
        FigurePart(name=heading, kind="row", boxes=[around(panel_box(figure, ax) for ax in row)])
        for heading, row in boxes.items()
    ]
    return writer.save(
        figure,
        name,
        title=title or f"What {record.title} makes of a picture",
        alt=f"One picture, and the maps that vary most at {len(maps)} depths of {record.title}, a row each: {listed}.",
        parts=parts,
        foot=f"the {across} maps of each depth that vary most; {seeds_of([record])}",
    )


def _between_0_and_1(picture: np.ndarray) -> np.ndarray:
    """[height, width, 3] of a picture in bytes or between 0 and 1, grey or in colour."""
    import numpy as np

    scaled = picture / 255 if picture.dtype == np.uint8 else picture.clip(0, 1)
    scaled = scaled if scaled.ndim == 3 else scaled[:, :, None]
    return scaled if scaled.shape[2] == 3 else np.repeat(scaled[:, :, :1], 3, axis=2)


def _show(axes: Axes, picture: np.ndarray, **options: Any) -> None:
    axes.imshow(picture, vmin=0, vmax=1, **options)
    axes.set(xticks=[], yticks=[])
    axes.set_axis_on()
    for spine in axes.spines.values():
        spine.set_visible(False)


def _spread(heat: np.ndarray) -> str:
    """How much of the picture holds half of the evidence, and where its centre is, in words."""
    import numpy as np

    total = float(heat.sum())
    if total <= 0:
        return "nothing speaks for the answer"
    held = np.cumsum(np.sort(heat.ravel())[::-1])
    share = (int(np.searchsorted(held, total / 2)) + 1) / heat.size
    y = float((heat.sum(1) * np.arange(heat.shape[0])).sum()) / total / max(heat.shape[0] - 1, 1)
    x = float((heat.sum(0) * np.arange(heat.shape[1])).sum()) / total / max(heat.shape[1] - 1, 1)
    rows, columns = ("upper", "", "lower"), ("left", "", "right")
    place = " ".join(word for word in (rows[min(int(y * 3), 2)], columns[min(int(x * 3), 2)]) if word)
    return f"half of the evidence lies on {percent(share)} % of the picture, centred {_at(place)}"


def _at(place: str) -> str:
    if not place:
        return "in the middle"
    return f"at the {place}" if " " in place or place in ("left", "right") else f"in the {place} part"


def _hot_box(figure: Canvas, axes: Axes, heat: np.ndarray) -> Box:
    """Around all pixels with at least half of the strongest evidence, as fractions of the figure."""
    import numpy as np

    rows, columns = np.nonzero(heat >= heat.max() / 2)
    left, top, width, height = extent_of(figure, axes.patch)
    high, broad = heat.shape
    return rounded(
        (
            left + width * columns.min() / broad,
            top + height * rows.min() / high,
            width * (columns.max() + 1 - columns.min()) / broad,
            height * (rows.max() + 1 - rows.min()) / high,
        )
    )
