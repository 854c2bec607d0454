"""Training on a real Ray cluster: two nodes on this machine, each with raylet, workers and object store of its own."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.runner.process_pool import Pool
from plainspoken.experiments.runner.train_jobs import LocalTrainer, TrainJob

sys.path.insert(0, str(Path(__file__).parent))
from local_cluster import MEMORY, kill_at_first_checkpoint, patiently
from sweep_place import RECIPE, SweepPlace

try:
    from ray.cluster_utils import Cluster
except ImportError:
    if os.environ.get("CI") or os.environ.get("CLUSTER_TESTS") == "required":  # `make test` installs the extra
        raise
    pytest.skip("the extra [cluster] is not installed", allow_module_level=True)

from plainspoken.experiments.runner.ray_cluster import RayTrainer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster with one core at its head."""
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO="0")
    head = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": MEMORY}
    made = patiently(lambda: Cluster(initialize_head=True, head_node_args=head))
    yield made
    made.shutdown()


class Listener(Silence):
    def __init__(self) -> None:
        self.heard: list[tuple[Any, ...]] = []

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        self.heard.append(("start", task))

    def advance(self, task: str, done: float, note: str = "") -> None:
        self.heard.append(("advance", task, done, note))

    def finish(self, task: str, note: str = "") -> None:
        self.heard.append(("finish", task, note))


@contextlib.contextmanager
def added(cluster: Any, **resources: Any) -> Iterator[Any]:
    """A second node, gone again afterwards."""
    node = patiently(lambda: cluster.add_node(num_cpus=1, object_store_memory=MEMORY, **resources))
    try:
        yield node
    finally:
        if node in cluster.worker_nodes:
            cluster.remove_node(node, allow_graceful=False)


GRID = """
model = ["emotionnet-v3", "emotionnet-v1", "shufflenet_v2_x0_5"]
optimizer = ["adamw", "adam", "sgd"]
learning_rate = [1e-3, 1e-4]
"""


def test_a_sweep_loses_a_machine_and_no_run(cluster: Any, tmp_path: Path) -> None:
    """Eighteen runs, each bit for bit what two processes of this machine make of it."""
    here = SweepPlace(tmp_path / "here", sweep=GRID, epochs=4)
    with Pool(2, Silence()) as pool:
        LocalTrainer(pool).train(here.jobs())
    there = SweepPlace(tmp_path / "there", sweep=GRID, epochs=4)
    listener, killed = Listener(), []
    with added(cluster) as doomed, RayTrainer(cluster.address, there.store, listener) as trainer:
        watcher = threading.Thread(target=kill_at_first_checkpoint, args=(doomed, there.store, killed), daemon=True)
        watcher.start()
        learned = trainer.train(there.jobs())
        watcher.join(10)
    assert len(learned) == 18 and {result.status for result in learned} == {"done"}
    assert here.learned() == there.learned() and len(there.learned()) == 18
    (lost,) = killed
    attempts = re.findall(r"attempt on .*", there.log(lost))
    assert len(attempts) == 2
    assert "from the beginning" in attempts[0] and re.search(r"from the checkpoint of epoch [1-4]", attempts[1])
    assert any(kind == "advance" and "its machine was lost" in rest[-1] for kind, *rest in listener.heard)
    finished = [task for kind, task, *_ in listener.heard if kind == "finish"]
    assert len(set(finished)) == 18
    names = {path.name for path in there.store.rglob("*")}
    assert not [name for name in names if "attempt" in name or "replaced" in name or name.startswith(".shared")]
    assert "checkpoint.pt" not in names, "all runs are done"


def photos(folder: Path) -> Path:
    """A small set of real files."""
    random = np.random.default_rng(3)
    for split, count in {"train": 14, "valid": 7, "test": 7}.items():
        for number in range(count):
            path = folder / split / ("happiness", "fear")[number % 2] / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(random.integers(0, 255, (16, 16, 3), dtype=np.uint8)).save(path)
    return folder


