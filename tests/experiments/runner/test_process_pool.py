"""The pool: order, progress, failures, a killed worker, a killed parent."""

import importlib
import os
import signal
import subprocess
import sys
import time

import pytest

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.runner.process_pool import Job, Pool
from plainspoken.experiments.runner.run_studies import graphics_cards

WORK = """
import os, signal, time
from plainspoken.base.errors import InputError

def double(x, report):
    report.start(f"double {x}", 1)
    report.finish(f"double {x}", "done")
    return 2 * x, os.getpid(), os.environ.get("OMP_NUM_THREADS")

def card(x, report):
    time.sleep(x)
    return os.getpid(), os.environ.get("CUDA_VISIBLE_DEVICES")

def refuse(x, report):
    raise InputError("cannot", remedy="try another", file="a.toml", line=3)

def fail(x, report):
    raise ZeroDivisionError("by nought")

def die(x, report):
    os.kill(os.getpid(), signal.SIGKILL)

def last(path, report):
    with open(path, "a") as out:
        out.write("x")

def sleep(path, report):
    with open(path, "w") as out:
        out.write(str(os.getpid()))
    time.sleep(60)
"""


def run_jobs(jobs, *, processes, progress):
    with Pool(processes, progress) as pool:
        return pool.run(jobs)


class Listener(Silence):
    def __init__(self):
        self.heard = []

    def start(self, task, total=None, note=""):
        self.heard.append(("start", task, total))

    def finish(self, task, note=""):
        self.heard.append(("finish", task, note))


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A module of jobs that a worker can import."""
    (tmp_path / "pool_work.py").write_text(WORK, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("pool_work", None)
    return importlib.import_module("pool_work")


def test_each_process_sees_one_graphics_card(work, monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    with Pool(2, Silence(), cards=["0", "GPU-b"]) as pool:
        seen = set(pool.run([Job("a", work.card, (0.2,)), Job("b", work.card, (0.2,))]))
        again = pool.run([Job("c", work.card, (0,))], at_most=1)
    assert {card for _, card in seen} == {"0", "GPU-b"} and set(again) < seen
    assert "CUDA_VISIBLE_DEVICES" not in os.environ


def test_graphics_cards_are_counted_without_torch(tmp_path, monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert graphics_cards(tmp_path / "none") == []
    (tmp_path / "0000:01:00.0").mkdir()
    (tmp_path / "0000:02:00.0").mkdir()
    assert graphics_cards(tmp_path) == ["0", "1"]
    for value, cards in {"1": ["1"], "": [], "-1": [], "GPU-a, GPU-b": ["GPU-a", "GPU-b"]}.items():
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", value)
        assert graphics_cards(tmp_path) == cards


def test_results_in_order_longest_first_one_thread_each(work):
    listener = Listener()
    jobs = [Job(str(x), work.double, (x,), effort=x) for x in (1, 5, 3)]
    results = run_jobs(jobs, processes=1, progress=listener)
    assert [value for value, _, _ in results] == [2, 10, 6]
    assert [task for kind, task, _ in listener.heard if kind == "start"] == ["double 5", "double 3", "double 1"]
    assert ("finish", "double 3", "done") in listener.heard
    assert len({pid for _, pid, _ in results}) == 1 and os.getpid() not in {pid for _, pid, _ in results}
    assert {threads for _, _, threads in results} == {"1"}


def test_one_refusal_lets_the_others_finish_and_names_itself(work, tmp_path):
    log = tmp_path / "log"
    jobs = [Job("bad", work.refuse, (0,), effort=9), Job("good", work.last, (log,))]
    with pytest.raises(InputError, match="bad: cannot") as caught:
        run_jobs(jobs, processes=1, progress=Silence())
    assert (caught.value.remedy, caught.value.file, caught.value.line) == ("try another", "a.toml", 3)
    assert log.read_text(encoding="utf-8") == "x"


def test_our_own_mistake_keeps_its_traceback(work):
    with pytest.raises(RuntimeError, match=r"sum failed(.|\n)*ZeroDivisionError: by nought"):
        run_jobs([Job("sum", work.fail, (0,))], processes=1, progress=Silence())


def test_a_killed_worker_is_named(work):
    with pytest.raises(InputError, match="doomed: its process was killed") as caught:
        run_jobs([Job("doomed", work.die, (0,))], processes=1, progress=Silence())
    assert "--jobs 1" in caught.value.remedy


def test_nothing_to_do_starts_no_process():
    assert run_jobs([], processes=4, progress=Silence()) == []


def test_workers_stay_for_the_next_jobs_and_one_alone_can_be_asked_for(work):
    with Pool(2, Silence()) as pool:
        first = {pid for _, pid, _ in pool.run([Job(str(x), work.double, (x,)) for x in range(6)])}
        alone = {pid for _, pid, _ in pool.run([Job(str(x), work.double, (x,)) for x in range(4)], at_most=1)}
        assert len(alone) == 1 and alone <= first
        with pytest.raises(InputError):
            pool.run([Job("doomed", work.die, (0,))])
        assert pool.run([Job("after", work.double, (4,))])[0][0] == 8


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_their_parent(work, tmp_path, how):
    mark = tmp_path / "pid"
    script = tmp_path / "parent.py"
    script.write_text(
        "import signal, sys\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    import pool_work\n"
        "    from plainspoken.experiments.runner.process_pool import Job, Pool\n"
        "    from plainspoken.base.progress import Silence\n"
        f"    with Pool(1, Silence()) as pool:\n        pool.run([Job('a', pool_work.sleep, ({str(mark)!r},))])\n",
        encoding="utf-8",
    )
    parent = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.DEVNULL)
    try:
        assert _within(30, lambda: mark.is_file() and mark.read_text(encoding="utf-8"))
        worker = int(mark.read_text(encoding="utf-8"))
        parent.send_signal(how)
        parent.wait(20)
        assert _within(20, lambda: not _alive(worker))
    finally:
        parent.kill()


def _within(seconds, condition):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = open(f"/proc/{pid}/stat", encoding="utf-8").read().rpartition(")")[2].split()[0]  # noqa: PTH123, SIM115
    return state != "Z"
