"""The acoustic model of hibari-tts: phoneme ids and a tempo for each in, samples and the length of each phoneme out.

The model predicts, for each phoneme, how many units of 25 ms it lasts (tensor `/Sub_output_0`), rounds that and clips
it to one unit at least (`/Clip_output_0`). The graph is changed when it is loaded (`even_lengths`), so a tempo can be
given for each phoneme and the lengths are told. The names belong to one file, so they are looked for only in the file
whose SHA-256 is known. Any other is run as it is, at an even tempo, and word times come from alignment.
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
from plainspoken.tts.engines.even_lengths import with_even_lengths
from plainspoken.tts.engines.hibari_pitch import bent

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

    most_symbols: int | None = None

    def __init__(self, path: Path) -> None:
        import onnxruntime

        data = path.read_bytes()
        self.tells_lengths = hashlib.sha256(data).hexdigest() in KNOWN_MODELS
        options = onnxruntime.SessionOptions()
        # More threads change the order of sums, and with it the samples.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        given = with_even_lengths(data, "/Sub_output_0", _LENGTHS, rank=1) if self.tells_lengths else data
        try:
            self._session = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise InputError(
                f"the voice's model cannot be loaded: {str(error).splitlines()[0][:200]}",
                file=path,
                remedy='reinstall hibari-tts (`make setup`), or set `engine = "espeak"` under [voice]',
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
