"""Blocks of a laid-out slide as native shapes on a slide of the deck."""

# ruff: noqa: E501  (a line of XML is read more easily whole)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from plainspoken.slides.layout.boxes import (
    Block,
    Box,
    DiagramBlock,
    Edge,
    Node,
    PictureBlock,
    Polygon,
    SlideLayout,
    SlideMark,
    TableBlock,
    TextBlock,
)
from plainspoken.slides.layout.evidence_block import CARD
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.deck_template import box_xml, color_xml
from plainspoken.slides.pptx.drawingml import (
    DECORATIVE,
    LinkBook,
    body_xml,
    element,
    empty_body,
    fill_xml,
    line_xml,
    paragraph_xml,
    shape_xml,
    text_shape,
)
from plainspoken.slides.pptx.vector_pictures import embed_vector
from plainspoken.slides.pptx.xml_text import allowed, escaped, quoted

PARKED = 1.25
"""How far left of their places marks are parked, in slide widths: prints, and a deck without a voice, show none."""
NO_STYLE_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own id of the table style without style and grid."""


@dataclass(frozen=True)
class AnimationTarget:
    """Something that appears: a shape, or one paragraph of it, at a beat of the page."""

    shape: int
    beat: int
    paragraph: int | None = None
    text: bool = False
    filled: bool = False


class SlideWriter:
    """Writes the blocks of one slide and remembers what appears when.

    `moving` are the boxes of its diagram that morph from the slide before or into the next one: PowerPoint pairs shapes
    by names that begin with `!!`, and only shapes that stand in no group.

    Attributes:
        targets: what is to appear, in reading order.
    """

    def __init__(
        self, slide: Any, layout: SlideLayout, theme: Theme, language: str, *, moving: frozenset[str] = frozenset()
    ) -> None:
        self._slide = slide
        self._tree = slide.shapes._spTree
        self._layout = layout
        self._theme = theme
        self._language = language
        self._moving = moving
        self.links = self._links = LinkBook(slide)
        self._next = 2
        self._title_placeholder, self._placeholders = _placeholders_of(slide)
        for placeholder in (self._title_placeholder, *self._placeholders):
            self._tree.remove(placeholder._element)
        self.targets: list[AnimationTarget] = []

    def number(self) -> int:
        """A shape id that no other shape of the slide has."""
        self._next += 1
        return self._next - 1

    def write(self) -> None:
        """Title, blocks in reading order, then what stands at the foot."""
        self._fill_placeholder(self._title_placeholder, self._layout.title)
        for block in self._layout.blocks:
            match block:
                case TextBlock():
                    self._text(block)
                case PictureBlock():
                    self._picture(block)
                case TableBlock():
                    self._table(block)
                case DiagramBlock():
                    self._diagram(block)
        self._foot()

    def _appears(self, block: Block, number: int, *, text: bool = False, filled: bool = False) -> None:
        if block.appears is not None:
            self.targets.append(AnimationTarget(number, block.appears, text=text, filled=filled))

    def _fill_placeholder(self, placeholder: Any, block: TextBlock) -> int:
        """Fill a placeholder with a block's words; its position is written only where it differs from the layout's."""
        node, number = placeholder._element, self.number()
        index = placeholder.placeholder_format.idx
        node.nvSpPr.cNvPr.set("id", str(number))
        node.nvSpPr.cNvPr.set("name", "Title" if index == 0 else placeholder.name.split(" Placeholder")[0])
        inherited = next(h for h in self._slide.slide_layout.placeholders if h.placeholder_format.idx == index)
        own = tuple(
            self._theme.emu(side) for side in (block.box.left, block.box.top, block.box.width, block.box.height)
        )
        if own != (inherited.left, inherited.top, inherited.width, inherited.height):
            placeholder.left, placeholder.top, placeholder.width, placeholder.height = own
        node.replace(
            node.find("{http://schemas.openxmlformats.org/presentationml/2006/main}txBody"),
            element(
                body_xml(
                    block.paragraphs, self._theme, self._language, self._links, role=block.role, anchor=block.anchor
                )
            ),
        )
        if block.bar:
            self._bar(block)
        self._tree.append(node)
        return number

    def _bar(self, block: TextBlock) -> None:
        number = self.number()
        self._tree.append(
            element(
                shape_xml(
                    number,
                    f"{block.name}-bar",
                    block.bar_box,
                    self._theme,
                    body=empty_body(self._language),
                    fill=block.bar,
                    decorative=True,
                )
            )
        )
        self._appears(block, number)

    def _placeholder_for(self, block: TextBlock) -> Any | None:
        """The placeholder that a block's words belong in, when the layout has one: each is taken once, in order."""
        if not self._placeholders or not (block.name.startswith("body") or block.role == "heading"):
            return None
        return self._placeholders.pop(0)

    def _text(self, block: TextBlock) -> None:
        placeholder = self._placeholder_for(block)
        if placeholder is not None:
            number = self._fill_placeholder(placeholder, block)
        else:
            if block.bar:
                self._bar(block)
            number = self.number()
            self._tree.append(element(text_shape(block, number, self._theme, self._language, self._links)))
        beats = {paragraph.appears for paragraph in block.paragraphs}
        if block.name.startswith("body") and len(block.paragraphs) > 1 and beats != {None}:
            for place, paragraph in enumerate(block.paragraphs):
                if paragraph.appears is not None:
                    self.targets.append(AnimationTarget(number, paragraph.appears, paragraph=place, text=True))
        else:
            self._appears(block, number, text=True, filled=block.fill is not None)

    def _picture(self, block: PictureBlock) -> None:
        if block.card:
            number = self.number()
            self._tree.append(
                element(
                    shape_xml(
                        number,
                        f"{block.name}-card",
                        block.box.inset(-CARD),
                        self._theme,
                        body=empty_body(self._language),
                        fill="card",
                        geometry="roundRect",
                        adjust=2000,
                        decorative=True,
                    )
                )
            )
            self._appears(block, number)
        sides = [self._theme.emu(side) for side in (block.box.left, block.box.top, block.box.width, block.box.height)]
        picture = self._slide.shapes.add_picture(str(block.path), *sides)
        number = self.number()
        head = picture._element.nvPicPr.cNvPr
        head.set("id", str(number))
        head.set("name", block.name)
        head.set("descr", allowed(block.alt))
        if block.vector is not None:
            embed_vector(self._slide, picture._element, block.vector)
        self._appears(block, number)

    def _table(self, block: TableBlock) -> None:
        number = self.number()
        sides = [self._theme.emu(side) for side in (block.box.left, block.box.top, block.box.width, block.box.height)]
        frame = self._slide.shapes.add_table(len(block.rows), len(block.columns), *sides)
        head = frame._element.nvGraphicFramePr.cNvPr
        head.set("id", str(number))
        head.set("name", block.name)
        head.set("descr", allowed(table_alt(block)))
        table = frame.table
        flags = table._tbl.tblPr
        for name in list(flags.attrib):
            del flags.attrib[name]
        flags.set("firstRow", str(int(block.header)))
        for child in list(flags):
            flags.remove(child)
        flags.append(element(f"<a:tableStyleId>{NO_STYLE_TABLE}</a:tableStyleId>"))
        for place, width in enumerate(block.columns):
            table.columns[place].width = self._theme.emu(width)
        for place, height in enumerate(block.heights):
            table.rows[place].height = self._theme.emu(height)
        for at, (row, node) in enumerate(zip(block.rows, table._tbl.tr_lst, strict=True)):
            for cell, slot in zip(row, node.tc_lst, strict=True):
                self._cell(block, cell.paragraph, slot, header=block.header and at == 0)
        self._appears(block, number)

    def _cell(self, block: TableBlock, paragraph: Any, slot: Any, *, header: bool) -> None:
        across, down = (self._theme.emu(side) for side in block.padding)
        words = paragraph_xml(paragraph, self._theme, self._language, self._links, role="table")
        for child in list(slot):
            slot.remove(child)
        slot.append(element(f"<a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody>"))
        rule = line_xml("accent" if header else "line", self._theme, 2.0 if header else 0.75, tag="a:lnB")
        slot.append(
            element(
                f'<a:tcPr marL="{across}" marR="{across}" marT="{down}" marB="{down}" anchor="ctr">{rule}<a:noFill/></a:tcPr>'
            )
        )

    def _diagram(self, block: DiagramBlock) -> None:
        group = self.number()
        pieces = [self._node(node) for node in block.nodes]
        pieces += [self._edge(edge) for edge in block.edges]
        pieces += [self._node(label) for label in block.labels]
        place = box_xml(block.box, self._theme)
        if self._moving and block.appears is None and block.item is not None:
            self._tree.append(
                element(
                    shape_xml(group, block.name, block.box, self._theme, body=empty_body(self._language), alt=block.alt)
                )
            )
            for piece in pieces:
                self._tree.append(element(piece))
            return
        child = place.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
        self._tree.append(
            element(
                f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{group}" name={quoted(block.name)} descr={quoted(block.alt)}/>'
                f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{place}{child}</a:xfrm></p:grpSpPr>"
                f"{''.join(pieces)}</p:grpSp>"
            )
        )
        self._appears(block, group)

    def _node(self, node: Node) -> str:
        geometry = {"box": "rect", "round": "roundRect", "circle": "ellipse", "plain": "rect"}[node.shape]
        body = (
            body_xml(node.paragraphs, self._theme, self._language, None, role="diagram", anchor="middle", wrap=False)
            if node.paragraphs
            else empty_body(self._language)
        )
        adjust = round(min(6.0 / max(1.0, min(node.box.width, node.box.height)), 0.5) * 100000)
        return shape_xml(
            self.number(),
            f"!!{node.id}" if node.id in self._moving and node.paragraphs else node.id,
            node.box,
            self._theme,
            body=body,
            fill=node.fill,
            stroke=node.stroke,
            stroke_width=1.25,
            dashed=node.dashed,
            geometry=geometry,
            adjust=adjust if node.shape == "round" else None,
        )

    def _edge(self, edge: Edge) -> str:
        """A line as a freeform, so that it bends where the layout says and not where a program likes."""
        xs, ys = zip(*edge.points, strict=True)
        box = Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        points = "".join(
            f'<a:{"lnTo" if place else "moveTo"}><a:pt x="{self._theme.emu(x - box.left)}" y="{self._theme.emu(y - box.top)}"/>'
            f"</a:{'lnTo' if place else 'moveTo'}>"
            for place, (x, y) in enumerate(edge.points)
        )
        width, height = self._theme.emu(box.width), self._theme.emu(box.height)
        number = self.number()
        stroke = line_xml(edge.stroke, self._theme, edge.width, dashed=edge.dashed, arrow=edge.arrow)
        if len(edge.points) == 2:
            (x0, y0), (x1, y1) = edge.points
            flips = (' flipH="1"' if x1 < x0 else "") + (' flipV="1"' if y1 < y0 else "")
            return (
                f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{number}" name="edge-{number}">{DECORATIVE}</p:cNvPr><p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>'
                f'<p:spPr><a:xfrm{flips}>{box_xml(box, self._theme)}</a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>{stroke}</p:spPr></p:cxnSp>'
            )
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="edge-{number}">{DECORATIVE}</p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
            f"<p:spPr><a:xfrm>{box_xml(box, self._theme)}</a:xfrm><a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{width}" h="{height}" fill="none">{points}</a:path>'
            f"</a:pathLst></a:custGeom>{fill_xml(None, self._theme)}"
            f"{stroke}</p:spPr>"
            f"{empty_body(self._language)}</p:sp>"
        )

    def mark(self, mark: SlideMark) -> int:
        """A mark as a group beside the slide, where prints do not show it: the veil with holes for the lit parts, and
        their outlines. Returns the group's shape id."""
        group, style = self.number(), self._theme.marks
        away = -PARKED * self._theme.grid.width
        field = mark.field
        inner = ""
        corners = (
            (field.left, field.top),
            (field.right, field.top),
            (field.right, field.bottom),
            (field.left, field.bottom),
        )
        if style.shade:
            alpha = f'<a:alpha val="{round(style.shade * 100000)}"/>'
            fill = color_xml(mark.ground, self._theme)
            tag = "schemeClr" if "schemeClr" in fill else "srgbClr"
            fill = fill.replace("/>", f">{alpha}</a:{tag}>", 1)
            # Holes run the other way round, so that they are holes by either rule of filling.
            paths = [corners, *(tuple(reversed(shape)) for shape in mark.lit)]
            inner += self._polygons(
                paths, field, away, f"<a:solidFill>{fill}</a:solidFill><a:ln><a:noFill/></a:ln>", "veil"
            )
        line = "<a:noFill/>" + line_xml("accent", self._theme, style.width)
        lit = mark.lit
        if style.pointer == "underline":
            lit = tuple(
                ((min(x for x, _ in shape), low), (max(x for x, _ in shape), low))
                for shape in mark.lit
                for low in (max(y for _, y in shape),)
            )
        inner += self._polygons(lit, field, away, line, "outline")
        place = box_xml(replace(field, left=field.left + away), self._theme)
        child = place.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
        self._tree.append(
            element(
                f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{group}" name={quoted(f"Mark: {mark.part}")}>{DECORATIVE}</p:cNvPr>'
                f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{place}{child}</a:xfrm></p:grpSpPr>{inner}</p:grpSp>"
            )
        )
        return group

    def _polygons(self, shapes: Sequence[Polygon], box: Box, away: float, look: str, name: str) -> str:
        """Polygons within `box` as one freeform, `away` points to the right of their places."""
        emu = self._theme.emu
        paths = ""
        for shape in shapes:
            (x, y), *rest = shape
            paths += f'<a:moveTo><a:pt x="{emu(x - box.left)}" y="{emu(y - box.top)}"/></a:moveTo>'
            paths += "".join(
                f'<a:lnTo><a:pt x="{emu(x - box.left)}" y="{emu(y - box.top)}"/></a:lnTo>' for x, y in rest
            )
            paths += "<a:close/>" if rest[1:] else ""
        number = self.number()
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}-{number}">{DECORATIVE}</p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
            f"<p:spPr><a:xfrm>{box_xml(replace(box, left=box.left + away), self._theme)}</a:xfrm><a:custGeom><a:avLst/>"
            f'<a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{emu(box.width)}" '
            f'h="{emu(box.height)}">{paths}</a:path></a:pathLst></a:custGeom>{look}</p:spPr>'
            f"{empty_body(self._language)}</p:sp>"
        )

    def _foot(self) -> None:
        foot = self._layout.footer
        if foot is None:
            return
        slots = _foot_slots(self._slide.slide_layout)
        if foot.section is not None and "ftr" in slots:
            self._tree.append(element(self._foot_xml("ftr", slots["ftr"], "Section", foot.section.paragraphs[0].text)))
        if "sldNum" in slots:
            self._tree.append(element(self._foot_xml("sldNum", slots["sldNum"], "Slide number", foot.number.text)))
        for name, box, fill in (
            ("track", foot.track, "track"),
            ("progress", foot.progress, "accent"),
        ):
            if box is None:
                continue
            self._tree.append(
                element(
                    shape_xml(
                        self.number(),
                        name,
                        box,
                        self._theme,
                        body=empty_body(self._language),
                        fill=fill,
                        decorative=True,
                    )
                )
            )

    def _foot_xml(self, kind: str, index: int, name: str, text: str) -> str:
        lang = quoted(self._language)
        color = color_xml("on_accent" if self._layout.ground == "accent" else "muted", self._theme)
        size = self._theme.type_size(self._theme.sizes("footer")[0])
        look = (
            f'lang={lang} sz="{size}" dirty="0"><a:solidFill>{color}</a:solidFill><a:latin typeface="+mn-lt"/></a:rPr>'
        )
        words = f"<a:rPr {look}<a:t>{escaped(text)}</a:t>"
        if kind == "sldNum":
            words = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">{words}</a:fld>'
        else:
            words = f"<a:r>{words}</a:r>"
        align = "r" if kind == "sldNum" else "l"
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self.number()}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/>'
            f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{align}"/>{words}</a:p></p:txBody></p:sp>'
        )


