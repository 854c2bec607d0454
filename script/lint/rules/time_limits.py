"""Rules about time: a talk, a page, a beat or a sentence that is longer than it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage, LintedPassage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.model import Source
from plainspoken.script.timing.stated_length import has_stated_length

if TYPE_CHECKING:
    from plainspoken.script.timing.page_seconds import PageSpeech, TalkSeconds

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\Wa-z_])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|vs|cf|al|Dr|Mr|Ms|Mrs|Prof|Fig|No|approx|etc|Eq|Sec)|\b[A-Z])\.$")


@rule(
    "PS201",
    "talk-over-budget",
    "talk",
    severity="error",
    bad="""
    limit: 250wpm: 0.02*250 = 5 words

    ## Page 1

    These are more than the five words.
    """,
    good="""
    limit: 250wpm: 4*250 = 1000 words

    ## Page 1

    These are fewer than the words allowed.
    """,
)
class TalkOverBudget:
    """The talk has more words than its time allows.

    Words are counted by whitespace in what is spoken, and the limit is `minutes` times `words_per_minute` in `[talk]`
    (or `--minutes`; a pace of `[voice]` comes first), or what the script itself declares above its first page
    (`limit: 250wpm: 4*250 = 1000 words`). A script that says nothing of its time has no limit, nor has one whose
    voice is pinned to an `engine_rate`: its words have no pace, and PS205 limits its seconds instead. "At its
    shortest" means that every wording and every optional passage has given way already. `plainspoken shorten` makes
    words shorter, `plainspoken budget` shows which pages cost most.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.manuscript = manuscript
        self.words = 0

    def page(self, view: LintedPage) -> None:
        """Add a page's words."""
        self.words += view.page.words

    def end(self) -> Iterator[Finding]:
        """Compare."""
        script = self.manuscript.script()
        if not has_stated_length(script, self.manuscript.settings):
            return
        declared = script.declared and script.declared.limit_in(script.minutes, script.words_per_minute)
        if not declared and self.manuscript.settings.voice.engine_rate:
            return
        limit = declared or script.word_limit
        at = (script.declared.at if script.declared else None) or self.manuscript.first
        if self.words <= limit or at is None:
            return
        over = self.words - limit
        why = "by its own limit" if declared else f"{script.minutes:g} min at {script.words_per_minute:g} a minute"
        shortest = " at its shortest" if script.choices else ""
        part = self.manuscript.settings.part
        whole = f"the part `{part}`" if part else "the talk"
        yield Finding(
            "PS201",
            f"{whole} has {self.words:,} words{shortest} and may have {limit:,} ({why}): {over:,} too many",
            at,
            data={"words": self.words, "limit": limit, "over": over},
        )


@rule(
    "PS202",
    "page-over-budget",
    "talk",
    config="""
    [limits]
    page_words = 5
    """,
    bad="""
    ## One

    These are more than the five words.
    """,
    good="""
    ## One

    These are four words.
    """,
)
class PageOverBudget:
    """A page has more words than `page_words`, or takes longer than `page_seconds`, in `[limits]` allow.

    Nobody looks at one slide for long. Split the page, or cut it. Seconds are those of the talk's voice, as
    `plainspoken budget` predicts them. There are no such limits until the talk sets them.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.manuscript = manuscript
        self.limits = manuscript.settings.limits
        self.findings: list[Finding] = []
        self.pages: list[tuple[str, str, Source]] = []
        self.speech: list[PageSpeech] = []

    def page(self, view: LintedPage) -> None:
        """Count a page's words; keep what is said on it."""
        limit, page = self.limits.page_words, view.page
        if limit is not None and page.words > limit:
            message = f"{view.name} has {page.words} words and may have {limit}"
            data = {"words": page.words, "limit": limit}
            self.findings.append(Finding("PS202", message, view.heading, data=data, page=page.id))
        if self.limits.page_seconds is not None:
            self.pages.append((page.id, view.name, view.heading))
            self.speech.append(_speech(view))

    def end(self) -> Iterator[Finding]:
        """Compare seconds: the voice's rate, and so those of each page, depends on the whole talk."""
        yield from self.findings
        limit = self.limits.page_seconds
        if limit is None:
            return
        from plainspoken.script.timing.budget import seconds_over

        found = _predicted(self.speech, self.manuscript).pages
        for (page, name, heading), seconds in zip(self.pages, found, strict=True):
            if seconds_over(seconds, limit):
                message = f"{name} takes {seconds:.1f} s to say and may take {limit:g}"
                data = {"seconds": round(seconds, 1), "limit": limit}
                yield Finding("PS202", message, heading, data=data, page=page)


