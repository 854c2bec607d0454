"""Predicted seconds against those that a build measures, of whole talks, at several paces and with other pauses.

    python benchmarks/budget.py TALK[:PART]|SCRIPT.md ...  [--paces 150 200 250] [--pauses 0 450 1500] [--rates 240]

Each talk is rendered as a build does it, its budget is predicted, and it is narrated into a temporary folder with the
same settings; nothing is encoded. Results are the recorded ones. Time is no limit, so that all is said as written;
with --shorten the talk's own minutes count. A row is one narration: the predicted and the measured seconds of the whole
and how far the prediction is off, then the pages: mean and worst. The last line is the worst whole of all.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from plainspoken.base.progress import Silence
from plainspoken.script.fit_to_time import ShortenedTalk, render_to_fit
from plainspoken.script.timing.budget import predict_budget
from plainspoken.talk import Talk
from plainspoken.tts.narrate import speak
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.calibrate import SynthesisContext
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.request import synthesis_request

WIDE = 10_000.0
"""Minutes: time enough, so that no pace or pause changes the words."""


def rendered(name: str, voice: VoiceSettings, shorten: bool) -> ShortenedTalk:
    """The talk as a build renders it in this voice."""
    target, _, part = name.partition(":")
    is_file = Path(target).is_file()
    talk = Talk.find(target, part or None, minutes=None if shorten else WIDE, results=None if is_file else "recorded")
    settings = talk.source.config.script.model_copy(update={"voice": voice.timing})
    records = talk.result_choice.folder()
    return render_to_fit(talk.source.folder, settings, records, file=talk.source.file, talk=talk.source.name)


def narrated(fitted: ShortenedTalk, voice: VoiceSettings, cache: Path) -> list[float]:
    """Seconds of each page, measured."""
    script = fitted.rendered.script
    request = synthesis_request(script, voice, Path())
    context = SynthesisContext(request, ClipCache(cache), Silence(), len(os.sched_getaffinity(0)))
    with tempfile.TemporaryDirectory() as name:
        clips = speak(script, context, Path(name), inputs="").narration.clips
        return [clip.duration_ms / 1000 for clip in clips]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("talks", nargs="+")
    parser.add_argument("--paces", nargs="*", type=float, default=[150.0, 200.0, 250.0])
    parser.add_argument("--pauses", nargs="*", type=int, default=[450])
    parser.add_argument("--rates", nargs="*", type=float, default=[], help="engine rates to pin, besides the paces")
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--shorten", action="store_true", help="keep the talk's own time, and shorten to it")
    options = parser.parse_args()
    worst = 0.0
    print(
        f"{'talk':28} {'voice':>12} {'pause':>6} {'words':>6} {'budget':>8} {'built':>8} {'off':>7}  pages: mean, worst"
    )
    with tempfile.TemporaryDirectory() as cache:
        for talk in options.talks:
            for pause in options.pauses:
                asked = [{"words_per_minute": pace} for pace in options.paces]
                asked += [{"engine_rate": rate} for rate in options.rates]
                for facts in asked:
                    voice = VoiceSettings(engine=options.engine, page_pause_ms=pause, **facts)
                    fitted = rendered(talk, voice, options.shorten)
                    budget = predict_budget(fitted.rendered.script, voice.timing)
                    built = narrated(fitted, voice, Path(cache))
                    off = budget.seconds / sum(built) - 1
                    worst = max(worst, abs(off))
                    errors = [abs(page.seconds / real - 1) for page, real in zip(budget.pages, built, strict=True)]
                    (kind, value), *_ = facts.items()
                    print(
                        f"{Path(talk).stem:28} {value:6g} {'wpm' if kind.startswith('words') else 'rate':>5} {pause:6}"
                        f" {budget.words:6} {budget.seconds:8.1f} {sum(built):8.1f} {off:+7.2%}"
                        f"  {sum(errors) / len(errors):.1%}, {max(errors):.1%}",
                        flush=True,
                    )
    print(f"worst whole: {worst:.2%}")


if __name__ == "__main__":
    main()
