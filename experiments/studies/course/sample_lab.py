"""Lab 17: which pictures to validate on, and how many a class it takes. No torch by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import (
    CLASSES,
    DigitSplit,
    load_digit_splits,
)
from plainspoken.experiments.studies.course.sample_figures import (
    APP,
    ASSUMED,
    HELD,
    SIZES,
    WEB,
    half_width,
    record_figures,
)
from plainspoken.experiments.studies.course.user_pictures import (
    SET,
    PictureData,
    data_fingerprint,
    digit_settings,
    lab_pictures,
)

if TYPE_CHECKING:
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = PictureData

__all__ = ["DataSettings", "data_fingerprint", "first_of_each", "only", "record_figures", "work"]


def work(run: RunPlan, context: Context) -> WorkResult:
    """Count the notes' split, choose a network by a validation set, or learn from ever more digits a class.

    Raises:
        InputError: the run's model is not known.
    """
    if run.model == "folder":
        return _folder_curve(run, context)
    works = {"split": _split_counts, "choice": _choice, "curve": _curve}
    if run.model not in works:
        raise InputError(f"this lab has no model {run.model!r}", remedy=f"there are: {', '.join([*works, 'folder'])}")
    return works[run.model](run)


def _split_counts(run: RunPlan) -> WorkResult:
    """The notes' split, and what a validation set drawn from all pictures alike would hold."""
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import curve

    card = DataCard(name="a split as told", kind="real", origin="a student's course notes", licence="facts")
    share = APP / (APP + WEB)
    return analyse(
        card,
        {
            "app": (APP, "count"), "web": (WEB, "count"), "valid": (HELD, "count"), "test": (HELD, "count"),
            "train": (APP + WEB - 2 * HELD, "count"), "app_in_train": (APP - 2 * HELD, "count"),
            "app_share": (share, "fraction"), "app_in_mixed_valid": (round(HELD * share), "count"),
            "assumed": (ASSUMED, "fraction"),
            **{f"width_{n}": (half_width(ASSUMED, n), "difference", "lower") for n in SIZES},
        },
        curves={
            "width": curve([float(n) for n in SIZES], [half_width(ASSUMED, n) for n in SIZES], "pictures", "half width",
                           y_unit="difference"),
        },
    )  # fmt: skip


def _choice(run: RunPlan) -> WorkResult:
    """Train a candidate for each strength of augmentation; the validation set of the options chooses, and the target's
    test measures the choice."""
    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged
    from plainspoken.experiments.studies.course.phone_digits import PHONE, disturbed, partly_disturbed
    from plainspoken.experiments.studies.course.plain_network import accuracy, answers, train_plain
    from plainspoken.experiments.studies.course.update_rules import find_rule
    from plainspoken.experiments.tasks.work import StepClock, curve

    splits, clock = load_digit_splits(digit_settings(run.data)), StepClock()
    share = APP / (APP + WEB)
    mixed = partly_disturbed(splits["valid"], PHONE, share, seed=2)
    target = disturbed(splits["valid"], PHONE, seed=2)
    valid = {"mixed": mixed, "target": target}[str(run.options["valid"])]
    test = disturbed(splits["test"], PHONE, seed=3)
    base = partly_disturbed(splits["train"], PHONE, share, seed=1)
    strengths = [float(s) for s in run.options["strengths"]]
    tried = []
    with clock.step("train", "train", items=len(strengths) * run.train.epochs * len(base)):
        for strength in strengths:
            learned = disturbed(base, PHONE.scaled(strength), seed=run.seed, times=2) if strength else base
            # The same number of steps for each candidate, however many copies it learns from.
            epochs = run.train.epochs * len(base) // len(learned)
            tried.append(
                train_plain(
                    find_rule("adam"), learned, None, rate=run.train.learning_rate, epochs=epochs,
                    batch=run.train.batch, seed=run.seed,
                ).weights
            )  # fmt: skip
    by = {
        name: [accuracy(weights, split) for weights in tried]
        for name, split in (("mixed", mixed), ("target", target), ("test", test))
    }
    asked = by[str(run.options["valid"])]
    chosen = asked.index(max(asked))
    kept = {"train": base, "valid": valid, "test": test}
    result = judged(kept, {name: answers(tried[chosen], split.pixels) for name, split in kept.items()})
    result.scores = {
        **result.scores,
        "all": {
            "strength": Metric(
                unit="number", better="none", title="strength chosen", value=strengths[chosen], split="all"
            ),
            "candidates": Metric(unit="count", better="none", title="candidates", value=len(tried), split="all"),
        },
    }
    result.curves = {
        name: curve(strengths, values, "strength of augmentation", "accuracy", y_unit="fraction")
        for name, values in by.items()
    }
    result.steps = clock.steps
    return result


