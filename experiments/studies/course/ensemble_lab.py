"""Lab 7: an average of networks against its members, on 200 training digits. Imports no torch by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, load_digit_splits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.formula_figures import Term
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
    wrong = np.array([each.argmax(1) != truth for each in shares["test"]])
    place = outvoting_digit(wrong, np.mean(shares["test"], axis=0).argmax(1) == truth)
    said = np.array([each[place] for each in shares["test"]])
    average = said.mean(0)
    label = int(truth[place])
    rival = int(np.argsort(average)[-1] if int(np.argmax(average)) != label else np.argsort(average)[-2])
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
            **_agreement(wrong, np.mean(shares["test"], axis=0).argmax(1) == truth),
            "example_wrong": Metric(
                unit="count", better="none", title="members that are wrong about the digit shown", split="all",
                value=int(wrong[:, place].sum()),
            ),
            "example_share": Metric(
                unit="fraction", better="none", title="average share of the right answer", split="all",
                value=float(average[label]),
            ),
            "example_rival": Metric(
                unit="fraction", better="none", title="average share of the wrong answer", split="all",
                value=float(average[rival]),
            ),
            "weights_each": Metric(
                unit="count", better="lower", title="weights of a member", split="all",
                value=sum(w.size for w in trained.weights),
            ),
        },
    }  # fmt: skip
    counts = [float(i + 1) for i in range(members)]
    result.curves = {
        "together": curve(counts, [each / n for each in growing], "members", "test accuracy", y_unit="fraction"),
        "alone": curve(counts, [each / n for each in alone], "member", "test accuracy", y_unit="fraction"),
    }
    missed = [float((wrong.sum(0) == count).sum()) for count in range(1, members + 1)]
    result.curves |= {
        "missed-by": curve(counts, missed, "members that are wrong", "test digits", y_unit="count"),
        "example-right": curve(counts, said[:, label].tolist(), "member", "share", y_unit="fraction"),
        "example-rival": curve(counts, said[:, rival].tolist(), "member", "share", y_unit="fraction"),
        "example-pixels": curve(
            [float(i) for i in range(splits["test"].pixels.shape[1])], splits["test"].pixels[place].tolist(), "pixel",
            "brightness",
        ),
    }  # fmt: skip
    result.steps, result.extra = clock.steps, {"right": str(label), "rival": str(rival)}
    return result


def outvoting_digit(wrong: NDArray[np.bool_], right_together: NDArray[np.bool_]) -> int:
    """The sample that the average names correctly although most members are wrong; the first of those that tie.

    Args:
        wrong: [members, n], whether a member is wrong about a sample.
        right_together: [n], whether the average is right.
    """
    counts = wrong.sum(0) * right_together
    return int(counts.argmax())


def _agreement(wrong: NDArray[np.bool_], right_together: NDArray[np.bool_]) -> dict[str, Metric]:
    """On how many digits the members agree, and what the average makes of the others."""
    from plainspoken.experiments.results.metric import Metric

    misses, members = wrong.sum(0), len(wrong)
    split = (misses > 0) & (misses < members)
    told = {
        "all_right": ("digits that every member names correctly", misses == 0),
        "all_wrong": ("digits that no member names correctly", misses == members),
        "disputed": ("digits that some members name correctly, and others do not", split),
        "settled": ("disputed digits that the average names correctly", split & right_together),
    }
    return {
        name: Metric(unit="count", better="none", title=title, value=int(which.sum()), split="all")
        for name, (title, which) in told.items()
    }


def formulas() -> dict[str, list[list[Term]]]:
    """The average of the members, as `work` computes it."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    return {
        "average": [
            [
                Term(r"p(\mathrm{digit}) \;=", "share of\nthe ensemble"),
                Term(r"\frac{1}{M}", "over how\nmany they are"),
                Term(r"\sum_{m}", "all\nmembers"), Term(r"p_m(\mathrm{digit})", "share that each\nmember gives"),
            ]
        ]
    }  # fmt: skip


