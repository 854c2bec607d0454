"""From the International Phonetic Alphabet to a respelling in English letters, which any voice can read.

`/ˈɛndʒɪnˌɛks/` becomes `en jin eks`: a said word for each syllable, so that its syllables are counted right as well.
The letters are those of the dictionaries' respelling keys.
"""

from __future__ import annotations

import re
from itertools import pairwise

_VOWELS: dict[str, str] = {
    "eɪ": "ay", "aɪ": "eye", "ɔɪ": "oy", "aʊ": "ow", "oʊ": "oh", "əʊ": "oh", "ɪə": "eer", "eə": "air", "ʊə": "oor",
    "ɑɹ": "ar", "ɔɹ": "or", "ɛɹ": "air", "ɪɹ": "eer", "ʊɹ": "oor", "əɹ": "er",
    "i": "ee", "ɪ": "i", "ɨ": "i", "e": "e", "ɛ": "e", "æ": "a", "a": "ah", "ɑ": "ah", "ɒ": "o", "ɔ": "aw", "o": "oh",
    "ʊ": "oo", "u": "oo", "ʌ": "u", "ə": "uh", "ɐ": "uh", "ɜ": "er", "ɝ": "er", "ɚ": "er", "y": "ee", "ø": "er",
    "œ": "er",
}  # fmt: skip
_CONSONANTS: dict[str, str] = {
    "tʃ": "ch", "dʒ": "j", "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "ɡ": "g", "g": "g", "m": "m", "n": "n",
    "ŋ": "ng", "f": "f", "v": "v", "θ": "th", "ð": "th", "s": "s", "z": "z", "ʃ": "sh", "ʒ": "zh", "h": "h", "x": "k",
    "ç": "h", "l": "l", "ɫ": "l", "ɹ": "r", "r": "r", "ɾ": "t", "ʁ": "r", "j": "y", "w": "w", "ʔ": "", "ʍ": "w",
}  # fmt: skip
_SHORT = frozenset({"æ", "ɛ", "e", "ɪ", "ʌ"})
_IGNORED = "ː:ˑ\u0361\u035c\u0329\u032f\u0303\u02b0'’-()"
_SIGNS = sorted((*_VOWELS, *_CONSONANTS), key=len, reverse=True)
_ONSETS = re.compile(r"(?:s?(?:p|t|k|f|m|n|l|w|pl|pr|tr|kl|kr|kw|fl)|[bdgθʃ]r|[bg]l|.)$")


def respelled(ipa: str) -> str:
    """The respelling of a transcription, with or without its slashes.

    Raises:
        ValueError: a sign is not known, or there is no vowel.
    """
    syllables: list[str] = []
    for stretch in re.split(r"[ˈˌ.\s]+", ipa.strip("/[] ")):
        syllables += _syllables(_sounds(stretch))
    if not syllables:
        raise ValueError(f"no vowel in {ipa!r}")
    return " ".join(syllables)


def _sounds(stretch: str) -> list[str]:
    sounds: list[str] = []
    at = 0
    while at < len(stretch):
        if stretch[at] in _IGNORED:
            at += 1
            continue
        # A length mark or a tie may stand inside a two-letter sign.
        plain = "".join(sign for sign in stretch[at : at + 4] if sign not in _IGNORED)
        sound = next((sign for sign in _SIGNS if plain.startswith(sign)), None)
        if sound is None:
            raise ValueError(f"{stretch[at]!r} is no sign of the phonetic alphabet that is known here")
        sounds.append(sound)
        left = len(sound)
        while left:
            left -= stretch[at] not in _IGNORED
            at += 1
    return sounds


def _syllables(sounds: list[str]) -> list[str]:
    """One respelled word a vowel; consonants between two vowels begin the second as far as English allows."""
    nuclei = [place for place, sound in enumerate(sounds) if sound in _VOWELS]
    if not nuclei:
        return []
    cuts = [0]
    for before, after in pairwise(nuclei):
        # A short vowel keeps the consonant after it: `kag uhl`, since `ka` would be read with a long one.
        first = before + 1 + (sounds[before] in _SHORT and after > before + 1)
        cut = after
        while cut > first and sounds[cut - 1] != "ŋ" and _begins("".join(sounds[cut - 1 : after])):
            cut -= 1
        cuts.append(cut)
    cuts.append(len(sounds))
    return [_spelled(sounds[start:end]) for start, end in pairwise(cuts)]


def _begins(cluster: str) -> bool:
    return len(cluster) <= 1 or cluster in _CONSONANTS or _ONSETS.match(cluster) is not None


def _spelled(sounds: list[str]) -> str:
    letters = "".join(_VOWELS.get(sound, _CONSONANTS.get(sound, "")) for sound in sounds)
    if letters == "i":
        return "ih"
    closed = sounds[-1] not in _VOWELS
    if not closed:
        # An open short vowel is read long: `ti` as tie. A letter more keeps it short.
        return {"i": f"{letters}h", "e": f"{letters}h", "u": f"{letters}h", "a": f"{letters}h"}.get(
            _VOWELS[sounds[-1]], letters
        )
    if len(sounds) > 1 and sounds[-1] == "s" and sounds[-2] in _VOWELS:
        return f"{letters}s"
    return letters
