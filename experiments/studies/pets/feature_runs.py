"""Runs that put a head of scikit-learn's on frozen features: one head, or a head that is trained with the network in
the loop. Which preparation and which penalty are best, `head_choice` says.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.record import Pretraining
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.pets.frozen_features import MIRRORED, WHOLE, View, all_features, open_backbone
from plainspoken.experiments.studies.pets.mistakes import list_mistakes
from plainspoken.experiments.studies.pets.pet_data import PetSet, load_pets
from plainspoken.experiments.studies.pets.pet_files import CLASSES
from plainspoken.experiments.tasks.classification import Classification
from plainspoken.experiments.tasks.feature_head import fit_head
from plainspoken.experiments.tasks.work import StepClock, WorkResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

COSTS = {
    "dimension": MetricKind(unit="count", better="lower", title="features a picture"),
    "feature_seconds": MetricKind(unit="seconds", better="lower", title="processor seconds for the features"),
    "fit_seconds": MetricKind(unit="seconds", better="lower", title="processor seconds for the head"),
    "feature_bytes": MetricKind(unit="bytes", better="lower", title="memory of the training features"),
}
"""What a head on frozen features costs, as the scores of the split `all`."""


@dataclass(frozen=True)
class Prepared:
    """Features of all pictures [n, numbers], with what they cost."""

    values: Array
    seconds: float
    pretraining: Pretraining


def fit_one(run: RunPlan, context: Context) -> WorkResult:
    """One head, by the run's model, on features as the run's options say: `network`, `size`, `pooled`, `mirrored`."""
    from plainspoken.experiments.tasks.feature_head import make_head

    pets, clock = load_pets(run, context.tell), StepClock()
    size = int(run.options["size"])
    views = (WHOLE, MIRRORED) if run.options.get("mirrored") else (WHOLE,)
    prepared = prepare(run, pets, context, clock, size=size, views=views)
    result = fitted(make_head(run.model, run.seed), prepared, pets, size, clock)
    return replace(result, extra={**result.extra, "mistakes": list_mistakes(result, pets)})


def fit_in_the_loop(run: RunPlan, context: Context) -> WorkResult:
    """A linear head trained by gradient descent twice: on kept features, and with the frozen network run again for
    every batch. Both see the same numbers in the same order, so only the time differs.

    Options: `network`, `size`, `epochs`.
    """
    pets, clock = load_pets(run, context.tell), StepClock()
    backbone = open_backbone(str(run.options["network"]), run.weights)
    size, epochs = int(run.options["size"]), int(run.options["epochs"])
    pictures = torch.from_numpy(pets.read(size)).permute(0, 3, 1, 2)
    targets = torch.from_numpy(pets.targets)
    train = torch.from_numpy(pets.splits["train"])

    def look(chosen: Tensor) -> Tensor:
        from plainspoken.experiments.training.transforms import normalise

        with torch.no_grad():
            seen: Tensor = backbone.network(normalise(pictures[chosen], backbone.scale))
        return seen

    _descend(look, train[:2], targets, 1, run.seed)  # the first call sets the library up, which is neither way's cost
    with clock.step("features of all", "features", items=len(targets)):
        kept = torch.cat([look(part) for part in torch.split(torch.arange(len(targets)), 50)])
    begin = time.process_time()
    fast = _descend(lambda chosen: kept[chosen], train, targets, epochs, run.seed)
    fast_seconds = time.process_time() - begin
    context.tell("the same, with the network in the loop")
    begin = time.process_time()
    slow = _descend(look, train, targets, epochs, run.seed)
    slow_seconds = time.process_time() - begin
    with torch.no_grad():
        alike = (fast(kept).argmax(1) == slow(kept).argmax(1)).float().mean()
        logits = fast(kept)
    result = judged(logits, pets, run, clock, backbone.pretraining, size)
    features = clock.steps[0].processor_seconds * len(train) / len(targets)
    numbers = {
        "epochs": epochs,
        "once_seconds": features + fast_seconds,
        "loop_seconds": slow_seconds,
        "slower": slow_seconds / (features + fast_seconds),
        "same_answers": float(alike),
    }
    return replace(result, kinds={**result.kinds, **_LOOP}, scores={**result.scores, "all": numbers})


def prepare(
    run: RunPlan, pets: PetSet, context: Context, clock: StepClock, *, size: int, views: Sequence[View] = (WHOLE,)
) -> Prepared:
    """Features of the run's network at a size: the mean over the views of each picture."""
    import numpy as np

    options = run.options
    backbone = open_backbone(str(options["network"]), run.weights, pooled=bool(options.get("pooled", True)))
    found = [
        all_features(backbone, pets, size=size, view=view, cache=context.store, clock=clock, device=context.device)
        for view in views
    ]
    total: Array = found[0].values
    for each in found[1:]:
        total = total + each.values
    return Prepared(total / np.float32(len(found)), sum(each.seconds for each in found), backbone.pretraining)


