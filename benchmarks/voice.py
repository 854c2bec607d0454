"""What narrating costs beside bare tools on the same words: the engine alone for speaking, ffmpeg alone for encoding.

Run from the repository's root: `.venv/bin/python benchmarks/voice.py SCRIPT.json [--engine espeak] [--jobs 2 1]`.

Speaking is all from words to sound that is set in time: pages voiced at the rate that gives the pace, levelled and
framed, word times, captions, clips and the whole as WAV. Beside it stands the bare engine: its library loaded once,
every page said once at the same rate, one after another in this process, and the samples thrown away.
Encoding is all from there to files for use: a clip a page as M4A, the whole as MP3 and M4A with chapters and tags.
Beside it stands bare ffmpeg: the same samples as one AAC and one MP3, two processes side by side.
Wall and processor seconds of the quickest of `--repeat` rounds, all taken in turns; on a machine that does other work
only the latter mean anything.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from plainspoken.base.ffmpeg import ffmpeg_path
from plainspoken.base.progress import Silence
from plainspoken.script.model import Script, Token, read_script
from plainspoken.tts.assemble_narration import Spoken, write_encoded
from plainspoken.tts.engines import espeak
from plainspoken.tts.narrate import narrate, speak
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.calibrate import SynthesisContext
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.request import SynthesisRequest, synthesis_request

Times = tuple[float, float]


def timed(work: Callable[[], object]) -> Times:
    """Wall and processor seconds, those of child processes included."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - wall, sum(os.times()[:4]) - cpu


def bare_engine(request: SynthesisRequest, rate: float) -> None:
    """Every segment once, from one instance of the library where the engine is the embedded one."""
    segments = [(segment, spoken) for spoken in request.utterances for segment in spoken.segments]
    if request.engine.name == "espeak":
        espeak.say_plainly([segment.text for segment, _ in segments], request.identity.voice, round(rate))
        return
    for segment, spoken in segments:
        request.engine.speak(segment, request.segment_request(spoken, rate))


def bare_ffmpeg(wav: Path, folder: Path) -> None:
    """One AAC and one MP3 of the whole, side by side, as we ask for them."""
    aac = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "72k", str(folder / "bare.m4a")]
    mp3 = ["-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7", str(folder / "bare.mp3")]
    command = [ffmpeg_path(), "-v", "error", "-nostdin", "-y", "-threads", "1", "-i", str(wav)]
    running = [subprocess.Popen([*command, *end]) for end in (aac, mp3)]
    for process in running:
        process.wait()


def with_a_word_changed(script: Script) -> Script:
    """The script with the last word of its first beat changed."""
    index = next(i for i, page in enumerate(script.pages) if page.beats and page.beats[0].tokens)
    page = script.pages[index]
    last = Token(shown="otherwise.", said="otherwise.", syllables=3)
    beat = page.beats[0].model_copy(update={"tokens": [*page.beats[0].tokens[:-1], last]})
    changed = page.model_copy(update={"beats": [beat, *page.beats[1:]]})
    return script.model_copy(update={"pages": [*script.pages[:index], changed, *script.pages[index + 1 :]]})


def measured(script: Script, settings: VoiceSettings, jobs: list[int], folder: Path) -> dict[str, Times]:
    """One round of everything."""
    found: dict[str, Times] = {}
    request = synthesis_request(script, settings, folder)
    for count in jobs:
        context = SynthesisContext(request, ClipCache(folder / f"c{count}"), Silence(), count)
        spoken: list[Spoken] = []
        out = folder / f"o{count}"

        def speaking(context: SynthesisContext = context, spoken: list[Spoken] = spoken, out: Path = out) -> None:
            spoken.append(speak(script, context, out, inputs=""))

        found[f"speaking, {count} at once"] = timed(speaking)
        rate = spoken[0].narration.voice.engine_rate
        if "the engine alone" not in found:
            found["the engine alone"] = timed(lambda rate=rate: bare_engine(request, rate))  # type: ignore[misc]
        found[f"encoding, {count} at once"] = timed(
            lambda context=context, part=spoken[0], out=out: write_encoded(script, context, part, out)  # type: ignore[misc]
        )
        if "ffmpeg alone" not in found:
            found["ffmpeg alone"] = timed(lambda out=out: bare_ffmpeg(out / f"{script.talk}.wav", folder))  # type: ignore[misc]

    def whole(talk: Script) -> None:
        narrate(talk, settings, folder / "out", cache=folder / "cache", folder=folder, progress=Silence(), jobs=jobs[0])

    found["narrated whole"] = timed(lambda: whole(script))
    found["again, nothing changed"] = timed(lambda: whole(script))
    takes = set((folder / "cache").rglob("*.take"))
    found["again, one word changed"] = timed(lambda: whole(with_a_word_changed(script)))
    new = len(set((folder / "cache").rglob("*.take")) - takes)
    if new != 1:
        print(f"(one word changed voiced {new} pages)")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("script", type=Path)
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--jobs", type=int, nargs="+", default=[2, 1])
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    script, settings = read_script(options.script), VoiceSettings(engine=options.engine)
    rounds = []
    for _ in range(options.repeat):
        with tempfile.TemporaryDirectory() as name:
            rounds.append(measured(script, settings, options.jobs, Path(name)))
    best = {label: (min(r[label][0] for r in rounds), min(r[label][1] for r in rounds)) for label in rounds[0]}
    for label, (wall, cpu) in best.items():
        floor = best["the engine alone"] if label.startswith("speaking") else best["ffmpeg alone"]
        ratio = f"   {wall / floor[0]:.2f} x wall, {cpu / floor[1]:.2f} x CPU" if "at once" in label else ""
        print(f"{label:28} {wall:6.2f} s wall {cpu:6.2f} s CPU{ratio}")


if __name__ == "__main__":
    main()
