"""Attempts at a run. Where a machine may be given up for dead while it still works, each attempt writes into a folder
of its own beside that of the run, and only the one that is accepted takes its place: two tasks never write one folder.

    quick-seed1/                      the run's folder
    quick-seed1.attempt-3f9c2a1b/     an attempt at it, with a checkpoint that the next attempt goes on from
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from plainspoken.base.files import replacing
from plainspoken.experiments.runner.run_store import load_checkpoint

_ATTEMPT, _REPLACED = ".attempt-", ".replaced-"


def new_attempt(folder: Path) -> Path:
    """A new folder for an attempt at the run of `folder`."""
    attempt = folder.with_name(f"{folder.name}{_ATTEMPT}{secrets.token_hex(4)}")
    attempt.mkdir(parents=True)
    return attempt


def furthest_checkpoint(folder: Path, keys: dict[str, str]) -> tuple[Path | None, int]:
    """The checkpoint with the most epochs under these keys, in the run's folder or that of any attempt, and its epochs;
    None and 0 without one."""
    found: tuple[Path | None, int] = (None, 0)
    for place in [folder, *_attempts(folder)]:
        path = place / "checkpoint.pt"
        epochs = _epochs(path, keys) if path.is_file() else 0
        if epochs > found[1]:
            found = (path, epochs)
    return found


def adopt_checkpoint(folder: Path, keys: dict[str, str]) -> None:
    """Put the furthest checkpoint of earlier attempts into the run's own folder, and take the attempts away.

    For a task that has the folder to itself; imports torch only when there are attempts.
    """
    if attempts := _attempts(folder):
        copy_checkpoint(furthest_checkpoint(folder, keys)[0], folder)
        for attempt in attempts:
            shutil.rmtree(attempt, ignore_errors=True)


def copy_checkpoint(path: Path | None, folder: Path) -> None:
    """Copy a checkpoint into `folder`, whole or not at all; nothing to do for None or when it is there already."""
    if path is None or path.parent == folder:
        return
    with replacing(folder / "checkpoint.pt") as temporary:
        shutil.copyfile(path, temporary)


def accept_attempt(attempt: Path, folder: Path) -> None:
    """Let an attempt take the place of the run's folder, by renaming, and remove all others.

    One process only may call this for a run: the one that handed the work out.
    """
    replaced = folder.with_name(f"{folder.name}{_REPLACED}{secrets.token_hex(4)}")
    if folder.is_dir():
        folder.rename(replaced)
    attempt.rename(folder)
    for old in [replaced, *_attempts(folder), *folder.parent.glob(f"{folder.name}{_REPLACED}*")]:
        shutil.rmtree(old, ignore_errors=True)


def _attempts(folder: Path) -> list[Path]:
    return sorted(folder.parent.glob(f"{folder.name}{_ATTEMPT}*"))


def _epochs(path: Path, keys: dict[str, str]) -> int:
    """How many epochs a checkpoint holds; 0 when it is another run's, or gone or broken by now."""
    kept = load_checkpoint(path)
    return len(kept["state"].get("history", [])) if kept is not None and kept["keys"] == keys else 0
