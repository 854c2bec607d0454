"""What a deck holds, slide by slide, whoever wrote it: words, tables, pictures, charts, notes, sound and timing.

The same model is the manifest of a deck as it was last written, and what is read from a deck that was edited since, so
that the two can be compared part by part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"

Kind = Literal["text", "table", "picture", "chart", "sound", "group", "line"]


class Content(BaseModel):
    """Base of what is read from a deck; filled in as it is read."""

    model_config = ConfigDict(extra="forbid")


class ChartContent(Content):
    """The numbers of a native chart: a name for each place of its axis, and for each series its values there."""

    title: str = ""
    categories: list[str]
    series: list[str]
    values: list[list[float | None]]


class ShapeContent(Content):
    """One shape. `role` is the type of its placeholder, empty for none; `paragraphs` are its words, `cells` those of a
    table, row by row; `hash` is the SHA-1 of its picture or sound; `bold` says which paragraphs are bold throughout
    (for a table: which cells, in reading order)."""

    kind: Kind
    name: str = ""
    role: str = ""
    alt: str = ""
    paragraphs: list[str] = []
    cells: list[list[str]] = []
    bold: list[bool] = []
    hash: str = ""
    chart: ChartContent | None = None
    box: tuple[int, int, int, int] | None = None


class Effect(Content):
    """An effect of a slide's timing: which shape (its index in the slide's `shapes`), which of its paragraphs, of which
    class (`entr`, `path`), and how many milliseconds after the start."""

    shape: int
    paragraph: int | None
    kind: str
    delay: int


class SlideContent(Content):
    """One slide. `page` is the id of the page of the talk that it shows, with `part` where a page has several slides;
    empty for slides that nothing is known of."""

    page: str = ""
    part: int = 0
    title: str = ""
    shapes: list[ShapeContent] = []
    notes: list[str] = []
    clip_ms: int | None = None
    advances: list[int] = []
    effects: list[Effect] = []


@dataclass
class ReadSlide:
    """A slide's content together with the elements that it was read from: `nodes[i]` is that of `content.shapes[i]`."""

    content: SlideContent
    slide: Any
    nodes: list[Any] = field(default_factory=list)

    @property
    def sound(self) -> int | None:
        """The index of the shape that stands for the slide's sound."""
        return next((at for at, shape in enumerate(self.content.shapes) if shape.kind == "sound"), None)


def read_slides(presentation: Any) -> list[ReadSlide]:
    """The slides of an opened deck, in their order."""
    return [read_slide(slide) for slide in presentation.slides]


def read_slide(slide: Any) -> ReadSlide:
    """One slide of an opened deck."""
    targets = {node.get("spid") for node in slide._element.iter(f"{P}spTgt")}
    content, nodes = SlideContent(), []
    for node in _leaves(slide.shapes._spTree):
        shape = _shape(node, slide)
        number = shape_id(node)
        if shape.kind in ("group", "line", "text") and not (_words(shape) or shape.alt or number in targets):
            continue
        content.shapes.append(shape)
        nodes.append(node)
    title = next((shape for shape in content.shapes if shape.role in ("title", "ctrTitle")), None)
    content.title = " ".join(title.paragraphs) if title else ""
    content.notes = notes_of(slide)
    _read_timing(content, slide, nodes)
    return ReadSlide(content, slide, nodes)


def _words(shape: ShapeContent) -> bool:
    return any(text.strip() for text in shape.paragraphs)


def _leaves(tree: Any) -> Iterator[Any]:
    """The shapes of a tree in their order, each group before its members."""
    for node in tree:
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag == f"{P}grpSp":
            yield node
            yield from _leaves(node)
        elif tag in (f"{P}sp", f"{P}pic", f"{P}graphicFrame", f"{P}cxnSp"):
            yield node
        elif tag.endswith("}AlternateContent"):
            for choice in node[:1]:
                yield from _leaves(choice)


def head_of(node: Any) -> Any:
    """The `p:cNvPr` of a shape: its number, name and alt text."""
    return node[0].find(f"{P}cNvPr")


def shape_id(node: Any) -> str:
    """The number by which the slide's timing calls a shape."""
    head = head_of(node)
    return "" if head is None else str(head.get("id", ""))


