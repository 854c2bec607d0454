"""Nodes of a real Ray cluster on this machine, and how one is lost; for the tests and the benchmark of clusters."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 120_000_000
"""Bytes of each node's object store."""


def patiently(start: Callable[[], Any]) -> Any:
    """Start a part of the cluster; Ray gives it 30 seconds, too few where other tests keep all cores busy."""
    for _ in range(9):
        try:
            return start()
        except Exception as error:
            if "timed out during startup" not in str(error):
                raise
    return start()


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def kill_at_first_checkpoint(node: Any, store: Path, killed: list[str]) -> None:
    """SIGKILL for the raylet and the workers of a node, as when a machine goes down, as soon as a run on it has left a
    checkpoint and not yet its outcome."""
    raylet = node.all_processes["raylet"][0].process.pid
    while not killed:
        time.sleep(0.005)
        for checkpoint in store.glob("sweep/*/*.attempt-*/checkpoint.pt"):
            attempt = checkpoint.parent
            log = attempt.with_name(attempt.name.partition(".attempt-")[0]) / "log.txt"
            if (attempt / "weights.safetensors").exists() or not log.exists():
                continue
            workers = children(raylet)
            if int(re.findall(r"process (\d+)", log.read_text(encoding="utf-8"))[-1]) in workers:
                for victim in [raylet, *workers]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(victim, signal.SIGKILL)
                killed.append(log.parent.parent.name)
                return
