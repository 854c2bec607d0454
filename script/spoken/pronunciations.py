"""A talk's own pronunciations: files of `written<TAB>said`, one a line.

What is said is respelled in words (`GIF<TAB>jiff`) or in IPA between slashes (`nginx<TAB>/ˈɛndʒɪnˌɛks/`), which is
turned into a respelling that any voice can read. A key in lower case matches any case; one with a capital matches as
written.
"""

from __future__ import annotations

from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_text
from plainspoken.script.settings import WordSettings
from plainspoken.script.spoken.ipa import respelled


def read_pronunciations(folder: Path, settings: WordSettings) -> dict[str, str]:
    """The pronunciations that `[words]` of a talk in `folder` names.

    Raises:
        InputError: a file is missing, or a line of it is not `written<TAB>said`.
    """
    found: dict[str, str] = {}
    for name in settings.pronunciations:
        path = folder / name
        if not path.exists():
            raise InputError(
                "no pronunciation list here", file=path, remedy="mend `pronunciations` under [words] in talk.toml"
            )
        text = read_text(path)
        found.update(parse(text, file=path))
    return found


def read_transcriptions(folder: Path, settings: WordSettings) -> dict[str, str]:
    """The transcriptions (IPA between slashes) among the talk's pronunciations, by what is said for them in lower case.

    A voice that takes phonemes says these; others say the respelling.

    Raises:
        InputError: as `read_pronunciations`.
    """
    read_pronunciations(folder, settings)
    found: dict[str, str] = {}
    for name in settings.pronunciations:
        for line in read_text(folder / name).splitlines():
            said = line.partition("\t")[2].strip()
            if not line.startswith("#") and len(said) > 2 and said.startswith("/") and said.endswith("/"):
                found[respelled(said).lower()] = said
    return found


def parse(text: str, *, file: Path | str = "pronunciations") -> dict[str, str]:
    """The rows of one list; `#` starts a comment line.

    Raises:
        InputError: a line is not two columns parted by a tab.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        written, _, said = (part.strip() for part in line.partition("\t"))
        if not (written and said):
            raise InputError(
                "a pronunciation is a written word, a tab, and what is said",
                file=file,
                line=number,
                column=1,
                remedy="write it as `GIF<TAB>jiff`",
            )
        if said.startswith("/") and said.endswith("/"):
            try:
                said = respelled(said)
            except ValueError as error:
                raise InputError(
                    f"the transcription of {written!r} cannot be read: {error}",
                    file=file,
                    line=number,
                    column=line.index("/") + 1,
                    remedy="use the signs of English in the International Phonetic Alphabet, or respell the word",
                ) from None
        found[written] = said
    return found
