"""Syllables of words that no dictionary has, by a small model over letters and phonemes.

Each letter carries no, one or two syllables; what speaks for each are the letters around it (all runs of up to six that
hold it) and espeak-ng's phonemes laid along the letters. The sums of their weights give the probabilities of each count
for the word, and three witnesses then speak for or against a count: espeak-ng's own, two known words that make up the
word, and a known word with an ending or a prefix. Weights are found by hashing, so that there is one table of bytes.

`benchmarks/syllable_training.py` trains the weights on CMUdict, on the division of headwords in Webster's dictionary of
1913 (public domain) and on four fifths of the transcriptions of Wiktionary that CMUdict lacks. Where the model is less
than sure and Webster's division says otherwise, the division stands: those words are kept beside the weights.
"""

from __future__ import annotations

import json
import math
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plainspoken.script.spoken.letter_to_sound import bare, syllables_of

WEIGHTS = Path(__file__).parents[1] / "words" / "syllable_model.bin"
LONGEST_RUN = 6
_VOWELS = frozenset("aeiouy")
_START, _END = 27, 28
_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True)
class Witnesses:
    """Counts of syllables that speak for a word: None where a witness has nothing to say.

    `seam` is where the second of two known words begins, 0 without them.
    """

    phonemes: int
    compound: int | None
    parts: int | None
    seam: int = 0


