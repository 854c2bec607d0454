"""A page of the docs as a newcomer walks through it: files to write, commands to type, and what they should answer.

A fenced block below `<!-- file: PATH -->` is a file. A block in `console` has commands after `$`, and what they print
below them; a line of dots stands for lines that are left out. `<!-- not run: why -->` above a block passes it over.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<kind>[^\n]*)\n(?P<text>.*?)^(?P=fence)`*[ \t]*$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!-- (file|not run): (.*?) -->\s*\Z")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, text, line, and what the mark above it says."""

    page: str
    line: int
    kind: str
    text: str
    mark: str = ""
    value: str = ""

    @property
    def name(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the lines that its answer must hold, in order."""

    line: str
    answer: list[str]


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a page."""
    text = path.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        mark = _MARK.search(text, 0, match.start())
        found.append(
            Block(
                path.name, text.count("\n", 0, match.start()) + 1, match["kind"].strip(), match["text"],
                *(mark.groups() if mark else ("", "")),
            )
        )  # fmt: skip
    return found


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, *answer = part.rstrip("\n").split("\n")
        yield Command(command, [line.rstrip() for line in answer if line.strip()])


def walk(path: Path, folder: Path) -> None:
    """Do in `folder` what the page says; `plainspoken` is the program of this checkout.

    Raises:
        AssertionError: a command fails, or its answer is not what the page shows.
    """
    environment = _environment(folder / ".bin")
    for block in blocks(path):
        if block.mark == "file":
            target = folder / block.value
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.kind == "console" and block.mark != "not run":
            for command in commands(block):
                _do(command, block, folder, environment)


def _do(command: Command, block: Block, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-c", command.line],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=1800,
    )
    where = f"{block.name}: $ {command.line}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, f"exit code {done.returncode}: {where}"
    said = [_plain(line) for line in (done.stdout + done.stderr).splitlines()]
    at = 0
    for line in command.answer:
        if set(line) <= set(".… "):
            continue
        wanted = _plain(line)
        places = [place for place in range(at, len(said)) if said[place] == wanted]
        assert places, f"this line is not in the answer: {line!r}\n{where}"
        at = places[0] + 1


def _plain(line: str) -> str:
    """A line without what differs from one machine to the next: widths of columns, hard spaces, seconds."""
    line = re.sub(r"\d+\.\d s\b", "# s", line.replace("\xa0", " "))
    return re.sub(r"\s+", " ", line).strip()


def _environment(programs: Path) -> dict[str, str]:
    programs.mkdir()
    program = programs / "plainspoken"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m plainspoken "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "120",
    }
