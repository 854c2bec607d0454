"""Lab 8: pictures in six forms on disk, read in order and in shuffled batches; a configuration of five parts. No torch.

Times are those that the process had a processor, with the file still in the system's cache: what decoding and copying
cost, not the disk. They differ from machine to machine, so the record has ratios beside them.
"""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.storage_formats import Read
    from plainspoken.experiments.tasks.work import WorkResult

    Pixels = NDArray[np.uint8]

CONFIG = "config"

LONG = 0.5
"""Seconds after which nothing is measured once more."""


class PhotoPieces(Part):
    """Table `[data]` of the recipe."""

    pictures: int = Field(default=4000, ge=96, description="pieces of the photographs")
    side: int = Field(default=64, ge=8, le=256, description="pixels")
    seed: int = 42


DataSettings = PhotoPieces


def work(run: RunPlan, context: Context) -> WorkResult:
    """Write and read one form, or build a data set from its configuration."""
    from tempfile import TemporaryDirectory

    settings = PhotoPieces.model_validate(dict(run.data))
    pixels, labels = photo_pieces(settings)
    context.store.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=context.store) as folder:
        if run.model == CONFIG:
            return _configured(run, Path(folder), pixels, labels)
        return _measured(run, Path(folder), pixels)


def photo_pieces(settings: PhotoPieces) -> tuple[Pixels, NDArray[np.int64]]:
    """Square pieces [n, side, side, 3] from random places of scikit-learn's two photographs, by turns, and which."""
    import numpy as np
    from sklearn.datasets import load_sample_images

    draw, photos = np.random.default_rng(settings.seed), load_sample_images().images
    labels = np.arange(settings.pictures) % len(photos)
    side, found = settings.side, []
    for label in labels:
        height, width = photos[label].shape[:2]
        top, left = draw.integers(height - side + 1), draw.integers(width - side + 1)
        found.append(photos[label][top : top + side, left : left + side])
    return np.stack(found), labels


def _card(pixels: Pixels) -> DataCard:
    return DataCard(
        name="pieces of two photographs", kind="real", origin="scikit-learn: china.jpg and flower.jpg",
        licence="CC BY 2.0", total=len(pixels), sample_shape=list(pixels.shape[1:]),
    )  # fmt: skip


