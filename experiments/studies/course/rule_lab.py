"""Lab 15: the notes' rules of thumb, each tried on small relatives of the networks that they were made for. No torch by
itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, load_digit_splits

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.course_charts import Line
    from plainspoken.experiments.studies.course.rule_training import PruneResult
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = DigitData

COUNTS = "counts"

LEARNED = 0.5
"""The share of validation digits at which a network counts as having begun to learn."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train one small relative, prune it where its options say so; or count what a batch takes of the originals."""
    if run.model == COUNTS:
        return _count_maps()
    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged
    from plainspoken.experiments.studies.course.rule_training import (
        SHARES,
        logits_of,
        prune_half,
        samples_of,
        train_relative,
    )
    from plainspoken.experiments.tasks.work import StepClock, curve

    splits, clock = load_digit_splits(run.data), StepClock()
    samples = samples_of(splits)
    with clock.step("train", "train", items=run.train.epochs * len(splits["train"])):
        network, trace = train_relative(run, samples)
    learned = len(trace.valid)
    pruned = None
    if "pruned" in run.options:
        with clock.step("prune and tune", "train"):
            pruned = prune_half(run, network, samples, trace)
    result = judged(splits, logits_of(network, samples))
    result.scores = {
        **result.scores,
        "all": {
            "largest_fall": Metric(
                unit="difference", better="lower", title="largest fall of the validation accuracy", split="all",
                value=trace.largest_fall(),
            ),
            "steps": Metric(
                unit="count", better="none", title="steps of the optimizer", split="all",
                value=learned * (len(splits["train"]) // run.train.batch),
            ),
            "weights": Metric(
                unit="count", better="lower", title="weights", split="all",
                value=sum(weight.numel() for weight in network.parameters()),
            ),
        },
    }  # fmt: skip
    epochs = [float(i + 1) for i in range(len(trace.valid))]
    result.curves = {
        "valid": curve(epochs, trace.valid, "epoch", "validation accuracy", y_unit="fraction"),
        "wrong": curve(epochs, [1 - v for v in trace.valid], "epoch", "share of validation wrong", y_unit="fraction"),
    }
    if pruned is not None:
        n = len(splits["test"])
        result.scores = {**result.scores, "test": {**result.scores["test"], **_pruned_scores(pruned, n)}}
        result.scores["all"] |= _pruned_bytes(pruned)  # type: ignore[operator]
        result.curves["pruned"] = curve(
            list(SHARES), [hits / n for hits in pruned.by_share], "weights set to zero", "test accuracy",
            x_unit="fraction", y_unit="fraction",
        )  # fmt: skip
    result.steps, result.extra = clock.steps, {"options": dict(run.options), "rate": run.train.learning_rate}
    return result


def _pruned_scores(pruned: PruneResult, n: int) -> dict[str, Metric]:
    from plainspoken.experiments.studies.course.digit_results import share_metric
    from plainspoken.experiments.studies.course.rule_training import SHARES

    return {
        "whole": share_metric(pruned.by_share[0], n, title="with all weights"),
        "half": share_metric(pruned.by_share[SHARES.index(0.5)], n, title="with half of the weights"),
        "most": share_metric(pruned.by_share[-1], n, title="with a tenth of the weights"),
        "tuned": share_metric(pruned.tuned, n, title="with half of the weights, tuned"),
    }


def _pruned_bytes(pruned: PruneResult) -> dict[str, Metric]:
    from plainspoken.experiments.results.metric import Metric

    told = {
        "bytes_whole": pruned.bytes_whole, "deflated_before": pruned.deflated_before,
        "deflated_after": pruned.deflated_after,
    }  # fmt: skip
    return {
        **{name: Metric(unit="bytes", better="lower", title=name, value=n, split="all") for name, n in told.items()},
        "smaller": Metric(
            unit="times", better="higher", title="how many times smaller, deflated", split="all",
            value=pruned.deflated_before / pruned.deflated_after,
        ),
    }  # fmt: skip


def _count_maps() -> WorkResult:
    """Bytes that AlexNet and VGG16 keep of each picture for the way back: the outputs of their convolutions, pools and
    linear layers, as 32-bit numbers, counted from torchvision's modules without computing."""
    import torch
    from torch import nn
    from torchvision.models import alexnet, vgg16

    from plainspoken.experiments.tasks.analysis import analyse

    found = {}
    for name, make in (("alexnet", alexnet), ("vgg", vgg16)):
        kept: list[int] = []
        with torch.device("meta"):
            network = make().eval()
            for layer in network.modules():
                if isinstance(layer, nn.Conv2d | nn.MaxPool2d | nn.Linear):
                    layer.register_forward_hook(lambda layer, given, made, kept=kept: kept.append(4 * made.numel()))
            network(torch.zeros(1, 3, 224, 224))
        found[name] = sum(kept)
    card = DataCard(name="torchvision's networks", kind="real", origin="torchvision's modules", licence="BSD-3-Clause")
    return analyse(
        card,
        {
            "alexnet_maps": (found["alexnet"], "bytes", "lower"),
            "vgg_maps": (found["vgg"], "bytes", "lower"),
            "maps_ratio": (found["vgg"] / found["alexnet"], "times", "lower"),
            **{f"vgg_batch_{n}": (n * found["vgg"], "bytes", "lower") for n in (32, 128)},
            "alexnet_batch_128": (128 * found["alexnet"], "bytes", "lower"),
        },
    )


OPTIMIZERS = {"sgd": "SGD", "adam": "Adam"}
"""Optimizers of the lab, as charts name them."""

CHARTS = {
    "squeeze": ("SqueezeNet's relative by epoch", ["squeeze-coarse", "squeeze-fine"]),
    "google": ("GoogLeNet's relative by epoch", ["google-coarse", "google-fine", "google-adaptive"]),
    "vgg": ("VGG's relative by epoch", ["vgg-default", "vgg-enlarged", "vgg-he"]),
}
"""Line charts of validation by epoch: title and runs."""

BARS = {
    "fire": ("SqueezeNet's relative, changed", ["squeeze-fine", "squeeze-norm", "squeeze-elu"]),
    "alex": ("Batch norm and ELU", ["alex-before", "alex-after", "alex-elu"]),
}
"""Bars of test accuracy: title and runs."""


def short_title(record: RunRecord) -> str:
    """A run's title without the network, which the chart names: `Pruned` for `SqueezeNet, pruned`."""
    title = record.title.split(", ", 1)[-1]
    return title[0].upper() + title[1:]


def rate_label(record: RunRecord) -> str:
    """Optimizer and rate of a run, such as `SGD 0.04`, where these are what the runs of a chart differ in."""
    told = record.config["train"]
    return f"{OPTIMIZERS[told['optimizer']]} {told['learning_rate']:g}"


def _valid_lines(records: list[RunRecord], label: Callable[[RunRecord], str]) -> dict[str, Line]:
    from plainspoken.experiments.studies.course.course_charts import Line

    return {label(each): Line(each.curves["valid"].x, each.curves["valid"].y) for each in records}


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Validation by epoch, test accuracy by run, and accuracy by share of weights set to zero."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.figures.ranked_bars import Bar, draw_ranked_bars
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines

    runs = {record.run: record for record in records}
    found: dict[str, Callable[[], Figure]] = {}
    for name, (title, names) in CHARTS.items():
        shown = [runs[each] for each in names if each in runs]
        if shown:
            found[name] = lambda name=name, title=title, shown=shown: draw_lines(  # type: ignore[misc]
                writer, name, _valid_lines(shown, short_title if name == "vgg" else rate_label),
                LineAxes("epoch", "validation accuracy", percent=True, whole=True, limits=(0, 1.02)), title=title,
                marked=False, foot=f"digits of 8 by 8 pixels; first of {seeds_of(shown)}",
            )  # fmt: skip
    for name, (title, names) in BARS.items():
        shown = [runs[each] for each in names if each in runs]
        if shown:
            n = shown[0].scores["test"]["accuracy"].n or 0
            tests = {short_title(r): r.scores["test"]["accuracy"] for r in shown}
            found[name] = lambda name=name, title=title, shown=shown, tests=tests, n=n: draw_ranked_bars(  # type: ignore[misc]
                writer, name, [Bar(label, test.value, test.interval) for label, test in tests.items()], title=title,
                axis="test accuracy", digits=1,
                foot=f"test digits, n = {n:,}, 95 % interval; first of {seeds_of(shown)}",
            )  # fmt: skip
    if "squeeze-pruned" in runs:
        told = runs["squeeze-pruned"]
        line = told.curves["pruned"]
        found["pruned"] = lambda: draw_lines(
            writer, "pruned", {"not tuned": Line([100 * x for x in line.x], line.y),
                               "half, tuned": Line([50.0], [told.scores["test"]["tuned"].value])},
            LineAxes("smallest weights set to zero, %", "test accuracy", percent=True, limits=(0, 1.02)),
            title="Ever more weights set to zero", foot=f"test digits; first of {seeds_of([told])}",
        )  # fmt: skip
    return found
