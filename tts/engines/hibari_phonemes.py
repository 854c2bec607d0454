"""From said words to the phonemes of hibari's model, each knowing the word it belongs to.

The alphabet is misaki's, the one that Kokoro-82M was trained on: IPA with single letters for diphthongs (`A` as in
"day", `I` "my", `O` "go", `W` "how", `Y` "boy") and for affricates (`ʧ`, `ʤ`), and stress marks before the vowel.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from plainspoken.tts.engines.dictionary_phonemes import DIFFERENT, dictionary_phonemes, difference
from plainspoken.tts.engines.hibari_model import import_hibari
from plainspoken.tts.text.utterance import SaidWord

_VOWELS = frozenset("AIOQWYaiuæɑɐɒɔəɛɜɪʊʌᵻ")
_ENDS = frozenset(".!?…")
_PUNCTUATION = ".,;:!?…\"“”'‘’()[]"
_SPACE, _PAD = " ", 0
_STRESSED_TEMPO, _STRESSED_PITCH = 0.72, 1.12
_LONGEST_PHRASE = 8
# Brackets would be read as hibari's own markup for pronunciations.
_NEUTRAL = {ord("["): "(", ord("]"): ")", ord("\u2011"): "-", ord("\u2010"): "-"}


@dataclass(frozen=True)
class PhonemeSequence:
    """Phonemes of one sentence: `ids` in the model's vocabulary with 0 before and after; for each of them the index of
    its word (-1 for none), its tempo and the factor of its pitch. `marks` are punctuation marks with their places."""

    ids: list[int]
    owners: list[int]
    tempos: list[float]
    pitches: list[float]
    marks: list[tuple[int, str]]

    def __len__(self) -> int:
        return len(self.ids)


class Phonemizer:
    """English text to phonemes, by hibari's lexicon and its net for unknown words."""

    def __init__(self, *, british: bool = False) -> None:
        g2p = import_hibari("hibari.g2p")
        self._british = british
        # The dictionary is American, and so is what it says of words that the lexicon lacks.
        self._g2p = g2p.G2P(british=british) if british else g2p.G2P(oov=_UnknownWords(g2p.ASSETS))
        self._vocabulary: dict[str, int] = json.loads(Path(g2p.ASSETS, "vocab.json").read_text(encoding="utf-8"))

    def words(self, words: Sequence[str], own: Mapping[str, str]) -> list[str]:
        """The phonemes of each word, punctuation included; `own` overrides phrases given in lower case."""
        said = ["".join(part) for part in self._by_word(words, own)]
        given = _overrides(words, {**corrections(), **own})
        return [
            symbols if index in given else self._mended(word, symbols)
            for index, (word, symbols) in enumerate(zip(words, said, strict=True))
        ]

    def sequence(
        self, words: Sequence[SaidWord], tempo: float, own: Mapping[str, str], *, ends: bool = True
    ) -> PhonemeSequence:
        """The phonemes of a sentence at a tempo; `ends`: it is closed by a full stop where it has no mark of its own.

        Words without a letter or digit have no phonemes.
        """
        ids, owners, tempos, pitches = [_PAD], [-1], [tempo], [1.0]
        marks: list[tuple[int, str]] = []

        def add(symbols: str, owner: int, slower: float = 1.0, higher: float = 1.0) -> None:
            for symbol in symbols:
                if symbol in self._vocabulary:
                    if symbol in ".,!?":
                        marks.append((len(ids), symbol))
                    ids.append(self._vocabulary[symbol])
                    owners.append(owner)
                    tempos.append(tempo * slower)
                    pitches.append(higher)

        last = ""
        for index, symbols in enumerate(self.words([word.text for word in words], own)):
            if not any(symbol.isalpha() for symbol in symbols):
                # A mark by itself, or the end of a phrase whose phonemes stand at its first word.
                if last:
                    add(symbols, -1)
                    last += symbols
                continue
            if len(ids) > 1:
                add(_SPACE, -1)
            if words[index].stressed:
                add(stressed(symbols), index, _STRESSED_TEMPO, _STRESSED_PITCH)
            else:
                add(symbols, index)
            last = symbols
        if last and ends and not any(mark in _ENDS for mark in last[-3:]):
            add(".", -1)
        ids.append(_PAD)
        owners.append(-1)
        tempos.append(tempo)
        pitches.append(1.0)
        return PhonemeSequence(ids, owners, tempos, pitches, marks)

    def _mended(self, word: str, symbols: str) -> str:
        """A word's phonemes without two faults of hibari's.

        Its rule for endings joins the vowel of "draw" and that of "-ing" to the diphthong of "boy" ("droying"). And it
        takes some names for other words ("Beth" for the letter): a word with a capital that the dictionary says
        differently is a name, and said as there.
        """
        if "awing" in word.lower():
            symbols = symbols.replace("Yŋ", "ɔɪŋ")
        name = word.strip(_PUNCTUATION)
        if self._british or not name.istitle() or len(name) < 3:
            return symbols
        marks = symbols[len(symbols.rstrip(_PUNCTUATION)) :]
        listed = dictionary_phonemes(name)
        if not listed or min(difference(symbols, one) for one in listed) <= DIFFERENT:
            return symbols
        return listed[0] + marks

    def _by_word(self, words: Sequence[str], own: Mapping[str, str]) -> list[list[str]]:
        text = " ".join(words).translate(_NEUTRAL)
        tokens = self._g2p.tokenize(text)
        given = _overrides(words, {**corrections(), **own})
        starts, at = [], 0
        for word in words:
            starts.append(at)
            at += len(word) + 1
        at, current = 0, 0
        for token in tokens:
            while current + 1 < len(starts) and starts[current + 1] <= at:
                current += 1
            if current in given and token.text.strip(_PUNCTUATION):
                # A word of several tokens has all its phonemes in the first of them.
                token.phonemes, token.rating = given.pop(current), 5
                given[current] = ""
            at += len(token.text) + len(token.whitespace)
        found: list[list[str]] = [[] for _ in words]
        at, current = 0, 0
        for token in self._g2p.phonemize_tokens(tokens):
            while current + 1 < len(starts) and starts[current + 1] <= at:
                current += 1
            found[current].append(token.phonemes or "")
            at += len(token.text) + len(token.whitespace)
        return found


