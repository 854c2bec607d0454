"""The best of several heads on frozen features: what mirror images, middle squares and a refit add, and the one test.

Everything is chosen by cross-validation over training and validation pictures together: a few hundred validation
pictures alone settle differences of one or two pictures by chance. What each preparation has on the test pictures is
told beside the choice, and so is what the validation pictures alone would have chosen, but no choice depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.paired_test import mcnemar
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.pets.feature_runs import Prepared, fitted, prepare
from plainspoken.experiments.studies.pets.frozen_features import MIRRORED, WHOLE, View
from plainspoken.experiments.studies.pets.mistakes import list_mistakes
from plainspoken.experiments.studies.pets.near_twins import twins_across
from plainspoken.experiments.studies.pets.pet_data import DataSettings, PetSet, load_pets
from plainspoken.experiments.tasks.work import StepClock, WorkResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Right = NDArray[np.bool_]

STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)
"""Inverse strengths of the penalty that are tried for a logistic regression."""

FOLDS = 5
"""Parts of the training and validation pictures, each held out once."""

_MIDDLE = View(middle=True)

PREPARATIONS: dict[str, tuple[View, ...]] = {
    "whole": (WHOLE,),
    "whole_mirrored": (WHOLE, MIRRORED),
    "middle": (_MIDDLE,),
    "three_views": (WHOLE, MIRRORED, _MIDDLE),
}
"""What is tried for each size: the features are the mean over the views."""

KINDS = {
    "choices": MetricKind(unit="count", better="none", title="choices tried"),
    "refit_gain": MetricKind(unit="difference", better="higher", title="gain of the refit"),
    "accuracy_without_twins": MetricKind(unit="fraction", better="higher", title="accuracy without near duplicates"),
    "validation_alone": MetricKind(
        unit="fraction", better="higher", title="accuracy of what the validation pictures alone choose"
    ),
    "before_refit": MetricKind(unit="fraction", better="higher", title="accuracy of the choice before the refit"),
    "gained": MetricKind(unit="count", better="higher", title="test pictures right only after all steps"),
    "lost": MetricKind(unit="count", better="lower", title="test pictures right only before all steps"),
    "chance": MetricKind(unit="fraction", better="none", title="exact McNemar p of all steps together"),
    **{
        name: MetricKind(unit="fraction", better="higher", title=f"accuracy, {name.replace('_', ' ')}")
        for name in PREPARATIONS
    },
}


@dataclass(frozen=True)
class Candidate:
    """One way to prepare the pictures and to fit a logistic regression, as it validated.

    Attributes:
        crossed: accuracy over the folds.
        loss: cross entropy over the folds.
        valid: accuracy on the validation pictures alone.
    """

    size: int
    preparation: str
    strength: float
    crossed: float
    loss: float
    valid: float


def fit_best(run: RunPlan, context: Context) -> WorkResult:
    """The size, preparation and penalty that are best in cross-validation, refitted on training and validation pictures
    together, and tested once. The scores of `valid` are those before the refit.

    Where several have the same accuracy, the one with the lowest loss is taken. Options: `network`, `sizes`, and
    `crops` (whether middle squares are tried; on photographs alone, since drawings are square). The scores `all` have
    the test accuracy of every preparation at the chosen size, each with its best penalty, before the refit.
    """
    import numpy as np

    pets, clock = load_pets(run, context.tell), StepClock()
    tried: list[Candidate] = []
    kept: dict[tuple[int, str], Prepared] = {}
    for size in run.options["sizes"]:
        for name in _preparations(run, pets):
            context.tell(f"{size} pixels, {name.replace('_', ' ')}")
            kept[size, name] = prepare(run, pets, context, clock, size=size, views=PREPARATIONS[name])
            tried += [_validated(kept[size, name], pets, size, name, strength) for strength in STRENGTHS]
    best = _best(tried)
    alone = max(tried, key=lambda each: each.valid)
    prepared = kept[best.size, best.preparation]
    steps = {
        name: _right(kept[best.size, name], pets, _best(tried, best.size, name)) for name in _preparations(run, pets)
    }
    head = _regression(best.strength)
    before = fitted(head, prepared, pets, best.size, StepClock())
    both = np.concatenate([pets.splits["train"], pets.splits["valid"]])
    refitted = fitted(head, prepared, pets, best.size, clock, fit_on=both)
    after = _answered(refitted)
    numbers: dict[str, float | Metric] = {
        **refitted.scores["all"],
        "choices": len(tried),
        "refit_gain": float(after.mean() - steps[best.preparation].mean()),
        "before_refit": _share(steps[best.preparation]),
        "validation_alone": _share(_right(kept[alone.size, alone.preparation], pets, alone)),
        "accuracy_without_twins": _share(after[_without_twins(pets)]),
        **{name: _share(right) for name, right in steps.items()},
        **_changed(steps["whole"], after),
    }
    return replace(
        refitted,
        kinds={**refitted.kinds, **KINDS},
        scores={**before.scores, "test": refitted.scores["test"], "all": numbers},
        detail={**before.detail, "test": refitted.detail["test"]},
        extra={
            **refitted.extra,
            "tried": [vars(each) for each in tried],
            "chosen": vars(best),
            "mistakes": list_mistakes(refitted, pets),
        },
    )


def _preparations(run: RunPlan, pets: PetSet) -> list[str]:
    """Names of what is tried: squares cut from the middle only of pictures that are squeezed otherwise."""
    squeezed = pets.kind == "real" and DataSettings.model_validate(run.data).shape == "whole"
    crops = bool(run.options.get("crops")) and squeezed
    return [name for name, views in PREPARATIONS.items() if crops or not any(view.middle for view in views)]


def _best(tried: list[Candidate], size: int | None = None, preparation: str | None = None) -> Candidate:
    """The candidate that validated best, of all or of one size and preparation."""
    asked = [
        each
        for each in tried
        if (size or each.size) == each.size and (preparation or each.preparation) == each.preparation
    ]
    return min(asked, key=lambda each: (-each.crossed, each.loss))


def _regression(strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=500))


def _validated(prepared: Prepared, pets: PetSet, size: int, preparation: str, strength: float) -> Candidate:
    """A candidate with its accuracy and loss over the folds, and its accuracy on the validation pictures."""
    import numpy as np
    from sklearn.metrics import log_loss
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    train, valid = pets.splits["train"], pets.splits["valid"]
    both = np.concatenate([train, valid])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    shares = cross_val_predict(
        _regression(strength), prepared.values[both], pets.targets[both], cv=folds, method="predict_proba"
    )
    crossed = float((shares.argmax(1) == pets.targets[both]).mean())
    head = _regression(strength).fit(prepared.values[train], pets.targets[train])
    right = float((head.predict(prepared.values[valid]) == pets.targets[valid]).mean())
    return Candidate(size, preparation, strength, crossed, float(log_loss(pets.targets[both], shares)), right)


def _right(prepared: Prepared, pets: PetSet, chosen: Candidate) -> Right:
    """Which test pictures a candidate gets right, before any refit."""
    train, test = pets.splits["train"], pets.splits["test"]
    head = _regression(chosen.strength).fit(prepared.values[train], pets.targets[train])
    found: Right = head.predict(prepared.values[test]) == pets.targets[test]
    return found


def _answered(result: WorkResult) -> Right:
    found: Right = result.arrays["test_logits"].argmax(1) == result.arrays["test_targets"]
    return found


def _share(right: Right) -> Metric:
    """The share of pictures that are right, with its interval."""
    from plainspoken.experiments.results.intervals import wilson

    around = wilson(int(right.sum()), len(right))
    return Metric(
        value=float(right.mean()), unit="fraction", better="higher", split="all", n=len(right),
        low=around.low, high=around.high, method="wilson",
    )  # fmt: skip


def _changed(first: Right, last: Right) -> dict[str, float | Metric]:
    """How many pictures only one of two heads gets right, and how likely chance alone sets them so far apart."""
    pair = mcnemar(int((last & ~first).sum()), int((first & ~last).sum()))
    return {"gained": pair.only_first, "lost": pair.only_second, "chance": pair.p}


def _without_twins(pets: PetSet) -> Right:
    """Of the test pictures, those that have no near duplicate in training or validation."""
    import numpy as np

    doubled = {pair.second for pair in twins_across(pets) if pair.second_split == "test"}
    return np.array([int(index) not in doubled for index in pets.splits["test"]])
