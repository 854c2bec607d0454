"""Attempts: the furthest checkpoint is found, one attempt takes the run's place, and what was left is taken away."""

import torch

from plainspoken.experiments.runner.run_attempts import (
    accept_attempt,
    adopt_checkpoint,
    copy_checkpoint,
    furthest_checkpoint,
    new_attempt,
)

KEYS = {"config": "a", "code": "b", "data": "c"}


def checkpoint(folder, epochs, keys=KEYS):
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"keys": keys, "state": {"history": [{}] * epochs}}, folder / "checkpoint.pt")


def test_the_furthest_checkpoint_of_the_same_keys_counts(tmp_path):
    run = tmp_path / "quick-seed1"
    assert furthest_checkpoint(run, KEYS) == (None, 0)
    checkpoint(run, 1)
    second, third, other = new_attempt(run), new_attempt(run), new_attempt(run)
    checkpoint(second, 3)
    checkpoint(other, 9, {**KEYS, "code": "x"})
    (third / "checkpoint.pt").write_bytes(b"broken off")
    checkpoint(tmp_path / "quick-seed11", 7)
    assert furthest_checkpoint(run, KEYS) == (second / "checkpoint.pt", 3)
    assert len({run, second, third, other}) == 4


def test_a_task_alone_with_the_folder_adopts_it(tmp_path):
    run = tmp_path / "quick-seed1"
    checkpoint(new_attempt(run), 2)
    adopt_checkpoint(run, KEYS)
    assert furthest_checkpoint(run, KEYS) == (run / "checkpoint.pt", 2)
    assert [path.name for path in tmp_path.iterdir()] == ["quick-seed1"]
    before = (run / "checkpoint.pt").stat().st_mtime_ns
    adopt_checkpoint(run, KEYS)
    assert (run / "checkpoint.pt").stat().st_mtime_ns == before


def test_one_attempt_takes_the_place_and_the_others_go(tmp_path):
    run = tmp_path / "quick-seed1"
    checkpoint(run, 1)
    accepted, late = new_attempt(run), new_attempt(run)
    (accepted / "outcome.json").write_text("{}")
    checkpoint(late, 2)
    accept_attempt(accepted, run)
    assert [path.name for path in tmp_path.iterdir()] == ["quick-seed1"]
    assert [path.name for path in run.iterdir()] == ["outcome.json"]
    # A machine that was given up for dead writes on: the accepted run does not change.
    checkpoint(late, 3)
    assert [path.name for path in run.iterdir()] == ["outcome.json"]


def test_nothing_to_copy(tmp_path):
    copy_checkpoint(None, tmp_path)
    checkpoint(tmp_path, 1)
    copy_checkpoint(tmp_path / "checkpoint.pt", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]
