"""Two versions of a talk to compare: a build folder, a folder of result records, or a commit."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_text
from plainspoken.results import RECORDED
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.model import Script, read_script
from plainspoken.script.provenance import Claim, Provenance
from plainspoken.script.timing.budget import predict_budget
from plainspoken.talk import Talk
from plainspoken.talk_changes import TalkVersion


@contextmanager
def talk_version(name: str, talk: Talk | None) -> Iterator[TalkVersion]:
    """The version that `name` stands for: a build folder (it holds `script.json`), a folder of result records that
    `talk` is then filled with, or a commit of the repository that `talk` is in, filled with the records kept there.

    Raises:
        InputError: it is none of these, or the talk cannot be rendered from it.
    """
    path = Path(name)
    if (path / "script.json").is_file():
        yield _built(path, name)
        return
    if path.is_dir() and not (path / "talk.toml").is_file():
        yield _rendered(_needed(talk, name), name, results=name)
        return
    if path.is_dir():
        yield _rendered(Talk.find(path, results=_kept(path)), name)
        return
    with tempfile.TemporaryDirectory(prefix="plainspoken-") as folder:
        yield _of_commit(_needed(talk, name), name, Path(folder))


def _needed(talk: Talk | None, name: str) -> Talk:
    if talk is None:
        raise InputError(
            f"{name} is no build folder, so the talk must be named",
            remedy="add --talk TALK, a talk's folder or its name below talks/",
        )
    return talk


def _built(build: Path, name: str) -> TalkVersion:
    """A build folder as it lies there; its seconds are those of its narration when it has one of the same words."""
    script = read_script(build / "script.json")
    claims: list[Claim] = []
    if (build / "provenance.json").is_file():
        claims = Provenance.model_validate_json(read_text(build / "provenance.json")).claims
    spoken = build / "audio" / "narration.json"
    if spoken.is_file():
        from plainspoken.tts.narration import clips_of, read_narration

        try:
            narration = read_narration(spoken)
            clips = clips_of(script, narration)
        except InputError:  # it is of other words: predict instead
            return _predicted(script, claims, name, VoiceTiming())
        seconds = {page: clip.duration_ms / 1000 for page, clip in clips.items()}
        return TalkVersion(name, script, claims, seconds, narration.duration_ms / 1000, measured=True)
    return _predicted(script, claims, name, VoiceTiming())


def _predicted(script: Script, claims: list[Claim], name: str, voice: VoiceTiming) -> TalkVersion:
    budget = predict_budget(script, voice)
    return TalkVersion(name, script, claims, {page.id: page.seconds for page in budget.pages}, budget.seconds)


def _rendered(talk: Talk, name: str, *, results: str | None = None) -> TalkVersion:
    """The talk as it would be rendered now, filled with other records when `results` names some; nothing is written."""
    if results is not None:
        talk = Talk(talk.source, results, None, talk.progress)
    stages = talk.unheld_stages()
    rendered = stages.fitted(stages.results_wanted.folder()).rendered
    return _predicted(rendered.script, rendered.claims, name, talk.source.config.script.voice)


def _kept(folder: Path) -> str | None:
    return RECORDED if (folder / RECORDED).is_dir() else None


def _of_commit(talk: Talk, commit: str, out: Path) -> TalkVersion:
    """The talk as it is in a commit. Only its own folder is unpacked, into `out`."""
    folder = talk.source.folder.resolve()
    try:
        top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
        full = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    except (OSError, subprocess.CalledProcessError):
        raise InputError(
            f"{commit!r} is no build folder, no folder of result records, and no commit of the talk's repository",
            remedy="name two of these, such as build/my-talk, or main",
        ) from None
    inner = folder.relative_to(top.resolve()).as_posix()
    _unpack(top, full.decode().strip(), inner, out)
    if not (out / inner).is_dir():
        raise InputError(f"commit {commit} has no talk in {inner}", remedy="name a later commit")
    then = Talk.find(out / inner, talk.source.config.part or None, build=out / "build")
    kept = _kept(out / inner)
    if kept is None and talk.source.results.is_dir():
        return _rendered(then, commit, results=str(talk.source.results))
    return _rendered(then, commit, results=kept)


def _unpack(top: Path, commit: str, inner: str, out: Path) -> None:
    """Write the files of a commit below `inner` to `out`, as they are in the repository. `git archive` would send them
    through the filters that the repository's configuration names, which are programs."""
    listed = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit, *([] if inner == "." else ["--", inner]))
    entries = [entry.partition("\t") for entry in os.fsdecode(listed).split("\0") if entry]
    files = [(head.split()[2], name) for head, _, name in entries if head.startswith("100")]  # no links, no modules
    blobs = io.BytesIO(_git(top, "cat-file", "--batch", given="".join(f"{blob}\n" for blob, _ in files).encode()))
    for _, name in files:
        size = int(blobs.readline().split()[2])
        data = blobs.read(size)
        blobs.read(1)
        path = out / name
        if path.resolve().is_relative_to(out.resolve()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


_NOTHING_RUN = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "protocol.allow=never")
"""Settings of git with which the configuration of a repository that came with a talk runs no program and asks no
server."""


def _git(folder: Path, *words: str, given: bytes | None = None) -> bytes:
    settings = [word for setting in _NOTHING_RUN for word in ("-c", setting)]
    command = ["git", "--no-pager", *settings, "-C", str(folder), *words]
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    return subprocess.run(command, check=True, capture_output=True, env=environment, input=given).stdout


def current_version(talk: Talk) -> TalkVersion:
    """The talk as it lies here, with the records that it would be built with."""
    return _rendered(talk, f"{talk.source.command} as it is now")
