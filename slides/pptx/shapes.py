"""Blocks of a laid-out slide as native shapes on a slide of the deck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plainspoken.slides.layout.boxes import (
    Block,
    DiagramBlock,
    Node,
    PictureBlock,
    SlideLayout,
    SlideMark,
    TableBlock,
    TextBlock,
)
from plainspoken.slides.layout.evidence_block import CARD
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.deck_template import box_xml
from plainspoken.slides.pptx.diagram_shapes import edge_shape, node_shape
from plainspoken.slides.pptx.drawingml import LinkBook, body_xml, element, empty_body, shape_xml, text_shape
from plainspoken.slides.pptx.foot_shapes import foot_shapes
from plainspoken.slides.pptx.mark_shape import mark_shape
from plainspoken.slides.pptx.table_shape import add_table
from plainspoken.slides.pptx.vector_pictures import embed_vector
from plainspoken.slides.pptx.xml_text import allowed, quoted


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
                    number = self.number()
                    add_table(self._slide, block, number, self._theme, self._language, self._links)
                    self._appears(block, number)
                case DiagramBlock():
                    self._diagram(block)
        foot = foot_shapes(self._layout, self._slide.slide_layout, self._theme, self._language, self.number)
        for shape in foot:
            self._tree.append(element(shape))

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

    def _diagram(self, block: DiagramBlock) -> None:
        group = self.number()
        pieces = [self._node(node) for node in block.nodes]
        pieces += [edge_shape(edge, self._theme, self._language, self.number()) for edge in block.edges]
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
        return node_shape(node, self._theme, self._language, self.number(), moving=node.id in self._moving)

    def mark(self, mark: SlideMark) -> int:
        """Put a mark beside the slide, where prints do not show it. Returns its shape id."""
        number, xml = mark_shape(mark, self._theme, self._language, self.number)
        self._tree.append(element(xml))
        return number


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
