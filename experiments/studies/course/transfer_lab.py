"""Lab 6: what to do with a trained network, by how much data there is and how like the old data they are. No torch.

The network is trained on the digits 0 to 4. Alike are the digits 5 to 9; different are patches of two photographs that
come with scikit-learn, of which the network says the photograph and the half. Four ways lead to the new task.

On a folder of the user's, the old task is the first half of its classes, alike are the others, and different are all
ten digits. Its pictures are taken as grey.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord, Split
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import BRIGHTEST, CLASSES, DigitSplit
from plainspoken.experiments.studies.course.user_pictures import FolderData, folder_identity, grey_split, user_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
    from plainspoken.experiments.tasks.work import WorkResult

SIDE = 8
"""Pixels on a side of a digit and of a patch."""

WAYS = ("features", "lower", "tuned", "scratch")
"""A linear head on the upper maps, one on the lower maps, head then whole network, and all from random weights."""

DIGITS, PATCHES = ["5", "6", "7", "8", "9"], ["temple, above", "temple, below", "flower, above", "flower, below"]


class TransferData(FolderData):
    """Table `[data]` of the recipe."""

    small: int = Field(default=40, ge=10, description="training samples of the small sets")
    large: int = Field(default=500, ge=20, description="training samples of the large sets")
    valid: int = Field(default=100, ge=10)
    test: int = Field(default=290, ge=20)


DataSettings = TransferData


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the digits and patches by their settings, and of a folder by its files.

    Raises:
        InputError: the folder is named but not there, or has no splits.
    """
    return folder_identity(plan, TransferData.model_validate(plan.data))


@dataclass(frozen=True)
class TransferTask:
    """The old task, and the new one.

    Attributes:
        name: of the new data.
        old: all samples of the old task.
        classes: how many the old task has.
    """

    name: str
    licence: str
    labels: list[str]
    splits: dict[str, DigitSplit]
    old: DigitSplit
    classes: int


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train on the old digits, and take the run's way to the new task."""
    import torch

    from plainspoken.experiments.tasks.classification import Classification
    from plainspoken.experiments.tasks.task import Outputs
    from plainspoken.experiments.tasks.work import StepClock, WorkResult

    settings, alike, size = TransferData.model_validate(run.data), run.options["likeness"], run.options["size"]
    given = transfer_task(run, settings, str(alike), getattr(settings, str(size)), context)
    labels, splits = given.labels, given.splits
    clock, epochs = StepClock(), int(run.train.epochs)
    torch.manual_seed(run.seed)
    body = _body()
    if run.model != "scratch":
        with clock.step("old task", "train"):
            _train(
                [body, torch.nn.Linear(64, given.classes)],
                given.old,
                epochs=int(run.options["source_epochs"]),
                rate=3e-3,
            )
    if run.model == "lower":
        body = body[:3]
    with torch.no_grad():
        wide = body(torch.zeros(2, 1, 8, 8)).shape[1]
    head = torch.nn.Linear(wide, len(labels))
    # A small set gets as many steps as it has batches; more epochs even that out a little.
    rounds = epochs * (4 if size == "small" else 1)
    with clock.step("new task", "train", items=len(splits["train"])):
        if run.model == "scratch":
            _train([body, head], splits["train"], epochs=rounds, rate=3e-3)
        else:
            _train([body, head], splits["train"], epochs=rounds, rate=1e-2, frozen=True)
        if run.model == "tuned":
            _train([body, head], splits["train"], epochs=rounds, rate=1e-3)
    task, outputs = Classification(labels), {}
    body.eval()
    with torch.inference_mode():
        for name, split in splits.items():
            outputs[name] = Outputs(head(body(_pictures(split))), torch.from_numpy(split.targets))
    return WorkResult(
        card=_card(given),
        task="classify",
        kinds=task.kinds,
        scores={name: dict(task.scores(output, name)[0]) for name, output in outputs.items()},
        baselines=task.baselines(outputs["train"], outputs["test"]),
        steps=clock.steps,
        extra={"way": run.model, "size": len(splits["train"]), "likeness": alike},
        arrays={"test_logits": outputs["test"].logits.numpy(), "test_targets": splits["test"].targets},
    )


