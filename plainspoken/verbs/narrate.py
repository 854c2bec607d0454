"""`narrate` and `voices`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.verbs.choices import Part

if TYPE_CHECKING:
    from plainspoken.config import Talk
    from plainspoken.script.model import Script
    from plainspoken.tts.narration import Narration
    from plainspoken.tts.settings import VoiceSettings


def narrate(
    target: Annotated[
        str,
        typer.Argument(metavar="TALK|FILE", help="A talk, a Markdown script, or a rendered script.json."),
    ],
    part: Part = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the sound and the captions go. [default: build/TALK/audio]")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="Who speaks; `plainspoken voices` lists what is here.")] = None,
    voice: Annotated[str | None, typer.Option(help="The engine's voice.")] = None,
    words_per_minute: Annotated[
        float | None, typer.Option(help="The pace that is to be heard, pauses between pages included.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Pages voiced at once. [default: one a processor]", min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which pages would be voiced, and why.")] = False,
) -> None:
    """Speak a script: a clip a page, the whole as WAV, MP3 and M4A, word times, captions and a transcript.

    Only pages whose words, voice or pace have changed are voiced again.
    """
    from plainspoken.progress_bars import showing
    from plainspoken.tts.narrate import narrate as speak

    talk, script, folder = _script(target, part)
    settings = _chosen(talk.config.voice if talk else None, engine, voice, words_per_minute)
    build = talk.build if talk else Path("build") / script.talk
    out = out or build / "audio"
    cache = (talk.shared if talk else build) / "cache" / "clips"
    if dry_run:
        _print_plan(script, settings, out, cache, folder)
        return
    with showing() as progress:
        narration = speak(script, settings, out, cache=cache, folder=folder, progress=progress, jobs=jobs)
    for line in _summary(narration, script, out):
        print(line)


def _script(target: str, part: str | None = None) -> tuple[Talk | None, Script, Path]:
    """The talk (none for a rendered script), its script, and the folder that its paths start from."""
    from plainspoken.script.model import read_script

    path = Path(target)
    if path.suffix == ".json" and path.is_file():
        return None, read_script(path), path.parent
    from plainspoken.config import find_talk
    from plainspoken.script.render import render

    talk = find_talk(target, part)
    rendered = render(talk.folder, talk.config.script, talk.results, file=talk.file, talk=talk.name)
    return talk, rendered.script, talk.folder


def _chosen(
    settings: VoiceSettings | None, engine: str | None, voice: str | None, words_per_minute: float | None
) -> VoiceSettings:
    from plainspoken.tts.settings import VoiceSettings

    changed = (settings or VoiceSettings()).model_dump()
    if engine and engine != changed["engine"]:
        changed |= {"engine": engine, "voice": None, "options": changed["options"]}
    if voice:
        changed["voice"] = voice
    if words_per_minute:
        changed["words_per_minute"] = words_per_minute
    return VoiceSettings.model_validate(changed)


def _print_plan(script: Script, settings: VoiceSettings, out: Path, cache: Path, folder: Path) -> None:
    from plainspoken.tts.synthesis.dry_run import plan

    work = plan(script, settings, out, cache=cache, folder=folder)
    for page in work:
        print(f"{page.page}: {'voice: ' + page.reason if page.reason else 'keep'}")
    count = sum(page.reason is not None for page in work)
    print(f"{count} of {len(work)} pages would be voiced")


def _summary(narration: Narration, script: Script, out: Path) -> list[str]:
    minutes, seconds = divmod(round(narration.duration_ms / 1000), 60)
    allowed, voice = script.minutes * 60, narration.voice
    lines = [
        f"{out / narration.files['m4a']}: {minutes}:{seconds:02}, {script.words} words, "
        f"{voice.heard_words_per_minute:.0f} words a minute heard ({voice.words_per_minute:g} asked)",
        f"voice: {voice.engine}, {voice.voice} ({voice.version}) set to {voice.engine_rate:g}",
        f"loudness: {narration.loudness.lufs:.1f} LUFS, true peak {narration.loudness.true_peak_db:.1f} dBTP",
        f"time: {narration.duration_ms / 1000:.1f} s of {allowed:g} s allowed",
    ]
    if narration.captions:
        lines.append(
            f"captions: {narration.captions.cues}, {narration.captions.mean:.1f} characters a second on average, "
            f"{narration.captions.fastest:.1f} at most, {narration.captions.above_20} faster than 20"
        )
    proportional = sum(clip.timing == "proportional" for clip in narration.clips)
    if proportional:
        lines.append(f"word times of {proportional} pages are only shared out by length: the aligner failed there")
    return lines + narration.notes


def voices(
    engine: Annotated[str | None, typer.Option(help="Only this engine.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every voice, not only those for English.")] = False,
    hear: Annotated[
        Path | None, typer.Option(help="Say a sentence in each voice listed, into WAV files in this folder.")
    ] = None,
) -> None:
    """List the engines and voices that can speak here; let one hear a sentence of each."""
    from plainspoken.tts.synthesis.list_voices import list_voices, write_samples

    listed = list_voices(engine, every=every)
    for name, about, found in listed:
        print(f"{name}: {about}")
        for info in found:
            print(f"  {info.voice:24} {info.language:10} {info.note}".rstrip())
        if not found:
            print("  not here")
    if hear:
        for line in write_samples([info for _, _, found in listed for info in found], hear):
            print(line)
