"""What would be voiced and why; the cache behind it; the pace."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.durations.engine_rate import seconds_of
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.tts.engines.engine import Abilities
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.dry_run import plan
from plainspoken.tts.synthesis.heard_pace import MeasuredPace, first_rate, near, next_rate, off, stepped


def _reasons(workspace: Any, talk: Any, **settings: Any) -> list[str | None]:
    work = plan(
        talk,
        VoiceSettings(**{"engine": "espeak", **settings}),
        workspace.out,
        cache=workspace.cache,
        folder=workspace.folder,
    )
    return [page.reason for page in work]


def test_reasons_name_what_changed(workspace: Any, make: Any) -> None:
    one = make.page("one", "The first page says something at some length to you.")
    two = make.page("two", "The second page says something else to you.")
    talk = make.script(one, two, make.page("mute"))
    assert _reasons(workspace, talk) == ["no narration yet", "no narration yet", None]
    assert not workspace.folder.joinpath("audio").exists()
    workspace.narrate(talk)
    assert _reasons(workspace, talk) == [None, None, None]
    changed = make.script(make.page("one", "The first page says anything at some length to you."), two)
    assert _reasons(workspace, changed) == ["words changed: 'something' -> 'anything'", None]
    longer = make.script(one, two, make.page("new", "Hi."))
    assert _reasons(workspace, longer)[2] == "new page"
    assert _reasons(workspace, talk, voice="en-us+klatt")[:2] == ["voice changed: en-us+klatt5 -> en-us+klatt"] * 2
    assert _reasons(workspace, talk, words_per_minute=120)[0] == "pace changed: 200 -> 120"
    assert _reasons(workspace, talk, pitch=70)[0] == "pitch changed: None -> 70.0"


def test_a_cleared_cache_costs_nothing_until_something_changes(workspace: Any, make: Any) -> None:
    talk = make.script(make.page("one", "One page only, with a few words."))
    first = workspace.narrate(talk)
    for path in workspace.cache.rglob("*.*"):
        path.unlink()
    assert workspace.narrate(talk) == first
    (workspace.out / first.clips[0].path).unlink()
    sound = (workspace.out / first.files["wav"]).read_bytes()
    assert workspace.narrate(talk) == first
    assert (workspace.out / first.files["wav"]).read_bytes() == sound
    assert (workspace.out / first.clips[0].path).is_file()


def test_a_file_that_was_tampered_with_is_made_whole(workspace: Any, make: Any) -> None:
    talk = make.script(make.page("one", "One page only, with a few words."))
    narration = workspace.narrate(talk)
    captions = workspace.out / narration.files["srt"]
    meant = captions.read_bytes()
    captions.write_text("broken", encoding="utf-8")
    workspace.narrate(talk)
    assert captions.read_bytes() == meant


def test_the_cache_forgets_what_is_longest_unused_and_keeps_what_is_needed(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    now = time.time()
    for age, key in enumerate(["aa1", "bb2", "cc3", "dd4"]):
        cache.write(key, "take", bytes(100))
        os.utime(cache.path(key, "take"), (now - 1000 * age, now - 1000 * age))
    assert cache.has("cc3", "take")  # used just now
    assert cache.prune(200, keep={"dd4"}) == 200
    assert [key for key in ("aa1", "bb2", "cc3", "dd4") if cache.read(key, "take")] == ["cc3", "dd4"]
    assert not cache.has("zz9", "take")


def test_a_large_cache_is_looked_through_only_when_it_may_be_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, looked = ClipCache(tmp_path), []
    for key in ("aa1", "bb2"):
        cache.write(key, "take", bytes(100))
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, pattern: looked.append(pattern) or glob(self, pattern))

    def scans(limit: int, keep: set[str]) -> int:
        looked.clear()
        cache.prune(limit, keep=keep)
        return looked.count("??/*")

    assert [scans(1000, {"aa1"}) for _ in range(3)] == [1, 0, 0]
    cache.write("cc3", "take", bytes(700))
    assert scans(1000, {"cc3"}) == 1  # 400 bytes at most, and 700 more
    assert scans(1000, set()) == 0 and scans(850, {"cc3"}) == 1
    assert not cache.has("aa1", "take") and cache.has("cc3", "take")
    later = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert scans(10_000, set()) == 1


def test_what_a_killed_build_left_goes_with_time(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.write("aa1", "take", bytes(10))
    old, fresh = tmp_path / "aa" / ".aa1-1-0.take", tmp_path / "aa" / ".aa1-2-0.take"
    for path in (old, fresh):
        path.write_bytes(bytes(10))
    os.utime(old, (1, 1))
    cache.prune(1000, keep=set())
    assert not old.exists()
    assert fresh.exists()


ABILITIES = Abilities(slowest=80, fastest=449, neutral=200, words_per_rate=0.9)


def test_the_next_rate_leaves_room_for_the_pauses() -> None:
    measured = MeasuredPace(words=800, speech_ms=220_000, pauses_ms=40_000, authored_ms=20_000)
    assert measured.heard == pytest.approx(200)
    rate = next_rate(200, measured, 240, ABILITIES)
    # 240 a minute allow 200 s, 40 of them pauses: the 200 s of speech must become 160.
    assert rate == pytest.approx(200 * 200 / 160, rel=0.015)


@pytest.mark.parametrize("asked", [1000.0, 1300.0])
def test_a_pace_that_cannot_be_is_an_error(asked: float) -> None:
    with pytest.raises(InputError) as caught:
        next_rate(449, MeasuredPace(words=200, speech_ms=40_000, pauses_ms=11_000, authored_ms=0), asked, ABILITIES)
    assert "words_per_minute" in caught.value.remedy


def test_too_slow_is_worse_than_a_little_too_fast() -> None:
    slow = MeasuredPace(words=99, speech_ms=60_000, pauses_ms=0, authored_ms=0)
    fast = MeasuredPace(words=103, speech_ms=60_000, pauses_ms=0, authored_ms=0)
    assert off(slow, 100) > off(fast, 100) > 0


def test_first_rates_are_bounded_and_stepped() -> None:
    assert first_rate(180, ABILITIES, [], 39, 0) == 200
    assert first_rate(180, ABILITIES, [], 150, 0) == stepped(200, 0.04)
    assert first_rate(180, ABILITIES, [], 900, 0) == stepped(200)
    assert first_rate(5, ABILITIES, [], 150, 0) == 80
    with pytest.raises(InputError, match="cannot speak at 5 words a minute"):
        first_rate(5, ABILITIES, [], 30, 0)
    assert first_rate(200, Abilities(slowest=1, fastest=1, neutral=1), [], 0, 0) == 1


def test_a_first_rate_says_the_text_in_its_time() -> None:
    lengths = VoiceTiming().model
    abilities = replace(ABILITIES, lengths=lengths)
    text = [(1.0, lengths.load(["the network learns a face. "] * 40))]
    # 200 words at 300 a minute are 40 s, and 10 of them are pauses.
    rate = first_rate(300, abilities, text, 200, 10_000)
    assert 0.95 * 30 < seconds_of(text, lengths, rate) < 30
    # The longer the pauses, the faster the speech; no time at all gives the rate of ordinary text.
    assert rate < first_rate(300, abilities, text, 200, 15_000)
    assert first_rate(300, abilities, text, 200, 50_000) == stepped(300 / lengths.words_per_rate, 0.02)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.floats(0.3, 4), st.floats(50, 449)))
def test_rates_lie_on_a_scale_of_steps(rate: float) -> None:
    step = stepped(rate)
    assert rate * 0.99 <= step <= rate * 1.02
    assert stepped(rate * 1.03) > step


def test_the_asked_pace_is_met_from_above() -> None:
    def measured(share: float) -> MeasuredPace:
        return MeasuredPace(words=1000, speech_ms=1000 * 60_000 / (200 * share), pauses_ms=0, authored_ms=0)

    assert not near(measured(0.99), 200)
    assert near(measured(1.001), 200)
    assert near(measured(1.025), 200)
    assert not near(measured(1.031), 200)
    # A word is a larger share of a short talk.
    assert near(MeasuredPace(words=100, speech_ms=100 * 60_000 / (200 * 1.05), pauses_ms=0, authored_ms=0), 200)
    assert near(MeasuredPace(words=20, speech_ms=20 * 60_000 / (200 * 0.8), pauses_ms=0, authored_ms=0), 200)
