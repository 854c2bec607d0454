"""A build folder whose files were damaged, all at once, is as good as new after the next build."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken import Talk
from plainspoken.base.progress import Silence

PAGES = """\
## The test shows how good it is

> {{ mine.net.final.test.accuracy | percent }} of the test

It is right on {{ mine.net.final.test.accuracy | percent }} of the test.

## Its loss falls

![](figure:mine/net/curves)

The loss falls from the first epoch to the last.
"""
CONFIG = '[talk]\ntitle = "Small"\nminutes = 1\n[imports."mine/net"]\nfiles = ["net.json", "net.csv"]\n'


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    folder = tmp_path / "talks" / "small"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "01.md.j2").write_text(PAGES)
    (folder / "talk.toml").write_text(CONFIG)
    (folder / "net.json").write_text('{"accuracy": 0.9, "n": 500}')
    (folder / "net.csv").write_text("epoch,loss,val_loss\n1,0.9,1.0\n2,0.5,0.7\n3,0.3,0.6\n")
    return Talk.find("small", talks=tmp_path / "talks", build=tmp_path / "build", progress=Silence())


def contents(build: Path) -> dict[str, str]:
    """What a build made, without what says when."""
    noted = ("stages.json", ".written.json", ".lock", ".bytes")
    return {
        path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in build.rglob("*")
        if path.is_file() and path.name not in noted
    }


def garbled(data: bytes) -> bytes:
    chance, found = random.Random(1), bytearray(data)
    for _ in range(max(3, len(data) // 50)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "ledger"), [(garbled, "kept"), (lambda data: data[: len(data) // 2], "damaged")])
def test_all_files_damaged_at_once_are_made_again(
    talk: Talk, damage: Callable[[bytes], bytes], ledger: str, capfd: pytest.CaptureFixture[str]
) -> None:
    talk.build()
    build = talk.source.build
    meant = contents(build)
    kinds = {Path(name).suffix for name in meant}
    assert {".wav", ".natural", ".take", ".m4a", ".woff", ".png", ".pptx", ".html", ".json", ".seal"} <= kinds
    for path in build.rglob("*"):
        if path.is_file() and (path.name != "stages.json" or ledger == "damaged"):
            data = path.read_bytes()
            path.write_bytes(damage(data) if data else data)
    talk.build()
    assert contents(build) == meant
    assert "is made again" in capfd.readouterr().err


def rot(path: Path) -> None:
    """Another byte in the middle, and the times that programs can set as they were."""
    times, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def as_if_no_time_had_changed(build: Path) -> None:
    """Have the ledger expect the times that the system notes: bits that go bad on a disk change none."""
    ledger = json.loads((build / "stages.json").read_bytes())
    for stage in ledger.values():
        for name, noted in stage["sums"].items():
            status = (build / name).stat()
            noted[1] = [status.st_ctime_ns, status.st_size]
    (build / "stages.json").write_text(json.dumps(ledger))


@pytest.mark.slow
def test_an_output_that_has_changed_under_its_old_time_is_made_again(
    talk: Talk, capfd: pytest.CaptureFixture[str]
) -> None:
    quick = talk.with_settings(voice={"engine": "espeak"})
    quick.build()
    build = quick.source.build
    meant = contents(build)
    files = [build / name for name in ("small.pptx", "small.html", "script.json", "audio/small.mp3")]
    for path in files:
        rot(path)
    assert set(quick.build().done) == {"script", "voice", "deck", "player"}
    assert contents(build) == meant and "small.pptx was damaged" in capfd.readouterr().err
    for path in files:
        rot(path)
    as_if_no_time_had_changed(build)
    assert quick.build().done == ["script"] and contents(build) != meant  # what is read anyway is compared
    assert set(quick.build(verify=True).done) == {"voice", "deck", "player"}
    assert contents(build) == meant
    assert quick.build(verify=True).done == []
