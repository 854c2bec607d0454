"""Who speaks when the talk does not say: by language, by what is installed, by the voice's name."""

from __future__ import annotations

import pytest

from plainspoken.tts import settings
from plainspoken.tts.settings import ENGINES, choose_engine


@pytest.fixture(params=[True, False])
def neural(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(settings, "why_no_neural_voice", lambda: None if request.param else "not installed")
    return bool(request.param)


def test_english_has_the_neural_voice_where_it_is_installed(neural: bool) -> None:
    assert choose_engine(None, None, "en-US") == ("hibari" if neural else "espeak", None)


def test_other_languages_and_named_voices_do_not_depend_on_it(neural: bool) -> None:
    assert choose_engine(None, None, "fr-FR") == ("espeak", None)
    assert choose_engine(None, "en-us+klatt4", "en-US") == ("espeak", "en-us+klatt4")
    assert choose_engine(None, "heart", "en-US") == ("hibari", "heart")
    assert choose_engine(None, "flite:rms", "en-US") == ("flite", "rms")
    assert choose_engine("command", "a:b", "en-US") == ("command", "a:b")


def test_every_engine_has_its_module() -> None:
    from plainspoken.tts.engines import find_engine

    assert [find_engine(name).name for name in ENGINES] == list(ENGINES)
