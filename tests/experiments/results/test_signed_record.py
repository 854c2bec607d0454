"""A record says by itself whether it is as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.examine_record import check_keys
from plainspoken.experiments.results.read_record import read_run
from plainspoken.experiments.results.signed_record import drawn_record, write_signed

KEPT = Path(__file__).parents[3] / "talks/approaches/recorded/results/emotion/resnet18.json"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "resnet18.json"
    write_signed(path, read_run(KEPT))
    return path


def test_a_signed_record_is_read_as_the_record_it_was(path: Path) -> None:
    record, kept = read_run(path), read_run(KEPT)
    drawn = drawn_record(path)
    assert drawn is not None and drawn.keys == {k: v for k, v in kept.fingerprints.items() if k != "record"}
    assert record.model_copy(update={"fingerprints": {}}) == kept.model_copy(update={"fingerprints": {}})
    check_keys(path.read_bytes(), path)


def test_a_digit_that_changed_is_seen(path: Path) -> None:
    document = json.loads(path.read_bytes())
    document["seconds"] += 1
    path.write_text(json.dumps(document))
    assert drawn_record(path) is None
    with pytest.raises(InputError, match="not as it was written"):
        check_keys(path.read_bytes(), path)


def test_an_edit_of_ones_own_is_kept_without_the_checksum(path: Path) -> None:
    document = json.loads(path.read_bytes())
    document["title"] = "Mine"
    del document["fingerprints"]["record"]
    path.write_text(json.dumps(document))
    check_keys(path.read_bytes(), path)
    assert drawn_record(path) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 100_000, '{"fingerprints": 3}', '{"fingerprints": {"record": 1}}']
)
def test_what_is_no_record_is_none(path: Path, text: str) -> None:
    path.write_text(text)
    assert drawn_record(path) is None
