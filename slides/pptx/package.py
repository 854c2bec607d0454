"""The deck as one file: the same bytes for the same deck."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.slides.pptx.narration_timing import CONTENT_TYPES

_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:(created|modified)>")
FIRST = "[Content_Types].xml"
STORED = {".png", ".jpg", ".jpeg", ".m4a", ".mp3", ".gif"}
"""Kinds that are compressed already: they are stored as they are, which is faster."""


def check_unpacked(path: Path, most: int) -> None:
    """Refuse a deck that unpacks to more than `most` bytes, before it is unpacked.

    Raises:
        InputError: it does.
        BadZipFile: it is no package.
    """
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
    if unpacked > most:
        raise InputError(
            f"this deck unpacks to {unpacked >> 20:,} MB; the limit is {most >> 20:,}",
            file=path,
            remedy="save it with smaller pictures and films",
        )


@contextmanager
def as_powerpoint_writes(path: Path) -> Iterator[None]:
    """Read what a deck of somebody else holds within: where its XML says what no deck does - a place that is no number,
    a slide that is none, a theme without colours - one message stands for what python-pptx or lxml raise.

    Raises:
        InputError: it is so; the cause is kept.
    """
    try:
        yield
    except (InputError, OSError, MemoryError):
        raise
    except Exception as error:
        said = (str(error) or type(error).__name__).splitlines()[0][:120]
        raise InputError(
            f"this deck is not in the form that PowerPoint writes: {said}",
            file=path,
            remedy="open it in PowerPoint or LibreOffice and save it again as .pptx",
        ) from error


def number_parts_quickly(package: Any) -> None:
    """Let a python-pptx package find the name of a new part, and a picture that it has already, without walking through
    all its parts each time: in a deck of n slides that took a time of n squared. The names are the same."""
    from pptx.opc.packuri import PackURI

    taken = {str(part.partname) for part in package.iter_parts()}
    last: dict[str, int] = {}
    by_sha1 = {part.sha1: part for part in reversed(list(package._image_parts)) if hasattr(part, "sha1")}
    images = package._image_parts
    new_image = images.get_or_add_image_part

    def next_partname(template: str) -> Any:
        number = last.get(template, 0) + 1
        while template % number in taken:
            number += 1
        last[template] = number
        return PackURI(template % number)

    def next_image_partname(extension: str) -> Any:
        # One count for all kinds of pictures, as python-pptx has it.
        number = last.get("image", 0) + 1
        while any(name.startswith(f"/ppt/media/image{number}.") for name in taken):
            number += 1
        last["image"] = number
        return PackURI(f"/ppt/media/image{number}.{extension}")

    def get_or_add_image_part(image_file: Any) -> Any:
        part = new_image(image_file)
        by_sha1.setdefault(part.sha1, part)
        return part

    package.next_partname = next_partname
    package.next_image_partname = next_image_partname
    images._find_by_sha1 = by_sha1.get
    images.get_or_add_image_part = get_or_add_image_part


def deck_bytes(presentation: Any) -> bytes:
    """Save a python-pptx presentation with sorted entries and a fixed date (1980-01-01, the first that zip knows)."""
    raw = io.BytesIO()
    presentation.save(raw)
    return sorted_package(raw.getvalue())


def sorted_package(data: bytes) -> bytes:
    """A zip file's entries in sorted order, the content types first, all with one date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != FIRST, name)):
            content = old.read(name)
            if name == FIRST:
                content = media_by_extension(content)
            elif name.endswith(".xlsx"):  # a chart's own sheet says when it was made
                content = sorted_package(content)
            elif name == "docProps/core.xml":
                content = _DATES.sub(b"", content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            kind = name[name.rfind(".") :].lower()
            entry.compress_type = zipfile.ZIP_STORED if kind in STORED else zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return stream.getvalue()


def media_by_extension(types: bytes) -> bytes:
    """Name the kinds of sound by extension, as PowerPoint does, where python-pptx names them part by part."""
    from lxml import etree

    root = etree.fromstring(types)
    space = f"{{{root.nsmap[None]}}}"
    known = {entry.get("Extension") for entry in root.findall(f"{space}Default")}
    for override in root.findall(f"{space}Override"):
        extension = override.get("PartName").rsplit(".", 1)[-1]
        if override.get("PartName").startswith("/ppt/media/") and extension in CONTENT_TYPES:
            root.remove(override)
            if extension not in known:
                known.add(extension)
                root.insert(
                    0, etree.Element(f"{space}Default", Extension=extension, ContentType=CONTENT_TYPES[extension])
                )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
