"""Lab 12, last part: SRCNN (Dong, Loy, He and Tang 2014) sharpens what bicubic interpolation enlarged.

Two photographs come with scikit-learn: one is trained on, in small patches, the other is the test; a cat that comes
with scikit-image is another. PSNR and SSIM are measured on the brightness, tile by tile, so that each tile is a
comparison with bicubic of its own. Tiles in which nothing is to be seen are left out: both are right there.
Imports no torch by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord, Split
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.formula_figures import Term, formula_figures
from plainspoken.experiments.studies.course.vision.optional_packages import packages_fingerprint, skipped_without
from plainspoken.experiments.studies.course.vision.photographs import CAT, LICENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from torch import Tensor, nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import StudyPlan
    from plainspoken.experiments.studies.course.vision.bicubic_pairs import PatchPairs
    from plainspoken.experiments.tasks.work import WorkResult

METRICS = {
    "psnr_gain": MetricKind(unit="db", better="higher", title="PSNR beyond that of bicubic"),
    "ssim_gain": MetricKind(unit="number", better="higher", title="SSIM beyond that of bicubic"),
}


class PhotographData(Part):
    """Table `[data]` of the recipe."""

    reduced: int = Field(default=2, ge=1, description="the photographs are this many times smaller before all else")
    factor: int = Field(default=2, ge=2, description="by which pictures are shrunk and enlarged")
    tile: int = Field(default=40, ge=20, description="side of a test tile in pixels")
    border: int = Field(default=6, ge=0, description="pixels at each edge of a tile that are not measured")
    flat: float = Field(default=0.05, ge=0, description="a tile whose brightness deviates by less is left out")


class SrcnnOptions(Part):
    """Table `options` of a run."""

    test: Literal["flower", "chelsea"] = Field(default="flower", description="the photograph that is the test")
    filters: tuple[int, int] = (48, 24)
    steps: int = Field(default=350, ge=1)
    patches: int = Field(default=16, ge=1, description="in a batch")
    side: int = Field(default=36, ge=20, description="of a patch in pixels")
    residual: bool = Field(default=True, description="whether the network's answer is added to its input")
    keep: list[int] = Field(default_factory=lambda: [25, 50, 100, 200, 350], description="steps that are measured")


DataSettings = PhotographData


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the photographs: those of the cat go by scikit-image's version."""
    test = plan.options.get("test") if isinstance(plan, RunPlan) else None
    return fingerprint(repr(plan.data), *([packages_fingerprint("scikit-image")] if test == CAT else []))


CREDITS = {
    "flower": ("flower.jpg by vultilion", "after a photo by vultilion, CC BY 2.0"),
    CAT: ("chelsea.png by Stéfan van der Walt", "after a photo by Stéfan van der Walt, CC0 1.0"),
}
"""Of each test: file and photographer, and the line below its pictures."""

