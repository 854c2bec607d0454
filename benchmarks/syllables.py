"""Syllable counters side by side on words that CMUdict lacks: how many each gets right, its bias, its time a word.

    python benchmarks/syllables.py DIR/syllables_not_in_cmudict.tsv

A row of the list is a word and its syllables, or the two counts that are both heard.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from plainspoken.script.spoken.letter_to_sound import espeak
from plainspoken.script.spoken.syllables import count, hyphenated

VOWELS = re.compile(r"[aeiouy]+")


def vowel_groups(word: str) -> int:
    """The floor: groups of vowel letters, a final e silent."""
    return max(
        1, len(VOWELS.findall(word)) - (word.endswith("e") and not word.endswith(("le", "ee")) and len(word) > 3)
    )


def counters() -> dict[str, Callable[[str], int]]:
    found: dict[str, Callable[[str], int]] = {
        "vowel groups": vowel_groups,
        "pyphen": hyphenated,
        "espeak-ng phonemes, hiatus split": espeak().syllables,
        "plainspoken": count,
    }
    # This file's own folder would hide the peer of the same name.
    sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).parent.resolve()]
    for name in ("syllables", "syllapy"):
        if importlib.util.find_spec(name):
            module = __import__(name)
            found[name] = module.estimate if name == "syllables" else module.count
    return found


def main(path: Path) -> None:
    """Print a row a counter."""
    with path.open(encoding="utf-8") as file:
        listed = list(csv.reader(file, delimiter="\t"))[1:]
    rows = [(word, {int(number) for number in re.split(r"\D+", gold)}) for word, gold in listed]
    # The fifth that `syllable_training.py` holds out: the only words here that the model has not learned from.
    held_out = [row for row in rows if int(hashlib.sha256(row[0].lower().encode()).hexdigest(), 16) % 5 == 0]
    sets = {"all": rows, "held out from the model": held_out}
    if importlib.util.find_spec("wordfreq"):
        from wordfreq import zipf_frequency

        sets["in use (zipf >= 2)"] = [row for row in rows if len(row[0]) >= 4 and zipf_frequency(row[0], "en") >= 2]
    for label, chosen in sets.items():
        print(f"{label}: {len(chosen)} words")
        for name, counter in counters().items():
            start = time.process_time()
            counts = [counter(word) for word, _ in chosen]
            spent = time.process_time() - start
            right = sum(n in gold for n, (_, gold) in zip(counts, chosen, strict=True)) / len(chosen)
            bias = sum(counts) / sum(sum(gold) / len(gold) for _, gold in chosen) - 1
            each = 1e6 * spent / len(chosen)
            print(f"  {name:34} {100 * right:5.1f} %   bias {100 * bias:+5.1f} %   {each:6.1f} us a word")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
