"""Phonemes of words that no dictionary has, from espeak-ng's letter-to-sound rules.

The library is loaded from a copy of its own in the user's cache folder: espeak-ng keeps its state in globals, and a
voice that speaks in the same process must not be disturbed (nor disturb).
"""

from __future__ import annotations

import ctypes
import re
import shutil
from functools import cache
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import replacing
from plainspoken.script.spoken.pronouncing_dictionary import cache_folder

_TEXT_TO_SPEECH = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_SEPARATED = ord("_") << 8  # phonemes apart by this character, in espeak's own mnemonics

# A nucleus of espeak's mnemonics (en-us): vowels, diphthongs, r-coloured vowels, syllabic consonants.
_NUCLEUS = re.compile(r"[aeiouAEIOUV03@]|^[lnm]-$")
# Vowels in hiatus that espeak writes as one segment: `idea` i@, `science` aI@, `fire` aI3.
_HIATUS = frozenset({"i@", "aI@", "aI3", "aU@", "OI@", "aI@r", "aU@r"})


class Espeak:
    """espeak-ng as a pronouncer; one for a process (`espeak()`)."""

    def __init__(self, voice: str = "en-us") -> None:
        library, data = _own_copy()
        self._library = ctypes.CDLL(str(library))
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library.espeak_Info.restype = ctypes.c_char_p
        rate = self._library.espeak_Initialize(_TEXT_TO_SPEECH, 0, data.encode(), _DO_NOT_EXIT)
        if rate < 0 or self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise InputError(
                "the speech library espeak-ng cannot be started",
                remedy="pip install --force-reinstall espeakng-loader",
            )
        path = ctypes.c_char_p()
        self.version: str = self._library.espeak_Info(ctypes.byref(path)).decode()

    def words(self, text: str) -> list[list[str]]:
        """The phonemes (espeak's mnemonics, stress marks kept) of each word of `text`."""
        data = ctypes.c_char_p(text.encode("utf-8"))
        place = ctypes.pointer(ctypes.cast(data, ctypes.c_void_p))
        words: list[list[str]] = []
        while place.contents.value:
            clause = self._library.espeak_TextToPhonemes(place, _UTF8, _SEPARATED)
            if not clause:
                break
            for word in clause.decode("utf-8", "replace").split():
                words.append([phoneme for phoneme in word.split("_") if phoneme])
        return words

    def syllables(self, word: str) -> int:
        """Syllables of one word: its nuclei, with vowels in hiatus counted apart."""
        return sum(syllables_of(phoneme) for phonemes in self.words(word) for phoneme in phonemes)


def bare(phoneme: str) -> str:
    """A phoneme without its stress and joining marks."""
    return phoneme.strip("',%=|")


def syllables_of(phoneme: str) -> int:
    """Syllables that one phoneme of espeak's carries: 0, 1, or 2 for a hiatus in one segment."""
    plain = bare(phoneme)
    if plain in _HIATUS:
        return 2
    return 1 if _NUCLEUS.search(plain) else 0


@cache
def espeak() -> Espeak:
    """The pronouncer of this process.

    Raises:
        InputError: the speech library is missing or does not start.
    """
    return Espeak()


def _own_copy() -> tuple[Path, str]:
    try:
        import espeakng_loader
    except ImportError:
        raise InputError(
            "the speech library espeak-ng is not installed",
            remedy="pip install --force-reinstall espeakng-loader",
        ) from None
    original = Path(espeakng_loader.get_library_path())
    stat = original.stat()
    copy = cache_folder() / f"phonemes-{stat.st_size}-{stat.st_mtime_ns}{original.suffix}"
    if not copy.is_file() or copy.stat().st_size != stat.st_size:
        try:
            with replacing(copy) as temporary:
                shutil.copyfile(original, temporary)
        except OSError:
            # A home that cannot be written: share the library with the voice, which restores its own settings.
            return original, str(espeakng_loader.get_data_path())
    return copy, str(espeakng_loader.get_data_path())
