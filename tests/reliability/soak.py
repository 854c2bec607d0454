"""Everything in this folder one after the other, and the random tests of the suite with new examples: some hours.

    python tests/reliability/soak.py
    python tests/reliability/soak.py 0.1          (a tenth of the kills, pages, builds and edits)
    python tests/reliability/soak.py 0.1 watch    (only the programs whose names hold one of these words)

All of them run, whatever fails; at the end a table says how each ended and how long it took. The exit code is the
number of those that failed. What hangs is ended after three hours and counts as failed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COUNTED = {
    "kill.py builds": (50, 5),
    "kill.py talk": (50, 5),
    "kill.py training": (50, 5),
    "kill.py children": (20, 4),
    "fuzz.py pages": (10_000, 100),
    "fuzz.py builds": (500, 20),
    "watch.py": (1000, 40),
}
"""How often each is done in full, and the least that says something."""
ROUNDS = 3
"""How often the random tests draw new examples in full."""
LONGEST_S = 3 * 3600


def programs(share: float) -> list[tuple[str, list[str]]]:
    """What is run, with names for the table."""
    found = []
    for name, (full, least) in COUNTED.items():
        words = [*name.split(), str(max(least, round(full * share)))]
        found.append((" ".join(words), [sys.executable, str(HERE / words[0]), *words[1:]]))
    found.append(("limits.py", [sys.executable, str(HERE / "limits.py")]))
    random = ["-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "-m", "hypothesis"]
    for number in range(max(1, round(ROUNDS * share))):
        command = [sys.executable, *random, "--hypothesis-profile=exploring"]
        found.append((f"random tests, round {number + 1}", command))
    return found


def run(command: list[str]) -> str:
    """Run it in a session of its own, with its output as it comes; how it ended."""
    started = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = started.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        _end(started)
        return f"ended after {LONGEST_S // 3600} hours"
    except KeyboardInterrupt:
        _end(started)
        raise
    return "held" if code == 0 else f"failed, exit code {code}"


def _end(started: subprocess.Popen[bytes]) -> None:
    os.killpg(started.pid, signal.SIGTERM)
    try:
        started.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def main(share: float, words: list[str]) -> int:
    """Run all; the number that failed."""
    ends: list[tuple[str, str, float]] = []
    chosen = [each for each in programs(share) if not words or any(word in each[0] for word in words)]
    try:
        for number, (name, command) in enumerate(chosen, 1):
            print(f"\n[{number}/{len(chosen)}] {name}", flush=True)
            begun = time.monotonic()
            ends.append((name, run(command), time.monotonic() - begun))
            print(f"[{number}/{len(chosen)}] {name}: {ends[-1][1]} ({ends[-1][2]:.0f} s)", flush=True)
    except KeyboardInterrupt:
        print("\ninterrupted")
    failed = [name for name, end, _ in ends if end != "held"]
    print(f"\nsoak, share {share:g}: {len(ends)} of {len(chosen)} run, {len(failed)} failed")
    for name, end, seconds in ends:
        print(f"  {name:<28} {seconds:7.0f} s  {end}")
    return len(failed) + len(chosen) - len(ends)


if __name__ == "__main__":
    try:
        wanted = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    except ValueError:
        raise SystemExit(f"the share of it all is a number such as 0.1, not {sys.argv[1]!r}") from None
    if not 0 < wanted <= 100:
        raise SystemExit(f"the share of it all lies above 0 and is 100 at most, not {wanted:g}")
    raise SystemExit(main(wanted, sys.argv[2:]))
