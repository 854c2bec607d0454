"""What narrating costs beside the bare engine: the same pages, said by the engine alone and narrated whole.

Run from the repository's root: `.venv/bin/python benchmarks/voice.py SCRIPT.json [--engine espeak] [--jobs 1 2]`.
The bare engine says every page once, at the narration's own rate, one after another, and its samples are thrown away.
The narration does all that `plainspoken narrate` does: calibrates, times, levels, encodes two formats, joins. Wall and
processor seconds; on a machine that does other work only the latter mean anything.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from experiments.progress import Silence
from script.model import Script, read_script
from tts.narrate import narrate
from tts.cast import cast
from tts.settings import VoiceSettings


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds, those of child processes included."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - wall, sum(os.times()[:4]) - cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("script", type=Path)
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--jobs", type=int, nargs="+", default=[2, 1])
    options = parser.parse_args()
    script = read_script(options.script)
    settings = VoiceSettings(engine=options.engine)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def voiced(out: str, jobs: int, talk: Script = script) -> float:
            narration = narrate(
                talk, settings, folder / out, cache=folder / f"c{out}", folder=folder, progress=Silence(), jobs=jobs
            )
            return narration.voice.engine_rate

        rate = voiced("first", 2)
        company = cast(script, settings, folder)

        def bare() -> None:
            for spoken in company.utterances:
                for breath in spoken.breaths:
                    company.engine.speak(breath, company.request(spoken, rate))

        wall, cpu = timed(bare)
        print(f"{'the engine alone, page after page':44} {wall:6.1f} s wall {cpu:6.1f} s CPU")
        for jobs in options.jobs:
            w, c = timed(lambda jobs=jobs: voiced(f"jobs{jobs}", jobs))  # type: ignore[misc]
            print(f"{f'narrated whole, {jobs} at once':44} {w:6.1f} s wall {c:6.1f} s CPU   {w / wall:.2f} x wall")
        w, c = timed(lambda: voiced("first", 2))
        print(f"{'again, nothing changed':44} {w:6.2f} s wall {c:6.2f} s CPU")
        page = next(page for page in script.pages if page.beats and page.beats[0].tokens)
        token = page.beats[0].tokens[-1]
        changed = type(token)(shown="otherwise.", said="otherwise.", syllables=3)
        beat = page.beats[0].model_copy(update={"tokens": [*page.beats[0].tokens[:-1], changed]})
        beats = [beat, *page.beats[1:]]
        pages = [one.model_copy(update={"beats": beats}) if one is page else one for one in script.pages]
        takes = set((folder / "cfirst").rglob("*.take"))
        w, c = timed(lambda: voiced("first", 2, script.model_copy(update={"pages": pages})))
        count = len(set((folder / "cfirst").rglob("*.take")) - takes)
        print(f"{f'again, one word changed ({count} page voiced)':44} {w:6.2f} s wall {c:6.2f} s CPU")


if __name__ == "__main__":
    main()
