"""The processors that this program may use, and how a process is kept to one of them."""

from __future__ import annotations

import os

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""Environment in which numeric libraries start no threads of their own: processes side by side then don't contend, and
the same sums are added in the same order."""


def usable_processors() -> int:
    """How many processors this process may run on; fewer than the machine has in a container or under `taskset`."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
