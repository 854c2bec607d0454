"""`talk` and `watch`."""

from __future__ import annotations

from typing import Annotated

import typer

from plainspoken.base.errors import InputError
from plainspoken.config import Talk, find_talk
from plainspoken.verbs.choices import Minutes, Part

Target = Annotated[
    str, typer.Argument(metavar="TALK", help="A talk's folder, its name below talks/, or a script file.")
]
Profile = Annotated[str | None, typer.Option(help="How large the experiments are: smoke, quick, small or full.")]
Results = Annotated[
    str,
    typer.Option(
        metavar="train|recorded|DIR",
        help="Train what is missing, or use the records kept in the talk's folder, or those of another folder.",
    ),
]
Video = Annotated[bool, typer.Option("--video", help="Make an MP4 with captions and chapters as well.")]


def talk(
    target: Target = "approaches",
    part: Part = None,
    parts: Annotated[bool, typer.Option("--parts", help="Every part of the talk, one after the other.")] = False,
    minutes: Minutes = None,
    profile: Profile = None,
    results: Results = "train",
    video: Video = False,
) -> None:
    """Train, fill the pages, check the words, speak them, and assemble the deck and the player.

    Everything lands in build/TALK, that of a part in build/TALK/PART. Only what has changed is made again. Exit code
    1 means that the words must be mended first, or that the talk was built but lasts longer than its time; 2 that
    something given cannot be used.
    """
    chosen = [find_talk(target, name) for name in (_parts_of(target) if parts else [part])]
    codes = [_built(configured(each, minutes=minutes, profile=profile), results, video) for each in chosen]
    if any(codes):
        raise typer.Exit(max(codes))


def _built(chosen: Talk, results: str, video: bool) -> int:
    """Build one talk and say what came of it; the exit code."""
    from plainspoken.build import UnsayableError, build_talk
    from plainspoken.build_summary import summary
    from plainspoken.progress_bars import showing

    try:
        with showing() as progress:
            built = build_talk(chosen, results=results, video=video, progress=progress)
    except UnsayableError as error:
        typer.echo("\n".join([*error.lines, f"plainspoken: {error}"]), err=True)
        return 1
    print("\n".join(summary(built)))
    return 1 if built.over_seconds > 0 else 0


def _parts_of(target: str) -> list[str]:
    """The names of a talk's parts.

    Raises:
        InputError: it has none.
    """
    talk = find_talk(target)
    if not talk.config.parts:
        raise InputError(
            f"{talk.name} has no parts", file=talk.folder / "talk.toml", remedy="add [parts.NAME] with pages to it"
        )
    return list(talk.config.parts)


def watch(
    target: Target = "approaches",
    part: Part = None,
    minutes: Minutes = None,
    profile: Profile = None,
    results: Results = "train",
    port: Annotated[
        int, typer.Option(help="Where the player is served on this machine; 0 takes any free port.")
    ] = 8000,
) -> None:
    """Build again at each save, and refresh the player in place."""
    from plainspoken.watch import watch_talk

    watch_talk(
        lambda: configured(find_talk(target, part), minutes=minutes, profile=profile), results=results, port=port
    )


def configured(chosen: Talk, *, minutes: float | None, profile: str | None) -> Talk:
    """The talk with what the command line says instead of its `talk.toml`.

    Raises:
        InputError: a value is out of range.
    """
    from plainspoken.config import override

    changes: dict[str, dict[str, object]] = {}
    if minutes is not None:
        changes["talk"] = {"minutes": minutes}
    if profile is not None:
        changes["experiments"] = {"profile": profile}
    return override(chosen, changes)
