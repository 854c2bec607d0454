"""What the system refuses is one message with place and remedy, and the old files stay."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken.base.files import replacing, write_text
from plainspoken.base.system_errors import explain, number_of


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no permission"),
        (errno.EMFILE, "too many files"),
        (errno.EISDIR, "a folder where a file belongs"),
        (errno.ELOOP, "leads back to itself"),
        (9999, "the words of the system"),
    ],
)
def test_a_refusal_of_the_system_has_place_and_remedy(number: int, said: str) -> None:
    found = explain(OSError(number, "the words of the system", "build/x/.deck-12-0123abcd.pptx"))
    assert found is not None and said in found.message and found.remedy
    assert found.file == "build/x/deck.pptx"


def test_the_reason_behind_another_error_is_found() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", "a")
        except OSError as error:
            raise RuntimeError("encoding failed") from error
    except RuntimeError as error:
        found = explain(error)
    assert found is not None and found.message == "the disk is full"
    assert explain(MemoryError()) is not None
    assert explain(ImportError("x.so: failed to map segment from shared object")) is not None
    assert explain(ValueError("a fault of ours")) is None and explain(KeyError("no space left on device")) is None


def test_what_other_programs_print_is_understood() -> None:
    assert number_of("av_interleaved_write_frame(): No space left on device") == errno.ENOSPC
    assert number_of("Invalid data found when processing input") is None


def test_a_name_that_is_not_utf_8_can_be_shown() -> None:
    found = explain(OSError(errno.ENOENT, "gone", os.fsdecode(b"p\xff.png")))
    assert found is not None and str(found).encode("utf-8")


def test_a_file_that_finds_no_room_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(OSError), replacing(path) as temporary:
        temporary.write_text("new")
        raise OSError(errno.ENOSPC, "No space left on device", str(temporary))
    assert path.read_text() == "old" and [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def lint(folder: Path, *limits: tuple[int, int]) -> subprocess.CompletedProcess[str]:
    def limited() -> None:
        for what, most in limits:
            resource.setrlimit(what, (most, most))

    command = [sys.executable, "-m", "plainspoken", "render", "small"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, preexec_fn=limited, errors="replace")


def folder_of(tmp_path: Path) -> Path:
    (tmp_path / "talks/small/pages").mkdir(parents=True)
    (tmp_path / "talks/small/talk.toml").write_text('[talk]\ntitle = "Small"\nminutes = 1\n')
    (tmp_path / "talks/small/pages/01.md").write_text("## One thing is said\n\nWe say it here.\n")
    return tmp_path


def test_a_file_that_may_not_grow_is_named(tmp_path: Path) -> None:
    done = lint(folder_of(tmp_path), (resource.RLIMIT_FSIZE, 100))
    assert done.returncode == 2 and "larger than is allowed" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["file", "loop", "device"])
def test_something_else_in_the_place_of_the_build_folder_is_named(tmp_path: Path, kind: str) -> None:
    build = folder_of(tmp_path) / "build"
    if kind == "file":
        build.write_text("mine")
    else:
        build.symlink_to("build" if kind == "loop" else os.devnull)
    done = lint(tmp_path)
    assert done.returncode == 2 and "build" in done.stderr and "Traceback" not in done.stderr
    assert kind != "file" or build.read_text() == "mine"


@pytest.mark.parametrize("name", [b"pages/02\xff.md", b"pages/02.md"])
def test_a_page_that_cannot_be_one_is_named(tmp_path: Path, name: bytes) -> None:
    page = folder_of(tmp_path) / "talks/small" / os.fsdecode(name)
    if name.endswith(b"\xff.md"):
        page.write_text("## Two is said\n\nWe say it.\n")
    else:
        page.symlink_to("nowhere.md")
    done = lint(tmp_path)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert ("is not UTF-8" if name.endswith(b"\xff.md") else "a link that leads nowhere") in done.stderr
