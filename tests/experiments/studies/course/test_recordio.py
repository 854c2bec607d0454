"""Image lists and record files: byte for byte as the format says, read back, and damaged."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.recordio_files import (
    MAGIC,
    Listed,
    PackedRecord,
    framed,
    list_tree,
    pack_listed,
    read_list,
    read_record,
    read_records,
    write_list,
    write_records,
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("cat/a.png", "cat/b.png", "dog/c.png"):
        path = tmp_path / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path / "pictures"


def test_a_record_is_laid_out_as_the_format_says() -> None:
    assert framed(b"abcde") == bytes.fromhex("0a23d7ce") + b"\x05\0\0\0" + b"abcde\0\0\0"
    first = MAGIC + struct.pack("<I", 1 << 29 | 4) + b"abcd"
    assert framed(b"abcd" + MAGIC + b"ef") == first + MAGIC + struct.pack("<I", 3 << 29 | 2) + b"ef\0\0"
    assert MAGIC not in framed(b"x" + MAGIC)[4:5] and framed(b"x" + MAGIC).count(MAGIC) == 2  # unaligned: left as it is


@given(pieces=st.lists(st.one_of(st.just(MAGIC), st.binary(max_size=9)), max_size=6), label=st.integers(0, 999))
def test_any_bytes_come_back_whole(pieces: list[bytes], label: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("rec") / "one.rec"
    records = [PackedRecord(7, label, b"".join(pieces)), PackedRecord(8, 0, MAGIC + b"after")]
    write_records(path, records)
    assert list(read_records(path)) == records
    assert read_record(path, 8) == records[1]


def test_a_list_names_number_label_and_path(tree: Path, tmp_path: Path) -> None:
    lines = list_tree(tree)
    assert lines == [Listed(0, 0, "cat/a.png"), Listed(1, 0, "cat/b.png"), Listed(2, 1, "dog/c.png")]
    shuffled = list_tree(tree, seed=1)
    assert shuffled != lines and sorted(shuffled, key=lambda line: line.number) == lines
    write_list(tmp_path / "all.lst", lines)
    assert (tmp_path / "all.lst").read_text().splitlines()[2] == "2\t1.000000\tdog/c.png"
    assert read_list(tmp_path / "all.lst") == lines
    assert [record.picture for record in pack_listed(tree, lines)] == [b"cat/a.png", b"cat/b.png", b"dog/c.png"]


def test_each_damage_is_one_clear_message(tree: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.rec"
    write_records(path, pack_listed(tree, list_tree(tree)))
    whole, index = path.read_bytes(), path.with_suffix(".idx").read_text()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError, match=r"cut short in the record at byte|its index"):
            list(read_records(path))
    path.write_bytes(whole[:-44] + b"X" + whole[-43:])
    with pytest.raises(InputError, match=r"no record begins at byte \d+: the file is damaged"):
        list(read_records(path))
    path.write_bytes(whole)
    path.with_suffix(".idx").write_text(index.replace("1\t", "9\t", 1))
    with pytest.raises(InputError, match="no record has the number 1"):
        read_record(path, 1)
    path.with_suffix(".idx").write_text("1\t0\n")
    with pytest.raises(InputError, match="points to record 0"):
        read_record(path, 1)


def test_lists_that_cannot_be_used_say_where(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.lst").write_text("0\t1.0\ta.png\nno tabs here\n")
    with pytest.raises(InputError, match="not a line of an image list") as failed:
        read_list(tmp_path / "bad.lst")
    assert "bad.lst:2" in str(failed.value)
    with pytest.raises(InputError, match="a picture in the list is missing"):
        list(pack_listed(tree, [Listed(0, 0, "cat/gone.png")]))
    with pytest.raises(InputError, match="no class folders"):
        list_tree(tree / "cat")
    with pytest.raises(InputError, match="no such folder"):
        list_tree(tree / "bird")