def _foot_slots(layout: Any) -> dict[str, int]:
    """The indices of a layout's placeholders for the footer and the slide's number."""
    placeholders = layout._element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}ph")
    return {
        placeholder.get("type"): int(placeholder.get("idx", 0))
        for placeholder in placeholders
        if placeholder.get("type") in ("ftr", "sldNum")
    }


def _placeholders_of(slide: Any) -> tuple[Any, list[Any]]:
    """The title's placeholder and those for words, in the order of their indices.

    Other placeholders (pictures, charts, dates) are taken off the slide: what is shown brings its own shapes.
    """
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    title, words = None, []
    for placeholder in sorted(slide.placeholders, key=lambda placeholder: placeholder.placeholder_format.idx):
        kind = placeholder.placeholder_format.type
        if kind in (KIND.TITLE, KIND.CENTER_TITLE):
            title = placeholder
        elif kind in (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE):
            words.append(placeholder)
        else:
            placeholder._element.getparent().remove(placeholder._element)
    return title, words


def table_alt(block: TableBlock) -> str:
    """What a screen reader says of a table before it reads the cells."""
    head = ", ".join(cell.paragraph.text.strip() for cell in block.rows[0] if cell.paragraph.text.strip())
    rows = len(block.rows) - int(block.header)
    return f"Table of {rows} rows: {head}" if block.header else f"Table of {rows} rows and {len(block.columns)} columns"
