"""How near beats begin to where they are heard, judged by two that know nothing of the engine's events.

Run from the repository's root: `.venv/bin/python benchmarks/beats.py SCRIPT.json ... [--paces 150 250]
[--engine espeak]`.

The sound's own energy is the judge where a beat begins a page or follows a pause: it begins where silence ends. The
forced aligner (pocketsphinx) says which pause that is (the nearest end within a quarter of a second of where it hears
the first word), and is the judge alone where there is no pause. How far the two are from each other, where both judge,
is what the aligner's word is worth: its own error stands beside the result. With `--words` every end of a pause within
a page is judged as well, by the energy alone, with the word that begins nearest to it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from plainspoken.base.progress import Silence
from plainspoken.script.model import Script, read_script
from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.samples import from_pcm
from plainspoken.tts.narrate import narrate
from plainspoken.tts.narration import Clip
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.forced_alignment import word_starts

RATE = 16000
NEAR_MS, FRAME_MS, SHORTEST_MS, QUIET = 250.0, 2, 60, 0.003
# Longer than the closure of a stop within a word, at any pace that was tried.
PAUSE_MS = 100


def silence_ends(signal: np.ndarray, shortest_ms: float = SHORTEST_MS) -> np.ndarray:
    """Where stretches of at least `shortest_ms` end whose every 2 ms stay 50 dB under full scale, in milliseconds."""
    size = RATE * FRAME_MS // 1000
    loud = np.abs(signal[: len(signal) // size * size].reshape(-1, size)).max(axis=1) > QUIET
    edges = np.flatnonzero(np.diff(np.concatenate([[True], loud]).astype(int)))
    starts = edges[::2]
    ends = edges[1::2]
    return np.array([end * FRAME_MS for start, end in zip(starts, ends, strict=False)
                     if (end - start) * FRAME_MS >= shortest_ms], float)  # fmt: skip


def judged(clip: Clip, folder: Path) -> tuple[list[tuple[float, bool]], list[float]]:
    """Errors of a page's beats, each with whether energy was the judge, and how far the aligner is from energy."""
    words = [word for times in clip.beats for word in times.words]
    signal = from_pcm(decoded(folder / clip.path, RATE))
    starts = word_starts([word.text for word in words], signal, RATE)
    ends = silence_ends(signal)
    found: list[tuple[float, bool]] = []
    apart: list[float] = []
    for times in clip.beats:
        if not times.words:
            continue
        place = words.index(times.words[0])
        heard = starts[place] if starts else None
        near = ends[np.abs(ends - (times.start_ms if heard is None else heard)) <= NEAR_MS]
        if len(near):
            onset = float(near[np.abs(near - (times.start_ms if heard is None else heard)).argmin()])
            found.append((times.start_ms - onset, True))
            if heard is not None:
                apart.append(heard - onset)
        elif heard is not None:
            found.append((times.start_ms - heard, False))
    return found, apart


def word_errors(clip: Clip, folder: Path) -> list[float]:
    """How far the nearest word start is from each end of a pause within a page's speech, in milliseconds."""
    starts = np.array([word.start_ms for times in clip.beats for word in times.words], float)
    ends = silence_ends(from_pcm(decoded(folder / clip.path, RATE)), PAUSE_MS)
    found = []
    for end in ends[ends < clip.duration_ms - clip.pause_ms]:
        distances = starts - end
        nearest = float(distances[np.abs(distances).argmin()])
        if abs(nearest) <= NEAR_MS:
            found.append(nearest)
    return found


def measure(script: Script, pace: float, engine: str | None, *, words: bool) -> None:
    """Narrate a script and print how its beats are judged."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = VoiceSettings(engine=engine, words_per_minute=pace)
        narration = narrate(script, settings, folder, cache=folder / "cache", folder=folder, progress=Silence())
        if words:
            print_words(script, pace, [e for clip in narration.clips if clip.said for e in word_errors(clip, folder)])
            return
        results = [(clip, *judged(clip, folder)) for clip in narration.clips if clip.said]
    errors = [error for _, found, _ in results for error, _ in found]
    by_energy = sum(energy for _, found, _ in results for _, energy in found)
    apart = np.abs([one for _, _, distances in results for one in distances])
    within = np.mean(np.abs(errors) <= 60)
    beats = sum(bool(times.words) for clip in narration.clips for times in clip.beats)
    print(
        f"{script.talk} at {pace:g}: {len(errors)} of {beats} beats judged, {by_energy} by energy; "
        f"{100 * within:.1f} % within 60 ms, {np.mean(np.abs(errors)):.1f} ms on average, "
        f"{np.max(np.abs(errors)):.0f} at most; the aligner beside energy: {np.mean(apart):.0f} ms on average, "
        f"{100 * np.mean(apart <= 60):.1f} % within 60"
    )
    for clip, found, _ in results:
        for error, energy in found:
            if abs(error) > 60:
                print(f"    page {clip.page}: {error:+.0f} ms by {'energy' if energy else 'the aligner'}")


def print_words(script: Script, pace: float, errors: list[float]) -> None:
    """Print how far word starts are from the ends of pauses."""
    sizes = np.abs(errors)
    print(
        f"{script.talk} at {pace:g}: {len(errors)} ends of pauses; word starts {np.mean(sizes):.1f} ms off on average, "
        f"99 % within {np.percentile(sizes, 99):.0f} ms, {100 * np.mean(sizes <= 60):.1f} % within 60, "
        f"{sizes.max():.0f} at most",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scripts", nargs="+", type=Path)
    parser.add_argument("--paces", nargs="+", type=float, default=[150, 200, 250])
    parser.add_argument("--engine")
    parser.add_argument("--words", action="store_true", help="judge every word after a pause, by the energy alone")
    options = parser.parse_args()
    for path in options.scripts:
        for pace in options.paces:
            measure(read_script(path), pace, options.engine, words=options.words)


if __name__ == "__main__":
    main()
