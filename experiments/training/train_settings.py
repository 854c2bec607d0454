"""How a run is trained: the `[train]` table of a recipe. Imports no torch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plainspoken.base.document import Part


class TrainSettings(Part):
    """How a run is trained. Rates are per sample step, `patience` counts epochs, 0 switches a feature off."""

    epochs: int = Field(default=10, ge=1)
    batch: int = Field(default=32, ge=1)
    eval_batch: int = Field(default=100, ge=1)
    drop_last: bool = True
    optimizer: Literal["adamw", "adam", "sgd"] = "adamw"
    learning_rate: float = Field(default=1e-3, gt=0)
    weight_decay: float = Field(default=0.01, ge=0)
    momentum: float = Field(default=0.9, ge=0, lt=1)
    schedule: Literal["constant", "plateau", "one-cycle", "cosine"] = "one-cycle"
    warmup: float = Field(default=0.3, gt=0, lt=1, description="share of the steps in which one-cycle rises")
    plateau_factor: float = Field(default=0.1, gt=0, lt=1)
    plateau_patience: int = Field(default=3, ge=0)
    clip: float = Field(default=1.0, ge=0, description="largest norm of the gradient; 0 = no clipping")
    accumulate: int = Field(default=1, ge=1, description="batches whose gradients are added before a step")
    patience: int = Field(default=0, ge=0, description="epochs clearly worse than the best before stopping; 0 = never")
    min_delta: float = Field(default=0.0, ge=0, description="how far below the best still is not worse")
    monitor: Literal["accuracy", "balanced_accuracy", "f1", "loss"] = "accuracy"
    class_weights: bool = False
    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    precision: Literal["fp32", "bf16", "auto"] = "fp32"
    channels_last: bool = Field(
        default=False, description="keep pictures as height, width, channel: faster for small nets"
    )
    device: str = Field(default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    train_clean: bool = Field(
        default=True, description="measure the training split without augmentation each epoch, too"
    )
    seeds: int = Field(default=1, ge=1, description="how many seeds; the first is the run shown, all give the spread")
    latency: bool = True
