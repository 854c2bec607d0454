"""Rules about results: numbers that nothing stands behind, and proofs that the numbers do not give."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding, Fix
from plainspoken.script.lint.passages import LintedPage, LintedPassage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.lint.truth.dressed_numbers import find_numbers
from plainspoken.script.lint.truth.talk_settings import setting_numbers
from plainspoken.script.model import Beat, Bullet, Item, Number, Quote, Source, Table

_PROOF = re.compile(
    r"\b(?:this|that|it|which|results?|experiments?|we|graphs?|matrix|table) (?:clearly )?(prove[sdn]?)\b",
    re.IGNORECASE,
)


@rule(
    "PS101",
    "number-without-source",
    "talk",
    severity="error",
    needs="results",
    bad="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces, V2 on seventy-one percent.
    """,
    good="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces, V2 on
    {{ emotion.resnet18.final.test.accuracy | percent }}.
    """,
)
class NumberWithoutSource:
    """A number is typed by hand where the talk quotes results.

    When the experiment is run again, it stays as it is, and nobody sees that it is wrong. Take it from the record
    (`{{ v1.final.test.accuracy | percent }}`), from the data or the configuration, or give it a name under
    `[constants]`. The rule looks at talks that are bound to results: those with Jinja in their pages or a `[results]`
    table. In a plain script typed numbers are all there is.

    A number in any form counts, wherever it is seen or heard: in words ("ninety-nine percent", "half of"), as a
    fraction, superscript or Roman numeral, as `99pct`, `#1` or `x2.5`; in titles, cells, captions, the words of
    pictures, the labels of diagrams, formulas, code written for the talk, and the talk's own title; and typed into
    arithmetic (`acc(v1) + 0.3`). The voice must not say another number than the page shows, so a pronunciation that
    says one is a finding, too, and so is a short name in `[results]` with the number of another run. Exempt are
    numbers that belong to a name (ResNet18, V2, GPT-4, Part 1), years of a date, the numbers of a list, and a few
    things counted in words ("two paths")."""

    def __init__(self, script: LintedScript) -> None:
        self.script = script
        self.found: list[Finding] = []
        self.pages = 0
        self.titled = False
        self.numbered: list[tuple[int, Source, str]] = []

    def page(self, view: LintedPage) -> None:
        """Look at the rendered numbers of a page."""
        if not self.script.bound:
            return
        self.pages += 1
        self.titled = self.titled or view.page.title is not None
        if view.page.number is not None:
            self.numbered.append((view.page.number, view.heading, view.page.id))
        for number, at in _numbers(view):
            if number.origin == "typed" and not _belongs_to_a_name(number, view):
                self._add(number.shown, number.at or at, view.page.id)

    def end(self) -> Iterator[Finding]:
        """What was found on the pages, and what the templates hold in other branches, channels and dress."""
        for number, at, page in self.numbered:
            if self.titled and number > self.pages:
                self._add(f"Page {number}", at, page)
        if self.script.bound:
            from plainspoken.script.lint.truth.number_checks import written_numbers

            for file, text in self.script.texts.texts.items():
                for at, shown in written_numbers(file, text):
                    if not any(_touch(at, known.at) for known in self.found):
                        self._add(shown, at, None)
            self._settings()
        yield from self.found

    def _settings(self) -> None:
        """The talk's own title, the short names of its runs, and its pronunciations."""
        for at, message in setting_numbers(self.script):
            self.found.append(Finding("PS101", message, at))

    def _add(self, shown: str, at: Source, page: str | None) -> None:
        message = f"“{shown}” is typed by hand; no metric, fact or constant stands behind it"
        self.found.append(Finding("PS101", message, at, page=page, data={"number": shown}))


def _touch(one: Source, other: Source) -> bool:
    if one.file != other.file or one.end_line < other.line or other.end_line < one.line:
        return False
    return one.line != other.line or (one.column < other.end_column and other.column < one.end_column)


def _belongs_to_a_name(number: Number, view: LintedPage) -> bool:
    """Whether the number tells one thing from its like (part 1, step 2, figure 3) or is the year of a date."""
    if number.at is None:
        return False
    lines = view.manuscript.texts.lines(number.at.file)
    line = lines[number.at.line - 1] if number.at.line <= len(lines) else ""
    start, end = number.at.column - 1, number.at.end_column - 1
    return line[start:end] == number.shown and not any(
        left < end and start < right for left, right in find_numbers(line)
    )


def _numbers(view: LintedPage) -> Iterator[tuple[Number, Source]]:
    """Every number of a page with a place to point at."""
    page = view.page
    for number in page.title_numbers:
        yield number, view.heading
    for part in [*page.items, *page.beats]:
        if isinstance(part, Beat | Bullet | Quote | Table | Item):
            for number in part.numbers:
                yield number, part.at