def folded(word: str) -> str:
    """The letters a to z of a word, accents taken off."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in plain if "a" <= letter <= "z")


def aligned(word: str, phonemes: Sequence[str]) -> list[list[str]]:
    """The phonemes that each letter of a word stands for: the cheapest way to lay one row along the other."""
    letters, sounds = len(word), len(phonemes)
    nuclei = [syllables_of(phoneme) > 0 for phoneme in phonemes]
    first = [bare(phoneme).lower()[:1] for phoneme in phonemes]
    above = [0.0]
    for nucleus in nuclei:
        above.append(above[-1] + (3 if nucleus else 1))
    moves = [[2] * (sounds + 1)]
    for at, letter in enumerate(word, 1):
        vowel, row, move = letter in _VOWELS, [float(at)], [1]
        for sound in range(1, sounds + 1):
            nucleus = nuclei[sound - 1]
            if nucleus:
                cost = 0.0 if vowel else 1.8
            elif vowel:
                cost = 1.0 if letter in "yu" else 2.2
            else:
                cost = 0.0 if first[sound - 1] == letter else 0.8
            both, skipped = above[sound - 1] + cost, above[sound] + 1
            left = row[sound - 1] + (3 if nucleus else 1)
            if both <= skipped and both <= left:
                row.append(both)
                move.append(0)
            elif skipped <= left:
                row.append(skipped)
                move.append(1)
            else:
                row.append(left)
                move.append(2)
        above = row
        moves.append(move)
    found: list[list[str]] = [[] for _ in word]
    letter_at, sound = letters, sounds
    while letter_at or sound:
        step = moves[letter_at][sound]
        if step != 2:
            letter_at -= 1
        if step != 1:
            sound -= 1
            if letters:
                found[letter_at if step == 0 else max(letter_at - 1, 0)].insert(0, phonemes[sound])
    return found


def features(word: str, sounds: Sequence[Sequence[str]], seam: int, phones: dict[str, int]) -> list[list[int]]:
    """What speaks for each letter's syllables, as hashes of 32 bits, in one order for every letter.

    Args:
        word: letters a to z.
        sounds: the phonemes of each letter (`aligned`).
        seam: where the second of two known words begins, 0 without them.
        phones: the number of each phoneme, or run of them, that the model knows.
    """
    size = len(word)
    codes = [_START] * LONGEST_RUN + [ord(letter) - 96 for letter in word] + [_END] * LONGEST_RUN
    runs: list[list[int]] = [[]]
    for length in range(1, LONGEST_RUN + 1):
        row = []
        for start in range(len(codes) - length + 1):
            run = 0
            for code in codes[start : start + length]:
                run = (run * 31 + code + 1) & _32_BITS
            row.append(run)
        runs.append(row)
    names = ["+".join(bare(phoneme) for phoneme in letter) for letter in sounds]
    phone = [0, 0, *(phones.get(name, 1) for name in names), 0, 0]
    nuclei = [0, 0, *(1 + min(sum(map(syllables_of, letter)), 2) for letter in sounds), 0, 0]
    known = len(phones) + 2
    found = []
    for at in range(size):
        here = at + LONGEST_RUN
        keys = [runs[length][here - back] for length in range(1, LONGEST_RUN + 1) for back in range(length)]
        before, own, after = phone[at + 1 : at + 4]
        n0, n1, n2, n3, n4 = nuclei[at : at + 5]
        three, pair, last_pair = runs[3][here - 1], runs[2][here], runs[2][here - 1]
        around = n1 * 9 + n2 * 3 + n3
        side = 1 if at == seam - 1 and seam else 2 if at == seam and seam else 0
        keys += [
            own, own * 32 + codes[here], before * known + own, own * known + after,
            (before * known + own) * known + after, own * 70_000 + three, n2 * (1 << 20) + three,
            n1 * 27 + n2 * 9 + n3 * 3 + n0 * 81 + n4 * 243, around * 70_001 + pair, around * 70_001 + last_pair,
            side * 40 + codes[here], side * 50_000 + last_pair, side * 50_000 + pair,
            runs[1][here], pair, last_pair, three, runs[3][here], runs[3][here - 2], runs[4][here - 1],
            runs[4][here - 2],
        ]  # fmt: skip
        row = []
        for place, key in enumerate(keys, 1):
            mixed = ((key + place * 7919) & _32_BITS) * 0x9E3779B1 & _32_BITS
            row.append(mixed ^ (mixed >> 15))
        found.append(row)
    return found


class SyllableModel:
    """The trained weights. `load_model()` gives those of this package."""

    def __init__(self, data: bytes) -> None:
        """Read what `packed` wrote."""
        head, _, rest = zlib.decompress(data).partition(b"\n")
        settings = json.loads(head)
        self.phones: dict[str, int] = settings["phones"]
        self._bias: list[float] = settings["bias"]
        self._trust: list[list[float]] = settings["trust"]
        self._scale: float = settings["scale"]
        self._mask: int = settings["buckets"] - 1
        size = 2 * settings["buckets"]
        self._table = memoryview(rest[:size]).cast("b")
        self.divided: dict[str, int] = {}
        for line in rest[size:].decode().splitlines():
            word, _, count = line.partition(" ")
            self.divided[word] = int(count)

    def count(self, word: str, phonemes: Sequence[str], witnesses: Witnesses) -> int:
        """The most likely count of syllables of a word of letters a to z."""
        chances = self.chances(word, phonemes, witnesses)
        return self.divided.get(word) or max(range(len(chances)), key=chances.__getitem__)

    def chances(self, word: str, phonemes: Sequence[str], witnesses: Witnesses) -> list[float]:
        """The probability of each count, from 0 on."""
        whole = [1.0]
        table, mask, scale = self._table, self._mask, self._scale
        for row in features(word, aligned(word, phonemes), witnesses.seam, self.phones):
            places = [2 * (key & mask) for key in row]
            one = math.exp(self._bias[0] + scale * sum(table[place] for place in places))
            two = math.exp(self._bias[1] + scale * sum(table[place + 1] for place in places))
            none = 1 / (1 + one + two)
            one, two = one * none, two * none
            longer = [*whole, 0.0, 0.0]
            for count in range(len(longer)):
                longer[count] = (
                    none * (whole[count] if count < len(whole) else 0.0)
                    + (one * whole[count - 1] if 0 <= count - 1 < len(whole) else 0.0)
                    + (two * whole[count - 2] if 0 <= count - 2 < len(whole) else 0.0)
                )
            whole = longer
        spoken = (witnesses.phonemes, witnesses.compound, witnesses.parts)
        for count in range(len(whole)):
            trust = sum(
                table_of[0 if said is None else max(-3, min(3, count - said)) + 4]
                for table_of, said in zip(self._trust, spoken, strict=True)
            )
            whole[count] = (whole[count] + 1e-9) * math.exp(trust)
        total = sum(whole)
        return [chance / total for chance in whole]


def packed(
    table: bytes,
    phones: dict[str, int],
    bias: list[float],
    trust: list[list[float]],
    scale: float,
    divided: dict[str, int],
) -> bytes:
    """The file of a trained model: settings, two weights (one syllable, two) a bucket, and Webster's divisions."""
    head = {"phones": phones, "bias": bias, "trust": trust, "scale": scale, "buckets": len(table) // 2}
    words = "".join(f"{word} {count}\n" for word, count in sorted(divided.items()))
    return zlib.compress(json.dumps(head).encode() + b"\n" + table + words.encode(), 9)


@cache
def load_model() -> SyllableModel:
    """The model of this package."""
    return SyllableModel(WEIGHTS.read_bytes())
