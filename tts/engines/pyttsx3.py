"""Whatever voice the system has, through pyttsx3.

pyttsx3's `save_to_file` loses pages, or writes one page's sound under another's name, when a process says more than
one thing: so each segment is said in a child process of its own and the file is checked. Its word callback has no
times, so word times come from alignment. Where the system has no espeak, pyttsx3 is lent the embedded one's library
and data.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.engines.read_wav import read_wav
from plainspoken.tts.text.sentences import capitalised
from plainspoken.tts.text.utterance import Segment

# Run by the child. Its standard output is not ours: drivers print to it.
_CHILD = """
import ctypes, json, os, sys, time
task = json.load(open(sys.argv[1], encoding="utf-8"))
if task["library"]:
    os.environ["ESPEAK_DATA_PATH"] = task["data"]
    ctypes.CDLL(task["library"], mode=ctypes.RTLD_GLOBAL)
import pyttsx3
engine = pyttsx3.init()
voices = [[v.id, v.name or "", str((v.languages or [""])[0])] for v in engine.getProperty("voices")]
if task["text"] is None:
    json.dump(voices, open(task["answer"], "w", encoding="utf-8"))
    os._exit(0)
if task["voice"]:
    engine.setProperty("voice", task["voice"])
engine.setProperty("rate", task["rate"])
if task["pitch"] is not None:
    engine.setProperty("pitch", task["pitch"])
engine.save_to_file(task["text"], task["wav"])
engine.runAndWait()
# It may come back while the driver is still at it, and the file is written last.
while getattr(engine.proxy._driver, "_speaking", False):
    time.sleep(0.005)
os._exit(0)
"""
_LISTING_LIMIT_S = 20


class Pyttsx3Engine:
    """pyttsx3's driver for this system. Its rate is in words a minute."""

    name = "pyttsx3"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Pace, and nothing else."""
        return Abilities(slowest=80, fastest=449, neutral=200, words_per_rate=0.84)

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice asked for by id or name, or the first that speaks the language."""
        known = self._voices()
        if not known:
            raise InputError("pyttsx3 finds no voice on this system", remedy=_REMEDY)
        chosen = _choose(known, voice, language)
        from importlib.metadata import version

        lent = _lent_library()
        under = f", espeakng-loader {version('espeakng-loader')}" if lent else ""
        return Identity(self.name, f"pyttsx3 {version('pyttsx3')}{under}", chosen)

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """The voices that pyttsx3 lists."""
        try:
            return [VoiceInfo(self.name, id_, language, name) for id_, name, language in self._voices()]
        except InputError:
            return []

    def prepare(self, voice: str, folder: Path) -> None:
        """Nothing to load."""

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment in a child process, and check what it wrote."""
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder, "segment.wav")
            task = {
                "text": capitalised(segment.text),
                "voice": request.voice,
                "rate": round(request.rate * segment.rate),
                "pitch": None if request.pitch is None else round(request.pitch),
                "wav": str(wav),
            }
            said = _child(task, Path(folder), request.time_limit_s)
            return read_wav(wav, engine="pyttsx3", said=said)

    def _voices(self) -> list[tuple[str, str, str]]:
        with tempfile.TemporaryDirectory() as folder:
            answer = Path(folder, "voices.json")
            said = _child({"text": None, "answer": str(answer)}, Path(folder), _LISTING_LIMIT_S)
            if not answer.is_file():
                raise InputError(f"pyttsx3 cannot start: {said or 'no voice on this system'}", remedy=_REMEDY)
            return [(id_, name, language) for id_, name, language in json.loads(answer.read_text(encoding="utf-8"))]


def _child(task: dict[str, object], folder: Path, limit_s: float) -> str:
    """Run the child; the last line that it complained with."""
    library = _lent_library()
    if library:
        import espeakng_loader

        # The driver adds `espeak-ng-data` to the folder by itself only when the path does not end so.
        task = {**task, "library": library, "data": str(espeakng_loader.get_data_path())}
    else:
        task = {**task, "library": None, "data": None}
    order = folder / "task.json"
    order.write_text(json.dumps(task), encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD, str(order)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=limit_s,
            check=False,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"pyttsx3 gave no answer within {limit_s:g} s", remedy="raise `time_limit_s` under [voice], or use espeak"
        ) from None
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def _lent_library() -> str | None:
    """The embedded espeak-ng's library for a Linux system that lacks one; nothing elsewhere."""
    if sys.platform != "linux" or find_spec("espeakng_loader") is None:
        return None
    import espeakng_loader

    return str(espeakng_loader.get_library_path())


def _choose(known: list[tuple[str, str, str]], voice: str | None, language: str) -> str:
    if voice:
        for id_, name, _ in known:
            if voice.lower() in (id_.lower(), name.lower()):
                return id_
        raise InputError(
            f"pyttsx3 has no voice {voice!r} on this system",
            remedy="`plainspoken voices` lists what is here; leave `voice` out for the language's own",
        )
    tag = language.lower().replace("_", "-")
    for wanted in (tag, tag.split("-")[0]):
        for id_, _, spoken in known:
            if spoken.lower().replace("_", "-") == wanted:
                return id_
    raise InputError(
        f"pyttsx3 has no voice for the language {language!r} on this system",
        remedy="`plainspoken voices` lists what is here; install a voice, or use the engine espeak",
    )


_REMEDY = "install a system voice (Debian: `apt install espeak-ng`), or use the engine espeak, which brings its own"

ENGINE = Pyttsx3Engine()
