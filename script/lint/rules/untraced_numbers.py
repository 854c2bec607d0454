"""Rules about results: numbers that nothing stands behind, causes and proofs that the numbers do not give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding, Fix
from plainspoken.script.lint.passages import LintedPage, LintedPassage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.lint.rules.time_limits import sentences
from plainspoken.script.model import Beat, Bullet, Item, Number, Quote, Source, Table

_NAMED = re.compile(
    r"\b(?:part|page|slide|chapter|section|step|figure|table|version|stage|round|phase|example|equation|question|number|"
    r"level|layer|no\.|v)[ \u00a0]$",
    re.IGNORECASE,
)
_PROOF = re.compile(
    r"\b(?:this|that|it|which|results?|experiments?|we|graphs?|matrix|table) (?:clearly )?(prove[sdn]?)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(because of|because|caused by|due to|thanks to|the (?:main |primary )?reason (?:is|was|it)|this is why|"
    r"which is why)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|maybe|could|perhaps|probabl[ey]|likely|seem(?:s|ed)?|appear(?:s|ed)?|suggest(?:s|ed)?|possibl[ey]|"
    r"i would say|i think|we think|we believe|i believe|one reason|in part|partly|tend(?:s|ed)?|can)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:accuracy|performance|faster|slower|better|worse|higher|lower|smaller|larger|overfit(?:s|ted|ting)?|"
    r"underperform(?:s|ed)?|outperform(?:s|ed)?|inference time|latency|loss|score[sd]?)\b",
    re.IGNORECASE,
)


@rule(
    "PS101",
    "number-without-source",
    "page",
    severity="error",
    needs="results",
    bad="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces, V2 on 71.3 %.
    """,
    good="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces, V2 on
    {{ emotion.resnet18.final.test.accuracy | percent }}.
    """,
)
def number_without_source(view: LintedPage) -> Iterator[Finding]:
    """A number is typed by hand where the talk quotes results.

    When the experiment is run again, it stays as it is, and nobody sees that it is wrong. Take it from the record
    (`{{ v1.final.test.accuracy | percent }}`), from the data or the configuration, or give it a name under
    `[constants]`. The rule looks at talks that are bound to results: those with Jinja in their pages or a `[results]`
    table. In a plain script typed numbers are all there is. Numbers that belong to a name (ResNet18, V2, Part 1) are
    none of its business, nor are numbers written as words.
    """
    if not view.manuscript.bound:
        return
    for number, at in _numbers(view):
        if number.origin == "typed" and not _belongs_to_a_name(number, view):
            yield Finding(
                "PS101",
                f"“{number.shown}” is typed by hand; no metric, fact or constant stands behind it",
                number.at or at,
                data={"number": number.shown},
            )


def _belongs_to_a_name(number: Number, view: LintedPage) -> bool:
    """Whether the number tells one thing from its like: part 1, step 2, figure 3."""
    if number.at is None:
        return False
    lines = view.manuscript.texts.lines(number.at.file)
    before = lines[number.at.line - 1][: number.at.column - 1] if number.at.line <= len(lines) else ""
    return _NAMED.search(before) is not None


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
    "page",
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
def two_roundings(view: LintedPage) -> Iterator[Finding]:
    """One page shows a metric in two roundings, so that eye and ear disagree.

    The listener sees 62.4 % and hears 62 percent, and wonders. Use one filter for both.
    """
    first: dict[tuple[str | None, float | None], tuple[str, Source]] = {}
    for number, at in _numbers(view):
        if number.origin != "metric" or number.source is None or number.value is None:
            continue
        key = (number.source, number.value)
        shown, _ = first.setdefault(key, (number.shown, number.at or at))
        if _digits(shown) != _digits(number.shown) and _unit(shown) == _unit(number.shown):
            yield Finding(
                "PS102",
                f"{number.source} is “{shown}” here and “{number.shown}” there on one page",
                number.at or at,
                data={"metric": number.source},
            )


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
    "PS104",
    "cause-without-hedge",
    "passage",
    default=False,
    severity="hint",
    words={"because", "caused", "due", "thanks", "reason", "why"},
    bad="""
    ## One

    It has higher accuracy because of its attention layers.
    """,
    good="""
    ## One

    It has higher accuracy, perhaps because of its attention layers.
    """,
)
def cause_without_hedge(passage: LintedPassage) -> Iterator[Finding]:
    """A cause is given for a result as if it had been tested.

    A run tells what happened, an ablation tells why. Without one, say "perhaps" or "one reason may be". Off by
    default: the rule cannot know which causes were tested.
    """
    for start, end in sentences(passage.text):
        sentence = passage.text[start:end]
        cause = _CAUSE.search(sentence)
        if cause and _MEASURED.search(sentence) and not _HEDGE.search(sentence):
            yield Finding(
                "PS104",
                f"“{cause[0]}” gives a cause for a result; was it tested?",
                passage.place(start + cause.start(), start + cause.end()),
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
    `plainspoken experiments run` (or `plainspoken talk`) to make it anew. Imported records are taken as they are.
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
