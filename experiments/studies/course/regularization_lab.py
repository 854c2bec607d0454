"""Lab 3: what keeps a network from learning its few training digits by heart. Imports no torch by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.user_pictures import PictureData, data_fingerprint, lab_greys

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.course_digits import DigitSplit
    from plainspoken.experiments.studies.course.formula_figures import Term
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = PictureData

__all__ = ["DataSettings", "data_fingerprint", "formulas", "record_figures", "work"]

HIDDEN = (128, 128)
"""Units of the hidden layers: far more weights than there are pixels to learn from."""

BATCHES = (2, 8, 64)
"""Sizes of the test batches whose own mean and deviation batch norm is made to use."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train one network with what the run's options add."""
    import torch

    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged
    from plainspoken.experiments.studies.course.layered_networks import Penalty, layered_network, train_layered
    from plainspoken.experiments.tasks.work import StepClock, curve

    options, clock = dict(run.options), StepClock()
    splits, labels, card = lab_greys(run, context.tell)
    torch.manual_seed(run.seed)
    widths = (splits["train"].pixels.shape[1], *HIDDEN, len(labels))
    network = layered_network(
        widths, dropout=float(options.get("dropout", 0)), norm=str(options.get("norm", "none"))
    )  # fmt: skip
    with clock.step("train", "train", items=run.train.epochs * len(splits["train"])):
        trained = train_layered(
            network, splits, torch.optim.Adam(network.parameters(), lr=run.train.learning_rate),
            epochs=run.train.epochs, batch=run.train.batch, seed=run.seed,
            penalty=Penalty(float(options.get("l1", 0)), float(options.get("l2", 0))),
            augment=bool(options.get("augment", False)), patience=int(options.get("patience", 0)),
        )  # fmt: skip
    with torch.inference_mode():
        logits = {name: network(torch.from_numpy(s.pixels).float()).numpy() for name, s in splits.items()}
    result = judged(splits, logits, labels)
    result.card = card
    matrices = torch.cat([w.detach().flatten() for w in network.parameters() if w.dim() > 1])
    told: dict[str, Metric] = {
        "epochs": Metric(unit="count", better="none", title="epochs trained", value=len(trained.valid), split="all"),
        "kept_epoch": Metric(
            unit="count", better="none", title="epoch whose weights are kept", value=trained.kept + 1, split="all"
        ),
        "small_weights": Metric(
            unit="fraction", better="none", title="weights smaller than a thousandth", split="all",
            value=float((matrices.abs() < 1e-3).double().mean()),
        ),
        "weight_size": Metric(
            unit="number", better="none", title="mean square of the weights", split="all",
            value=float((matrices**2).mean()),
        ),
    }  # fmt: skip
    if options.get("dropout"):
        told["left_on"] = _left_on(network, splits["test"], run.seed)
    if options.get("norm", "none") != "none":
        told |= _batch_statistics(network, splits["test"])
    result.scores = {**result.scores, "all": told}
    epochs = [float(i + 1) for i in range(len(trained.valid))]
    result.curves = {
        "train": curve(epochs, trained.train, "epoch", "training accuracy", y_unit="fraction"),
        "valid": curve(epochs, trained.valid, "epoch", "validation accuracy", y_unit="fraction"),
        "valid_loss": curve(epochs, trained.valid_loss, "epoch", "validation loss"),
    }
    result.steps, result.extra = clock.steps, {"options": options}
    return result


def _left_on(network: nn.Module, test: DigitSplit, seed: int) -> Metric:
    """Test accuracy where dropout goes on switching units off, as it does when nobody says that training is over."""
    import torch

    from plainspoken.experiments.studies.course.digit_results import share_metric

    x, y = torch.from_numpy(test.pixels).float(), torch.from_numpy(test.targets)
    torch.manual_seed(seed)
    network.train()
    with torch.no_grad():
        hits = int((network(x).argmax(1) == y).sum())
    network.eval()
    return share_metric(hits, len(x), split="all", title="test accuracy with dropout left on")


