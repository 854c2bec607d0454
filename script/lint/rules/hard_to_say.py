"""Rules about how text is heard: letters nobody knows, words with two sounds, what cannot be said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.base.word_lists import word_set
from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage, LintedPassage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.model import Source

_CAPITALS = re.compile(r"(?<![\w./@#_-])([A-Z]{2,5})s?(?![\w/@_-])")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>]+|(?<![\w.])[\w.+-]+@[\w-]+\.[\w.]+\b")
_PATH = re.compile(r"(?<![\w./])(?:~|\.{1,2})?(?:/[\w.-]+){2,}/?(?![\w])")
_COMMON = word_set("""
    AI API CPU GPU TPU RAM ROM ID IT OK PC TV UK US USA EU UN USB URL HTML PDF CSV JSON SQL HTTP HTTPS FAQ ASCII GIF
    JPEG JPG PNG MP3 DVD CD DNA RNA FBI NASA NATO BBC CEO PHD GPS SMS ATM DIY VIP AM PM AD BC II III IV VI VII VIII IX
    XI KB MB GB TB HZ MHZ GHZ ML DL NLP LLM CNN RNN LSTM GAN SGD MLP ROC AUC IMDB GPT BERT MNIST CIFAR RGB HD DJ FYI NO
    YES NOT AND OR IF THE TED ASAP A AN AS AT BE BY DO FOR HAS HE HOW I IN IS ITS MAY ME MY NEW NOW OF OLD ON ONE OUR
    OUT SEE SO TO TOO TWO UP WAS WE WHO WHY YOU ALL ANY ARE BUT CAN GET HAD HER HIM HIS LET USE ADD NB PS MIT
""")
_HOMOGRAPHS = {
    "lead": re.compile(r"\b(?:of|the|with|in|from) lead\b(?! (?:to|author|role|by|in|engineer))", re.IGNORECASE),
    "live": re.compile(r"\blive (?:demo|data|show|talk|stream|system|feed)\b", re.IGNORECASE),
    "read": re.compile(r"\b(?:we|i|they) read\b(?! (?:out|it as|off))", re.IGNORECASE),
    "tear": re.compile(r"\btears?\b", re.IGNORECASE),
    "wind": re.compile(r"\bwinds?\b", re.IGNORECASE),
    "wound": re.compile(r"\bwound\b", re.IGNORECASE),
    "bow": re.compile(r"\bbows?\b", re.IGNORECASE),
    "row": re.compile(r"\ba row (?:broke|over|about)\b", re.IGNORECASE),
    "bass": re.compile(r"\bbass\b", re.IGNORECASE),
    "sow": re.compile(r"\bsows?\b", re.IGNORECASE),
    "close": re.compile(r"\b(?:to|we|will|can) close (?:to|the)\b", re.IGNORECASE),
    "minute": re.compile(r"\b(?:a|the|very) minute (?:change|difference|amount|part|trace)\b", re.IGNORECASE),
    "invalid": re.compile(r"\ban? invalid\b(?= [a-z])", re.IGNORECASE),
    "resume": re.compile(r"\b(?:a|the|my|your|her|his) resumes?\b", re.IGNORECASE),
    "polish": re.compile(r"\bPolish\b"),
}


@rule(
    "PS502",
    "unknown-acronym",
    "talk",
    severity="hint",
    bad="""
    ## One

    We trained it on MPS.
    """,
    good="""
    ## One

    We trained it on a CPU, and on Metal Performance Shaders (MPS). MPS is fast.
    """,
)
class UnknownAcronym:
    """An abbreviation is used that the talk never spells out.

    A listener who does not know it is lost, and cannot look it up. Say once what it stands for: "Metal Performance
    Shaders (MPS)". Those that everyone knows, and those in `known` of `[lint]`, need no such thing; nor do those with a
    pronunciation in the talk's own list.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        known = manuscript.settings.lint.known
        self.known = _COMMON | {word.upper() for word in known} | set(manuscript.settings.words.protect)
        self.first: dict[str, tuple[Source, str]] = {}
        self.explained: set[str] = set()

    def page(self, view: LintedPage) -> None:
        """Note the first place of each abbreviation, and which are spelled out."""
        for passage in view.beats:
            for word in _CAPITALS.finditer(passage.text):
                name = word[1]
                if name in self.known or name in self.explained:
                    continue
                if _spelled_out(name, word.start(1), word.end(1), passage.text):
                    self.explained.add(name)
                elif name not in self.first and not _shouting(passage.text, word.start()):
                    self.first[name] = (passage.place(word.start(1), word.end(1)), view.page.id)

    def end(self) -> Iterator[Finding]:
        """Report those that nothing explains."""
        for name, (at, page) in self.first.items():
            if name not in self.explained and not _is_word(name):
                yield Finding("PS502", f"the talk never says what {name} stands for", at, page=page)


