"""Files of weights that come from strangers: nothing in them runs, and each is one message."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.pretrained_weights import load_state, read_weights


class Runs:
    """What a pickle runs when it is read."""

    def __init__(self, ran: Path) -> None:
        self.ran = ran

    def __reduce__(self) -> object:
        return Path.touch, (self.ran,)


@pytest.mark.parametrize("name", ["a.pth", "a.pt", "a.bin", "a.safetensors"])
@pytest.mark.parametrize("nested", [False, True])
def test_code_in_a_pickle_is_not_run(tmp_path: Path, name: str, nested: bool) -> None:
    ran = tmp_path / "ran"
    torch.save({"state_dict": {"w": Runs(ran)}} if nested else Runs(ran), tmp_path / name)
    with pytest.raises(InputError, match="cannot be read"):
        read_weights(tmp_path / name)
    assert not ran.exists()


HEADERS = {
    "no header": b"",
    "a header of 2^63 bytes": struct.pack("<Q", 2**63),
    "a header longer than the file": struct.pack("<Q", 1000) + b"{}",
    "no JSON": struct.pack("<Q", 4) + b"{{{{",
    "deep JSON": struct.pack("<Q", 200_000) + b'{"a":' * 40_000,
    "a tensor beyond the end": struct.pack("<Q", 61)
    + b'{"w":{"dtype":"F32","shape":[99999],"data_offsets":[0,399996]}}'[:61],
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(2000),
    "zeros": bytes(4000),
    "text": b"not weights at all\n",
}


@pytest.mark.parametrize("data", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("name", ["a.safetensors", "a.pth", "a.h5"])
def test_a_damaged_or_foreign_file_is_one_message(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match="weights cannot be read") as caught:
        read_weights(tmp_path / name)
    assert caught.value.remedy and "\n" not in caught.value.message


def test_weights_of_another_shape_say_which(tmp_path: Path) -> None:
    save_file({"weight": torch.zeros(2, 9), "bias": torch.zeros(2)}, tmp_path / "a.safetensors")
    with pytest.raises(InputError, match="of another network"):
        load_state(torch.nn.Linear(3, 2), read_weights(tmp_path / "a.safetensors"), tmp_path / "a.safetensors")
