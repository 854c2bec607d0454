"""Rules about values in a sentence: whose they are, of which split and metric, in which unit, to how many digits."""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.model import Beat, Item, Number, Source


@rule(
    "PS124",
    "value-of-another",
    "source",
    needs="results",
    bad="""
    ## V1 learns

    V1 is right on {{ emotion.resnet18.final.test.accuracy | percent }} of the faces.
    """,
    good="""
    ## V1 learns

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces, ResNet18 on
    {{ emotion.resnet18.final.test.accuracy | percent }}.
    """,
)
def value_of_another(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A sentence names one run, split, metric or class, and quotes the value of another.

    Runs are known by their titles, their own names and the short names of `[results]`; a table's cell by the headers
    of its column and row. Where a sentence names no run, the page's title decides, and a figure must belong to a run
    that its page is about. Values of the training or validation split, and metrics other than accuracy, must be named
    as such. An entry of a history must be of the epoch that the words name (the first, the last, the third), a count of
    what its noun says (`epochs` are no hours, `n` no parameters, `best_epoch` is not how many there were). Beside
    "differ by", "a gap of" or "apart" stands a difference, of one metric, and between the splits that are named. Where
    nothing is named, nothing is reported."""
    if script.bound:
        from plainspoken.script.lint.truth import value_checks

        yield from value_checks.value_of_another(file, text, script)


@rule(
    "PS125",
    "unit-typed-by-hand",
    "source",
    severity="error",
    needs="results",
    bad="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | decimal(2) }} % of the faces.
    """,
    good="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces, and needs
    {{ v1.seconds_per_epoch | round(1) }} seconds an epoch.
    """,
)
def unit_typed_by_hand(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A unit is typed after a value that has a different unit or already includes one.

    `{{ acc(v1) | percent }} %` shows it twice, `{{ latency_ms(v1) | decimal(1) }} s` is wrong by a factor of a
    thousand, and a difference of percentages is in points, not in percent. Use the filter that writes the unit."""
    if script.bound:
        from plainspoken.script.lint.truth import typed_units

        yield from typed_units.unit_typed_by_hand(file, text, script)


@rule(
    "PS126",
    "digits-that-are-not-there",
    "page",
    needs="results",
    bad="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent(4) }} of the faces.
    """,
    good="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent(1) }} of the faces.
    """,
)
def digits_that_are_not_there(view: LintedPage) -> Iterator[Finding]:
    """A filter asks for more digits than the samples allow, or for so few that nothing is left.

    With 500 samples, each counts 0.2 %, so 44.23 % is impossible (Brown and Heathers, "The GRIM test", 2017). The
    value is written with the digits that the samples support; ask for no more.
    """
    for number, at in _doubtful(view):
        if _OTHER_UNIT not in (number.doubt or ""):
            yield Finding("PS126", f"{number.doubt}: “{number.shown}” is what is known", at)


@rule(
    "PS128",
    "filter-of-another-unit",
    "page",
    severity="error",
    needs="results",
    bad="""
    ## One

    Its loss is {{ v1.final.test.loss | percent }}.
    """,
    good="""
    ## One

    Its loss is {{ v1.final.test.loss | decimal(2) }}.
    """,
)
def filter_of_another_unit(view: LintedPage) -> Iterator[Finding]:
    """A filter writes another unit than the value has.

    A loss is no percentage, an accuracy has no points, a count has no milliseconds. What a value is stands in its
    record; docs/templates.md lists the filters by what they write. A build stops there."""
    for number, at in _doubtful(view):
        if _OTHER_UNIT in (number.doubt or ""):
            yield Finding("PS128", number.doubt or "", at)


_OTHER_UNIT = "` writes "
"""In the words of `template.number_formats.UnitError`."""


def _doubtful(view: LintedPage) -> Iterator[tuple[Number, Source]]:
    """The numbers of a page that are not as the author asked, each with its place."""
    page = view.page
    parts: list[tuple[list[Number], Source]] = [(page.title_numbers, view.heading)]
    parts += [(part.numbers, part.at) for part in [*page.items, *page.beats] if isinstance(part, Beat | Item)]
    for numbers, at in parts:
        for number in numbers:
            if number.doubt:
                yield number, number.at or at
