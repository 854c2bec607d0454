"""Two processes share a batch: their gradient is that of one process with all of it, and no process is left behind."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course import data_parallel
from plainspoken.experiments.studies.course.data_parallel import (
    SharedResult,
    SharedTraining,
    StepTime,
    can_share,
    joint_batch,
    share_training,
    shared_network,
)

pytestmark = pytest.mark.skipif(not can_share(), reason="this torch has no gloo")

SMALL = SharedTraining(widths=(2, 3), batches=(8,), steps=1, repeats=1)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    found: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def watched(*words: object, **options: object) -> subprocess.Popen[bytes]:
        found.append(start(*words, **options))  # type: ignore[call-overload]
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    return found


def test_gradients_are_those_of_the_joint_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    import torch

    monkeypatch.chdir(tmp_path)  # a run's folder is relative
    found = share_training(SMALL, Path())
    assert 0 <= found.gap < 1e-12
    assert found.alone.keys() == found.shared.keys() == found.apart.keys() == {8} and found.shared[8].processor > 0
    assert found.weights == 2 * 9 + 2 + 3 * 2 * 9 + 3 + 10 * 48 + 10
    assert [each.poll() for each in started] == [0] and not torch.distributed.is_initialized()
    assert list(tmp_path.iterdir()) == []


def test_a_half_alone_has_another_gradient() -> None:
    import torch

    x, y = joint_batch(SMALL, 8, torch.float64)
    gradients = []
    for part in (slice(None), slice(0, None, 2)):
        network = shared_network(SMALL).double()
        torch.nn.functional.cross_entropy(network(x[part]), y[part]).backward()
        gradients.append(network[0].weight.grad)
    assert float((gradients[0] - gradients[1]).abs().max()) > 1e-6, "or equal gradients would prove nothing"


def test_a_partner_that_ends_at_once_is_an_error_and_not_a_wait(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    monkeypatch.setattr(data_parallel, "LIMIT", 1)
    with pytest.raises(InputError, match="two processes cannot train together here"):
        share_training(SMALL, tmp_path)
    assert all(each.poll() is not None for each in started)


def test_speed_ups_by_hand() -> None:
    found = SharedResult(
        alone={8: StepTime(3.0, 2.0), 16: StepTime(6.0, 4.0)},
        shared={8: StepTime(2.0, 1.6), 16: StepTime(3.0, 2.0)},
        apart={8: StepTime(3.0, 2.0), 16: StepTime(8.0, 4.0)},
    )
    assert found.speed_ups() == {8: 1.5, 16: 2.0} and found.at_best() == {8: 1.25, 16: 2.0} and found.room() == 1.5
