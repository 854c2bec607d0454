"""The `[experiments]` table of `talk.toml`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from plainspoken.base.document import Part

Profile = Literal["smoke", "quick", "small", "full"]


class ExperimentSettings(Part):
    """Which studies a talk needs and how large.

    `runs` names the runs as `RUN` or `STUDY/RUN`, where they are not to be those of the profile;
    `data` names folders or files of real sets by data set, `weights` the starting weights by run, `set` overrides
    settings of the recipes by dotted key, `jobs` says how many processes train side by side (one a core by
    default), `cluster` trains on a Ray cluster instead (`auto`, or HOST:PORT of its head), `style`
    whether figures have a light or a dark ground.
    """

    studies: list[str] = Field(default_factory=list)
    profile: Profile = "quick"
    seed: int = 1
    data: dict[str, str] = Field(default_factory=dict)
    weights: dict[str, str] = Field(default_factory=dict)
    runs: list[str] | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    jobs: int | None = Field(default=None, ge=1)
    cluster: str | None = None
    style: Literal["light", "dark"] = "light"
