"""What a run leaves is whole or not there: a damaged file of any kind is taken away with a word, never read as good."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from plainspoken.base.errors import InputError
from plainspoken.base.sealed_files import seal_of
from plainspoken.experiments.results.read_record import read_run
from plainspoken.experiments.results.record import Latency
from plainspoken.experiments.runner.run_store import (
    keep_latency,
    keep_outcome,
    kept_latency,
    kept_outcome,
    load_weights,
    read_checkpoint,
    write_checkpoint,
)

KEPT = Path(__file__).parents[3] / "talks/approaches/recorded/results/emotion/resnet18.json"
TIMED = Latency(
    median_ms=1.5, iqr_ms=0.1, low_ms=1.4, high_ms=1.6, batch=1, device="cpu", threads=1, precision="float32",
    input_shape=[1, 3], repeats=3,
)  # fmt: skip
KEYS = {"code": "1", "config": "2", "data": "3"}


def halved(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def garbled(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def zeroed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes(len(data) - at)


DAMAGES = [halved, garbled, zeroed]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = torch.nn.Linear(3, 2)
    arrays = {"test_logits": np.arange(40.0)}
    keep_outcome(tmp_path, read_run(KEPT), arrays=arrays, model=model, bundle={"labels": ["a"]})
    keep_latency(tmp_path, TIMED)
    return tmp_path


@pytest.mark.parametrize("name", ["outcome.json", "arrays.npz", "bundle.json", "weights.safetensors"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_run_with_a_damaged_file_is_not_done(
    folder: Path,
    name: str,
    damage: Callable[[bytes, random.Random], bytes],
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert kept_outcome(folder) is not None
    (folder / name).write_bytes(damage((folder / name).read_bytes(), random.Random(name)))
    assert kept_outcome(folder) is None
    assert f"{folder / name} was damaged and is made again" in capfd.readouterr().err
    assert not (folder / name).exists()


def test_a_damaged_time_is_measured_again_and_the_run_stays_done(folder: Path) -> None:
    assert kept_latency(folder) == TIMED.model_dump()
    (folder / "latency.json").write_text('{"median_ms": 9.5}')
    assert kept_latency(folder) is None
    assert kept_outcome(folder) is not None


def test_a_folder_of_an_earlier_version_counts_as_empty(folder: Path) -> None:
    for seal in folder.glob("*.seal"):
        seal.unlink()
    assert kept_outcome(folder) is None and kept_latency(folder) is None
    with pytest.raises(InputError, match="the weights are not there"):
        load_weights(torch.nn.Linear(3, 2), folder)


def test_weights_that_were_removed_are_made_again(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()
    assert seal_of(folder / "weights.safetensors").is_file()
    assert kept_outcome(folder) is None


def test_no_damage_of_a_checkpoint_is_read_as_good(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, chance = tmp_path / "checkpoint.pt", random.Random(1)
    state = {"history": [{"epoch": 1}], "model": torch.nn.Linear(16, 16).state_dict(), "stopped_early": False}
    write_checkpoint(tmp_path, KEYS, state)  # type: ignore[arg-type]
    good = path.read_bytes()
    survived = 0
    for damage in DAMAGES * 40:
        path.write_bytes(damage(good, chance))
        kept = read_checkpoint(tmp_path, KEYS)
        if kept is not None:  # the damage hit padding or a name that nothing reads
            survived += 1
            assert torch.equal(kept["model"]["weight"], state["model"]["weight"])  # type: ignore[index]
            assert kept["history"] == state["history"]
    assert survived < 30
    assert "checkpoint.pt was damaged and is made again" in capfd.readouterr().err


def test_a_checkpoint_with_code_in_it_runs_nothing(tmp_path: Path) -> None:
    ran = tmp_path / "ran"

    class Touch:
        def __reduce__(self) -> object:
            return Path.touch, (ran,)

    torch.save({"keys": KEYS, "state": Touch()}, tmp_path / "checkpoint.pt")
    assert read_checkpoint(tmp_path, KEYS) is None
    assert not ran.exists()
