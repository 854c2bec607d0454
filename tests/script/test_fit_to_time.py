"""A talk that is too long is said in as few shorter words as it takes; places stay in the author's own text."""

from pathlib import Path

import pytest

from plainspoken.script.fit_to_time import render_to_fit
from plainspoken.script.settings import ScriptSettings, TalkSettings, WordSettings

TEXT = """\
## One

It is approximately right, however we utilize a network in order to demonstrate the methodology.

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
    assert words.startswith("It is approximately right")


def test_a_talk_that_can_never_fit_takes_every_safe_change(script: Path) -> None:
    words, count = said(script, 0.02)
    assert count >= 3
    assert "approximately" not in words and "utilize" not in words
    assert script.read_text(encoding="utf-8") == TEXT


def test_no_more_is_changed_than_it_takes(script: Path) -> None:
    full = render_to_fit(script.parent, settings(5), None, file=script, talk="talk").rendered.script
    from plainspoken.script.timing.budget import report
    from plainspoken.script.timing.voice_timing import VoiceTiming

    just_over = (report(full, VoiceTiming()).seconds - 0.2) / 60
    _, few = said(script, just_over)
    _, all_of_them = said(script, 0.02)
    assert 1 <= few < all_of_them


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
