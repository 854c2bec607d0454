"""`plainspoken narrate` and `plainspoken voices`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import Minutes, Part, Profile, Results, Trusting, print_stale

if TYPE_CHECKING:
    from plainspoken.script.model import Script
    from plainspoken.tts.narration import Narration
    from plainspoken.tts.settings import VoiceSettings


def narrate(
    target: Annotated[
        str,
        typer.Argument(metavar="TALK|FILE", help="A talk, a Markdown script, or a rendered script.json."),
    ],
    part: Part = None,
    minutes: Minutes = None,
    results: Results = None,
    profile: Profile = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the sound and the captions go. [default: build/TALK/audio]")
    ] = None,
    engine: Annotated[
        str | None, typer.Option(help="The engine that speaks; `plainspoken voices` lists those installed.")
    ] = None,
    voice: Annotated[str | None, typer.Option(help="The engine's voice.")] = None,
    words_per_minute: Annotated[
        float | None, typer.Option(help="The pace to reach in words a minute, pauses between pages included.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Pages voiced at once. [default: one a processor]", min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which pages would be voiced, and why.")] = False,
    trust: Trusting = False,
) -> None:
    """Speak a script: a clip a page, the whole as WAV, MP3 and M4A, word times, captions and a transcript.

    Only pages whose words, voice or pace have changed are voiced again. --engine, --voice and --words-per-minute are
    for a trial: what is made next follows [voice] of talk.toml again.
    """
    from plainspoken.tts.settings import ENGINES

    chosen = {"engine": engine, "voice": voice, "words_per_minute": words_per_minute}
    changes: dict[str, object] = {key: value for key, value in chosen.items() if value}
    if voice and not engine and voice.partition(":")[0] in ENGINES:
        changes["engine"] = None
    path = Path(target)
    if path.suffix == ".json" and path.is_file():
        _narrate_script_file(path, changes, out, jobs, dry_run)
        return
    talk = Talk.find(target, part, minutes=minutes, results=results, profile=profile)
    if engine and engine != talk.source.config.voice.engine:
        changes.setdefault("voice", None)
    talk = talk.with_settings(voice=changes)
    source = talk.source
    place = out or source.build / "audio"
    if dry_run:
        talk.refresh()
        script, _ = talk.preview()
        _print_plan(script, source.config.voice, place, source.clips, source.folder)
        return
    with talk.stages() as stages:
        if out is None:
            script, narration = stages.script(), stages.narration(jobs=jobs)
        else:
            from plainspoken.tts.narrate import narrate as speak

            script = stages.script()
            narration = speak(
                script,
                source.config.voice,
                out,
                cache=source.clips,
                folder=source.folder,
                progress=stages.progress,
                jobs=jobs,
            )
        stale = stages.stale()
    for line in _summary(narration, script, place):
        print(line)
    print_stale(stale, talk.command)


def _narrate_script_file(
    path: Path, changes: dict[str, object], out: Path | None, jobs: int | None, dry_run: bool
) -> None:
    """Speak a rendered script, perhaps made on another machine: there is no talk to ask."""
    from plainspoken.ledger import Ledger
    from plainspoken.progress_bars import showing
    from plainspoken.script.model import read_script
    from plainspoken.stages import OUTPUTS
    from plainspoken.tts.narrate import narrate as speak
    from plainspoken.tts.settings import VoiceSettings

    script, settings = read_script(path), VoiceSettings.model_validate(changes)
    build = Path("build") / script.talk
    record = build / "audio" / "narration.json"
    before = record.read_bytes() if record.is_file() else b""
    place, cache = out or build / "audio", build / "cache" / "clips"
    if dry_run:
        _print_plan(script, settings, place, cache, path.parent)
        return
    with showing() as progress:
        narration = speak(script, settings, place, cache=cache, folder=path.parent, progress=progress, jobs=jobs)
    for line in _summary(narration, script, place):
        print(line)
    if record.is_file() and record.read_bytes() != before:
        made = Ledger.read(build).stages
        print_stale([stage for stage in ("script", *OUTPUTS) if stage in made], script.talk)


def _print_plan(script: Script, settings: VoiceSettings, out: Path, cache: Path, folder: Path) -> None:
    from plainspoken.tts.synthesis.dry_run import plan

    work = plan(script, settings, out, cache=cache, folder=folder)
    for page in work:
        print(f"{page.page}: {'voice: ' + page.reason if page.reason else 'keep'}")
    count = sum(page.reason is not None for page in work)
    print(f"{count} of {len(work)} pages would be voiced")


def _summary(narration: Narration, script: Script, out: Path) -> list[str]:
    from plainspoken.build_report import seconds_text

    minutes, seconds = divmod(round(narration.duration_ms / 1000), 60)
    allowed, voice = script.minutes * 60, narration.voice
    lines = [
        f"{out / narration.files['m4a']}: {minutes}:{seconds:02}, {script.words} words, "
        f"{voice.heard_words_per_minute:.0f} words a minute heard ({voice.words_per_minute:g} asked)",
        f"voice: {voice.engine}, {voice.voice} ({voice.version}) set to {voice.engine_rate:g}",
        f"loudness: {narration.loudness.lufs:.1f} LUFS, true peak {narration.loudness.true_peak_db:.1f} dBTP",
        f"time: {narration.duration_ms / 1000:.1f} s of {seconds_text(allowed)} s allowed",
    ]
    if narration.captions:
        lines.append(
            f"captions: {narration.captions.cues}, {narration.captions.mean:.1f} characters a second on average, "
            f"{narration.captions.fastest:.1f} at most, {narration.captions.above_20} faster than 20"
        )
    if narration.captions_edited:
        edited = narration.captions_edited
        fast = ""
        if edited.above_20:
            pages = ", ".join(edited.fast_pages[:8]) + (", …" if len(edited.fast_pages) > 8 else "")
            fast = f"; {edited.above_20} still faster than 20, where nothing more can safely go (pages {pages})"
        lines.append(
            f"captions, shortened: {edited.cues}, {edited.mean:.1f} on average, {edited.fastest:.1f} at most{fast}"
        )
    if narration.captions and narration.captions.fits_at and narration.captions.above_20:
        pace = f"captions of every word could be read in time at {narration.captions.fits_at:.0f} words a minute"
        if narration.captions_edited and narration.captions_edited.above_20 and narration.captions_edited.fits_at:
            pace += f", all shortened ones at {narration.captions_edited.fits_at:.0f}"
        lines.append(pace)
    return lines + [f"note: {note}" for note in narration.notes]


def voices(
    action: Annotated[
        str | None, typer.Argument(metavar="[fetch]", help="`fetch` installs the packages of a voice, by hash.")
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The voice to fetch: hibari or kokoro.")] = None,
    engine: Annotated[str | None, typer.Option(help="Only this engine.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every voice, not only those for English.")] = False,
    hear: Annotated[
        Path | None, typer.Option(help="Say a sentence in each voice listed, into WAV files in this folder.")
    ] = None,
    sentence: Annotated[
        str | None, typer.Option("--try", help="The sentence to say in each voice listed. [files go to `voices`]")
    ] = None,
) -> None:
    """List the engines and voices that can speak here, or have each say a sentence."""
    from plainspoken.base.errors import InputError
    from plainspoken.tts.settings import choose_engine
    from plainspoken.tts.synthesis.list_voices import list_voices, write_samples

    if action is not None:
        from plainspoken.tts.engines.voice_packages import fetch, fetchable

        if action != "fetch" or name is None:
            raise InputError("the only action is `fetch NAME`", remedy=f"name one of: {', '.join(fetchable())}")
        fetch(name)
        print(f"{name} is installed")
        return
    listed = list_voices(engine, every=every)
    print(f"English talks are spoken by {choose_engine(None, None, 'en-US')[0]} unless [voice] says otherwise")
    for engine_name, about, found in listed:
        print(f"{engine_name}: {about}")
        for info in found:
            print(f"  {info.voice:24} {info.language:10} {info.note}".rstrip())
        if not found:
            print("  not here")
    if hear or sentence:
        for line in write_samples([info for _, _, found in listed for info in found], hear or Path("voices"), sentence):
            print(line)
