"""Who speaks when the talk does not say: by language, by what is installed, by the voice's name."""

from __future__ import annotations

import pytest

from plainspoken.tts.engines import choose_engine, hibari


@pytest.fixture(params=[True, False])
def neural(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(hibari, "why_not_here", lambda: None if request.param else "not installed")
    return bool(request.param)


def test_english_has_the_neural_voice_where_it_is_installed(neural: bool) -> None:
    assert choose_engine(None, None, "en-US") == ("hibari" if neural else "espeak", None)


def test_other_languages_and_named_voices_do_not_depend_on_it(neural: bool) -> None:
    assert choose_engine(None, None, "fr-FR") == ("espeak", None)
    assert choose_engine(None, "en-us+klatt4", "en-US") == ("espeak", "en-us+klatt4")
    assert choose_engine(None, "heart", "en-US") == ("hibari", "heart")
    assert choose_engine(None, "flite:rms", "en-US") == ("flite", "rms")
    assert choose_engine("command", "a:b", "en-US") == ("command", "a:b")
