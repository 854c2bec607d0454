"""What a talk would run of its own: its voice's command line, and the study modules in its `recipes` folder."""

from __future__ import annotations

import contextlib

from plainspoken.base.errors import InputError
from plainspoken.base.trusted_programs import Program, training_programs, voice_command
from plainspoken.config import TalkSource


def own_programs(source: TalkSource) -> list[Program]:
    """The programs that building this talk would run; none for most talks."""
    voice = source.config.voice.chosen(source.config.talk.language)
    settings = source.config.experiments
    found = training_programs(source.folder, settings.cluster) if settings.studies else []
    if voice.engine == "command":
        from plainspoken.tts.engines.command import command_line

        with contextlib.suppress(InputError):  # a command line that cannot be used is told when it is needed
            found += voice_command(source.folder, command_line(voice.options))
    return found
