"""Lab 4: activations and initializations in a deep network, gradients by layer, the bias trick. No torch by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import BRIGHTEST, DigitData, digit_card, load_digit_splits

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.formula_figures import Term
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = DigitData

BIAS_TRICK, SLOPES = "bias-trick", "slopes"

WIDTH = 64
"""Units of a hidden layer, as the recipe has them, for which the lecture works out the variances."""

SHAPE_TITLES = {"sigmoid": "Sigmoid", "relu": "ReLU", "prelu": "PReLU", "elu": "ELU"}
"""Activations that are drawn; the leaky ReLU's line lies on that of ReLU."""

SHAPE_LIMITS = {"output": (-1.3, 3.0), "slope": (-0.1, 1.15)}

REACH, POINTS = 4.0, 81
"""How far from zero, and at how many inputs, an activation and its slope are drawn."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Gradients by layer before training, and accuracy after it; or the bias trick; or the activations themselves."""
    if run.model == BIAS_TRICK:
        return _bias_trick(run)
    if run.model == SLOPES:
        return _shapes(run)
    import torch
    from torch.nn.functional import cross_entropy

    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged
    from plainspoken.experiments.studies.course.layered_networks import layered_network, train_layered
    from plainspoken.experiments.tasks.work import StepClock, curve

    splits, clock = load_digit_splits(run.data), StepClock()
    torch.manual_seed(run.seed)
    widths = (64, *[int(run.options["width"])] * int(run.options["hidden"]), 10)
    network = layered_network(widths, activation=run.model, start=str(run.options["start"]))
    x, y = torch.from_numpy(splits["train"].pixels).float(), torch.from_numpy(splits["train"].targets)
    cross_entropy(network(x), y).backward()  # type: ignore[no-untyped-call]
    matrices = [layer.weight for layer in network if isinstance(layer, torch.nn.Linear)]
    sizes = [float(w.grad.double().abs().mean()) for w in matrices if w.grad is not None]
    with clock.step("train", "train", items=run.train.epochs * len(x)):
        trained = train_layered(
            network, splits,
            torch.optim.SGD(network.parameters(), lr=run.train.learning_rate, momentum=run.train.momentum),
            epochs=run.train.epochs, batch=run.train.batch, seed=run.seed,
        )  # fmt: skip
    with torch.inference_mode():
        logits = {name: network(torch.from_numpy(s.pixels).float()).numpy() for name, s in splits.items()}
    result = judged(splits, logits)
    result.scores = {
        **result.scores,
        "all": {
            "first_gradient": Metric(
                unit="number", better="none", title="mean gradient of the first layer", value=sizes[0], split="all"
            ),
            "last_gradient": Metric(
                unit="number", better="none", title="mean gradient of the last layer", value=sizes[-1], split="all"
            ),
            "layers": Metric(unit="count", better="none", title="layers", value=len(sizes), split="all"),
        },
    }
    if sizes[0] > 0:
        result.scores["all"]["shrinks"] = Metric(  # type: ignore[index]
            unit="times", better="none", title="last layer's gradient over the first one's", split="all",
            value=sizes[-1] / sizes[0],
        )  # fmt: skip
    epochs = [float(i + 1) for i in range(len(trained.valid))]
    result.curves = {
        "gradient": curve([float(i + 1) for i in range(len(sizes))], sizes, "layer", "mean gradient"),
        "valid": curve(epochs, trained.valid, "epoch", "validation accuracy", y_unit="fraction"),
    }
    result.steps, result.extra = clock.steps, {"start": str(run.options["start"]), "activation": run.model}
    return result


def _bias_trick(run: RunPlan) -> WorkResult:
    """W x + b against (W b)(x 1), in whole numbers: grey values from 0 to 16 and weights from -9 to 9."""
    import numpy as np

    from plainspoken.experiments.tasks.analysis import analyse

    splits = load_digit_splits(run.data)
    pixels = np.rint(splits["test"].pixels * BRIGHTEST).astype(np.int64)
    draw = np.random.default_rng(run.seed)
    weights, bias = draw.integers(-9, 10, (64, 10)), draw.integers(-9, 10, 10)
    apart = pixels @ weights + bias
    joined = np.column_stack([pixels, np.ones(len(pixels), dtype=np.int64)]) @ np.vstack([weights, bias])
    return analyse(
        digit_card(splits),
        {
            "answers": (apart.size, "count"),
            "different_answers": (int((apart != joined).sum()), "count", "lower"),
            "weights_apart": (weights.size + bias.size, "count"),
            "weights_joined": ((weights.shape[0] + 1) * weights.shape[1], "count"),
        },
    )


