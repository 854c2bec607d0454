"""The same number of trials spent on the network and on the augmentation: which one is worth tuning?

Trial 0 is the recipe's own setting; the others change it by chance, within the usual rules of thumb. The best by
validation is tested once, beside trial 0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.pets.feature_runs import judged
from plainspoken.experiments.studies.pets.pet_data import DataSettings, PetSet, load_pets
from plainspoken.experiments.studies.pets.pet_files import CLASSES
from plainspoken.experiments.studies.pets.small_cnn import SmallCnn
from plainspoken.experiments.tasks.work import StepClock, WorkResult
from plainspoken.experiments.training.augmentation import Augmentation
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.loop import evaluate, fit
from plainspoken.experiments.training.transforms import IMAGENET_SCALE, EvalPreset, TrainPreset

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

KINDS = {
    "trials": MetricKind(unit="count", better="none", title="trials"),
    "valid_gain": MetricKind(unit="difference", better="higher", title="gain on validation"),
    "test_gain": MetricKind(unit="difference", better="higher", title="gain on test"),
    "valid_optimism": MetricKind(unit="difference", better="lower", title="validation minus test of the chosen"),
}


def tune(run: RunPlan, context: Context) -> WorkResult:
    """Try settings of the network or of the augmentation, choose by validation, test the choice.

    Options: `over` (`network` or `augmentation`) and `trials`, trial 0 included.
    """
    import numpy as np

    pets, clock = load_pets(run, context.tell), StepClock()
    settings = DataSettings.model_validate(run.data)
    random = np.random.default_rng(run.seed)
    over, trials = str(run.options["over"]), int(run.options["trials"])
    tried: list[dict[str, Any]] = []
    tested: list[float] = []
    answers: list[Tensor] = []
    for number in range(trials):
        context.tell(f"trial {number + 1} of {trials}")
        network: dict[str, Any] = _network(random) if over == "network" and number else {}
        changes = _augmentation(random) if over == "augmentation" and number else {}
        with clock.step(f"trial {number}", "train"):
            logits = _trial(run, pets, settings.augmentation.model_copy(update=changes), network, settings.size)
        chosen = {name: pets.splits[name] for name in ("valid", "test")}
        right = {name: logits[each].argmax(1).numpy() == pets.targets[each] for name, each in chosen.items()}
        tried.append({**network, **changes, "valid": float(right["valid"].mean())})
        tested.append(float(right["test"].mean()))
        answers.append(logits)
    best = max(range(trials), key=lambda place: (tried[place]["valid"], -place))
    result = judged(answers[best], pets, run, clock, None, settings.size)
    numbers = {
        "trials": trials,
        "valid_gain": tried[best]["valid"] - tried[0]["valid"],
        "test_gain": tested[best] - tested[0],
        "valid_optimism": tried[best]["valid"] - tested[best],
    }
    return replace(
        result, kinds={**result.kinds, **KINDS}, scores={**result.scores, "all": numbers},
        extra={"over": over, "chosen": best, "tried": tried},
    )  # fmt: skip


def _network(random: np.random.Generator) -> dict[str, Any]:
    """A network by the usual rules: widths that double, small filters, some dropout, a hidden layer or none."""
    first = int(random.choice([8, 16, 32]))
    return {
        "widths": [first * 2**stage for stage in range(int(random.integers(2, 5)))],
        "kernel": int(random.choice([2, 3])),
        "dropout": float(random.choice([0.0, 0.3, 0.5])),
        "dense": int(random.choice([0, 64, 128])),
        "norm": bool(random.random() < 0.5),
    }


def _augmentation(random: np.random.Generator) -> dict[str, Any]:
    return {
        "rotation": float(random.choice([0, 10, 20, 45, 90])),
        "flip": float(random.choice([0.0, 0.5])),
        "shift": float(random.choice([0.0, 0.1, 0.2])),
        "zoom": float(random.choice([0.0, 0.1, 0.2, 0.3])),
        "shear": float(random.choice([0.0, 10.0, 20.0])),
        "brightness": float(random.choice([0.0, 0.2, 0.4])),
        "contrast": float(random.choice([0.0, 0.2, 0.4])),
    }


def _trial(run: RunPlan, pets: PetSet, augmentation: Augmentation, network: dict[str, Any], size: int) -> Tensor:
    """Answers [n, 2] of one trained network to every picture."""
    torch.manual_seed(run.seed)
    own = {key: value for key, value in run.options.items() if key not in ("over", "trials")}
    model = SmallCnn(len(CLASSES), size, **{**own, **network})
    pictures = torch.from_numpy(pets.read(size)).permute(0, 3, 1, 2)
    targets = torch.from_numpy(pets.targets)
    plain = EvalPreset(IMAGENET_SCALE)
    train, valid = pets.splits["train"], pets.splits["valid"]
    fit(
        model,
        TensorBatches(
            [pictures[train]], targets[train], batch=run.train.batch, seed=run.seed, shuffle=True, drop_last=True,
            transform=TrainPreset(augmentation, IMAGENET_SCALE),
        ),
        TensorBatches([pictures[valid]], targets[valid], batch=run.train.eval_batch, transform=plain),
        run.train,
        seed=run.seed,
    )  # fmt: skip
    everything = TensorBatches([pictures], targets, batch=run.train.eval_batch, transform=plain)
    return evaluate(model, everything).logits
