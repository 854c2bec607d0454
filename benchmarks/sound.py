"""Whether every page of a talk is heard: no clip silent, no two sentences run together, loudness and peaks as set.

    python benchmarks/sound.py SCRIPT.json ... [--paces 150 200 250] [--voices hibari espeak]

A sentence end is where a said word closes with a full stop or the like and another follows on its page. What lies
between the two is read from the clip's own energy: the longest silence from the middle of the last word to shortly
after the next begins. Loudness and true peak are those of ffmpeg's meter over the whole WAV, and of each page our own.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np

from plainspoken.base.ffmpeg import ffmpeg_path
from plainspoken.base.progress import Silence
from plainspoken.script.model import Script, read_script
from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.samples import audible, frame_size, from_pcm
from plainspoken.tts.narrate import narrate
from plainspoken.tts.narration import Clip
from plainspoken.tts.settings import VoiceSettings, choose_engine
from plainspoken.tts.text.sentences import ends_sentence

RATE = 24000
CLOSEST_MS = 80.0


def sentence_gaps(clip: Clip, signal: object) -> list[float]:
    """The silence between every two sentences of a page, in milliseconds."""
    heard = audible(signal, RATE)
    step = frame_size(RATE) * 1000 / RATE
    words = [word for times in clip.beats for word in times.words]
    found = []
    for one, two in pairwise(words):
        if ends_sentence(one.text):
            first, last = int((one.start_ms + one.end_ms) / 2 / step), int((two.start_ms + 60) / step) + 1
            longest = run = 0
            for sounds in heard[first:last]:
                run = 0 if sounds else run + 1
                longest = max(longest, run)
            found.append(longest * step)
    return found


def measured_by_ffmpeg(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) by ffmpeg's meter."""
    command = [
        ffmpeg_path(),
        "-nostdin",
        "-hide_banner",
        "-i",
        str(path),
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rpartition("Summary:")[2]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", said)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", said)
    assert loudness and peak
    return float(loudness[1]), float(peak[1])


def checked(script: Script, settings: VoiceSettings, place: Path) -> None:
    """Narrate a script and print what its sound is like."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = folder / "out"
        narration = narrate(script, settings, out, cache=folder / "cache", folder=place, progress=Silence())
        gaps: list[tuple[float, str]] = []
        silent, levels = [], []
        for clip in narration.clips:
            if not clip.said:
                continue
            signal = from_pcm(decoded(out / clip.path, RATE))
            levels.append(float(np.sqrt(np.mean(np.square(signal)))))
            if not np.isfinite(signal).all() or not audible(signal, RATE).any():
                silent.append(clip.page)
            gaps += [(gap, clip.page) for gap in sentence_gaps(clip, signal)]
        lufs, peak = measured_by_ffmpeg(out / narration.files["wav"])
    close = sorted(gap for gap in gaps if gap[0] < CLOSEST_MS)
    spread = 20 * np.log10(max(levels) / min(levels))
    print(
        f"{script.talk:12} {settings.engine:8} {settings.words_per_minute:4.0f} wpm: {len(levels)} pages said, "
        f"{len(silent)} silent; {len(gaps)} sentence ends, closest {min(gaps)[0]:.0f} ms, {len(close)} under "
        f"{CLOSEST_MS:.0f}; {lufs:.1f} LUFS, peak {peak:.1f} dBTP; pages' rms within {spread:.1f} dB",
        flush=True,
    )
    for page in silent:
        print(f"  silent: {page}")
    for gap, page in close[:10]:
        print(f"  {page}: two sentences {gap:.0f} ms apart")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scripts", nargs="+", type=Path)
    parser.add_argument("--paces", nargs="+", type=float, help="words a minute [the script's own]")
    parser.add_argument("--voices", nargs="+", default=[""], help="ENGINE or ENGINE:VOICE [the default]")
    options = parser.parse_args()
    for path in options.scripts:
        script = read_script(path)
        for named in options.voices:
            both = ":" in named
            engine, voice = choose_engine(None if both else named or None, named if both else None, script.language)
            for pace in options.paces or [script.words_per_minute]:
                checked(script, VoiceSettings(engine=engine, voice=voice, words_per_minute=pace), path.parent)


if __name__ == "__main__":
    main()
