"""Where somebody's template has its title, its list and its foot, and how it sets them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.theme import Grid
from plainspoken.slides.pptx.template_layouts import is_title, is_words

LEAST_BODY = 240.0
"""What is shown has at least this much height, in points; a template that leaves less has its list's place ignored."""
LEAST_MARGIN, WIDEST_MARGIN = 24.0, 0.3
"""The least margin, in points, and the widest on the right, as a share of the page: many templates keep logos there."""
LEAST_TITLE_SIZE, LEAST_BODY_SIZE = 24.0, 20.0
"""Words are set no smaller than this, in points of a page 540 high, whatever the template says."""
_OBSTACLE = 0.12
"""Shapes smaller than this share of the page are logos and the like, which nothing may cover."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
Points = Callable[[int], float]
"""From English Metric Units of the template to points of the layout."""


class TitleSetting(NamedTuple):
    """How a title stands in its place."""

    align: Literal["left", "center", "right"]
    anchor: Literal["top", "middle", "bottom"]


def title_setting(title: Any, master: Any) -> TitleSetting:
    """How a title stands in its place: as its layout says, else the master's title, else the master's styles."""
    usual = next((holder._element for holder in master.placeholders if is_title(holder)), title._element)
    styles = master._element.findall(f"{_P}txStyles/{_P}titleStyle")
    levels = [level for node in (title._element, usual, *styles) for level in node.iter(f"{_A}lvl1pPr")]
    align = next((value for value in (level.get("algn") for level in levels) if value), "l")
    bodies = [
        body for body in (title._element.find(f".//{_A}bodyPr"), usual.find(f".//{_A}bodyPr")) if body is not None
    ]
    anchor = next((value for value in (body.get("anchor") for body in bodies) if value), "t")
    return TitleSetting(
        {"ctr": "center", "r": "right"}.get(align, "left"),  # type: ignore[arg-type]
        {"ctr": "middle", "b": "bottom"}.get(anchor, "top"),  # type: ignore[arg-type]
    )


def grid_of(layout: Any, base: Grid, width: float, points: Points, obstacles: Sequence[Box]) -> Grid:
    """The grid that the slides of a template are laid out on.

    Args:
        layout: the template's layout for a title and a list.
        base: the grid of the theme; what the template does not say is taken from it.
        width: of the page, in points.
        points: see `Points`.
        obstacles: where the layout has shapes of its own: what is shown does not cover small ones, such as logos.
    """
    title = next(placeholder for placeholder in layout.placeholders if is_title(placeholder))
    words = [placeholder for placeholder in layout.placeholders if is_words(placeholder) and placeholder.width]
    body = max(words, key=lambda placeholder: placeholder.width * placeholder.height, default=None)
    head = _box_of(title, points)
    foot = _foot(layout, base, points)
    lists = _box_of(body, points) if body is not None else None
    left = head.left if head.left >= LEAST_MARGIN / 2 or lists is None else lists.left
    left = min(max(left, LEAST_MARGIN), width * 0.12)
    right = lists.right if lists is not None else head.right
    right = min(max(right, width * (1 - WIDEST_MARGIN)), width - LEAST_MARGIN)
    low = min(lists.bottom if lists is not None else base.body_bottom, foot.top - 10)
    top = lists.top if lists is not None and head.bottom <= lists.top <= base.height * 0.4 else 0.0
    if low - max(head.bottom, top) < LEAST_BODY:
        low = foot.top - 10
    if low - max(head.bottom, top) < LEAST_BODY:
        top, head = 0.0, Box(head.left, base.title_top, head.width, base.title_height)
    first = max(head.bottom, top)
    area = _clear(Box(left, first, right - left, low - first), obstacles, width * base.height)
    return base.model_copy(
        update={
            "width": width,
            "margin": left,
            "margin_right": width - area.right,
            "title_top": head.top,
            "title_height": head.height,
            "title_width": max(width * 0.4, min(head.right, width - LEAST_MARGIN) - left),
            "evidence_top": top,
            "body_top": first,
            "body_bottom": area.bottom,
            "footer_top": foot.top,
            "footer_height": foot.height,
        }
    )


def _box_of(placeholder: Any, points: Points) -> Box:
    sides = (placeholder.left, placeholder.top, placeholder.width, placeholder.height)
    return Box(*(points(side or 0) for side in sides))


def _foot(layout: Any, base: Grid, points: Points) -> Box:
    """Where the slide's number stands, as far as that is at the foot of the page."""
    for holder in (layout, layout.slide_master):
        for node in holder.placeholders:
            if node._element.find(f".//{_P}ph").get("type") == "sldNum" and node.top and node.height:
                top, height = points(node.top), points(node.height)
                middle = top + height / 2
                if base.height * 0.8 < middle < base.height - base.footer_height / 2 - 4:
                    return Box(
                        points(node.left), middle - base.footer_height / 2, points(node.width), base.footer_height
                    )
    return Box(0.0, base.footer_top, base.width, base.footer_height)


