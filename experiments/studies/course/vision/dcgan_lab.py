"""Lab 12, third part: a DCGAN draws digits of 8 by 8 pixels, with each guideline of the notes turned off in turn.

A small classifier of the real digits judges the samples; the study also measures whether the generator repeats itself
and whether one network has beaten the other. Imports no torch by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, DigitSplit, digit_card, load_digit_splits
from plainspoken.experiments.studies.course.formula_figures import Term, formula_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from torch import Tensor, nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.figures.ranked_bars import BarPanel
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult

METRICS = {
    "judge_accuracy": MetricKind(unit="fraction", better="higher", title="test accuracy of the judge"),
    "grain": MetricKind(unit="times", better="none", title="finest detail of samples over that of real digits"),
}


class Guidelines(Part):
    """The guidelines of the notes, each a switch; all are kept unless a run turns one off.

    Attributes:
        strided: strided convolutions; without, pooling and repeated neighbors.
        batch_norm: in both networks, but for the generator's last and the discriminator's first layer.
        convolutional: no fully connected layers.
        tanh: at the generator's end; without, nothing bounds its pixels.
        leaky: leaky ReLU in the discriminator; without, plain ReLU.
        normal_noise: noise from a normal distribution; without, from a uniform one.
        dropout: share of the discriminator's maps that are hidden in training.
        noisy_labels: real samples are labeled .9, and one label in twenty is turned round.
        divisible_kernels: kernels whose side is a multiple of the stride.
        separate_batches: real and generated samples in batches of their own, which the notes' third step does not do.
        discriminator_rate: times the generator's learning rate.
        generator_steps: steps of the generator for each of the discriminator.
    """

    strided: bool = True
    batch_norm: bool = True
    convolutional: bool = True
    tanh: bool = True
    leaky: bool = True
    normal_noise: bool = True
    dropout: float = Field(default=0.25, ge=0, lt=1)
    noisy_labels: bool = True
    divisible_kernels: bool = True
    separate_batches: bool = True
    discriminator_rate: float = Field(default=1.0, gt=0)
    generator_steps: int = Field(default=1, ge=1)


class GanOptions(Guidelines):
    """Table `options` of a run: the guidelines, and the size of the training."""

    steps: int = Field(default=600, ge=2)
    channels: int = Field(default=32, ge=4)
    noise: int = Field(default=32, ge=2)
    keep: list[int] = Field(default_factory=lambda: [1, 50, 150, 300, 600], description="steps whose samples are kept")
    judged: int = Field(default=500, ge=20)


DataSettings = DigitData

FLIPPED = 0.05


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train both networks, and judge the samples by a classifier of the real digits."""
    import torch

    from plainspoken.experiments.studies.course.digit_results import share_metric
    from plainspoken.experiments.studies.course.vision.digit_gan_networks import make_discriminator, make_generator
    from plainspoken.experiments.tasks.generation import train_gan
    from plainspoken.experiments.tasks.work import StepClock

    splits, options, clock = load_digit_splits(run.data), GanOptions.model_validate(run.options), StepClock()
    real = pictures(splits["train"])
    with clock.step("judge", "fit", items=len(real)):
        judge = train_judge(splits["train"])
        with torch.inference_mode():
            right = int((judge(pictures(splits["test"])).argmax(1).numpy() == splits["test"].targets).sum())
    torch.manual_seed(run.seed)
    result = train_gan(
        make_generator(options, noise=options.noise, channels=options.channels),
        make_discriminator(options, channels=options.channels),
        real, digit_card(splits), clock, steps=options.steps, batch=run.train.batch, noise=options.noise,
        learning_rate=run.train.learning_rate,
        discriminator_rate=run.train.learning_rate * options.discriminator_rate,
        generator_steps=options.generator_steps, real_label=0.9 if options.noisy_labels else 1.0,
        flipped_labels=FLIPPED if options.noisy_labels else 0.0, uniform_noise=not options.normal_noise,
        mixed_batches=not options.separate_batches, snapshots=options.keep, shown=options.judged,
        judged=options.judged, seed=run.seed, judge=judge, tell=context.tell,
    )  # fmt: skip
    if result.ended is None:
        samples = result.arrays[f"samples_{options.steps}"]
        accuracy = share_metric(right, len(splits["test"]), title=METRICS["judge_accuracy"].title)
        result.scores = {
            "train": result.scores["train"],
            "all": {**result.scores["all"], "grain": finest_detail(samples) / finest_detail(real.numpy())},
            "test": {"judge_accuracy": accuracy},
        }
        result.counts = {**result.counts, "all": options.judged}
    result.extra = {"steps": options.steps, "batch": run.train.batch, "judged": options.judged, "noise": options.noise}
    return result


def pictures(split: DigitSplit) -> Tensor:
    """Digits [n, 1, 8, 8] between -1 and 1."""
    import torch

    return torch.from_numpy(split.pixels).float().reshape(-1, 1, 8, 8) * 2 - 1


