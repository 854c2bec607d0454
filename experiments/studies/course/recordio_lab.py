"""Lab 16: MXNet's steps of training and evaluation, run on a small tree of digits, from lists and record files in its
formats. MXNet itself is not needed: torch trains. No torch by itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import (
    DigitData,
    DigitSplit,
    digit_card,
    load_digit_splits,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.analysis import Measured
    from plainspoken.experiments.tasks.work import StepClock, WorkResult

DataSettings = DigitData

SPLITS = ("train", "valid", "test")

CUTS = 40
"""How many times the record file is cut short, to see whether the reader says so."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Write the tree, take the steps, damage a copy, and tell what came out."""
    from plainspoken.experiments.studies.course.digit_results import share_metric
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import StepClock

    splits, clock = load_digit_splits(run.data), StepClock()
    with tempfile.TemporaryDirectory(prefix="recordio-") as made:
        root = Path(made)
        write_tree(root, splits)
        told, hits = take_steps(root, run, clock)
        result = analyse(digit_card(splits), {**told, **_cut_short(root / "test.rec", root / "cut.rec")}, clock=clock)
    result.scores = {**result.scores, "test": {"accuracy": share_metric(hits, len(splits["test"]))}}
    return result


def write_tree(root: Path, splits: dict[str, DigitSplit]) -> None:
    """Each digit as a PNG in `SPLIT/CLASS/`."""
    import numpy as np
    from PIL import Image

    for name, split in splits.items():
        for place, (pixels, label) in enumerate(zip(split.pixels, split.targets, strict=True)):
            path = root / name / str(label) / f"{place:04d}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.rint(pixels.reshape(8, 8) * 255).astype(np.uint8)).save(path)


def take_steps(root: Path, run: RunPlan, clock: StepClock) -> tuple[dict[str, Measured], int]:
    """Training in the notes' steps 0 to 7 and evaluation in their four, on the tree below `root`.

    Returns:
        What was counted, and how many test digits the network names correctly.
    """
    import torch
    from torch.nn.functional import cross_entropy

    from plainspoken.experiments.studies.course.recordio_files import (
        list_tree,
        pack_listed,
        read_list,
        read_records,
        write_list,
        write_records,
    )

    batch, epochs = run.train.batch, run.train.epochs
    order = run.seed if run.model == "shuffled" else None
    with clock.step("0 configuration"):
        config = {
            "paths": [str(root / name) for name in SPLITS], "classes": 10, "splits": list(SPLITS),
            "records": [str(root / f"{name}.rec") for name in SPLITS], "output": str(root / "model.pt"),
        }  # fmt: skip
    with clock.step("1 lists"):
        for name in SPLITS:
            write_list(root / f"{name}.lst", list_tree(root / name, order))
    with clock.step("2 record files"):
        packed = {
            name: write_records(root / f"{name}.rec", pack_listed(root / name, read_list(root / f"{name}.lst")))
            for name in SPLITS
        }
    counts = {name: len(read_list(root / f"{name}.lst")) for name in SPLITS}
    files = [path for name in SPLITS for path in (root / name).rglob("*.png")]
    same = sum(
        record.picture == (root / name / line.path).read_bytes() and record.label == line.label
        for name in SPLITS
        for record, line in zip(read_records(root / f"{name}.rec"), read_list(root / f"{name}.lst"), strict=True)
    )
    with clock.step("3 log and mean"):
        log: list[str] = []
        mean = float(torch.cat([x for x, _ in record_batches(root / "train.rec", batch, 0.0)]).mean())
    with clock.step("4 iterators"):
        batches = {name: list(record_batches(root / f"{name}.rec", batch, mean)) for name in ("train", "valid")}
    with clock.step("5 model"):
        torch.manual_seed(run.seed)
        network = _network()
        checkpoint = root / "model.pt"
        begun = checkpoint.is_file()
        if begun:
            network.load_state_dict(torch.load(checkpoint, weights_only=True))
    with clock.step("6 callbacks and metric"):

        def at_epoch_end(epoch: int, right: float) -> None:
            torch.save(network.state_dict(), checkpoint)
            log.append(f"INFO:root:Epoch[{epoch}] Validation-accuracy={right:.6f}")

    with clock.step("7 fit", "train", items=epochs * len(batches["train"]) * batch):
        optimizer = torch.optim.SGD(network.parameters(), run.train.learning_rate, momentum=run.train.momentum)
        for epoch in range(epochs):
            for x, y in batches["train"]:
                optimizer.zero_grad()
                # A sum over the batch, times `rescale_grad`: its mean, whatever the size of the batch.
                (cross_entropy(network(x), y, reduction="sum") * (1 / len(y))).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
            at_epoch_end(epoch, _hits(network, batches["valid"]) / counts["valid"])
    with clock.step("evaluate 1 files"):
        if not checkpoint.is_file():
            raise InputError("there is no checkpoint", file=checkpoint, remedy="train first")
    with clock.step("evaluate 2 iterator"):
        test = list(record_batches(root / "test.rec", batch, mean))
    with clock.step("evaluate 3 bind"):
        bound = _network()
        bound.load_state_dict(torch.load(checkpoint, weights_only=True))
    with clock.step("evaluate 4 score", "predict"):
        hits = _hits(bound, test)
    return {
        **{f"{name}_listed": (n, "count") for name, n in counts.items()},
        "configured": (len(config), "count"),
        "pictures": (len(files), "count"),
        "files_after": (3 * len(SPLITS), "count"),
        "same": (same, "count", "higher"),
        "tree_bytes": (sum(path.stat().st_size for path in files), "bytes", "lower"),
        "record_bytes": (sum(packed.values()), "bytes", "lower"),
        "mean": (mean, "number"),
        **_first_record(root / "test.rec"),
        "added_each": (round((sum(packed.values()) - sum(p.stat().st_size for p in files)) / len(files)), "count"),
        "batches": (len(batches["train"]), "count"),
        "restarted": (int(begun), "count"),
        "epochs": (len(log), "count"),
    }, hits


