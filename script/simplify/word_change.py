"""One change of words: what is replaced by what, with capitals, articles and spaces mended, and what it saves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from plainspoken.script.simplify import inflection
from plainspoken.script.simplify.lexicon import Level
from plainspoken.script.simplify.sentence_tokens import Sentence
from plainspoken.script.spoken import speak


@dataclass(frozen=True)
class Change:
    """One replacement in a source text: code points `start` to `end` of it become `new`.

    `saved` counts syllables of the spoken form; `rule` names the lexicon's phrase or the structure; `line` and
    `column` count from 1 in the text that the change was found in.
    """

    start: int
    end: int
    old: str
    new: str
    level: Level
    rule: str
    saved: int
    line: int = 0
    column: int = 0


@lru_cache(maxsize=50_000)
def spoken_syllables(text: str) -> int:
    """Syllables of a stretch of text as it is said."""
    return sum(token.syllables for token in speak(text))


def change_of(sentence: Sentence, start: int, end: int, new: str, level: Level, rule: str) -> Change:
    """The change that puts `new` for the tokens `start` to `end`, with capitals, articles and spaces mended."""
    words, text = sentence.words, sentence.text
    from_, to = words[start].start, words[end - 1].end
    capital = words[start].first and words[start].text[0].isupper()
    if not new:
        # Nothing takes the place: the words after it move up, with a comma that stood between.
        while end < len(words) and words[end].text == "," and words[start].first:
            to, end = words[end].end, end + 1
        if end < len(words) and words[end].kind != "mark":
            to = words[end].start
            if capital and words[end].kind == "word":
                new, to, capital = words[end].text, words[end].end, True
        elif start:
            from_ = words[start - 1].end
    if capital and new:
        new = new[0].upper() + new[1:]
    previous = words[start - 1] if start else None
    if previous and previous.lower in ("a", "an") and new[:1].isalpha() and previous.end < from_:
        right = inflection.article(new)
        if right != previous.lower:
            right = right.capitalize() if previous.text[0].isupper() else right
            gap = text[previous.end : from_]
            from_, new = previous.start, f"{right}{gap}{new}"
    elif new.lower() in ("a", "an") and end < len(words):
        right = inflection.article(words[end].text)
        new = right.capitalize() if new[0].isupper() else right
    old = text[from_:to]
    if "\n" in old and "\n" not in new:
        following = text[to : to + 1]
        if following == " ":
            new, to = f"{new}\n", to + 1
    old = text[from_:to]
    saved = spoken_syllables(old) - spoken_syllables(new)
    return Change(from_, to, old, new, level, rule, saved)
