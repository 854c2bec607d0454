"""Syllables of said words.

A word's count comes from the first of these that knows it: a short list of exceptions (words of this field that the
dictionary lacks or has wrong), the pronouncing dictionary, and a trained model that reads the letters, the phonemes of
espeak-ng's rules, and known words within the word (`syllable_model`). pyphen's hyphenation, the project's base, is kept
beside each count (`hyphenated`): alone it is right for half of the words that CMUdict lacks, and `explain` shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from plainspoken.base.word_lists import words
from plainspoken.script.spoken.pronouncing_dictionary import dictionary

if TYPE_CHECKING:
    from plainspoken.script.spoken.syllable_model import Witnesses

Origin = Literal["exception", "dictionary", "parts", "letters", "phonemes"]

_EDGES = re.compile(r"^[^\w']+|[^\w']+$")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?")
_EXCEPTIONS = Path(__file__).parents[1] / "words" / "syllables.tsv"


def count(said: str) -> int:
    """Syllables of said words (spoken form; punctuation does not count)."""
    return sum(look_up(word)[0] for word in said.split())


def source(word: str) -> str:
    """What the count of one said word rests on: exception, dictionary, parts, letters or phonemes."""
    return look_up(word)[1]


@lru_cache(maxsize=200_000)
def look_up(word: str) -> tuple[int, Origin]:
    """Syllables of one said word, and what says so."""
    known = dictionary()
    plain = word.lower().strip(".,;:!?")
    if (found := exceptions().get(plain)) is not None:
        return found, "exception"
    if len(plain) == 1 and plain.isascii() and plain.isalpha():
        return (3 if plain == "w" else 1), "letters"
    if (found := known.get(plain)) is not None:
        return found, "dictionary"
    return _unknown(plain.replace("’", "'"))


@cache
def exceptions() -> dict[str, int]:
    """The project's own corrections, by lower-case word."""
    rows = (line.split("\t") for line in _EXCEPTIONS.read_text(encoding="utf-8").splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) >= 2 and not row[0].startswith("#")}


LONGEST_WORD = 60
"""Letters up to which the model counts: its work grows with the square of them, and no word of English has as many."""


def hyphenated(word: str) -> int:
    """Syllables by pyphen's hyphenation (en_US) alone, for comparison."""
    return len(_hyphenator().positions(word)) + 1 if word else 0


def _unknown(word: str) -> tuple[int, Origin]:
    pieces = _WORD.findall(word)
    if not pieces:
        return 0, "letters"
    if pieces != [word]:
        counts = [look_up(piece) for piece in pieces]
        return sum(number for number, _ in counts), max((origin for _, origin in counts), key=_RANK.index)
    if word.endswith(("'s", "s'")) and (parts := _parts(word)) is not None:
        return parts, "parts"
    from plainspoken.script.spoken.letter_to_sound import espeak
    from plainspoken.script.spoken.syllable_model import folded, load_model

    sounds = [sound for spoken in espeak().words(word) for sound in spoken]
    letters = folded(word)
    if not 3 <= len(letters) <= LONGEST_WORD:
        return espeak().syllables(word), "phonemes"
    witnesses = phoneme_witnesses(word, sounds)
    counted = load_model().count(letters, sounds, witnesses)
    return counted, "parts" if counted == witnesses.parts else "phonemes"


def phoneme_witnesses(word: str, sounds: Sequence[str]) -> Witnesses:
    """What speaks for a count of a word that no dictionary has: its phonemes, and the known words within it."""
    from plainspoken.script.spoken.letter_to_sound import syllables_of
    from plainspoken.script.spoken.syllable_model import Witnesses, folded

    letters, compound, seam = folded(word), None, 0
    for at in range(3, len(letters) - 2):
        shorter = min(at, len(letters) - at)
        if shorter > min(seam, len(letters) - seam) or not seam:
            first = dictionary().get(letters[:at])
            second = dictionary().get(letters[at:]) if first else None
            if first and second:
                compound, seam = first + second, at
    return Witnesses(sum(map(syllables_of, sounds)), compound, _parts(word), seam)


_RANK: tuple[Origin, ...] = ("exception", "dictionary", "letters", "parts", "phonemes")


def _parts(word: str) -> int | None:
    """A known word with an ending or a prefix: as exact as the phonemes on words without an entry, and quicker."""
    if word.endswith(("'s", "s'")):
        stem = word[: word.rindex("'")]
        found = _known(stem)
        return found if found is None else found + (word.endswith("'s") and stem.endswith(_HISSING))
    if (found := _ending(word)) is not None:
        return found
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 4:
            rest = _known(word[len(prefix) :])
            if rest is not None:
                return rest + (_known(prefix) or 1)
    return None


def _ending(word: str) -> int | None:
    """A known word with an inflection or a common ending, with the spelling changes of English undone."""
    if word.endswith("s") and not word.endswith("ss"):
        if (found := _known(word[:-1])) is not None:
            return found + word[:-1].endswith(_HISSING)
        if word.endswith("es") and word[:-2].endswith(_HISSING) and (found := _known(word[:-2])) is not None:
            return found + 1
    for ending, added in _ENDINGS:
        if not word.endswith(ending):
            continue
        bare = word[: -len(ending)]
        for stem in (bare, f"{bare}e", f"{bare[:-1]}y" if bare.endswith("i") else "", _undoubled(bare)):
            if len(stem) >= 3 and (found := _known(stem)) is not None:
                silent = ending == "ed" and not stem.removesuffix("e").endswith(("t", "d"))
                return found if silent else found + added
    return None


def _undoubled(bare: str) -> str:
    return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] else ""


def _known(word: str) -> int | None:
    found = exceptions().get(word)
    return found if found is not None else dictionary().get(word)


_HISSING = ("s", "x", "z", "ch", "sh", "ce", "ge", "se", "ze")
_ENDINGS = (
    ("ability", 4),
    ("ization", 3),
    ("isation", 3),
    ("ness", 1),
    ("less", 1),
    ("ment", 1),
    ("ship", 1),
    ("able", 2),
    ("like", 1),
    ("ful", 1),
    ("ing", 1),
    ("ish", 1),
    ("ist", 1),
    ("ism", 2),
    ("ize", 1),
    ("ise", 1),
    ("est", 1),
    ("ers", 1),
    ("er", 1),
    ("ed", 1),
)
_PREFIXES = words(
    "counter electro inter hyper intra macro micro multi neuro photo super trans ultra under anti auto down fore"
    " hydro mega meta mini over para poly post self semi step tele dis mid mis neo non out pre pro sub bio geo un"
    " re de be co en im in up"
)


@cache
def _hyphenator():  # type: ignore[no-untyped-def]
    import pyphen

    return pyphen.Pyphen(lang="en_US")