def _first_record(path: Path) -> dict[str, Measured]:
    """The parts of the first record of a file, in bytes: what its length word says, and the zeros after it."""
    from plainspoken.experiments.studies.course.recordio_files import HEADER_BYTES, WORD_BYTES, read_records

    picture = len(next(iter(read_records(path))).picture)
    length = HEADER_BYTES + picture
    zeros = -length % WORD_BYTES
    return {
        "first_picture": (picture, "count"),
        "header": (HEADER_BYTES, "count"),
        "first_length": (length, "count"),
        "first_zeros": (zeros, "count"),
        "first_record": (2 * WORD_BYTES + length + zeros, "count"),
    }


def record_batches(path: Path, batch: int, mean: float) -> Iterator[tuple[Tensor, Tensor]]:
    """Pixels [n, 64] less their mean, and classes [n], in the order of the file; the last batch may be smaller."""
    import numpy as np
    import torch

    from plainspoken.experiments.studies.course.recordio_files import read_records

    pixels: list[NDArray[np.float32]] = []
    labels: list[int] = []
    for record in read_records(path):
        pixels.append(_decoded(record.picture))
        labels.append(record.label)
        if len(labels) == batch:
            yield torch.from_numpy(np.stack(pixels)) - mean, torch.tensor(labels)
            pixels, labels = [], []
    if labels:
        yield torch.from_numpy(np.stack(pixels)) - mean, torch.tensor(labels)


def _decoded(picture: bytes) -> NDArray[np.float32]:
    import io

    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        pixels: NDArray[np.float32] = np.asarray(opened, dtype=np.float32).reshape(-1) / np.float32(255)
    return pixels


def _network() -> Any:
    from torch import nn

    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


def _hits(network: Any, batches: list[tuple[Tensor, Tensor]]) -> int:
    import torch

    with torch.inference_mode():
        return sum(int((network(x).argmax(1) == y).sum()) for x, y in batches)


def _cut_short(path: Path, copy: Path) -> dict[str, Measured]:
    """How often the reader says that a copy is cut short, of cuts anywhere in it."""
    from plainspoken.experiments.studies.course.recordio_files import read_records

    whole, found = path.read_bytes(), 0
    copy.with_suffix(".idx").write_bytes(path.with_suffix(".idx").read_bytes())
    for cut in range(1, CUTS + 1):
        copy.write_bytes(whole[: len(whole) * cut // (CUTS + 1)])
        try:
            list(read_records(copy))
        except InputError:
            found += 1
    return {"cuts": (CUTS, "count"), "cuts_found": (found, "count", "higher")}


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Bytes of the tree and of the record files."""
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels

    told = records[0].scores["all"]
    panels = [
        BarPanel("Files", [told["pictures"].value, told["files_after"].value], lambda v: f"{v:,.0f}"),
        BarPanel(
            "Kilobytes", [told["tree_bytes"].value / 1e3, told["record_bytes"].value / 1e3], lambda v: f"{v:,.0f}"
        ),
    ]
    return {
        "sizes": lambda: draw_panels(
            writer,
            "sizes",
            ["A file a picture", "Lists, records, indexes"],
            panels,
            title="What packing changes",
            foot="the digits as PNG; bytes of records and indexes, without the lists",
        )
    }
