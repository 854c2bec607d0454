"""What the program finds on this machine, what each thing is for, and what to do about what it does not find."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.extras import BASE, EXTRAS, install_command

REINSTALL = "reinstall it: pip install --force-reinstall {} (in a clone of the repository: make setup)"


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


_FEATURES = {
    "voice": "voice",
    "slides": "deck and player",
    "pictures": "SVG and PDF pictures",
    "experiments": "training",
}
"""What each extra is for."""

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
    checks += [_library("words", name, REINSTALL.format(name), needed=True) for name in BASE]
    checks.append(_espeak())
    for extra, feature in _FEATURES.items():
        checks += _extra(extra, feature)
    checks.append(_neural_voice())
    if find_spec("torch"):
        checks += _torch()
    if find_spec("imageio_ffmpeg"):
        checks.append(ffmpeg())
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
        return Check(
            "voice", "ffmpeg", False, True, reason, f"MP3, M4A and video need it: {REINSTALL.format('imageio-ffmpeg')}"
        )
    version = said.stdout.split()[2] if len(said.stdout.split()) > 2 else "of unknown version"
    return Check("voice", "ffmpeg", True, True, f"{version} ({Path(path).name})")


def _extra(name: str, feature: str) -> list[Check]:
    """The packages of one extra; that some are missing is a fault only when others, which no other extra brings, are
    there: else the extra was not asked for."""
    shared = {module for other in EXTRAS if other != name for module in EXTRAS[other].values()}
    chosen = any(find_spec(module) for module in EXTRAS[name].values() if module not in shared)
    remedy = f"run {install_command(name)}"
    return [_library(feature, package, remedy, needed=chosen) for package in EXTRAS[name]]


def _library(feature: str, name: str, remedy: str, *, needed: bool) -> Check:
    try:
        return Check(feature, name, True, needed, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(feature, name, False, needed, "not installed", remedy)


_TORCH = """
import json, torch
try:
    import torchvision
    pair = ""
except Exception as error:
    pair = str(error).splitlines()[-1]
gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "MPS" if torch.backends.mps.is_available() else ""
print(json.dumps([pair, gpu, torch.get_num_threads(), torch.version.cuda or ""]))
"""


def _torch() -> list[Check]:
    """Whether torchvision imports beside this torch, which only trying tells (CPU and GPU builds do not mix), and what
    there is to train on."""
    tried = subprocess.run([sys.executable, "-P", "-c", _TORCH], capture_output=True, text=True, check=False)
    try:
        pair, gpu, threads, cuda = json.loads(tried.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        pair, gpu, threads, cuda = (tried.stderr.strip().splitlines() or ["no reason given"])[-1], "", 0, ""
    fits = f"they fit; built for CUDA {cuda}" if cuda else "they fit; built for processors"
    if cuda and not gpu:
        fits += ", which nothing here uses (no index with the smaller CPU build could be reached at setup)"
    remedy = REINSTALL.format("torch torchvision")
    works = Check("training", "torch and torchvision", not pair, True, pair or fits, remedy)
    where = gpu or f"none; {threads} processors train the quick and small profiles"
    return [works, Check("training", "accelerator", bool(gpu), False, where, "profile `full` wants one")]


def _espeak() -> Check:
    try:
        import espeakng_loader

        library = Path(espeakng_loader.get_library_path())
        found = library.is_file() and Path(espeakng_loader.get_data_path()).is_dir()
    except (ImportError, OSError):
        found = False
    detail = "espeak-ng from its wheel" if found else "not there"
    return Check("words", "phonemes", found, True, detail, REINSTALL.format("espeakng-loader"))


def _neural_voice() -> Check:
    from plainspoken.tts.settings import NEURAL_VOICE, why_no_neural_voice

    reason = why_no_neural_voice()
    if reason:
        return Check("voice", "neural voice", False, False, "not installed, so espeak-ng speaks", _NEURAL)
    versions = " and ".join(f"{name} {importlib.metadata.version(name)}" for name in ("hibari-tts", "onnxruntime"))
    from plainspoken.tts.engines.hibari import unknown_model_note

    try:
        note = unknown_model_note(NEURAL_VOICE)
    except (InputError, OSError) as error:
        return Check("voice", "neural voice", False, False, str(error).splitlines()[0], _NEURAL)
    return Check("voice", "neural voice", True, False, f"speaks English talks ({versions})" + (note and f"; {note}"))


_NEURAL = (
    "run `plainspoken voices fetch hibari` (where onnxruntime has no wheel for this machine, espeak-ng stays the voice)"
)


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
