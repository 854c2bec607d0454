"""The manifest of a deck: what was last written on each slide, and what stands behind each number.

It travels in the deck as a custom XML part, and lies in the build folder as `decks/ID.json`, under the id that the
deck's custom properties name: LibreOffice moves the part and its OpenDocument export drops it, but both keep the
property. `plainspoken check` and `plainspoken refresh` compare an edited deck with it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from plainspoken.base.files import fingerprint, write_text
from plainspoken.script.model import Number, Script
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.pptx.deck_content import Content, ReadSlide, SlideContent, texts_of
from plainspoken.slides.pptx.xml_text import escaped

SPACE = "urn:plainspoken:deck-manifest:1"
"""The namespace of the part; found by it in whatever part a program has moved it to."""
PROPERTY = "Plainspoken manifest"
FOLDER = "decks"
KEPT = 40
"""So many manifests of earlier decks stay in the build folder, the latest ones."""
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


class DeckNumber(Content):
    """A number as it was written: where (`shape` is the index of the slide's shape, None for its notes; `start` and
    `end` are places in that paragraph; for a table, `paragraph` counts its cells in reading order), and what is behind
    it. `format` is how it was written, its digits as noughts (`00.0 %`)."""

    slide: int
    shape: int | None
    paragraph: int
    start: int
    end: int
    shown: str
    format: str
    value: float | None = None
    origin: str = ""
    source: str | None = None
    record: str | None = None


class Manifest(Content):
    """What was last written into a deck."""

    schema_version: int = 1
    talk: str = ""
    slides: list[SlideContent]
    numbers: list[DeckNumber] = Field(default_factory=list)

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that name this manifest."""
        return fingerprint(self.text)

    @property
    def text(self) -> str:
        """The manifest as JSON."""
        return self.model_dump_json(exclude_defaults=True)


def manifest_of(slides: Sequence[ReadSlide], layouts: Sequence[SlideLayout], script: Script) -> Manifest:
    """The manifest of a deck that was just written from `layouts`; slides after those are charts behind figures."""
    contents = [slide.content for slide in slides]
    for content, layout in zip(contents, layouts, strict=False):
        content.page, content.part = layout.page, layout.part
    for place, content in enumerate(contents[len(layouts) :]):
        content.page = f"charts-{place + 1}"
    return Manifest(talk=script.talk, slides=contents, numbers=_numbers(contents, script))


def _numbers(contents: Sequence[SlideContent], script: Script) -> list[DeckNumber]:
    """The numbers of the script where they stand in the deck. One that is not found in its words, as one that only a
    picture shows, is left out."""
    found: list[DeckNumber] = []
    for page in script.pages:
        own = [at for at, content in enumerate(contents) if content.page == page.id]
        used: set[tuple[int, int | None, int, int]] = set()
        titles = [place for at in own for place in _texts(contents[at], at, title=True)]
        shown = [place for at in own for place in _texts(contents[at], at, title=False)]
        notes = [(at, None, row, text) for at in own for row, text in enumerate(contents[at].notes)]
        numbered: list[tuple[Iterable[Number], list[Any]]] = [
            (page.title_numbers, titles),
            ((number for item in page.items for number in item.numbers), shown),
            ((number for beat in page.beats for number in beat.numbers), notes),
        ]
        for numbers, places in numbered:
            for number in numbers:
                entry = _find(number, places, used)
                if entry is not None:
                    found.append(entry)
    return found


def _texts(content: SlideContent, slide: int, *, title: bool) -> list[tuple[int, int, int, str]]:
    places = []
    for at, shape in enumerate(content.shapes):
        if (shape.role in ("title", "ctrTitle")) == title and shape.role not in ("ftr", "sldNum"):
            places += [(slide, at, row, text) for row, text in enumerate(texts_of(shape))]
    return places


def _find(number: Number, places: Sequence[Any], used: set[Any]) -> DeckNumber | None:
    wanted = number.shown.replace("\u00a0", " ").strip()
    if not wanted:
        return None
    pattern = re.compile(rf"(?<![\w.,]){re.escape(wanted)}(?![\w])", re.IGNORECASE)
    for slide, shape, row, text in places:
        for match in pattern.finditer(text.replace("\u00a0", " ")):
            key = (slide, shape, row, match.start())
            if key not in used:
                used.add(key)
                return DeckNumber(
                    slide=slide,
                    shape=shape,
                    paragraph=row,
                    start=match.start(),
                    end=match.end(),
                    shown=text[match.start() : match.end()],
                    format=re.sub(r"\d", "0", wanted),
                    value=number.value,
                    origin=number.origin,
                    source=number.source,
                    record=number.file,
                )
    return None


