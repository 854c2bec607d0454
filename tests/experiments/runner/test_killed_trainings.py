"""Trainings that are killed at five steps end as one that was not; `make soak` kills at fifty."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

KILL = Path(__file__).parents[3] / "tests" / "reliability" / "kill.py"


@pytest.mark.slow
def test_a_training_killed_at_any_step_goes_on_to_the_same_weights_records_and_figures() -> None:
    done = subprocess.run([sys.executable, KILL, "training", "5"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 of them while it worked, 5 finished as the unbroken one" in done.stdout