def _curve(run: RunPlan) -> WorkResult:
    """Train on ever more digits of some classes; the run's accuracy is that of the most."""
    import numpy as np

    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged
    from plainspoken.experiments.studies.course.plain_network import accuracy, answers, train_plain
    from plainspoken.experiments.studies.course.update_rules import find_rule
    from plainspoken.experiments.tasks.work import StepClock, curve

    whole, clock = load_digit_splits(digit_settings(run.data)), StepClock()
    labels = [CLASSES.index(str(name)) for name in run.options["classes"]]
    splits = {name: only(split, labels) for name, split in whole.items()}
    counts = [int(n) for n in run.options["counts"]]
    order = np.random.default_rng(run.seed).permutation(len(splits["train"]))
    reached, logits = [], {}
    with clock.step("train", "train", items=len(counts) * run.train.epochs * counts[-1] * len(labels)):
        for count in counts:
            few = first_of_each(splits["train"], order, count)
            weights = train_plain(
                find_rule("adam"), few, None, rate=run.train.learning_rate,
                # As many steps for a small set as for a large one.
                epochs=run.train.epochs * counts[-1] // count, batch=run.train.batch, seed=run.seed,
                widths=(64, 32, len(labels)),
            ).weights  # fmt: skip
            reached.append(accuracy(weights, splits["test"]))
            logits = {name: answers(weights, split.pixels) for name, split in splits.items()}
    result = judged(splits, logits, [CLASSES[label] for label in labels])
    result.curves = {
        "test": curve([float(n) for n in counts], reached, "digits a class", "test accuracy", y_unit="fraction")
    }
    gains = {"first_gain": reached[1] - reached[0], "last_gain": reached[-1] - reached[-2]}
    result.scores = {
        **result.scores,
        "all": {
            **{
                name: Metric(unit="difference", better="none", title=name, value=v, split="all")
                for name, v in gains.items()
            },
            **{
                f"at_{n}": Metric(unit="fraction", better="higher", title=f"with {n} a class", value=v, split="all")
                for n, v in zip(counts, reached, strict=True)
            },
        },
    }
    result.steps, result.extra = clock.steps, {"counts": counts}
    return result


def _folder_curve(run: RunPlan, context: Context) -> WorkResult:
    """Train on ever more of the user's pictures a class; the run's accuracy is that of the most.

    Raises:
        InputError: no folder is named, or a class has fewer pictures than the smallest set.
    """
    import torch

    from plainspoken.experiments.studies.course.block_modules import BlockNetwork
    from plainspoken.experiments.studies.course.digit_results import share_metric
    from plainspoken.experiments.studies.course.rule_training import EpochTrace, right, train_epochs
    from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

    if SET not in run.sources:
        raise InputError("this run learns from pictures of your own", remedy=f"name them: --data {SET}=FOLDER")
    given, clock = lab_pictures(run, context.tell), StepClock()
    pictures, targets = given.pictures["train"], given.targets["train"]
    fewest = int(targets.bincount(minlength=len(given.labels)).min())
    counts = [int(n) for n in run.options["counts"] if int(n) <= fewest]
    if not counts:
        raise InputError(
            f"a class has {fewest} training pictures, fewer than the smallest set",
            remedy="add some, raise data.pictures, or lower `counts` in the run's options",
        )
    order = torch.randperm(len(targets), generator=torch.Generator().manual_seed(run.seed))
    places = [order[targets[order] == label] for label in range(len(given.labels))]
    test, reached = (given.pictures["test"], given.targets["test"]), []
    for count in counts:
        chosen = torch.cat([found[:count] for found in places])
        torch.manual_seed(run.seed)
        network = BlockNetwork("vgg", (16, 32, 64), len(given.labels), pictures.shape[1])
        samples = {
            "train": (pictures[chosen], targets[chosen]),
            "valid": (given.pictures["valid"], given.targets["valid"]),
        }
        with clock.step(f"{count} a class", "train", items=run.train.epochs * counts[-1] * len(places)):
            train_epochs(
                network, samples, torch.optim.Adam(network.parameters(), lr=run.train.learning_rate), EpochTrace(),
                # As many steps for a small set as for a large one.
                epochs=run.train.epochs * counts[-1] // count, batch=run.train.batch,
                random=torch.Generator().manual_seed(run.seed),
            )  # fmt: skip
        reached.append(right(network, test))
        context.tell(f"{count} a class: {100 * reached[-1] / len(test[1]):.1f} % right")
    n = len(test[1])
    return WorkResult(
        card=given.card,
        task="classify",
        scores={
            "test": {
                **{
                    f"at_{count}": share_metric(hits, n, title=f"{count} a class")
                    for count, hits in zip(counts, reached, strict=True)
                },
                "accuracy": share_metric(reached[-1], n),
            }
        },
        curves={
            "test": curve(
                [float(c) for c in counts], [hits / n for hits in reached], "pictures a class", "test accuracy",
                y_unit="fraction",
            )
        },
        steps=clock.steps,
    )  # fmt: skip


def only(split: DigitSplit, labels: list[int]) -> DigitSplit:
    """The digits of some classes, with their places among these as targets."""
    import numpy as np

    kept = np.isin(split.targets, labels)
    places = np.array([labels.index(label) for label in split.targets[kept]], dtype=np.int64)
    return DigitSplit(split.pixels[kept], places)


def first_of_each(split: DigitSplit, order: Any, count: int) -> DigitSplit:
    """The first `count` digits of each class in an order, so that a smaller set is part of a larger one.

    Raises:
        InputError: a class has fewer.
    """
    import numpy as np

    chosen = []
    for label in sorted(set(split.targets.tolist())):
        places = [int(i) for i in order if split.targets[i] == label][:count]
        if len(places) < count:
            raise InputError(
                f"class {label} has {len(places)} training digits, and the curve asks for {count}",
                remedy="lower `counts` in the run's options",
            )
        chosen += places
    at = np.array(chosen)
    return DigitSplit(split.pixels[at], split.targets[at])
