"""What the pronouncing dictionary (CMUdict) says of a word, in the alphabet of hibari's model.

hibari's lexicon takes precedence where it knows a word. Words that only its net for unknown words would guess at, and
names that its lexicon takes for another word ("Beth" for the letter), are said as the dictionary has them.
"""

from __future__ import annotations

import mmap
import re
from functools import cache

from plainspoken.script.spoken.pronouncing_dictionary import dictionary_file

_MISAKI = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "ɜɹ", "EY": "A", "IH": "ɪ",
    "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u", "B": "b", "CH": "ʧ", "D": "d", "DH": "ð", "F": "f",
    "G": "ɡ", "HH": "h", "JH": "ʤ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s",
    "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_REDUCED = {"AH": "ə", "ER": "əɹ"}
_STRESS = {"0": "", "1": "ˈ", "2": "ˌ"}
_SAME = {
    "ɑ": "ɔ", "ɒ": "ɔ", "a": "ɔ", "ʌ": "ə", "ɐ": "ə", "ɜ": "ə", "ᵊ": "ə", "ᵻ": "ɪ", "T": "t", "ɾ": "t", "ʔ": "t",
}  # fmt: skip
DIFFERENT = 0.25
"""The share of its sounds from which on a word is said differently, and not only in another accent or more loosely."""


@cache
def dictionary_phonemes(word: str) -> tuple[str, ...]:
    """Every pronunciation that the dictionary has of a word, the commonest first; none where it lacks the word.

    The name of a letter is found with a full stop behind it (`a.`).
    """
    name = word.lower().replace("’", "'")
    if not re.fullmatch("[a-z']+[.]?", name):
        return ()
    data, found = _data(), []
    at = data.find(f"\n{name} ".encode())
    while at >= 0:
        end = data.find(b"\n", at + 1)
        line = data[at + 1 : end if end >= 0 else len(data)].decode()
        head, _, sounds = line.partition(" ")
        if head.partition("(")[0] != name:
            break
        found.append("".join(_symbol(sound) for sound in sounds.partition("#")[0].split()))
        at = end
    return tuple(found)


def _symbol(sound: str) -> str:
    bare, stress = (sound[:-1], sound[-1]) if sound[-1].isdigit() else (sound, "")
    symbol = _REDUCED.get(bare) if stress == "0" else None
    return _STRESS.get(stress, "") + (symbol or _MISAKI[bare])


@cache
def _data() -> mmap.mmap:
    with dictionary_file().open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def difference(one: str, two: str) -> float:
    """Edits between two pronunciations as a share of the longer one, from 0 to 1.

    Stress, flapped and reduced vowels, and vowels that many Americans do not tell apart, are no difference.
    """
    first, second = _plain(one), _plain(two)
    row = list(range(len(second) + 1))
    for index, sound in enumerate(first, 1):
        previous, row[0] = row[0], index
        for column, other in enumerate(second, 1):
            previous, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, previous + (sound != other))
    return row[-1] / max(len(first), len(second), 1)


def _plain(phonemes: str) -> str:
    sounds = "".join(_SAME.get(symbol, symbol) for symbol in phonemes if symbol.isalpha() and symbol not in "ˈˌː")
    sounds = re.sub("[ɪi]ɹ", "iɹ", re.sub("[ʊu]ɹ", "uɹ", sounds))
    return sounds.replace("ɪ", "ə").replace("ɛɹ", "æɹ")
