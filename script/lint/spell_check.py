"""Which word a misspelled one stands for.

Witnesses that a word is right: the spelling dictionary (Hunspell's, American English), the pronouncing dictionary
(CMUdict), the field's words (`words/field_words.txt`, kept by hand) and rare words of all sciences
(`words/rare_words.txt`, from SCOWL, WordNet and a list of software terms), in any form of theirs, American or British.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from plainspoken.base.word_lists import word_set
from plainspoken.script.lint.known_misspellings import SMALL_SLIPS

_WORDS = Path(__file__).parents[1] / "words"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _beside(letter: str) -> str:
    """The keys beside one, on an English keyboard."""
    row = next(row for row, keys in enumerate(_KEYS) if letter in keys)
    at = _KEYS[row].index(letter)
    around = [_KEYS[row][max(0, at - 1) : at], _KEYS[row][at + 1 : at + 2]]
    around += [_KEYS[row - 1][at : at + 2]] if row else []
    around += [_KEYS[row + 1][max(0, at - 1) : at + 1]] if row < len(_KEYS) - 1 else []
    return "".join(around)


_BESIDE = {letter: _beside(letter) for letter in _LETTERS}
_FAR = {letter: "".join(sorted(set(_LETTERS) - set(_BESIDE[letter]) - {letter})) for letter in _LETTERS}
_JOINED = word_set("of the to in is on at and for with that this each other a as by it be from are we")
_BRITISH = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"), ("ise", "ize"),
    ("yse", "yze"), ("our", "or"), ("lled", "led"), ("lling", "ling"), ("ller", "ler"), ("ogue", "og"),
    ("tre", "ter"), ("ence", "ense"), ("mme", "m"), ("aeo", "eo"), ("ae", "e"), ("oe", "e"),
    ("isable", "izable"), ("iser", "izer"), ("ysing", "yzing"), ("oea", "ea"), ("ulph", "ulf"), ("fibre", "fiber"),
    ("lysis", "lysis"),
)  # fmt: skip
_BRITISH_ENDINGS = _BRITISH[:9]
# What sounds alike: a slip of the ear changes one for the other.
_ALIKE = (
    ("f", "ph"), ("k", "ch"), ("c", "ch"), ("r", "rh"), ("n", "kn"), ("r", "wr"), ("w", "wh"), ("t", "th"), ("y", "hy"),
    ("kw", "qu"), ("shun", "tion"), ("sion", "tion"), ("tion", "sion"), ("cion", "tion"), ("shion", "tion"),
    ("ssion", "tion"), ("shal", "tial"), ("cial", "tial"), ("sial", "cial"), ("ks", "x"), ("x", "cks"), ("k", "que"),
    ("er", "re"), ("re", "er"), ("el", "le"), ("al", "le"), ("le", "el"), ("ie", "ei"), ("ei", "ie"), ("ee", "ea"),
    ("ea", "ee"), ("ou", "u"), ("u", "ou"), ("o", "ou"), ("oo", "u"), ("ay", "ei"), ("ai", "ei"), ("ite", "ight"),
    ("aly", "ally"), ("ly", "lly"), ("icly", "ically"), ("ment", "ement"), ("full", "ful"), ("s", "sc"), ("s", "ps"),
    ("sh", "ti"), ("sh", "ci"), ("j", "dg"), ("z", "s"), ("ize", "yze"), ("ise", "yse"), ("ible", "able"),
    ("able", "ible"), ("able", "eable"), ("aw", "au"), ("or", "au"), ("ew", "u"), ("oe", "o"), ("ful", "full"),
    ("c", "ss"), ("ss", "c"), ("sede", "cede"), ("ceed", "cede"), ("cede", "ceed"), ("ea", "e"), ("e", "ea"),
)  # fmt: skip
_PREFIXES = (
    "un", "re", "pre", "non", "sub", "over", "under", "multi", "inter", "mis", "de", "co", "micro", "meta", "auto",
    "semi", "hyper", "anti", "post", "super", "trans", "intra", "mini", "nano", "neuro", "bio", "geo", "electro",
    "photo", "hydro", "thermo", "pseudo", "poly", "mono", "macro", "mid", "mega", "para", "peri", "immuno", "cyto",
    "up", "down", "homo", "hetero", "iso", "ultra",
)  # fmt: skip
_SUFFIXES = ("ness", "less", "able", "like", "wise", "fold", "er", "ers", "ish", "ly")


class Speller(Protocol):
    """What is asked of a spelling dictionary."""

    def spell(self, word: str) -> bool:
        """Whether a word is spelled right."""


@cache
def speller() -> Speller | None:
    """Hunspell's dictionary of American English, or None where its package is not installed."""
    try:
        from hunspell import Hunspell
    except ImportError:
        return None
    found: Speller = Hunspell("en_US")
    return found


