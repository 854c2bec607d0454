"""Recipes: one TOML file a study, with its data, training, runs and the profiles that change their size.

    study = "emotion"
    title = "Face emotion"
    module = "studies.emotion.emotion_study"      # the study module, see runner.study_protocol
    run_figures = false                 # draw the figures of the study alone, none of its single runs

    [data]                              # typed by the module's DataSettings
    [train]                             # typed by TrainSettings, for every run
    [runs.resnet18]                     # one table a run; its data, train and options override the above
    title = "ResNet18"
    model = "resnet18"
    weights = "none"
    [sweep]                             # a run for every combination, see runner.sweep_grid
    model = ["resnet18", "vgg11"]
    [profiles.quick]                    # overrides: only, data, train, runs.<run>.{data,train,options,weights}

Nothing here imports torch.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_toml
from plainspoken.experiments.runner.pruning import Pruning
from plainspoken.experiments.runner.sweep_grid import Sweep, Value, grid_points, read_sweep
from plainspoken.experiments.settings import Profile
from plainspoken.experiments.training.train_settings import TrainSettings, check_names


class RunPlan(Part):
    """One run with everything resolved. `sources` are the user's files by data set; they are not part of the key."""

    study: str
    run: str
    title: str
    model: str
    profile: Profile
    module: str
    seed: int
    data: dict[str, Any]
    train: TrainSettings
    options: dict[str, Any] = Field(default_factory=dict)
    weights: str = "none"
    effort: float = 1.0
    ablation: bool = False
    """Asks what one setting does to another run: it has figures of its own, and no bar in those of the study."""
    at: dict[str, Value] = Field(default_factory=dict)
    """Where it stands on the axes of the study's sweep; empty for a run of its own."""
    sources: dict[str, str] = Field(default_factory=dict)
    fold: int | None = None
    """Which fold of a cross-validation this is, from 0."""
    ensemble: list[str] = Field(default_factory=list)
    """The runs whose answers this one averages; it trains nothing itself."""
    run_figures: bool = True
    """Whether figures of this run alone are drawn."""

    def config(self) -> dict[str, Any]:
        """What decides the outcome, as plain values: goes into the record and into the key."""
        return self.model_dump(
            exclude={
                "sources", "effort", "ablation", "at", "fold", "module", "title", "study", "run", "run_figures",
            }
        )  # fmt: skip


class StudyPlan(Part):
    """One study with everything resolved."""

    study: str
    title: str
    module: str
    profile: Profile
    seed: int
    data: dict[str, Any]
    runs: list[RunPlan]
    sources: dict[str, str] = Field(default_factory=dict)
    overrides: dict[str, Any] = Field(default_factory=dict)
    axes: dict[str, list[Value]] = Field(default_factory=dict)
    prune: Pruning | None = None


class _Override(Part):
    data: dict[str, Any] = Field(default_factory=dict)
    train: dict[str, Any] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    weights: str | None = None
    effort: float | None = None


class _Run(_Override):
    title: str
    model: str
    optional: bool = False
    ablation: bool = False
    at: dict[str, Value] = Field(default_factory=dict)
    ensemble: list[str] = Field(default_factory=list)


class _Profile(_Override):
    only: list[str] | None = None
    runs: dict[str, _Override] = Field(default_factory=dict)


