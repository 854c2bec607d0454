"""The table of voices, and what may be fetched."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.hibari import model_path
from plainspoken.tts.engines.voice_packages import FOLDER, fetch, fetchable
from plainspoken.tts.engines.voice_table import voice_models
from plainspoken.tts.settings import NEURAL_VOICE, why_no_neural_voice


def test_each_voice_has_its_facts() -> None:
    models = voice_models("hibari")
    assert next(iter(models)) == NEURAL_VOICE
    for model in models.values():
        assert re.fullmatch("[0-9a-f]{64}", model.sha256)
        assert model.language.startswith("en-") and model.sex in ("female", "male") and model.hertz == 24000
    assert voice_models("nobody") == {}


@pytest.mark.skipif(why_no_neural_voice() is not None, reason="hibari-tts is not installed")
def test_a_voice_of_the_users_is_checked_by_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    with pytest.raises(InputError, match="is not here, and nothing is downloaded"):
        model_path("emma")
    (tmp_path / voice_models("hibari")["emma"].file).write_bytes(b"something else")
    with pytest.raises(InputError, match="its hash differs"):
        model_path("emma")
    digest = hashlib.sha256(model_path(NEURAL_VOICE).read_bytes()).hexdigest()
    assert digest == voice_models("hibari")[NEURAL_VOICE].sha256


def test_only_packages_that_are_known_by_hash_are_fetched() -> None:
    assert "hibari" in fetchable()
    with pytest.raises(InputError, match="no packages are known"):
        fetch("../hibari")
    for name in fetchable():
        text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        assert len(re.findall(r"^\S+==", text, re.MULTILINE)) <= text.count("--hash=sha256:")
