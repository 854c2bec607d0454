"""A talk's folder with result records of two small studies, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.files import write_text
from plainspoken.experiments.results.make_record import metrics_from_confusion
from plainspoken.experiments.results.metric import CLASSIFICATION, Metric
from plainspoken.experiments.results.record import (
    ClassificationDetail,
    Cost,
    DataCard,
    Environment,
    Epoch,
    Figure,
    Latency,
    NamedNumbers,
    Pretraining,
    RunRecord,
    Sample,
    Samples,
    Split,
    StudyRecord,
)
from plainspoken.script.render import Rendered, render
from plainspoken.script.settings import ScriptSettings

LABELS = ["happiness", "sadness", "anger"]


def scores(split: str, right: int, n: int) -> tuple[dict[str, Metric], ClassificationDetail]:
    """A split of `n` samples, half happiness and half sadness, of which `right` are right; the wrong ones are sadness
    taken for happiness."""
    confusion = [[n // 2, 0, 0], [n - right, right - n // 2, 0], [0, 0, 0]]
    return metrics_from_confusion(confusion, LABELS, split=split, loss=0.6931)


def splits(train: int, valid: int, test: int) -> dict[str, Any]:
    """The fields of a record whose splits of 1,000 samples have so many right."""
    right = {"train": train, "valid": valid, "test": test}
    found = {split: scores(split, count, 1000) for split, count in right.items()}
    return {
        "scores": {name: metrics for name, (metrics, _) in found.items()},
        "detail": {name: detail for name, (_, detail) in found.items()},
    }


def data_card() -> DataCard:
    counts = {"happiness": 500, "sadness": 500, "anger": 0}
    split = Split(n=1000, counts=counts, shares={name: count / 1000 for name, count in counts.items()})
    return DataCard(
        name="faces", kind="drawn", origin="drawn here", licence="MIT", classes=LABELS, majority="happiness",
        total=1234,
        splits={"train": split, "valid": split, "test": split}, fingerprint="d" * 16,
    )  # fmt: skip


def run_record(run: str, **changes: Any) -> RunRecord:
    history = [
        Epoch(
            epoch=n,
            train=NamedNumbers(loss=1 / n, accuracy=0.5 + n / 20),
            valid=NamedNumbers(loss=1 / n + 0.1, accuracy=0.5),
            learning_rate=0.001,
            seconds=2.0,
        )
        for n in range(1, 5)
    ]
    figures = {
        "curves": Figure(
            path=f"figures/emotion/{run}/curves.png",
            title="Curves",
            alt=f"The curves of {run} rise.",
            width=4,
            height=3,
        )
    }
    fields: dict[str, Any] = {
        "study": "emotion", "run": run, "title": f"Model {run}", "model": run, "profile": "smoke", "seed": 1,
        "config": {"epochs": 4, "rate": 0.001}, "fingerprints": {}, "data": data_card(),
        "pretraining": Pretraining(kind="none", name="none", description="random weights"),
        "environment": Environment(
            device="cpu", device_name="a processor", threads=1, precision="fp32", python="3.11", platform="linux",
            libraries={},
        ),
        "history": history, "best_epoch": 3, "epochs": 4, "epochs_planned": 4, "seconds": 8.25,
        "seconds_per_epoch": 2.0625,
        **splits(800, 640, 624),
        "kinds": CLASSIFICATION,
        "baselines": {"majority": NamedNumbers(accuracy=0.6, balanced_accuracy=0.33, f1=0.25)},
        "cost": Cost(
            parameters=11181642, trainable_parameters=11181642, bytes=44_800_000, flops=3_628_000_000,
            latency=Latency(
                median_ms=11.44, iqr_ms=0.4, low_ms=11.2, high_ms=11.6, batch=1, device="cpu", threads=1,
                precision="fp32", input_shape=[1, 3, 48, 48], repeats=30,
            ),
        ),
        "samples": Samples(
            grid=[Sample(index=1, truth="anger", predicted="anger", probability=0.9, runner_up="sadness",
                         runner_up_probability=0.1)],
            right=7, total=10,
        ),
        "figures": figures,
    }  # fmt: skip
    return RunRecord(**(fields | changes))


@pytest.fixture(scope="session")
def script_results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`results/` with the study `emotion`: `emotionnet-v1` at 62.4 % of 1,000, `resnet18` at 72.4 %, `resnet50` at
    61.0 %, and `emotionnet-v2`, which the study names and which is not made yet."""
    folder = tmp_path_factory.mktemp("build") / "results"
    runs = {
        "emotionnet-v1": run_record("emotionnet-v1"),
        "resnet18": run_record("resnet18", **splits(900, 740, 724)),
        "resnet50": run_record(
            "resnet50",
            cost=Cost(parameters=23_000_000, trainable_parameters=1, bytes=92_000_000),
            **splits(990, 620, 610),
        ),
    }  # fmt: skip
    for name, record in runs.items():
        write_text(folder / "emotion" / f"{name}.json", record.model_dump_json())
    study = StudyRecord(
        study="emotion", title="Faces", profile="smoke", data=data_card(), runs=[*runs, "emotionnet-v2"],

        figures={
            "classes": Figure(path="figures/emotion/classes.png", title="Classes", alt="Bars.", width=4, height=3)
        },
    )  # fmt: skip
    write_text(folder / "emotion" / "study.json", study.model_dump_json())
    return folder


@pytest.fixture
def script_settings() -> ScriptSettings:
    """Settings with short names for two runs and a constant."""
    return ScriptSettings(
        results={"v1": "emotion/emotionnet-v1", "v2": "emotion/emotionnet-v2"},
        constants={"speakers": 2, "city": "Rome"},
    )


Renderer = Callable[..., Rendered]


@pytest.fixture
def render_talk(tmp_path: Path, script_results: Path, script_settings: ScriptSettings) -> Renderer:
    """Renders a talk from its page's text; further files by name."""

    def made(page: str, files: dict[str, str] | None = None, **changes: Any) -> Rendered:
        for name, text in {"pages/1.md.j2": page, **(files or {})}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        settings = script_settings.model_copy(update=changes)
        return render(tmp_path, settings, script_results, talk="sample")

    return made
