"""`talk`, `watch`, `new` and `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from plainspoken.config import Talk, find_talk

Target = Annotated[
    str, typer.Argument(metavar="TALK", help="A talk's folder, its name below talks/, or a script file.")
]
Minutes = Annotated[
    float | None, typer.Option(help="How long the talk may be; wordings and passages are chosen to fit.")
]
Profile = Annotated[str | None, typer.Option(help="How large the experiments are: smoke, quick, small or full.")]
Results = Annotated[
    Literal["train", "recorded"],
    typer.Option(help="Train what is missing, or use the records kept in the talk's folder."),
]
Video = Annotated[bool, typer.Option("--video", help="Make an MP4 with captions and chapters as well.")]


def talk(
    target: Target = "approaches",
    minutes: Minutes = None,
    profile: Profile = None,
    results: Results = "train",
    video: Video = False,
) -> None:
    """Train, fill the pages, check the words, speak them, and assemble the deck and the player.

    Everything lands in build/TALK. Only what has changed is made again. Exit code 1 means that the words must be
    mended first, or that the talk was built but lasts longer than its time; 2 that something given cannot be used.
    """
    from plainspoken.build import UnsayableError, build_talk
    from plainspoken.progress import showing
    from plainspoken.summary import summary

    chosen = configured(find_talk(target), minutes=minutes, profile=profile)
    try:
        with showing() as progress:
            built = build_talk(chosen, results=results, video=video, progress=progress)
    except UnsayableError as error:
        typer.echo("\n".join([*error.lines, f"plainspoken: {error}"]), err=True)
        raise typer.Exit(1) from None
    print("\n".join(summary(built)))
    if built.over_seconds > 0:
        raise typer.Exit(1)


def watch(
    target: Target = "approaches",
    minutes: Minutes = None,
    profile: Profile = None,
    results: Results = "train",
    port: Annotated[
        int, typer.Option(help="Where the player is served on this machine; 0 takes any free port.")
    ] = 8000,
) -> None:
    """Build again at each save, and refresh the player in place."""
    from plainspoken.watch import watch_talk

    watch_talk(lambda: configured(find_talk(target), minutes=minutes, profile=profile), results=results, port=port)


def new(
    name: Annotated[str, typer.Argument(help="What the talk is called: letters, digits and hyphens.")],
    script: Annotated[
        Path | None, typer.Option("--from", help="A Markdown script to begin with.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Start a talk of your own below talks/."""
    from plainspoken.starter import start_talk

    folder = start_talk(name, Path("talks"), script)
    print(f"{folder}/talk.toml and {folder}/pages are there to be edited; build with: make talk TALK={name}")


def doctor() -> None:
    """Say what is here, what is missing, and what to do about it. Exit code 1 if something needed is missing."""
    from plainspoken.doctor import examine

    checks = examine()
    width = max(len(check.name) for check in checks)
    for check in checks:
        print(f"{'ok ' if check.found else '-- '} {check.name:<{width}}  {check.detail}")
    if any(check.needed and not check.found for check in checks):
        raise typer.Exit(1)


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
