"""Every change that `shorten` calls safe in a folder of plain scripts, by what is replaced with what.

    python benchmarks/safe_changes.py FOLDER [--contexts FILE]

`safe_changes.tsv` holds the kinds found in the English transcripts of 3Blue1Brown (github.com/3b1b/captions; 526,233
words, none of them kept here): how many changes were judged, how many each of two readers found wrong, and how many
the rules make now. Of 2,173 changes the readers found 149 and 144 wrong; what was behind them became a guard or a
suggestion, and of the 1,686 that are still made each reader found 9 wrong (0.5 %). The rules were mended on these same
scripts, so other scripts may fare a little worse.
`safe_changes_fields.tsv` is of texts of other fields, which docs/words.md names, and was judged on a half of them that
was not looked at while the rules were mended. `--contexts` writes each change with the words around it, for a
reader to judge.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from plainspoken.script.simplify.replace_words import find_changes

AROUND = 70


def main() -> None:
    """Print a row a kind, the most frequent first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--contexts", type=Path)
    options = parser.parse_args()
    kinds: Counter[tuple[str, str]] = Counter()
    contexts = []
    for path in sorted(options.folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for change in find_changes(text):
            kinds[change.old.lower(), change.new.lower()] += 1
            before, after = text[max(0, change.start - AROUND) : change.start], text[change.end : change.end + AROUND]
            row = (path.stem, before, change.old, change.new, after)
            contexts.append("\t".join(" ".join(part.split()) for part in row))
    print("written\tshorter\tchanges")
    for (old, new), times in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0])):
        print(f"{' '.join(old.split())}\t{' '.join(new.split())}\t{times}")
    if options.contexts:
        options.contexts.write_text("\n".join(contexts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
