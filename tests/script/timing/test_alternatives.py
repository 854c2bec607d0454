"""Wordings and optional passages: taken to fit the time, with their places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.model import Script
from plainspoken.script.render import Rendered, render_text
from plainspoken.script.settings import ScriptSettings, TalkSettings
from plainspoken.script.timing.budget import predict_budget

VOICE = VoiceTiming()

TALK = """## One

{~ This is a rather long way of saying it | Said short ~}, and **that** is all.

::: optional 2
- a bullet of the passage

It may go, all of these {~ many many | few ~} words.
:::

::: optional 1
## Two

And a whole page more.
:::

## Three

Code keeps `{~ a | b ~}` as it is.
"""


FILLER = "\n\n## Four\n\n" + "These words are here so that the voice is set to its pace. " * 6
"""78 words: with them the talk is long enough for the voice to be calibrated, so that all words cost the same."""


def within(seconds: float, text: str = TALK, voice: VoiceTiming = VOICE) -> Script:
    return render_text(text, ScriptSettings(talk=TalkSettings(minutes=seconds / 60), voice=voice)).script


def longest(script: Script, voice: VoiceTiming = VOICE) -> float:
    return predict_budget(script, voice).longest


def test_with_time_enough_everything_is_said_in_its_best_words() -> None:
    script = within(300)
    assert [page.title for page in script.pages] == ["One", "Two", "Three"]
    assert script.pages[0].beats[0].shown == "This is a rather long way of saying it, and that is all."
    assert script.pages[0].beats[1].shown == "It may go, all of these many many words."
    assert script.pages[2].beats[0].shown == "Code keeps {~ a | b ~} as it is."
    assert script.choices == []


@pytest.mark.parametrize("filler", ["", FILLER])
def test_short_words_come_before_a_passage_goes(filler: str) -> None:
    limit = longest(within(300, TALK + filler)) - 0.5
    script = within(limit, TALK + filler)
    assert longest(script) <= limit
    assert len(script.pages) == 3 + bool(filler)
    assert script.pages[0].beats[0].shown == "Said short, and that is all."
    assert len(script.pages[0].beats) == 2
    assert any("said as “Said short”, saves " in choice and choice.endswith(" s") for choice in script.choices)


@pytest.mark.parametrize("filler", ["", FILLER])
def test_the_passage_of_least_weight_goes_first(filler: str) -> None:
    short = TALK.replace("{~ This is a rather long way of saying it | Said short ~}", "Said short")
    limit = longest(within(300, short.replace("{~ many many | few ~}", "few") + filler)) - 0.1
    script = within(limit, TALK + filler)
    assert longest(script) <= limit
    assert [page.title for page in script.pages][:3] == ["One", "Two", "Three"]
    assert not script.pages[0].items
    assert any("priority 2" in choice and "left out" in choice for choice in script.choices)


def test_what_cannot_fit_is_as_short_as_it_can_be() -> None:
    script = within(0.6)
    assert [page.title for page in script.pages] == ["One", "Three"]
    assert script.words == 16


SLOW = VoiceTiming(words_per_minute=120, page_pause_ms=2000)
PINNED = VoiceTiming(engine_rate=200, page_pause_ms=1500)


@pytest.mark.parametrize("voice", [VOICE, SLOW, PINNED], ids=["default", "slow", "pinned"])
@pytest.mark.parametrize("filler", ["", FILLER], ids=["short", "long"])
def test_the_limit_is_kept_wherever_it_can_be(voice: VoiceTiming, filler: str) -> None:
    text = TALK + filler
    most, least = (longest(within(seconds, text, voice), voice) for seconds in (300, 0.6))
    for part in range(9):
        limit = least + (most - least) * part / 8
        script = within(limit, text, voice)
        assert round(longest(script, voice), 3) <= round(limit, 3)
    assert within(most, text, voice).choices == []


def test_seconds_decide_and_not_words() -> None:
    """Of a voice at a set rate, three long words take longer than five short ones."""
    text = "## One\n\nWe see {~ incomprehensible internationalisation considerations | how it is for us ~} here. "
    text += "And then it goes on for some more words, so that there are enough of them to go by. " * 4
    fast = VoiceTiming(engine_rate=300)
    long = within(300, text, fast)
    short = within(longest(long, fast) - 0.3, text, fast)
    assert short.words > long.words
    assert longest(short, fast) < longest(long, fast)
    assert short.choices and "how it is for us" in short.choices[0]


def test_words_that_a_script_declares_are_kept_to_as_well() -> None:
    text = "limit: 250wpm: 5*250 = 105 words\n\n" + TALK + FILLER
    script = render_text(text, ScriptSettings()).script
    assert script.words <= 105 and script.choices
    assert predict_budget(script, VOICE).fits
    # Asked for in other minutes, the declared words are no limit.
    assert within(310, text).choices == []


def test_places_after_a_choice_are_the_authors_own() -> None:
    for limit in (300, 0.6):
        script = within(limit)
        last = script.pages[-1].beats[0]
        assert (last.at.line, last.at.column) == (19, 1)
        first = script.pages[0].beats[0].tokens
        assert first[0].at is not None
        assert (first[0].at.line, first[0].at.column) == (3, 4 if limit == 300 else 45)


def test_choices_in_a_template(render_talk: Callable[..., Rendered]) -> None:
    page = """## A

{% for run in emotion %}
{~ The best epoch of {{ run.title }} is {{ run.best_epoch }} | Epoch {{ run.best_epoch }} ~}.

{% endfor %}
"""
    full = render_talk(page, talk=TalkSettings(minutes=5)).script
    limit = longest(full) - 1.5
    rendered = render_talk(page, talk=TalkSettings(minutes=limit / 60))
    assert longest(rendered.script) <= limit < longest(full)
    assert rendered.script.pages[0].beats[1].shown == "Epoch 3."
    assert len(rendered.script.choices) == 3 - sum(
        beat.shown.startswith("The best") for beat in rendered.script.pages[0].beats
    )
    assert {entry.number.source for entry in rendered.provenance if entry.number.value == 3} == {
        f"emotion/{run}.best_epoch" for run in ("emotionnet-v1", "resnet18", "resnet50")
    }


def test_an_unfinished_wording_is_text() -> None:
    assert render_text("## A\n\nAn {~ odd\n\nthing.", ScriptSettings()).script.pages[0].beats[0].shown == "An {~ odd"
