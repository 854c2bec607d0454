"""Runs that need packages of the extra `course`: without them a run is skipped, and says so. Imports no torch."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING

from plainspoken.base.extras import install_command, missing_packages
from plainspoken.base.files import fingerprint

if TYPE_CHECKING:
    from plainspoken.experiments.results.record import DataCard
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.tasks.work import WorkResult

EXTRA = "course"


def packages_fingerprint(*packages: str) -> str:
    """Identity of what is installed of them: a run that was skipped is made once it is all there, and again with
    other versions."""
    absent = missing_packages(EXTRA, *packages)
    return fingerprint(*(f"{name} {'' if name in absent else importlib.metadata.version(name)}" for name in packages))


def skipped_without(card: DataCard, package: str, context: Context) -> WorkResult | None:
    """Where the package is not installed, the result of a run that could not be made: nothing is measured, and
    `extra.skipped` says why. None where it is there."""
    from plainspoken.experiments.tasks.work import WorkResult

    if not missing_packages(EXTRA, package):
        return None
    reason = f"skipped: the package {package} is not installed; run {install_command(EXTRA)}"
    context.tell(reason)
    return WorkResult(card=card, extra={"skipped": reason})
