"""Pictures side by side: before and after, augmentations of one, samples of a generator by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of
from plainspoken.experiments.figures.named_parts import bar_parts, panel_box
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    import numpy as np

MOST_ACROSS = 6


def draw_strip(
    writer: FigureWriter, name: str, pictures: Mapping[str, np.ndarray], *, title: str = "", foot: str = ""
) -> Figure:
    """Pictures [height, width(, 3)] between 0 and 1 in rows of at most six, each under its own words.

    Args:
        name: of the figure.
        pictures: by what is written above each.
        title: of the figure; the words above the pictures when empty.
        foot: what stands below the figure.
    """
    columns = min(len(pictures), MOST_ACROSS)
    rows = -(-len(pictures) // columns)
    figure, all_axes = writer.canvas(columns, rows)
    for axes in all_axes:
        axes.set_axis_off()
    for axes, (words, picture) in zip(all_axes, pictures.items(), strict=False):
        axes.imshow(picture.clip(0, 1), cmap="gray", vmin=0, vmax=1)
        axes.set_title(words, loc="center")
    listed = ", ".join(pictures)
    writer.settle(figure)
    boxes = [panel_box(figure, axes) for axes in all_axes[: len(pictures)]]
    return writer.save(
        figure,
        name,
        title=title or listed,
        alt=f"{len(pictures)} pictures side by side: {listed}.",
        parts=bar_parts(list(pictures), boxes, kind="picture"),
        foot=foot,
    )


def draw_samples_by_step(
    writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray], *, across: int = 4
) -> Figure:
    """Samples of a generator, a block of pictures for each step at which some were kept; the same noise in each.

    Samples are pictures [n, 1 or 3, height, width] or [n, height, width], in the range of a tanh.
    """
    import numpy as np

    steps = [snapshot.step for snapshot in record.snapshots]
    blocks = {}
    for step in steps:
        found = arrays[f"samples_{step}"][: across * across]
        found = found[:, None] if found.ndim == 3 else found
        tiles = [np.concatenate(list(found[at : at + across]), axis=2) for at in range(0, len(found), across)]
        block = np.concatenate([tile for tile in tiles if tile.shape == tiles[0].shape], axis=1)
        blocks[f"step {step}"] = (block.transpose(1, 2, 0) / 2 + 0.5).squeeze()
    return draw_strip(
        writer, "samples-by-step", blocks, title=f"Samples of {record.title} by step", foot=seeds_of([record])
    )
