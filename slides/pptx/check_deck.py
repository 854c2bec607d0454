"""Look a deck over for faults that make PowerPoint repair it, keep it silent, show it wrongly, or shut a reader out.

Microsoft's validator finds what breaks the schema; this finds what it lets pass: links to nothing, ids that repeat,
a slide that moves on before its clip ends, an effect on a shape that is not there.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.slides.pptx.narration_timing import AUDIO, CONTENT_TYPES, MEDIA, SILENCE_MS

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_FILE_NAME = re.compile(r"^\S+\.(png|jpe?g|gif|bmp|svg|tiff?|emf|wmf)$", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"[\w-]+\.(png|jpe?g|gif|bmp|svg|tiff?|emf|wmf)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Relation:
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class _Package:
    """A deck's parts, their relations and their content types."""

    parts: dict[str, bytes]
    defaults: dict[str, str]
    overrides: dict[str, str]

    def kind_of(self, part: str) -> str | None:
        """A part's content type."""
        return self.overrides.get("/" + part) or self.defaults.get(part.rsplit(".", 1)[-1].lower())

    def relations(self, part: str) -> dict[str, _Relation]:
        """A part's relations by id, targets as names of parts."""
        folder, name = posixpath.split(part)
        data = self.parts.get(f"{folder}/_rels/{name}.rels")
        if data is None:
            return {}
        return {
            node.get("Id"): _Relation(
                node.get("Type"),
                node.get("Target")
                if node.get("TargetMode") == "External"
                else posixpath.normpath(posixpath.join(folder, node.get("Target"))).lstrip("/"),
                node.get("TargetMode") == "External",
            )
            for node in _parse(data)
        }


def check_deck(deck: Path, *, clip_ms: dict[int, int] | None = None) -> list[str]:
    """The faults of a deck, each in one line that begins with the slide's number.

    Args:
        deck: the `.pptx` file.
        clip_ms: the lengths of the clips by slide number (from 1), where they are known; else the length that the
            timing itself names counts.

    Raises:
        InputError: it is not a deck at all.
    """
    package = _read(deck)
    faults: list[str] = []
    for part in package.parts:
        if not part.endswith(".rels") and part != "[Content_Types].xml" and package.kind_of(part) is None:
            faults.append(f"package: {part} has no content type")
    for number, part in enumerate(_slides(package), 1):
        root = _parse(package.parts[part])
        length = (clip_ms or {}).get(number)
        for fault in _slide_faults(package, part, root, length):
            faults.append(f"slide {number}: {fault}")
    return faults


def _read(deck: Path) -> _Package:
    try:
        with zipfile.ZipFile(deck) as package:
            names = [info.filename for info in package.infolist()]
            parts = {name: package.read(name) for name in names}
        types = _parse(parts["[Content_Types].xml"])
        assert "ppt/presentation.xml" in parts
    except FileNotFoundError:
        raise InputError("no deck here", file=deck, remedy="run `plainspoken slides` to make it") from None
    except (zipfile.BadZipFile, KeyError, AssertionError):
        raise InputError("not a PowerPoint deck", file=deck, remedy="name a .pptx file") from None
    defaults = {n.get("Extension").lower(): n.get("ContentType") for n in types if n.tag.endswith("Default")}
    overrides = {n.get("PartName"): n.get("ContentType") for n in types if n.tag.endswith("Override")}
    return _Package(parts, defaults, overrides)


def _parse(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data)


def _slides(package: _Package) -> list[str]:
    """The slides' parts in the order in which they are shown."""
    relations = package.relations("ppt/presentation.xml")
    root = _parse(package.parts["ppt/presentation.xml"])
    return [relations[node.get(f"{_R}id")].target for node in root.iter(f"{_P}sldId")]


def _slide_faults(package: _Package, part: str, root: Any, clip_ms: int | None) -> Iterator[str]:
    relations = package.relations(part)
    yield from _link_faults(package, root, relations)
    yield from _shape_faults(root)
    yield from _order_faults(root)
    yield from _timing_faults(root)
    yield from _sound_faults(package, root, relations, clip_ms)


