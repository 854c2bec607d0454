"""Trains the syllable model of `script/spoken/syllable_model.py` and says how often it is right on words held out.

    python benchmarks/syllable_training.py DIR/syllables_not_in_cmudict.tsv GCIDE.dict.dz [--write]

The first file is transcriptions of Wiktionary by their syllables (WikiPron), of words that CMUdict lacks: one fifth, by
a hash of the word, is held out and never trained on. The second is the text of Webster's dictionary of 1913 as Debian's
`dict-gcide` has it; only entries marked `[1913 Webster]`, which are in the public domain, are read, and of these only
the division of the headword. `--write` replaces the weights of the package. Takes some two minutes.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from plainspoken.script.spoken.letter_to_sound import bare, espeak
from plainspoken.script.spoken.pronouncing_dictionary import dictionary
from plainspoken.script.spoken.syllable_model import (
    WEIGHTS,
    SyllableModel,
    aligned,
    features,
    folded,
    packed,
)
from plainspoken.script.spoken.syllables import phoneme_witnesses

HELD_OUT, PARTS = 1, 5
BUCKETS, EPOCHS, BATCH, DROPPED, TIMES = 1 << 17, 3, 512, 0.15, 4
LETTERS, COUNTS, SCALE = 26, 16, 1 / 32
OWN_FEATURES = (
    8  # the last ones of each letter, which only words of Wiktionary train: its labels have ways of their own
)
SURE = 0.995  # the model's own count stands against Webster's division from this probability on
ENTRY = re.compile(r"(?m)^(?=[A-Z][^\n\\]{0,60}\\[^\\\n]+\\)")


@dataclass(frozen=True)
class Word:
    """One word to learn from or to be asked: its counts, and where it is from."""

    text: str
    counts: frozenset[int]
    source: str
    part: int = 0


def part_of(word: str) -> int:
    """Which fifth of Wiktionary's words a word belongs to, 1 to 5."""
    return 1 + int(hashlib.sha256(word.encode()).hexdigest(), 16) % PARTS


def webster(path: Path) -> Iterator[tuple[str, int]]:
    """Headwords of one word and the syllables that they are divided into; `-sm` and `-thm` have one more."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    for entry in ENTRY.split(text)[1:]:
        head = re.match(r"([^\n\\]+?) \\([^\\]+)\\", entry)
        if head is None or "[1913 Webster]" not in entry:
            continue
        word, divided = (_unaccented(side) for side in head.groups())
        divided = re.split(r", | \(", divided)[0]
        plain = re.sub(r"[\"*`'-]", "", divided).strip().lower()
        if not re.fullmatch("[a-z]{3,}", plain) or plain != re.sub("[^a-z]", "", word.lower()):
            continue
        pieces = [piece for piece in re.split(r"[\"*`-]+", divided.lower()) if piece]
        syllabic = re.search(r"[aeiouy].*(?:sm|thm)$", pieces[-1]) is not None
        yield plain, len(pieces) + syllabic


def _unaccented(text: str) -> str:
    plain = re.sub(r"\[[^\[\]\w]*([A-Za-z]{1,2})[^\[\]]*\]", r"\1", text)
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))


def read_words(wiktionary: Path, divisions: dict[str, int]) -> list[Word]:
    """All words: of CMUdict, of Wiktionary, and of Webster's where neither of these has them."""
    known = dictionary()
    found = [
        Word(word, frozenset({known.get(word) or 0}), "cmudict")
        for word in known.words()
        if re.fullmatch("[a-z]{3,}", word)
    ]
    with wiktionary.open(encoding="utf-8") as file:
        for word, counts, *_ in list(csv.reader(file, delimiter="\t"))[1:]:
            word = word.lower()
            found.append(Word(word, frozenset(map(int, re.split(r"\D+", counts))), "wiktionary", part_of(word)))
    seen = {word.text for word in found}
    found += [Word(word, frozenset({count}), "webster") for word, count in divisions.items() if word not in seen]
    return found


