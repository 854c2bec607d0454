"""Lab 11, second part: four experiments on emotions in small pictures of faces, the last with a merged label. No torch.

The notes' steps: SGD with Nesterov's momentum, then Adam, then augmentation, then He's start, ELU and one label for
anger and disgust. A network that answers with fewer labels has an easier task, so every network is also judged by the
merged labels after the fact, which makes the comparison fair. One run has the first network of the emotion
study, so that these figures can be set beside that network's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.emotion.emotion_study import DataSettings, data_fingerprint, load_faces

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.data.picture_set import PictureSet
    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult

__all__ = ["DataSettings", "data_fingerprint", "record_figures", "work"]

MERGED = ("anger", "disgust")
"""The two that become one label, called by the first."""

METRICS = {
    "merged_accuracy": MetricKind(unit="fraction", better="higher", title="accuracy with merged labels"),
}


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train the run's network, and judge it with the labels that it knows and with the merged ones."""
    import torch

    from plainspoken.experiments.models.image_classifiers import build_image_model
    from plainspoken.experiments.studies.course.vision.small_networks import picture_tensor, train_network, vgg_like
    from plainspoken.experiments.tasks.classification import Classification
    from plainspoken.experiments.tasks.task import Outputs
    from plainspoken.experiments.tasks.work import StepClock, WorkResult

    settings, clock, told = DataSettings.model_validate(run.data), StepClock(), run.options
    with clock.step("faces", "load"):
        faces = load_faces(run, context)
    fewer = merged_index(faces.classes)
    labels = [each for each in faces.classes if each != MERGED[1]] if told["merged"] else faces.classes
    x = {name: picture_tensor(split.pictures) for name, split in faces.splits.items()}
    y = {name: torch.from_numpy(split.targets) for name, split in faces.splits.items()}
    own = {name: torch.tensor(fewer)[each] if told["merged"] else each for name, each in y.items()}
    torch.manual_seed(run.seed)
    network = (
        vgg_like(3, len(labels), settings.size, start=str(told["start"]), elu=told["activation"] == "elu")
        if run.model == "vgg-like"
        else build_image_model(run.model, classes=len(labels), size=settings.size)
    )
    with clock.step("training", "train", items=len(x["train"])):
        train_network(
            network, x["train"], own["train"], optimizer=str(told["optimizer"]), rate=float(told["rate"]),
            epochs=run.train.epochs, batch=run.train.batch,
            augmentation=settings.augmentation if told["augmented"] else None, seed=run.seed,
        )  # fmt: skip
    task, outputs = Classification(labels), {}
    with torch.inference_mode():
        for name, pictures in x.items():
            answers = torch.cat([network(part) for part in torch.split(pictures, 100)])
            outputs[name] = Outputs(answers, own[name])
    found = {name: task.scores(output, name) for name, output in outputs.items()}
    said = outputs["test"].logits.argmax(1)
    said = said if told["merged"] else torch.tensor(fewer)[said]
    hits, n = int((said == torch.tensor(fewer)[y["test"]]).sum()), len(said)
    merged = Metric(**METRICS["merged_accuracy"].model_dump(), value=hits / n, split="test", n=n).within(
        wilson(hits, n)
    )
    scores: dict[str, dict[str, float | Metric]] = {name: dict(metrics) for name, (metrics, _) in found.items()}
    scores["test"]["merged_accuracy"] = merged
    return WorkResult(
        card=_card(faces, labels),
        task="classify",
        kinds=task.kinds,
        scores=scores,
        detail={name: detail for name, (_, detail) in found.items()},
        baselines=task.baselines(outputs["train"], outputs["test"]),
        steps=clock.steps,
        model=network,
        example=(torch.zeros(1, 3, settings.size, settings.size),),
        extra={"labels": len(labels)},
        arrays={"test_logits": outputs["test"].logits.numpy(), "test_targets": own["test"].numpy()},
    )


def merged_index(classes: list[str]) -> list[int]:
    """For each class the index of its label once `MERGED` are one; without the two, all stay as they are."""
    left = [each for each in classes if each != MERGED[1]] if set(MERGED) <= set(classes) else list(classes)
    return [left.index(MERGED[0] if each == MERGED[1] and each not in left else each) for each in classes]


def _card(faces: PictureSet, labels: list[str]) -> DataCard:
    card = faces.card()
    if labels == faces.classes:
        return card
    return card.model_copy(update={"classes": labels, "majority": card.majority, "splits": {
        name: split.model_copy(update={
            "counts": {each: split.counts.get(each, 0) + (split.counts.get(MERGED[1], 0) if each == MERGED[0] else 0)
                       for each in labels},
            "shares": {},
        }) for name, split in card.splits.items()
    }})  # fmt: skip


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Accuracy in training and on the test, with each network's own labels and with the merged ones."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.figures.percent import percent_to
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels

    def panel(heading: str, split: str, name: str) -> BarPanel:
        metrics = [record.scores[split][name] for record in records]
        return BarPanel(heading, [each.value for each in metrics], lambda value: f"{percent_to(value, 1)} %",
                        [each.interval for each in metrics])  # fmt: skip

    n = records[0].scores["test"]["accuracy"].n or 0
    return {
        "steps": lambda: draw_panels(
            writer, "steps", [record.title for record in records],
            [panel("Training", "train", "accuracy"), panel("Test", "test", "accuracy"),
             panel("Merged labels", "test", "merged_accuracy")],
            title="The notes' experiments on emotions",
            foot=f"accuracy; test n = {n:,}, 95 % interval; {seeds_of(records)}",
        ),
    }  # fmt: skip