@rule(
    "PS102",
    "two-roundings",
    "talk",
    needs="results",
    bad="""
    ## One

    - {{ v1.final.test.accuracy | percent(1) }}

    It is right on {{ v1.final.test.accuracy | percent(0) }} of the faces.
    """,
    good="""
    ## One

    - {{ v1.final.test.accuracy | percent }}

    It is right on {{ v1.final.test.accuracy | percent }} of the faces.
    """,
)
class TwoRoundings:
    """A talk gives one value in two roundings, on the slide and in the voice, or on two pages.

    The listener sees 62.4 % and hears 62 percent, and wonders. Use one filter for one value, all through the talk.
    """

    def __init__(self, script: LintedScript) -> None:
        self.said: dict[tuple[str, float, str], list[tuple[str, Source, str, str]]] = {}

    def page(self, view: LintedPage) -> None:
        """Write down how each value is written."""
        for number, at in _numbers(view):
            if number.origin == "metric" and number.source is not None and number.value is not None:
                key = (_quantity(number.source), number.value, _unit(number.shown))
                self.said.setdefault(key, []).append((number.shown, number.at or at, view.page.id, view.name))

    def end(self) -> Iterator[Finding]:
        """What is not written as most places write it."""
        for (source, _, _), places in self.said.items():
            usual = Counter(_digits(shown) for shown, *_ in places).most_common(1)[0][0]
            known = next(entry for entry in places if _digits(entry[0]) == usual)
            for shown, at, page, name in places:
                if _digits(shown) != usual:
                    where = "there on one page" if name == known[3] else f"on {known[3]}"
                    message = f"{source} is “{shown}” here and “{known[0]}” {where}"
                    yield Finding("PS102", message, at, page=page, data={"metric": source})


def _quantity(source: str) -> str:
    """A value's name, whichever way a template asks for it: `acc(s/r)` is `s/r.final.test.accuracy`."""
    asked = re.fullmatch(r"(acc|balanced_acc|params)\(([\w/.-]+)\)", source)
    fields = {"acc": "final.test.accuracy", "balanced_acc": "final.test.balanced_accuracy", "params": "cost.parameters"}
    return f"{asked[2]}.{fields[asked[1]]}" if asked else source


def _digits(shown: str) -> str:
    return "".join(c for c in shown if c.isdigit() or c == ".")


def _unit(shown: str) -> str:
    return "".join(c for c in shown if not c.isdigit() and c not in " .,\u00a0\u202f").lower()


@rule(
    "PS103",
    "proof-claimed",
    "passage",
    words={"prove", "proves", "proved", "proven"},
    bad="""
    ## One

    This proves that more parameters are not slower.
    """,
    good="""
    ## One

    This shows that a net with more parameters need not be slower, as has been proved in theory.
    """,
    fixable="unsafe",
)
def proof_claimed(passage: LintedPassage) -> Iterator[Finding]:
    """An experiment is said to prove something.

    One run on one data set shows or suggests; the next may differ. Say "shows", or say what was seen.
    """
    for proof in _PROOF.finditer(passage.text):
        word = {"prove": "show", "proves": "shows", "proved": "showed", "proven": "shown"}[proof[1].lower()]
        edit = passage.edit(*proof.span(1), word)
        yield Finding(
            "PS103",
            f"“{proof[0]}”: an experiment shows or suggests, it does not prove",
            passage.place(*proof.span(1)),
            fix=Fix(f"write “{word}”", (edit,), safe=False) if edit else None,
        )


@rule(
    "PS105",
    "stale-record",
    "talk",
    needs="results",
    bad="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }}, by a record of another profile than the talk asks for.
    """,
    good="""
    ## One

    It is a small net.
    """,
)
class StaleRecord:
    """A number comes from a record that is not what the talk's configuration would make today.

    The record was made with another profile or seed than `[experiments]` of `talk.toml` says now. Run
    `plainspoken experiments run` (or `plainspoken talk`) to make it again. Imported records are taken as they are.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.manuscript = manuscript
        self.first: dict[str, tuple[Number, Source, str]] = {}

    def page(self, view: LintedPage) -> None:
        """Note the first number of each record."""
        for number, at in _numbers(view):
            if number.file is not None and number.file not in self.first:
                self.first[number.file] = (number, number.at or at, view.page.id)

    def end(self) -> Iterator[Finding]:
        """Report the records that are stale."""
        stale = self.manuscript.stale()
        for file, (number, at, page) in self.first.items():
            if file in stale:
                yield Finding(
                    "PS105", f"{number.source} comes from {file}, {stale[file]}", at, page=page, data={"record": file}
                )
