"""Frozen EfficientNet-Lite0 with heads of scikit-learn on real photos: what is reached, and at which cost.

Plain trials with the parts that a study has: features once and kept, heads after them, multi-label with thresholds
tuned on validation. Processor seconds, one thread. Of each size of pictures it says which answers it got right that the
size before did not, and the other way round, with the p of the exact McNemar test.

    OMP_NUM_THREADS=1 python benchmarks/frozen_features.py --pets cats_dogs.zip --scenes scenes.zip --sizes 96 160

`--pets` is a zip of `train|test/CLASS/*.jpg`; `--scenes` one of `images/*.jpg` and `labels.csv`, a column a label.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from plainspoken.experiments.models.efficientnet_lite import PIXEL_DEVIATION, PIXEL_MEAN, build_efficientnet_lite
from plainspoken.experiments.models.pretrained_weights import load_imagenet
from plainspoken.experiments.results.paired_test import mcnemar
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.tasks.classification import Classification
from plainspoken.experiments.tasks.feature_head import fit_head
from plainspoken.experiments.tasks.multilabel import MultiLabel
from plainspoken.experiments.tasks.task import TrainedTask
from plainspoken.experiments.tasks.work import StepClock, WorkResult
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.network_features import network_features

HEADS = ["logistic", "forest"]
Splits = dict[str, tuple[torch.Tensor, torch.Tensor]]


def picture(data: bytes, size: int) -> torch.Tensor:
    """[3, size, size], bytes."""
    image = Image.open(io.BytesIO(data)).convert("RGB").resize((size, size), Image.Resampling.BICUBIC)
    return torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1)


def read_pets(path: Path, size: int) -> Splits:
    """2,000 training pictures, of which every fifth validates, and 2,000 of test; 0 is a cat."""
    parts: dict[str, tuple[list[torch.Tensor], list[int]]] = {name: ([], []) for name in ("train", "valid", "test")}
    with zipfile.ZipFile(path) as archive:
        for number, name in enumerate(sorted(n for n in archive.namelist() if n.endswith(".jpg"))):
            split, kind, _ = name.split("/")
            split = "valid" if split == "train" and number % 5 == 0 else split
            parts[split][0].append(picture(archive.read(name), size))
            parts[split][1].append(int(kind == "dogs"))
    return {name: (torch.stack(pictures), torch.tensor(targets)) for name, (pictures, targets) in parts.items()}


def read_scenes(path: Path, size: int) -> tuple[Splits, list[str]]:
    """1,200, 400 and 400 pictures in an order drawn with seed 0."""
    with zipfile.ZipFile(path) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("labels.csv").decode())))
        labels = [name for name in rows[0] if name != "Filenames"]
        pictures = torch.stack([picture(archive.read(f"images/{row['Filenames']}"), size) for row in rows])
    targets = torch.tensor([[float(row[label]) for label in labels] for row in rows])
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))
    ends = dict(zip(("train", "valid", "test"), order.split([1200, 400, len(rows) - 1600]), strict=True))
    return {name: (pictures[chosen], targets[chosen]) for name, chosen in ends.items()}, labels


def probe(splits: Splits, task: TrainedTask, heads: list[str], cache: Path, key: str) -> dict[str, WorkResult]:
    """Each head on the same features; those of a key are computed once."""
    network = build_efficientnet_lite("efficientnet_lite0")
    load_imagenet(network, "efficientnet_lite0")
    network.classifier = torch.nn.Identity()  # type: ignore[assignment]

    def scaled(inputs: tuple[torch.Tensor, ...], _: torch.Generator) -> tuple[torch.Tensor, ...]:
        return tuple((part.float() - PIXEL_MEAN) / PIXEL_DEVIATION for part in inputs)

    batches = {n: TensorBatches([x], y, batch=50, transform=scaled) for n, (x, y) in splits.items()}
    found = {}
    for head in heads:
        clock = StepClock()
        features, targets = network_features(network, batches, cache=cache, key=key, clock=clock)
        found[head] = fit_head(head, features, targets, task, DataCard(), clock)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pets", type=Path)
    parser.add_argument("--scenes", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[96, 160], help="pixels on a side")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    right: dict[str, np.ndarray] = {}
    with tempfile.TemporaryDirectory() as cache:
        for size in asked.sizes:
            right = measure(asked, size, Path(cache), right)


def measure(asked: argparse.Namespace, size: int, cache: Path, before: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Print what pictures of one size give, beside the size before; which test pictures each head got right."""
    right: dict[str, np.ndarray] = {}
    if asked.pets:
        results = probe(read_pets(asked.pets, size), Classification(["cat", "dog"]), HEADS, cache, f"pets {size}")
        for head, result in results.items():
            accuracy = result.metrics("pets")["test"]["accuracy"]
            right[head] = result.arrays["test_logits"].argmax(1) == result.arrays["test_targets"]
            around = f"{accuracy.low:.3f} to {accuracy.high:.3f}"
            wrong = int((~right[head]).sum())
            print(
                f"{size} px  pets    {head:<9} accuracy {accuracy.value:.4f} ({around}), {wrong} wrong; {spent(result)}"
            )
            if head in before:
                more, less = int((right[head] & ~before[head]).sum()), int((before[head] & ~right[head]).sum())
                print(f"        right only at {size} px {more}, only before {less}, p {mcnemar(more, less).p:.2g}")
    if asked.scenes:
        splits, labels = read_scenes(asked.scenes, size)
        for tuned in (False, True):
            result = probe(splits, MultiLabel(labels, tune_thresholds=tuned), HEADS[:1], cache, f"scenes {size}")[
                "logistic"
            ]
            scores = result.metrics("scenes")["test"]
            told = ", ".join(f"{name} {scores[name].value:.3f}" for name in ("micro_f1", "macro_f1", "empty_share"))
            print(f"{size} px  scenes  {'tuned' if tuned else 'at .5':<9} {told}; {spent(result)}")
    return right


def spent(result: WorkResult) -> str:
    """What the features and the fit cost."""
    return ", ".join(f"{step.name} {step.processor_seconds:.1f} s" for step in result.steps[:2])


if __name__ == "__main__":
    main()
