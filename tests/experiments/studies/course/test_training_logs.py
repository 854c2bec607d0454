"""Logs: written and read back, and what a greedy pattern makes of them; Amdahl's law by hand."""

from __future__ import annotations

import pytest

from plainspoken.experiments.studies.course.training_logs import (
    LoggedEpoch,
    amdahl,
    read_greedily,
    read_log,
    serial_share,
    write_log,
)


def test_a_log_is_read_back_and_training_is_not_validation() -> None:
    truth = [LoggedEpoch(0.25, 0.125), LoggedEpoch(1.0, 0.5)]
    text = write_log(truth, [2.0, 1e-05], 880.0)
    assert read_log(text) == truth
    assert read_greedily(text, 2) == [0.125, 0.5], "the greedy pattern takes validation for training"
    assert read_greedily("Epoch[0] accuracy=1.000000\n", 1) == [1.0]
    assert read_log("Epoch[0] Batch [1]\tSpeed: 1.0 samples/sec\taccuracy=1e-05\tcross-entropy=1e-05\n") == []


def test_amdahls_law_by_hand() -> None:
    # 1 / (1/9 + 8/9 / 2) = 9 / 5
    assert amdahl(1 / 9, 2) == pytest.approx(1.8) and serial_share(1.8, 2) == pytest.approx(1 / 9)
    assert amdahl(1 / 9, 4) == pytest.approx(3.0) and amdahl(0.0, 4) == 4
