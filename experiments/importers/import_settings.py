"""The `[imports]` table of `talk.toml`: runs that other tools recorded, and the files that tell of them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from plainspoken.base.document import Part

SplitName = Literal["train", "valid", "test"]


class ImportSettings(Part):
    """One imported run. Written as a text or a list, it stands for `files`.

    Attributes:
        files: JSON, CSV or TSV, relative to the talk's folder; where two tell the same, the first is taken.
        title: how the run is called on slides; made from its name when left out.
        data: how the data set is called.
        at: the part of the JSON files that tells of this run, as keys joined by `/`.
        split: the split that metrics without a split in their name belong to.
        n: how many samples were measured, by split or for `split` alone: what intervals are computed from.
        percent: whether accuracies and the like are written as 91.2 for 91.2 %.
        best_by: what chose the best epoch; by default the accuracy, or else the loss, of validation.
    """

    files: list[str] = Field(min_length=1)
    title: str | None = None
    data: str | None = None
    at: str = ""
    split: SplitName = "test"
    n: int | dict[SplitName, int] | None = None
    percent: bool = False
    best_by: Literal["accuracy", "loss", "f1"] | None = None

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
