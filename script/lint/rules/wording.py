"""Rules about words that cost time or thought: long ones with a shorter twin, jargon, and what trips the tongue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from plainspoken.script.lint.finding import Edit, Finding, Fix
from plainspoken.script.lint.passages import LintedPage, LintedPassage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.template.source_positions import line_starts, place

if TYPE_CHECKING:
    from plainspoken.script.simplify.word_change import Change

_JOINT = re.compile(r"s (?=s[cptklmnqwh]|thr)", re.IGNORECASE)
_END = re.compile(r"[a-z]*(?:[ptk]st|st|sk|sp|ct|xt|xth|ngth|fth|dth|lpt|mpt|nth)$", re.IGNORECASE)
_START = re.compile(r"[a-z]+", re.IGNORECASE)
_JARGON = (
    "backpropagation",
    "batch normalization",
    "batch norm",
    "convolution",
    "cross-entropy",
    "dropout",
    "embedding",
    "epoch",
    "feature map",
    "fine-tuning",
    "gradient",
    "hyperparameter",
    "inference",
    "kernel",
    "latency",
    "learning rate",
    "logits",
    "overfitting",
    "pooling",
    "regularization",
    "residual block",
    "self-attention",
    "softmax",
    "transfer learning",
    "vanishing gradient",
)
_EXPLAINS = re.compile(
    r"^s?(?:,| \(|:| means?\b| is (?:a|an|the|when|what|how)\b| are (?:the|what)\b| stands? for\b| lets?\b"
    r"| weighs?\b| adds?\b| maps?\b| turns?\b| measures?\b| says?\b| tells?\b|—| – )"
)


def _shorter(file: str, text: str, manuscript: LintedScript, *, suggestions: bool, code: str) -> Iterator[Finding]:
    """One finding for each phrase that has a shorter twin in a file, at its first place, with all its edits."""
    from plainspoken.script.simplify.lexicon import with_own
    from plainspoken.script.simplify.replace_words import find_changes

    words = manuscript.settings.words
    lexicon = with_own(manuscript.folder, words.lexicon)
    changes = find_changes(
        text, lexicon=lexicon, protect=words.protect, suggestions=suggestions, tagged=words.parts_of_speech
    )
    yield from _by_phrase(
        file, text, [change for change in changes if (change.level == "suggest") is suggestions], code
    )


def _by_phrase(file: str, text: str, changes: Iterable[Change], code: str) -> Iterator[Finding]:
    """One finding for each phrase, at its first place, with the edits of all its places."""
    lines = line_starts(text)

    def phrase(change: Change) -> tuple[str, str]:
        return change.old.lower(), change.new.lower()

    wanted = sorted(changes, key=phrase)
    for _, group in groupby(wanted, phrase):
        same = sorted(group, key=lambda change: change.start)
        first, saves = same[0], sum(change.saved for change in same)
        edits = tuple(Edit(place(lines, file, change.start, change.end), change.old, change.new) for change in same)
        times = f", {len(same)} times" if len(same) > 1 else ""
        old, new = " ".join(first.old.split()), " ".join(first.new.split())
        yield Finding(
            code,
            f"“{old}” can be “{new}”, which saves {saves} syllable{'s' if saves > 1 else ''}{times}",
            edits[0].at,
            "hint",
            fix=Fix(f"say “{new}”", edits, safe=first.level == "safe", saves=saves),
            data={"old": old, "new": new, "saves": saves, "lines": [edit.at.line for edit in edits]},
        )


@rule(
    "PS301",
    "long-word",
    "source",
    severity="hint",
    default=False,
    fixable="safe",
    bad="""
    ## One

    We utilize the model in order to predict.
    """,
    good="""
    ## One

    We use the model to predict.
    """,
)
def long_word(file: str, text: str, manuscript: LintedScript) -> Iterator[Finding]:
    """A word or phrase has a shorter twin that means the same here.

    One finding for each phrase of a file, at its first place, with the syllables that all its places cost. The words
    come from the lexicon of `plainspoken shorten`, with its guards: names, numbers, code, quotations, negations and the
    talk's protected terms are left alone. Off by default, because a talk within its time need not hear of it.
    """
    yield from _shorter(file, text, manuscript, suggestions=False, code="PS301")


@rule(
    "PS302",
    "shorter-structure",
    "source",
    severity="hint",
    default=False,
    fixable="unsafe",
    bad="""
    ## One

    There are three models that fail.
    """,
    good="""
    ## One

    Three models fail.
    """,
)
def shorter_structure(file: str, text: str, manuscript: LintedScript) -> Iterator[Finding]:
    """A sentence can be built with fewer syllables, but a reader should decide.

    "There are three models that fail" says what "Three models fail" says; a passive with its agent, a relative clause
    or a doubled statement can often go. These are `plainspoken shorten --suggestions`.
    """
    yield from _shorter(file, text, manuscript, suggestions=True, code="PS302")


@rule(
    "PS316",
    "shorter-in-context",
    "source",
    severity="hint",
    default=False,
    fixable="unsafe",
    needs="words-plus",
    bad="""
    ## One

    We discovered that the children wanted to participate.
    """,
    good="""
    ## One

    We found that the children wanted to join.
    """,
)
def shorter_in_context(file: str, text: str, manuscript: LintedScript) -> Iterator[Finding]:
    """A shorter word fits where a longer one stands, as far as the words around it tell; a reader should decide.

    A tagger tells the part of speech, and a sentence encoder how well each of several shorter words fits the place.
    People took 13 of 15 such words on a public test (docs/words.md). Needs the extras `words-plus` and `experiments`;
    where they are missing, the rule finds nothing. `plainspoken shorten --in-context` lists the same.
    """
    from plainspoken.script.simplify import substitutes
    from plainspoken.script.simplify.lexicon import with_own

    if substitutes.installed():
        words = manuscript.settings.words
        lexicon = with_own(manuscript.folder, words.lexicon)
        yield from _by_phrase(
            file, text, substitutes.find_substitutes(text, lexicon=lexicon, protect=words.protect), "PS316"
        )


@rule(
    "PS304",
    "unexplained-jargon",
    "talk",
    severity="hint",
    default=False,
    bad="""
    ## One

    We lower the learning rate, and overfitting goes away.
    """,
    good="""
    ## One

    Overfitting means that the net learns its examples by heart. Overfitting goes away.
    """,
)
class UnexplainedJargon:
    """A term of the field is used before the talk says what it is.

    For an audience of the field that is no fault, so the rule is off by default. It looks at the first time that a term
    is spoken, and takes "means", "is the", "which …", a bracket or a dash after it, or a page of that name, for an
    explanation. Put terms that your listeners know into `known` of `[lint]`.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        known = {word.lower() for word in manuscript.settings.lint.known}
        terms = sorted((term for term in _JARGON if term not in known), key=len, reverse=True)
        spaced = (re.escape(term).replace("\\ ", "[ -]").replace("\\-", "[ -]?") for term in terms)
        self.pattern = re.compile(rf"\b({'|'.join(spaced)})", re.IGNORECASE)
        self.seen: set[str] = set()
        self.found: list[Finding] = []

    def page(self, view: LintedPage) -> None:
        """Look at the first mention of each term."""
        title = (view.page.title or "").lower()
        for passage in view.beats:
            for term in self.pattern.finditer(passage.text):
                name = term[1].lower().replace("-", " ")
                if name in self.seen:
                    continue
                self.seen.add(name)
                if term[1].lower() not in title and not _EXPLAINS.match(passage.text[term.end() :]):
                    at = passage.place(*term.span())
                    self.found.append(
                        Finding("PS304", f"“{term[1]}” is not explained when it first comes", at, page=view.page.id)
                    )

    def end(self) -> Iterator[Finding]:
        """What was found."""
        yield from self.found


@rule(
    "PS305",
    "hard-to-say",
    "passage",
    severity="hint",
    bad="""
    ## One

    The tests strictly compare the texts split by length.
    """,
    good="""
    ## One

    Each test compares the texts, split by length.
    """,
)
def hard_to_say(passage: LintedPassage) -> Iterator[Finding]:
    """Consonants pile up where two words meet: "tests strictly", "texts split".

    Three or more at the end of one word and two or more at the start of the next make a speaker stumble, and a voice
    swallow one. Change the order, or use another word.
    """
    for joint in _JOINT.finditer(passage.text):
        before = _END.search(passage.text, max(0, joint.start() - 30), joint.start())
        after = _START.match(passage.text, joint.end())
        if before is None or after is None:
            continue
        start, end = before.start(), after.end()
        if start == 0 or not passage.text[start - 1].isalnum():
            yield Finding("PS305", f"“{passage.text[start:end]}” is hard to say", passage.place(start, end))
