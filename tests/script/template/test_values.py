"""Values: units, intervals and causes through arithmetic; forms from one rounding; phrases as single characters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.metric import Interval, MetricKind
from plainspoken.experiments.results.read_record import read_run
from plainspoken.script.template.number_formats import bare, forms, plainly, supported_digits
from plainspoken.script.template.placeholders import Placeholders, WrittenValue
from plainspoken.script.template.record_view import RecordFile, RunView, record_kinds
from plainspoken.script.template.values import Missing, RecordText, SourceFact, Unit, Value, scrubbed

A, B = SourceFact("metric", "s/a.x", "results/s/a.json", "1"), SourceFact("data", "s/b.y", "results/s/b.json", "2")


def value(number: float, unit: Unit = "fraction", cause: SourceFact = A, **more: Any) -> Value:
    return Value(number, unit, (cause,), **more)


@pytest.mark.parametrize(
    ("made", "number", "unit"),
    [
        (lambda: value(0.5) - value(0.2), 0.3, "difference"),
        (lambda: value(0.5) + (value(0.5) - value(0.2)), 0.8, "fraction"),
        (lambda: value(0.5) - 0.2, 0.3, "fraction"),
        (lambda: value(6, "ms") / value(3, "ms"), 2.0, "ratio"),
        (lambda: value(7, "count") / value(10, "count"), 0.7, "fraction"),
        (lambda: value(10, "count") / value(7, "count"), 10 / 7, "ratio"),
        (lambda: 2 * value(6, "ms"), 12, "ms"),
        (lambda: value(6, "ms") * value(2, "count"), 12, "number"),
        (lambda: -value(0.5), -0.5, "fraction"),
        (lambda: abs(value(-3, "count")), 3, "count"),
        (lambda: value(8, "count") // 2, 4, "count"),
        (lambda: value(3, "count") ** 2, 9, "number"),
        (lambda: sum([value(1, "count"), value(2, "count")]), 3, "count"),
    ],
)
def test_units_follow_arithmetic(made: Callable[[], Value], number: float, unit: Unit) -> None:
    result = made()
    assert result.number == pytest.approx(number)
    assert result.unit == unit


def test_a_bare_number_in_arithmetic_is_typed() -> None:
    moved = (value(0.5) * 0 + 0.99).causes
    assert [cause.origin for cause in moved] == ["metric", "typed", "typed"]
    phrase = forms(Placeholders())["percent"](value(0.5) + 0.3)
    assert phrase.origin == "typed"
    constant_added = value(0.5) + Value(0.3, "number", (SourceFact("constant", "constants.x"),))
    assert forms(Placeholders())["percent"](constant_added).origin == "metric"
    assert [cause.origin for cause in sum([value(1), value(2)]).causes] == [
        "metric",
        "typed",
    ]  # Python's own sum is 0 +


@pytest.mark.parametrize(
    ("unit", "name", "other"),
    [
        ("pure", "percent", "a pure number"),
        ("fraction", "points", "a share"),
        ("fraction", "times", "a share"),
        ("times", "percent", "a ratio"),
        ("difference", "percent", "use `| points`"),
        ("bytes", "params", "bytes"),
        ("count", "megabytes", "a count"),
        ("count", "ms", "a count"),
        ("seconds", "count", "seconds"),
        ("count", "percent", "a count"),
        ("ms", "points", "milliseconds"),
    ],
)
def test_a_filter_of_another_unit_names_both(unit: Unit, name: str, other: str) -> None:
    with pytest.raises(TypeError, match=other) as caught:
        forms(Placeholders())[name](value(2, unit))
    assert f"`{name}` writes " in str(caught.value)


@pytest.mark.parametrize(("n", "digits"), [(24, 0), (100, 0), (101, 1), (500, 1), (1000, 1), (1001, 2), (7178, 2)])
def test_a_percentage_has_no_more_digits_than_its_samples_give(n: int, digits: int) -> None:
    assert supported_digits(n) == digits
    share = Value(0.44234, "fraction", (A,), n=n)
    phrase = forms(Placeholders())["percent"](share, 4)
    assert phrase.shown.split("\u00a0")[0] == f"{44.234:.{digits}f}"
    assert str(n) in phrase.doubt
    assert not forms(Placeholders())["percent"](share).doubt


def test_nothing_is_rounded_away() -> None:
    for name, unit, shown in (
        ("ms", "ms", "0.3\u00a0ms"),
        ("seconds", "seconds", "0.3\u00a0s"),
        ("decimal", "number", "0.3"),
    ):
        phrase = forms(Placeholders())[name](value(0.31, unit), 0)  # type: ignore[arg-type]
        assert phrase.shown == shown
        assert "round" in phrase.doubt
    assert forms(Placeholders())["percent"](value(0.996), 0).shown == "99.6\u00a0%"


def test_causes_are_joined_each_once_and_the_label_says_the_sum() -> None:
    both = value(0.5) - value(0.2, cause=B) + value(0.1)
    assert both.causes == (A, B)
    assert both.label == "s/a.x - s/b.y + s/a.x"


@given(st.floats(0.01, 0.99), st.floats(0.001, 0.3), st.floats(-5, 5))
def test_an_interval_moves_and_scales_with_its_value(number: float, half: float, other: float) -> None:
    around = value(number, interval=(number - half, number + half))
    for result in (around + other, other + around, other - around, around - other, around * other, -around):
        assert result.interval is not None
        low, high = result.interval
        assert low - 1e-9 <= result.number <= high + 1e-9
        assert high - low == pytest.approx(
            2 * half * (abs(other) if result.label.endswith(f"* {other:g}") else 1), abs=1e-6
        )
    assert (around - around).interval is None
    assert (1 / around).interval is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: value(1) + "a",
        lambda: value(1) / 0,
        lambda: value(9) ** 999,
        lambda: value(-1) ** 0.5,
        lambda: value(7, "count") // 2,
    ],
)
def test_arithmetic_that_makes_no_sense(wrong: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        wrong()


def test_what_is_missing_stays_missing_until_it_is_used() -> None:
    gone = Missing("s/c", "run 's/c' has no result record yet", "make it")
    for derived in (gone.final.test, gone["x"], gone + 1, 1 / gone, gone > 2, -gone, gone(3)):
        assert isinstance(derived, Missing)
    for use in (bool, str, len, int, list):
        with pytest.raises(InputError, match="no result record yet"):
            use(gone)


@settings(max_examples=300)
@given(st.floats(-2, 2, allow_nan=False), st.integers(0, 4))
def test_all_three_forms_come_from_one_rounding(number: float, digits: int) -> None:
    for name in ("percent", "times", "points", "decimal"):
        phrase = forms(Placeholders())[name](Value(number, "number", (A,)), digits)
        assert isinstance(phrase, WrittenValue)
        figure = phrase.shown.split("\u00a0")[0].rstrip("×").replace("−", "minus ").replace(",", "")
        assert phrase.saying.split(" percent")[0].split(" times")[0].split(" point")[0] == figure
        assert phrase.captioned.split("\u00a0")[0].replace("−", "minus ").replace(",", "") == figure
        scale = 100 if name in ("percent", "points") else 1
        assert abs(float(figure.replace("minus ", "-")) - number * scale) <= 0.5 * 10**-digits + 1e-9
        assert figure.strip("minus 0.") or not figure.startswith("minus"), "no minus nought"


@pytest.mark.parametrize(
    ("given_", "name", "shown"),
    [
        (value(0.9995), "percent", "99.95 %"),
        (value(1.0), "percent", "100.0 %"),
        (value(0.0), "percent", "0.0 %"),
        (value(0.0004), "percent", "0.04 %"),
        (value(0.285, "number"), "percent", "28.5 %"),
        (value(2.675, "number"), "decimal", "2.68"),
        (value(999_950, "count"), "params", "1.0 M"),
        (value(999, "count"), "params", "999"),
        (value(960_000, "count"), "params", "960 k"),
        (value(999_499, "count"), "params", "999 k"),
        (value(999_960_000, "count"), "params", "1.0 B"),
        (value(216_000, "count"), "params", "216 k"),
        (value(1.5, "seconds"), "ms", "1500 ms"),
        (value(0.0421, "ms"), "ms", "0.042 ms"),
        (value(90, "seconds"), "minutes", "1.5 min"),
        (value(1, "ms"), "ms", "1.00 ms"),
        (value(1234567, "count"), "count", "1,234,567"),
        (value(-1234, "count"), "count", "−1,234"),
        (value(12, "count"), "ordinal", "twelfth"),
        (value(112, "count"), "ordinal", "112th"),
        (value(23, "count"), "ordinal", "23rd"),
        (value(21, "count"), "words", "21"),
        (value(0, "count"), "words", "zero"),
        (3, "words", "three"),
    ],
)
def test_forms_at_their_edges(given_: Any, name: str, shown: str) -> None:
    assert forms(Placeholders())[name](given_).shown.replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("given_", "name"),
    [
        (value(3, "count"), "percent"),
        (value(0.5), "ms"),
        (value(0.5), "count"),
        (value(0.5), "words"),
        (value(-1, "count"), "ordinal"),
        (value(float("nan")), "percent"),
        (value(float("inf")), "decimal"),
        (value(1e300, "number"), "decimal"),
        ("text", "percent"),
        (True, "percent"),
        (None, "count"),
    ],
)
def test_forms_refuse_what_they_cannot_say(given_: Any, name: str) -> None:
    with pytest.raises(TypeError):
        forms(Placeholders())[name](given_)


def test_a_value_is_never_put_into_text_without_a_form() -> None:
    with pytest.raises(TypeError, match="needs a filter"):
        str(value(0.5))
    with pytest.raises(TypeError, match="needs a filter"):
        bare(value(0.5, "number"), Placeholders())
    assert plainly(value(0.5)) == "50.0 %"


def test_a_phrase_travels_as_one_character() -> None:
    ledger = Placeholders()
    phrase = forms(ledger)["percent"](value(0.624))
    text = f"about {phrase}."
    assert len(text) == len("about x.")
    assert ledger.shown(text) == "about 62.4\u00a0%."
    assert ledger.phrase(text[6]) is phrase
    assert ledger.phrase("x") is None
    assert (phrase.origin, phrase.source) == ("metric", "s/a.x")


def test_words_of_a_record_hold_no_markers() -> None:
    assert RecordText("a\U00100000b", (A,)) == "a\ufffdb"
    assert scrubbed("plain") == "plain"


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("final.test.accuracy", "fraction"),
        ("final.test.accuracy_interval.low", "fraction"),
        ("final.test.loss", "pure"),
        ("final.test.n", "count"),
        ("final.test.per_class.anger.recall", "fraction"),
        ("final.test.per_class.anger.predicted", "count"),
        ("final.test.confusion.1.2", "count"),
        ("scores.test.accuracy", "fraction"),
        ("history.0.valid.accuracy", "fraction"),
        ("history.0.valid.loss", "pure"),
        ("history.0.seconds", "seconds"),
        ("baselines.majority.balanced_accuracy", "fraction"),
        ("cost.parameters", "count"),
        ("cost.bytes", "bytes"),
        ("cost.flops", "flops"),
        ("cost.latency.median_ms", "ms"),
        ("cost.latency.threads", "count"),
        ("seconds_per_epoch", "seconds"),
        ("data.splits.train.n", "count"),
        ("data.splits.train.shares.anger", "fraction"),
        ("data.splits.train.counts.anger", "count"),
        ("config.rate", "pure"),
        ("config.epochs", "count"),
        ("samples.grid.0.probability", "fraction"),
    ],
)
def test_the_unit_of_a_number_is_what_the_record_states(script_results: Path, path: str, unit: Unit) -> None:
    record = read_run(script_results / "emotion/resnet18.json")
    shown: Any = RunView(record, "emotion/resnet18", RecordFile("f", "p", kinds=record_kinds(record)))
    for step in path.split("."):
        shown = shown[int(step)] if step.isdigit() else getattr(shown, step)
    assert shown.unit == unit


def test_a_metric_of_a_name_that_nobody_knows_has_the_unit_and_interval_that_its_record_states() -> None:
    kinds = {"fid": MetricKind(unit="number", better="lower"), "hit": MetricKind(unit="fraction", better="higher")}
    record = make_record("s", "r", values={"test": {"fid": 41.0, "hit": 0.25}}, counts={"test": 40}, kinds=kinds)
    metric = record.scores["test"]["hit"].within(Interval(low=0.2, high=0.3, method="bootstrap"))
    record = record.model_copy(update={"scores": {"test": {**record.scores["test"], "hit": metric}}})
    shown: Any = RunView(record, "s/r", RecordFile("f", "p", kinds=record_kinds(record)))
    assert (shown.final.test.fid.unit, shown.final.test.hit.unit) == ("pure", "fraction")
    assert shown.final.test.hit.interval == shown.scores.test.hit.interval == (0.2, 0.3)
    assert isinstance(shown.final.test.accuracy, Missing) and isinstance(shown.cost, Missing)
