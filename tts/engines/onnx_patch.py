"""Add nodes and outputs to an ONNX model's bytes, without the `onnx` package.

A protobuf message may be continued by appending another one: repeated fields are joined, so a graph appended to a model
adds its nodes, constants and outputs to the model's own. Field numbers are those of `onnx.proto` (ModelProto.graph = 7;
GraphProto.node = 1, initializer = 5, output = 12).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_TYPES = {"float32": 1, "int64": 7}


def field(number: int, data: bytes) -> bytes:
    """A length-delimited protobuf field."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def node(operator: str, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    """A model that is nothing but one node without attributes: append it to a model."""
    parts = [field(1, name.encode()) for name in inputs] + [field(2, name.encode()) for name in outputs]
    return field(7, field(1, b"".join(parts) + field(4, operator.encode())))


def constant(name: str, value: Any) -> bytes:
    """A model that is nothing but one constant (a numpy array of float32 or int64)."""
    shape = b"".join(_varint(1 << 3) + _varint(size) for size in value.shape)
    kind = _varint(2 << 3) + _varint(_TYPES[str(value.dtype)])
    return field(7, field(5, shape + kind + field(8, name.encode()) + field(9, value.tobytes())))


def float_output(name: str) -> bytes:
    """A model that is nothing but the output `name`, a float tensor of any shape."""
    return field(7, field(12, field(1, name.encode()) + field(2, field(1, b"\x08\x01"))))


def _varint(value: int) -> bytes:
    written = b""
    while value > 127:
        written += bytes([value & 127 | 128])
        value >>= 7
    return written + bytes([value])
