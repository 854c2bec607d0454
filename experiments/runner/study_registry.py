"""Which studies there are: recipes of the talk first, then those that come with the program."""

from __future__ import annotations

import importlib
import os
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from pydantic import ConfigDict

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import Figure, RunRecord
from plainspoken.experiments.runner.declared_metrics import check_metrics
from plainspoken.experiments.runner.recipe import Recipe, RunPlan, StudyPlan, plan_study, read_recipe
from plainspoken.experiments.runner.study_protocol import Study, StudyParts
from plainspoken.experiments.settings import ExperimentSettings

if TYPE_CHECKING:
    from plainspoken.experiments.figures.figure_style import FigureWriter

SHIPPED = Path(__file__).parents[1] / "studies"

VARIABLE = "PLAINSPOKEN_"
"""A data set called `faces` may be named by the environment variable `PLAINSPOKEN_FACES`."""

OTHER_VARIABLES = frozenset(VARIABLE + name for name in ("CACHE", "CONFIG", "DATA", "ENDPOINT", "TRUST"))
"""Variables of the program that name no data set."""


def list_recipes(folder: Path | None = None) -> dict[str, Path]:
    """Recipe files by study; a talk's own `recipes/NAME.toml` stands in for one that is shipped."""
    found = {path.stem: path for path in sorted(SHIPPED.glob("*/*.toml"))}
    if folder is not None:
        found.update({path.stem: path for path in sorted((folder / "recipes").glob("*.toml"))})
    return found


def find_recipe(study: str, folder: Path | None = None) -> Recipe:
    """The recipe of a study.

    Raises:
        InputError: there is none, or it cannot be used.
    """
    known = list_recipes(folder)
    if study not in known:
        raise InputError(f"no study is called {study!r}", remedy=f"there are: {', '.join(known)}")
    recipe = read_recipe(known[study])
    if recipe.study != study:
        raise InputError(
            f"the recipe calls its study {recipe.study!r}", file=known[study], remedy=f"write `study = {study!r}`"
        )
    return recipe


class AnyData(Part):
    """The `[data]` table of a study that does not type its own: any names."""

    model_config = ConfigDict(frozen=True, extra="allow")


class StudyModule:
    """A study module, with defaults for what it may leave out (`runner.study_protocol`)."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if hasattr(self._module, name):
            return getattr(self._module, name)
        if name == "draw_study":
            return self._draw_study
        if name in _DEFAULTS:
            return _DEFAULTS[name]
        raise AttributeError(name)

    def _draw_study(
        self, plan: StudyPlan, records: list[RunRecord], arrays: object, writer: FigureWriter
    ) -> StudyParts:
        """The figures that the records suffice for, with the card of the first."""
        card = records[0].data
        figures = self.record_figures(card, records, {}, writer)
        return StudyParts(card, {name: draw() for name, draw in figures.items()})


def _data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    return fingerprint(repr(plan.data))


def _draw_run(*_: object) -> dict[str, Figure]:
    return {}


def _record_figures(*_: object) -> dict[str, Callable[[], Figure]]:
    return {}


_DEFAULTS: dict[str, Any] = {
    "DataSettings": AnyData,
    "data_fingerprint": _data_fingerprint,
    "draw_run": _draw_run,
    "record_figures": _record_figures,
    "works": lambda run: True,
}


_FORMER = ("experiments", "script", "slides", "tts")
"""Packages that could be imported without `plainspoken.` before release 0.1.0."""


def study_module(module: str) -> Study:
    """The study module of that name, defaults for what it leaves out; imports no torch.

    Raises:
        InputError: there is no such module, or it works with a metric that has no unit.
    """
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in _FORMER and module.split(".")[0] not in _FORMER:
            raise InputError(
                f"{module} imports {error.name!r}, a name from before release 0.1.0",
                remedy=f"write `from plainspoken.{error.name.split('.')[0]}…`; docs/add-a-study.md names the modules",
            ) from None
        if error.name != module:
            raise
        raise InputError(f"no module is called {module!r}", remedy="correct `module` in the recipe") from None
    except InputError:
        raise
    except (Exception, SystemExit) as error:
        raise _broken(module, error) from error
    if not hasattr(found, "open_trial") and not hasattr(found, "work"):
        raise InputError(
            f"the module {module!r} has neither `open_trial` nor `work`",
            file=Path(found.__file__ or module).name,
            remedy="add one of them: docs/add-a-study.md shows both",
        )
    if hasattr(found, "work"):
        check_metrics(found)
    return cast(Study, StudyModule(found))


def _broken(module: str, error: BaseException) -> InputError:
    """What keeps a study module from being imported, with the line."""
    file, line = None, None
    if isinstance(error, SyntaxError):
        file, line, said = error.filename, error.lineno, error.msg
    else:
        place = traceback.extract_tb(error.__traceback__)[-1]
        file, line, said = place.filename, place.lineno, f"{type(error).__name__}: {error}"
    return InputError(
        f"the study module {module!r} cannot be imported: {said}", file=file, line=line, remedy="correct that line"
    )


def does_work(module: Study, run: RunPlan) -> bool:
    """Whether the module's `work` does this run, and not the training of its `open_trial`."""
    return hasattr(module, "work") and module.works(run)


