"""The `[imports]` table of `talk.toml`: runs that other tools recorded, and the files that tell of them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from plainspoken.base.document import Part
from plainspoken.experiments.results.metric import Direction, MetricKind

SplitName = Literal["train", "valid", "test"]


class MetricSettings(Part):
    """What a name of the files means, where only the author knows. Written short, `"valid.accuracy"` says split and
    metric, `"higher"` and `"lower"` the direction of a metric that keeps its own name.

    Attributes:
        name: what the record calls it; its own name by default.
        split: where it was measured.
        better: which way is better.
        unit: `fraction`, `number`, `seconds` and so on.
        title: what it is called in words.
    """

    name: str | None = None
    split: SplitName | None = None
    better: Direction = "none"
    unit: str = "number"
    title: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value in ("higher", "lower"):
            return {"better": value}
        split, _, name = value.rpartition(".")
        return {"name": name, "split": split or None}

    @property
    def kind(self) -> MetricKind:
        """Unit and direction of a metric that nobody else knows."""
        return MetricKind(unit=self.unit, better=self.better, title=self.title)


class ImportSettings(Part):
    """One imported run (`[imports."study/run"]`), or many at once (`[imports.sweep]`, a name without `/`). Written as a
    text or a list, it stands for `files`.

    Attributes:
        files: files or folders of results, relative to the talk's folder; where two tell the same, the first is taken.
            Of a sweep also patterns such as `runs/*/metrics.json`, tables with a row a run, and queries such as
            `mlflow:experiment=mlp, order_by=val_accuracy, top=50`.
        title: how the run is called on slides; made from its name when left out.
        data: how the data set is called.
        at: the part of the JSON files that tells of this run, as keys (or places in a list, from 0) joined by `/`.
        split: the split that metrics without a split in their name belong to.
        n: how many samples were measured, by split or for `split` alone: what intervals are computed from.
        percent: whether accuracies and the like are written as 91.2 for 91.2 %.
        best_by: what chose the best epoch; by default the accuracy, or else the loss, of validation.
        epoch_column: the column that counts the epochs, where it is not called `epoch`.
        first_epoch: the number that the files give to the first epoch, where it cannot be seen.
        restart: what it means that the count of epochs goes back: `replace`, what follows was trained in place of what
            stood there; `continue`, training went on and only the count began again.
        time: whether a column of seconds holds those of each `epoch`, or those `elapsed` since the start.
        test_at: which of several tests in a history is the result: that of the `last` epoch, or of the `best` one.
        splits: which split a word of the files stands for, such as `{ validation_0 = "train" }`.
        where: the rows of a table that tell of this run, such as `{ seed = 1 }`; of a sweep, the runs to keep.
        metrics: what names of the files mean, such as `{ value = "valid.accuracy" }` or `{ cost = "lower" }`.
        pattern: lines of a log, as text with names in braces: `step {step}: train loss {train_loss}`.
        measure: of a sweep, the metric that its runs are compared by.
        cost: of a sweep, what a run costs: `seconds`, `parameters` and so on, or a setting or metric by its name.
        settings: of a sweep, the columns that hold settings of the runs, where it cannot be seen.
        seed: of a sweep, the setting that only repeats a run, averaged over; `seed` and the like by default.
        name: of a sweep, the column with the names of the runs.
        order_by: of a sweep, the metric or setting that its runs are sorted by, with `ASC` or `DESC` behind it.
        top: of a sweep, how many runs are kept of them.
    """

    files: list[str] = Field(min_length=1)
    title: str | None = None
    data: str | None = None
    at: str = ""
    split: SplitName = "test"
    n: int | dict[SplitName, int] | None = None
    percent: bool = False
    best_by: str | None = None
    epoch_column: str | None = None
    first_epoch: Literal[0, 1] | None = None
    restart: Literal["replace", "continue"] | None = None
    time: Literal["epoch", "elapsed"] | None = None
    test_at: Literal["last", "best"] | None = None
    splits: dict[str, SplitName] = Field(default_factory=dict)
    where: dict[str, str | int | float] = Field(default_factory=dict)
    metrics: dict[str, MetricSettings] = Field(default_factory=dict)
    pattern: str | list[str] = Field(default_factory=list)
    measure: str | None = None
    cost: str | None = None
    settings: list[str] | None = None
    seed: str | None = None
    name: str | None = None
    order_by: str | None = None
    top: int | None = Field(default=None, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"files": [value]}
        return {"files": value} if isinstance(value, list) else value

    @property
    def counts(self) -> dict[str, int]:
        """Samples by split, as far as `n` tells them."""
        if self.n is None:
            return {}
        return {str(split): n for split, n in self.n.items()} if isinstance(self.n, dict) else {self.split: self.n}

    @property
    def bare_split(self) -> SplitName | None:
        """The split of metrics whose name has none, where the author said it."""
        return self.split if "split" in self.model_fields_set else None


def set_option(name: str, *values: str) -> str:
    """How an author sets an option of an import, for the remedy of an error.

    Args:
        name: a field of `ImportSettings`.
        values: as TOML; joined by "or".
    """
    flag = f"--{name.replace('_', '-')}"
    return (
        f"for this import, set {' or '.join(f'`{name} = {value}`' for value in values)} in talk.toml, "
        f"or give `{flag}` to `plainspoken new` or `plainspoken experiments import`"
    )
