"""What the data of a run are, and where its starting weights come from. Parts of the record."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.metric import Count, Fraction
from plainspoken.experiments.results.unmeasured import SparsePart, unmeasured


class Split(Part):
    """Counts of one split. In a multi-label set, `counts` are the samples that have each label."""

    n: Count
    counts: dict[str, Count] = Field(default_factory=dict)
    shares: dict[str, Fraction] = Field(default_factory=dict)


class DataCard(SparsePart):
    """What the data are. `kind` is `drawn` when our own generator made them. `classes` and `majority` are there where
    the samples have labels."""

    name: str = unmeasured()
    kind: Literal["drawn", "real"] = unmeasured()
    origin: str = unmeasured()
    licence: str = unmeasured()
    classes: list[str] = unmeasured()
    majority: str = unmeasured()
    total: Count = unmeasured()
    splits: dict[str, Split] = Field(default_factory=dict)
    sample_shape: list[Count] | None = None
    duplicates: Count = 0
    broken: list[str] = Field(default_factory=list)
    size_range: list[Count] | None = None
    extra: dict[str, Any] = Field(default_factory=dict)
    fingerprint: str = unmeasured()


class Pretraining(Part):
    """Where a model's starting weights come from."""

    kind: Literal["none", "imagenet", "source-task", "package", "file"]
    name: str
    description: str
    checksum: str | None = None
    accuracy: Fraction | None = None
    licence: str | None = None
