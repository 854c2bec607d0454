"""Recordings of one's own: kept, checked against their text, named when the text has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.tts.audio.samples import wav_bytes
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import SegmentRequest
from plainspoken.tts.synthesis.record_takes import keep_take, take_states
from plainspoken.tts.text.utterance import utterance

TEXT = "The net learns the training faces by heart, and half of the new ones."


def _recording(make: Any, path: Path, text: str) -> Path:
    """A stand-in for a person: the embedded voice, into a file."""
    (segment,) = utterance(make.page("p", text)).segments
    request = SegmentRequest("en-us+klatt5", 170, None, "en-US", {}, path.parent, "p", 60.0)
    path.write_bytes(wav_bytes(find_engine("espeak").speak(segment, request).pcm, 22050))
    return path


def test_a_take_is_kept_used_and_named_when_its_text_changes(workspace: Any, make: Any, tmp_path: Path) -> None:
    script = make.script(make.page("p", TEXT), make.page("mute"))
    folder = workspace.folder / "takes"
    assert [state.state for state in take_states(script, folder)] == ["missing"]
    seconds = keep_take(_recording(make, tmp_path / "raw.wav", TEXT), "p", script, folder)
    assert 2 < seconds < 8
    assert [state.state for state in take_states(script, folder)] == ["current"]
    narration = workspace.narrate(script, engine="take")
    assert narration.clips[0].timing == "alignment"
    changed = make.script(make.page("p", TEXT.replace("half", "most")), make.page("mute"))
    assert [state.state for state in take_states(changed, folder)] == ["changed"]
    with pytest.raises(InputError, match="the text of page 'p' has changed since it was recorded"):
        workspace.narrate(changed, engine="take")


def test_a_recording_of_something_else_is_refused(make: Any, tmp_path: Path) -> None:
    script = make.script(make.page("p", " ".join([TEXT] * 4)))
    with pytest.raises(InputError, match="not a reading of that text"):
        keep_take(_recording(make, tmp_path / "raw.wav", "Too short."), "p", script, tmp_path / "takes")
    with pytest.raises(InputError, match="has anything to say"):
        keep_take(tmp_path / "raw.wav", "q", script, tmp_path / "takes")
    assert not (tmp_path / "takes").exists()
