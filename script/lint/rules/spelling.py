"""Spelling: words that no dictionary knows, and that are a slip away from one that is known.

Names, terms of the field, British spellings and words that the talk uses again and again are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plainspoken.script.lint.finding import Edit, Finding, Fix
from plainspoken.script.lint.known_misspellings import SMALL_SLIPS, SPELLINGS
from plainspoken.script.lint.passages import LintedPage, LintedScript
from plainspoken.script.lint.rule import TEXT, rule
from plainspoken.script.lint.spell_check import meant, pronounced, speller
from plainspoken.script.model import Source

_WORD = re.compile(r"(?<![\w./@#$\\{}'’-])(?:[a-z]{3,24}|[A-Z][a-z]{5,23})(?![\w/@\\{}_-]|['’][a-rt-z]|\.\w|\()")
_LONG = re.compile(r"(?<![\w./-])[a-z]{4,24}(?![\w/-])")
_OPENS = re.compile(r"(?:^|[.!?:]\s+)[\s\"'“‘(]*$")


@rule(
    "PS315",
    "spelling",
    "talk",
    fixable="unsafe",
    bad="""
    ## One

    The network is intersted in what is availabe.
    """,
    good="""
    ## One

    The convnet normalises its logits, and zorbling is a word of ours.
    """,
)
class Spelling:
    """A word is in no dictionary, and a slip away from a word that is.

    A misspelled word is mispronounced by the voice, and stands so in the captions. A spelling dictionary, the
    pronouncing dictionary and a list of the sciences' words must all lack it in any form. A slip is two letters
    swapped, one lost, doubled or wrong, or letters that sound alike. Names, terms, British spellings, units, words in
    `known` of `[lint]`, words of three letters and words that the talk uses three times are left alone.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        settings = manuscript.settings
        self.texts = manuscript.texts
        self.known = {word.lower() for word in (*settings.lint.known, *settings.words.protect)} | SPELLINGS.keys()
        self.names: set[str] = set()
        self.times: dict[str, int] = {}
        self.where: dict[str, list[tuple[Source, str]]] = {}
        self.folder: Path = manuscript.folder

    def page(self, view: LintedPage) -> None:
        """Collect the words of the page that the pronouncing dictionary lacks."""
        for passage in view.passages:
            if passage.kind not in TEXT:
                continue
            unknown = []
            for found in _WORD.finditer(passage.text):
                word = found[0]
                if not word.islower():
                    word = word.lower()
                    if not _OPENS.search(passage.text[max(0, found.start() - 12) : found.start()]):
                        self.names.add(word)
                        continue
                times = self.times.get(word)
                if times is None:
                    times = self.times[word] = 0 if self._is_looked_up(word) else -1
                if times >= 0:
                    unknown.append((word, found.span()))
            if len(unknown) >= 4 and _is_foreign(passage.text, len(unknown)):
                continue
            for word, span in unknown:
                self.times[word] += 1
                if self.times[word] <= 2:
                    self.where.setdefault(word, []).append((passage.place(*span), view.page.id))

    def _is_looked_up(self, word: str) -> bool:
        if word in self.known:
            return False
        return word in SMALL_SLIPS or (len(word) > 3 and not pronounced(word))

    def end(self) -> Iterator[Finding]:
        """Put what is left to the spelling dictionary."""
        rare = [word for word in self.where if self.times[word] <= 2]
        dictionary = speller() if rare else None
        if dictionary is None:
            return
        for word in rare:
            right = None if word in self.names else meant(word, dictionary, self.times)
            if right is None:
                continue
            for at, page in self.where[word]:
                written = self.texts.text_at(at) or ""
                capital = written[:1].isupper()
                shown, put = (word.capitalize(), right.capitalize()) if capital else (word, right)
                fix = Fix(f"write “{put}”", (Edit(at, written, put),), safe=False) if written == shown else None
                yield Finding("PS315", f"“{shown}” is in no dictionary; “{put}” is", at, page=page, fix=fix)


def _is_foreign(text: str, unknown: int) -> bool:
    """Whether a passage is in another language: of its words of four letters and more, half are none of English."""
    return unknown * 2 > len(_LONG.findall(text))
