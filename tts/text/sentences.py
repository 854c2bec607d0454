"""Where sentences end in said text, and the text as engines are given it, so that each end is heard as a pause.

Said text is not written English: numbers and names are in lower-case words (`res net eighteen`), so what follows a full
stop often begins with a small letter. Engines take such a stop for an abbreviation's and run on. All that ends with one
of `.?!` before a space ends a sentence here: abbreviations have been written out before (`Doctor`, `for example`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plainspoken.tts.text.utterance import SaidWord

_END = re.compile(r"""[.!?…]["”’')\]]*$""")
_START = re.compile(r"(?:(?<=[.!?…])[\"”’')\]]*\s+|^|\n\n)[\"“‘'(\[]*([^\W\d_])")


def ends_sentence(word: str) -> bool:
    """Whether a said word ends a sentence: a mark of `.?!…` stands at its end, before closing quotes and brackets."""
    return _END.search(word) is not None


def sentence_spans(words: Sequence[SaidWord], text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a segment as (first word, one after the last); the end of a paragraph ends a sentence too."""
    first = 0
    for index, word in enumerate(words):
        last = index + 1 == len(words)
        if last or ends_sentence(word.text) or "\n" in text[word.end : words[index + 1].start]:
            yield first, index + 1
            first = index + 1


def capitalised(text: str) -> str:
    """The text with a capital where a sentence begins, each character in its place."""
    return _START.sub(lambda found: found[0][:-1] + _capital(found[1]), text)


def _capital(letter: str) -> str:
    upper = letter.upper()
    return upper if len(upper) == 1 else letter
