"""Whatever a build has started may be killed: it goes on, or says so in one message; `make soak` kills twenty."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

KILL = Path(__file__).parents[1] / "reliability" / "kill.py"


@pytest.mark.slow
def test_a_killed_voice_worker_or_ffmpeg_is_one_message_and_nothing_half_written() -> None:
    done = subprocess.run([sys.executable, KILL, "children", "4"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
