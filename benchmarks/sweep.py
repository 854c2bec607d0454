"""Eighteen small runs: two processes of this machine, a Ray cluster of two nodes on it, and with a node killed.

    python benchmarks/sweep.py [--epochs 4]

Start-up is left out of both: the pool's processes have imported PyTorch before, the nodes are up and warm. The second
part kills the raylet and the workers of a node after its first checkpoint, and prints the seconds until all runs are
done, beside those of the longest run. Wall clock: run it on an idle machine. Needs the extra [cluster].
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "experiments" / "runner"))

GRID = """
model = ["emotionnet-v3", "emotionnet-v1", "shufflenet_v2_x0_5"]
optimizer = ["adamw", "adam", "sgd"]
learning_rate = [1e-3, 1e-4]
"""

LIMIT = 1.15
"""The cluster may take so many times as long as two processes."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=3, help="of the comparison; the medians count")
    given = parser.parse_args()
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO="0")
    from local_cluster import MEMORY, kill_at_first_checkpoint, patiently
    from ray.cluster_utils import Cluster
    from sweep_place import SweepPlace

    from plainspoken.base.progress import Silence
    from plainspoken.experiments.runner.process_pool import Pool
    from plainspoken.experiments.runner.ray_cluster import RayTrainer
    from plainspoken.experiments.runner.train_jobs import LocalTrainer, Trainer

    root = Path(tempfile.mkdtemp(prefix="sweep-"))
    head = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": MEMORY}
    cluster = patiently(lambda: Cluster(initialize_head=True, head_node_args=head))
    node = patiently(lambda: cluster.add_node(num_cpus=1, object_store_memory=MEMORY))

    def timed(name: str, trainer: Trainer) -> tuple[float, SweepPlace]:
        place = SweepPlace(root / name, sweep=GRID, epochs=given.epochs)
        jobs = place.jobs()
        began = time.perf_counter()
        trainer.train(jobs)
        return time.perf_counter() - began, place

    times: dict[str, list[float]] = {"two processes": [], "two nodes": []}
    with Pool(2, Silence()) as pool, RayTrainer(cluster.address, root, Silence()) as remote:
        local = LocalTrainer(pool)
        for repeat in range(given.repeats + 1):  # the first warms both
            # Turn and turn about, so that other work on the machine falls on both.
            for name, trainer in (("two processes", local), ("two nodes", remote)):
                seconds, place = timed(f"{name}-{repeat}", trainer)
                if repeat:
                    times[name].append(seconds)
                    print(f"{name:<14} {seconds:6.1f} s")
        reference = place.learned()
    middle = {name: sorted(values)[len(values) // 2] for name, values in times.items()}
    ratio = middle["two nodes"] / middle["two processes"]
    print(f"18 runs: two nodes take {ratio:.2f} times as long as two processes (at most {LIMIT})")

    place, killed = SweepPlace(root / "killed", sweep=GRID, epochs=given.epochs), []
    with RayTrainer(cluster.address, place.store, Silence()) as remote:
        began = time.perf_counter()
        at: list[float] = []

        def watch() -> None:
            kill_at_first_checkpoint(node, place.store, killed)
            at.append(time.perf_counter())

        threading.Thread(target=watch, daemon=True).start()
        remote.train(place.jobs())
        ended = time.perf_counter()
    seconds = [record["seconds"] for record in place.outcomes()]
    print(f"a node killed after {at[0] - began:.1f} s: all {len(seconds)} runs done {ended - at[0]:.1f} s later")
    print(f"the longest run took {max(seconds):.1f} s; the limit is 120 s and one run")
    same = place.learned() == reference
    print("metrics and histories are equal" if same else "metrics or histories DIFFER")
    cluster.shutdown()
    return 0 if same and ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
