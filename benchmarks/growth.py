"""How time and memory grow with a talk: 125, 250 and 500 pages, bound to twice as many records.

    python benchmarks/growth.py
    python benchmarks/growth.py --voice

Each size is a process of its own: results imported from one JSON file a run, pages rendered, linted, and laid out as a
deck without a voice. Printed are processor seconds and peak memory, and by how much they grow from size to size: twice
the pages should cost twice the time, and no more than twice the memory. With `--voice`, the pages are spoken as well by
espeak-ng, joined, encoded and built into deck and player: 500 of them are two hours of speech. `other processes` are
the voice's and ffmpeg's.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = (125, 250, 500)
PAGE = """\
## What the network {name} reached

- {{{{ s.r{n}.final.test.accuracy | percent }}}} of the test is right

Here we look at one more network, which is right on {{{{ s.r{n}.final.test.accuracy | percent }}}} of the test.
It saw the same pictures as the one before it, in the same order, and for as long.
The other of this pair is right on {{{{ s.q{n}.final.test.accuracy | percent }}}} of them.

"""
LETTERS = "abcdefghij"


def name_of(number: int) -> str:
    """A name without digits, since the linter asks where digits come from."""
    return "".join(LETTERS[int(digit)] for digit in f"{number:03d}")


def make(home: Path, pages: int) -> None:
    """A talk of so many pages and twice as many records."""
    folder = home / "talks" / "long"
    (folder / "pages").mkdir(parents=True)
    tables = []
    for n in range(pages):
        for run in ("r", "q"):
            share = 0.5 + (n * 7 % 40) / 100
            (folder / f"{run}{n}.json").write_text(json.dumps({"accuracy": share, "n": 500}))
            tables.append(f'[imports."s/{run}{n}"]\nfiles = ["{run}{n}.json"]\n')
    head = f'[talk]\ntitle = "Long"\nminutes = {pages / 8:.0f}\n[voice]\nengine = "espeak"\n'
    (folder / "talk.toml").write_text(head + "".join(tables))
    for start in range(0, pages, 25):
        text = "".join(PAGE.format(n=n, name=name_of(n)) for n in range(start, min(start + 25, pages)))
        (folder / "pages" / f"{start:04d}.md.j2").write_text(text)


def build(home: Path, voice: bool) -> None:
    """Build it, and print processor seconds by stage and peak memory."""
    from plainspoken import Talk
    from plainspoken.base.progress import Silence

    talk = Talk.find("long", talks=home / "talks", build=home / "build", progress=Silence())
    told: dict[str, float] = {}
    stages: list[tuple[str, Callable[[], object]]] = [("script", talk.script)]
    stages += [("voice", talk.narration)] if voice else []
    stages += [("deck", lambda: talk.deck(silent=not voice)), ("player", lambda: talk.player(silent=not voice))]
    for name, work in stages:
        begun = time.process_time()
        work()
        told[name] = time.process_time() - begun
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    told["other processes"] = children.ru_utime + children.ru_stime
    told["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told["MB of another process"] = children.ru_maxrss / 1024
    if voice:
        told["minutes of speech"] = talk.narration().duration_ms / 60_000
    print(json.dumps(told))


def main() -> None:
    """Each size in a process of its own."""
    voice = "--voice" in sys.argv
    before: dict[str, float] = {}
    for pages in SIZES:
        with tempfile.TemporaryDirectory() as place:
            make(Path(place), pages)
            command = [sys.executable, __file__, "--build", place, *(["--voice"] if voice else [])]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        told = json.loads(done.stdout.splitlines()[-1])
        words = [f"{name} {value:.1f}" + (f" (x{value / before[name]:.2f})" if before.get(name) else "")
                 for name, value in told.items() if value]  # fmt: skip
        print(f"{pages} pages, {2 * pages} records: {', '.join(words)}", flush=True)
        before = told


if __name__ == "__main__":
    if "--build" in sys.argv:
        build(Path(sys.argv[sys.argv.index("--build") + 1]), "--voice" in sys.argv)
    else:
        main()
