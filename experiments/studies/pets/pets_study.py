"""The study of cats and dogs: small networks from scratch, heads on frozen features, and what they go by.

Imports no torch by itself. Which file does a run, its `model` says: see `WORK`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import Figure, Pretraining, RunRecord
from plainspoken.experiments.runner.study_protocol import Context, StudyParts, Trial
from plainspoken.experiments.studies.pets.pet_data import DataSettings, data_fingerprint, load_pets
from plainspoken.experiments.studies.pets.pet_figures import record_figures
from plainspoken.experiments.studies.pets.pet_files import CLASSES

if TYPE_CHECKING:
    import numpy as np
    from torch import nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
    from plainspoken.experiments.tasks.work import WorkResult

__all__ = [
    "DataSettings",
    "data_fingerprint",
    "draw_run",
    "draw_study",
    "open_trial",
    "record_figures",
    "work",
    "works",
]

TRAINED = ("small-cnn", "fine-tuned")
"""Models that `open_trial` trains; all others are work."""


def works(run: RunPlan) -> bool:
    """Whether a run is anything but the training of one network."""
    return run.model not in TRAINED


def work(run: RunPlan, context: Context) -> WorkResult:
    """Do what the run's `model` names: a head of scikit-learn's by its name, or one of the analyses."""
    from plainspoken.experiments.studies.pets import (
        convolution_costs,
        ear_runs,
        feature_runs,
        head_choice,
        near_twins,
        tuning_runs,
    )

    kinds = {
        "best-head": head_choice.fit_best,
        "head-in-the-loop": feature_runs.fit_in_the_loop,
        "convolutions": convolution_costs.compare_convolutions,
        "near-duplicates": near_twins.find_twins,
        "ears": ear_runs.hide_ears,
        "patches": ear_runs.hide_patches,
        "tuning": tuning_runs.tune,
    }
    return kinds.get(run.model, feature_runs.fit_one)(run, context)


def open_trial(run: RunPlan, context: Context) -> Trial:
    """Load the pictures and build the network of one run: the small one, or a pretrained one with a new last layer."""
    import torch

    from plainspoken.experiments.models.image_classifiers import pixel_scale
    from plainspoken.experiments.training.batches import TensorBatches
    from plainspoken.experiments.training.transforms import IMAGENET_SCALE, EvalPreset, TrainPreset

    settings = DataSettings.model_validate(run.data)
    pets = load_pets(run, context.tell)
    pictures = torch.from_numpy(pets.read(settings.size)).permute(0, 3, 1, 2).contiguous()
    targets = torch.from_numpy(pets.targets)
    model, pretraining = _network(run, settings.size)
    scale = IMAGENET_SCALE if run.model == "small-cnn" else pixel_scale(str(run.options["network"]))

    def batches(name: str, **more: Any) -> TensorBatches:
        chosen = torch.from_numpy(pets.splits[name])
        more = {"batch": run.train.eval_batch, "transform": EvalPreset(scale), **more}
        return TensorBatches([pictures[chosen]], targets[chosen], **more)

    def listed(trained: nn.Module) -> dict[str, Any]:
        from plainspoken.experiments.studies.pets.mistakes import mistakes_of
        from plainspoken.experiments.training.loop import evaluate

        outputs = evaluate(trained, batches("test"), device=context.device)
        return {"mistakes": mistakes_of(outputs.logits.numpy(), pets)}

    return Trial(
        card=pets.card(settings.size),
        labels=list(CLASSES),
        train=batches(
            "train", batch=run.train.batch, seed=run.seed, shuffle=True, drop_last=run.train.drop_last,
            transform=TrainPreset(settings.augmentation, scale),
        ),
        train_clean=batches("train"),
        valid=batches("valid"),
        test=batches("test"),
        model=model,
        pretraining=pretraining,
        example=(torch.zeros(1, 3, settings.size, settings.size),),
        bundle={"classes": list(CLASSES), "size": settings.size},
        arrays={"test_pictures": pictures[torch.from_numpy(pets.splits["test"])].permute(0, 2, 3, 1).numpy()},
        extra={"augmentations": settings.augmentation.names(), "size": settings.size},
        after=listed,
    )  # fmt: skip


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """Ten test pictures with the answers of a network that was trained here, unless the user's own must not be shown;
    where the evidence for one drawn cat and one drawn dog is."""
    from plainspoken.experiments.figures.sample_grids import draw_grid, draw_mistakes
    from plainspoken.experiments.studies.pets.pet_figures import draw_evidence

    drawn: dict[str, Figure] = {}
    shown = DataSettings.model_validate(run.data).show or record.data.kind == "drawn"
    if "test_pictures" in arrays and shown:
        drawn["samples"] = draw_grid(writer, record, arrays["test_pictures"])
        if record.samples.mistakes:
            drawn["mistakes"] = draw_mistakes(writer, record, arrays["test_pictures"])
    if any(name.startswith("evidence_") for name in arrays):
        drawn["evidence"] = draw_evidence(writer, record, arrays)
    return drawn


def draw_study(
    plan: StudyPlan, records: list[RunRecord], arrays: dict[str, np.ndarray], writer: FigureWriter
) -> StudyParts:
    """All figures that the records suffice for."""
    card = next((each.data for each in records if each.data.has("classes") and each.run != "ears"), records[0].data)
    figures = {name: draw() for name, draw in record_figures(card, records, {}, writer).items()}
    return StudyParts(card, figures, {"show": bool(plan.data["show"])})


def _network(run: RunPlan, size: int) -> tuple[nn.Module, Pretraining]:
    if run.model == "small-cnn":
        from plainspoken.experiments.studies.pets.small_cnn import SmallCnn

        model = SmallCnn(len(CLASSES), size, **run.options)
        return model, Pretraining(kind="none", name="random", description="trained from scratch, from random weights")
    from plainspoken.experiments.models.image_classifiers import build_backbone, replace_head
    from plainspoken.experiments.models.pretrained_weights import load_imagenet

    name = str(run.options["network"])
    whole = build_backbone(name)
    pretraining = load_imagenet(whole, name)
    return replace_head(whole, len(CLASSES)), pretraining
