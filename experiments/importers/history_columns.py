"""What each column of a training history means: the epoch, the step, the time, or a metric of a split.

One place for all file formats. What a name alone cannot tell is decided by the names beside it, as the tools write
them; where that is not enough, the author is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.metric_names import (
    Meaning,
    further,
    in_detection,
    is_rate,
    meaning,
    of_detection,
    plain_name,
    split_word,
    wrapped,
)
from plainspoken.experiments.importers.tell_numbers import chosen_meaning

Timing = Literal["epoch", "elapsed", "unknown"]
"""Whether seconds are those of an epoch or those since the start; `unknown` where the numbers have to tell."""

_EPOCHS = ("epoch", "epochs", "current_epoch", "train_epoch", "trainer_epoch", "epoch_epoch", "epoche", "epochen")
_STEPS = ("step", "steps", "global_step", "train_global_step", "trainer_global_step", "iteration", "iterations", "iter",
          "training_iteration", "num_updates", "round", "boosting_round", "timesteps", "timestep", "total_timesteps",
          "num_timesteps", "time_total_timesteps", "env_steps", "num_env_steps_sampled")  # fmt: skip
_TIMES: dict[str, Timing] = {
    **dict.fromkeys(("time", "seconds", "duration"), "unknown"),
    **dict.fromkeys(("dur", "epoch_time", "epoch_seconds", "seconds_per_epoch", "time_per_epoch",
                     "time_this_iter_s"), "epoch"),
    **dict.fromkeys(("elapsed", "elapsed_time", "elapsed_seconds", "time_elapsed", "time_total_s", "total_time",
                     "runtime"), "elapsed"),
}  # fmt: skip
_RUNS = ("run", "run_id", "run_name", "seed", "fold", "trial", "trial_id", "model", "experiment", "job", "job_id")


@dataclass(frozen=True)
class Columns:
    """The columns of a history by what they mean.

    Attributes:
        epoch: the one that counts epochs.
        step: the one that counts steps, iterations or rounds.
        scores: metrics by column.
        own: columns whose numbers are kept by their own names as well.
        rates: learning rates.
        times: seconds.
    """

    epoch: str | None
    step: str | None
    scores: dict[str, Meaning]
    own: tuple[str, ...]
    rates: tuple[str, ...]
    times: dict[str, Timing]


def epoch_column(names: Sequence[str], settings: ImportSettings, path: Path) -> str | None:
    """The column that counts epochs, if there is one.

    Raises:
        InputError: the author named one that is not there.
    """
    if settings.epoch_column is not None:
        if settings.epoch_column not in names:
            raise InputError(
                f"no column is called {settings.epoch_column!r}", file=path, line=1,
                remedy=f"correct `epoch_column`: there are {', '.join(names)}",
            )  # fmt: skip
        return settings.epoch_column
    return next((name for known in _EPOCHS for name in names if plain_name(name) == known), None)


def step_column(names: Sequence[str]) -> str | None:
    """The column that counts steps, if there is one."""
    return next((name for known in _STEPS for name in names if plain_name(name) == known), None)


def run_column(names: Sequence[str]) -> str | None:
    """A column that tells several runs apart, such as `seed`."""
    return next((name for known in _RUNS for name in names if plain_name(name) == known), None)


def is_time(name: str) -> bool:
    """Whether a column holds seconds, or milliseconds as `epoch_time_ms`."""
    return _time_name(name) in _TIMES


def in_seconds(name: str, value: float) -> float:
    """The seconds of a column of times, which its name may say are milliseconds."""
    return value / 1000 if plain_name(name).endswith("_ms") else value


def _time_name(name: str) -> str:
    return plain_name(name) if plain_name(name) in _TIMES else re.sub(r"_(?:ms|s|sec|secs)$", "", plain_name(name))


def read_columns(names: Sequence[str], path: Path, settings: ImportSettings, *, typed: bool = False) -> Columns:
    """What each column means.

    Args:
        names: in the order of the file.
        typed: whether metrics beyond those of a classifier are kept by their meaning only, and not by their own names.

    Raises:
        InputError: a metric could be of training or of validation.
    """
    epoch, step = epoch_column(names, settings, path), step_column(names)
    rest = [name for name in names if name not in (epoch, step)]
    rates = tuple(name for name in rest if is_rate(name))
    ultralytics = any(plain_name(name).startswith("lr_pg") for name in names)
    times = {name: _TIMES[_time_name(name)] for name in rest if is_time(name)}
    if ultralytics:  # written as seconds since the start of the training
        times = dict.fromkeys(times, "elapsed")
    rest = [name for name in rest if name not in rates and name not in times and not _by_step(name, rest)]
    scores, own = {}, []
    detection = of_detection(rest)
    for name in rest:
        known = chosen_meaning((name,), settings) or _renamed(name, settings) or meaning(name)
        extra = None if known else further(name) or _counted(name, rest)
        if known is not None and known.metric == "n":
            known = None
        if known is None and (not typed or extra is None):
            own.append(name)
        if (found := known or extra) is not None:
            found = in_detection(found, name) if detection else found
            split = found.split or _bare_split(name, found.metric, rest, settings, path, asks=known is not None)
            if split is not None:
                scores[name] = Meaning(found.metric, split)
    return Columns(epoch, step, scores, tuple(own), rates, times)


def _counted(name: str, names: Sequence[str]) -> Meaning | None:
    """What a metric means that Keras numbered, as it does when a second model is made: `auc_1`, `val_recall_2`. Only
    where it is the only one of its kind."""
    bare = re.sub(r"_\d+$", "", plain_name(name))
    alike = [each for each in names if re.sub(r"_\d+$", "", plain_name(each)) == bare]
    return (meaning(bare) or further(bare)) if bare != plain_name(name) and alike == [name] else None


def _by_step(name: str, names: Sequence[str]) -> bool:
    """Whether a column is the noisier twin of one by epoch: `train_loss_step` of Lightning."""
    return name.endswith("_step") and meaning(name.removesuffix("_step")) is not None


def _renamed(name: str, settings: ImportSettings) -> Meaning | None:
    """What a name means whose first word the author has explained, as `validation_0` of XGBoost."""
    for word, split in settings.splits.items():
        for cut in ("_", "/", ".", "-", " "):
            if name.startswith(word + cut):
                found = meaning(name[len(word) + 1 :]) or further(name[len(word) + 1 :])
                return Meaning(found.metric, split) if found else None
    return None


def _bare_split(
    name: str, metric: str, names: Sequence[str], settings: ImportSettings, path: Path, *, asks: bool
) -> str | None:
    """The split of a metric whose name has none; None where nobody knows and no author needs to be asked.

    Keras and Hugging Face write training without a word, and validation with one: `accuracy` beside `val_accuracy`.
    fastai and Ultralytics name both losses, and measure everything else on the validation split.
    """
    if settings.bare_split is not None:
        return settings.bare_split
    told = {(found.metric, found.split) for each in names if (found := meaning(each)) is not None and found.split}
    splits = {split for each in names if (split := split_word(re.split(r"[_/.\s-]", each.strip())[0]))}
    if metric == "loss" or (metric, "valid") in told or (metric, "test") in told or not splits:
        return "train"
    fastai = [plain_name(each) for each in names[:2]] == ["train_loss", "valid_loss"]
    if wrapped(name) or fastai:
        return "valid"
    if not asks:
        return None
    raise InputError(
        f"`{name}` does not say whether it was measured in training or in validation", file=path, line=1,
        remedy=set_option("split", '"train"', '"valid"'),
    )  # fmt: skip


def with_split(name: str, split: str) -> str:
    """The name of a column in a row whose split another column tells."""
    found = meaning(name) or further(name)
    return f"{split}_{name}" if found is not None and found.split is None else name


def split_of_row(words: Sequence[str]) -> list[str] | None:
    """The split of each row, where a column holds nothing but the names of splits; None for any other column."""
    splits = [split_word(word) for word in words]
    return [split for split in splits if split] if words and all(splits) and len(set(splits)) > 1 else None


def split_of_name(name: str) -> str | None:
    """The split that the name of a metric tells, where it is a known metric."""
    found = meaning(name) or further(name)
    return found.split if found is not None else None