def _measured(run: RunPlan, folder: Path, pixels: Pixels) -> WorkResult:
    from plainspoken.experiments.studies.course.storage_formats import (
        CHUNK,
        FORMATS,
        batches_in_order,
        chunks_touched,
        shuffled_batches,
        write_array,
    )  # fmt: skip
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import curve

    form, n, batch = FORMATS[run.model], len(pixels), run.train.batch
    repeats, few = int(run.options["repeats"]), int(run.options["batches"])
    plain, own = folder / "plain", folder / "own"
    plain.mkdir()
    own.mkdir()
    floor = _quickest(repeats, lambda: write_array(plain, pixels))
    written = _quickest(repeats, lambda: form.write(own, pixels))
    size = sum(path.stat().st_size for path in own.iterdir())
    ordered, shuffled = batches_in_order(n, batch), shuffled_batches(n, batch, run.seed)
    asked = shuffled[:few]
    alone = [slice(place, place + 1) for places in asked for place in places]
    with form.reading(own) as read:
        some: list[Any] = [*ordered[:2], *asked[:2]]
        wrong = sum(int((read(places) != pixels[places]).sum()) for places in some)
        in_order = _quickest(repeats, lambda: _read(read, ordered[: 4 * few])) / (len(ordered[: 4 * few]) * batch)
        by_list = _quickest(repeats, lambda: _read(read, asked)) / len(alone)
        one_by_one = _quickest(repeats, lambda: _read(read, alone)) / len(alone)
        held = _most_memory(read, asked[:2])
    touched = [len(chunks_touched(places)) for places in shuffled]
    first = chunks_touched(shuffled[0])
    return analyse(
        _card(pixels),
        {
            "pictures": (n, "count"),
            "files": (sum(1 for _ in own.iterdir()), "count"),
            "wrong_pixels": (wrong, "count", "lower"),
            "list_ratio": (by_list / in_order, "times", "lower"),
            "single_ratio": (one_by_one / in_order, "times", "lower"),
            "list_over_single": (by_list / one_by_one, "times", "lower"),
            "order_rate": (1 / in_order, "number", "higher"),
            "list_rate": (1 / by_list, "number", "higher"),
            "single_rate": (1 / one_by_one, "number", "higher"),
            "write_ratio": (written / floor, "times", "lower"),
            "size_ratio": (size / pixels.nbytes, "times", "lower"),
            "saved": (max(0.0, 1 - size / pixels.nbytes), "fraction", "higher"),
            "held_bytes": (held, "bytes", "lower"),
            "whole_bytes": (pixels.nbytes, "bytes"),
            "held_ratio": (pixels.nbytes / held, "times", "higher"),
            "batch": (batch, "count"),
            "chunks": (-(-n // CHUNK), "count"),
            "chunks_touched": (round(sum(touched) / len(touched)), "count"),
        },
        curves={
            "touched": curve([float(i) for i in range(len(first))], [float(c) for c in first], "place", "chunk"),
        },
        extra={"chunk": CHUNK},
    )


def _quickest(times: int, work: Callable[[], object]) -> float:
    """Processor seconds of the quickest of so many tries: what else the machine does only makes one slower. What takes
    long is not tried again."""
    found: list[float] = []
    while len(found) < times and sum(found) < LONG:
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return max(min(found), 1e-6)


def _read(read: Read, batches: Sequence[Any]) -> None:
    for places in batches:
        read(places)


def _most_memory(read: Read, batches: Sequence[Any]) -> int:
    """The most bytes that Python's allocators, numpy's among them, gave out at a time."""
    tracemalloc.start()
    try:
        _read(read, batches)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _configured(run: RunPlan, folder: Path, pixels: Pixels, labels: NDArray[np.int64]) -> WorkResult:
    """Build the HDF5 files of three splits as the configuration says, and leave out each of its parts in turn."""
    from plainspoken.experiments.studies.course.dataset_config import PARTS, check_config, write_splits
    from plainspoken.experiments.tasks.analysis import analyse

    values = dict(run.options["config"])
    config = check_config(values)
    named = 0
    for part in PARTS:
        try:
            check_config({name: value for name, value in values.items() if name != part})
        except InputError as error:
            named += f"`{part}`" in error.message
    counts = write_splits(config, folder, pixels, labels, seed=run.seed)
    return analyse(
        _card(pixels),
        {
            "parts": (len(PARTS), "count"),
            "named_when_missing": (named, "count", "higher"),
            "train": (counts["train"], "count"),
            "valid": (counts["valid"], "count"),
            "test": (counts["test"], "count"),
        },
        extra={"parts": PARTS},
    )


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """What shuffling costs, what writing costs, and which chunks a batch lies in."""
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels

    forms = [record for record in records if record.run != CONFIG]
    labels = [record.title for record in forms]
    scores = [record.scores["all"] for record in forms]
    found: dict[str, Callable[[], Figure]] = {}
    if not forms:
        return found
    foot = f"{int(scores[0]['pictures'].value):,} pictures; processor time, files in the system's cache; one machine"

    def times(value: float) -> str:
        return f"{value:.0f} ×" if value >= 10 else f"{value:.1f} ×"

    found["shuffled"] = lambda: draw_panels(
        writer, "shuffled", labels,
        [
            BarPanel("By a list", [s["list_ratio"].value for s in scores], times),
            BarPanel("One by one", [s["single_ratio"].value for s in scores], times),
        ],
        title="Shuffled over in order", foot=foot,
    )  # fmt: skip
    found["written"] = lambda: draw_panels(
        writer, "written", labels,
        [
            BarPanel("Time to write", [s["write_ratio"].value for s in scores], times),
            BarPanel("Size on disk", [s["size_ratio"].value for s in scores], lambda v: f"{100 * v:.0f} %"),
        ],
        title="Writing, over a plain file of numpy", foot=foot,
    )  # fmt: skip
    chunked = next((record for record in forms if record.run == "chunked"), None)
    if chunked is not None:
        found["chunks"] = lambda: _draw_chunks(writer, chunked)
    return found


def _draw_chunks(writer: FigureWriter, record: RunRecord) -> Figure:
    """The chunks of a file as boxes, twice: those that a batch in order lies in, and those of a shuffled one."""
    from plainspoken.experiments.figures.named_parts import bar_parts, extent_of

    chunks, shuffled = int(record.scores["all"]["chunks"].value), {int(c) for c in record.curves["touched"].y}
    in_order = set(range(-(-int(record.scores["all"]["batch"].value) // int(record.extra["chunk"]))))
    rows = {"batch in order": in_order, "shuffled batch": shuffled}
    figure, all_axes = writer.canvas(1, 2, height=4.6)
    drawn, words = [], []
    columns = 25
    for axes, (label, touched) in zip(all_axes, rows.items(), strict=True):
        color = writer.color(label, writer.palette.first if label == "batch in order" else writer.palette.second)
        for chunk in range(chunks):
            across, down = chunk % columns, chunk // columns
            axes.bar(
                across, 0.82, width=0.88, bottom=-down, color=color if chunk in touched else writer.palette.rest,
                alpha=1 if chunk in touched else 0.35,
            )  # fmt: skip
        axes.set_axis_off()
        words.append(axes.set_title(f"{label}: {len(touched)} of {chunks} chunks", color=writer.ink(label)))
        drawn.append(axes)
    writer.settle(figure)
    boxes = [extent_of(figure, axes, title) for axes, title in zip(drawn, words, strict=True)]
    said = "; ".join(f"a {label} lies in {len(touched)} of {chunks} chunks" for label, touched in rows.items())
    return writer.save(
        figure, "chunks", title="Chunks that a batch lies in", alt=f"Boxes, one for each chunk of a file: {said}.",
        parts=bar_parts(list(rows), boxes), foot=f"{int(record.extra['chunk'])} pictures in a chunk",
    )  # fmt: skip
