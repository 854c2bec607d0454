"""Record sets of the first talk: the kept one, and others made from it in which other runs win or are missing.

A set is changed where a talk looks: confusion matrix with all that follows from it, history, cost, samples. What is
derived is derived again, so that no set contradicts itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.files import write_json
from plainspoken.experiments.results.intervals import wilson

TALK = Path(__file__).parents[2] / "talks" / "approaches"

Records = dict[str, dict[str, Any]]
"""A set: `study/run` (and `study/study`) to the record's JSON."""


def kept() -> Records:
    """The records that the talk keeps."""
    root = TALK / "recorded" / "results"
    return {
        f"{path.parent.name}/{path.stem}": by_split(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(root.glob("*/*.json"))
    }


def by_split(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its scores by split, as schema 1 had them: what a set changes stands in one place."""
    if "scores" not in record:
        return record
    scores, detail = record.pop("scores"), record.pop("detail", {})
    record.pop("kinds", None)
    final, spreads = {}, {}
    for split, metrics in scores.items():
        spreads |= {
            f"{split}.{name}": {"values": metric["seeds"]} for name, metric in metrics.items() if metric.get("seeds")
        }
        told = {name: metric["value"] for name, metric in metrics.items()}
        around = metrics["accuracy"]
        told["n"] = around["n"]
        told["accuracy_interval"] = {key: around[key] for key in ("low", "high", "level", "method")}
        final[split] = told | {key: detail[split][key] for key in ("labels", "per_class", "confusion")}
    return record | {"schema_version": 1, "final": final, "spreads": spreads}


EXTRAS = (
    "emotion/efficientnet-lite0", "emotion/squeezenet", "emotion/resnet18-slow", "emotion/resnet50-slow",
    "reviews/minilm-random",
)  # fmt: skip
"""Runs that the kept records may have beside those of the talk."""


def plain() -> Records:
    """The kept records of the talk's own runs."""
    return without(kept(), *EXTRAS)


def with_extras() -> Records:
    """The kept records, with each of the extras: where it was not run, it does as the run that it is a variant of."""
    records = kept()
    variants = {
        "efficientnet-lite0": "resnet18",
        "squeezenet": "resnet18",
        "resnet18-slow": "resnet18",
        "resnet50-slow": "resnet50",
    }
    for number, name in enumerate(EXTRAS, 1):
        study, run = name.split("/")
        if name not in records:
            model = f"{study}/{variants.get(run, 'minilm-direct')}"
            records[name] = {**json.loads(json.dumps(records[model])), "run": run}
            records[name]["history"][0]["valid"]["loss"] += (
                0.001 * number
            )  # two records that are alike in all are refused
            for figure in records[name]["figures"].values():
                figure["path"] = figure["path"].replace(f"/{records[model]['run']}/", f"/{run}/")
            records[f"{study}/study"]["runs"].append(run)
    records["emotion/squeezenet"]["pretraining"].update(kind="imagenet", name="SqueezeNet1_1_Weights.IMAGENET1K_V1")
    records["emotion/efficientnet-lite0"]["pretraining"].update(kind="imagenet", name="efficientnet-lite0-57934424")
    for run, model in (("efficientnet-lite0", "resnet18"), ("resnet50-slow", "resnet50")):
        records[f"emotion/{run}"]["figures"] = {
            name: {**figure, "path": figure["path"].replace(f"/{model}/", f"/{run}/")}
            for name, figure in records[f"emotion/{model}"]["figures"].items()
        }
    answer(records["emotion/resnet50-slow"], 0.6)
    return records


def answer(run: dict[str, Any], right: float, *, lean: str = "", by: float = 0.0, split: str = "test") -> None:
    """Let `run` be right on a share of each class, and say `lean` for a share `by` of all that it gets wrong."""
    metrics = run["final"][split]
    labels = metrics["labels"]
    confusion = []
    for i, row in enumerate(metrics["confusion"]):
        n = sum(row)
        hits = round(right * n) if labels[i] != lean else round(max(right, by) * n)
        wrong = n - hits
        new = [0] * len(labels)
        new[i] = hits
        others = [j for j in range(len(labels)) if j != i]
        if lean and labels[i] != lean:
            new[labels.index(lean)] += round(by * wrong)
        left = n - sum(new)
        for k in range(left):
            new[others[k % len(others)]] += 1
        confusion.append(new)
    metrics.update(measured(labels, confusion, metrics["loss"]))
    for told in [told for told in run.get("spreads", {}) if told.startswith(f"{split}.")]:
        del run["spreads"][told]  # the other seeds were those of the old answers


def repeat(run: dict[str, Any], *apart: float) -> None:
    """Let `run` have further seeds, whose test accuracy is so far from the first one's."""
    accuracy = run["final"]["test"]["accuracy"]
    run["spreads"] = {"test.accuracy": {"values": [accuracy, *(accuracy + step for step in apart)]}}


def measured(labels: list[str], confusion: list[list[int]], loss: float) -> dict[str, Any]:
    """All metrics of a split that follow from a confusion matrix."""
    n = sum(map(sum, confusion))
    hits = sum(row[i] for i, row in enumerate(confusion))
    per_class = {}
    for i, label in enumerate(labels):
        support, predicted = sum(confusion[i]), sum(row[i] for row in confusion)
        precision = confusion[i][i] / predicted if predicted else 0.0
        recall = confusion[i][i] / support if support else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        per_class[label] = {
            "precision": precision, "recall": recall, "f1": f1, "support": support, "predicted": predicted,
            "true_share": support / n, "predicted_share": predicted / n,
        }  # fmt: skip

    def mean(name: str) -> float:
        return sum(entry[name] for entry in per_class.values()) / len(per_class)

    return {
        "n": n, "loss": loss, "accuracy": hits / n, "accuracy_interval": wilson(hits, n).model_dump(),
        "balanced_accuracy": mean("recall"), "precision": mean("precision"), "recall": mean("recall"),
        "f1": mean("f1"), "weighted_f1": sum(e["f1"] * e["support"] for e in per_class.values()) / n,
        "labels": labels, "per_class": per_class, "confusion": confusion,
    }  # fmt: skip


def learn(run: dict[str, Any], gap: float, *, first: float | None = None, best: int | None = None) -> None:
    """Put training ahead of validation by `gap`, at the first epoch by `first`; the loss is lowest from `best` on."""
    history = run["history"]
    for epoch in history:
        ahead = first if first is not None and epoch["epoch"] == 1 else gap
        for part in ("train", "train_clean"):
            if epoch.get(part):
                epoch[part]["accuracy"] = min(1.0, max(0.0, epoch["valid"]["accuracy"] + ahead))
        if best is not None:
            epoch["valid"]["loss"] = 1.0 if epoch["epoch"] >= best else 1.5


def show(run: dict[str, Any], right: int) -> None:
    """Let `run` name the first `right` samples of its grid."""
    grid = run["samples"]["grid"]
    for number, sample in enumerate(grid):
        wrong = "neutral" if sample["truth"] != "neutral" else "fear"
        sample["predicted"] = sample["truth"] if number < right else wrong
    run["samples"]["right"] = right


def time(run: dict[str, Any], ms: float) -> None:
    """Let one sample take about `ms`."""
    latency = run["cost"]["latency"]
    latency.update(median_ms=ms, low_ms=0.98 * ms, high_ms=1.02 * ms, iqr_ms=0.04 * ms)


def doubt(run: dict[str, Any]) -> None:
    """Let the mistakes be close calls."""
    for sample in run["samples"]["mistakes"]:
        sample.update(probability=0.41, runner_up_probability=0.37)


def drawn() -> Records:
    """As after `make talk` on a fresh clone: data drawn by program, with pictures of them."""
    records = kept()
    for name, record in records.items():
        record["data"]["kind"] = "drawn"
        if "history" in record:
            record["processor_seconds_per_epoch"] = 37.7
        study, run = name.split("/")
        wanted = ["samples", "augmentation"] if run == "study" and study == "emotion" else ["samples", "mistakes"]
        for figure in wanted if study == "emotion" else []:
            record["figures"][figure] = {**next(iter(record["figures"].values())), "title": figure}
    records["reviews/study"]["extra"]["examples"] = [
        {"rating": rating, "text": "It numbs the pain, and the first days were bad.", "label": "negative"}
        for rating in range(1, 11)
    ]
    return records


def transfer_wins() -> Records:
    """What the work that the talk is after had found, and more so: transfer and direct data win, V1 says happiness."""
    records = plain()
    answer(records["emotion/emotionnet-v1"], 0.02, lean="happiness", by=0.97)
    answer(records["emotion/emotionnet-v2"], 0.30, lean="happiness", by=0.5)
    answer(records["emotion/emotionnet-v3"], 0.22, lean="happiness", by=0.4)
    answer(records["emotion/resnet18"], 0.66)
    answer(records["emotion/resnet50"], 0.45)
    for name, gap in {"v1": 0.14, "v2": -0.02, "v3": 0.01}.items():
        learn(records[f"emotion/emotionnet-{name}"], gap, best=2)
    learn(records["emotion/resnet18"], 0.06, best=3)
    time(records["emotion/emotionnet-v2"], 3.0)
    time(records["emotion/emotionnet-v3"], 2.5)
    time(records["emotion/resnet18"], 1.5)
    show(records["emotion/emotionnet-v1"], 2)
    show(records["emotion/resnet18"], 7)
    doubt(records["emotion/resnet18"])
    answer(records["reviews/minilm-direct"], 0.86)
    answer(records["reviews/bilstm-direct"], 0.55)
    answer(records["reviews/minilm-indirect"], 0.72)
    answer(records["reviews/bilstm-indirect"], 0.42)
    answer(records["reviews/bilstm-random"], 0.68)
    learn(records["reviews/minilm-direct"], 0.12, first=0.02)
    learn(records["reviews/bilstm-direct"], 0.25, first=0.15)
    learn(records["reviews/minilm-indirect"], 0.13)
    learn(records["reviews/bilstm-indirect"], 0.05)
    learn(records["reviews/bilstm-random"], 0.12)
    return records


def scratch_wins() -> Records:
    """The other way round: V2 is the best of ours and V1 has no favourite, ResNet50 beats ResNet18, every network
    overfits, a neighbour's data beat the task's own, and scratch beats transfer."""
    records = plain()
    answer(records["emotion/emotionnet-v1"], 0.45)
    answer(records["emotion/emotionnet-v2"], 0.80)
    answer(records["emotion/emotionnet-v3"], 0.60)
    answer(records["emotion/resnet18"], 0.30, lean="sadness", by=0.6)
    answer(records["emotion/resnet50"], 0.50)
    for number, run in enumerate(record for name, record in records.items() if not name.endswith("/study")):
        learn(run, 0.15 + 0.04 * (number % 4), best=len(run["history"]))
    time(records["emotion/resnet18"], 7.1)
    records["emotion/resnet18"]["cost"]["flops"] = 2 * records["emotion/emotionnet-v3"]["cost"]["flops"]
    show(records["emotion/emotionnet-v1"], 8)
    show(records["emotion/emotionnet-v2"], 9)
    answer(records["reviews/minilm-direct"], 0.60)
    answer(records["reviews/bilstm-direct"], 0.68)
    answer(records["reviews/minilm-indirect"], 0.70)
    answer(records["reviews/bilstm-indirect"], 0.80)
    answer(records["reviews/bilstm-random"], 0.60)
    return records


def on_a_card() -> Records:
    """As on a machine with a graphics card, where an epoch on the processor was timed beside one on the card."""
    records = kept()
    for name, record in records.items():
        if not name.endswith("/study"):
            record["environment"].update(device="cuda", device_name="NVIDIA H200")
            record["pace"] = {
                "device": "cuda", "other": "cpu", "seconds_per_epoch": 1.4, "other_seconds_per_epoch": 21.0,
                "ratio": 15.0, "batches": 20, "batch": 32, "other_threads": 8,
            }  # fmt: skip
    return records


def nothing_differs() -> Records:
    """Every run is as good as every other and learns alike, next to chance; no comparison can be decided."""
    records = plain()
    for name, record in records.items():
        study, run = name.split("/")
        if run == "study":
            continue
        for split in record["final"]:
            answer(record, 0.21 if study == "emotion" else 0.51, split=split)
        learn(record, 0.0, best=1)
        show(record, 3) if study == "emotion" else None
        if record["cost"]["latency"]:
            record["cost"]["latency"].update(low_ms=1.0, median_ms=10.0, high_ms=20.0, iqr_ms=19.0)
    return records


def three_seeds() -> Records:
    """Every network of the faces has three seeds, and V3 is ahead of all that borrow with each."""
    records = kept()
    for name, record in records.items():
        if name.startswith("emotion/") and not name.endswith("/study"):
            repeat(record, -0.01, 0.01)
    return records


def seeds_overlap() -> Records:
    """The seeds of V3 and of SqueezeNet overlap."""
    records = kept()
    repeat(records["emotion/emotionnet-v3"], -0.06, 0.01)
    repeat(records["emotion/squeezenet"], 0.02, -0.01)
    return records


def borrowed_wins() -> Records:
    """Of four networks that borrow, one beats all of ours, and it names even the rarest emotion."""
    records = kept()
    answer(records["emotion/efficientnet-lite0"], 0.7)
    repeat(records["emotion/efficientnet-lite0"], 0.01, -0.01)
    return records


def diverged() -> Records:
    """A network of ours and a model of the reviews broke off, since their loss was no longer a number."""
    records = kept()
    for name in ("emotion/emotionnet-v2", "reviews/bilstm-indirect"):
        records[name].update(status="diverged", ended={"epoch": 3, "reason": "the loss is not a number"})
    answer(records["emotion/emotionnet-v2"], 0.0, lean="anger", by=1.0)
    answer(records["reviews/bilstm-indirect"], 0.0, lean="positive", by=1.0)
    return records


def without(records: Records, *names: str) -> Records:
    """The set without some runs, as if they had not been made yet."""
    gone = set(names)
    for study in ("emotion", "reviews"):
        if f"{study}/study" in records:
            listed = records[f"{study}/study"]["runs"]
            records[f"{study}/study"]["runs"] = [run for run in listed if f"{study}/{run}" not in gone]
    return {name: record for name, record in records.items() if name not in gone}


def only(records: Records, study: str) -> Records:
    """The set with one study alone."""
    return {name: record for name, record in records.items() if name.startswith(study)}


def smoke() -> Records:
    """The runs of the profile `smoke`."""
    few = ["emotionnet-v2", "resnet50", "minilm-indirect", "bilstm-random"]
    return without(plain(), *[name for name in kept() if name.split("/")[1] in few])


SETS: dict[str, Callable[[], Records]] = {
    "kept": kept,
    "with-extras": with_extras,
    "drawn": drawn,
    "transfer-wins": transfer_wins,
    "scratch-wins": scratch_wins,
    "nothing-differs": nothing_differs,
    "three-seeds": three_seeds,
    "seeds-overlap": seeds_overlap,
    "borrowed-wins": borrowed_wins,
    "diverged": diverged,
    "on-a-card": on_a_card,
    "no-resnet50": lambda: without(plain(), "emotion/resnet50"),
    "no-v3": lambda: without(kept(), "emotion/emotionnet-v3"),
    "no-resnets": lambda: without(plain(), "emotion/resnet18", "emotion/resnet50"),
    "no-random-control": lambda: without(plain(), "reviews/bilstm-random"),
    "no-indirect": lambda: without(kept(), "reviews/minilm-indirect", "reviews/bilstm-indirect"),
    "no-review-runs": lambda: without(
        kept(), *[name for name in kept() if name.startswith("reviews/") and name != "reviews/study"]
    ),
    "no-reviews": lambda: only(kept(), "emotion"),
    "no-faces": lambda: only(kept(), "reviews"),
    "smoke": smoke,
}
"""Every set by name."""


def write(records: Records, folder: Path) -> Path:
    """Write a set as a folder of records."""
    for name, record in records.items():
        write_json(folder / f"{name}.json", record)
    return folder


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every set as a folder of records."""
    root = tmp_path_factory.mktemp("records")
    return {name: write(make(), root / name) for name, make in SETS.items()}
