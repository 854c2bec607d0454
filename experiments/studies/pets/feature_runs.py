"""Runs that put a head of scikit-learn's on frozen features: one head, the best of several, or a head that is trained
with the network in the loop.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.record import Pretraining
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.pets.frozen_features import all_features, open_backbone
from plainspoken.experiments.studies.pets.mistakes import list_mistakes
from plainspoken.experiments.studies.pets.near_twins import twins_across
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

STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)
"""Inverse strengths of the penalty that are tried for a logistic regression."""


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
    prepared = prepare(run, pets, context, clock, size=size, mirrored=bool(run.options.get("mirrored")))
    result = _fitted(make_head(run.model, run.seed), prepared, pets, size, clock)
    return replace(result, extra={**result.extra, "mistakes": list_mistakes(result, pets)})


@dataclass(frozen=True)
class Candidate:
    """One way to prepare the pictures and to fit a logistic regression, as it validated."""

    size: int
    mirrored: bool
    strength: float
    valid: float
    loss: float


def fit_best(run: RunPlan, context: Context) -> WorkResult:
    """The size, preparation and penalty that validate best, refitted on training and validation pictures together, and
    tested once. The scores of `valid` are those before the refit.

    Several often validate with the same accuracy; of these, the one with the lowest validation loss is taken. Options:
    `network` and `sizes`.
    """
    import numpy as np

    pets, clock = load_pets(run, context.tell), StepClock()
    tried: list[Candidate] = []
    kept: dict[tuple[int, bool], Prepared] = {}
    for size in run.options["sizes"]:
        for mirrored in (False, True):
            context.tell(f"{size} pixels{', mirrored' if mirrored else ''}")
            kept[size, mirrored] = prepare(run, pets, context, clock, size=size, mirrored=mirrored)
            tried += [_validated(kept[size, mirrored], pets, size, mirrored, strength) for strength in STRENGTHS]
    best = min(tried, key=lambda each: (-each.valid, each.loss))
    prepared, head = kept[best.size, best.mirrored], _regression(best.strength)
    before = _fitted(head, prepared, pets, best.size, StepClock())
    both = np.concatenate([pets.splits["train"], pets.splits["valid"]])
    refitted = _fitted(head, prepared, pets, best.size, clock, fit_on=both)
    costs = {**refitted.scores["all"], "choices": len(tried), "refit_gain": refitted_gain(before, refitted)}
    return replace(
        refitted,
        kinds={**refitted.kinds, **_CHOICE},
        scores={
            **before.scores,
            "test": refitted.scores["test"],
            "all": {**costs, **_without_twins(refitted, pets)},
        },
        detail={**before.detail, "test": refitted.detail["test"]},
        extra={
            **refitted.extra,
            "tried": [vars(each) for each in tried],
            "chosen": vars(best),
            "mistakes": list_mistakes(refitted, pets),
        },
    )


def _regression(strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=500))


def _validated(prepared: Prepared, pets: PetSet, size: int, mirrored: bool, strength: float) -> Candidate:
    """A candidate fitted on the training pictures, with its accuracy and its loss on the validation pictures."""
    from sklearn.metrics import log_loss

    train, valid = pets.splits["train"], pets.splits["valid"]
    head = _regression(strength).fit(prepared.values[train], pets.targets[train])
    shares = head.predict_proba(prepared.values[valid])
    right = float((shares.argmax(1) == pets.targets[valid]).mean())
    return Candidate(size, mirrored, strength, right, float(log_loss(pets.targets[valid], shares)))


def refitted_gain(before: WorkResult, after: WorkResult) -> float:
    """By how much more of the test pictures the refitted head is right; negative when it lost."""
    first, second = before.scores["test"]["accuracy"], after.scores["test"]["accuracy"]
    assert isinstance(first, Metric) and isinstance(second, Metric)
    return second.value - first.value


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


def prepare(run: RunPlan, pets: PetSet, context: Context, clock: StepClock, *, size: int, mirrored: bool) -> Prepared:
    """Features of the run's network at a size; with `mirrored`, the mean of a picture's and its mirror image's."""
    options = run.options
    backbone = open_backbone(str(options["network"]), run.weights, pooled=bool(options.get("pooled", True)))
    found = [
        all_features(
            backbone, pets, size=size, mirrored=side, cache=context.store, clock=clock,
            device=context.device,
        )
        for side in ((False, True) if mirrored else (False,))
    ]  # fmt: skip
    values: Array = found[0].values
    if mirrored:
        values = ((values + found[1].values) / 2).astype(values.dtype)
    return Prepared(values, sum(each.seconds for each in found), backbone.pretraining)


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


def _fitted(
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


def _without_twins(result: WorkResult, pets: PetSet) -> dict[str, float | Metric]:
    """The test accuracy over the pictures that have no near duplicate in training or validation."""
    from plainspoken.experiments.results.intervals import wilson

    doubled = {pair.second for pair in twins_across(pets) if pair.second_split == "test"}
    kept = [i for i, index in enumerate(pets.splits["test"]) if int(index) not in doubled]
    right = (result.arrays["test_logits"].argmax(1) == result.arrays["test_targets"])[kept]
    around = wilson(int(right.sum()), len(kept))
    metric = Metric(
        value=float(right.mean()), unit="fraction", better="higher", split="all", n=len(kept),
        low=around.low, high=around.high, method="wilson",
    )  # fmt: skip
    return {"accuracy_without_twins": metric}


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


_CHOICE = {
    "choices": MetricKind(unit="count", better="none", title="choices tried"),
    "refit_gain": MetricKind(unit="difference", better="higher", title="gain of the refit"),
    "accuracy_without_twins": MetricKind(unit="fraction", better="higher", title="accuracy without near duplicates"),
}

_LOOP = {
    "epochs": MetricKind(unit="count", better="none"),
    "once_seconds": MetricKind(unit="seconds", better="lower", title="processor seconds, features once"),
    "loop_seconds": MetricKind(unit="seconds", better="lower", title="processor seconds, network in the loop"),
    "slower": MetricKind(unit="times", better="lower", title="how much longer the loop takes"),
    "same_answers": MetricKind(unit="fraction", better="none", title="pictures with the same answer"),
}
