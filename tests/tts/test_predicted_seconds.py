"""The seconds that a budget predicts are those that the narration of the same script takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plainspoken.base.progress import Silence
from plainspoken.script.model import Script
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.timing.budget import predict_budget
from plainspoken.talk import Talk
from plainspoken.tts.narrate import speak
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.calibrate import SynthesisContext
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.request import synthesis_request

TALKS = Path(__file__).parents[2] / "talks"
FIGURES = """\
## What we ask

Can a net that was trained on photos of everything read a face?

## Data

We have five thousand faces: 3,500 to learn from, 1,000 to choose by, and 500 that are seen once, at the end.

They are small (48x48), grey, and labelled by people; two people agree on 65 % of them.

## Start

<!-- pause 2s -->

## Results

After 30 epochs the net from scratch is right on 45.2 % of the test faces; chance would be 14 %.

ResNet18, with 11.2 million parameters, gets 62.4 %. That is not the same as a reader of minds, is it?

## What is left

Fear is taken for surprise, and sadness for a neutral look. More data of these two would help most.
"""


def built(script: Script, voice: VoiceSettings, folder: Path) -> list[float]:
    request = synthesis_request(script, voice, folder)
    context = SynthesisContext(request, ClipCache(folder / "cache"), Silence(), len(os.sched_getaffinity(0)))
    clips = speak(script, context, folder / "out", inputs="").narration.clips
    return [clip.duration_ms / 1000 for clip in clips]


@pytest.mark.slow
@pytest.mark.parametrize(
    "facts",
    [
        {"words_per_minute": 150.0},
        {"words_per_minute": 200.0, "page_pause_ms": 1500},
        {"words_per_minute": 250.0, "page_pause_ms": 0},
        {"engine_rate": 230.0, "page_pause_ms": 900},
        {"words_per_minute": 180.0, "voice": "en-us+m4", "pitch": 70},
    ],
    ids=["150", "200-long-pauses", "250-no-pauses", "pinned", "another-voice"],
)
def test_a_part_of_the_first_talk_takes_what_its_budget_says(facts: dict[str, float], tmp_path: Path) -> None:
    voice = VoiceSettings.model_validate({"engine": "espeak", **facts})
    script = Talk.find("approaches", "reviews", results="recorded", talks=TALKS, build=tmp_path).preview()[0]
    predicted = predict_budget(script, voice.timing)
    pages = built(script, voice, tmp_path)
    assert predicted.seconds == pytest.approx(sum(pages), rel=0.02)
    errors = [abs(page.seconds / seconds - 1) for page, seconds in zip(predicted.pages, pages, strict=True)]
    assert sum(errors) / len(errors) < 0.04
    assert sum(pages) <= predicted.longest + 0.3 or "engine_rate" in facts


@pytest.mark.parametrize("pace", [150.0, 250.0])
def test_a_short_talk_with_a_page_on_which_nothing_is_said(pace: float, tmp_path: Path) -> None:
    voice = VoiceSettings(engine="espeak", words_per_minute=pace, page_pause_ms=700, silent_page_ms=1200)
    settings = ScriptSettings(voice=voice.timing)
    script = render_text(FIGURES, settings).script
    predicted = predict_budget(script, voice.timing)
    pages = built(script, voice, tmp_path)
    # Rates lie 4 % apart for so short a talk, and its pace is met no better.
    assert predicted.seconds == pytest.approx(sum(pages), rel=0.04)
    assert sum(pages) <= predicted.longest + 0.3
    assert pages[2] == pytest.approx(predicted.pages[2].seconds, abs=0.03) == 1.2
