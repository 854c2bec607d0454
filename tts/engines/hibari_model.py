"""The acoustic model of hibari-tts: phoneme ids and a tempo for each in, samples and the length of each phoneme out.

The model predicts, for each phoneme, how many units of 25 ms it lasts (tensor `/Sub_output_0`), rounds that and clips
it to one unit at least (`/Clip_output_0`). Three changes are made to the graph's bytes when it is loaded:

- its input `speed`, one number for the whole text, becomes one for each phoneme, so a word can be stressed;
- lengths are divided by it with the rounding spread over the phonemes (running sums are rounded): rounding each by
  itself makes the tempo jump, since most phonemes last 1 to 3 units;
- the lengths become an output, so the time of each word is known without an aligner.

The names belong to one file, so they are looked for only in the file whose SHA-256 is known. Any other is run as it is,
at an even tempo, and word times come from alignment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.hibari_pitch import bent
from plainspoken.tts.engines.onnx_patch import constant, field, float_output, node

SAMPLE_RATE = 24000
UNIT_SAMPLES = 600
"""A phoneme lasts a whole number of units of 25 ms."""
KNOWN_MODELS = frozenset({"5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"})
_LENGTHS = "/Clip_output_0"


@dataclass(frozen=True)
class ModelSound:
    """Samples (floats at 24 kHz), the frequency of the voice in Hz every 12.5 ms (0 where there is none), and how many
    units each phoneme lasts; None for a model whose lengths are not known."""

    signal: Any
    f0: Any
    units: Any


class AcousticModel:
    """One voice, loaded; calls share nothing, so the same phonemes give the same samples whatever was said before."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        data = path.read_bytes()
        self.tells_lengths = hashlib.sha256(data).hexdigest() in KNOWN_MODELS
        options = onnxruntime.SessionOptions()
        # More threads change the order of sums, and with it the samples.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        given = patched(data) if self.tells_lengths else data
        try:
            self._session = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise InputError(
                f"the voice's model cannot be loaded: {str(error).splitlines()[0][:200]}",
                file=path,
                remedy='install hibari-tts anew (`make setup`), or set `engine = "espeak"` under [voice]',
            ) from None

    def say(
        self,
        ids: list[int],
        tempos: list[float],
        seed: int,
        raise_f0: Any = None,
        marks: Sequence[tuple[int, str]] = (),
    ) -> ModelSound:
        """Say phonemes.

        Args:
            ids: of the model's vocabulary, with 0 before and after.
            tempos: how fast each is said; 1 is natural.
            seed: of the noise in the sound.
            raise_f0: for each phoneme, the factor by which its pitch is raised; None leaves all as they are.
            marks: phonemes that are marks, as (place, mark), before which the pitch falls or does not.
        """
        speeds = tempos if self.tells_lengths else [float(np.median(tempos))]
        given = {"ids": np.asarray([ids], np.int64), "speed": np.asarray(speeds, np.float32)}
        lh, theta, ln, lr, phi, f0, *rest = (output for output in self._session.run(None, given))
        units = rest[0].ravel().astype(int) if rest else None
        f0 = f0[0]
        if units is not None:
            f0 = bent(f0, units, marks)
        if raise_f0 is not None and units is not None:
            f0 = f0 * _smoothed(np.repeat(np.asarray(raise_f0, np.float32), units * 2)[: len(f0)])
        noise = np.random.default_rng(seed)
        signal = _vocoder().synth(lh[0], theta[0], ln[0], lr[0], phi[0], f0, noise)
        if units is not None and int(units.sum()) * UNIT_SAMPLES != len(signal):
            units = None
        return ModelSound(signal, f0, units)


def patched(model: bytes) -> bytes:
    """The model's bytes with a tempo for each phoneme, even lengths, and the lengths as an output.

    Raises:
        ValueError: the model is not built as expected.
    """
    place = model.rfind(field(1, b"speed"))
    shape = model.find(b"\x0a\x02\x08\x01", place)
    old = field(2, _LENGTHS.encode())
    if place < 0 or shape < 0 or model.count(old) != 1:
        raise ValueError("the model has no input `speed` or no lengths")
    # The declared size of `speed`, `dim_value = 1`, becomes `dim_param = ""`: any size.
    model = model[: shape + 2] + b"\x12\x00" + model[shape + 4 :]
    model = model.replace(old, field(2, _LENGTHS[:-1].encode() + b"X"))
    added = [
        constant("ps_axis", np.array(0, np.int64)),
        constant("ps_one", np.array(1, np.float32)),
        constant("ps_pads", np.array([1, 0], np.int64)),
        constant("ps_start", np.array([0], np.int64)),
        constant("ps_end", np.array([-1], np.int64)),
        node("Round", ["/Sub_output_0"], ["ps_round"]),
        node("Max", ["ps_round", "ps_one"], ["ps_natural"]),
        node("Div", ["ps_natural", "speed"], ["ps_wanted"]),
        node("CumSum", ["ps_wanted", "ps_axis"], ["ps_sum"]),
        node("Round", ["ps_sum"], ["ps_ends"]),
        node("Slice", ["ps_ends", "ps_start", "ps_end"], ["ps_head"]),
        node("Pad", ["ps_head", "ps_pads"], ["ps_starts"]),
        node("Sub", ["ps_ends", "ps_starts"], ["ps_even"]),
        node("Max", ["ps_even", "ps_one"], [_LENGTHS]),
        float_output(_LENGTHS),
    ]
    return model + b"".join(added)


def _smoothed(factors: Any) -> Any:
    """Factors that change over about 60 ms rather than at once."""
    window = np.hanning(7)[1:-1]
    padded = np.pad(factors, 2, mode="edge")
    return np.convolve(padded, (window / window.sum()).astype(np.float32), mode="valid")


@cache
def _vocoder() -> Any:
    """hibari's signal processing with numpy's Fourier transform: it would take scipy's where that is installed, and the
    two differ in the last bits."""
    dsp = import_hibari("hibari.dsp")
    dsp.rfft = lambda x, axis: np.fft.rfft(x, axis=axis).astype(np.complex64)
    dsp.irfft = lambda x, n, axis: np.fft.irfft(x, n=n, axis=axis).astype(np.float32)
    return dsp


def import_hibari(name: str) -> Any:
    """A module of hibari-tts, imported without scipy, which would take as long to load as all the rest.

    Raises:
        ImportError: hibari-tts is not installed.
    """
    import importlib
    import sys

    if "hibari" in sys.modules:
        return importlib.import_module(name)
    absent: dict[str, Any] = {"scipy": None, "scipy.fft": None}
    before = {module: sys.modules[module] for module in absent if module in sys.modules}
    sys.modules.update(absent)
    try:
        return importlib.import_module(name)
    finally:
        for module in absent:
            sys.modules.pop(module, None)
        sys.modules.update(before)
