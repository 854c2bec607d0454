"""What a build left, and its last lines: where things are, and how long the talk is against its time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.stages import WordCounts

if TYPE_CHECKING:
    from plainspoken.script.model import Script
    from plainspoken.tts.narration import Narration


@dataclass(frozen=True)
class BuildReport:
    """What a build left, and what it had to do.

    Attributes:
        script: the rendered script.
        narration: what was said and when.
        deck, player, video: the files; no video unless it was asked for.
        audio: the narration's files by kind (`mp3`, `srt`, `transcript`, ...).
        build: the build folder.
        done: the stages that had something to do, in order.
        words: what the linter found and what was shortened.
        stale: outputs of an earlier build that were not asked for and are not of this one.
    """

    script: Script
    narration: Narration
    deck: Path
    player: Path
    video: Path | None
    audio: dict[str, Path]
    build: Path
    done: list[str]
    words: WordCounts
    stale: list[str]

    @property
    def seconds(self) -> float:
        """How long the talk is, measured, to a tenth of a second."""
        return round(self.narration.duration_ms / 1000, 1)

    @property
    def over_seconds(self) -> float:
        """How far it is over the time allowed, to a tenth of a second; negative when it is under, 0.0 on time."""
        return round(self.seconds - 60 * self.script.minutes, 1) + 0.0


def summary(built: BuildReport) -> list[str]:
    """What a build left and how it stands, a line each."""
    script, allowed = built.script, 60 * built.script.minutes
    lines = ["built " + (", ".join(built.done) if built.done else "nothing: all of it is up to date")]
    if built.words.warnings:
        lines.append(f"words   {findings(built.words.warnings)}, listed in {shown(built.build / 'lint.txt')}")
    if built.words.shortened:
        where = shown(built.build / "shortened.txt")
        lines.append(f"words   {built.words.shortened} changes save {built.words.saved} syllables, listed in {where}")
    lines.append(f"deck    {shown(built.deck)}")
    lines.append(f"player  {shown(built.player)}")
    if built.video:
        lines.append(f"video   {shown(built.video)}")
    lines += [f"{kind:<7} {shown(path)}" for kind, path in sorted(built.audio.items())]
    lines.append(f"voice   {built.narration.voice.described}")
    lines += [f"note    {note}" for note in built.narration.notes]
    over = built.over_seconds
    verdict = f"{over:.1f} s OVER the time allowed" if over > 0 else f"{abs(over):.1f} s to spare"
    lines.append(
        f"length  {script.words} words of {script.word_limit}, {script.syllables} syllables, "
        f"{built.seconds:.1f} s of {seconds_text(allowed)} s: {verdict}"
    )
    return lines


def findings(count: int) -> str:
    """`1 finding`, `2 findings`."""
    return f"{count} finding{'' if count == 1 else 's'}"


def seconds_text(seconds: float) -> str:
    """Seconds without a decimal where there is none: `300`, `7.2`."""
    text = f"{seconds:.1f}"
    return text.removesuffix(".0")


def shown(path: Path) -> str:
    """A path as it is named from where the program runs."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
