"""The deck as one file: the same bytes for the same deck."""

from __future__ import annotations

import io
import re
import zipfile
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
            f"this deck unpacks to {unpacked >> 20:,} MB, and {most >> 20:,} are the most",
            file=path,
            remedy="save it with smaller pictures and films",
        )


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