class Examples:
    """Words as the model sees them, in arrays."""

    def __init__(self, words: list[Word]) -> None:
        pronounced = [[sound for row in espeak().words(word.text) for sound in row] for word in words]
        laid = [aligned(folded(word.text), sounds) for word, sounds in zip(words, pronounced, strict=True)]
        names = Counter("+".join(map(bare, letter)) for word in laid for letter in word)
        common = sorted(name for name, times in names.items() if times >= 30)
        self.phones = {name: number for number, name in enumerate(common, 2)}
        self.words, self.pronounced = words, pronounced
        self.witnesses = [phoneme_witnesses(word.text, row) for word, row in zip(words, pronounced, strict=True)]
        self.lengths = np.array([min(len(row), LETTERS) for row in laid])
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        rows: list[np.ndarray] = []
        self.trust = np.zeros((len(words), 3, COUNTS), np.int64)
        self.right = np.zeros((len(words), COUNTS), np.float32)
        for number, (word, letters) in enumerate(zip(words, laid, strict=True)):
            found = features(folded(word.text), letters, self.witnesses[number].seam, self.phones)[:LETTERS]
            rows.append(np.array(found, np.int64).reshape(len(found), -1) & (BUCKETS - 1))
            witness = self.witnesses[number]
            for row, said in enumerate((witness.phonemes, witness.compound, witness.parts)):
                if said is not None:
                    self.trust[number, row] = np.clip(np.arange(COUNTS) - said, -3, 3) + 4
            self.right[number, [count for count in word.counts if count < COUNTS]] = 1
        self.own = np.array([word.source == "wiktionary" for word in words], np.float32)
        self.features = np.concatenate([row.astype(np.int32) for row in rows if len(row)])


