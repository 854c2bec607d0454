"""How long `plainspoken lint` takes, beside the linters of prose that install here and beside Python's own start.

    .venv/bin/python benchmarks/lint.py [--script FILE] [--runs 7] [--words 1000000] [--no-peers]

Peers are installed into a temporary environment (uv, npm) and thrown away. Each is timed as a whole process on the same
script, in turn, so that a busy machine slows all alike; read the ratios. Then a long file: words a second after start,
linearity, and the most memory held.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("plainspoken")
_SENTENCES = (
    "We train a small network on the faces that we have.",
    "It learns early, and then it learns them by heart.",
    "The accuracy on faces that it has never seen stays at 62 %.",
    "However, the second model has less parameters, and its size is smaller.",
    "Self-attention lets each part of the picture look at every other part.",
    "ResNet18 was trained on a large set first, so it knows edges and shapes.",
    "This is why transfer learning wins when there is little data.",
)


@dataclass
class Cost:
    """What one process took: wall and processor seconds, and its largest resident memory in MB."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], cwd: Path) -> Cost:
    """Run `command` once, output thrown away."""
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def script_of(words: int) -> str:
    """A plain script of about so many words, in pages of five paragraphs."""
    parts: list[str] = []
    count = page = 0
    while count < words:
        page += 1
        body = [" ".join(_SENTENCES[(page + beat + turn) % len(_SENTENCES)] for turn in range(2)) for beat in range(4)]
        parts.append(f"## Page {page}\n\n" + "\n\n".join(body) + "\n")
        count += sum(len(text.split()) for text in body)
    return "\n".join(parts)


def longer(text: str, words: int) -> str:
    """The script again and again, its pages numbered on, until it has so many words."""
    body = text[text.find("## ") :]
    parts, count, page = [], 0, 0

    def numbered(_: re.Match[str]) -> str:
        nonlocal page
        page += 1
        return f"## Page {page}"

    size = len(body.split())
    while count < words:
        parts.append(re.sub(r"^## .*$", numbered, body, flags=re.MULTILINE))
        count += size
    return "\n".join(parts)


def peers(folder: Path) -> dict[str, list[str]]:
    """Install what installs; the command of each, without the file."""
    found: dict[str, list[str]] = {}
    environment = folder / "python"
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if Path(uv).exists() and _quiet([uv, "venv", "-q", "--python", sys.executable, str(environment)]):
        for name in ("codespell", "proselint"):
            if _quiet([uv, "pip", "install", "-q", "--python", str(environment / "bin" / "python"), name]):
                found[name] = [str(environment / "bin" / name), *(["check"] if name == "proselint" else [])]
    if npm := shutil.which("npm"):
        packages = ["write-good", "textlint", "textlint-rule-no-todo", "textlint-rule-common-misspellings"]
        if _quiet([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *packages]):
            bin_ = folder / "node_modules" / ".bin"
            found["write-good"] = [str(bin_ / "write-good")]
            rules = ["--rule", "no-todo", "--rule", "common-misspellings"]
            found["textlint"] = [str(bin_ / "textlint"), "--no-textlintrc", *rules]
    return found


def _quiet(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--script", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    text = options.script.read_text(encoding="utf-8") if options.script else script_of(2000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "talk.md").write_text(text, encoding="utf-8")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "plainspoken lint": [str(PROGRAM), "lint", "talk.md"],
            "plainspoken lint, with PS301": [str(PROGRAM), "lint", "--extend-select", "PS301", "talk.md"],
        }
        if not options.no_peers:
            commands |= {peer: [*command, "talk.md"] for peer, command in peers(folder).items()}
        costs: dict[str, list[Cost]] = {label: [] for label in commands}
        for _ in range(options.runs):
            for label, command in commands.items():
                costs[label].append(measure(command, folder))
        print(f"{len(text.split()):,} words, whole process, best and median of {options.runs}")
        ours = min(cost.cpu for cost in costs["plainspoken lint"])
        for label, entries in costs.items():
            wall = [cost.wall for cost in entries]
            cpu = min(cost.cpu for cost in entries)
            memory = max(cost.memory for cost in entries)
            print(
                f"  {label:30} wall {min(wall):.3f} / {statistics.median(wall):.3f} s   cpu {cpu:.3f} s "
                f"(x{cpu / ours:.2f})   {memory:.0f} MB"
            )
        print("a long file")
        start = min(cost.cpu for cost in costs["plainspoken lint"])
        for words in (options.words // 10, options.words // 2, options.words):
            long = longer(text, words)
            (folder / "long.md").write_text(long, encoding="utf-8")
            cost = measure([str(PROGRAM), "lint", "--statistics", "long.md"], folder)
            size = len(long.split())
            rate = size / max(cost.cpu - start, 1e-6)
            print(
                f"  {size:9,} words  wall {cost.wall:6.2f} s  cpu {cost.cpu:6.2f} s  "
                f"{rate:9,.0f} words a cpu second after start  {cost.memory:.0f} MB"
            )


if __name__ == "__main__":
    main()