def _spelled_out(name: str, start: int, end: int, text: str) -> bool:
    """Whether words beside the abbreviation begin with its letters: "queries, keys and values (QKV)", or after it."""
    near = (text[max(0, start - 120) : start], text[end : end + 120])
    for words in (re.findall(r"[^\W\d_]+", side) for side in near):
        initials = "".join(word[0] for word in words if word.lower() not in ("and", "of", "the", "for", "a")).upper()
        if name in initials:
            return True
    return False


def _is_word(name: str) -> bool:
    """Whether four or five capitals are an English word written large."""
    if len(name) < 4:
        return False
    from plainspoken.script.spoken.pronouncing_dictionary import dictionary

    return name.lower() in dictionary()


def _shouting(text: str, start: int) -> bool:
    """Whether the words around are in capitals too, so that this is emphasis or a heading, not an abbreviation."""
    words = re.findall(r"[^\W\d_]{2,}", text[max(0, start - 40) : start + 40])
    return len(words) > 2 and sum(word.isupper() for word in words) > len(words) / 2


@rule(
    "PS503",
    "homograph",
    "passage",
    severity="hint",
    default=False,
    words=_HOMOGRAPHS,
    bad="""
    ## One

    There is a minute change in the wind.
    """,
    good="""
    ## One

    In a minute it will change.
    """,
)
def homograph(passage: LintedPassage) -> Iterator[Finding]:
    """A word is written like another that sounds different: lead, live, wind, tear, minute.

    The voice guesses by the words around, and these contexts are where it may guess wrong. Listen to it; if it is
    wrong, put the word into the talk's pronunciation list or use another.
    """
    for word in passage.vocabulary & _HOMOGRAPHS.keys():
        for found in _HOMOGRAPHS[word].finditer(passage.text):
            yield Finding("PS503", f"“{found[0]}”: listen to how the voice says “{word}”", passage.place(*found.span()))


@rule(
    "PS504",
    "cannot-be-said",
    "passage",
    bad="""
    ## One

    Look at https://example.org/talks/one for more.
    """,
    good="""
    ## One

    - https://example.org/talks/one

    The address is on the slide.
    """,
)
def cannot_be_said(passage: LintedPassage) -> Iterator[Finding]:
    """A web address, a mail address or a file path is to be spoken.

    Nobody can take it down by ear. Show it, and say that it is there.
    """
    text = passage.text
    if "://" not in text and "/" not in text and "@" not in text and "www." not in text:
        return
    for pattern, noun in ((_ADDRESS, "an address"), (_PATH, "a file path")):
        for found in pattern.finditer(text):
            if noun == "a file path" and "://" in text[max(0, found.start() - 40) : found.end()]:
                continue
            yield Finding("PS504", f"{noun} cannot be taken down by ear; show it", passage.place(*found.span()))