def test_where_nothing_is_shared_all_is_sent(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data, a study module of the talk's own, checkpoints and results pass through the cluster; a run goes on from the
    checkpoint that an earlier call has left here, and the sweep ends its weakest as it does on this machine."""
    grid = 'optimizer = ["adamw", "sgd"]\nbase = "v3"\nprune = { rule = "halving", first = 1, factor = 2 }'
    recipe = RECIPE.replace("plainspoken.experiments.studies.emotion.emotion_study", "own_faces")
    more = '[runs.v3]\ntitle = "V3"\nmodel = "emotionnet-v3"\n'
    data = photos(tmp_path / "photos")
    places = {}
    for name in ("here", "there"):
        places[name] = SweepPlace(tmp_path / name, sweep=grid, epochs=3, more=more, recipe=recipe)
        module = places[name].root / "recipes" / "own_faces.py"
        module.write_text("from plainspoken.experiments.studies.emotion.emotion_study import *\n", encoding="utf-8")
    with added(cluster):
        here, there = places["here"], places["there"]
        here.run(data={"faces": str(data)})
        monkeypatch.setattr(
            "plainspoken.experiments.runner.ray_cluster.RayTrainer", lambda *args: Sent(*args, lost=data)
        )
        there.run(data={"faces": str(data)}, cluster=cluster.address)
    assert here.learned() == there.learned()
    assert sorted(run["status"] for run in there.learned().values()) == ["done", "pruned"]
    log = there.log(next(name for name, run in there.learned().items() if run["status"] == "done"))
    assert "from the beginning" in log and "from the checkpoint of epoch 1" in log
    assert {path.name for path in (there.places["results"] / "sweep").glob("*.json")} == {
        "adamw.json", "sgd.json", "study.json",
    }  # fmt: skip


class Sent(RayTrainer):
    """A trainer whose machines do not see the store, nor the data where they lie here."""

    def __init__(self, *args: Any, lost: Path) -> None:
        super().__init__(*args, shared=False)
        self._lost = lost

    def _submit(self, assignment: Any) -> Any:
        from dataclasses import replace

        moved = {
            name: replace(parcel, path=f"/not/there{parcel.path}") for name, parcel in assignment.parcels.items()
        }  # fmt: skip
        return super()._submit(replace(assignment, parcels=moved))


def test_the_users_mistakes_come_back_and_end_no_other_run(cluster: Any, tmp_path: Path) -> None:
    place = SweepPlace(tmp_path, sweep='model = ["emotionnet-v3", "no_such_net"]', epochs=1)
    with RayTrainer(cluster.address, place.store, Silence()) as trainer, pytest.raises(InputError) as caught:
        trainer.train(place.jobs())
    assert "sweep/no-such-net: no model is called 'no_such_net'" in str(caught.value)
    assert set(place.learned()) == {"emotionnet-v3"}


def test_other_code_on_a_machine_is_an_error_before_training(cluster: Any, tmp_path: Path) -> None:
    place = SweepPlace(tmp_path, sweep='model = ["emotionnet-v3"]', epochs=1)
    (job,) = place.jobs()
    other = TrainJob(job.run, job.folder, {**job.keys, "code": "0123456789abcdef"})
    with RayTrainer(cluster.address, place.store, Silence()) as trainer, pytest.raises(InputError) as caught:
        trainer.train([other])
    assert "has a different version of Plainspoken" in str(caught.value) and "same version" in str(caught.value.remedy)


def test_a_cluster_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Ray Client address"):
        RayTrainer("ray://head:10001", tmp_path, Silence())
    for address, why in {"127.0.0.1:1": "refused", "lab": "neither `auto` nor HOST:PORT"}.items():
        expected = pytest.raises(InputError, match=f"no Ray cluster at {address}.*{why}")
        with expected as caught, RayTrainer(address, tmp_path, Silence()):
            raise AssertionError("connected")
        assert "ray start --head" in str(caught.value.remedy)