def _clear(area: Box, obstacles: Iterable[Box], page: float) -> Box:
    """The area without what small shapes stand on: as much of it as is left beside or above them."""
    for box in obstacles:
        across = min(box.right, area.right) - max(box.left, area.left)
        down = min(box.bottom, area.bottom) - max(box.top, area.top)
        if min(across, down) < 4 or min(box.width, box.height) < 8 or box.width * box.height > page * _OBSTACLE:
            continue
        beside = Box(area.left, area.top, box.left - 8 - area.left, area.height)
        above = Box(area.left, area.top, area.width, box.top - 8 - area.top)
        best = max((beside, above), key=lambda cut: min(cut.width, cut.height, 1) * cut.width * cut.height)
        if best.width > area.width * 0.6 and best.height > area.height * 0.6:
            area = best
    return area


def type_scale(layout: Any, base: dict[str, list[float]], points: Points) -> dict[str, list[float]]:
    """The type scale with titles and lists no larger than the template has them."""
    styles = layout.slide_master._element.find(f"{_P}txStyles")
    found = dict(base)
    title = _size(styles, "title", points)
    if title is not None and title < base["title"][0]:
        largest = max(round(title), LEAST_TITLE_SIZE)
        floor = max(LEAST_TITLE_SIZE, round(largest * 0.75))
        found["title"] = [size for size in _down(largest, 2.0) if size >= floor]
    body = _size(styles, "body", points)
    if body is not None and body < base["body"][0]:
        kept = sum(1 for size in base["body"] if size <= max(body, LEAST_BODY_SIZE)) or 1
        found["body"], found["sub"] = base["body"][-kept:], base["sub"][-kept:]
    return found


def _down(size: float, step: float) -> Iterator[float]:
    while size > 0:
        yield size
        size -= step


def _size(styles: Any, kind: str, points: Points) -> float | None:
    node = styles.find(f"{_P}{kind}Style/{_A}lvl1pPr/{_A}defRPr") if styles is not None else None
    return points(int(node.get("sz")) * 127) if node is not None and node.get("sz") else None


def families(layout: Any, theme: Any) -> tuple[str, str, bool]:
    """The families of titles and of lists, and whether lists name theirs beside that of the template's theme."""
    master = layout.slide_master
    fonts = {
        name: theme.find(f".//{_A}{kind}Font/{_A}latin") for name, kind in (("+mj-lt", "major"), ("+mn-lt", "minor"))
    }
    named = {name: node.get("typeface") for name, node in fonts.items() if node is not None}
    found = {}
    for kind, fits, usual in (("title", is_title, "+mj-lt"), ("body", is_words, "+mn-lt")):
        holders = [node._element for holder in (layout, master) for node in holder.placeholders if fits(node)]
        styles = master._element.findall(f"{_P}txStyles/{_P}{kind}Style")
        faces = [
            node.get("typeface")
            for holder in (*holders, *styles)
            for node in holder.iterfind(f".//{_A}lvl1pPr//{_A}latin")
        ]
        found[kind] = next((face for face in faces if face), usual)
    body = named.get(found["body"], found["body"])
    return named.get(found["title"], found["title"]), body, body != named.get("+mn-lt", body)


def fields_to_shapes(presentation: Any) -> None:
    """Make the fields that a template puts behind its titles shapes of its layouts, and take off those behind lists.

    A field moves and grows with its words, so that a title in another place would have another field than every other.
    """
    for layout in presentation.slide_layouts:
        for placeholder in list(layout.placeholders):
            title = is_title(placeholder)
            if not title and not is_words(placeholder):
                continue
            _take_off(placeholder, "ln", "<a:ln {}><a:noFill/></a:ln>")
            fill = _fill(placeholder, layout.slide_master)
            if fill is None:
                continue
            if title and placeholder.width and placeholder.height:
                placeholder._element.addprevious(_field(placeholder, fill))
            for node in placeholder._element.spPr.findall(f"{_A}solidFill"):
                placeholder._element.spPr.remove(node)
            _take_off(placeholder, "noFill", "<a:noFill {}/>")


def _fill(placeholder: Any, master: Any) -> Any | None:
    """The solid fill of a placeholder: its own, else that of the master's placeholder of its kind."""
    same = is_title if is_title(placeholder) else is_words
    for holder in (placeholder, *(node for node in master.placeholders if same(node))):
        properties = holder._element.spPr
        if (fill := properties.find(f"{_A}solidFill")) is not None:
            return fill
        if properties.find(f"{_A}noFill") is not None:
            return None
    return None


def _field(placeholder: Any, fill: Any) -> Any:
    from pptx.oxml import parse_xml

    from plainspoken.slides.pptx.drawingml import NAMESPACES

    left, top, width, height = placeholder.left, placeholder.top, placeholder.width, placeholder.height
    number = 1 + max(int(node.get("id", 0)) for node in placeholder._element.getparent().iter(f"{_P}cNvPr"))
    field = parse_xml(
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name="Title field"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:sp>'
    )
    field.find(f"{_P}spPr").append(copy.deepcopy(fill))
    return field


def _take_off(placeholder: Any, tag: str, empty: str) -> None:
    """Write that a placeholder has no fill or outline, where the schema wants it."""
    from pptx.oxml import parse_xml

    from plainspoken.slides.pptx.drawingml import NAMESPACES

    properties = placeholder._element.spPr
    for node in properties.findall(f"{_A}{tag}"):
        properties.remove(node)
    before = ["xfrm", "prstGeom", "custGeom"]
    if tag == "ln":
        before += ["noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"]
    place = sum(1 for node in properties if node.tag.split("}")[-1] in before)
    properties.insert(place, parse_xml(empty.format(NAMESPACES)))
