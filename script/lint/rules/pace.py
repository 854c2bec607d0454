"""Rules about pace: what can be read in the time that a page is seen, and whether eye and ear get the same numbers.

They look at talks that are bound to results. A plain script has no pages that were made to be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage
from plainspoken.script.lint.rule import rule
from plainspoken.script.model import Bullet, Code, Diagram, Number, Page, Picture, Quote, Table

SHORTEST_S = 4.0
"""A page that is seen for less cannot be read."""
FASTEST = 5.0
"""More new words a second than this are not read beside the voice: 300 a minute."""
PAUSE_MS = 300
"""The least silence in which a result is taken in."""
_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")


@rule(
    "PS206",
    "page-too-short",
    "page",
    needs="results",
    default=False,
    bad="""
    ## V1 is right on {{ v1.final.test.accuracy | percent }}

    Four words and gone.
    """,
    good="""
    ## V1 is right on {{ v1.final.test.accuracy | percent }}

    Of the faces that it had never seen before it names about two in three, and that is what it was made for after all.
    """,
)
def page_too_short(view: LintedPage) -> Iterator[Finding]:
    """A page is seen for less than four seconds.

    Nobody reads it in that time, and the talk flickers. Join it with the page before or after, or cut it. Seconds are
    those that the words take at the talk's own pace, with the pauses that are written. Off until it is selected, since
    a talk that has just been begun is all short pages; `plainspoken pages --check` measures the finished slides.
    """
    if not view.manuscript.bound or not view.page.beats:
        return
    seconds = _seconds(view)
    if seconds < SHORTEST_S:
        yield Finding(
            "PS206",
            f"{view.name} is seen for {seconds:.1f} s, less than {SHORTEST_S:g}",
            view.heading,
            data={"seconds": round(seconds, 1)},
        )


@rule(
    "PS207",
    "too-much-to-read",
    "page",
    needs="results",
    default=False,
    bad="""
    ## V1 is right on {{ v1.final.test.accuracy | percent }}

    - a long list of words that nobody can read in the time that it takes to say them all
    - and a second one that is as long as the first, so that the eye has to choose between the two
    - and then a third, since there was still some room on the slide below the other two of them

    That is what it reaches after ten epochs on these faces, and no more.
    """,
    good="""
    ## V1 is right on {{ v1.final.test.accuracy | percent }}

    - after ten epochs

    That is what it reaches after ten epochs on these faces, and no more.
    """,
)
def too_much_to_read(view: LintedPage) -> Iterator[Finding]:
    """A page shows more than five new words a second.

    People who are reading do not listen. Show less, say more, or show the items one at a time. Off until it is
    selected; `plainspoken pages --check` measures the finished slides.
    """
    if not view.manuscript.bound or not view.page.beats:
        return
    words = len((view.page.title or "").split()) + sum(_words(item) for item in view.page.items)
    rate = words / max(_seconds(view), 0.1)
    if rate > FASTEST:
        yield Finding(
            "PS207",
            f"{view.name} shows {words} words in {_seconds(view):.1f} s: {rate:.1f} a second, more than {FASTEST:g}",
            view.heading,
            data={"words": words, "rate": round(rate, 1)},
        )


@rule(
    "PS208",
    "no-pause-after-result",
    "page",
    needs="results",
    default=False,
    bad="""
    ## V1 learns

    It names {{ v1.final.test.accuracy | percent }} of the faces.

    And now to something else.
    """,
    good="""
    ## V1 learns

    It names {{ v1.final.test.accuracy | percent }} of the faces.

    (pause 500 ms)

    And now to something else.
    """,
)
def no_pause_after_result(view: LintedPage) -> Iterator[Finding]:
    """The talk goes straight on after a measured result.

    A listener needs a moment to take a number in: `(pause 500 ms)` after the paragraph gives it. The rule is off until
    it is selected, since not every number is a result worth a silence.
    """
    if not view.manuscript.bound:
        return
    beats = view.page.beats
    for place, beat in enumerate(beats):
        following = beats[place + 1].pause_before_ms if place + 1 < len(beats) else PAUSE_MS
        if any(number.origin == "metric" for number in beat.numbers) and beat.pause_after_ms + following < PAUSE_MS:
            yield Finding("PS208", "no pause follows this result", beat.at)


@rule(
    "PS106",
    "said-not-shown",
    "page",
    needs="results",
    bad="""
    ## V1 does well

    It names {{ v1.final.test.accuracy | percent }} of the faces that it had never seen before.
    """,
    good="""
    ## V1 names {{ v1.final.test.accuracy | percent }}

    It names {{ v1.final.test.accuracy | percent }} of the faces that it had never seen before.
    """,
)
def said_not_shown(view: LintedPage) -> Iterator[Finding]:
    """A number is said but shown nowhere on the page.

    A number that is only heard is lost. Put it into the title, a bullet, or the figure (`note=` writes it there).
    Looked for are numbers with something behind them: metrics, facts of the data and the configuration, constants.
    """
    yield from _unseen(view, differs=False)


@rule(
    "PS107",
    "shown-differs-from-said",
    "page",
    needs="results",
    bad="""
    ## V1 names {{ v1.final.train.accuracy | percent }}

    It names {{ v1.final.test.accuracy | percent }} of the faces that it had never seen before.
    """,
    good="""
    ## V1 names {{ v1.final.test.accuracy | percent }}

    It names {{ v1.final.test.accuracy | percent }} of the faces that it had never seen before.
    """,
)
def shown_differs_from_said(view: LintedPage) -> Iterator[Finding]:
    """The page shows a different number from the one that is said.

    The voice says 22 %, the slide shows 26 %: the listener thinks that one of them must be wrong. Show the number
    that is said, or say which one the slide shows.
    """
    yield from _unseen(view, differs=True)


def _unseen(view: LintedPage, *, differs: bool) -> Iterator[Finding]:
    """The numbers that are said and not shown: those beside exactly one shown number of their unit, or the others."""
    if not view.manuscript.bound:
        return
    shown = _shown_text(view.page)
    seen = set(_NUMBER.findall(shown))
    for beat in view.page.beats:
        for number in beat.numbers:
            if number.origin == "typed" or not _telling(number):
                continue
            digits = _NUMBER.search(number.shown)
            if digits is None or digits[0] in seen:
                continue
            unit = number.shown[digits.end() :].strip()
            alike = set(re.findall(rf"(\d+(?:[,.]\d+)*)\s*{re.escape(unit)}(?!\w)", shown)) if unit else set()
            if (len(alike) == 1) is not differs:
                continue
            if differs:
                message = f"{number.shown} is said, but the page shows {alike.pop()} {unit}"
                yield Finding("PS107", message, number.at or beat.at)
            else:
                yield Finding("PS106", f"{number.shown} is said but shown nowhere on the page", number.at or beat.at)


def _telling(number: Number) -> bool:
    """Whether a number is worth showing: with a unit, or of two digits and more."""
    return sum(letter.isdigit() for letter in number.shown) > 1 or not number.shown.strip().isdigit()


def _shown_text(page: Page) -> str:
    """All words of a page, those in its pictures as far as they are described."""
    parts = [page.title or ""]
    for item in page.items:
        match item:
            case Bullet() | Quote():
                parts.append("".join(run.text for run in item.runs))
            case Table():
                parts += ["".join(run.text for run in cell) for row in (item.header, *item.rows) for cell in row]
            case Code() | Diagram():
                parts.append(item.text)
            case Picture():
                parts += [item.alt, item.caption or "", item.foot, item.note]
                parts += [wording for part in item.parts for key in part.keys for wording in key]
    return "\n".join(parts).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _words(item: object) -> int:
    """Words of an item that are there to be read."""
    match item:
        case Bullet() | Quote():
            return len("".join(run.text for run in item.runs).split())
        case Table():
            cells = [cell for row in (item.header, *item.rows) for cell in row]
            words = [word for cell in cells for word in "".join(run.text for run in cell).split()]
            return sum(any(map(str.isalpha, word)) for word in words)  # of its numbers a listener reads the one meant
        case Code():
            return len(item.text.split())
    return 0


def _seconds(view: LintedPage) -> float:
    """How long a page is seen, at the talk's own pace."""
    script = view.manuscript.script()
    pauses = sum(beat.pause_before_ms + beat.pause_after_ms for beat in view.page.beats)
    said = sum(beat.words / beat.rate for beat in view.page.beats)
    return said / script.words_per_minute * 60 + pauses / 1000