@cache
def field_words() -> frozenset[str]:
    """Words of the field that dictionaries lack, as `words/field_words.txt` lists them."""
    lines = (_WORDS / "field_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _rare_words() -> str:
    """All rare words, one a line; looked at only for a word that nothing else knows."""
    return (_WORDS / "rare_words.txt").read_text(encoding="utf-8")


def meant(word: str, dictionary: Speller, used: dict[str, int] | None = None) -> str | None:
    """The word that a misspelled one stands for, or None where it is right, or in doubt.

    Args:
        word: in lower case, as it was written or because a sentence begins with it.
        dictionary: `speller()`.
        used: words of the talk; -1 marks those that are known.
    """
    if word in SMALL_SLIPS:
        return SMALL_SLIPS[word]
    if is_known(word, dictionary):
        return None
    made_up = _derived(word, dictionary)
    for cut in range(1, len(word)):
        first, second = word[:cut], word[cut:]
        joined = first in _JOINED and second in _JOINED and len(second) > 1
        if joined or ((first, second) in (("each", "other"), ("a", "lot"), ("in", "fact"), ("no", "one"))):
            return f"{first} {second}"
    if any(f"\n{stem}\n" in _rare_words() for stem in _stems(word)):
        return None
    best: tuple[int, str] | None = None
    for place, candidate in enumerate(_near(word)):
        if made_up and candidate not in field_words() and not _likelier(candidate, word, made_up):
            continue
        if f"{candidate}s" == word or f"{word}s" == candidate:
            continue
        rank = _rank(candidate, word, dictionary, used)
        if rank > 2 and made_up:
            continue
        if rank and (best is None or (rank * 100_000 + place) < best[0]):
            best = (rank * 100_000 + place, candidate)
            if rank == 1:  # the likeliest slips come first, so none after it does better
                break
    return best[1] if best else None


def _stems(word: str) -> Iterator[str]:
    """The word, and what a plain plural, past or gerund of it would come from."""
    yield word
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            yield word[: -len(ending)]
    if word.endswith("ing"):
        yield f"{word[:-3]}e"


def is_known(word: str, dictionary: Speller) -> bool:
    """Whether a word is right as it stands, in some form or spelling of one that is."""
    return (
        dictionary.spell(word)
        or dictionary.spell(word.capitalize())
        or word in field_words()
        or _british(word, dictionary) is not None
        or _short_form(word)
        or _inflected(word, dictionary)
    )


def pronounced(word: str) -> bool:
    """Whether the pronouncing dictionary has the word."""
    from plainspoken.script.spoken.pronouncing_dictionary import dictionary

    return word in dictionary()


def _rank(candidate: str, word: str, dictionary: Speller, used: dict[str, int] | None) -> int:
    """How likely the candidate was meant, 1 the likeliest; 0 where it is no word, or a doubtful one."""
    if candidate in field_words() or (candidate.endswith("s") and candidate[:-1] in field_words()):
        return 1 if len(word) >= 7 else 2
    if used and used.get(candidate) == -1:
        return 1
    american = _british(candidate, dictionary, _BRITISH_ENDINGS)
    if american is None and not dictionary.spell(candidate):
        return 0
    if pronounced(candidate):
        return 2
    if american is not None and american in field_words():
        return 1
    if american is not None and pronounced(american):
        return 2
    # A long word is seldom a letter away from another by chance, so one witness is enough for what was meant.
    return 3 if len(word) >= 8 else 0


def _near(word: str) -> Iterator[str]:
    """Words one slip away, the likeliest slips first: neighbors swapped, a letter missing, doubled, or another."""
    for at in range(len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at in range(1, len(word)):
        if word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :]
    for at in range(len(word)):
        yield word[:at] + word[at] + word[at:]
    for at in range(1, len(word) + 1):
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
    for letters in (_BESIDE, _FAR):
        for at in range(1, len(word)):
            for letter in letters[word[at]]:
                yield word[:at] + letter + word[at + 1 :]
    if len(word) >= 5:
        for heard, right in _ALIKE:
            at = word.find(heard)
            while at >= 0:
                yield word[:at] + right + word[at + len(heard) :]
                at = word.find(heard, at + 1)
    if len(word) >= 8:  # a slip in the first letter
        yield from (letter + word[1:] for letter in _LETTERS)
        yield from (letter + word for letter in _LETTERS)
        yield word[1:]


def _short_form(word: str) -> bool:
    """Whether the word is a unit or an abbreviation (`mins`, `secs`, `avg`)."""
    from plainspoken.script.spoken.abbreviations import abbreviation
    from plainspoken.script.spoken.units import COUNTED, is_unit

    return is_unit(word) or word in COUNTED or abbreviation(word, "1") is not None


def _british(word: str, dictionary: Speller, pairs: Iterable[tuple[str, str]] = _BRITISH) -> str | None:
    """The American spelling, where the word is British for one that the dictionary has."""
    for ours, theirs in pairs:
        if ours not in word:
            continue
        american = word.replace(ours, theirs, 1) if word.count(ours) == 1 else word.replace(ours, theirs)
        if american != word and (
            dictionary.spell(american) or american in field_words() or _inflected(american, dictionary)
        ):
            return american
    return None


def _inflected(word: str, dictionary: Speller) -> bool:
    """Whether the word is a plain plural, past, gerund or adverb of one that the dictionary or the field has."""

    def base(stem: str) -> bool:
        return len(stem) >= 3 and (dictionary.spell(stem) or stem in field_words())

    if word.endswith("s") and not word.endswith("ss"):
        stem = word[:-1]
        sibilant = stem.endswith(("s", "x", "z", "ch", "sh")) or (stem.endswith("y") and stem[-2:-1] not in "aeiou")
        if base(stem) and not sibilant and not dictionary.spell(stem + "es"):
            return True
        if word.endswith("es") and base(word[:-2]) and word[:-2].endswith(("s", "x", "z", "ch", "sh")):
            return True
        if word.endswith("ies") and base(word[:-3] + "y"):
            return True
    for ending in ("ed", "ing", "er", "ers"):
        if not word.endswith(ending):
            continue
        stem = word[: -len(ending)]
        if len(stem) < 3:
            continue
        if base(stem + "e") and not base(stem) and (ending[0] != "e" or ending == "ed" or stem.endswith(("iz", "is"))):
            return True
        doubled = stem + stem[-1] + ending
        twice = dictionary.spell(doubled) or doubled in field_words()
        if base(stem) and len(stem) >= 4 and not stem.endswith("e") and not twice:
            return True
        if stem[-1] == stem[-2] and base(stem[:-1]) and stem[:-1] in field_words():
            return True
    return False


def _derived(word: str, dictionary: Speller) -> Literal["", "affix", "compound"]:
    """How the word is made of ones that the dictionary has: with a prefix or an ending, or of two; "" if it is not."""
    for prefix in _PREFIXES:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= 4:
            if dictionary.spell(rest) or rest in field_words():
                return "affix"
            if len(rest) >= 5 and (_british(rest, dictionary) is not None or _inflected(rest, dictionary)):
                return "affix"
    if word.endswith("ings") and dictionary.spell(word[:-1]):
        return "affix"
    for suffix in _SUFFIXES:
        stem = word[: -len(suffix)]
        if word.endswith(suffix) and len(stem) >= 4 and dictionary.spell(stem):
            return "affix"
    for cut in range(4, len(word) - 3):
        if all(pronounced(part) and dictionary.spell(part) for part in (word[:cut], word[cut:])):
            return "compound"
    return ""


def _likelier(candidate: str, word: str, made_up: Literal["", "affix", "compound"]) -> bool:
    """Whether a slip is likelier than a word made of two: `likelyhood`, and `coresponding` with its one letter r."""
    if made_up == "compound":
        return len(word) >= 9
    if len(candidate) != len(word) + 1:
        return False
    at = next((at for at, (ours, theirs) in enumerate(zip(word, candidate, strict=False)) if ours != theirs), len(word))
    return candidate[at] == candidate[at - 1]