def _shapes(run: RunPlan) -> WorkResult:
    """Each activation and its slope, and what the steepest sigmoids leave of a gradient, layer after layer."""
    import torch

    from plainspoken.experiments.studies.course.layered_networks import ACTIVATIONS
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import curve

    at = torch.linspace(-REACH, REACH, POINTS)
    curves, slopes = {}, {}
    for name, make in ACTIVATIONS.items():
        x = at.clone().requires_grad_(True)
        y = make()(x)
        (slope,) = torch.autograd.grad(y.sum(), x)
        slopes[name] = slope
        curves[name] = curve(at.tolist(), y.detach().tolist(), "input", "output")
        curves[f"{name}-slope"] = curve(at.tolist(), slope.tolist(), "input", "slope")
    hidden, steepest = int(run.options["hidden"]), float(slopes["sigmoid"].max())
    return analyse(
        DataCard(name="activations", kind="real", origin="torch's modules", licence="BSD-3-Clause"),
        {
            "steepest_sigmoid": (steepest, "fraction"),
            "sigmoids": (hidden, "count"),
            "left_of_gradient": (steepest**hidden, "number"),
            "sigmoids_shrink": (round(1 / steepest**hidden), "count"),
            **{f"{name}_below": (float(slopes[name][0]), "number") for name in ("relu", "leaky", "prelu", "elu")},
        },
        curves=curves,
    )


def variance_worked(width: int) -> dict[str, float]:
    """The starting variance of a layer with as many units before as after it, by `layered_networks.INITIALIZATIONS`."""
    return {"Xavier": 2 / (width + width), "He": 2 / width}


def formulas() -> dict[str, list[list[Term]]]:
    """The bias trick, and the two variances of `layered_networks.INITIALIZATIONS`."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    here = variance_worked(WIDTH)
    return {
        "bias": [
            [
                Term(r"W x + b", "weights and bias\napart"),
                Term("="),
                Term(r"(W \;\; b)", "bias as one\nmore column"),
                Term(r"(x \;\; 1)^T", "a one below\nthe input"),
            ]
        ],
        "start": [
            [
                Term(r"\mathrm{variance} \;=\; \frac{2}{n_{in} + n_{out}}", "Xavier"),
                Term(rf"=\; \frac{{2}}{{{WIDTH} + {WIDTH}}} \;=\; {here['Xavier']:g}", "here, by Xavier"),
            ],
            [
                Term(r"\mathrm{variance} \;=\; \frac{2}{n_{in}}", "He"),
                Term(rf"=\; \frac{{2}}{{{WIDTH}}} \;=\; {here['He']:g}", "here, by He"),
            ],
        ],
    }


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Gradients by layer, what each network reaches, and the formulas."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines, draw_test_bars
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    trained = [record for record in records if "gradient" in record.curves]
    found: dict[str, Callable[[], Figure]] = {
        f"formula-{name}": lambda name=name, rows=rows: draw_formula(  # type: ignore[misc]
            writer, f"formula-{name}", rows, title={"bias": "The bias trick", "start": "Two initializations"}[name]
        )
        for name, rows in formulas().items()
    }
    shapes = next((record.curves for record in records if record.run == SLOPES), None)
    if shapes:
        for name, end, up in (("shapes", "", "output"), ("slopes", "-slope", "slope")):
            lines = {words: Line(shapes[key + end].x, shapes[key + end].y) for key, words in SHAPE_TITLES.items()}
            found[name] = lambda name=name, up=up, lines=lines: draw_lines(  # type: ignore[misc]
                writer, name, lines, LineAxes("input", up, limits=SHAPE_LIMITS[up]), marked=False,
                title={"shapes": "Activations", "slopes": "Their slopes"}[name],
                foot="torch's own; PReLU before it learns its slope",
            )  # fmt: skip
    starts = [r for r in trained if r.run in ("relu-small", "relu-xavier", "relu-he")]
    if starts:
        found["starts"] = lambda: draw_lines(
            writer, "starts", {r.title: Line(r.curves["valid"].x, r.curves["valid"].y) for r in starts},
            LineAxes("epoch", "validation accuracy", percent=True, whole=True, limits=(0, 1.02)), marked=False,
            title="ReLU from three starts", foot=f"validation digits; first of {seeds_of(starts)}",
        )  # fmt: skip
    if trained:
        shown = [r for r in trained if r.run in ("sigmoid-xavier", "relu-small", "relu-xavier", "relu-he")] or trained
        found["gradients"] = lambda: draw_lines(
            writer, "gradients", {r.title: Line(r.curves["gradient"].x, r.curves["gradient"].y) for r in shown},
            LineAxes("layer", "mean gradient", log_up=True, whole=True), title="Gradients before training, by layer",
            foot=f"all training digits; first of {seeds_of(shown)}",
        )  # fmt: skip
        found["reached"] = lambda: draw_test_bars(writer, "reached", trained, title="What each reaches")
    return found