def transfer_task(
    run: RunPlan, settings: TransferData, likeness: str, train: int, context: Context
) -> TransferTask:  # fmt: skip
    """Old and new task of a likeness, from the user's folder where one is named.

    Raises:
        InputError: the likeness is not known; the folder cannot be used, or has too few classes to halve.
    """
    user = user_set(run, settings, context.tell)
    if user is None:
        labels = DIGITS if likeness == "similar" else PATCHES
        name, licence = (
            ("digits 5 to 9", "CC BY 4.0") if likeness == "similar" else ("patches of two photographs", "CC BY 2.0")
        )
        splits = target_splits(settings, likeness, train)
        return TransferTask(name, licence, labels, splits, source_split(settings), 5)
    half = len(user.classes) // 2
    if half < 2:
        raise InputError(
            f"{len(user.classes)} classes are too few: half of them are the old task, and half the new one",
            remedy="name a folder of four classes or more",
        )
    old = grey_split(user.splits["train"], range(half))
    if likeness == "different":
        from sklearn.datasets import load_digits

        digits = load_digits()
        splits = _drawn(digits.data / BRIGHTEST, digits.target.astype("int64"), settings, train)
        return TransferTask("ten digits", "CC BY 4.0", CLASSES, splits, old, half)
    splits = {name: grey_split(split, range(half, len(user.classes))) for name, split in user.splits.items()}
    if len(splits["train"]) < train:
        raise InputError(
            f"{len(splits['train'])} training pictures of the new task are fewer than {train}",
            remedy="raise data.pictures, or lower data.large",
        )
    splits["train"] = DigitSplit(splits["train"].pixels[:train], splits["train"].targets[:train])
    return TransferTask(user.name, user.licence, user.classes[half:], splits, old, half)