class Recipe(Part):
    """A recipe file, as written."""

    study: str
    title: str
    module: str
    run_figures: bool = True
    data: dict[str, Any] = Field(default_factory=dict)
    train: dict[str, Any] = Field(default_factory=dict)
    runs: dict[str, _Run] = Field(default_factory=dict)
    sweep: Annotated[Sweep, BeforeValidator(read_sweep)] | None = None
    profiles: dict[Profile, _Profile] = Field(default_factory=dict)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe file.

    Raises:
        InputError: it is not TOML, or a name or value in it is not known.
    """
    try:
        return _with_sweep(Recipe.model_validate(read_toml(path)), path)
    except ValidationError as error:
        raise InputError(_first(error), file=path, remedy="docs/experiments.md describes recipes") from None


def _with_sweep(recipe: Recipe, path: Path) -> Recipe:
    """The recipe with a run for each point of its sweep, in place of the run that they start from."""
    sweep = recipe.sweep
    if sweep is None:
        if not recipe.runs:
            raise InputError("the recipe has no runs", file=path, remedy="add [runs.NAME] or [sweep]")
        return recipe
    if sweep.base and sweep.base not in recipe.runs:
        raise InputError(
            f"sweep.base: no run {sweep.base!r}", file=path, remedy=f"its runs are: {', '.join(recipe.runs) or 'none'}"
        )
    if not sweep.base and "model" not in sweep.axes:
        raise InputError("the sweep names no model", file=path, remedy="add the axis `model`, or `base = RUN`")
    base = recipe.runs[sweep.base].model_dump(exclude_unset=True) if sweep.base else {}
    runs = {name: run for name, run in recipe.runs.items() if name != sweep.base}
    for point in grid_points(sweep, str(base.get("title", ""))):
        if point.name in runs:
            raise InputError(
                f"a run of the sweep has the same name as [runs.{point.name}]", file=path, remedy="rename that run"
            )
        table = _merged(base, point.tables, {"title": point.title, "optional": False})
        runs[point.name] = _Run.model_validate({**table, "at": point.at})
    return recipe.model_copy(update={"runs": runs})


def plan_study(
    recipe: Recipe,
    *,
    profile: Profile,
    seed: int,
    data_settings: type[Part],
    sources: Mapping[str, str] | None = None,
    weights: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    only: list[str] | None = None,
    module: object = None,
    where: str = "",
) -> StudyPlan:
    """Resolve a recipe: its own tables, then the profile's, then the user's `key = value` overrides.

    Runs that are asked for by name (`only`) are never pruned. Override keys are
    `data.KEY`, `train.KEY`, `options.KEY`, or the same below `runs.RUN`.

    Args:
        module: the study module, whose own losses, optimizers and schedules may be named.
        where: the recipe's file, for messages.

    Raises:
        InputError: an override names nothing, a value has the wrong type, or nothing is called as a setting says.
    """
    chosen = recipe.profiles.get(profile, _Profile())
    shared, by_run = _split_overrides(recipe, dict(overrides or {}))
    names = chosen.only if chosen.only is not None else [n for n, run in recipe.runs.items() if not run.optional]
    if only is not None:
        names = only
    if unknown := [name for name in [*names, *chosen.runs] if name not in recipe.runs]:
        raise InputError(
            f"study {recipe.study!r} has no run {unknown[0]!r}", remedy=f"its runs are: {', '.join(recipe.runs)}"
        )
    runs = []
    for name in names:
        run, sized, own = recipe.runs[name], chosen.runs.get(name, _Override()), by_run.get(name, {})
        data = _merged(recipe.data, chosen.data, run.data, sized.data, shared["data"], own.get("data", {}))
        train = _merged(recipe.train, chosen.train, run.train, sized.train, shared["train"], own.get("train", {}))
        options = {**run.options, **chosen.options, **sized.options}
        for key, value in {**shared["options"], **own.get("options", {})}.items():
            options[key] = _like(options, key, value, f"runs.{name}.options.{key}")
        runs.append(
            RunPlan(
                study=recipe.study,
                run=name,
                title=run.title,
                model=run.model,
                profile=profile,
                module=recipe.module,
                seed=seed,
                data=_checked(data_settings, data, "data").model_dump(),
                train=TrainSettings.model_validate(_checked(TrainSettings, train, "train")),
                options=options,
                weights=(weights or {}).get(name) or sized.weights or run.weights or "none",
                effort=sized.effort or run.effort or 1.0,
                ablation=run.ablation,
                at=run.at,
                ensemble=run.ensemble,
                run_figures=recipe.run_figures,
                sources=dict(sources or {}),
            )
        )
    for run_plan in runs:
        check_names(run_plan.train, module, where or f"{recipe.study}.toml")
    data = _checked(data_settings, _merged(recipe.data, chosen.data, shared["data"]), "data").model_dump()
    return StudyPlan(
        study=recipe.study,
        title=recipe.title,
        module=recipe.module,
        profile=profile,
        seed=seed,
        data=data,
        runs=runs,
        sources=dict(sources or {}),
        overrides=dict(overrides or {}),
        axes=recipe.sweep.axes if recipe.sweep else {},
        prune=recipe.sweep.prune if recipe.sweep and not only and any(run.at for run in runs) else None,
    )


def parse_setting(text: str) -> tuple[str, Any]:
    """`key=value` from a command line: the value is read as TOML, or taken as a string when it is not TOML.

    Raises:
        InputError: there is no `=`, or no key before it.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputError(f"not KEY=VALUE: {text!r}", remedy="write for example `--set train.epochs=3`")
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()
    except (RecursionError, ValueError):
        raise InputError(
            f"{key.strip()}: a value nested too deep, or a number too long", remedy="write a smaller value"
        ) from None


_Tables = dict[str, dict[str, Any]]


def _split_overrides(recipe: Recipe, overrides: dict[str, Any]) -> tuple[_Tables, dict[str, _Tables]]:
    shared: _Tables = {"data": {}, "train": {}, "options": {}}
    by_run: dict[str, _Tables] = {}
    for key, value in overrides.items():
        steps = key.split(".")
        tables = shared
        if steps[0] == "runs" and len(steps) > 3 and steps[1] in recipe.runs:
            tables = by_run.setdefault(steps[1], {"data": {}, "train": {}, "options": {}})
            steps = steps[2:]
        if len(steps) < 2 or steps[0] not in tables:
            raise InputError(
                f"no setting {key!r} in study {recipe.study!r}",
                remedy="write data.KEY, train.KEY, options.KEY or runs.RUN.train.KEY; "
                f"the runs are: {', '.join(recipe.runs)}",
            )
        table = tables[steps[0]]
        for step in steps[1:-1]:
            table = table.setdefault(step, {})
        table[steps[-1]] = value
    return shared, by_run


def _merged(*tables: dict[str, Any]) -> dict[str, Any]:
    """Later tables over earlier ones, tables within tables likewise."""
    merged: dict[str, Any] = {}
    for table in tables:
        for key, value in table.items():
            old = merged.get(key)
            merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _checked(kind: type[Part], values: dict[str, Any], table: str) -> Part:
    try:
        return kind.model_validate(values, strict=True)  # or "3" and true would pass for numbers
    except ValidationError as error:
        names = ", ".join(kind.model_fields)
        raise InputError(f"{table}.{_first(error)}", remedy=f"`{table}` knows: {names}") from None


def _like(options: dict[str, Any], key: str, value: Any, name: str) -> Any:
    if key not in options:
        raise InputError(f"no setting {name!r}", remedy=f"its options are: {', '.join(options) or 'none'}")
    kind = type(options[key])
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise InputError(f"{name} must be of type {kind.__name__}, not {value!r}", remedy="give such a value")
    return value


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    steps = ".".join(str(step) for step in first["loc"])
    message = "unknown name" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    return f"{steps}: {message}"
