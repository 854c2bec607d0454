"""WorkerPool: what a job does to itself, it does to nobody else."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from plainspoken.tts.synthesis.synthesize import take_facts
from plainspoken.tts.synthesis.worker import JobOutcome, WorkerJob, WorkerPool


def _outcomes(*jobs: WorkerJob, workers: int = 2) -> list[JobOutcome]:
    with WorkerPool(workers) as workers:
        return workers.run(jobs, lambda index, outcome: None)


def test_values_come_in_the_order_of_the_jobs() -> None:
    outcomes = _outcomes(*(WorkerJob(divmod, (n, 3), 20) for n in range(7)))
    assert [outcome.value for outcome in outcomes] == [divmod(n, 3) for n in range(7)]


def test_a_crash_harms_only_its_own_job() -> None:
    outcomes = _outcomes(
        WorkerJob(divmod, (7, 3), 20),
        WorkerJob(os.kill, (0, signal.SIGSEGV), 20),  # the child leads its own group
        WorkerJob(os.abort, (), 20),
        WorkerJob(os.kill, (0, signal.SIGKILL), 20),
        WorkerJob(divmod, (1, 0), 20),
        WorkerJob(divmod, (8, 3), 20),
        workers=1,
    )
    assert [outcome.kind for outcome in outcomes] == ["done", *["crashed"] * 4, "done"]
    assert "SIGSEGV" in outcomes[1].message
    assert "SIGABRT" in outcomes[2].message
    assert "SIGKILL" in outcomes[3].message and "memory" in outcomes[3].remedy  # the text is not to blame
    assert "ZeroDivisionError" in outcomes[4].message


def test_a_job_that_hangs_is_killed_at_its_limit() -> None:
    start = time.monotonic()
    late, after = _outcomes(WorkerJob(time.sleep, (60,), 0.5), WorkerJob(divmod, (8, 3), 20), workers=1)
    assert late.kind == "late"
    assert after.value == (2, 2)
    assert time.monotonic() - start < 20


def test_what_a_job_prints_is_not_taken_for_an_outcome() -> None:
    outcomes = _outcomes(WorkerJob(print, ("noise" * 10_000,), 20), WorkerJob(os.system, ("echo noise",), 20))
    assert [outcome.kind for outcome in outcomes] == ["done", "done"]


def test_no_jobs_open_no_worker() -> None:
    assert _outcomes() == []


def test_a_worker_that_is_gone_is_replaced() -> None:
    with WorkerPool(1) as workers:
        (killed,) = workers.run(
            [WorkerJob(os.system, ("kill -9 $(ps -o ppid= -p $PPID)",), 20)], lambda index, outcome: None
        )
        (after,) = workers.run([WorkerJob(divmod, (8, 3), 20)], lambda index, outcome: None)
    assert killed.kind == "crashed" and "run the same command again" in killed.remedy
    assert after.value == (2, 2)


def test_an_engine_that_fails_on_one_page_keeps_the_others(workspace: Any, make: Any, tmp_path: Path) -> None:
    import pytest

    from plainspoken.base.errors import InputError
    from plainspoken.tts.synthesis.clip_cache import ClipCache

    script = tmp_path / "speak.sh"
    script.write_text(
        '#!/bin/sh\ngrep -q bad "$1" && exit 3\ngrep -q slow "$1" && sleep 60\ncp "$(dirname "$0")/tone.wav" "$2"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    _tone(tmp_path / "tone.wav")
    talk = make.script(
        make.page("good", "all well"), make.page("bad", "this is bad"), make.page("slow", "this is slow")
    )
    options = {"command": f"{script} {{text}} {{wav}}"}
    with pytest.raises(InputError, match="2 of 3 pages could not be voiced") as caught:
        workspace.narrate(talk, engine="command", options=options, time_limit_s=8)
    assert "page bad" in caught.value.message
    assert "'this is bad'" in caught.value.message
    assert "page slow" in caught.value.message
    assert "page good" not in caught.value.message
    kept = [take_facts(ClipCache(workspace.cache), path.stem) for path in workspace.cache.rglob("*.take")]
    assert len(kept) == 1


def test_a_fork_is_used_again_until_something_goes_wrong_in_it() -> None:
    jobs = [WorkerJob(os.getpid, (), 20, alone=False) for _ in range(3)]
    jobs += [
        WorkerJob(os.abort, (), 20, alone=False),
        WorkerJob(os.getpid, (), 20, alone=False),
        WorkerJob(os.getpid, (), 20),
    ]
    outcomes = _outcomes(*jobs, workers=1)
    assert [outcome.kind for outcome in outcomes] == ["done", "done", "done", "crashed", "done", "done"]
    first, second, third, _, after, alone = [outcome.value for outcome in outcomes]
    assert first == second == third
    assert len({first, after, alone}) == 3


def _once(marker: str) -> str:
    """Crash where nobody has been before."""
    if not Path(marker).exists():
        Path(marker).touch()
        os.abort()
    return "said"


def test_a_page_is_only_given_up_when_it_fails_in_a_process_of_its_own(tmp_path: Path) -> None:
    once = WorkerJob(_once, (str(tmp_path / "marker"),), 20, alone=False)
    outcomes = _outcomes(WorkerJob(os.getpid, (), 20, alone=False), once, workers=1)
    assert [outcome.kind for outcome in outcomes] == ["done", "done"]


def test_an_odd_sample_rate_is_brought_to_one_that_can_be_encoded(workspace: Any, make: Any, tmp_path: Path) -> None:
    import wave

    script = tmp_path / "speak.sh"
    script.write_text('#!/bin/sh\ncp "$(dirname "$0")/tone.wav" "$2"\n', encoding="utf-8")
    script.chmod(0o755)
    _tone(tmp_path / "tone.wav", rate=20000)
    options = {"command": f"{script} {{text}} {{wav}}"}
    narration = workspace.narrate(make.script(make.page("one", "all well")), engine="command", options=options)
    with wave.open(str(workspace.out / narration.clips[0].path)) as file:
        assert file.getframerate() == 22050
    assert abs(narration.duration_ms - 1450) < 100


def _tone(path: Path, rate: int = 16000) -> None:
    import numpy as np

    from plainspoken.tts.audio.samples import to_pcm, wav_bytes

    wave = 0.3 * np.sin(2 * np.pi * 220 * np.arange(rate) / rate)
    path.write_bytes(wav_bytes(to_pcm(wave.astype(np.float32)), rate))
