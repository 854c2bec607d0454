"""The device that a run has: chosen, seeded and described; no host name and no path."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import Environment


def prepare_torch(device: str, seed: int) -> str:
    """One thread, seeded; the device that `device` means here.

    Raises:
        InputError: that device is not there.
    """
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if device == "auto":
        return next(name for name, there in found.items() if there)
    if not found[device.split(":")[0]]:
        raise InputError(f"there is no device {device!r} here", remedy="set train.device to `auto` or `cpu`")
    return device


def describe_environment(device: str, precision: str) -> Environment:
    """Where this runs: device, threads, versions; no host name and no path."""
    import torch

    names: tuple[str, ...] = ("torch", "torchvision", "transformers", "numpy")
    libraries = {name: sys.modules[name].__version__ for name in names if name in sys.modules}
    return Environment(
        device=device,
        device_name=_device_name(device),
        threads=torch.get_num_threads(),
        precision=precision,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        libraries=libraries,
    )


def _device_name(device: str) -> str:
    import torch

    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    if device == "mps":
        return "Apple GPU"
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.processor() or "processor"
