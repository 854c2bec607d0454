"""The last lines of a build: where things are, and how long the talk is against its budget."""

from __future__ import annotations

from pathlib import Path

from plainspoken.build import Built


def summary(built: Built) -> list[str]:
    """What a build left and how it stands, a line each."""
    script, allowed = built.script, 60 * built.script.minutes
    lines = ["built " + (", ".join(built.done) if built.done else "nothing: all of it is up to date")]
    if built.warnings:
        lines.append(f"words   {built.warnings} findings, listed in {_shown(built.build / 'lint.txt')}")
    if built.shortened:
        where = _shown(built.build / "shortened.txt")
        lines.append(f"words   {built.shortened} changes save {built.saved} syllables, listed in {where}")
    lines.append(f"deck    {_shown(built.deck)}")
    lines.append(f"player  {_shown(built.player)}")
    if built.video:
        lines.append(f"video   {_shown(built.video)}")
    lines += [f"{kind:<7} {_shown(path)}" for kind, path in sorted(built.audio.items())]
    spare = -built.over_seconds
    verdict = f"{spare:.1f} s to spare" if spare >= 0 else f"{-spare:.1f} s OVER the time allowed"
    lines.append(
        f"length  {script.words} words of {script.word_limit}, {script.syllables} syllables, "
        f"{built.seconds:.1f} s of {allowed:.0f} s: {verdict}"
    )
    return lines


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