def _batch_statistics(network: nn.Module, test: DigitSplit) -> dict[str, Metric]:
    """Test accuracy where batch norm uses each test batch's own mean and deviation, not its running averages."""
    import torch
    from torch import nn

    from plainspoken.experiments.studies.course.digit_results import share_metric

    x, y = torch.from_numpy(test.pixels).float(), torch.from_numpy(test.targets)
    norms = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm1d)]
    kept = [{name: value.clone() for name, value in layer.state_dict().items()} for layer in norms]
    found = {}
    for size in BATCHES:
        hits = 0
        for layer in norms:
            layer.train()
        with torch.no_grad():
            for start in range(0, len(x), size):  # the last batch may be smaller
                hits += int((network(x[start : start + size]).argmax(1) == y[start : start + size]).sum())
        found[f"batch_of_{size}"] = share_metric(hits, len(x), split="all", title=f"test accuracy in batches of {size}")
    for layer, state in zip(norms, kept, strict=True):
        layer.load_state_dict(state)
        layer.eval()
    return found


def formulas() -> dict[str, list[list[Term]]]:
    """The penalties, as `layered_networks.Penalty` computes them."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    return {
        "penalty": [
            [
                Term(r"L \;=", "loss"),
                Term(r"\frac{1}{N} \sum_i L_i", "mean loss\nof the digits"),
                Term(r"+\;\lambda"),
                Term(r"\sum_{k} w_{k}^2", "sum of\nsquared weights"),
            ]
        ],
        "pulls": [
            [Term(r"w \leftarrow w - \ldots"), Term(r"-\; \alpha\,\lambda \cdot 2 w", "L2: a share of the weight")],
            [
                Term(r"w \leftarrow w - \ldots"),
                Term(r"-\; \alpha\,\lambda \cdot \mathrm{sign}(w)", "L1: the same for all"),
            ],
        ],
    }


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Training against test for each run; the test by each; the formula."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    panels = [
        BarPanel(
            heading, [r.scores[split]["accuracy"].value for r in records], lambda v: f"{100 * v:.1f} %",
            [r.scores[split]["accuracy"].interval for r in records],
        )
        for heading, split in (("Training accuracy", "train"), ("Test accuracy", "test"))
    ]  # fmt: skip
    n = records[0].scores["test"]["accuracy"].n or 0
    foot = f"test digits, n = {n:,}, 95 % interval; first of {seeds_of(records)}"
    plain = next((record for record in records if record.run == "plain"), records[0])
    by_run = {record.run: record for record in records}
    slow = [by_run[name] for name in ("plain", "dropout", "augmented") if name in by_run]
    losses = [by_run[name] for name in ("plain", "l2", "norm-before") if name in by_run]

    def by_epoch(name: str, shown: list[RunRecord], key: str, axes_of: LineAxes, title: str) -> Figure:
        lines = {r.title: Line(r.curves[key].x, r.curves[key].y) for r in shown}
        foot = f"validation digits; first of {seeds_of(shown)}"
        return draw_lines(writer, name, lines, axes_of, title=title, foot=foot, marked=False)

    return {
        "slower": lambda: by_epoch(
            "slower", slow or records, "valid",
            LineAxes("epoch", "validation accuracy", percent=True, whole=True, limits=(0.1, 1.02)),
            "Validation by epoch",
        ),
        "losses": lambda: by_epoch(
            "losses", losses or records, "valid_loss", LineAxes("epoch", "validation loss", whole=True),
            "Validation loss by epoch",
        ),
        "formula-pulls": lambda: draw_formula(
            writer, "formula-pulls", formulas()["pulls"], title="What each penalty takes off a weight"
        ),
        "regularized": lambda: draw_panels(
            writer, "regularized", [record.title for record in records], panels, title="Training against test",
            foot=foot,
        ),
        "learned": lambda: draw_lines(
            writer, "learned",
            {"training": Line(plain.curves["train"].x, plain.curves["train"].y),
             "validation": Line(plain.curves["valid"].x, plain.curves["valid"].y)},
            LineAxes("epoch", "accuracy", percent=True, limits=(0.5, 1.02)), marked=False,
            title="The plain network by epoch", foot=seeds_of([plain]),
        ),
        "formula-penalty": lambda: draw_formula(
            writer, "formula-penalty", formulas()["penalty"], title="The loss with a penalty"
        ),
    }  # fmt: skip
