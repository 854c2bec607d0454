"""The pace that is heard beside the pace that is asked for, what it costs, and how often an edit moves the rate.

    python benchmarks/pace.py SCRIPT.json ...

MeasuredPace for each script and pace: the engine's rate, how often the talk was voiced until the pace was met, and the
heard pace. Then single words of the script are left out or said twice, one at a time: how many of these edits would
give the whole talk another rate (predicted: a talk whose first guess is not met is counted by that guess).
The lengths behind the first guess are fitted by `benchmarks/seconds.py`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from plainspoken.base.progress import Silence
from plainspoken.script.model import Script, Token, read_script
from plainspoken.tts.narrate import narrate
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.calibrate import opening_rate
from plainspoken.tts.synthesis.request import synthesis_request

EDITS = 300


def edited(script: Script, chance: random.Random) -> Script:
    """The script with one word left out or said twice."""
    pages = [index for index, page in enumerate(script.pages) if page.words > 3]
    index = chance.choice(pages)
    page = script.pages[index]
    number = chance.choice([n for n, beat in enumerate(page.beats) if beat.tokens])
    tokens: list[Token] = list(page.beats[number].tokens)
    at = chance.randrange(len(tokens))
    tokens[at : at + 1] = [] if chance.random() < 0.5 else [tokens[at]] * 2
    beats = [*page.beats]
    beats[number] = beats[number].model_copy(update={"tokens": tokens})
    changed = [*script.pages]
    changed[index] = page.model_copy(update={"beats": beats})
    return script.model_copy(update={"pages": changed})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scripts", nargs="+", type=Path)
    parser.add_argument("--paces", nargs="+", type=float, default=[150, 200, 250])
    options = parser.parse_args()
    for path in options.scripts:
        script = read_script(path)
        for pace in options.paces:
            settings = VoiceSettings(words_per_minute=pace)
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                narration = narrate(
                    script, settings, folder / "out", cache=folder / "cache", folder=folder, progress=Silence()
                )
                takes = len(list((folder / "cache").rglob("*.take")))
            request = synthesis_request(script, settings, Path())

            first, chance = opening_rate(script, request), random.Random(5)
            moved = sum(opening_rate(edited(script, chance), request) != first for _ in range(EDITS))
            voice = narration.voice
            spoken = sum(bool(clip.said) for clip in narration.clips)
            print(
                f"{path.stem}  asked {pace:g}  rate {first:g} -> {voice.engine_rate:g}, voiced {takes / spoken:.2f} "
                f"times  heard {voice.heard_words_per_minute:.1f} ({voice.heard_words_per_minute / pace - 1:+.1%})  "
                f"{moved} of {EDITS} edits move the rate",
                flush=True,
            )


if __name__ == "__main__":
    main()
