"""How long a deck of a talk's pages takes, beside pandoc and Marp on the same Markdown and python-pptx's own floor.

    .venv/bin/python benchmarks/deck.py [--talk build/approaches] [--pages talks/approaches] [--runs 5]

Ours runs from a voiced script (`script.json`, `audio/narration.json`, figures), as a whole process and in this one.
Peers run as whole processes on the same pages as Markdown, when they are installed (`pandoc` from apt, `marp` from
npm's @marp-team/marp-cli), without a voice. The floor is python-pptx writing as many slides with a title, a text box
and a picture each. All are timed in turn; processor seconds hardly mind a busy machine, wall seconds do: read the
ratios.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from plainspoken.script.model import Picture, Script, read_script
from plainspoken.slides.settings import SlideSettings
from plainspoken.tts.narration import read_narration


def ours(build: Path, folder: Path, out: Path) -> None:
    """The narrated deck, in this process."""
    from plainspoken.slides.pptx.deck import build_deck

    script, narration = read_script(build / "script.json"), read_narration(build / "audio" / "narration.json")
    settings = SlideSettings()
    build_deck(script, narration, out, settings=settings, build=build, folder=folder, clips=build / "audio")


def process(build: Path, folder: Path, out: Path) -> None:
    """The narrated deck, as a process of its own."""
    subprocess.run([sys.executable, __file__, "--once", str(build), str(folder), str(out)], check=True)


def floor(script: Script, build: Path, out: Path) -> None:
    """python-pptx alone: a title, a text box and a picture a slide."""
    from pptx import Presentation
    from pptx.util import Pt

    presentation = Presentation()
    for page in script.pages:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text_frame.text = page.title or page.id
        slide.shapes.add_textbox(Pt(48), Pt(400), Pt(600), Pt(60)).text_frame.text = page.id
        slide.notes_slide.notes_text_frame.text = " ".join(beat.shown for beat in page.beats)
        for item in page.items:
            if isinstance(item, Picture):
                slide.shapes.add_picture(str(build / item.path), Pt(48), Pt(100), Pt(600))
    stream = io.BytesIO()
    presentation.save(stream)
    out.write_bytes(stream.getvalue())


def markdown(script: Script, build: Path) -> str:
    """The script's shown parts as plain Markdown that pandoc and Marp both read."""
    parts = []
    for page in script.pages:
        lines = [f"# {page.title or page.id}", ""]
        for item in page.items:
            match item.kind:
                case "bullet":
                    lines.append("  " * item.level + "- " + "".join(run.text for run in item.runs))
                case "picture":
                    lines += ["", f"![{item.alt}]({(build / item.path).resolve()})", ""]
                case "code":
                    lines += ["", f"```{item.language}", item.text, "```", ""]
                case "table":
                    rows = [item.header, *item.rows]
                    cells = ["| " + " | ".join("".join(r.text for r in cell) for cell in row) + " |" for row in rows]
                    lines += ["", cells[0], "|" + " --- |" * len(item.header), *cells[1:], ""]
                case _:
                    pass
        parts.append("\n".join(lines))
    return "\n\n---\n\n".join(parts) + "\n"


def peers(text: Path, out: Path) -> dict[str, Callable[[], None]]:
    """Other programs that make slides of Markdown, those that are here."""

    def run(command: list[str]) -> Callable[[], None]:
        return lambda: subprocess.run(command, check=True, capture_output=True, timeout=300) and None

    found: dict[str, Callable[[], None]] = {}
    if pandoc := shutil.which("pandoc"):
        found["pandoc, pptx"] = run([pandoc, str(text), "--slide-level=1", "-o", str(out / "pandoc.pptx")])
    if marp := shutil.which("marp"):
        found["Marp, html"] = run([marp, str(text), "--allow-local-files", "-o", str(out / "marp.html")])
        found["Marp, pptx"] = run([marp, str(text), "--allow-local-files", "--pptx", "-o", str(out / "marp.pptx")])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--talk", type=Path, default=Path("build/approaches"))
    parser.add_argument("--pages", type=Path, default=Path("talks/approaches"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", type=Path, nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        ours(*options.once)
        return
    script = read_script(options.talk / "script.json")
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        text = out / "talk.md"
        text.write_text(markdown(script, options.talk), encoding="utf-8")
        jobs: dict[str, Callable[[], None]] = {
            "ours, narrated, in process": lambda: ours(options.talk, options.pages, out / "ours.pptx"),
            "ours, narrated, whole process": lambda: process(options.talk, options.pages, out / "process.pptx"),
            "python-pptx alone, silent": lambda: floor(script, options.talk, out / "floor.pptx"),
            **peers(text, out),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
        for _ in range(options.runs + 1):  # the first round warms caches and does not count
            for job, work in jobs.items():
                began, used = time.perf_counter(), processor_seconds()
                work()
                times[job].append((processor_seconds() - used, time.perf_counter() - began))
        medians = {
            job: [statistics.median(column) for column in zip(*taken[1:], strict=True)] for job, taken in times.items()
        }
        base = medians["ours, narrated, whole process"][0]
        print(
            f"{len(script.pages)} pages, {options.runs} rounds; processor and wall seconds (medians), processor ratio"
        )
        for job, (used, wall) in medians.items():
            print(f"{job:32} {used:7.2f} {wall:7.2f} {used / base:6.2f}")


def processor_seconds() -> float:
    """Of this process and its children so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
