"""Builds that meet, and builds that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from plainspoken.script.model import Script
from plainspoken.tts.narration import read_narration

SAMPLE = Path(__file__).parent / "sample.script.json"
PROGRAM = """
import sys
from pathlib import Path
from plainspoken.base.progress import Silence
from plainspoken.script.model import read_script
from plainspoken.tts.narrate import narrate
from plainspoken.tts.settings import VoiceSettings
folder = Path(sys.argv[2])
narrate(read_script(Path(sys.argv[1])), VoiceSettings(engine="espeak"), folder / sys.argv[3], cache=folder / "cache",
        folder=folder, progress=Silence(), jobs=2)
"""


def _start(folder: Path, out: str) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(SAMPLE), str(folder), out],
        env={**os.environ, "PYTHONPATH": root},
        stderr=subprocess.PIPE,
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_two_builds_at_once_share_a_cache(tmp_path: Path) -> None:
    builds = [_start(tmp_path, out) for out in ("one", "two")]
    for build in builds:
        _, said = build.communicate(timeout=120)
        assert build.returncode == 0, said.decode()
    assert _files(tmp_path / "one") == _files(tmp_path / "two")


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.7, 1.5, 2.5])
def test_a_killed_build_leaves_nothing_half_written_and_can_be_finished(
    told: Any, another_workspace: Any, sample: Script, after: float
) -> None:
    build = _start(another_workspace.folder, "audio")
    time.sleep(after)
    build.send_signal(signal.SIGKILL)
    build.communicate(timeout=60)
    meant = _files(told[0])
    for name, data in _files(another_workspace.out).items() if another_workspace.out.is_dir() else ():
        assert meant[name] == data, name
    another_workspace.narrate(sample)
    assert _files(another_workspace.out) == meant
    assert read_narration(another_workspace.out / "narration.json") == told[1]
