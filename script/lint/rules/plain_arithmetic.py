# ruff: noqa: E501 - patterns of words
"""Rules about numbers of any script, records or not: what a sentence says of its own numbers must come out.

Each looks only at sentences that hold all that it needs; where nothing can be known, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import ceil, floor

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage, LintedPassage, LintedScript
from plainspoken.script.lint.rule import TEXT, rule
from plainspoken.script.lint.rules.time_limits import sentences
from plainspoken.script.model import Source

_PERCENT = r"(?:[ \u00a0]?%|[ \u00a0]per ?cent\b)"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_OF_N = re.compile(
    rf"(?<![\w.,–-])(\d+(?:\.\d+)?){_PERCENT} of (?:all |the |these |those |our |my )*(\d[\d,]*)(?![\d.%])(?! ?%)"
    r"(?! ?(?:[–-]|to\b) ?\d)"
)
_SHARE = re.compile(rf"(?<![\w.,–-])(\d+(?:\.\d+)?){_PERCENT}")
_PARTS = re.compile(
    r"\b(?:split(?:s|ting)?|divid(?:es?|ed|ing)|made up of|consists? of|broken down|breaks? down|composed of|partition(?:s|ed)?)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:the rest|the remainder|others?|remaining|respectively|each|at least|up to|more than|over|about)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"(?<![\w.,])({_NUMBER}) (\w+)(?:: | \(|, of which |, that is,? )"
    rf"((?:{_NUMBER} [a-z][\w-]*(?: [a-z][\w-]*)?(?:, (?:and )?| and ))+{_NUMBER} [a-z][\w-]*)"
)
_FROM_TO = re.compile(
    rf"\bfrom ({_NUMBER})(?:{_PERCENT})? to ({_NUMBER}){_PERCENT}(.{{0,60}}?)(?<![\w.,])({_NUMBER}){_PERCENT}"
    r"[ -](?:\w+ )?(gain|increase|rise|improvement|jump|growth|lift|drop|decrease|reduction|fall|loss|better|higher|lower|worse|more|less|fewer)\b",
    re.IGNORECASE,
)
_CHANGE_BEFORE = re.compile(
    rf"\b(?:gain|increase|rise|improvement|jump|drop|decrease|reduction|fall)s? of ({_NUMBER}){_PERCENT}[^.]{{0,40}}?\bfrom ({_NUMBER})(?:{_PERCENT})? to ({_NUMBER}){_PERCENT}",
    re.IGNORECASE,
)
_UP_OR_DOWN = (
    r"\b(?:(?P<up>ris(?:es?|ing)|rose|risen|grow(?:s|n|ing)?|grew|climb(?:s|ed|ing)?|increase[sd]?|go(?:es)? up|went up|jump(?:s|ed)?|improve[sd]? in accuracy)|"
    r"(?P<down>falls?|fell|fallen|falling|drop(?:s|ped|ping)?|sink(?:s|ing)?|sank|shrink(?:s|ing)?|shrank|decrease[sd]?|decline[sd]?|go(?:es)? down|went down))"
)
_AMOUNT = (
    rf"(?<![\w.,])({_NUMBER})([ \u00a0](?:%|per ?cent|points?|ms|milliseconds?|seconds?|minutes?|million|MB)(?!\w)|%)?"
)
_MOVES_FROM = re.compile(rf"{_UP_OR_DOWN},? from {_AMOUNT}[^.;:!?%]{{0,40}}? to {_AMOUNT}", re.IGNORECASE)
_MOVES_TO = re.compile(rf"{_UP_OR_DOWN} to {_AMOUNT},? from {_AMOUNT}", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|never|no longer|cannot|hardly)|n['’]t)(?: \w+)?\s*$", re.IGNORECASE)
_TIMES_WORDS = {"twice": 2.0, "double": 2.0, "doubles": 2.0, "triple": 3.0, "triples": 3.0, "half": 0.5, "two times": 2.0,
                "three times": 3.0, "four times": 4.0, "five times": 5.0, "ten times": 10.0}  # fmt: skip
_TIMES = re.compile(
    r"(?<![\w.,])(?:(\d+(?:\.\d+)?)(?: times|-times|x|×|-fold)|(twice|doubles?|triples?|half|(?:two|three|four|five|ten) times))"
    r"(?= (?:as |the |faster|slower|more|fewer|less|larger|smaller|bigger|quicker|longer|better|higher|lower))",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"(?<![\w.,])({_NUMBER})(?:[ \u00a0]?(million|billion|thousand))?[ \u00a0]?(%|percent|ms|milliseconds|seconds?|s\b|minutes|hours|MB|GB|parameters|images|samples|"
    r"epochs|layers|weights|tokens|faces|words|steps|dollars)(?!\w)",
    re.IGNORECASE,
)
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_RESTATED = re.compile(
    rf"(?<![\w.,])({_NUMBER})(?:[ \u00a0](million|billion|thousand))?(?= ?(?:%|[a-z]))", re.IGNORECASE
)


def _value(text: str) -> float:
    return float(text.replace(",", ""))


@rule(
    "PS601",
    "impossible-percentage",
    "passage",
    kinds=TEXT,
    bad="""
    ## One

    It is right on 44.23 % of the 500 images.
    """,
    good="""
    ## One

    It is right on 44.2 % of the 500 images, and on 33 % of 3.
    """,
)
def impossible_percentage(passage: LintedPassage) -> Iterator[Finding]:
    """No count out of the stated number gives this percentage.

    With 500 samples, each counts 0.2 %, so 44.23 % of 500 is impossible: 221 are 44.2 % and 222 are 44.4 %. One of the two numbers is
    wrong, or has more digits than it can have. This is the GRIM test (Brown and Heathers, "The GRIM test: a simple technique
    detects numerous anomalies in the reporting of results in psychology", Social Psychological and Personality Science 8,
    2017).
    """
    if "%" not in passage.text and "percent" not in passage.text:
        return
    for match in _OF_N.finditer(passage.text):
        share, n = Decimal(match[1]), int(match[2].replace(",", ""))
        if n and not _possible(share, n):
            near = sorted({floor(share * n / 100), ceil(share * n / 100)})
            told = " and ".join(
                f"{count} are {100 * count / n:.{_digits(share) + 1}f} %" for count in near if 0 <= count <= n
            )
            yield Finding(
                "PS601", f"“{match[0]}”: no count out of {n} gives that; {told or 'the percentage is out of range'}",
                passage.place(*match.span()),
            )  # fmt: skip


def _digits(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _possible(share: Decimal, n: int) -> bool:
    """Whether some count out of `n`, rounded either way at a half, is `share` percent."""
    step = Decimal(1).scaleb(-_digits(share))
    return any(
        abs(Decimal(100 * count) / n - share) <= step / 2
        for count in range(max(0, floor(share * n / 100) - 1), min(n, ceil(share * n / 100) + 1) + 1)
    )


@rule(
    "PS602",
    "parts-do-not-add-up",
    "passage",
    kinds=TEXT,
    bad="""
    ## One

    We split the data: 70 % to train on, 20 % to choose by and 20 % to test on.
    """,
    good="""
    ## One

    We split the data: 70 % to train on, 15 % to choose by and 15 % to test on. There are 100 pets: 60 cats and 40 dogs.
    """,
)
def parts_do_not_add_up(passage: LintedPassage) -> Iterator[Finding]:
    """The parts of a whole do not add up to it.

    The percentages of a split do not add up to 100, or the counts of a list do not add up to the number before it.
    Rounding errors (half of the last digit for each part) are allowed. Sentences that leave a remainder open are left alone.
    (Miller, "The Chicago Guide to Writing about Numbers", 2015, on checking totals.)
    """
    text = passage.text
    if not any(char.isdigit() for char in text):
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        if _OPEN.search(sentence):
            continue
        shares = list(_SHARE.finditer(sentence))
        if len(shares) >= 3 and _PARTS.search(sentence):
            total = sum((Decimal(match[1]) for match in shares), Decimal(0))
            room = sum((Decimal(1).scaleb(-_digits(Decimal(match[1]))) / 2 for match in shares), Decimal(0))
            if abs(total - 100) > room:
                at = passage.place(start + shares[0].start(), start + shares[-1].end())
                yield Finding("PS602", f"the parts come to {total} %, not to 100 %", at)
        for match in _LISTED.finditer(sentence):
            parts = [_value(number) for number in re.findall(rf"(?<![\w.,])({_NUMBER}) ", match[3])]
            if sum(parts) != _value(match[1]):
                at = passage.place(start + match.start(), start + match.end())
                yield Finding("PS602", f"the parts come to {sum(parts):g}, not to {match[1]}", at)


@rule(
    "PS603",
    "percent-or-points",
    "passage",
    kinds=TEXT,
    bad="""
    ## One

    Accuracy went from 50 to 60 %, a 10 % gain.
    """,
    good="""
    ## One

    Accuracy went from 50 to 60 %, a gain of 10 points, or a relative 20 % gain.
    """,
)
def percent_or_points(passage: LintedPassage) -> Iterator[Finding]:
    """A change between two percentages is given in percent where it is in points, or is neither.

    From 50 to 60 % is 10 percentage points, or a fifth more. "A 10 % gain" would be from 50 to 55 %. Say points, or say
    that the change is relative. (Miller, "The Chicago Guide to Writing about Numbers", 2015, chapter 5: percentage change
    and percentage-point difference.)
    """
    text = passage.text
    if "from" not in text or ("%" not in text and "percent" not in text):
        return
    for pattern, order in ((_FROM_TO, (1, 2, 4)), (_CHANGE_BEFORE, (2, 3, 1))):
        for match in pattern.finditer(text):
            before, after, change = (_value(match[group]) for group in order)
            if "relative" in match[0].lower() or before == 0:
                continue
            points, relative = abs(after - before), 100 * abs(after - before) / before
            if abs(change - points) <= 0.5 * 10.0 ** -_digits(Decimal(match[order[2]])) + 1e-9:
                why = f"that is {points:g} percentage points, or {relative:.0f} % of what was there"
            elif abs(change - relative) <= max(0.6, 0.02 * relative):
                why = f"that is {points:g} points; say “relative” where {change:g} % of what was there is meant"
            else:
                why = f"that is {points:g} points, or {relative:.0f} % of what was there"
            yield Finding("PS603", f"from {before:g} to {after:g} %, {change:g} %: {why}", passage.place(*match.span()))


@rule(
    "PS606",
    "change-goes-the-other-way",
    "passage",
    kinds=TEXT,
    bad="""
    ## One

    Accuracy rises from 53.2 % with the small net to 43.8 % with the large one.
    """,
    good="""
    ## One

    Accuracy falls from 53.2 % with the small net to 43.8 % with the large one.
    """,
)
def change_goes_the_other_way(passage: LintedPassage) -> Iterator[Finding]:
    """A sentence says that a figure rises or falls, and its two values go the other way.

    "Rises from 53.2 % to 43.8 %", "falls to 1.45, from 1.28": where the values come from records, the next training may
    reverse them, while the verb stays. Only verbs directly before two values of the same unit are checked; values without a
    unit or a decimal point (epochs, years) are left alone.
    """
    text = passage.text
    if "from" not in text or " to " not in text:
        return
    for pattern, first in ((_MOVES_FROM, "from"), (_MOVES_TO, "to")):
        for match in pattern.finditer(text):
            (a, a_unit), (b, b_unit) = match.groups()[2:4], match.groups()[4:6]
            units = {(a_unit or "").strip(), (b_unit or "").strip()} - {""}
            if len(units) > 1 or (not units and not ("." in a and "." in b)):
                continue
            one, other = _value(a), _value(b)
            before, after = (one, other) if first == "from" else (other, one)
            rises = match["up"] is not None
            if before != after and rises == (after < before) and not _DENIED.search(text[: match.start()]):
                word = match["up"] or match["down"]
                yield Finding(
                    "PS606", f"“{word}”, but from {before:g} to {after:g} it {'falls' if rises else 'rises'}",
                    passage.place(*match.span()),
                )  # fmt: skip


@rule(
    "PS604",
    "ratio-does-not-fit",
    "passage",
    kinds=TEXT,
    bad="""
    ## One

    It takes 12 ms instead of 48 ms, so it is twice as fast.
    """,
    good="""
    ## One

    It takes 12 ms instead of 48 ms, so it is four times as fast.
    """,
)
def ratio_does_not_fit(passage: LintedPassage) -> Iterator[Finding]:
    """A sentence gives two amounts and their ratio, and the ratio is wrong.

    Only sentences with one ratio and exactly two amounts of the same unit are checked. A tenth more or less counts as
    rounding.
    """
    text = passage.text
    if not any(char.isdigit() for char in text):
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        ratios = list(_TIMES.finditer(sentence))
        if len(ratios) != 1:
            continue
        ratio = float(ratios[0][1]) if ratios[0][1] else _TIMES_WORDS.get(ratios[0][2].lower(), 0.0)
        amounts = [
            (_value(m[1]) * _SCALE.get((m[2] or "").lower(), 1.0), m[3].lower()) for m in _QUANTITY.finditer(sentence)
        ]
        if len(amounts) != 2 or amounts[0][1] != amounts[1][1] or min(amounts)[0] == 0 or not ratio:
            continue
        real = max(amounts)[0] / min(amounts)[0]
        if abs(max(ratio, 1 / ratio) / real - 1) > 0.1:
            at = passage.place(start + ratios[0].start(), start + ratios[0].end())
            yield Finding("PS604", f"“{ratios[0][0]}”: the two amounts beside it are {real:.2g} to 1", at)


@rule(
    "PS605",
    "number-that-changes",
    "talk",
    bad="""
    ## One

    The data set has 3,500 images in all.

    ## Two

    As we saw, the data set has 3,600 images in all.
    """,
    good="""
    ## One

    The training set has 3,500 images.

    ## Two

    The test set has 500 images.
    """,
)
class NumberThatChanges:
    """Two pages say the same thing in the same words with different numbers.

    The rule compares the three words before a number and the two after it; where all five agree and the number does not,
    one of the two is out of date.
    """

    def __init__(self, script: LintedScript) -> None:
        self.first: dict[tuple[str, ...], tuple[str, str]] = {}
        self.found: list[Finding] = []

    def page(self, view: LintedPage) -> None:
        """Compare what is said on a page with what was said before."""
        for passage in view.passages:
            if passage.kind not in TEXT or not any(char.isdigit() for char in passage.text):
                continue
            for match in _RESTATED.finditer(passage.text):
                before = re.findall(r"[\w'’]+", passage.text[: match.start()][-80:].lower())[-3:]
                after = re.findall(r"[\w'’%]+", passage.text[match.end() :][:60].lower())[:2]
                if len(before) < 3 or len(after) < 2 or any(word[0].isdigit() for word in (*before, *after)):
                    continue
                number = " ".join(filter(None, match.groups()))
                known, name = self.first.setdefault((*before, *after), (number, view.name))
                if known != number and name != view.name:
                    self._add(passage.place(*match.span()), number, known, name, view.page.id)

    def _add(self, at: Source, number: str, known: str, name: str, page: str) -> None:
        self.found.append(
            Finding("PS605", f"“{number}” here, and “{known}” on {name} in the same words", at, page=page)
        )

    def end(self) -> Iterator[Finding]:
        """What was found."""
        yield from self.found
