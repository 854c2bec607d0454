"""Keys that say whether a result is still that of today's configuration, code and data. No torch."""

from __future__ import annotations

import ast
import functools
import json
from pathlib import Path

from plainspoken.base.files import fingerprint
from plainspoken.experiments.runner import own_modules
from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
from plainspoken.experiments.runner.study_registry import study_module

PACKAGE = Path(__file__).parents[1]

_RUNNER = "plainspoken.experiments.runner.train_run"
"""The module that trains and measures; what it imports is part of every run's code."""

_DRAWING = ("plainspoken.experiments.runner.write_figures", "plainspoken.experiments.figures")

_AFTERWARDS = (*_DRAWING, "plainspoken.experiments.results.claims")
"""Modules that work on finished records: no training depends on them."""

_WITHOUT_EFFECT = (
    "plainspoken.base.progress",
    "plainspoken.base.errors",
    "plainspoken.base.files",
    "plainspoken.base.read_documents",
    "plainspoken.base.sealed_files",
    "plainspoken.base.system_errors",
    "plainspoken.experiments.runner.own_modules",
    "plainspoken.experiments.runner.run_keys",
    "plainspoken.experiments.runner.pruning",
    "plainspoken.experiments.runner.sweep_grid",
)


def run_keys(run: RunPlan) -> dict[str, str]:
    """Fingerprints of one run: `config`, `code`, `data`."""
    return {
        "config": fingerprint(json.dumps(run.config(), sort_keys=True)),
        "code": code_key(run),
        "data": study_module(run.module).data_fingerprint(run),
    }


def code_key(run: RunPlan) -> str:
    """Fingerprint of all code that a run's training depends on."""
    return code_fingerprint(run.module, _RUNNER)


def replicates_key(run: RunPlan) -> dict[str, str]:
    """How many seeds and folds a record is of, where it is more than one seed: kept beside its fingerprints."""
    told = {"seeds": run.train.seeds if run.train.seeds > 1 else 0, "folds": run.train.folds}
    return {name: str(count) for name, count in told.items() if count}


def drawing_key(plan: RunPlan | StudyPlan, style: str) -> str:
    """Fingerprint of what decides how results are drawn and recorded, given that they are the same."""
    runs = [plan] if isinstance(plan, RunPlan) else plan.runs
    without = [] if all(run.run_figures for run in runs) else ["without figures of single runs"]
    return fingerprint(style, plan.title, *without, code_fingerprint(plan.module, *_DRAWING, drawing=True))


@functools.cache
def code_fingerprint(*modules: str, drawing: bool = False) -> str:
    """Fingerprint of the syntax trees of modules and all of ours that they import, docstrings and comments left out.

    Args:
        drawing: whether modules that only draw count as well.
    """
    parts = []
    for name in sorted(imported_modules(*modules)):
        if name.startswith(_WITHOUT_EFFECT) or (not drawing and _only_draws(name)):
            continue
        parts += [name, _examined(name)[0]]
    return fingerprint(*parts)


def _only_draws(module: str) -> bool:
    """Whether a module works on finished records; those of a study that draw are called `…_figures`."""
    return module.startswith(_AFTERWARDS) or (".studies." in module and module.endswith("_figures"))


@functools.cache
def imported_modules(*modules: str) -> frozenset[str]:
    """Names of our modules that are reached from `modules`, imports inside functions included."""
    found: set[str] = set()
    ahead = list(modules)
    while ahead:
        name = ahead.pop()
        if name in found or _file_of(name) is None:
            continue
        found.add(name)
        ahead += _examined(name)[1]
    return frozenset(found)


@functools.cache
def _examined(module: str) -> tuple[str, tuple[str, ...]]:
    """The syntax tree of one of our modules as text, without docstrings, and the names of all that it imports.

    Each file is parsed and walked once in a process: the studies of a talk share most of theirs.
    """
    path = _file_of(module)
    assert path is not None
    tree = ast.parse(path.read_bytes())
    imported: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        else:
            _drop_docstring(node)
    return ast.dump(tree), tuple(imported)


def _file_of(module: str) -> Path | None:
    package, *steps = module.split(".")
    ours = package == "plainspoken" and steps[:1] in (["experiments"], ["base"])
    places = (
        [PACKAGE.parent.joinpath(*steps)] if ours else [own.joinpath(package, *steps) for own in own_modules.FOLDERS]
    )
    for below in places:
        for path in (below.with_suffix(".py"), below / "__init__.py"):
            if path.is_file() and below not in (PACKAGE, PACKAGE.parent / "base"):
                return path
    return None


def _drop_docstring(node: ast.AST) -> None:
    body = getattr(node, "body", None)
    if not isinstance(body, list) or not body:
        return
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        node.body = body[1:]  # type: ignore[attr-defined]
