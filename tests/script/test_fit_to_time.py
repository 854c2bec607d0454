"""A talk that is too long is said in as few shorter words as it takes; places stay in the author's own text."""

from pathlib import Path

import pytest

from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.fit_to_time import ShortenedTalk, render_to_fit
from plainspoken.script.settings import ScriptSettings, TalkSettings, WordSettings
from plainspoken.script.timing.budget import predict_budget

TEXT = """\
## One

It takes approximately 5 days, however we utilize a network in order to demonstrate the methodology.

## Two

It is not a network, and nothing else changes here at all.
"""


def settings(minutes: float, *, shorten: bool = True) -> ScriptSettings:
    return ScriptSettings(talk=TalkSettings(minutes=minutes), words=WordSettings(shorten=shorten))


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "talk.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def said(path: Path, minutes: float, *, shorten: bool = True) -> tuple[str, int]:
    done = render_to_fit(path.parent, settings(minutes, shorten=shorten), None, file=path, talk="talk")
    return " ".join(beat.shown for page in done.rendered.script.pages for beat in page.beats), done.count


def test_a_talk_that_fits_is_left_as_it_is(script: Path) -> None:
    words, count = said(script, 5)
    assert count == 0
    assert words.startswith("It takes approximately 5")


def test_a_talk_that_can_never_fit_takes_every_safe_change(script: Path) -> None:
    words, count = said(script, 0.02)
    assert count >= 3
    assert "approximately" not in words and "utilize" not in words
    assert script.read_text(encoding="utf-8") == TEXT


def test_no_more_is_changed_than_it_takes(script: Path) -> None:
    full = render_to_fit(script.parent, settings(5), None, file=script, talk="talk")
    just_over = (full.budget.seconds - 0.2) / 60
    _, few = said(script, just_over)
    _, all_of_them = said(script, 0.02)
    assert 1 <= few < all_of_them


LONG = TEXT + "\n## Three\n\n" + "We train a small net on these faces, and look at what it does with new ones. " * 8


def long_talk(tmp_path: Path, seconds: float, voice: VoiceTiming) -> ShortenedTalk:
    path = tmp_path / "talk.md"
    path.write_text(LONG, encoding="utf-8")
    chosen = settings(seconds / 60).model_copy(update={"voice": voice})
    return render_to_fit(tmp_path, chosen, None, file=path, talk="talk")


@pytest.mark.parametrize(
    "voice",
    [
        VoiceTiming(),
        VoiceTiming(words_per_minute=130, page_pause_ms=3000),
        VoiceTiming(engine_rate=220, page_pause_ms=1000),
        VoiceTiming(engine="nobody", words_per_minute=180),
    ],
    ids=["default", "slow", "pinned", "other"],
)
def test_shortening_is_judged_by_the_seconds_of_the_talks_own_voice(tmp_path: Path, voice: VoiceTiming) -> None:
    full = long_talk(tmp_path, 1000, voice)
    assert not full.changes and full.budget.seconds == full.seconds_before
    enough = long_talk(tmp_path, full.budget.longest, voice)
    assert not enough.changes
    short = long_talk(tmp_path, full.budget.longest - 0.4, voice)
    assert short.changes
    assert short.budget.longest <= full.budget.longest - 0.4
    assert short.seconds_before == pytest.approx(full.budget.seconds)
    assert short.budget == predict_budget(short.rendered.script, voice)


def test_a_change_that_saves_no_time_is_not_made(tmp_path: Path) -> None:
    """A calibrated voice is heard at its pace: one word for one word changes nothing of the length."""
    calibrated = long_talk(tmp_path, 1, VoiceTiming())
    olds = {change.old for changes in calibrated.changes.values() for change in changes}
    assert olds and all(len(old.split()) > 1 for old in olds)
    pinned = long_talk(tmp_path, 1, VoiceTiming(engine_rate=220))
    assert "utilize" in {change.old for changes in pinned.changes.values() for change in changes}


def test_declared_words_are_kept_to_where_there_is_time_enough(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    full = long_talk(tmp_path, 1000, VoiceTiming()).budget.words
    path.write_text(f"limit: 250wpm: 5*250 = {full - 2} words\n\n{LONG}", encoding="utf-8")
    short = render_to_fit(tmp_path, ScriptSettings(), None, file=path, talk="talk")
    assert short.changes and short.budget.words <= full - 2 and short.budget.fits


def test_shortening_can_be_switched_off(script: Path) -> None:
    assert said(script, 0.02, shorten=False)[1] == 0


def test_places_point_into_the_authors_own_text(script: Path) -> None:
    done = render_to_fit(script.parent, settings(0.02), None, file=script, talk="talk")
    assert done.count
    lines = TEXT.splitlines()
    checked = 0
    for page in done.rendered.script.pages:
        for beat in page.beats:
            for token in beat.tokens:
                at = token.at
                assert at is not None
                original = lines[at.line - 1][at.column - 1 :]
                if original.startswith(token.shown):
                    checked += 1
    assert checked >= 12  # every word that was not changed stands where its place says
    assert {line.split(":")[0] for line in done.lines()} == {"talk.md"}
