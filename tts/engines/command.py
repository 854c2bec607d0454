"""Any command line that writes a WAV: macOS's `say`, a script, a service's client.

In `talk.toml`::

    [voice]
    engine = "command"
    options = { command = "say -r {rate} -f {text} -o {wav} --data-format=LEI16@22050", version = "14" }

`{text}` is a file with the words, `{wav}` the file to write, `{rate}` words a minute, `{voice}` the voice. The line is
split as a shell would, but no shell runs it, so nothing in the words can be taken for a command.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.engines.system_program import speak_with
from plainspoken.tts.text.sentences import capitalised
from plainspoken.tts.text.utterance import Segment


class CommandEngine:
    """A command line of the user's. Its rate is in words a minute, if the line asks for one."""

    name = "command"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Pace, when the line has a place for it."""
        paced = "{rate}" in options.get("command", "")
        return Abilities(slowest=60, fastest=500, neutral=180, words_per_rate=0.9 if paced else 0.0, any_script=True)

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The command line itself; `version` in the options tells two versions of the program apart."""
        line = command_line(options)
        program = line[0] if "/" not in line[0] else str((folder / line[0]).resolve())
        if shutil.which(program) is None:
            raise InputError(f"the voice's command {line[0]!r} is not on this machine", remedy=_REMEDY)
        return Identity(self.name, fingerprint(options["command"], options.get("version", "")), voice or line[0])

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """None that can be known of."""
        return []

    def prepare(self, voice: str, folder: Path) -> None:
        """Nothing to load."""

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment."""
        line = command_line(request.options)
        if "/" in line[0]:
            line[0] = str((request.folder / line[0]).resolve())

        def command(text: Path, wav: Path) -> list[str]:
            values = {
                "{text}": str(text),
                "{wav}": str(wav),
                "{rate}": str(round(request.rate * segment.rate)),
                "{voice}": request.voice,
            }
            return [_filled(part, values) for part in line]

        return speak_with(f"the command {line[0]!r}", capitalised(segment.text), command, limit_s=request.time_limit_s)


def _filled(part: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        part = part.replace(name, value)
    return part


def command_line(options: dict[str, str]) -> list[str]:
    """The words of the command line in the options of `[voice]`.

    Raises:
        InputError: there is none, or it names neither text nor sound.
    """
    text = options.get("command", "")
    try:
        line = shlex.split(text)
    except ValueError as error:
        raise InputError(f"the voice's command cannot be split into words: {error}", remedy=_REMEDY) from None
    if not line or "{text}" not in text or "{wav}" not in text:
        raise InputError("the engine `command` needs a command line with {text} and {wav} in it", remedy=_REMEDY)
    return line


_REMEDY = 'set options = { command = "PROGRAM ... {text} ... {wav}" } under [voice] in talk.toml'

ENGINE = CommandEngine()