def train_judge(split: DigitSplit, *, epochs: int = 5, batch: int = 32) -> nn.Module:
    """A small convolutional classifier of the real digits, the same for all runs: its seed is fixed."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    judge = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(1024, 10),
    )  # fmt: skip
    optimizer, x, y = torch.optim.Adam(judge.parameters(), lr=2e-3), pictures(split), torch.from_numpy(split.targets)
    for _ in range(epochs):
        order = torch.randperm(len(y))
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            optimizer.zero_grad()
            nn.functional.cross_entropy(judge(x[chosen]), y[chosen]).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return judge.eval()


def finest_detail(samples: np.ndarray) -> float:
    """Mean energy at the highest frequency, across and down, of pictures [n, 1, 8, 8]: what a checkerboard has."""
    import numpy as np

    spectrum = abs(np.fft.fft2(samples[:, 0].astype(np.float64))) ** 2
    half = samples.shape[-1] // 2
    return float(spectrum[:, half, :].mean() + spectrum[:, :, half].mean())


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """Forty samples at each step that was kept, from the same noise."""
    found = {}
    for snapshot in record.snapshots:
        name = f"samples-{snapshot.step}"
        found[name] = writer.save_picture(
            tiled(arrays[f"samples_{snapshot.step}"][:40]), name, title=f"{record.title}, step {snapshot.step}",
            alt=f"Forty samples of the generator after {snapshot.step} steps, digits of 8 by 8 pixels.",
        )  # fmt: skip
    return found


def tiled(samples: np.ndarray, *, across: int = 8, scale: int = 8) -> np.ndarray:
    """Samples [n, 1, side, side] between -1 and 1 in rows of `across`, each pixel `scale` pixels wide."""
    import numpy as np

    shown = np.pad(samples[:, 0] / 2 + 0.5, ((0, 0), (1, 1), (1, 1)), constant_values=0.25)
    rows = [np.concatenate(list(shown[at : at + across]), axis=1) for at in range(0, len(shown), across)]
    whole = np.concatenate([row for row in rows if row.shape == rows[0].shape])
    return whole.repeat(scale, 0).repeat(scale, 1)


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Losses of the first run, how sure the judge is by step, and what each guideline turned off leaves."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.figures.ranked_bars import draw_panels
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines

    found = formula_figures(writer, FORMULAS)
    whole = [record for record in records if "all" in record.scores and "generator" in record.curves]
    for record in whole:
        if record.run in ("guided", "greedy-generator", "strong-discriminator"):
            lines = {
                f"{name} loss": Line(record.curves[name].x, smoothed(record.curves[name].y))
                for name in ("generator", "real", "fake")
            }
            name = "losses" if record.run == "guided" else f"losses-{record.run}"
            found[name] = lambda record=record, lines=lines, name=name: draw_lines(  # type: ignore[misc]
                writer, name, lines, LineAxes("step", "loss"), title=f"Losses of {record.title}",
                foot=f"means of {SMOOTHED} steps", marked=False,
            )  # fmt: skip
    if whole:
        found["guidelines"] = lambda: draw_panels(
            writer, "guidelines", [record.title for record in whole], _panels(whole),
            title="Each guideline turned off",
            foot=f"{whole[0].extra['judged']} samples each; {seeds_of(whole)}",
        )  # fmt: skip
    return found


def _panels(records: Sequence[RunRecord]) -> list[BarPanel]:
    """How sure the judge is, how well the discriminator tells samples apart, and how much samples differ."""
    from plainspoken.experiments.figures.ranked_bars import BarPanel

    sure, variety = ([record.scores["all"][name] for record in records] for name in ("sure_share", "variety"))
    told = [record.scores["train"]["told_apart"] for record in records]
    return [
        BarPanel("A judge is sure", [m.value for m in sure], _percent, [m.interval for m in sure]),
        BarPanel("Told apart", [m.value for m in told], _percent),
        BarPanel("Variety", [m.value for m in variety], lambda value: f"{value:.2f}"),
    ]


SMOOTHED = 20
"""The lines of the losses are means over so many points."""


def smoothed(values: Sequence[float]) -> list[float]:
    """The mean of each value and those before it, up to `SMOOTHED`."""
    return [sum(values[max(0, i - SMOOTHED + 1) : i + 1]) / min(i + 1, SMOOTHED) for i in range(len(values))]


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


FORMULAS: dict[str, tuple[list[list[Term]], str]] = {
    "formula-discriminator": (
        [
            [
                Term("L_D"), Term("="), Term(r"-\log D(x)", "real ones\ncalled real"), Term("-"),
                Term(r"\log(1 - D(G(z)))", "generated ones\ncalled generated"),
            ]
        ],
        "Loss of the discriminator",
    ),
    "formula-generator": (
        [[Term("L_G"), Term("="), Term(r"-\log D(G(z))", "generated ones\ncalled real")]],
        "Loss of the generator",
    ),
}  # fmt: skip
