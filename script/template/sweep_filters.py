"""Filters over the runs of a study or a list: `sweep | best("accuracy")`, `sweep | top(5)`, `sweep | front`.

Which metric a sweep is compared by, it says itself (`measure` in `[imports]`); a name given here goes before it, with
its split where it matters: `"valid.loss"`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, log10
from statistics import fmean, stdev
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.results.sweep_measures import (
    compared_metric,
    cost_in,
    metric_in,
    pareto_front,
    ranked,
    varying,
)
from plainspoken.script.template.number_formats import bare, forms
from plainspoken.script.template.placeholders import Placeholders
from plainspoken.script.template.record_view import RunView, alike, value_unit
from plainspoken.script.template.result_records import StudyView
from plainspoken.script.template.values import Missing, RecordText, SourceFact, Value, describe


def sweep_filters(ledger: Placeholders) -> dict[str, Callable[..., Any]]:
    """The filters by name, writing into `ledger`."""
    decimal = forms(ledger)["decimal"]
    return {
        "plain": lambda value: _plain(value, ledger, decimal),
        "best": _best, "worst": _worst, "top": _top, "ranked": _ranked, "front": _front, "having": _having,
        "mean": _mean, "deviation": _deviation, "score": _score, "settings": _settings, "cost": _cost,
    }  # fmt: skip


def _plain(value: Any, ledger: Placeholders, decimal: Callable[..., Any]) -> Any:
    """A setting or a figure as it is: by its unit, or to three figures; words as words, a truth value as yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, Value) or value.unit not in ("number", "pure") or isinstance(value.number, int):
        return bare(value, ledger) if isinstance(value, Value) else value
    size = abs(value.number)
    digits = 2 - floor(log10(size)) if size else 0
    text = f"{round(value.number, digits):.{max(0, digits)}f}"
    kept = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    return decimal(value, kept)


def _runs(value: Any) -> list[RunView]:
    """The runs of a study or a list.

    Raises:
        TypeError: it holds something else.
        InputError: a run is not made yet.
    """
    runs = (
        [value] if isinstance(value, RunView) else list(value) if isinstance(value, StudyView | list | tuple) else None
    )
    if runs is None:
        raise TypeError(f"a study or a list of runs is wanted here, not {describe(value)}")
    for run in runs:
        if isinstance(run, Missing):
            raise run.error()
        if not isinstance(run, RunView):
            raise TypeError(f"a list of runs is wanted here, and it holds {describe(run)}")
    return runs


def _records(value: Any) -> tuple[list[RunRecord], dict[str, RunView]]:
    runs = _runs(value)
    return [run._part for run in runs], {f"{run._part.study}/{run._part.run}": run for run in runs}


def _views(records: Sequence[RunRecord], views: dict[str, RunView]) -> list[RunView]:
    return [views[f"{record.study}/{record.run}"] for record in records]


def _name(measure: Any) -> str | None:
    return None if measure is None else str.__str__(measure)


def _ranked(value: Any, measure: Any = None, split: Any = None) -> list[RunView]:
    """All runs, the best first."""
    records, views = _records(value)
    return _views(ranked(records, _name(measure), _name(split)), views)


def _best(value: Any, measure: Any = None, split: Any = None) -> RunView:
    """The best run."""
    records, views = _records(value)
    order = ranked(records, _name(measure), _name(split))
    place, name = compared_metric(records, _name(measure), _name(split))
    if metric_in(records[0], place, name).better == "none":
        raise InputError(
            f"nothing says which way {name!r} is better",
            remedy=f'say so in the import, as in `metrics = {{ {name} = "higher" }}`, or ask for `highest` or `lowest`',
        )
    return _views(order[:1], views)[0]


def _worst(value: Any, measure: Any = None, split: Any = None) -> RunView:
    """The worst run."""
    records, views = _records(value)
    return _views(ranked(records, _name(measure), _name(split), reverse=True)[:1], views)[0]


def _top(value: Any, k: Any = 5, measure: Any = None, split: Any = None) -> list[RunView]:
    """The k best runs."""
    return _ranked(value, measure, split)[: int(k)]


def _front(value: Any, measure: Any = None, cost: Any = None) -> list[RunView]:
    """The runs that no other beats in quality and cost, from the cheapest on."""
    records, views = _records(value)
    return _views(pareto_front(records, _name(measure), _name(cost)), views)


