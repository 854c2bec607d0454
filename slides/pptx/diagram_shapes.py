"""Boxes and arrows of a diagram as native shapes."""

# ruff: noqa: E501  (a line of XML is read more easily whole)
from __future__ import annotations

from plainspoken.slides.layout.boxes import Box, Edge, Node
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.deck_template import box_xml
from plainspoken.slides.pptx.drawingml import DECORATIVE, body_xml, empty_body, fill_xml, line_xml, shape_xml


def node_shape(node: Node, theme: Theme, language: str, number: int, *, moving: bool) -> str:
    """A box with its words; one that is `moving` has the name by which PowerPoint pairs it with another slide's."""
    geometry = {"box": "rect", "round": "roundRect", "circle": "ellipse", "plain": "rect"}[node.shape]
    body = (
        body_xml(node.paragraphs, theme, language, None, role="diagram", anchor="middle", wrap=False)
        if node.paragraphs
        else empty_body(language)
    )
    adjust = round(min(6.0 / max(1.0, min(node.box.width, node.box.height)), 0.5) * 100000)
    return shape_xml(
        number,
        f"!!{node.id}" if moving and node.paragraphs else node.id,
        node.box,
        theme,
        body=body,
        fill=node.fill,
        stroke=node.stroke,
        stroke_width=1.25,
        dashed=node.dashed,
        geometry=geometry,
        adjust=adjust if node.shape == "round" else None,
    )


def edge_shape(edge: Edge, theme: Theme, language: str, number: int) -> str:
    """A line as a freeform, so that it bends where the layout says and not where a program likes."""
    xs, ys = zip(*edge.points, strict=True)
    box = Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    points = "".join(
        f'<a:{"lnTo" if place else "moveTo"}><a:pt x="{theme.emu(x - box.left)}" y="{theme.emu(y - box.top)}"/>'
        f"</a:{'lnTo' if place else 'moveTo'}>"
        for place, (x, y) in enumerate(edge.points)
    )
    width, height = theme.emu(box.width), theme.emu(box.height)
    stroke = line_xml(edge.stroke, theme, edge.width, dashed=edge.dashed, arrow=edge.arrow)
    if len(edge.points) == 2:
        (x0, y0), (x1, y1) = edge.points
        flips = (' flipH="1"' if x1 < x0 else "") + (' flipV="1"' if y1 < y0 else "")
        return (
            f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{number}" name="edge-{number}">{DECORATIVE}</p:cNvPr><p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>'
            f'<p:spPr><a:xfrm{flips}>{box_xml(box, theme)}</a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>{stroke}</p:spPr></p:cxnSp>'
        )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="edge-{number}">{DECORATIVE}</p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f"<p:spPr><a:xfrm>{box_xml(box, theme)}</a:xfrm><a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{width}" h="{height}" fill="none">{points}</a:path>'
        f"</a:pathLst></a:custGeom>{fill_xml(None, theme)}"
        f"{stroke}</p:spPr>"
        f"{empty_body(language)}</p:sp>"
    )
