"""What the program finds on this machine, and what to do about what it does not find."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Check:
    """One thing looked for. `detail` is its version or place, or the remedy when it is not there."""

    name: str
    found: bool
    needed: bool
    detail: str


_LIBRARIES = ["torch", "torchvision", "transformers", "matplotlib", "python-pptx", "pydub", "pyttsx3", "pyphen"]
_PROGRAMS = {
    "LibreOffice": (
        ("soffice", "libreoffice"),
        "opens decks in tests; install libreoffice-impress to look at them here",
    ),
    "Chromium": (("chromium", "chromium-browser", "google-chrome"), "tests the player; any browser plays it"),
    "flite": (("flite",), 'a clearer voice than the embedded one; install flite and set engine = "flite"'),
    "piper": (("piper",), 'a neural voice; install piper with a voice and set engine = "piper"'),
}


def examine() -> list[Check]:
    """Look for everything that a build needs and everything that makes it better."""
    checks = [Check("Python", sys.version_info >= (3, 11), True, f"{platform.python_version()} on {platform.system()}")]
    checks += [_library(name) for name in _LIBRARIES]
    checks += [_torch_pair(), _espeak(), _ffmpeg()]
    for name, (commands, remedy) in _PROGRAMS.items():
        path = next((found for command in commands if (found := shutil.which(command))), None)
        checks.append(Check(name, path is not None, False, path or f"not here ({remedy})"))
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    checks.append(
        Check("disk space", free > 2, False, f"{free:.0f} GB free" if free > 2 else f"only {free:.1f} GB free")
    )
    return checks


def _library(name: str) -> Check:
    try:
        return Check(name, True, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(name, False, True, "not installed: run `make setup`")


def _torch_pair() -> Check:
    """Whether torchvision imports beside this torch: only trying tells (CPU and GPU builds do not mix)."""
    tried = subprocess.run([sys.executable, "-c", "import torchvision"], capture_output=True, text=True, check=False)
    matched = tried.returncode == 0
    reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
    return Check(
        "torchvision imports", matched, True, "it does" if matched else f"{reason}: remove .venv, `make setup`"
    )


def _espeak() -> Check:
    try:
        import espeakng_loader

        library = Path(espeakng_loader.get_library_path())
        found = library.is_file() and Path(espeakng_loader.get_data_path()).is_dir()
    except (ImportError, OSError):
        found = False
    return Check("embedded voice", found, True, "espeak-ng from its wheel" if found else "run `make setup`")


def _ffmpeg() -> Check:
    try:
        import imageio_ffmpeg

        path = imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        return Check("ffmpeg", False, True, "run `make setup`")
    return Check("ffmpeg", True, True, f"from its wheel ({Path(path).name})")
