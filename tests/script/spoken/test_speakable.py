"""What a voice of a language cannot say."""

from __future__ import annotations

import pytest

from plainspoken.script.spoken.read_aloud import speak
from plainspoken.script.spoken.speakable import says_nothing, shows_unspeakable, unspeakable


def _reasons(text: str, language: str = "en-US") -> list[str]:
    return [reason for token in speak(text) if (reason := unspeakable(token, language))]


@pytest.mark.parametrize(
    "text", ["it is plain", "naïve café Ünïcödé", "α ≤ 3 °C → 62.4 %", "great 🎉 — “fine”…", "½ of €5"]
)
def test_what_an_english_voice_says(text: str) -> None:
    assert _reasons(text) == []
    assert not says_nothing(speak(text))


@pytest.mark.parametrize("text", ["日本語", "Привет", "مرحبا", "नमस्ते", "한국어", "a ∮ b", "𝐀 is bold"])
def test_what_it_does_not(text: str) -> None:
    assert _reasons(text)
    assert shows_unspeakable(text)


@pytest.mark.parametrize(
    ("text", "language"), [("Привет", "ru"), ("日本語", "ja-JP"), ("مرحبا", "ar"), ("Ελλάδα", "el"), ("Grüße", "de-DE")]
)
def test_each_language_has_its_script(text: str, language: str) -> None:
    from plainspoken.script.model import Token

    assert unspeakable(Token(text, text, 1), language) is None


@pytest.mark.parametrize("text", ["🙂", "🎉 🎉", "★★★", "☃"])
def test_emoji_alone_say_nothing(text: str) -> None:
    assert says_nothing(speak(text))


@pytest.mark.parametrize("text", ["", "—", "…", "***"])
def test_punctuation_alone_is_no_fault(text: str) -> None:
    assert not says_nothing(speak(text))