def placeholder_type(node: Any) -> str:
    """The type of the placeholder that a shape is, empty for none."""
    slot = node[0].find(f"{P}nvPr/{P}ph")
    return "" if slot is None else str(slot.get("type", "body"))


def _shape(node: Any, slide: Any) -> ShapeContent:
    head = head_of(node)
    shape = ShapeContent(kind="text", name=head.get("name", ""), alt=head.get("descr", ""), role=placeholder_type(node))
    shape.box = _box(node)
    if node.tag == f"{P}grpSp":
        shape.kind = "group"
    elif node.tag == f"{P}cxnSp":
        shape.kind = "line"
    elif node.tag == f"{P}pic":
        shape.kind, shape.hash = _picture(node, slide)
    elif node.tag == f"{P}graphicFrame":
        _frame(shape, node, slide)
    else:
        found = paragraphs_of(node)
        shape.paragraphs = [paragraph_text(paragraph) for paragraph in found]
        shape.bold = [is_bold(paragraph) for paragraph in found]
    return shape


def _box(node: Any) -> tuple[int, int, int, int] | None:
    frame = node.find(f"{P}xfrm") if node.tag == f"{P}graphicFrame" else node.find(f"{P}spPr/{A}xfrm")
    if frame is None or frame.find(f"{A}off") is None or frame.find(f"{A}ext") is None:
        return None
    place, size = frame.find(f"{A}off"), frame.find(f"{A}ext")
    return int(place.get("x")), int(place.get("y")), int(size.get("cx")), int(size.get("cy"))


def _picture(node: Any, slide: Any) -> tuple[Kind, str]:
    """Whether a picture stands for a sound, and the hash of what it embeds."""
    slot = node[0].find(f"{P}nvPr")
    media = next(iter(slot.iter(f"{P14}media")), None) if slot is not None else None
    sound = slot.find(f"{A}audioFile") if slot is not None else None
    if media is not None or sound is not None:
        link = media.get(f"{R}embed") if media is not None else None
        if link is None and sound is not None:
            link = sound.get(f"{R}link")
        return "sound", _hash(slide, link)
    blip = next(iter(node.iter(f"{A}blip")), None)
    return "picture", _hash(slide, blip.get(f"{R}embed")) if blip is not None else ""


def _hash(slide: Any, link: str | None) -> str:
    """The SHA-1 of a related part; empty where there is none in the file."""
    relation = slide.part.rels[link] if link and link in slide.part.rels else None
    if relation is None or relation.is_external:
        return ""
    return hashlib.sha1(relation.target_part.blob, usedforsecurity=False).hexdigest()


def _frame(shape: ShapeContent, node: Any, slide: Any) -> None:
    table = next(iter(node.iter(f"{A}tbl")), None)
    if table is not None:
        shape.kind = "table"
        rows = [[paragraphs_of(cell) for cell in row.findall(f"{A}tc")] for row in table.findall(f"{A}tr")]
        shape.cells = [["\n".join(map(paragraph_text, cell)) for cell in row] for row in rows]
        shape.bold = [all(map(is_bold, cell)) for row in rows for cell in row]
        return
    chart = chart_part(node, slide)
    if chart is not None:
        shape.kind, shape.chart = "chart", _chart(chart._element)
    else:
        shape.kind = "group"


def chart_part(node: Any, slide: Any) -> Any | None:
    """The part of the chart that a frame shows; None where it shows none."""
    link = next(iter(node.iter(f"{C}chart")), None)
    name = link.get(f"{R}id") if link is not None else None
    if not name or name not in slide.part.rels:
        return None
    part = slide.part.rels[name].target_part
    return part if hasattr(part, "_element") else None


def _chart(space: Any) -> ChartContent:
    """The numbers that a chart caches for showing: what is seen, whatever its sheet says."""
    title = space.find(f"{C}chart/{C}title")
    words = "".join(node.text or "" for node in title.iter(f"{A}t")) if title is not None else ""
    content = ChartContent(title=words, categories=[], series=[], values=[])
    for row in space.iter(f"{C}ser"):
        names = _cache(row.find(f"{C}tx"), len_of=1)
        content.series.append(str(names[0] or "") if names else "")
        labels = [str(label or "") for label in _cache(row.find(f"{C}cat"))]
        if len(labels) > len(content.categories):
            content.categories = labels
        content.values.append([_number(value) for value in _cache(row.find(f"{C}val"))])
    return content