@rule(
    "PS505",
    "unspeakable-text",
    "passage",
    severity="error",
    kinds=("beat",),
    bad="""
    ## One

    The sign on the door says 出口 to the guests.
    """,
    good="""
    ## One

    - 出口

    The sign on the door says “exit” to the guests. 🚪
    """,
)
def unspeakable_text(passage: LintedPassage) -> Iterator[Finding]:
    """A voice of the talk's language cannot say this: another script, a symbol with no spoken form, or only emoji.

    The voice would spell it out, make a noise or stay silent. Show it and say it in words, or give it a pronunciation
    in the talk's own list. Emoji beside words are silent and are not reported.
    """
    if passage.text.isascii():
        return
    from plainspoken.script.spoken.speakable import says_nothing, shows_unspeakable, unspeakable

    if not shows_unspeakable(passage.text):
        return
    from plainspoken.script.spoken.pronunciations import read_pronunciations
    from plainspoken.script.spoken.read_aloud import pieces

    settings = passage.page.manuscript.settings
    own = read_pronunciations(passage.page.manuscript.folder, settings.words)
    read = pieces(passage.text, pronunciations=own)
    if says_nothing([piece.token for piece in read]):
        yield Finding("PS505", f"nothing is said for “{passage.text}”", passage.place(0, len(passage.text)))
    for piece in read:
        if reason := unspeakable(piece.token, passage.page.manuscript.language):
            words = passage.text[piece.start : piece.end]
            at = passage.place(piece.start, piece.end)
            yield Finding("PS505", f"the voice cannot say “{words}”: {reason}", at)


@rule(
    "PS506",
    "mark-not-heard",
    "passage",
    kinds=("beat",),
    bad=r"""
    ## One

    The loss is $\ell \bowtie \frac{1}{2}$ here.
    """,
    good=r"""
    ## One

    The loss $\mathcal{L}(\theta)$ falls by 10⁻⁶, at $2/hour, for every x ∈ ℝⁿ.
    """,
)
def mark_not_heard(passage: LintedPassage) -> Iterator[Finding]:
    """A sign, exponent, index, operator, currency or command of LaTeX is written, and nothing is said for it.

    The listener would hear another value than the slide shows. Write it in words, or give the token a pronunciation in
    the talk's own list.
    """
    from plainspoken.script.spoken.speakable import may_be_unheard

    if not may_be_unheard(passage.text):
        return
    from plainspoken.script.spoken.heard_marks import unheard
    from plainspoken.script.spoken.pronunciations import read_pronunciations
    from plainspoken.script.spoken.read_aloud import pieces

    manuscript = passage.page.manuscript
    own = read_pronunciations(manuscript.folder, manuscript.settings.words)
    for piece in pieces(passage.text, pronunciations=own):
        words = passage.text[piece.start : piece.end]
        if words.rstrip(".,;:!?").lower() not in own and (lost := unheard(piece.token)):
            marks = ", ".join(f"“{mark}”" for mark in lost)
            yield Finding("PS506", f"nothing is said for {marks} in “{words}”", passage.place(piece.start, piece.end))


@rule(
    "PS507",
    "uncounted-language",
    "talk",
    severity="hint",
    bad="""
    +++
    language = "de-DE"
    +++

    ## Eins

    Hier steht ein Satz.
    """,
    good="""
    +++
    language = "en-GB"
    +++

    ## One

    Here is a sentence.
    """,
)
class UncountedLanguage:
    """Words of this language are counted by the rules of English.

    How numbers are said, how many syllables words have and how long they take is known for English alone, and a script
    written without spaces counts as a single word. Budget, shortening and the limits in seconds are guesses then; the
    length of the narration itself is measured.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.manuscript = manuscript
        self.first: LintedPage | None = None

    def page(self, view: LintedPage) -> None:
        """Note the first page that says something."""
        if self.first is None and view.page.beats:
            self.first = view

    def end(self) -> Iterator[Finding]:
        """Report the language, once for the whole talk."""
        language = self.manuscript.language
        if self.first is not None and language.lower().replace("_", "-").partition("-")[0] != "en":
            yield Finding(
                "PS507",
                f"words, syllables and seconds of {language} are counted by the rules of English",
                self.first.heading,
                page=self.first.page.id,
            )
