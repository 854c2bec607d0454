"""Narrate a script: sound, word times and captions; only pages that changed are synthesised again."""

from __future__ import annotations

import json
from pathlib import Path

from plainspoken.base.files import file_state, fingerprint, read_regular, write_text
from plainspoken.base.processors import usable_processors
from plainspoken.base.progress import Progress
from plainspoken.base.trusted_programs import require_trust, voice_command
from plainspoken.script.model import Script
from plainspoken.tts.assemble_narration import Spoken, write_encoded, write_spoken
from plainspoken.tts.engines.command import command_line
from plainspoken.tts.narration import Narration
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.calibrate import SynthesisContext, finish_clips, synthesize_takes
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.dry_run import previous
from plainspoken.tts.synthesis.request import synthesis_request
from plainspoken.tts.synthesis.worker import WorkerPool
from plainspoken.tts.text.check_text import check_speakable
from plainspoken.tts.text.transcript import page_title

_LEDGER = ".written.json"


def narrate(
    script: Script,
    settings: VoiceSettings,
    out: Path,
    *,
    cache: Path,
    folder: Path,
    progress: Progress,
    jobs: int | None = None,
) -> Narration:
    """Voice a script into `out`: clips, the whole in WAV, MP3 and M4A, `narration.json`, captions, transcript.

    Args:
        cache: the folder of takes and clips, which builds may share.
        folder: the talk's folder, which relative paths in the voice's options start from.
        jobs: processes at once; every processor when `None`. The bytes do not depend on it.

    Raises:
        InputError: no such engine or voice; text that no voice of the talk's language can say, with its line; pages
            that could not be voiced, each named with its text (the others are kept); a pace out of the engine's reach;
            a command as the voice that the user has not trusted.
    """
    settings = settings.chosen(script.language)  # `voice = "command:x"` names an engine as well
    if settings.engine == "command":
        require_trust(folder, voice_command(folder, command_line(settings.options)))
    request = synthesis_request(script, settings, folder)
    inputs = fingerprint(request.inputs, _heard_of(script))
    if not request.abilities.any_script:
        check_speakable(script, folder)
    before = previous(out)
    if before and before.inputs == inputs and _untouched(out):
        return before
    context = SynthesisContext(request, ClipCache(cache), progress, jobs or usable_processors())
    spoken = speak(script, context, out, inputs=inputs)
    write_encoded(script, context, spoken, out)
    _write_ledger(out, spoken.narration)
    context.cache.prune(settings.cache_megabytes * 1_000_000, keep=spoken.keys)
    return spoken.narration


def speak(script: Script, context: SynthesisContext, out: Path, *, inputs: str) -> Spoken:
    """The first step: all that is said, with its times, as WAV and as text; nothing is encoded."""
    with WorkerPool(context.jobs) as workers:
        rate, takes = synthesize_takes(script, context, workers)
        clips = finish_clips(context, workers, rate, takes)
    return write_spoken(script, context, rate, takes, clips, out, inputs=inputs)


def _heard_of(script: Script) -> str:
    """All of a script that a narration holds: neither what is only shown nor where it stands in the author's files."""
    pages = [
        (
            page.id,
            page_title(page),
            [
                (
                    [(token.shown, token.said) for token in beat.tokens],
                    beat.pause_before_ms,
                    beat.pause_after_ms,
                    beat.rate,
                    beat.emphasis,
                )
                for beat in page.beats
            ],
        )
        for page in script.pages
    ]
    talk = (script.talk, script.title, script.author, script.language, script.words_per_minute, script.phonemes)
    return repr((*talk, pages))


def _outputs(narration: Narration) -> list[str]:
    clips = [path for clip in narration.clips for path in (clip.path, clip.m4a)]
    return ["narration.json", *narration.files.values(), *clips]


def _write_ledger(out: Path, narration: Narration) -> None:
    write_text(out / _LEDGER, json.dumps({name: file_state(out / name) for name in _outputs(narration)}))


def _untouched(out: Path) -> bool:
    """Whether every file is there as it was written."""
    try:
        ledger: dict[str, list[int] | None] = json.loads(read_regular(out / _LEDGER))
        return all(file_state(out / name) == state for name, state in ledger.items())
    except (OSError, ValueError, AttributeError, RecursionError):
        return False
