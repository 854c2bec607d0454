"""What is over, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.model import Declared, Script
from plainspoken.script.timing.budget import predict_budget, seconds_over

ScriptOf = Callable[..., Script]


def test_words_are_reported_and_seconds_decide(script_of: ScriptOf, talk_pages: list[list[str]]) -> None:
    full = script_of(talk_pages)
    script = full.model_copy(update={"minutes": full.words / 300})
    budget = predict_budget(script, VoiceTiming())
    assert budget.word_limit == round(full.words * 250 / 300)
    assert budget.over_words == script.words - budget.word_limit
    assert budget.over_seconds == pytest.approx(budget.seconds - 60 * script.minutes, abs=0.06)
    assert not budget.fits
    quick = predict_budget(script, VoiceTiming(words_per_minute=300))
    assert quick.word_limit == script.words and quick.fits
    pinned = predict_budget(script, VoiceTiming(engine_rate=449, page_pause_ms=0))
    assert pinned.over_seconds < budget.over_seconds and pinned.over_words == budget.over_words


def test_words_that_the_script_declares_are_a_limit_of_their_own(
    script_of: ScriptOf, talk_pages: list[list[str]]
) -> None:
    script = script_of(talk_pages, declared=Declared(words=100, minutes=5.0, words_per_minute=250))
    budget = predict_budget(script, VoiceTiming())
    assert budget.declared and budget.word_limit == 100
    assert budget.over_seconds == 0 and not budget.fits
    assert "100 that the script declares" in budget.verdict()
    # Other minutes than the declared ones were given: they are what counts.
    assert predict_budget(script.model_copy(update={"minutes": 8.0}), VoiceTiming()).fits


@pytest.mark.parametrize(
    ("declared", "minutes", "limit"),
    [
        (Declared(words=1250, minutes=5.0, words_per_minute=250), 5, 1250),
        (Declared(words=1250, minutes=5.0, words_per_minute=250), 3, None),
        (Declared(words=650), 5, 650),  # at 130 words a minute
        (Declared(words=650), 2.6, None),
    ],
)
def test_which_words_are_the_limit(declared: Declared, minutes: float, limit: int | None) -> None:
    assert declared.limit_in(minutes, 130) == limit


@pytest.mark.parametrize(
    ("seconds", "limit", "over"),
    [(9.04, 9, 0.0), (9.05001, 9, 0.1), (9.0, 9, 0.0), (8, 9, 0.0), (38.62, 24, 14.6), (24.04, 24.04, 0.0)],
)
def test_what_is_judged_is_what_is_printed(seconds: float, limit: float, over: float) -> None:
    assert seconds_over(seconds, limit) == over


def test_crowded_pages_are_marked(script_of: ScriptOf, talk_pages: list[list[str]]) -> None:
    long = " ".join(beat for page in talk_pages for beat in page[:1])
    budget = predict_budget(script_of([*talk_pages, [long]]), VoiceTiming())
    assert [page.id for page in budget.pages if page.crowded] == [f"p{len(talk_pages)}"]
    assert "crowded" in budget.table()[len(talk_pages) + 1][-1]
    assert sum("crowded" in row[-1] for row in budget.table()) == 1
    assert budget.as_json()["pages"][-1]["crowded"] is True
    assert predict_budget(script_of([]), VoiceTiming()).pages == []


def test_a_verdict(script_of: ScriptOf, talk_pages: list[list[str]]) -> None:
    script = script_of(talk_pages)
    assert "s to spare" in predict_budget(script, VoiceTiming()).verdict()
    short = predict_budget(script.model_copy(update={"minutes": 0.5}), VoiceTiming())
    assert short.verdict() == f"{short.over_seconds:.1f} s over the time allowed"