DETAIL = {"flower": (0.36, 0.34, 0.6, 0.62), CAT: (0.24, 0.24, 0.72, 0.86)}
"""The part of each test that pages enlarge: left, top, right and bottom as shares of its sides."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train, unless the run is bicubic alone, and measure on the whole test at once."""
    import torch

    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.vision import bicubic_pairs as pairs
    from plainspoken.experiments.tasks.restoration import Restoration, mean_interval, psnr, ssim
    from plainspoken.experiments.tasks.task import Outputs
    from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

    data, options, clock = (
        PhotographData.model_validate(run.data),
        SrcnnOptions.model_validate(run.options),
        StepClock(),
    )
    if options.test == CAT:
        left_out = skipped_without(_card(data, options.test, 0, 0), "scikit-image", context)
        if left_out is not None:
            return left_out
    known, test = (pairs.reduced_photograph(name, data.reduced) for name in ("china", options.test))
    truth = pairs.brightness(test)
    enlarged = pairs.shrunk_and_enlarged(truth, data.factor)
    soft = pairs.colors_enlarged(test, data.factor)
    cut = slice(data.border, data.tile - data.border)
    seen = pairs.tiles(truth, data.tile).std((1, 2, 3)) >= data.flat

    def measured(picture: Tensor) -> tuple[Tensor, Tensor]:
        answer, true = (pairs.tiles(each, data.tile)[seen][..., cut, cut].double() for each in (picture, truth))
        return psnr(answer, true), ssim(answer, true)

    before = measured(enlarged)
    answers: dict[int, Tensor] = {}
    model: nn.Module | None = None
    if run.model == "srcnn":
        torch.manual_seed(run.seed)
        model = make_srcnn(*options.filters, residual=options.residual)
        patches = pairs.PatchPairs(pairs.brightness(known), data.factor, side=options.side, seed=run.seed)
        with clock.step("train", "train", items=options.steps * options.patches):
            rate = run.train.learning_rate
            for step in train_srcnn(model, patches, options, rate=rate, border=data.border):
                if step in options.keep or step == options.steps:
                    # Fully convolutional: trained on patches, it takes the whole picture.
                    answers[step] = sharpened(model, enlarged, residual=options.residual)
    answer = answers[options.steps] if answers else enlarged
    task = Restoration(border=data.border, before=pairs.tiles(enlarged, data.tile)[seen])
    outputs = Outputs(pairs.tiles(answer, data.tile)[seen], pairs.tiles(truth, data.tile)[seen])
    scores, detail = task.scores(outputs, "test")
    for name, now, then in zip(("psnr", "ssim"), measured(answer), before, strict=True):
        gains = (now - then).tolist()
        gain = Metric(**METRICS[f"{name}_gain"].model_dump(), value=sum(gains) / len(gains), split="test", n=len(gains))
        scores[f"{name}_gain"] = gain.within(mean_interval(gains))
    by_step = {step: float(measured(each)[0].mean()) for step, each in answers.items()}
    start = {0: float(before[0].mean())} if answers and options.residual else {}
    result = WorkResult(
        card=_card(data, options.test, len(outputs.targets), options.steps * options.patches), task="restore",
        kinds=task.kinds,
        scores={"test": scores}, detail={"test": detail}, baselines=task.baselines(outputs, outputs), steps=clock.steps,
        model=model, example=(enlarged,) if model is not None else (),
        arrays={"truth": _detail(test, options.test), "bicubic": _detail(soft, options.test)},
        extra={
            "factor": data.factor, "side": options.side, "steps": options.steps, "batch": options.patches,
            "test": options.test, "width": enlarged.shape[3], "height": enlarged.shape[2], "tiles": len(seen),
            "measured": int(seen.sum()),
        },
    )  # fmt: skip
    if len(by_step) > 1:
        told = start | by_step
        result.curves["psnr"] = curve([*map(float, told)], [*told.values()], "step", "PSNR", y_unit="db")
    for step, each in answers.items():
        result.arrays[f"step_{step}"] = _detail(pairs.with_brightness(soft, each), options.test)
        result.snapshots[step] = f"step_{step}"
    return result


def make_srcnn(first: int, second: int, *, residual: bool) -> nn.Sequential:
    """Three convolutions of 9, 1 and 5 pixels, as in the paper; with `residual` the last begins at zero."""
    from torch import nn

    last = nn.Conv2d(second, 1, 5, padding=2)
    if residual:  # so that training starts from bicubic
        for weight in last.parameters():
            nn.init.zeros_(weight)
    return nn.Sequential(
        nn.Conv2d(1, first, 9, padding=4), nn.ReLU(), nn.Conv2d(first, second, 1), nn.ReLU(), last
    )  # fmt: skip


def sharpened(model: nn.Module, enlarged: Tensor, *, residual: bool) -> Tensor:
    """The network's answer for brightness [n, 1, height, width] of any size, within 0 and 1."""
    import torch

    with torch.no_grad():
        answer: Tensor = model(enlarged)
    return (answer + enlarged if residual else answer).clamp(0, 1)


def train_srcnn(
    model: nn.Module, patches: PatchPairs, options: SrcnnOptions, *, rate: float, border: int
) -> Iterator[int]:
    """Train by Adam on the squared error, one cycle of the rate; yields after each step its number, from 1."""
    import torch

    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=options.steps + 1)
    inner = slice(border, options.side - border)
    for step in range(1, options.steps + 1):
        x, y = patches.draw(options.patches)
        answer = model(x) + x if options.residual else model(x)
        loss = ((answer - y) ** 2)[..., inner, inner].mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        yield step


