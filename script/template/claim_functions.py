"""The claims of `results.claims` as a template sees them: `overfits(v1)`, `gap(v1)`, `top_confusions(v1, 3)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.partial import NotMeasuredError
from plainspoken.script.template.number_formats import plainly
from plainspoken.script.template.record_view import RERUN, RecordFile, RecordView
from plainspoken.script.template.result_records import Results, StudyView
from plainspoken.script.template.values import Missing, RecordText, SourceFact, Value, causes_of

_WITNESSES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("overfits", "slightly_overfits", "strongly_overfits", "validation_higher", "gap_grows"), ("gap",)),
    **dict.fromkeys(("overfits_more", "least_overfitted"), ("gap",)),
    **dict.fromkeys(
        ("better", "worse", "not_apart", "intervals_overlap", "better_whatever_seed", "dominates"), ("acc",)
    ),
    **dict.fromkeys(("faster", "as_fast"), ("latency_ms",)),
    **dict.fromkeys(("predicts_mostly", "predicts_a_lot", "predicts_frequently"), ("pred_share", "true_share")),
    **dict.fromkeys(("above_chance", "clearly_above_chance", "just_above_chance", "below_chance"), ("acc", "baseline")),
    **dict.fromkeys(("about_the_same", "doubles", "much_smaller"), ("ratio",)),
    "immediately_overfits": ("epoch1_gap",),
    "early_convergence": ("convergence_epoch",),
    "debatable": ("margin",),
    "diagonal": ("balanced_acc",),
    "imbalanced": ("majority_share",),
}
"""The figures that a truth value rests on, to be named when a claim fails."""


def vocabulary(results: Results, said: Callable[[str, bool, list[str]], None]) -> dict[str, Callable[..., Any]]:
    """The claims of `results.claims`, taking and giving what a template sees; `said` hears each truth value."""
    from plainspoken.experiments.results.claims import UNITS, VOCABULARY

    call_of: dict[str, Callable[..., Any]] = {}

    def wrapped(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            given = [*args, *kwargs.values()]
            missing = next((gone for value in given if (gone := _missing(value)) is not None), None)
            if missing is not None:
                return missing
            try:
                found = function(*map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()})
            except NotMeasuredError as gone:
                return Missing(_label(name, args, kwargs), gone.message, gone.remedy)
            except (TypeError, AttributeError) as error:
                raise TypeError(f"`{name}` cannot be asked so: {_plain_reason(error, name)}") from None
            dressed = _dressed(found, name, UNITS[name], args, kwargs, results)
            if isinstance(dressed, bool):
                said(_label(name, args, kwargs), dressed, _witnesses(name, args, call_of))
            return dressed

        call.__name__ = name
        call.__doc__ = function.__doc__
        return call

    call_of.update({name: wrapped(name, function) for name, function in VOCABULARY.items()})
    return call_of


def _witnesses(name: str, args: tuple[Any, ...], call_of: dict[str, Callable[..., Any]]) -> list[str]:
    """The figures behind a truth value, as a message names them."""
    found: list[str] = []
    records = [(value,) for value in _flat(args) if isinstance(value, RecordView | StudyView)]
    for witness in _WITNESSES.get(name, ()):
        each = [args[:2]] if witness in ("pred_share", "true_share", "ratio") else records
        for given in each:
            try:
                value = call_of[witness](*given)
            except (InputError, TypeError, ArithmeticError):
                continue
            if isinstance(value, Value):
                found.append(f"`{value.label}` is {plainly(value)}")
    return found


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
    label = (
        f"{name}({', '.join(repr(value) if not isinstance(value, Value) else value.label for value in _flat(args))})"
    )
    causes = causes_of(_flat(args))
    for card in cards:
        at = card._at if isinstance(card, RecordView) else results._records[card._name, "study"]._at
        causes += (SourceFact("metric", label, at.file, at.print_),)
    if found is None:
        return Missing(label, f"`{label}` was not measured", RERUN)
    if isinstance(found, bool):
        return found
    if isinstance(found, int | float):
        known: Any = unit if unit not in ("truth", "class", "words", "run", "list", "interval") else "number"
        return Value(found, known, causes, label=label, interval=_interval(name, args, kwargs))
    if isinstance(found, str):
        return RecordText(found, causes)
    if type(found).__name__ == "RunRecord":
        return results.run(found.study, found.run)
    at = RecordFile(causes[0].file or "", causes[0].fingerprint or "") if causes else RecordFile("", "")
    return at.wrap(found, label)


def _interval(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[float, float] | None:
    """The interval of a claim that gives back a metric which has one in the record."""
    if name == "latency_ms":
        latency = _bare(args[0]).cost.latency
        return latency.low_ms, latency.high_ms
    if name not in ("acc", "balanced_acc"):
        return None
    from plainspoken.experiments.results.claims import VOCABULARY

    try:
        around = VOCABULARY["interval" if name == "acc" else "balanced_interval"](
            *map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()}
        )
    except NotMeasuredError:
        return None
    return around.low, around.high


def _label(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The call as a template would write it, records by their names."""
    given = [value.label if isinstance(value, Value) else repr(value) for value in _flat(args)]
    given += [f"{key}={value!r}" for key, value in kwargs.items()]
    return f"{name}({', '.join(given)})"


def _flat(values: Any) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat += _flat(value) if isinstance(value, list | tuple) else [value]
    return flat


def _plain_reason(error: Exception, name: str) -> str:
    return str(error).replace(f"{name}()", "it").replace("'", "`")