class _UnknownWords:
    """What words that hibari's lexicon cannot read are said as: the dictionary's phonemes, or those of hibari's net."""

    def __init__(self, assets: str) -> None:
        self._assets = assets
        self._net: Any = None

    def __call__(self, word: str) -> str:
        if listed := dictionary_phonemes(word):
            return listed[0]
        if self._net is None:
            self._net = import_hibari("hibari.g2p.oov").OOV(str(Path(self._assets, "oov.onnx")))
        said: str = self._net(word)
        return said


def stressed(symbols: str) -> str:
    """Phonemes with a main stress: the first there is, or one before the first vowel."""
    if "ˈ" in symbols:
        return symbols
    if "ˌ" in symbols:
        return symbols.replace("ˌ", "ˈ", 1)
    place = next((at for at, symbol in enumerate(symbols) if symbol in _VOWELS), None)
    return symbols if place is None else f"{symbols[:place]}ˈ{symbols[place:]}"


def _overrides(words: Sequence[str], table: Mapping[str, str]) -> dict[int, str]:
    """Phonemes by word index, for the phrases of the table. Those of several words are apart by spaces; where they are
    not, all of them go to the first word."""
    bare = [word.strip(_PUNCTUATION) for word in words]
    lower = [word.lower() for word in bare]
    found: dict[int, str] = {}
    index = 0
    while index < len(words):
        for count in range(min(_LONGEST_PHRASE, len(words) - index), 0, -1):
            phonemes = table.get(" ".join(lower[index : index + count]))
            parts = phonemes.split(" ") if phonemes else []
            if len(parts) == 1:
                parts += [""] * (count - 1)
            if len(parts) == count:
                found.update(zip(range(index, index + count), parts, strict=True))
                index += count
                break
        else:
            if bare[index] == "A":
                # The article is said as `a`; a capital by itself is the letter.
                found[index] = "ˈA"
            index += 1
    return found


@cache
def corrections() -> dict[str, str]:
    """Words that hibari's own lexicon says wrongly, in lower case, with their phonemes (`hibari_words.tsv`)."""
    rows: dict[str, str] = {}
    for line in Path(__file__).with_name("hibari_words.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            said, _, phonemes = line.partition("\t")
            rows[said] = phonemes.strip()
    return rows


_FROM_IPA: tuple[tuple[str, str], ...] = (
    ("t͡ʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("əʊ", "O"), ("aʊ", "W"),
    ("ɔɪ", "Y"), ("ɝ", "ɜɹ"), ("ɚ", "əɹ"), ("ɜː", "ɜɹ"), ("r", "ɹ"), ("g", "ɡ"), ("ɫ", "l"), ("ɨ", "ᵻ"), ("ɾ", "T"),
    ("ʍ", "w"), ("e", "ɛ"), ("a", "ɑ"), ("o", "ɔ"), ("ː", ""), (".", ""), ("\u0361", ""), ("\u0329", ""),
)  # fmt: skip


def from_ipa(transcription: str) -> str:
    """A transcription in the International Phonetic Alphabet, with or without slashes, in misaki's alphabet.

    Stress marks that stand before a syllable move to before its vowel.
    """
    text = transcription.strip("/[] ")
    for sound, symbol in _FROM_IPA:
        text = text.replace(sound, symbol)
    placed, mark = "", ""
    for symbol in text:
        if symbol in "ˈˌ":
            mark = symbol
            continue
        if mark and symbol in _VOWELS:
            placed, mark = placed + mark, ""
        placed += symbol
    return placed