def _having(value: Any, **wanted: Any) -> list[RunView]:
    """The runs with these settings: `sweep | having(optimizer="adam")`; `_` stands for any sign no name can hold."""
    found = []
    for run in _runs(value):
        at = run._part.at
        told = {key: at.get(name) for key in wanted if (name := key if key in at else alike(key, list(at))) is not None}
        if all(key in told and told[key] == (w.number if isinstance(w, Value) else w) for key, w in wanted.items()):
            found.append(run)
    if not found:
        runs = _runs(value)
        named = ", ".join(varying([run._part for run in runs])) or "none"
        words = ", ".join(f"{key} = {each}" for key, each in wanted.items())
        raise InputError(f"no run has {words}", remedy=f"the settings in which these runs differ are: {named}")
    return found


def _figure(value: Any, measure: Any, split: Any, what: str, of: Callable[[list[float]], float]) -> Value:
    records, views = _records(value)
    place, name = compared_metric(records, _name(measure), _name(split))
    metrics = [metric_in(record, place, name) for record in records]
    figures = [metric.mean for metric in metrics] if len(metrics) > 1 else metrics[0].seeds or [metrics[0].value]
    if what == "deviation" and len(figures) < 2:
        raise InputError(
            f"{next(iter(views))} has one figure of {name}, and a deviation needs two",
            remedy="name several runs, or a run with several seeds",
        )
    unit = "difference" if what == "deviation" and metrics[0].unit == "fraction" else metrics[0].unit
    label = f"{what} of {name} over {len(figures)} {'runs' if len(metrics) > 1 else 'seeds'}"
    causes = tuple(
        SourceFact("metric", f"{view._name}.scores.{place}.{name}", view._at.file, view._at.print_)
        for view in views.values()
    )
    sizes = [metric.n for metric in metrics if metric.n]
    number = of(figures)
    return Value(number, value_unit(unit, number), causes, label=label, n=min(sizes, default=None))


def _mean(value: Any, measure: Any = None, split: Any = None) -> Value:
    """The mean of a metric over the runs of a list; of one run, over its seeds or folds."""
    return _figure(value, measure, split, "mean", fmean)


def _deviation(value: Any, measure: Any = None, split: Any = None) -> Value:
    """The sample standard deviation, as `mean`; of shares in points."""
    return _figure(value, measure, split, "deviation", stdev)


def _score(value: Any, measure: Any = None, split: Any = None) -> Value:
    """The metric that a run is compared by, with its interval; over seeds their mean."""
    view = _runs(value)[0]
    place, name = compared_metric([view._part], _name(measure), _name(split))
    metric = metric_in(view._part, place, name)
    cause = SourceFact("metric", f"{view._name}.scores.{place}.{name}", view._at.file, view._at.print_)
    around = metric.interval if not metric.seeds or place == "cross-validation" else None
    return Value(
        metric.mean, value_unit(metric.unit, metric.mean), (cause,), label=f"{view._name}.scores.{place}.{name}",
        interval=(around.low, around.high) if around is not None else None, n=metric.n,
    )  # fmt: skip


def _cost(value: Any, cost: Any = "seconds") -> Value | Missing:
    """What a run cost: `seconds`, `parameters`, or a setting or metric by its name."""
    view = _runs(value)[0]
    name = _name(cost) or "seconds"
    price = cost_in(view._part, name)
    if price is None:
        return Missing(f"{view._name} | cost", f"the {name} of `{view!r}` were not measured", "name another cost")
    cause = SourceFact("metric", f"{view._name}.{name}", view._at.file, view._at.print_)
    unit = {"seconds": "seconds", "parameters": "count", "bytes": "bytes", "flops": "flops", "latency": "ms"}.get(name)
    number: float | int = int(price) if unit in ("count", "bytes", "flops") else price
    return Value(number, value_unit(unit or "number", number), (cause,), label=cause.name)


def _settings(value: Any) -> list[RecordText]:
    """The names of the settings in which the runs of a sweep differ."""
    views = _runs(value)
    causes = (SourceFact("config", f"{views[0]._part.study}.at", views[0]._at.file, views[0]._at.print_),)
    return [RecordText(name, causes) for name in varying([view._part for view in views])]
