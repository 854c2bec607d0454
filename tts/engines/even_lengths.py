"""Even lengths for the phonemes of a model of Kokoro's kind, told to whoever asks.

Such a model predicts how many units of 25 ms each phoneme lasts, divides that by its input `speed`, rounds it and clips
it to one unit at least. Three changes are made to the graph's bytes:

- `speed`, one number for the whole text, becomes one for each phoneme, so a word can be stressed;
- lengths are divided by it with the rounding spread over the phonemes (running sums are rounded): rounding each by
  itself makes the tempo jump, since most phonemes last 1 to 3 units;
- the lengths become an output, so the time of each word is known without an aligner.
"""

from __future__ import annotations

import numpy as np

from plainspoken.tts.engines.onnx_patch import constant, field, float_output, node


def with_even_lengths(model: bytes, natural: str, lengths: str, *, rank: int) -> bytes:
    """The model's bytes with a tempo for each phoneme, even lengths, and the lengths as an output.

    Args:
        model: an ONNX model with an input `speed` of one number.
        natural: the name of the predicted lengths, neither divided nor rounded.
        lengths: the name of the rounded and clipped lengths, of shape [phonemes] or [1, phonemes].
        rank: how many dimensions these have.

    Raises:
        ValueError: the model is not built as expected.
    """
    place = model.rfind(field(1, b"speed"))
    shape = model.find(b"\x0a\x02\x08\x01", place)
    old = field(2, lengths.encode())
    if place < 0 or shape < 0 or model.count(old) != 1:
        raise ValueError("the model has no input `speed` or no lengths")
    # The declared size of `speed`, `dim_value = 1`, becomes `dim_param = ""`: any size.
    head, tail = model[: shape + 2] + b"\x12\x00", model[shape + 4 :]
    new = field(2, lengths[:-1].encode() + b"X")
    axis = rank - 1
    added = [
        constant("ps_axis", np.array(axis, np.int64)),
        constant("ps_axes", np.array([axis], np.int64)),
        constant("ps_one", np.array(1, np.float32)),
        constant("ps_pads", np.array([0] * axis + [1] + [0] * rank, np.int64)),
        constant("ps_start", np.array([0], np.int64)),
        constant("ps_end", np.array([-1], np.int64)),
        node("Round", [natural], ["ps_round"]),
        node("Max", ["ps_round", "ps_one"], ["ps_natural"]),
        node("Div", ["ps_natural", "speed"], ["ps_wanted"]),
        node("CumSum", ["ps_wanted", "ps_axis"], ["ps_sum"]),
        node("Round", ["ps_sum"], ["ps_ends"]),
        node("Slice", ["ps_ends", "ps_start", "ps_end", "ps_axes"], ["ps_head"]),
        node("Pad", ["ps_head", "ps_pads"], ["ps_starts"]),
        node("Sub", ["ps_ends", "ps_starts"], ["ps_even"]),
        node("Max", ["ps_even", "ps_one"], [lengths]),
        float_output(lengths),
    ]
    return b"".join([head.replace(old, new), tail.replace(old, new), *added])