def average_worked(record: RunRecord) -> list[list[Term]]:
    """The average for the digit that the lecture shows, with the shares of the first two members and the last."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    shares = record.curves["example-right"].y
    told = rf"({shares[0]:.2f} + {shares[1]:.2f} + \ldots + {shares[-1]:.2f})"
    mean = sum(shares) / len(shares)
    return [[Term(rf"{mean:.2f} \;=\; \frac{{1}}{{{len(shares)}}} \, {told}", "in numbers, for one digit")]]


def grouped(missed: Sequence[float], size: int = 3) -> dict[str, float]:
    """Samples by how many members miss them, in groups of so many; those that all miss stand alone."""
    found = {
        f"{start + 1} to {min(start + size, len(missed) - 1)}": sum(missed[start : min(start + size, len(missed) - 1)])
        for start in range(0, len(missed) - 1, size)
    }
    return {**found, f"all {len(missed)}": missed[-1]}


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The average by how many members it has, and each member alone."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    told = records[0]
    alone, together = told.curves["alone"], told.curves["together"]
    mean = told.scores["test"]["mean_member"].value
    lines = {
        "average of so many": Line(together.x, together.y),
        "each member alone": Line(alone.x, alone.y),
        "mean of members": Line([1.0, len(alone.x)], [mean, mean]),
    }
    n = told.scores["test"]["accuracy"].n or 0
    missed = grouped(told.curves["missed-by"].y)
    return {
        "members": lambda: draw_lines(
            writer, "members", lines, LineAxes("members", "test accuracy", percent=True, whole=True),
            title="An average and its members", foot=f"test digits, n = {n:,}; first of {seeds_of(records)}",
        ),
        "missed": lambda: draw_panels(
            writer, "missed", list(missed), [BarPanel("Test digits", list(missed.values()), lambda v: f"{v:.0f}")],
            title="By how many members a digit is missed",
            foot=f"test digits, by how many of {len(alone.x)} members miss them; first of {seeds_of(records)}",
        ),
        "example": lambda: _draw_example(writer, told),
        "formula-average": lambda: draw_formula(
            writer, "formula-average", [*formulas()["average"], *average_worked(told)],
            title="The average of an ensemble",
        ),
    }  # fmt: skip


def _draw_example(writer: FigureWriter, record: RunRecord) -> Figure:
    """One test digit, and what each member and their average give to the right answer and to the wrong one."""
    import numpy as np

    from plainspoken.experiments.figures.figure_style import TEXT
    from plainspoken.experiments.figures.named_parts import bar_parts, panel_box

    right, rival = record.curves["example-right"].y, record.curves["example-rival"].y
    words = {f"says {record.extra['right']}": right, f"says {record.extra['rival']}": rival}
    figure, axes = writer.canvas(3, gridspec_kw={"width_ratios": [1.0, 1.1, 1.1]})
    pixels = np.array(record.curves["example-pixels"].y)
    side = round(len(pixels) ** 0.5)
    axes[0].imshow(pixels.reshape(side, side), cmap=writer.palette.greys)
    axes[0].set_axis_off()
    axes[0].set_title(f"a {record.extra['right']}", loc="center")
    labels = [*(str(i + 1) for i in range(len(right))), "all"]
    said = []
    for place, (label, shares) in enumerate(words.items()):
        values = [*shares, sum(shares) / len(shares)]
        colors = [writer.palette.cycle[place]] * len(shares) + [writer.palette.ink]
        axes[place + 1].barh(labels, values, color=colors, height=0.7)
        axes[place + 1].invert_yaxis()
        axes[place + 1].set_xlim(0, 1.28)
        axes[place + 1].set_xticks([])
        axes[place + 1].set_title(label)
        axes[place + 1].annotate(
            f"{100 * values[-1]:.0f} %", (values[-1], len(shares)), xytext=(6, 0), textcoords="offset points",
            va="center", fontsize=TEXT,
        )  # fmt: skip
        said.append(f"{label} {100 * values[-1]:.0f} %")
    writer.settle(figure)
    return writer.save(
        figure, "example", title="One digit, and what the members give to it",
        alt=f"A drawn digit and bars of the share that each member gives two answers; on average: {', '.join(said)}.",
        parts=bar_parts(["digit", *words], [panel_box(figure, each) for each in axes], kind="panel"),
        foot="members 1 to 10, and their average; first seed",
    )  # fmt: skip