class Trained(torch.nn.Module):
    """The model with gradients."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = torch.nn.EmbeddingBag(BUCKETS, 2, mode="sum")
        torch.nn.init.zeros_(self.weights.weight)
        self.bias = torch.nn.Parameter(torch.tensor([-0.5, -3.0]))
        self.trust = torch.nn.Parameter(torch.zeros(3, 8))

    def forward(self, examples: Examples, chosen: np.ndarray, dropped: float) -> torch.Tensor:
        """Probabilities of each count: (words, counts)."""
        longest, size = int(examples.lengths[chosen].max()), len(chosen)
        width = examples.features.shape[1]
        keys = np.zeros((size, longest, width), np.int64)
        there = np.zeros((size, longest), np.float32)
        for row, word in enumerate(chosen):
            start, end = examples.starts[word], examples.starts[word + 1]
            keys[row, : end - start] = examples.features[start:end]
            there[row, : end - start] = 1
        shares = torch.ones(size, longest, width)
        shares[:, :, -OWN_FEATURES:] = torch.from_numpy(examples.own[chosen])[:, None, None]
        if dropped:
            shares = shares * (torch.rand(shares.shape) > dropped) / (1 - dropped)
        flat = self.weights(torch.from_numpy(keys).reshape(-1, width), per_sample_weights=shares.reshape(-1, width))
        logits = torch.cat([torch.zeros(size, longest, 1), flat.reshape(size, longest, 2) + self.bias], -1)
        mask = torch.from_numpy(there)[..., None]
        each = functional.softmax(logits, -1) * mask
        each = torch.cat([each[..., :1] + 1 - mask, each[..., 1:]], -1)
        whole = torch.zeros(size, COUNTS)
        whole[:, 0] = 1
        for at in range(longest):
            none, one, two = (each[:, at, count : count + 1] for count in range(3))
            whole = (
                whole * none
                + functional.pad(whole, (1, 0))[:, :COUNTS] * one
                + functional.pad(whole, (2, 0))[:, :COUNTS] * two
            )
        spoken = torch.from_numpy(examples.trust[chosen])
        trust = sum(self.trust[row][spoken[:, row]] for row in range(3))
        return functional.softmax(torch.log(whole + 1e-9) + trust, -1)


def train(examples: Examples) -> Trained:
    """Fit by Adam, with part of what speaks for a letter left out at each step."""
    torch.manual_seed(2)
    random = np.random.default_rng(2)
    others = np.array([n for n, word in enumerate(examples.words) if word.source != "wiktionary"])
    own = [n for n, word in enumerate(examples.words) if word.source == "wiktionary" and word.part != HELD_OUT]
    order = np.concatenate([others, *[np.array(own)] * TIMES])
    model, right = Trained(), torch.from_numpy(examples.right)
    steps = EPOCHS * (len(order) // BATCH + 20)
    adam = torch.optim.Adam(model.parameters(), lr=0.02, betas=(0.9, 0.99))
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: min(1, step / 100) * max(0.02, 1 - step / steps))
    for epoch in range(EPOCHS):
        random.shuffle(order)
        batches = []
        for start in range(0, len(order), 32 * BATCH):
            group = order[start : start + 32 * BATCH]
            group = group[np.argsort(examples.lengths[group], kind="stable")]
            batches += [group[at : at + BATCH] for at in range(0, len(group), BATCH)]
        losses = []
        for number in random.permutation(len(batches)):
            chances = model(examples, batches[number], DROPPED)
            loss = -torch.log((chances * right[torch.from_numpy(batches[number])]).sum(1) + 1e-6).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
            pace.step()
            losses.append(float(loss.detach()))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)
    return model


def file_of(model: Trained, phones: dict[str, int], divided: dict[str, int]) -> bytes:
    """The weights in bytes, the smallest left out."""
    weights = model.weights.weight.detach().numpy()
    table = np.where(np.abs(weights) < 0.05, 0, np.clip(np.round(weights / SCALE), -127, 127)).astype(np.int8)
    bias, trust = (
        [[round(value, 4) for value in row] for row in rows.tolist()] for rows in (model.bias[None], model.trust)
    )
    return packed(table.tobytes(), phones, bias[0], trust, SCALE, divided)


def overruled(model: SyllableModel, divisions: dict[str, int]) -> dict[str, int]:
    """Webster's divisions of words that CMUdict lacks, where the model says otherwise and is not sure."""
    known, found = dictionary(), {}
    for word, count in divisions.items():
        if word in known:
            continue
        sounds = [sound for row in espeak().words(word) for sound in row]
        chances = model.chances(word, sounds, phoneme_witnesses(word, sounds))
        best = max(range(len(chances)), key=chances.__getitem__)
        if best != count and chances[best] < SURE:
            found[word] = count
    return found


def main(wiktionary: Path, gcide: Path, *, write: bool) -> None:
    """Train, measure, and write where asked to."""
    torch.set_num_threads(1)
    divisions: dict[str, int] = {}
    for word, count in webster(gcide):
        divisions.setdefault(word, count)
    examples = Examples(read_words(wiktionary, divisions))
    trained = train(examples)
    bare_model = SyllableModel(file_of(trained, examples.phones, {}))
    divided = overruled(bare_model, divisions)
    data = file_of(trained, examples.phones, divided)
    held = [n for n, word in enumerate(examples.words) if word.part == HELD_OUT]
    for label, model in (("model alone", bare_model), ("with Webster's divisions", SyllableModel(data))):
        right = sum(
            model.count(folded(examples.words[n].text), examples.pronounced[n], examples.witnesses[n])
            in examples.words[n].counts
            for n in held
        )
        print(f"{label}: {right} of {len(held)} words held out, {100 * right / len(held):.2f} %")
    print(f"{len(data):,} bytes, {len(divided):,} words divided by Webster")
    if write:
        WEIGHTS.write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), write="--write" in sys.argv)