def embed_manifest(presentation: Any, manifest: Manifest) -> None:
    """Put a manifest into a deck that is about to be saved, in the place of one that it has."""
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package, main = presentation.part.package, presentation.part
    remove_manifest(presentation)
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, 10_000) if f"/customXml/item{n}.xml" not in taken)
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{SPACE}">{escaped(manifest.text)}</manifest>'
    part = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", package, xml.encode())
    main.relate_to(part, f"{_OFFICE}/customXml")
    # LibreOffice keeps a custom part only where it has properties.
    key = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, SPACE)).upper() + "}"
    properties = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem ds:itemID="{key}" xmlns:ds="{_OFFICE.replace("relationships", "customXml")}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    described = Part(PackURI(f"/customXml/itemProps{number}.xml"), kind, package, properties.encode())
    part.relate_to(described, f"{_OFFICE}/customXmlProps")
    _set_property(package, manifest.id)


def remove_manifest(presentation: Any) -> None:
    """Take manifests out of a deck, also where LibreOffice has moved them: to the root of the package."""
    for owner in (presentation.part, presentation.part.package):
        relations = owner._rels
        for name, relation in list(relations.items()):
            if not relation.is_external and relation.reltype.endswith("/customXml") and _holds(relation.target_part):
                relations.pop(name)


def _holds(part: Any) -> bool:
    return SPACE.encode() in part.blob[:2000] and b"<manifest" in part.blob[:2000]


def _set_property(package: Any, value: str) -> None:
    """Write the manifest's id into the deck's custom properties; those of others stay."""
    from lxml import etree
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    relation = next((r for r in package._rels.values() if r.reltype.endswith("/custom-properties")), None)
    if relation is None:
        root = etree.fromstring(f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VT}"/>')
    else:
        root = etree.fromstring(relation.target_part.blob, _parser())
    for old in root.findall(f"{{{_CUSTOM}}}property"):
        if old.get("name") == PROPERTY:
            root.remove(old)
    number = max((int(entry.get("pid", 1)) for entry in root), default=1) + 1
    entry = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_FMTID, pid=str(number), name=PROPERTY)
    etree.SubElement(entry, f"{{{_VT}}}lpwstr").text = value
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if relation is None:
        part = Part(PackURI("/docProps/custom.xml"), kind, package, data)
        package.relate_to(part, f"{_OFFICE}/custom-properties")
    else:
        relation.target_part._blob = data


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True)


def read_manifest(presentation: Any, builds: Sequence[Path] = ()) -> Manifest | None:
    """The manifest of an opened deck: its own part, or the one that one of the `builds` folders keeps under its id.
    None where there is none, or it cannot be read."""
    from lxml import etree

    package = presentation.part.package
    for part in package.iter_parts():
        if str(part.partname).startswith("/customXml/item") and _holds(part):
            try:
                return Manifest.model_validate_json(etree.fromstring(part.blob, _parser()).text or "")
            except (ValidationError, etree.XMLSyntaxError):
                continue
    found = manifest_id(presentation)
    for build in builds:
        path = build / FOLDER / f"{found}.json"
        if found and path.is_file():
            try:
                return Manifest.model_validate_json(path.read_bytes())
            except ValidationError:
                continue
    return None


def manifest_id(presentation: Any) -> str:
    """The id of the manifest that a deck was last written with; empty for a deck of others."""
    from lxml import etree

    for relation in presentation.part.package._rels.values():
        if relation.reltype.endswith("/custom-properties") and not relation.is_external:
            try:
                root = etree.fromstring(relation.target_part.blob, _parser())
            except etree.XMLSyntaxError:
                return ""
            for entry in root:
                if entry.get("name") == PROPERTY:
                    value = "".join(entry.itertext())
                    return value if re.fullmatch(r"[0-9a-f]{16}", value) else ""
    return ""


def keep_manifest(manifest: Manifest, build: Path) -> Path:
    """Put a manifest into the build folder; of earlier ones, the latest stay."""
    folder = build / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{manifest.id}.json"
    write_text(path, manifest.text + "\n")
    others = sorted(folder.glob("*.json"), key=lambda other: other.stat().st_mtime_ns, reverse=True)
    for old in others[KEPT:]:
        if old != path:
            old.unlink(missing_ok=True)
    return path
