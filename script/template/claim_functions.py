"""The claims of `results.claims` as a template sees them: `overfits(v1)`, `gap(v1)`, `top_confusions(v1, 3)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.unmeasured import NotMeasuredError
from plainspoken.script.template.number_formats import plainly
from plainspoken.script.template.record_view import RERUN, RecordFile, RecordView, RunView, value_unit
from plainspoken.script.template.result_records import Results, StudyView
from plainspoken.script.template.values import (
    AMOUNTS,
    Missing,
    RecordText,
    SourceFact,
    Value,
    causes_of,
    typed_value,
)

if TYPE_CHECKING:
    from plainspoken.experiments.results.claims.multiple_comparisons import Comparisons


_NAMED = 6
"""Arguments of a call that a message names."""

_GROUPS = ("runs", "others")
"""Parameters of claims that are asked about several runs."""


def vocabulary(
    results: Results, said: Callable[[Callable[[], str], bool, Callable[[], list[str]]], None], comparisons: Comparisons
) -> dict[str, Callable[..., Any]]:
    """The claims of `results.claims`, taking and giving what a template sees.

    Args:
        said: hears each truth value.
        comparisons: of the whole talk: what a comparison of two runs is one of.
    """
    from plainspoken.experiments.results.claims import VOCABULARY

    call_of: dict[str, Callable[..., Any]] = {}

    def wrapped(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        parameters = signature(function).parameters
        among = {"among": comparisons} if "among" in parameters else {}
        takes_runs = any(key in parameters and parameters[key].kind is not Parameter.VAR_POSITIONAL for key in _GROUPS)

        def call(*args: Any, **kwargs: Any) -> Any:
            if takes_runs:  # a study stands for its runs
                args = tuple(list(value) if isinstance(value, StudyView) else value for value in args)
            given = [*args, *kwargs.values()]
            missing = next((gone for value in given if (gone := _missing(value)) is not None), None)
            if missing is not None:
                return missing
            try:
                found = function(*map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()}, **among)
            except NotMeasuredError as gone:
                return Missing(_label(name, args, kwargs), gone.message, gone.remedy)
            except (TypeError, AttributeError) as error:
                raise TypeError(f"`{name}` cannot be asked so: {_plain_reason(error, name)}") from None
            dressed = _dressed(found, name, _unit(name, args, kwargs), args, kwargs, results)
            if isinstance(dressed, bool):
                said(partial(_label, name, args, kwargs), dressed, partial(_witnesses, name, args, kwargs, call_of))
            return dressed

        call.__name__ = name
        call.__doc__ = function.__doc__
        return call

    call_of.update({name: wrapped(name, function) for name, function in VOCABULARY.items()})
    return call_of


def _witnesses(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], call_of: dict[str, Callable[..., Any]]
) -> list[str]:
    """The figures behind a truth value, as a message names them."""
    from plainspoken.experiments.results.claims import RESTS_ON, VOCABULARY

    found: list[str] = []
    records = [value for value in _flat(args) if isinstance(value, RecordView | StudyView)]
    own = _named_arguments(VOCABULARY[name], args, kwargs)
    for witness in RESTS_ON.get(name, ()):
        parameters = signature(VOCABULARY[witness]).parameters
        rest = [own[key] for key in parameters if key in own and not _is_record(own[key])]
        for first in [[record] for record in records] if next(iter(parameters)) in ("run", "record") else [[]]:
            try:
                value = call_of[witness](*first, *rest)
            except (InputError, TypeError, ArithmeticError):
                continue
            if isinstance(value, Value):
                found.append(f"`{value.label}` is {plainly(value)}")
    return found


def _named_arguments(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call by the names that the function gives them; without its defaults."""
    try:
        return dict(signature(function).bind(*args, **kwargs).arguments)
    except TypeError:
        return {}


def _is_record(value: Any) -> bool:
    return isinstance(value, RecordView | StudyView) or (isinstance(value, tuple) and any(map(_is_record, value)))


def _missing(value: Any) -> Missing | None:
    """What is missing of an argument: itself, or the record of a study."""
    if isinstance(value, StudyView):
        value = value._results.of_study(value._name, "data")
    return value if isinstance(value, Missing) else None


def _bare(value: Any) -> Any:
    """What the vocabulary works on: the record, the number, the words."""
    if isinstance(value, RecordView):
        return value._part
    if isinstance(value, StudyView):
        return value._results._records[value._name, "study"]._part
    if isinstance(value, Value):
        return value.number
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, list | tuple):
        return [_bare(entry) for entry in value]
    return value


