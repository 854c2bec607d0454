"""Engines of the system and of the user; those that are not installed are skipped."""

from __future__ import annotations

import shutil
import sys
import wave
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.tts.audio.samples import from_pcm, speech_span
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import SegmentRequest
from plainspoken.tts.engines.read_wav import read_wav
from plainspoken.tts.text.utterance import Segment, utterance

SENTENCE = "The net learns the training faces by heart, and half of the new ones."


def _request(voice: str, rate: float, **changes: Any) -> SegmentRequest:
    values: dict[str, Any] = {
        "voice": voice,
        "rate": rate,
        "pitch": None,
        "language": "en-US",
        "options": {},
        "folder": Path(),
        "page": "p",
        "time_limit_s": 60.0,
    }
    return SegmentRequest(**(values | changes))


def _segment(make: Any, text: str = SENTENCE) -> Segment:
    (segment,) = utterance(make.page("p", text)).segments
    return segment


@pytest.mark.parametrize("name", ["espeak", "pyttsx3", "flite", "festival"])
def test_same_words_same_bytes_and_a_higher_rate_is_faster(make: Any, name: str) -> None:
    if name in ("flite", "festival") and not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    engine = find_engine(name)
    abilities = engine.abilities({})
    voice = engine.identify(None, "en-US", {}, Path()).voice
    slow = engine.speak(_segment(make), _request(voice, abilities.neutral))
    fast = engine.speak(_segment(make), _request(voice, abilities.neutral * 1.4))
    assert engine.speak(_segment(make), _request(voice, abilities.neutral)).pcm == slow.pcm
    lengths = [end - start for start, end in (speech_span(from_pcm(s.pcm), s.sample_rate) for s in (slow, fast))]
    assert 1.15 < lengths[0] / lengths[1] < 1.65
    assert bool(slow.events) == abilities.events


def test_espeak_speaks_a_page_alike_whatever_was_said_before(make: Any) -> None:
    engine = find_engine("espeak")
    request = _request("en-us+klatt5", 240)
    first = engine.speak(_segment(make), request).pcm
    engine.speak(_segment(make, "Something quite different, and longer, is said between the two of them!"), request)
    assert engine.speak(_segment(make), request).pcm == first


def test_a_lone_capital_a_is_the_letter_and_every_word_keeps_its_time(make: Any) -> None:
    espeak = find_engine("espeak")

    def length(text: str) -> int:
        return len(espeak.speak(_segment(make, text), _request("en-us", 175)).pcm)

    assert length("grade A is good") > length("grade a is good")
    sound = espeak.speak(_segment(make, "the A U C is high"), _request("en-us", 175))
    starts = {event.start for event in sound.events}
    assert {0, 10, 13} <= starts and starts & {4, 6, 8}


def test_pitch_changes_the_voice(make: Any) -> None:
    engine = find_engine("espeak")
    assert engine.speak(_segment(make), _request("en-us", 200, pitch=80)).pcm != (
        engine.speak(_segment(make), _request("en-us", 200, pitch=20)).pcm
    )


def test_a_command_line_gets_files_rate_and_voice(workspace: Any, make: Any, tmp_path: Path) -> None:
    script = tmp_path / "speak.py"
    script.write_text(
        "import sys, wave\n"
        "text, wav, rate, voice = sys.argv[1:]\n"
        "assert voice == 'a voice', voice\n"
        "words = open(text, encoding='utf-8').read().split()\n"
        "count = int(22050 * 60 * len(words) / float(rate))\n"
        "data = (b'\\x00\\x20' * 50 + b'\\x00\\xe0' * 50) * (count // 100)\n"
        "f = wave.open(wav, 'wb'); f.setparams((1, 2, 22050, 0, 'NONE', '')); f.writeframes(data); f.close()\n",
        encoding="utf-8",
    )
    narration = workspace.narrate(
        make.script(*(make.page(f"p{n}", " ".join([SENTENCE] * 2)) for n in range(8)), words_per_minute=150),
        engine="command",
        voice="a voice",
        options={"command": f"'{sys.executable}' {script} {{text}} {{wav}} {{rate}} {{voice}}"},
    )
    assert 150 <= narration.voice.heard_words_per_minute <= 159
    assert narration.clips[0].timing in ("alignment", "proportional")


def test_a_recorded_take_is_levelled_timed_and_made_again_when_it_changes(workspace: Any, make: Any) -> None:
    talk = make.script(make.page("p", SENTENCE))
    engine = find_engine("espeak")
    takes = workspace.folder / "takes"
    takes.mkdir()
    _record(takes / "p.wav", engine.speak(_segment(make), _request("en-us+klatt5", 170)).pcm)
    first = workspace.narrate(talk, engine="take")
    assert first.clips[0].timing == "alignment"
    assert first.loudness.lufs == pytest.approx(-16, abs=0.5)
    assert workspace.narrate(talk, engine="take") == first
    _record(takes / "p.wav", engine.speak(_segment(make), _request("en-us+klatt5", 150)).pcm)
    assert workspace.narrate(talk, engine="take").duration_ms > first.duration_ms


def test_a_recording_of_another_text_is_refused(workspace: Any, make: Any) -> None:
    takes = workspace.folder / "takes"
    takes.mkdir()
    _record(takes / "p.wav", find_engine("espeak").speak(_segment(make, "Too short."), _request("en-us", 170)).pcm)
    with pytest.raises(InputError, match=r"but the page has 14 words: it is not a reading"):
        workspace.narrate(make.script(make.page("p", SENTENCE)), engine="take")
    with pytest.raises(InputError, match="no recording of page 'q'"):
        workspace.narrate(make.script(make.page("q", SENTENCE)), engine="take")


def test_a_file_that_an_engine_did_not_write_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="wrote no sound: it said why"):
        read_wav(tmp_path / "none.wav", engine="it", said="it said why")
    (tmp_path / "text.wav").write_text("no sound " * 20, encoding="utf-8")
    with pytest.raises(InputError, match="not a sound file"):
        read_wav(tmp_path / "text.wav", engine="it")


def _record(path: Path, pcm: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(pcm)


def test_piper_is_given_a_stretch_and_no_noise(make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The package brings no voice, so its interface (load, synthesize, SynthesisConfig, AudioChunk) is stood in for.
    asked: dict[str, Any] = {}

    class Voice:
        @staticmethod
        def load(path: str) -> Voice:
            asked["model"] = path
            return Voice()

        def synthesize(self, text: str, config: dict[str, float]) -> list[SimpleNamespace]:
            asked.update(config, text=text)
            return [SimpleNamespace(audio_int16_bytes=b"\x01\x00", sample_rate=22050)] * 2

    module = ModuleType("piper")
    module.PiperVoice, module.SynthesisConfig = Voice, dict  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "piper", module)
    (tmp_path / "model.onnx").write_bytes(b"model")
    sound = find_engine("piper").speak(_segment(make), _request("model.onnx", 1.25, folder=tmp_path))
    assert (sound.pcm, sound.sample_rate) == (b"\x01\x00" * 2, 22050)
    assert asked == {
        "model": str(tmp_path / "model.onnx"),
        "text": SENTENCE,
        "length_scale": 0.8,
        "noise_scale": 0.0,
        "noise_w_scale": 0.0,
    }
    with pytest.raises(InputError, match="`noise_scale` is not a number"):
        find_engine("piper").speak(
            _segment(make), _request("model.onnx", 1.0, folder=tmp_path, options={"noise_scale": "much"})
        )