def judged(
    logits: Tensor, pets: PetSet, run: RunPlan, clock: StepClock, pretraining: Pretraining | None, size: int
) -> WorkResult:
    """The result of a classifier from its answers [n, 2] to every picture of the set."""
    from plainspoken.experiments.tasks.task import Outputs

    task = Classification(list(CLASSES))
    targets = torch.from_numpy(pets.targets)
    outputs = {name: Outputs(logits[chosen], targets[chosen]) for name, chosen in pets.splits.items()}
    found = {name: task.scores(output, name) for name, output in outputs.items()}
    test = outputs["test"]
    return WorkResult(
        card=pets.card(size),
        task="classify",
        kinds=task.kinds,
        scores={name: metrics for name, (metrics, _) in found.items()},
        detail={name: detail for name, (_, detail) in found.items()},
        baselines=task.baselines(outputs["train"], test),
        samples=task.samples(test, list(range(min(10, len(test.targets)))), None),
        steps=clock.steps,
        arrays={"test_logits": test.logits.numpy(), "test_targets": test.targets.numpy()},
        pretraining=pretraining,
    )


def fitted(
    head: Any, prepared: Prepared, pets: PetSet, size: int, clock: StepClock, fit_on: Array | None = None
) -> WorkResult:
    """A head fitted on the training pictures, or on those of `fit_on`, with what it cost."""
    features = {name: prepared.values[chosen] for name, chosen in pets.splits.items()}
    targets = {name: pets.targets[chosen] for name, chosen in pets.splits.items()}
    if fit_on is not None:
        features["train"], targets["train"] = prepared.values[fit_on], pets.targets[fit_on]
    card = pets.card(size)
    begin = len(clock.steps)
    result = fit_head(head, features, targets, Classification(list(CLASSES)), card, clock, prepared.pretraining)  # type: ignore[arg-type]
    fit = next(step for step in clock.steps[begin:] if step.kind == "fit")
    costs: dict[str, float | Metric] = {
        "dimension": prepared.values.shape[1],
        "feature_seconds": prepared.seconds,
        "fit_seconds": fit.processor_seconds,
        "feature_bytes": features["train"].nbytes,
    }
    return replace(result, kinds={**result.kinds, **COSTS}, scores={**result.scores, "all": costs})


def _descend(look: Any, train: Tensor, targets: Tensor, epochs: int, seed: int) -> nn.Module:
    """A linear layer trained with Adam on what `look` gives for the chosen pictures."""
    generator = torch.Generator().manual_seed(seed)
    width = look(train[:1]).shape[1]
    torch.manual_seed(seed)
    head = nn.Linear(width, len(CLASSES))
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-3)
    for _ in range(epochs):
        for chosen in torch.split(train[torch.randperm(len(train), generator=generator)], 50):
            loss = nn.functional.cross_entropy(head(look(chosen)), targets[chosen])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return head


_LOOP = {
    "epochs": MetricKind(unit="count", better="none"),
    "once_seconds": MetricKind(unit="seconds", better="lower", title="processor seconds, features once"),
    "loop_seconds": MetricKind(unit="seconds", better="lower", title="processor seconds, network in the loop"),
    "slower": MetricKind(unit="times", better="lower", title="how much longer the loop takes"),
    "same_answers": MetricKind(unit="fraction", better="none", title="pictures with the same answer"),
}