def _link_faults(package: _Package, root: Any, relations: dict[str, _Relation]) -> Iterator[str]:
    """Links without a relation, relations without a part."""
    for node in root.iter():
        for name, value in node.attrib.items():
            if name.startswith(_R) and value and value not in relations:
                yield f"{_short(node)} names the relation {value}, which is not there"
    for key, relation in relations.items():
        if not relation.external and relation.target not in package.parts:
            yield f"the relation {key} leads to {relation.target}, which is not there"


def _shape_faults(root: Any) -> Iterator[str]:
    """Ids, titles, alt texts."""
    heads = list(root.iter(f"{_P}cNvPr"))
    for number, count in Counter(head.get("id") for head in heads).items():
        if count > 1:
            yield f"the shape id {number} is there {count} times"
    titles = [
        shape
        for shape in root.iter(f"{_P}sp")
        if (placeholder := shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")) is not None
        and placeholder.get("type") in ("title", "ctrTitle")
    ]
    if len(titles) != 1 or not "".join(titles[0].itertext()).strip():
        yield "no title" if not titles or len(titles) == 1 else "more than one title"
    for tag in ("pic", "graphicFrame"):
        for shape in root.iter(f"{_P}{tag}"):
            head = next(shape.iter(f"{_P}cNvPr"))
            alt = (head.get("descr") or "").strip()
            if next(head.iter(_DECORATIVE), None) is not None:
                continue
            if not alt:
                yield f"{head.get('name')!r} has no alt text"
            elif _FILE_NAME.match(alt) or _PICTURE_NAME.search(alt):
                yield f"the alt text of {head.get('name')!r} is a file name"
    for run in root.iter(f"{_A}rPr"):
        if not run.get("lang"):
            yield "words without a language"
            break


def _order_faults(root: Any) -> Iterator[str]:
    """The children of a slide in the order that keeps the timing."""
    order = ["cSld", "clrMapOvr", "transition", "timing", "extLst"]
    found = [node.tag.split("}")[-1] for node in root]
    found = ["transition" if name == "AlternateContent" else name for name in found]
    if found != sorted(found, key=order.index):
        yield f"its parts are in the wrong order: {', '.join(found)}"


def _timing_faults(root: Any) -> Iterator[str]:
    """The timing tree: ids, targets, empty lists, entries of the build list."""
    timing = root.find(f"{_P}timing")
    if timing is None:
        return
    nodes = [node.get("id") for node in timing.iter(f"{_P}cTn")]
    for number, count in Counter(nodes).items():
        if count > 1:
            yield f"the time-node id {number} is there {count} times"
    for node in timing.iter(f"{_P}tn"):
        if node.get("val") not in nodes:
            yield f"a condition waits for time node {node.get('val')}, which is not there"
    if any(len(node) == 0 for node in timing.iter(f"{_P}childTnLst")):
        yield "an empty list of time nodes, which PowerPoint repairs"
    shapes = {head.get("id"): head for head in root.iter(f"{_P}cNvPr")}
    for target in timing.iter(f"{_P}spTgt"):
        head = shapes.get(target.get("spid"))
        if head is None:
            yield f"an effect is for shape {target.get('spid')}, which is not there"
            continue
        for extent in target.iter(f"{_P}pRg"):
            paragraphs = _paragraphs(head)
            if int(extent.get("end")) >= paragraphs:
                place = int(extent.get("end")) + 1
                yield f"an effect is for paragraph {place} of {head.get('name')!r}, of {paragraphs}"
    yield from _build_faults(timing, shapes)


def _build_faults(timing: Any, shapes: dict[str, Any]) -> Iterator[str]:
    """Each shape with words that has an entrance has an entry in the build list, by paragraph where it must be."""
    built = {node.get("spid"): node.get("build") for node in timing.iter(f"{_P}bldP")}
    for number in built:
        if number not in shapes:
            yield f"the build list names shape {number}, which is not there"
    wanted: dict[str, bool] = {}
    for effect in timing.iter(f"{_P}cTn"):
        if effect.get("presetClass") != "entr" or effect.get("grpId") is None:
            continue
        for target in effect.iter(f"{_P}spTgt"):
            by_paragraph = target.find(f"{_P}txEl") is not None
            wanted[target.get("spid")] = wanted.get(target.get("spid"), False) or by_paragraph
    for number, by_paragraph in wanted.items():
        if number not in built or (by_paragraph and built[number] != "p"):
            yield f"the build list lacks shape {number}{' by paragraph' if by_paragraph else ''}"


def _sound_faults(package: _Package, root: Any, relations: dict[str, _Relation], clip_ms: int | None) -> Iterator[str]:
    """The narration: both relations to one part of the right type, played once, the advance not before the silence at
    its end."""
    sounds = list(root.iter(f"{_A}audioFile"))
    moves = {(node.get("advTm"), _silence_after(node)) for node in root.iter(f"{_P}transition")} or {(None, 0)}
    if not sounds:
        if clip_ms is not None:
            yield "no narration"
        return
    if len(sounds) > 1:
        yield f"{len(sounds)} sounds; a slide has one narration"
    for sound in sounds:
        yield from _relation_faults(package, sound, relations)
    timing = root.find(f"{_P}timing")
    calls = [node for node in root.iter(f"{_P}cmd") if node.get("cmd", "").startswith("playFrom")]
    if timing is None or len(calls) != 1 or next(root.iter(f"{_P}audio"), None) is None:
        yield "the narration does not play by itself, once"
        return
    shape = sounds[0].getparent().getparent().find(f"{_P}cNvPr").get("id")
    targets = {target.get("spid") for node in (*calls, *root.iter(f"{_P}audio")) for target in node.iter(f"{_P}spTgt")}
    if targets != {shape}:
        yield "the narration's effects are not for the narration"
    named = next(calls[0].iter(f"{_P}cTn")).get("dur", "")
    length = clip_ms if clip_ms is not None else int(named) if named.isdigit() else 0
    for advance, silence in sorted(moves, key=str):
        if advance is None or not advance.isdigit() or int(advance) < length - silence:
            yield f"it moves on at {advance} ms, the clip takes {length} ms"
    if not named.isdigit() or int(named) < (clip_ms or 0):
        yield f"the sound is stopped at {named} ms, the clip takes {clip_ms} ms"


def _silence_after(transition: Any) -> int:
    """How much of a clip's end may be cut, in milliseconds: none where the advance can be exact."""
    return 0 if transition.getparent().get("Requires") == "p159" else SILENCE_MS


def _relation_faults(package: _Package, sound: Any, relations: dict[str, _Relation]) -> Iterator[str]:
    media = next(sound.getparent().iter(f"{_P14}media"), None)
    link = relations.get(sound.get(f"{_R}link", ""))
    embed = relations.get(media.get(f"{_R}embed", "")) if media is not None else None
    if link is None or link.kind != AUDIO:
        yield "the narration has no audio relation"
    if embed is None or embed.kind != MEDIA:
        yield "the narration has no media relation"
    if link is not None and embed is not None and link.target != embed.target:
        yield "the narration's two relations lead to different parts"
    if link is not None and link.target in package.parts:
        wanted = CONTENT_TYPES.get(link.target.rsplit(".", 1)[-1].lower())
        if package.kind_of(link.target) != wanted:
            yield f"{link.target} has the content type {package.kind_of(link.target)}, not {wanted}"
        if not package.parts[link.target]:
            yield f"{link.target} is empty"


def _paragraphs(head: Any) -> int:
    shape = head.getparent().getparent()
    body = shape.find(f"{_P}txBody")
    return len(body.findall(f"{_A}p")) if body is not None else 0


def _short(node: Any) -> str:
    return str(node.tag).split("}")[-1]