def plan_studies(settings: ExperimentSettings, folder: Path, *, only: list[str] | None = None) -> list[StudyPlan]:
    """The plans of a talk's studies.

    Args:
        folder: the talk's folder; paths of data are relative to it.
        only: runs to plan, as `RUN` or `STUDY/RUN`; when None, those of the settings, else all of the profile.

    Raises:
        InputError: a study, a run or a setting is not known, or a value has the wrong type.
    """
    recipes = {name: find_recipe(name, folder) for name in settings.studies}
    only = only or settings.runs
    plans = []
    for name, recipe in recipes.items():
        chosen = _chosen_runs(recipe, only) if only else None
        if chosen == []:
            continue  # the runs that are asked for are another study's
        module, where = study_module(recipe.module), list_recipes(folder)[name].name
        plan = plan_study(
            recipe,
            profile=settings.profile,
            seed=settings.seed,
            data_settings=module.DataSettings,
            sources=data_sources(settings.data, folder),
            weights={run: value for run, value in settings.weights.items() if run in recipe.runs},
            overrides=_own_overrides(settings.set, name, recipes),
            only=chosen,
            module=module,
            where=where,
        )
        plans.append(plan)
    if only and not plans:
        raise InputError(f"no run is called {only[0]!r}", remedy="`plainspoken experiments list` names them")
    return plans


def data_sources(data: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Files or folders by data set: from the settings, else from the environment."""
    found = {
        name.removeprefix(VARIABLE).lower(): value
        for name, value in os.environ.items()
        if name.startswith(VARIABLE) and name not in OTHER_VARIABLES and value
    }
    for name, value in data.items():
        path = Path(value).expanduser()
        found[name] = str(path if path.is_absolute() else folder / path)
    return {name: value for name, value in found.items() if value}


def _chosen_runs(recipe: Recipe, only: list[str]) -> list[str]:
    names = [name.removeprefix(f"{recipe.study}/") for name in only]
    return [name for name in names if name in recipe.runs]


def _own_overrides(values: Mapping[str, Any], study: str, studies: Mapping[str, Recipe]) -> dict[str, Any]:
    """Overrides for one study: keys that begin with its name, and keys that begin with no study's name."""
    own = {}
    for key, value in _flat(values).items():
        first, _, rest = key.partition(".")
        if first == study:
            own[rest] = value
        elif first not in studies:
            own[key] = value
    return own


def _flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested tables to dotted keys, so that `set` may be written either way in TOML."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{before}{key}"
        flat.update(_flat(value, f"{name}.") if isinstance(value, Mapping) else {name: value})
    return flat
