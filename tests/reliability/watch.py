"""`plainspoken watch` over many edits: memory, open files, threads, processes and latency, at the start and at the end.

    python tests/reliability/watch.py 1000

A small talk is watched by the program itself; its page is edited, and the time from the save to the new player is
taken, with the processor time that the edit cost `watch` and its children. Other programs that want the processors
delay an edit and do not make it cost more, so what is compared is the processor time: the last quarter of the edits
must not need a third more than the first. Resident memory must not grow by more than a tenth after the first fifty
edits, and nothing may be left when it ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = "## One thing is said\n\n- a bullet\n\nWe say it here, {} of many.\n"
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def resident(pid: int) -> int:
    """Kilobytes of resident memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def state(pid: int) -> tuple[int, int, int]:
    """Resident kilobytes, open files, threads."""
    return resident(pid), len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208


def processor_seconds(group: int) -> float:
    """What a process group has used so far, with the children of its processes that have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            told = stat.read_text(errors="replace").rpartition(")")[2].split()
            if int(told[2]) == group:
                ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main(edits: int) -> int:
    """Watch and edit; 0 if all held."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts with `&` ignore it
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        page = home / "talks/small/pages/01.md"
        page.parent.mkdir(parents=True)
        (home / "talks/small/talk.toml").write_text('[talk]\ntitle = "S"\nminutes = 1\n[voice]\nengine = "espeak"\n')
        page.write_text(PAGE.format("none"))
        player = home / "build/small/small.html"
        command = [sys.executable, "-m", "plainspoken", "watch", "small", "--port", "0"]
        watching = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, start_new_session=True)
        while not player.is_file():
            time.sleep(0.05)
        time.sleep(2)
        waits: list[float] = []
        costs: list[float] = []
        states: list[tuple[int, int, int]] = []
        for number in range(edits):
            before, used = player.stat().st_mtime_ns, processor_seconds(watching.pid)
            word = f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {WORDS[number // 100 % 10]}"
            begun = time.monotonic()
            page.write_text(PAGE.format(word))
            while player.stat().st_mtime_ns == before:
                if time.monotonic() - begun > 60 or watching.poll() is not None:
                    print(f"edit {number}: no new player")
                    watching.kill()
                    return 1
                time.sleep(0.01)
            waits.append(time.monotonic() - begun)
            time.sleep(0.1)
            states.append(state(watching.pid))
            costs.append(processor_seconds(watching.pid) - used)
            if number % 100 == 99:
                wait, cost = statistics.median(waits[-100:]), statistics.median(costs[-100:])
                print(f"{number + 1} edits: {wait:.2f} s, {cost:.2f} processor s, {states[-1]}", flush=True)
        os.killpg(watching.pid, signal.SIGINT)
        watching.wait(20)
        time.sleep(1)
        try:
            os.killpg(watching.pid, 0)
            left = True
        except ProcessLookupError:
            left = False
    quarter = max(1, edits // 4)
    first, last = statistics.median(waits[:quarter]), statistics.median(waits[-quarter:])
    cost_first, cost_last = statistics.median(costs[:quarter]), statistics.median(costs[-quarter:])
    settled = states[min(50, edits // 2)]
    grown = states[-1][0] / settled[0] - 1
    print(
        f"watch: {edits} edits; save to player {first:.2f} s in the first quarter, {last:.2f} s in the last; "
        f"processor time of an edit {cost_first:.2f} s and {cost_last:.2f} s; "
        f"memory {settled[0] >> 10} MB, at the end {states[-1][0] >> 10} MB ({grown:+.1%}); "
        f"open files {settled[1]} and {states[-1][1]}, threads {settled[2]} and {states[-1][2]}; "
        f"{'processes are left' if left else 'no process left'}"
    )
    return int(left or cost_last > cost_first * 1.33 or grown > 0.1 or states[-1][1] > settled[1] + 2)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
