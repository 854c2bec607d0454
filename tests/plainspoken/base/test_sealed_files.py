"""A cached file is used only when it is as it was sealed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plainspoken.base.sealed_files import is_whole, read_sealed, seal_of, sealing, write_sealed


def test_a_sealed_file_is_whole_and_is_read(tmp_path: Path) -> None:
    write_sealed(tmp_path / "deep" / "a.bin", b"abc")
    assert is_whole(tmp_path / "deep" / "a.bin")
    assert read_sealed(tmp_path / "deep" / "a.bin") == b"abc"


@pytest.mark.parametrize("damage", [b"", b"ab", b"abd", b"abcabc", b"\0\0\0"])
def test_a_damaged_file_is_told_and_removed(tmp_path: Path, damage: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.bin"
    write_sealed(path, b"abc")
    assert is_whole(path)  # what was whole once is looked at again when it has changed
    path.write_bytes(damage)
    os.utime(path, (1, 1))
    assert not is_whole(path)
    assert "a.bin was damaged and is made again" in capsys.readouterr().err
    assert not path.exists()
    assert not seal_of(path).exists()


@pytest.mark.parametrize("seal", ["", "3 0\n", "\udcff"])
def test_a_damaged_seal_counts_as_damage(tmp_path: Path, seal: str) -> None:
    path = tmp_path / "a.bin"
    write_sealed(path, b"abc")
    seal_of(path).write_bytes(seal.encode("utf-8", "surrogateescape"))
    assert read_sealed(path) is None


def test_a_file_without_a_seal_counts_as_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.bin").write_bytes(b"abc")
    assert not is_whole(tmp_path / "a.bin")
    assert not is_whole(tmp_path / "b.bin")
    assert capsys.readouterr().err == ""
    write_sealed(tmp_path / "a.bin", b"abc")
    assert is_whole(tmp_path / "a.bin")


def test_a_failure_leaves_neither_file_nor_seal(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), sealing([tmp_path / "a", tmp_path / "b"]) as (first, _):
        first.write_bytes(b"abc")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
