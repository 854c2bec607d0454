"""Pictures: of the data, of the augmentations, of what a model said about ten of them, of its surest mistakes."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, size_of_test
from plainspoken.experiments.figures.named_parts import Box, panel_box
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord, Sample
from plainspoken.experiments.training.augmentation import Augmentation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

LONGEST = 18
"""Characters of a line above a picture of the grid; the names of several labels take more lines."""

_STEP_WORDINGS = {"as it is": ["as it is", "original"], "all": ["all together", "all changes"]}
"""What a sentence must say to mean the first and the last column of the augmentations: "all" alone stands in too many
to mean a column."""


def draw_data(writer: FigureWriter, card: DataCard, pictures: np.ndarray, targets: np.ndarray) -> Figure:
    """Some training pictures of each class, a column a class. `pictures` [n, s, s, 3], `targets` [n]."""
    columns = [pictures[targets == i] for i in range(len(card.classes))]
    rows = min(3, *(len(column) for column in columns))
    figure, axes = writer.canvas(len(columns), rows)
    for i, label in enumerate(card.classes):
        for row in range(rows):
            _show(axes[row * len(columns) + i], columns[i][row])
        axes[i].set_title(label, loc="center", fontsize=SMALL)
    drawn = "drawn faces" if card.kind == "drawn" else "pictures"
    alt = f"Training {drawn}, {rows} of each of the {len(columns)} classes: {', '.join(card.classes)}."
    writer.settle(figure)
    parts = _column_parts(figure, axes, card.classes, "class")
    split = card.splits.get("train")
    size = f", n = {split.n:,}" if split is not None else ""
    foot = f"{card.name if card.has('name') else drawn}, training split{size}"
    return writer.save(figure, "samples", title="Samples of the data", alt=alt, parts=parts, foot=foot)


def draw_augmentations(writer: FigureWriter, pictures: np.ndarray, augmentation: Augmentation, *, seed: int) -> Figure:
    """One picture as it is, then with each change alone, then with all; two pictures, one a row."""
    import torch

    from plainspoken.experiments.training.transforms import move, relight

    names = augmentation.names()
    steps = {name: augmentation.only(name) for name in names} | {"all": augmentation}
    chosen = [0, len(pictures) // 2]
    figure, axes = writer.canvas(len(steps) + 1, len(chosen))
    for row, index in enumerate(chosen):
        original = torch.from_numpy(pictures[index : index + 1]).permute(0, 3, 1, 2).float()
        first = axes[row * (len(steps) + 1)]
        _show(first, pictures[index])
        for column, step in enumerate(steps.values(), 1):
            changed = original
            for attempt in range(20):  # a random change may be next to none; show one that is seen
                generator = torch.Generator().manual_seed(seed * 100 + row * 20 + attempt)
                changed = relight(move(original, step, generator), step, generator)
                if (changed - original).abs().mean() > 6:
                    break
            _show(axes[row * (len(steps) + 1) + column], changed[0].permute(1, 2, 0).round().byte().numpy())
    headings = ["as it is", *steps]
    for column, name in enumerate(headings):
        axes[column].set_title(name, loc="center", fontsize=SMALL)
    alt = (
        f"{len(chosen)} training pictures, one a row. From left to right: as it is, then after {', '.join(names)}, "
        "each alone, and at the right all together."
    )
    writer.settle(figure)
    parts = _column_parts(figure, axes, headings, "step")
    foot = f"{len(chosen)} pictures of the training split, changed at random with seed {seed}"
    return writer.save(
        figure, "augmentation", title="What training pictures go through", alt=alt, parts=parts, foot=foot
    )


def draw_grid(writer: FigureWriter, record: RunRecord, pictures: np.ndarray) -> Figure:
    """The test pictures of the record's grid with what they are and what the model said, of one label or of several.

    `pictures` are all of the test split, [n, height, width, 3].
    """
    grid = record.samples.grid
    figure, axes = writer.canvas(-(-len(grid) // 2), 2)
    for ax in axes:
        ax.set_axis_off()
    for ax, sample in zip(axes, grid, strict=False):
        _show(ax, pictures[sample.index])
        colour = writer.palette.right if sample.right else writer.palette.wrong
        lines = [f"✓ {sample.predicted}"] if sample.right else [f"✗ {sample.predicted}", f"is {sample.truth}"]
        words = "\n".join(fill(line, LONGEST, break_long_words=False) for line in lines)
        ax.set_title(words, loc="center", fontsize=SMALL, color=colour)
    wrong = [f"{s.truth} taken for {s.predicted}" for s in grid if not s.right]
    between = "; " if any("," in words for words in wrong) else ", "
    alt = (
        f"{len(grid)} test pictures with the answers of {record.title}; {record.samples.right} are right. "
        f"{'Wrong: ' + between.join(wrong) + '.' if wrong else 'None is wrong.'}"
    )
    writer.settle(figure)
    title = f"{len(grid)} test samples and what {record.title} says"
    return writer.save(
        figure, "samples", title=title, alt=alt, parts=_answer_parts(figure, zip(axes, grid, strict=False)),
        foot=_foot(record, len(grid)),
    )  # fmt: skip


def draw_mistakes(writer: FigureWriter, record: RunRecord, pictures: np.ndarray) -> Figure:
    """The mistakes that the model was surest of, enlarged, with its two likeliest answers."""
    mistakes = record.samples.mistakes[:4]
    figure, axes = writer.canvas(len(mistakes))
    for ax, sample in zip(axes, mistakes, strict=True):
        _show(ax, pictures[sample.index])
        ax.set_title(f"is {sample.truth}", loc="center")
        ax.set_xlabel(_odds(sample), fontsize=SMALL)
    listed = "; ".join(
        f"{s.truth} taken for {s.predicted} at {percent(s.probability)} %, before {s.runner_up} at "
        f"{percent(s.runner_up_probability)} %"
        for s in mistakes
    )
    alt = f"The {len(mistakes)} test pictures that {record.title} got wrong most surely: {listed}."
    writer.settle(figure)
    return writer.save(
        figure, "mistakes", title=f"The surest mistakes of {record.title}", alt=alt,
        parts=_answer_parts(figure, zip(axes, mistakes, strict=True)), foot=_foot(record, len(mistakes)),
    )  # fmt: skip


def _column_parts(figure: Canvas, axes: Sequence[Axes], headings: Sequence[str], kind: str) -> list[FigurePart]:
    """A part a column, named by its heading, with a box for each of its pictures. `axes` are in reading order."""
    boxes = {heading: [panel_box(figure, ax) for ax in axes[i :: len(headings)]] for i, heading in enumerate(headings)}
    return [
        FigurePart(name=heading, kind=kind, boxes=found, keys=[_STEP_WORDINGS.get(heading, [heading])])
        for heading, found in boxes.items()
    ]


def _answer_parts(figure: Canvas, shown: Iterable[tuple[Axes, Sample]]) -> list[FigurePart]:
    """Pictures by what they are and what was said: all that are right of one class by its name, and mistakes by both
    classes, as in a confusion matrix. Pictures with the same answer are one part with several boxes."""
    boxes: dict[tuple[str, str], list[Box]] = {}
    for ax, sample in shown:
        boxes.setdefault((sample.truth, sample.predicted), []).append(panel_box(figure, ax))
    return [
        FigurePart(name=truth, kind="picture", boxes=found)
        if truth == said
        else FigurePart(name=f"{truth}/{said}", kind="cell", boxes=found, keys=[[truth], [said]])
        for (truth, said), found in boxes.items()
    ]


def _foot(record: RunRecord, shown: int) -> str:
    n = size_of_test(record)
    samples = f"{shown} of the n = {n:,} samples" if n else f"{shown} samples"
    return f"{samples} of the test split; {seeds_of([record])}"


def _odds(sample: Sample) -> str:
    pairs = ((sample.predicted, sample.probability), (sample.runner_up, sample.runner_up_probability))
    return "\n".join(f"{label} {percent(probability)} %" for label, probability in pairs)


def _show(axes: Axes, picture: np.ndarray) -> None:
    axes.imshow(picture, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.set_axis_on()
    for spine in axes.spines.values():
        spine.set_visible(False)
