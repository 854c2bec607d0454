"""A pruned sweep on this machine: who ends and why, that nothing is trained twice, and what an interruption leaves."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from sweep_place import SweepPlace

from plainspoken.base.progress import Silence
from plainspoken.experiments.runner.process_pool import Pool
from plainspoken.experiments.runner.run_studies import run_folder
from plainspoken.experiments.runner.train_jobs import LocalTrainer
from plainspoken.experiments.runner.train_sweep import sweep_key, train_sweep

pytestmark = pytest.mark.slow

V3 = '[runs.v3]\ntitle = "V3"\nmodel = "emotionnet-v3"'
SWEEP = 'base = "v3"\nlearning_rate = [1e-2, 1e-3, 1e-6, 1e-7]\nprune = { rule = "halving", first = 1, factor = 2 }'


def files(place):
    return {path: path.stat().st_mtime_ns for path in (place.root / "build").rglob("*") if path.is_file()}


def test_the_weakest_end_early_and_nothing_is_done_twice(tmp_path):
    place = SweepPlace(tmp_path / "all", sweep=SWEEP, epochs=3, more=V3)
    place.run()
    records = {run: place.record(run) for run in ("0.01", "0.001", "1e-06", "1e-07")}
    epochs = {run: record["epochs"] for run, record in records.items()}
    assert sorted(epochs.values()) == [1, 1, 2, 3], "two end after epoch 1, one after epoch 2"
    assert {run for run, record in records.items() if record["status"] == "pruned"} == {
        run for run, count in epochs.items() if count < 3
    }
    assert all(record["epochs_planned"] == 3 for record in records.values())
    reasons = {record["ended"]["reason"] for record in records.values() if record["status"] == "pruned"}
    assert reasons == {"not among the best 2 of 4 runs after epoch 1", "not among the best 1 of 2 runs after epoch 2"}
    assert records["0.01"]["at"] == {"learning_rate": 0.01}
    assert place.record("study")["axes"] == {"learning_rate": [1e-2, 1e-3, 1e-6, 1e-7]}
    first = {run: record["history"][0]["valid"]["accuracy"] for run, record in records.items()}
    assert min(first[run] for run in first if epochs[run] > 1) >= max(first[run] for run in first if epochs[run] == 1)
    assert set(place.states().values()) == {"done"}
    before = files(place)
    place.run()
    assert files(place) == before, "a second call touches nothing"
    # A run that is asked for by name goes on from where it was ended.
    (ended, *_) = [run for run, count in epochs.items() if count == 1]
    begun = place.record(ended)["history"][0]
    place.run(only=[ended])
    whole = place.record(ended)
    assert whole["status"] == "done" and whole["epochs"] == 3 and whole["history"][0] == begun


def test_an_interrupted_sweep_goes_on_to_the_same_end(tmp_path):
    """Stopped after the first rung's training, by a trainer that then fails."""
    unbroken = SweepPlace(tmp_path / "unbroken", sweep=SWEEP, epochs=3, more=V3)
    broken = SweepPlace(tmp_path / "broken", sweep=SWEEP, epochs=3, more=V3)
    with Pool(2, Silence()) as pool:
        train(unbroken, LocalTrainer(pool))
        with pytest.raises(KeyboardInterrupt):
            train(broken, Stopping(pool, after=2))
        assert broken.learned() != unbroken.learned()
        train(broken, LocalTrainer(pool))
    assert broken.learned() == unbroken.learned()


class Stopping(LocalTrainer):
    """Interrupted by the user at one of its calls."""

    def __init__(self, pool, after):
        super().__init__(pool)
        self.left = after

    def train(self, jobs):
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().train(jobs)


def train(place, trainer):
    from plainspoken.experiments.runner.own_modules import reach
    from plainspoken.experiments.runner.run_keys import run_keys
    from plainspoken.experiments.runner.study_registry import plan_studies
    from plainspoken.experiments.runner.train_jobs import TrainJob
    from plainspoken.experiments.settings import ExperimentSettings

    reach(place.root)
    (plan,) = plan_studies(ExperimentSettings(studies=["sweep"]), place.root)
    keys = {run.run: run_keys(run) for run in plan.runs}

    def jobs(run):
        return [TrainJob(run, run_folder(place.store, run), keys[run.run])]

    train_sweep(plan, jobs, trainer, Silence(), key=sweep_key(plan, keys))
