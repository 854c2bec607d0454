"""Precision and recall of shorter words in context on SWORDS, whose words in context ten people judged.

    python benchmarks/substitutes.py SWORDS.json[.gz]

A suggestion is right where more than a tenth of the judges took its lemma (SWORDS's "conceivable"); the stricter
measure asks for half of them ("acceptable"). Recall is over the targets for which the judges took some single word of
fewer syllables. Targets are halved by the hash of their id: the threshold `LEAST` was chosen on the first half, and
what is said of the second was not looked at before. Quotation marks are taken out of the texts first, since nothing
in quotations is ever changed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from plainspoken.script.simplify import substitutes
from plainspoken.script.simplify.word_change import spoken_syllables

QUOTES = str.maketrans(dict.fromkeys('"“”‘«»`', " "))
CONCEIVABLE, ACCEPTABLE = 0.1, 0.5
LOWEST = 0.35


@dataclass(frozen=True)
class Judged:
    """One target: which half it is of, the best suggestion's probability and the share of judges who take it."""

    first_half: bool
    probability: float
    share: float
    possible: float
    """The largest share that a shorter single word has; 0 where there is none."""


def judged(path: Path) -> list[Judged]:
    """Every target with the best suggestion from the probability `LOWEST` on."""
    content = path.read_bytes()
    data = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for name, substitute in data["substitutes"].items():
        votes = data["substitute_labels"][name]
        shares[substitute["target_id"]][substitute["substitute"]] = sum(
            vote.startswith("TRUE") for vote in votes
        ) / len(votes)
    found = []
    for name, target in data["targets"].items():
        text = data["contexts"][target["context_id"]]["context"].translate(QUOTES)
        lemma = target["extra"]["coinco_lemma"]
        shorter = [share for word, share in shares[name].items()
                   if word.isalpha() and spoken_syllables(word) < spoken_syllables(lemma)]  # fmt: skip
        start, end = target["offset"], target["offset"] + len(target["target"])
        best = next((
            (probability, lemma_of)
            for change, probability, lemma_of in substitutes.scored(text, None, (), True, LOWEST)
            if change.start <= start and change.end >= end
        ), (0.0, ""))  # fmt: skip
        first = hashlib.sha256(name.encode()).digest()[0] % 2 == 0
        found.append(Judged(first, best[0], shares[name].get(best[1], 0.0), max(shorter, default=0.0)))
    return found


def rates(targets: list[Judged], least: float, bound: float) -> tuple[float, float, int]:
    """Precision, recall and number of suggestions from a probability on."""

    def counts(share: float) -> bool:
        return share > bound if bound == CONCEIVABLE else share >= bound

    made = [target for target in targets if target.probability >= least]
    right = sum(counts(target.share) for target in made)
    possible = sum(counts(target.possible) for target in targets)
    return right / max(len(made), 1), right / max(possible, 1), len(made)


def main() -> None:
    """Print the curve of each half and of the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("swords", type=Path)
    options = parser.parse_args()
    targets = judged(options.swords)
    parts = {
        "half chosen on": [target for target in targets if target.first_half],
        "half held out": [target for target in targets if not target.first_half],
        "both": targets,
    }
    for name, part in parts.items():
        possible = sum(target.possible > CONCEIVABLE for target in part)
        print(f"\n{name}: {len(part)} targets, {possible} with a shorter word that judges take")
        print("least   suggested   precision > .1   recall > .1   precision >= .5   recall >= .5")
        for least in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
            precision, recall, made = rates(part, least, CONCEIVABLE)
            strict, strict_recall, _ = rates(part, least, ACCEPTABLE)
            mark = " <- suggested" if abs(least - substitutes.LEAST) < 0.001 else ""
            print(f"{least:.2f} {made:11} {precision:16.3f} {recall:13.3f} {strict:17.3f} {strict_recall:14.3f}{mark}")


if __name__ == "__main__":
    main()
