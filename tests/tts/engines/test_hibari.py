"""The embedded neural voice, where it is installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plainspoken.base.errors import InputError
from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.samples import audible, from_pcm, pauses
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import EngineSound, SegmentRequest
from plainspoken.tts.engines.hibari import model_path
from plainspoken.tts.settings import choose_engine, why_no_neural_voice
from plainspoken.tts.synthesis.forced_alignment import word_starts
from plainspoken.tts.text.utterance import utterance

pytestmark = pytest.mark.skipif(why_no_neural_voice() is not None, reason=why_no_neural_voice() or "")

SENTENCE = "The net learns the training faces by heart, and half of the new ones."
TEXTS = [
    "We train only the last layer of the network. It has learned from many faces before.",
    "A small model may be quicker than a large one, and it is often nearly as good.",
    "Happy faces are the most common in this set. Disgust is the rarest.",
    "We stop when the error on new data goes up. That is called early stopping.",
]


def _request(**changes: Any) -> SegmentRequest:
    values: dict[str, Any] = {
        "voice": "heart",
        "rate": 1.0,
        "pitch": None,
        "language": "en-US",
        "options": {},
        "folder": Path(),
        "page": "p",
        "time_limit_s": 60.0,
    }
    return SegmentRequest(**(values | changes))


def _said(make: Any, text: str, *, emphasis: list[int] | None = None, **changes: Any) -> EngineSound:
    rate = changes.pop("slower", 1.0)
    (segment,) = utterance(make.page("p", make.beat(text, emphasis=emphasis or [], rate=rate))).segments
    return find_engine("hibari").speak(segment, _request(**changes))


def test_the_same_words_give_the_same_bytes_whatever_was_said_before_and_in_another_process(make: Any) -> None:
    first = _said(make, SENTENCE).pcm
    _said(make, TEXTS[0])
    assert _said(make, SENTENCE).pcm == first
    program = (
        "import hashlib, sys\n"
        "sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "from tests.tts.conftest import Make\n"
        "from tests.tts.engines.test_hibari import SENTENCE, _said\n"
        "print(hashlib.sha256(_said(Make(), SENTENCE).pcm).hexdigest())\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program, str(root), str(root / "tests")], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == hashlib.sha256(first).hexdigest(), done.stderr


def test_each_word_has_its_moment(make: Any) -> None:
    sound = _said(make, " ".join(TEXTS))
    words = " ".join(TEXTS).split()
    assert len(sound.events) == len(words)
    starts = [event.at_ms for event in sound.events]
    assert starts == sorted(starts)
    signal = from_pcm(sound.pcm)
    heard = word_starts(words, signal, sound.sample_rate)
    assert heard is not None
    apart = [abs(a - b) for a, b in zip(starts, heard, strict=True) if b is not None]
    assert np.mean(apart) < 45


def test_words_after_pauses_begin_where_the_silence_ends(workspace: Any, make: Any) -> None:
    pages = [make.page(f"p{n}", text) for n, text in enumerate(TEXTS)]
    narration = workspace.narrate(make.script(*pages), engine="hibari")
    errors = []
    for clip in narration.clips:
        signal = from_pcm(decoded(workspace.out / clip.path, 24000))
        ends = [end for _, end in pauses(audible(signal, 24000), 24000)]
        for times in clip.beats:
            errors += [min(abs(end - word.start_ms) for end in ends) for word in times.words[:1]]
    assert max(errors) < 60
    assert all(clip.timing == "events" for clip in narration.clips)


@pytest.mark.parametrize("asked", [150.0, 200.0, 250.0])
def test_the_pace_asked_for_is_heard_in_one_round(workspace: Any, make: Any, asked: float) -> None:
    pages = [make.page(f"p{n}", " ".join([text] * 2)) for n, text in enumerate(TEXTS)]
    narration = workspace.narrate(make.script(*pages, words_per_minute=asked), engine="hibari")
    assert 0 <= narration.voice.heard_words_per_minute / asked - 1 <= 0.02
    assert len(list(workspace.cache.rglob("*.natural"))) == len(pages)
    assert len(list(workspace.cache.rglob("*.take"))) == len(pages)


def test_another_pace_costs_no_synthesis(workspace: Any, make: Any) -> None:
    talk = make.script(make.page("p", " ".join(TEXTS)))
    workspace.narrate(talk, engine="hibari")
    natural = {path: path.stat().st_ino for path in workspace.cache.rglob("*.natural")}
    workspace.narrate(talk, engine="hibari", words_per_minute=230)
    assert {path: path.stat().st_ino for path in workspace.cache.rglob("*.natural")} == natural


def test_stress_is_longer_and_higher(make: Any) -> None:
    text = "We train only the last layer."
    plain, stressed = _said(make, text), _said(make, text, emphasis=[4])

    def length(sound: EngineSound) -> float:
        starts = [event.at_ms for event in sound.events]
        return starts[5] - starts[4]

    assert length(stressed) > 1.2 * length(plain)


def test_slower_is_slower(make: Any) -> None:
    plain, slow = (len(_said(make, SENTENCE, slower=pace).pcm) for pace in (1.0, 0.75))
    assert 1.2 < slow / plain < 1.45


def test_pitch_in_semitones(make: Any) -> None:
    assert _said(make, SENTENCE, pitch=2.0).pcm != _said(make, SENTENCE).pcm


def test_a_word_without_sound_is_refused_by_the_page(workspace: Any, make: Any) -> None:
    with pytest.raises(InputError, match=r"page p: .* says nothing for '\.\.\.'"):
        workspace.narrate(make.script(make.page("p", make.beat("..."))), engine="hibari")


@pytest.mark.parametrize(
    "text", ["[word](/wˈɜd/) said", "$(sleep 60) said", "<break/> said", "a " * 400, "x" * 300, "it said “no” (twice)"]
)
def test_hostile_text_is_said_as_words(make: Any, text: str) -> None:
    sound = _said(make, text.strip())
    assert 0.3 < len(sound.pcm) / 2 / sound.sample_rate < 150


def test_a_language_it_does_not_speak_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="English only"):
        find_engine("hibari").identify(None, "de-DE", {}, tmp_path)
    with pytest.raises(InputError, match="no voice 'nobody'"):
        find_engine("hibari").identify("nobody", "en-US", {}, tmp_path)


def test_it_is_the_default_for_english_alone() -> None:
    assert choose_engine(None, None, "en-GB") == ("hibari", None)
    assert choose_engine(None, None, "de-DE") == ("espeak", None)
    assert choose_engine("espeak", None, "en-US") == ("espeak", None)


def test_a_model_that_is_not_the_known_one_is_run_without_lengths(tmp_path: Path) -> None:
    from plainspoken.tts.engines.hibari_model import AcousticModel

    known = AcousticModel(model_path("heart"))
    other = tmp_path / "other.onnx"
    # A field that no reader knows changes the hash and nothing else.
    other.write_bytes(model_path("heart").read_bytes() + b"\xf2\x07\x01x")
    unknown = AcousticModel(other)
    ids = [0, 50, 83, 54, 156, 31, 4, 0]
    assert known.tells_lengths and not unknown.tells_lengths
    one, two = known.say(ids, [1.0] * 8, 7), unknown.say(ids, [1.0] * 8, 7)
    assert one.units is not None and two.units is None
    assert (one.signal == two.signal).all()


def test_a_file_that_is_no_model_is_an_error(tmp_path: Path) -> None:
    from plainspoken.tts.engines.hibari_model import AcousticModel

    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(InputError, match="cannot be loaded"):
        AcousticModel(path)


def test_a_voice_of_an_unknown_model_is_aligned_and_says_so(
    workspace: Any, make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plainspoken.installation_checks import examine
    from plainspoken.tts.engines import hibari
    from plainspoken.tts.engines.hibari_model import AcousticModel

    talk = make.script(make.page("p", TEXTS[0]))
    assert workspace.narrate(talk, engine="hibari").notes == []
    other = tmp_path / "other.onnx"
    other.write_bytes(model_path("heart").read_bytes() + b"\xf2\x07\x01x")
    loaded = AcousticModel(other), hibari._voice("heart")[1]
    with monkeypatch.context() as unknown:
        unknown.setattr(hibari, "_voice", lambda voice: loaded)
        sound = _said(make, TEXTS[0])
    assert sound.pcm and not sound.events
    monkeypatch.setattr(hibari, "KNOWN_MODELS", frozenset())
    (note,) = workspace.narrate(talk, engine="hibari", words_per_minute=140).notes
    assert "word times come from alignment" in note
    assert any(check.name == "neural voice" and "come from alignment" in check.detail for check in examine())