def _speech(view: LintedPage) -> PageSpeech:
    from plainspoken.script.timing.page_seconds import page_speech

    return page_speech(view.page, view.manuscript.settings.voice.model)


def _predicted(speech: list[PageSpeech], manuscript: LintedScript) -> TalkSeconds:
    """What the budget predicts, for the pages that were seen."""
    from plainspoken.script.timing.page_seconds import predict_pages

    return predict_pages(speech, manuscript.settings.voice, manuscript.script().words_per_minute)


@rule(
    "PS205",
    "talk-over-time",
    "talk",
    default=False,
    config="""
    [talk]
    minutes = 0.02
    """,
    bad="""
    ## One

    These four words take some two seconds.
    """,
    good="""
    ## One

    Short.
    """,
)
class TalkOverTime:
    """The talk takes longer to say than its time allows, by the prediction of `plainspoken budget`.

    The seconds are those that `plainspoken talk` will measure in the talk's own voice, at its pace and with its
    pauses, within some 2 %. Off by default: a talk that is too long as it is written is built in shorter words where
    there are some, and `plainspoken budget` says how much is left to cut.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.manuscript = manuscript
        self.speech: list[PageSpeech] = []

    def page(self, view: LintedPage) -> None:
        """Keep what is said on a page."""
        self.speech.append(_speech(view))

    def end(self) -> Iterator[Finding]:
        """Compare."""
        script = self.manuscript.script()
        limit = 60 * script.minutes
        at = (script.declared.at if script.declared else None) or self.manuscript.first
        if at is None or not has_stated_length(script, self.manuscript.settings):
            return
        from plainspoken.script.timing.budget import seconds_over

        seconds = _predicted(self.speech, self.manuscript).whole
        if seconds_over(seconds, limit):
            yield Finding(
                "PS205",
                f"the talk takes {seconds:.1f} s to say and may take {limit:g}",
                at,
                data={"seconds": round(seconds, 1), "limit": limit},
            )


@rule(
    "PS203",
    "long-beat",
    "passage",
    bad=f"""
    ## One

    {"We train a small net and look at what it does. " * 7}
    """,
    good="""
    ## One

    We train a small net and look at what it does.

    Then we train a larger one.
    """,
)
def long_beat(passage: LintedPassage) -> Iterator[Finding]:
    """A paragraph is longer than one breath of narration.

    A paragraph is a beat: what it speaks of appears as it begins, and a pause follows it. Beyond `beat_words` in
    `[limits]` (60; at 250 words a minute some 14 seconds) nothing moves on the slide for too long. Put an empty
    line where the thought turns.
    """
    limit = passage.page.manuscript.settings.limits.beat_words
    if limit is None or len(passage.text) <= limit * 2:
        return
    words = len(passage.text.split())
    if words > limit:
        yield Finding(
            "PS203",
            f"a beat of {words} words, longer than the {limit} of one breath",
            _first_line(passage),
            data={"words": words, "limit": limit},
        )


@rule(
    "PS204",
    "long-sentence",
    "passage",
    bad="""
    ## One

    We train a small net on the faces that we have, which are few and grey and noisy, and then we look at what it does
    with those that it has never seen, because only these can tell us whether it has learned anything at all about them.
    """,
    good="""
    ## One

    We train a small net on the faces that we have. Then we look at what it does with those that it has never seen.
    """,
)
def long_sentence(passage: LintedPassage) -> Iterator[Finding]:
    """A sentence is too long to be followed by ear.

    A reader can go back, a listener cannot. Beyond `sentence_words` in `[limits]` (40), make two sentences.
    """
    limit = passage.page.manuscript.settings.limits.sentence_words
    if limit is None or len(passage.text) <= limit * 2:
        return
    for start, end in sentences(passage.text):
        words = len(passage.text[start:end].split())
        if words > limit:
            yield Finding(
                "PS204",
                f"a sentence of {words} words; more than {limit} are hard to follow by ear",
                passage.place(start, end),
                data={"words": words, "limit": limit},
            )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of `text`; an abbreviation does not end one."""
    cuts = [0]
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text, max(0, end.start() - 8), end.start() + 1):
            cuts.append(end.end())
    cuts.append(len(text))
    for start, stop in pairwise(cuts):
        if text[start:stop].strip():
            yield start, start + len(text[start:stop].rstrip())


def _first_line(passage: LintedPassage) -> Source:
    """The passage's first line, which is enough to mark a long one."""
    at = passage.at
    if at.end_line == at.line:
        return at
    lines = passage.page.manuscript.texts.lines(at.file)
    width = len(lines[at.line - 1].rstrip()) if at.line <= len(lines) else at.column
    return Source(file=at.file, line=at.line, column=at.column, end_line=at.line, end_column=max(width + 1, at.column))