def _card(data: PhotographData, test: str, tiles: int, patches: int) -> DataCard:
    return DataCard(
        name=f"china.jpg by danielbuechele and {CREDITS[test][0]}",
        kind="real",
        origin=f"scikit-learn's sample images{' and scikit-image' if test == CAT else ''}; {test} is the test",
        licence=f"{LICENCE}, CC0 1.0" if test == CAT else LICENCE,
        total=tiles + patches,
        splits={"train": Split(n=patches), "test": Split(n=tiles)},
        sample_shape=[1, data.tile, data.tile],
    )


def _detail(pixels: np.ndarray, test: str) -> np.ndarray:
    """The part of the test that pages enlarge."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = DETAIL[test]
    return pixels[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """The detail as it was, enlarged by bicubic interpolation, and sharpened at each step that was kept."""
    if "truth" not in arrays:
        return {}
    words = {"truth": "as it was", "bicubic": "shrunk and enlarged by bicubic interpolation"}
    words |= {shot.figure: f"sharpened after {shot.step} steps" for shot in record.snapshots}
    test = record.extra["test"]
    subject = "The face of a cat" if test == CAT else "Petals of a flower"
    return {
        name: writer.save_picture(
            arrays[name].repeat(ENLARGED, 0).repeat(ENLARGED, 1), name,
            title=f"{record.title}, {name.replace('_', ' ')}",
            alt=f"{subject}, {what}, each pixel enlarged.", foot=CREDITS[test][1],
        )
        for name, what in words.items()
    }  # fmt: skip


ENLARGED = 6
"""Pixels of a figure for one pixel of the detail, so that edges can be judged."""


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The loss as a formula, PSNR by step beside bicubic, and both measures tile by tile."""
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines

    found = formula_figures(writer, FORMULAS)
    records = [record for record in records if record.extra.get("test") == "flower"]
    trained = {record.title: record.curves["psnr"] for record in records if "psnr" in record.curves}
    bicubic = next((record for record in records if record.model == "bicubic"), None)
    if trained and bicubic is not None:
        level, n = bicubic.scores["test"]["psnr"].value, bicubic.scores["test"]["psnr"].n
        xs = next(iter(trained.values())).x
        lines = {name: Line(each.x, each.y) for name, each in trained.items()}
        lines[bicubic.title] = Line([xs[0], xs[-1]], [level, level])
        found["psnr"] = lambda: draw_lines(
            writer, "psnr", lines, LineAxes("step", "PSNR in dB"), title="PSNR by step", foot=f"mean of {n} test tiles",
        )  # fmt: skip
    return found


FORMULAS: dict[str, tuple[list[list[Term]], str]] = {
    "formula-psnr": (
        [
            [
                Term("PSNR"), Term("="), Term(r"10\,\log_{10}", "decibels"),
                Term(r"\frac{1}{\mathrm{mean}\,(p - t)^2}", "over the mean squared error,\nwhite being 1"),
            ]
        ],
        "Peak signal-to-noise ratio",
    ),
    "formula-ssim": (
        [
            [
                Term("SSIM"), Term("="),
                Term(r"\frac{2\mu_p\mu_t + c_1}{\mu_p^2 + \mu_t^2 + c_1}", "means alike?"),
                Term(r"\cdot"),
                Term(r"\frac{2\sigma_{pt} + c_2}{\sigma_p^2 + \sigma_t^2 + c_2}", "contrast and shape\nalike?"),
            ]
        ],
        "Structural similarity (Wang et al. 2004)",
    ),
    "formula-srcnn": (
        [
            [
                Term("p"), Term("="), Term(r"\uparrow s", "small picture,\nenlarged"), Term("+"),
                Term(r"W_5 * ", "filters of\n5 × 5"), Term(r"[\,W_1 * ", "filters of\n1 × 1"),
                Term(r"[\,W_9 * \uparrow s\,]_+\,]_+", "filters of 9 × 9\non the enlarged one"),
            ]
        ],
        "SRCNN with a shortcut",
    ),
}  # fmt: skip
