"""How a run is trained: the `[train]` table of a recipe. Imports no torch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.experiments.training.losses import LOSSES

OPTIMIZERS = (
    "adamw", "adam", "sgd", "nesterov", "adadelta", "adagrad", "adamax", "asgd", "nadam", "radam", "rmsprop", "rprop",
)  # fmt: skip
"""Optimizers of `torch.optim` by name; `nesterov` is its SGD with Nesterov's momentum."""

SCHEDULES = (
    "constant", "plateau", "one-cycle", "cosine", "step", "exponential", "linear", "polynomial", "keras-decay",
)  # fmt: skip
"""Learning-rate schedules by name. `step` and `exponential` move by epoch, `plateau` by validation, others by batch."""


class TrainSettings(Part):
    """How a run is trained. `patience` counts validations, 0 switches a feature off.

    `optimizer`, `schedule` and `loss` name one of the tables here, or one of the study module's own `OPTIMIZERS`,
    `SCHEDULES` and `LOSSES`.
    """

    epochs: int = Field(default=10, ge=1)
    batch: int = Field(default=32, ge=1)
    eval_batch: int = Field(default=100, ge=1)
    drop_last: bool = True
    loss: str = Field(default="auto", description="`auto` is the task's own")
    optimizer: str = "adamw"
    optimizer_options: dict[str, float | bool] = Field(
        default_factory=dict, description="further arguments of the optimizer, such as rho"
    )
    learning_rate: float = Field(default=1e-3, gt=0)
    weight_decay: float = Field(default=0.01, ge=0)
    momentum: float = Field(default=0.9, ge=0, lt=1)
    schedule: str = "one-cycle"
    warmup: float = Field(default=0.3, gt=0, lt=1, description="share of the steps in which one-cycle rises")
    plateau_factor: float = Field(default=0.1, gt=0, lt=1)
    plateau_patience: int = Field(default=3, ge=0)
    step_every: int = Field(default=10, ge=1, description="epochs between the falls of `step`")
    step_factor: float = Field(default=0.1, gt=0, lt=1, description="of `step` and, by epoch, of `exponential`")
    power: float = Field(default=1.0, gt=0, description="of `polynomial`")
    clip: float = Field(default=1.0, ge=0, description="largest norm of the gradient; 0 = no clipping")
    accumulate: int = Field(default=1, ge=1, description="batches whose gradients are added before a step")
    validate_every: int = Field(default=1, ge=1, description="epochs from one validation to the next; the last is one")
    patience: int = Field(
        default=0, ge=0, description="validations clearly worse than the best before stopping; 0 = never"
    )
    min_delta: float = Field(
        default=0.0, ge=0, description="dead zone: a score not more than this below the best is not worse"
    )
    monitor: str = Field(default="auto", description="metric that chooses the best epoch; `auto` is the task's own")
    class_weights: bool = False
    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    precision: Literal["fp32", "bf16", "fp16", "auto"] = Field(
        default="fp32", description="of training; fp16 scales the loss and needs a CUDA device"
    )
    channels_last: bool = Field(
        default=False, description="keep pictures as height, width, channel: faster for small nets"
    )
    device: str = Field(default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    train_clean: bool = Field(
        default=True, description="measure the training split without augmentation at each validation, too"
    )
    seeds: int = Field(default=1, ge=1, description="how many seeds; the first is the run shown, all give the spread")
    folds: int = Field(
        default=0, ge=0, description="k of a cross-validation over training and validation samples; 0 = none"
    )
    latency: bool = True


def check_names(settings: TrainSettings, module: object, where: str) -> None:
    """Refuse a loss, an optimizer or a schedule that neither the program nor the study module knows.

    Raises:
        InputError: with the setting, the recipe, and the names that there are.
    """
    for setting, known, own in (
        ("loss", ("auto", *LOSSES), "LOSSES"),
        ("optimizer", OPTIMIZERS, "OPTIMIZERS"),
        ("schedule", SCHEDULES, "SCHEDULES"),
    ):
        name = getattr(settings, setting)
        names = (*known, *getattr(module, own, {}))
        if name not in names:
            raise InputError(
                f"train.{setting}: no {setting} is called {name!r}",
                file=where,
                remedy=f"there are {', '.join(names)}; the study's module may add to them in a table `{own}`",
            )
    if settings.folds == 1:
        raise InputError("train.folds: one fold leaves nothing to train on", file=where, remedy="write 2 or more, or 0")
