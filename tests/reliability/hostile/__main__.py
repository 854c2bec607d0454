"""What a hostile stranger may give: files of results, pictures, decks, talks, programs and caches. None may run, hang,
fill the memory, print what steers a terminal, leave half a file, or end in a traceback.

    python tests/reliability/hostile
    python tests/reliability/hostile pictures "a link"    (those whose names hold one of these words)
    HOSTILE_SHOW=1 python tests/reliability/hostile deck  (with what each call said)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import attempt
import decks
import pictures
import results

import talks

GROUPS = [results, pictures, decks, talks]


def main(words: list[str]) -> int:
    """Try all cases; the number that ended otherwise."""
    attempt.load()
    cases = [case for group in GROUPS for case in group.cases()]
    chosen = [case for case in cases if not words or any(word in case.name for word in words)]
    bad = 0
    calls = 0
    for case in chosen:
        begun = time.monotonic()
        found = attempt.faults(case)
        calls += len(case.verbs)
        bad += bool(found)
        print(f"{'!!' if found else 'ok'} {case.name} ({time.monotonic() - begun:.1f} s)", flush=True)
        for fault in found:
            print(f"     {fault}", flush=True)
    print(f"hostile: {len(chosen)} inputs, {calls} calls, {len(chosen) - bad} ended well", flush=True)
    return bad


if __name__ == "__main__":
    raise SystemExit(1 if main(sys.argv[1:]) else 0)
