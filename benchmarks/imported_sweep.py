"""How long a talk over a sweep of imported runs takes to render, beside a talk that quotes nothing.

    python benchmarks/imported_sweep.py [--runs 50] [--repeat 3]

Each is one process, `plainspoken render`, as a user starts it. The rows are: a talk with a single page and no results
(the floor), the talk over the sweep when its page has changed, and its first rendering, which reads the table, writes
the records and draws the three figures that its pages show. Processor seconds, the median of the repetitions, and how
many times the floor that is.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path


def grid(runs: int) -> str:
    """A table of runs with four settings, a test accuracy of 500 samples, and seconds."""
    drawn = random.Random(1)
    rows = ["lr,depth,optimizer,width,test_accuracy,test_n,seconds"]
    for number in range(runs):
        rate, depth = drawn.choice([0.1, 0.03, 0.01, 0.003]), drawn.choice([2, 4, 6, 8])
        right = int(500 * (0.8 + 0.01 * depth + drawn.gauss(0, 0.01)))
        optimizer = drawn.choice(["adam", "sgd"])
        rows.append(f"{rate},{depth},{optimizer},{100 + number},{right / 500},500,{3 * depth + drawn.random():.2f}")
    return "\n".join(rows) + "\n"


def seconds(*words: str, cwd: Path) -> float:
    """Processor seconds of one call of the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "plainspoken", *words], cwd=cwd, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sweep.csv").write_text(grid(options.runs))
        (folder / "floor.md").write_text("## One page\n\nIt says one thing.\n")
        seconds("new", "many", "sweep.csv", cwd=folder)
        page = folder / "talks" / "many" / "pages" / "01-pages.md.j2"
        told: dict[str, list[float]] = {"floor": [], "changed page": [], "first, with figures": []}
        for _ in range(options.repeat):
            shutil.rmtree(folder / "build", ignore_errors=True)
            told["floor"].append(seconds("render", "floor.md", cwd=folder))
            told["first, with figures"].append(seconds("render", "many", cwd=folder))
            page.write_text(page.read_text() + "\n")
            told["changed page"].append(seconds("render", "many", cwd=folder))
    floor = statistics.median(told["floor"])
    for what, found in told.items():
        middle = statistics.median(found)
        print(f"{what:<22}{middle:6.2f} s {middle / floor:6.1f} x")


if __name__ == "__main__":
    main()
