"""How well captions meet the voice: their starts beside the rule of equal shares, judged by an aligner.

Run from the repository's root: `.venv/bin/python benchmarks/captions.py SCRIPT.json [--pages 12]`. The judge is
pocketsphinx, forced onto the sound of each page; it knows nothing of the engine's events. Beside the captions' own
starts stands the rule that captioning tools without word times use: a page's time shared out by characters.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import mean, median

from plainspoken.base.progress import Silence
from plainspoken.script.model import read_script
from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.samples import from_pcm
from plainspoken.tts.narrate import narrate
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.forced_alignment import word_starts
from plainspoken.tts.text.captions import page_cues
from plainspoken.tts.text.transcript import timed_tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("script", type=Path)
    parser.add_argument("--pages", type=int, default=12, help="how many pages, evenly taken")
    options = parser.parse_args()
    script = read_script(options.script)
    pages = script.pages[:: max(1, len(script.pages) // options.pages)]
    script = script.model_copy(update={"pages": pages})
    ours: list[float] = []
    shared: list[float] = []
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        narration = narrate(
            script, VoiceSettings(), folder / "out", cache=folder / "cache", folder=folder, progress=Silence()
        )
        for page, clip in zip(script.pages, narration.clips, strict=True):
            words = [word for times in clip.beats for word in times.words]
            signal = from_pcm(decoded(folder / "out" / clip.path, 16000))
            starts = word_starts([word.text for word in words], signal, 16000)
            if starts is None:
                failed += 1
                continue
            heard = {
                word.start_ms + clip.start_ms: start + clip.start_ms
                for word, start in zip(words, starts, strict=True)
                if start is not None
            }
            tokens = timed_tokens(page, clip)
            cues = page_cues(page.id, tokens, clip.start_ms + clip.duration_ms)
            total, passed = sum(len(cue.text) for cue in cues), 0
            for cue in cues:
                equal = clip.start_ms + clip.duration_ms * passed / total
                passed += len(cue.text)
                if cue.start_ms in heard:
                    ours.append(abs(cue.start_ms - heard[cue.start_ms]))
                    shared.append(abs(equal - heard[cue.start_ms]))
    print(f"{len(ours)} captions on {len(pages) - failed} pages ({failed} pages the aligner could not follow)")
    for label, errors in (("word times", ours), ("equal shares", shared)):
        late = sum(error > 120 for error in errors) / len(errors)
        print(
            f"{label:14} start off by {mean(errors):5.0f} ms on average, {median(errors):4.0f} median; "
            f"{100 * late:.0f} % by more than 120 ms"
        )


if __name__ == "__main__":
    main()
