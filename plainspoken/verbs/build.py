"""`plainspoken talk` and `plainspoken watch`."""

from __future__ import annotations

from typing import Annotated

import typer

from plainspoken.base.errors import InputError
from plainspoken.talk import Talk
from plainspoken.verbs.choices import Cluster, Minutes, Part, Profile, Target, TrainedResults, Trusting, print_stale

Video = Annotated[bool, typer.Option("--video", help="Make an MP4 with captions and chapters as well.")]


def talk(
    target: Target = "approaches",
    part: Part = None,
    parts: Annotated[bool, typer.Option("--parts", help="Every part of the talk, one after the other.")] = False,
    minutes: Minutes = None,
    results: TrainedResults = "train",
    profile: Profile = None,
    video: Video = False,
    cluster: Cluster = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Also read finished outputs in full, and rebuild any that were damaged on disk."),
    ] = False,
    trust: Trusting = False,
) -> None:
    """Train, fill the pages, check the words, speak them, and assemble the deck and the player.

    Everything lands in build/TALK, that of a part in build/TALK/PART. Only what has changed is made again. Exit code
    1 means that the words must be changed first, or that the talk was built but lasts longer than its time; 2 that
    something given cannot be used.
    """
    names = _parts_of(target) if parts else [part]
    chosen = [
        Talk.find(target, name, minutes=minutes, results=results, profile=profile, cluster=cluster) for name in names
    ]
    failed = [_build(each, video, verify) for each in chosen]
    if any(failed):
        raise typer.Exit(1)


def _build(chosen: Talk, video: bool, verify: bool) -> bool:
    """Build one talk and say what came of it; True when its words must be changed or it is too long."""
    from plainspoken.build_report import summary
    from plainspoken.lint_error import LintError

    try:
        built = chosen.build(video=video, verify=verify)
    except LintError as error:
        typer.echo("\n".join([f"plainspoken: {error}", *getattr(error, "__notes__", [])]), err=True)
        return True
    print("\n".join(summary(built)))
    print_stale(built.stale, chosen.command)
    return built.over_seconds > 0


def _parts_of(target: str) -> list[str]:
    """The names of a talk's parts.

    Raises:
        InputError: it has none.
    """
    source = Talk.find(target).source
    if not source.config.parts:
        raise InputError(
            f"{source.name} has no parts", file=source.folder / "talk.toml", remedy="add [parts.NAME] with pages to it"
        )
    return list(source.config.parts)


def watch(
    target: Target = "approaches",
    part: Part = None,
    minutes: Minutes = None,
    results: TrainedResults = "train",
    profile: Profile = None,
    port: Annotated[
        int, typer.Option(help="Where the player is served on this machine; 0 takes any free port.")
    ] = 8000,
    trust: Trusting = False,
) -> None:
    """Build again at each save, and refresh the player in place."""
    from plainspoken.watch import watch_talk

    watch_talk(lambda: Talk.find(target, part, minutes=minutes, results=results, profile=profile), port=port)