def source_split(settings: TransferData) -> DigitSplit:
    """All digits from 0 to 4."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    chosen = digits.target < 5
    return DigitSplit(digits.data[chosen] / BRIGHTEST, digits.target[chosen].astype("int64"))


def target_splits(settings: TransferData, likeness: str, train: int) -> dict[str, DigitSplit]:
    """Training, validation and test samples of the new task; the test is the same for both sizes.

    Raises:
        InputError: the likeness is not known.
    """
    import numpy as np

    if likeness == "similar":
        from sklearn.datasets import load_digits

        digits = load_digits()
        new = digits.target >= 5
        pixels, targets = digits.data[new] / BRIGHTEST, digits.target[new].astype(np.int64) - 5
    elif likeness == "different":
        pixels, targets = _photo_patches(settings)
    else:
        raise InputError(f"no likeness is called {likeness!r}", remedy="there are similar and different")
    return _drawn(pixels, targets, settings, train)


def _drawn(pixels: Any, targets: Any, settings: TransferData, train: int) -> dict[str, DigitSplit]:
    import numpy as np

    order = np.random.default_rng(settings.split_seed).permutation(len(targets))
    found, begin = {}, 0
    for name, n in (("test", settings.test), ("valid", settings.valid), ("train", train)):
        chosen = order[begin : begin + n]
        found[name] = DigitSplit(pixels[chosen], targets[chosen])
        begin += n
    return found


def _photo_patches(settings: TransferData) -> tuple[Any, Any]:
    """Grey patches of 8 by 8 pixels from places that do not overlap; each photograph at half its size."""
    import numpy as np
    from sklearn.datasets import load_sample_images

    draw, pixels, targets = np.random.default_rng(settings.split_seed), [], []
    each = -(-(settings.test + settings.valid + settings.large) // 4)
    for photo, picture in enumerate(load_sample_images().images):
        grey = picture[: picture.shape[0] // 16 * 16, : picture.shape[1] // 16 * 16].mean(2) / 255
        small = grey.reshape(grey.shape[0] // 2, 2, grey.shape[1] // 2, 2).mean((1, 3))
        rows, columns = small.shape[0] // 8, small.shape[1] // 8
        patches = small.reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3)
        for half in range(2):
            place = slice(0, rows // 2) if half == 0 else slice(rows - rows // 2, rows)
            found = patches[place].reshape(-1, 64)
            pixels.append(found[draw.permutation(len(found))[:each]])
            targets += [2 * photo + half] * len(pixels[-1])
    return np.concatenate(pixels), np.array(targets, dtype=np.int64)


def _body() -> nn.Sequential:
    """Two stages of convolutions and the mean over the maps; the first three layers are the lower stage."""
    from torch import nn

    return nn.Sequential(
        nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()),
        nn.AdaptiveMaxPool2d(4),
        nn.Flatten(),
        nn.Unflatten(1, (16, 4, 4)),
        nn.Sequential(nn.Conv2d(16, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU()),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )


def _pictures(split: DigitSplit) -> Tensor:
    import torch

    side = math.isqrt(split.pixels.shape[1])
    return torch.from_numpy(split.pixels).float().reshape(-1, 1, side, side)


def _train(
    parts: list[nn.Module], split: DigitSplit, *, epochs: int, rate: float, frozen: bool = False, batch: int = 20
) -> None:
    """Train body and head in place; a frozen body keeps its weights and its running averages."""
    import torch
    from torch.nn.functional import cross_entropy

    body, head = parts
    x, y = _pictures(split), torch.from_numpy(split.targets)
    weights = list(head.parameters()) + ([] if frozen else list(body.parameters()))
    optimizer = torch.optim.Adam(weights, lr=rate)
    body.train(not frozen)
    if frozen:
        with torch.no_grad():
            x = body(x)
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(order) - batch + 1, batch):
            chosen = order[start : start + batch]
            said = head(x[chosen]) if frozen else head(body(x[chosen]))
            optimizer.zero_grad()
            cross_entropy(said, y[chosen]).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    body.eval()


def _card(given: TransferTask) -> DataCard:
    splits, labels = given.splits, given.labels
    counts = {
        name: {label: int((split.targets == i).sum()) for i, label in enumerate(labels)}
        for name, split in splits.items()
    }
    side = math.isqrt(splits["train"].pixels.shape[1])
    return DataCard(
        name=given.name,
        kind="real",
        origin="scikit-learn" if side == SIDE else "a folder of the user's",
        licence=given.licence,
        classes=labels,
        majority=max(labels, key=lambda label: counts["train"][label]),
        total=sum(map(len, splits.values())),
        splits={name: Split(n=len(splits[name]), counts=counts[name]) for name in ("train", "valid", "test")},
        sample_shape=[side, side],
    )


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The two-by-two: test accuracy of each way, similar and different, small and large."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels

    found: dict[str, Callable[[], Figure]] = {}
    names = {"features": "Upper maps", "lower": "Lower maps", "tuned": "Fine-tuned", "scratch": "From scratch"}
    for likeness in ("similar", "different"):
        panels = []
        n = 0
        for size in ("small", "large"):
            cell = {r.extra["way"]: r for r in records if r.run.startswith(f"{size}-{likeness}-")}
            if set(cell) != set(WAYS):
                continue
            tests = [cell[way].scores["test"]["accuracy"] for way in WAYS]
            n = tests[0].n or 0
            panels.append(
                BarPanel(f"{cell['tuned'].extra['size']} samples", [t.value for t in tests],
                         lambda v: f"{100 * v:.1f} %", [t.interval for t in tests])
            )  # fmt: skip
        if panels:
            found[likeness] = lambda likeness=likeness, panels=panels, n=n: draw_panels(  # type: ignore[misc]
                writer, likeness, [names[way] for way in WAYS], panels, title=f"Ways to a {likeness} task",
                foot=f"test accuracy, n = {n:,}, 95 % interval; first of {seeds_of(records)}",
            )  # fmt: skip
    return found