def _dressed(found: Any, name: str, unit: str, args: tuple[Any, ...], kwargs: dict[str, Any], results: Results) -> Any:
    """A result of the vocabulary with its causes: the records and values that it was given."""
    cards = [value for value in _flat(args) if isinstance(value, RecordView | StudyView)]
    label = _label(name, args, {})
    causes = causes_of(_flat(args))
    for card in cards:
        at = card._at if isinstance(card, RecordView) else results._records[card._name, "study"]._at
        causes += (SourceFact("metric", label, at.file, at.print_),)
    if found is None:
        return Missing(label, f"`{label}` was not measured", RERUN)
    if isinstance(found, bool):
        return found
    if isinstance(found, int | float):
        if name in _OF_NUMBERS:
            causes += causes_of(typed_value(value) for value in args if type(value) in (int, float))
            unit = _unit_of_ratio(args) if name == "ratio" else unit
        if unit == "difference" and (of := _unit_of_measure(name, args, kwargs)) != "fraction":
            unit = of
        unit = "" if unit in ("truth", "class", "words", "run", "list", "interval") else unit
        known = value_unit(unit or None, found, name)
        n = _samples(args, kwargs)
        return Value(found, known, causes, label=label, interval=_interval(name, args, kwargs), n=n)
    if isinstance(found, str):
        return RecordText(found, causes)
    if type(found).__name__ == "RunRecord":
        return results.run(found.study, found.run)
    at = RecordFile(causes[0].file or "", causes[0].fingerprint or "") if causes else RecordFile("", "")
    return at.wrap(found, label, _unit_of_measure(name, args, kwargs) if unit == "interval" else None)


_OF_NUMBERS = ("ratio", "delta_points")
"""Functions that are given numbers and not records: a number typed into one is typed in what it gives."""


def _unit_of_ratio(args: tuple[Any, ...]) -> str:
    units = {value.unit for value in args if isinstance(value, Value)}
    return "ratio" if len(units - {"number"}) == 1 and units <= {*AMOUNTS, "number"} else "times"


def _samples(args: tuple[Any, ...], kwargs: dict[str, Any]) -> int | None:
    """The fewest samples of the splits and values that a figure is worked out from, where that is known."""
    given = [*_flat(args), *kwargs.values()]
    words = [str.__str__(value) for value in given if isinstance(value, str)]
    split = next((word for word in words if word in ("train", "valid", "test")), "test")
    found = [value.n for value in given if isinstance(value, Value) and value.n]
    for value in given:
        if isinstance(value, RunView):
            metrics = getattr(getattr(value._part, "final", None), split, None)
            found += [n for n in [getattr(metrics, "n", None)] if n]
    return min(found, default=None)


def _interval(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[float, float] | None:
    """The interval of a claim's figure, where the record has one."""
    from plainspoken.experiments.results.claims import INTERVALS

    if name not in INTERVALS:
        return None
    try:
        around = INTERVALS[name](*map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()})
    except InputError:
        return None
    return around.low, around.high


def _unit(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The unit of a claim's figure; `metric` means that of the metric which the call names, as the record states it."""
    from plainspoken.experiments.results.claims import UNITS

    return UNITS[name] if UNITS[name] != "metric" else _unit_of_measure(name, args, kwargs)


def _unit_of_measure(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The unit of the metric that a call names; of a claim that names none, a fraction."""
    from plainspoken.experiments.results.claims import VOCABULARY

    bound = signature(VOCABULARY[name]).bind(*map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()})
    bound.apply_defaults()
    if "measure" not in bound.arguments:
        return "fraction"
    if "run" not in bound.arguments or bound.arguments["measure"] is None:
        return "fraction"
    kind = bound.arguments["run"].kind_of(bound.arguments["measure"])
    return kind.unit if kind is not None else "number"


def _label(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The call as a template would write it, records by their names."""
    flat = _flat(args)
    given = [value.label if isinstance(value, Value) else repr(value) for value in flat]
    if len(given) > _NAMED + 1:
        given[_NAMED - 1 :] = [f"… {len(given) - _NAMED + 1} more"]
    given += [f"{key}={value!r}" for key, value in kwargs.items()]
    return f"{name}({', '.join(given)})"


def _flat(values: Any) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat += _flat(value) if isinstance(value, list | tuple) else [value]
    return flat


def _plain_reason(error: Exception, name: str) -> str:
    text = str(error).replace(f"{name}()", "it").replace("'", "`")
    if lacking := re.match(r"it missing \d+ required (?:positional|keyword-only) arguments?: (.+)", text):
        return f"it needs {lacking[1]} too"
    if re.match(r"it takes (?:from )?\d+", text):
        return "it was given more than it takes"
    if unknown := re.match(r"it got an unexpected keyword argument (`\w+`)", text):
        return f"it has no {unknown[1]}"
    if twice := re.match(r"it got multiple values for argument (`\w+`)", text):
        return f"{twice[1]} is given twice"
    return text