def _cache(holder: Any, len_of: int = 0) -> list[str | None]:
    """The values of a chart's cache by their places."""
    if holder is None:
        return []
    count = next((int(node.get("val")) for node in holder.iter(f"{C}ptCount")), len_of)
    found: list[str | None] = [None] * count
    for point in holder.iter(f"{C}pt"):
        at, value = int(point.get("idx")), point.find(f"{C}v")
        if at < count and value is not None:
            found[at] = value.text
    return found


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def paragraphs_of(node: Any) -> list[Any]:
    """The paragraphs of a shape or a cell."""
    body = node.find(f"{P}txBody") if node.tag != f"{A}tc" else node.find(f"{A}txBody")
    return [] if body is None else body.findall(f"{A}p")


def text_pieces(paragraph: Any) -> list[Any]:
    """The `a:t` and `a:br` elements of a paragraph, in their order."""
    pieces = []
    for child in paragraph:
        if child.tag in (f"{A}r", f"{A}fld"):
            pieces += child.findall(f"{A}t")
        elif child.tag == f"{A}br":
            pieces.append(child)
    return pieces


def paragraph_text(paragraph: Any) -> str:
    """The words of a paragraph, a forced break as a line break."""
    return "".join("\n" if piece.tag == f"{A}br" else piece.text or "" for piece in text_pieces(paragraph))


def is_bold(paragraph: Any) -> bool:
    """Whether all words of a paragraph are bold by their own formatting."""
    runs = [run for run in paragraph.findall(f"{A}r") if (run.findtext(f"{A}t") or "").strip()]
    looks = [run.find(f"{A}rPr") for run in runs]
    return bool(looks) and all(look is not None and look.get("b") in ("1", "true") for look in looks)


def notes_body(slide: Any) -> Any | None:
    """The shape of the notes page that holds the notes, found by its type: programs number placeholders freely."""
    if not slide.has_notes_slide:
        return None
    tree = slide.notes_slide.shapes._spTree
    return next((node for node in tree.iter(f"{P}sp") if placeholder_type(node) == "body"), None)


def notes_of(slide: Any) -> list[str]:
    """The paragraphs of a slide's notes."""
    body = notes_body(slide)
    return [] if body is None else [paragraph_text(paragraph) for paragraph in paragraphs_of(body)]


def _read_timing(content: SlideContent, slide: Any, nodes: list[Any]) -> None:
    root = slide._element
    content.advances = [
        int(node.get("advTm")) for node in root.iter(f"{P}transition") if node.get("advTm", "").isdigit()
    ]
    for call in root.iter(f"{P}cmd"):
        if str(call.get("cmd", "")).startswith("playFrom"):
            length = next(call.iter(f"{P}cTn")).get("dur", "")
            content.clip_ms = int(length) if length.isdigit() else None
    places = {shape_id(node): at for at, node in enumerate(nodes)}
    for effect, shape, paragraph in timed_effects(root):
        if shape in places:
            delay = delay_of(effect)
            content.effects.append(
                Effect(shape=places[shape], paragraph=paragraph, kind=effect.get("presetClass"), delay=delay)
            )


def texts_of(shape: ShapeContent) -> list[str]:
    """The paragraphs of a shape, or the cells of a table in reading order."""
    return [cell for row in shape.cells for cell in row] if shape.kind == "table" else list(shape.paragraphs)


def timed_effects(root: Any) -> Iterator[tuple[Any, str, int | None]]:
    """The entrances and motion paths of a slide: the effect's time node, the shape's number, and the paragraph."""
    for effect in root.iter(f"{P}cTn"):
        if effect.get("presetClass") not in ("entr", "path"):
            continue
        target = next(iter(effect.iter(f"{P}spTgt")), None)
        if target is None:
            continue
        paragraph = next(iter(target.iter(f"{P}pRg")), None)
        yield effect, str(target.get("spid")), None if paragraph is None else int(paragraph.get("st", 0))


def delay_of(effect: Any) -> int:
    """After how many milliseconds an effect begins."""
    condition = effect.find(f"{P}stCondLst/{P}cond")
    delay = "" if condition is None else condition.get("delay", "")
    return int(delay) if delay.isdigit() else 0
