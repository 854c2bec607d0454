"""Lab 5: building blocks, drawn from their modules, counted, and trained at equal budget. No torch by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context, Trial
from plainspoken.experiments.studies.course.user_pictures import PictureData, data_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.formula_figures import Term
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = PictureData

__all__ = ["DataSettings", "data_fingerprint", "open_trial", "record_figures", "work", "works"]

COUNTS = "counts"


def works(run: RunPlan) -> bool:
    """Whether a run counts, and trains nothing."""
    return run.model == COUNTS


def work(run: RunPlan, context: Context) -> WorkResult:
    """Count what well-known networks are made of."""
    from plainspoken.experiments.studies.course.block_counts import count_networks

    return count_networks(run, context)


def open_trial(run: RunPlan, context: Context) -> Trial:
    """A small network of one kind of block, on digits as pictures of 8 by 8 pixels, or on the user's pictures."""
    import torch

    from plainspoken.experiments.studies.course.block_modules import BLOCKS, BlockNetwork, diagram_of
    from plainspoken.experiments.studies.course.user_pictures import lab_pictures
    from plainspoken.experiments.training.batches import TensorBatches

    given = lab_pictures(run, context.tell)
    shape = tuple(given.pictures["train"].shape[1:])
    widths = tuple(int(width) for width in run.options.get("widths", (16, 32, 64)))
    model = BlockNetwork(run.model, widths, len(given.labels), shape[0])

    def batches(name: str, **more: Any) -> TensorBatches:
        return TensorBatches([given.pictures[name]], given.targets[name], **{"batch": run.train.eval_batch, **more})

    return Trial(
        card=given.card,
        labels=given.labels,
        train=batches("train", batch=run.train.batch, seed=run.seed, shuffle=True, drop_last=run.train.drop_last),
        train_clean=batches("train"),
        valid=batches("valid"),
        test=batches("test"),
        model=model,
        example=(torch.zeros(1, *shape),),
        bundle={"block": run.model, "widths": list(widths)},
        extra={"diagram": diagram_of(BLOCKS[run.model](widths[-1], widths[-1]), widths[-1]), "width": widths[-1]},
    )


def branch_worked() -> list[list[Term]]:
    """The multiplications of a branch of Inception, at once and behind a thin layer, as factors."""
    from plainspoken.experiments.studies.course.block_counts import MAPS, SIDE, THIN, WIDE
    from plainspoken.experiments.studies.course.formula_figures import Term

    places = rf"{SIDE} \cdot {SIDE}"
    return [
        [
            Term(places, "places"), Term(rf"\cdot\; {WIDE}", "filters"), Term(r"\cdot\; 5 \cdot 5", "of 5 by 5"),
            Term(rf"\cdot\; {MAPS}", "maps in"),
        ],
        [
            Term(rf"{places} \cdot {THIN} \cdot {MAPS}", "the thin layer"),
            Term(rf"+\; {places} \cdot {WIDE} \cdot 5 \cdot 5 \cdot {THIN}", "then 5 by 5, on thin maps"),
        ],
    ]  # fmt: skip


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Accuracy, weights and multiplications of each block; the branch of Inception."""
    from plainspoken.experiments.figures.foot_lines import foot_line
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    found: dict[str, Callable[[], Figure]] = {}
    trained = [record for record in records if record.run != COUNTS]
    if trained:
        tests = [record.scores["test"]["accuracy"] for record in trained]
        panels = [
            BarPanel(
                "Test accuracy", [t.value for t in tests], lambda v: f"{100 * v:.1f} %", [t.interval for t in tests]
            ),
            BarPanel("Thousand weights", [r.cost.parameters / 1000 for r in trained], lambda v: f"{v:.1f}"),
            BarPanel("Million multiplications", [(r.cost.flops or 0) / 2e6 for r in trained], lambda v: f"{v:.2f}"),
        ]
        found["blocks"] = lambda: draw_panels(
            writer, "blocks", [record.title for record in trained], panels, title="Blocks at equal budget",
            foot=foot_line(trained),
        )  # fmt: skip
    counted = next((record.scores["all"] for record in records if record.run == COUNTS), None)
    if counted:
        found["branch"] = lambda: draw_panels(
            writer, "branch", ["5 × 5 at once", "1 × 1, then 5 × 5"],
            [BarPanel("Million multiplications", [counted[n].value / 1e6 for n in ("plain_products", "thin_products")],
                      lambda v: f"{v:.1f}")],
            title="A branch of Inception", foot="counted, 28 × 28 places, 192 maps in, 32 out",
        )  # fmt: skip
        found["products"] = lambda: draw_formula(writer, "products", branch_worked(), title="Multiplications, counted")
        names = {"vgg": "VGG16", "resnet": "ResNet50", "squeezenet": "SqueezeNet"}
        found["networks"] = lambda: draw_panels(
            writer, "networks", list(names.values()),
            [BarPanel("Million weights", [counted[f"{n}_weights"].value / 1e6 for n in names], lambda v: f"{v:.1f}"),
             BarPanel("Billion products", [counted[f"{n}_products"].value / 1e9 for n in names],
                      lambda v: f"{v:.2f}")],
            title="Three whole networks", foot="torchvision's modules, counted; one picture of 224 by 224 pixels",
        )  # fmt: skip
        stages = ["resnet_ends", *(f"resnet_stage_{i}" for i in range(1, 5))]
        found["layers"] = lambda: draw_panels(
            writer, "layers", ["First and last", *(f"Stage {i}" for i in range(1, 5))],
            [BarPanel("Layers with weights", [counted[n].value for n in stages], lambda v: f"{v:.0f}")],
            title="The fifty layers of ResNet50", foot="counted; shortcuts left out",
        )  # fmt: skip
    return found
