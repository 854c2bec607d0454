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

from plainspoken.script.model import read_script
from plainspoken.script.spoken import speak
from plainspoken.script.spoken.identifiers import acronyms, pronunciations
from plainspoken.script.spoken.letter_to_sound import bare, espeak
from plainspoken.tts.engines.dictionary_phonemes import DIFFERENT, dictionary_phonemes, difference
from plainspoken.tts.engines.hibari_phonemes import Phonemizer

MARKS = ".,;:!?\"'()“”’—…"

# espeak-ng's mnemonics in the same letters; those that are not listed are one letter long and the same.
ESPEAK = {
    "a": "æ", "aa": "æ", "a#": "ə", "A:": "ɔ", "A@": "ɔɹ", "A": "ɔ", "O:": "ɔ", "O": "ɔ", "O@": "ɔɹ",
    "o@": "ɔɹ", "0": "ɔ", "E": "ɛ", "e@": "ɛɹ", "I": "ɪ", "I2": "ɪ", "I#": "ɪ", "i:": "i", "i@": "iə",
    "i@3": "iɹ", "@": "ə", "@2": "ə", "@5": "ə", "@L": "əl", "V": "ə", "3": "əɹ", "3:": "əɹ", "U": "ʊ",
    "u:": "u", "U@": "uɹ", "eI": "A", "aI": "I", "oU": "O", "aU": "W", "OI": "Y", "aI@": "Iə", "aI3": "Iəɹ",
    "aU@": "Wə", "tS": "ʧ", "dZ": "ʤ", "S": "ʃ", "Z": "ʒ", "T": "θ", "D": "ð", "N": "ŋ", "g": "ɡ", "r": "ɹ",
    "t#": "t", "t2": "t", "?": "t", "l-": "əl", "n-": "ən", "m-": "əm",
}  # fmt: skip


def by_cmudict(word: str) -> tuple[str, ...]:
    """Every pronunciation that CMUdict has; for a lone capital, the letter's name."""
    return dictionary_phonemes(f"{word}." if len(word) == 1 and word.isupper() else word)


def by_espeak(word: str) -> str:
    """espeak-ng's pronunciation, in the same letters."""
    sounds = [bare(phoneme) for phonemes in espeak().words(word) for phoneme in phonemes]
    return "".join(ESPEAK.get(sound, sound) for sound in sounds)


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
    parser.add_argument("--all", action="store_true", help="also small differences")
    options = parser.parse_args()
    phonemizer = Phonemizer()
    said: Counter[tuple[str, str]] = Counter()
    for words in [*(beat for path in options.scripts for beat in beats_of(path)), *tables()]:
        for word, phonemes in zip(words, phonemizer.words(words, {}), strict=True):
            name = word.strip(MARKS)
            if name and any(symbol.isalpha() for symbol in phonemes):
                said[name if len(name) == 1 or name.istitle() else name.lower(), phonemes.strip(MARKS)] += 1
    by: dict[str, list[tuple[float, str, str, str, int]]] = {"CMUdict": [], "espeak": []}
    for (word, phonemes), count in said.items():
        listed = by_cmudict(word)
        if listed:
            nearest = min(listed, key=lambda one: difference(phonemes, one))
            by["CMUdict"].append((difference(phonemes, nearest), word, phonemes, nearest, count))
        elif word.isalpha():
            other = by_espeak(word)
            by["espeak"].append((difference(phonemes, other), word, phonemes, other, count))
    for source, rows in by.items():
        least = 0 if options.all else DIFFERENT
        shown = sorted((row for row in rows if row[0] > least), reverse=True)
        print(f"{len(rows)} words compared with {source}, {len(shown)} said differently:")
        for share, word, phonemes, other, count in shown:
            print(f"  {word:18} {phonemes:18} {source} {other:18} {share:4.0%}  {count}x")


if __name__ == "__main__":
    main()
