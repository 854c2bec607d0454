"""Lab 7: an average of networks against its members, on 200 training digits. Imports no torch by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, load_digit_splits

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = DigitData


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train the members, average their shares, and set the average beside each."""
    import numpy as np

    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged, share_metric
    from plainspoken.experiments.studies.course.plain_network import answers, train_plain
    from plainspoken.experiments.studies.course.update_rules import find_rule
    from plainspoken.experiments.tasks.work import StepClock, curve

    splits, clock = load_digit_splits(run.data), StepClock()
    members = int(run.options["members"])
    shares: dict[str, list[Any]] = {name: [] for name in splits}
    with clock.step("train", "train", items=members * run.train.epochs * len(splits["train"])):
        for member in range(members):
            trained = train_plain(
                find_rule("adam"), splits["train"], None, rate=run.train.learning_rate,
                epochs=run.train.epochs, batch=run.train.batch, seed=100 * run.seed + member,
            )  # fmt: skip
            for name, split in splits.items():
                logits = answers(trained.weights, split.pixels)
                odds = np.exp(logits - logits.max(1, keepdims=True))
                shares[name].append(odds / odds.sum(1, keepdims=True))
    truth, n = splits["test"].targets, len(splits["test"])
    alone = [int((each.argmax(1) == truth).sum()) for each in shares["test"]]
    valid = [float((each.argmax(1) == splits["valid"].targets).mean()) for each in shares["valid"]]
    growing = [int((np.mean(shares["test"][: count + 1], axis=0).argmax(1) == truth).sum()) for count in range(members)]
    together = growing[-1]
    result = judged(splits, {name: np.log(np.mean(each, axis=0) + 1e-12) for name, each in shares.items()})
    chosen = valid.index(max(valid))
    tests = {
        "best_member": share_metric(max(alone), n, title="best member on the test"),
        "worst_member": share_metric(min(alone), n, title="worst member on the test"),
        "chosen_member": share_metric(alone[chosen], n, title="member that validation chooses"),
    }
    mean = Metric(unit="fraction", better="higher", title="mean of the members", value=sum(alone) / members / n, n=n)
    result.scores = {
        **result.scores,
        "test": {**result.scores["test"], **tests, "mean_member": mean},
        "all": {
            "members": Metric(unit="count", better="none", title="members", value=members, split="all"),
            "beaten": Metric(
                unit="count", better="higher", title="members that the average beats on the test", split="all",
                value=sum(each < together for each in alone),
            ),
            "ahead": Metric(
                unit="count", better="lower", title="members ahead of the average on the test", split="all",
                value=sum(each > together for each in alone),
            ),
        },
    }  # fmt: skip
    counts = [float(i + 1) for i in range(members)]
    result.curves = {
        "together": curve(counts, [each / n for each in growing], "members", "test accuracy", y_unit="fraction"),
        "alone": curve(counts, [each / n for each in alone], "member", "test accuracy", y_unit="fraction"),
    }
    result.steps = clock.steps
    return result


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The average by how many members it has, and each member alone."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines

    told = records[0]
    alone, together = told.curves["alone"], told.curves["together"]
    mean = told.scores["test"]["mean_member"].value
    lines = {
        "average of so many": Line(together.x, together.y),
        "each member alone": Line(alone.x, alone.y),
        "mean of members": Line([1.0, len(alone.x)], [mean, mean]),
    }
    n = told.scores["test"]["accuracy"].n or 0
    return {
        "members": lambda: draw_lines(
            writer, "members", lines, LineAxes("members", "test accuracy", percent=True, whole=True),
            title="An average and its members", foot=f"test digits, n = {n:,}; first of {seeds_of(records)}",
        )
    }  # fmt: skip
