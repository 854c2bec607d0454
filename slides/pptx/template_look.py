"""What a layout of somebody's template looks like: its ground, and the pictures and plain shapes that stand on it.

Player, video and pages draw these as the deck shows them. Gradients, freeforms and words outside placeholders are left
to the deck; what is left out is counted, so that a build can say so.
"""

from __future__ import annotations

import colorsys
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plainspoken.base.files import fingerprint, write_bytes
from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.picture_files import readable_kinds
from plainspoken.slides.layout.theme import EMU, BackdropShape, ground_behind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ELLIPSES, _RECTANGLES = frozenset({"ellipse"}), frozenset({"rect", "roundRect", "round2SameRect", "snip1Rect"})


@dataclass
class LayoutLook:
    """One layout as it is seen without its placeholders: the colour of its ground (`#RRGGBB`; of a picture, the mean),
    what stands on it, how many of its shapes are left out, and where those are that have a place."""

    ground: str
    shapes: list[BackdropShape] = field(default_factory=list)
    left_out: int = 0
    unseen: list[Box] = field(default_factory=list)

    def ground_at(self, box: Box) -> str:
        """The colour behind the middle of `box`."""
        return ground_behind(self.ground, self.shapes, box)


def look_of(layout: Any, scheme: dict[str, str], scale: float, folder: Path | None) -> LayoutLook:
    """How a layout looks.

    Args:
        layout: a slide layout of python-pptx.
        scheme: the colours of the template's scheme by `tx1`, `bg1`, `accent1`, ...
        scale: points of the deck for each point of the layout's page of 540 points' height.
        folder: where pictures of the template are kept; without it they are left out.
    """
    master = layout.slide_master
    reader = _LookReader(scheme, scale, folder, layout.part.package.presentation_part)
    look = LayoutLook(reader.ground(layout) or reader.ground(master) or scheme["bg1"])
    look.shapes += reader.shapes
    reader.shapes = []
    if layout._element.get("showMasterSp") != "0":
        reader.read(master, master.shapes._spTree, lambda box: box)
    reader.read(layout, layout.shapes._spTree, lambda box: box)
    look.shapes += reader.shapes
    look.left_out, look.unseen = reader.left_out, reader.unseen
    return look


class _LookReader:
    """Reads shapes; `shapes` and `left_out` grow."""

    def __init__(self, scheme: dict[str, str], scale: float, folder: Path | None, presentation: Any) -> None:
        self.scheme = scheme
        self.scale = scale
        self.folder = folder
        self.shapes: list[BackdropShape] = []
        self.left_out = 0
        self.unseen: list[Box] = []
        size = presentation.presentation
        self.page = (size.slide_width, size.slide_height)

    def ground(self, holder: Any) -> str | None:
        """The colour of a layout's own ground; None where it has none of its own. A picture is noted as a shape."""
        background = holder._element.find(f"{_P}cSld/{_P}bg")
        if background is None:
            return None
        reference = background.find(f"{_P}bgRef")
        if reference is not None:
            return next(iter(self._colors(reference)), None)
        properties = background.find(f"{_P}bgPr")
        if properties is None:
            return None
        if (solid := properties.find(f"{_A}solidFill")) is not None:
            return next(iter(self._colors(solid)), None)
        if (gradient := properties.find(f"{_A}gradFill")) is not None:
            self.left_out += 1
            return _mean(list(self._colors(gradient)))
        blip = properties.find(f"{_A}blipFill/{_A}blip")
        if blip is not None and (data := self._blob(holder, blip)) is not None:
            box = Box(0, 0, self._points(self.page[0]), self._points(self.page[1]))
            return self._picture(data, box, None, _opacity(blip))
        return None

    def read(self, holder: Any, tree: Any, place: Callable[[Box], Box]) -> None:
        """The shapes of a tree that are no placeholders."""
        for node in tree:
            tag = node.tag.split("}")[-1]
            if tag not in ("sp", "pic", "grpSp", "cxnSp") or node.find(f".//{_P}nvPr/{_P}ph") is not None:
                continue
            if tag == "grpSp":
                self.read(holder, node, _within(node, place, self._points))
                continue
            frame = node.find(f"{_P}spPr/{_A}xfrm")
            if frame is None or frame.find(f"{_A}off") is None:
                continue
            box, before = place(self._box(frame)), self.left_out
            filled = node.find(f"{_P}blipFill") if tag == "pic" else node.find(f"{_P}spPr/{_A}blipFill")
            if filled is not None:
                blip = filled.find(f"{_A}blip")
                data = self._blob(holder, blip) if blip is not None else None
                if data is None:
                    self.left_out += 1
                else:
                    self._picture(data, box, filled.find(f"{_A}srcRect"), _opacity(blip))
            elif frame.get("rot") not in (None, "0"):
                self.left_out += 1
            else:
                self._shape(node, tag, box)
            if self.left_out > before:
                self.unseen.append(box)

    def _shape(self, node: Any, tag: str, box: Box) -> None:
        properties = node.find(f"{_P}spPr")
        geometry = properties.find(f"{_A}prstGeom")
        kind = geometry.get("prst") if geometry is not None else ""
        fill = _fill_of(node, properties)
        line = properties.find(f"{_A}ln/{_A}solidFill")
        words = "".join(node.itertext()).strip()
        if tag == "cxnSp" or kind == "line":
            stroke = next(iter(self._colors(line)), None) if line is not None else None
            width = int(properties.find(f"{_A}ln").get("w", 9525)) / EMU / self.scale if line is not None else 0.75
            if stroke is None:
                stroke = self.scheme.get("accent1", "#000000")
            flat = box.height <= box.width
            drawn = (
                Box(box.left, box.top, max(box.width, width), width)
                if flat
                else Box(box.left, box.top, width, box.height)
            )
            if min(box.width, box.height) > 2:
                self.left_out += 1  # a slanted line
            else:
                self._add("rectangle", drawn, stroke)
            return
        color = next(iter(self._colors(fill)), None) if fill is not None else None
        if fill is not None and color is not None and kind in _RECTANGLES | _ELLIPSES:
            alpha = fill.find(f".//{_A}alpha")
            share = int(alpha.get("val")) / 100000 if alpha is not None else 1.0
            self._add("ellipse" if kind in _ELLIPSES else "rectangle", box, color, share)
        elif properties.find(f"{_A}noFill") is None or words:
            self.left_out += 1
        if words and color is not None:
            self.left_out += 1

    def _add(self, kind: str, box: Box, color: str, opacity: float = 1.0) -> None:
        if opacity > 0.02:
            self.shapes.append(
                BackdropShape(kind=kind, left=box.left, top=box.top, width=box.width, height=box.height, color=color,
                              opacity=opacity)
            )  # fmt: skip

    def _picture(self, data: bytes, box: Box, crop: Any, opacity: float) -> str | None:
        """Note a picture; returns its mean colour on the template's ground."""
        from PIL import Image

        try:
            with Image.open(io.BytesIO(data), formats=readable_kinds()) as opened:
                image = opened.convert("RGBA")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            self.left_out += 1  # EMF and the like
            return None
        if crop is not None:
            sides = [int(crop.get(side, 0)) / 100000 for side in ("l", "t", "r", "b")]
            left, top, right, bottom = (max(side, 0.0) for side in sides)
            wide, high = image.size
            image = image.crop(
                (round(wide * left), round(high * top), round(wide * (1 - right)), round(high * (1 - bottom)))
            )
        if max(image.size) > 2400:
            image.thumbnail((2400, 2400))
        if opacity < 1:
            image.putalpha(image.getchannel("A").point(lambda value: round(value * opacity)))
        ground = Image.new("RGBA", image.size, self.scheme["bg1"])
        flat = Image.alpha_composite(ground, image).convert("RGB")
        if opacity < 1 and box.width * box.height >= 0.9 * math.prod(map(self._points, self.page)):
            image = flat.convert("RGBA")  # a ground: nothing shines through
        pixel: Any = flat.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        mean = "#" + "".join(f"{band:02X}" for band in pixel)
        if self.folder is not None:
            out = io.BytesIO()
            image.save(out, "PNG")
            path = (self.folder / f"template-{fingerprint(out.getvalue())}.png").resolve()
            write_bytes(path, out.getvalue())
            self.shapes.append(
                BackdropShape(kind="picture", left=box.left, top=box.top, width=box.width, height=box.height,
                              color=mean, path=path)
            )  # fmt: skip
        return mean

    def _blob(self, holder: Any, blip: Any) -> bytes | None:
        link = blip.get(f"{_R}embed")
        try:
            return bytes(holder.part.related_part(link).blob) if link else None
        except KeyError:
            return None

    def _points(self, length: int) -> float:
        return round(length / EMU / self.scale, 2)

    def _box(self, frame: Any) -> Box:
        off, ext = frame.find(f"{_A}off"), frame.find(f"{_A}ext")
        sides = (off.get("x"), off.get("y"), ext.get("cx"), ext.get("cy"))
        return Box(*(self._points(int(side)) for side in sides))

    def _colors(self, node: Any) -> Iterator[str]:
        """The colours named below a node, changed as their marks say."""
        for color in node.iter(f"{_A}srgbClr", f"{_A}schemeClr", f"{_A}sysClr", f"{_A}prstClr"):
            tag, value = color.tag.split("}")[-1], color.get("val", "")
            base = {
                "srgbClr": f"#{value.upper()}",
                "sysClr": f"#{color.get('lastClr', '000000').upper()}",
                "schemeClr": self.scheme.get({"phClr": "bg1"}.get(value, value), self.scheme["tx1"]),
                "prstClr": {"white": "#FFFFFF", "black": "#000000"}.get(value, "#808080"),
            }[tag]
            yield _changed(base, color)


def _opacity(blip: Any) -> float:
    """How opaque a picture is shown."""
    alpha = blip.find(f"{_A}alphaModFix") if blip is not None else None
    return int(alpha.get("amt", 100000)) / 100000 if alpha is not None else 1.0


def _fill_of(node: Any, properties: Any) -> Any | None:
    """A shape's own fill in one colour, else that of its style."""
    if (fill := properties.find(f"{_A}solidFill")) is not None:
        return fill
    style = node.find(f"{_P}style/{_A}fillRef")
    other = any(child.tag.endswith("Fill") for child in properties)
    return style if style is not None and style.get("idx") not in (None, "0") and not other else None


def _within(group: Any, place: Callable[[Box], Box], points: Callable[[int], float]) -> Callable[[Box], Box]:
    """Where the shapes of a group stand: its own space stretched to the group's box."""
    frame = group.find(f"{_P}grpSpPr/{_A}xfrm")
    if frame is None or frame.find(f"{_A}chExt") is None:
        return place
    off, ext, start, size = (frame.find(f"{_A}{name}") for name in ("off", "ext", "chOff", "chExt"))
    across = int(ext.get("cx")) / max(1, int(size.get("cx")))
    down = int(ext.get("cy")) / max(1, int(size.get("cy")))
    left, top = points(int(off.get("x"))), points(int(off.get("y")))
    first, upper = points(int(start.get("x"))), points(int(start.get("y")))

    def moved(box: Box) -> Box:
        return place(
            Box(
                left + (box.left - first) * across,
                top + (box.top - upper) * down,
                box.width * across,
                box.height * down,
            )
        )

    return moved


def _changed(color: str, node: Any) -> str:
    """A colour lighter, darker or mixed, as `lumMod`, `lumOff`, `tint` and `shade` say."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    for mark in node:
        share = int(mark.get("val", 100000)) / 100000
        tag = mark.tag.split("}")[-1]
        hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
        if tag == "lumMod":
            red, green, blue = colorsys.hls_to_rgb(hue, min(1.0, light * share), saturation)
        elif tag == "lumOff":
            red, green, blue = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light + share)), saturation)
        elif tag == "shade":
            red, green, blue = red * share, green * share, blue * share
        elif tag == "tint":
            red, green, blue = (1 - (1 - part) * share for part in (red, green, blue))
    return "#" + "".join(f"{round(255 * part):02X}" for part in (red, green, blue))


def _mean(colors: list[str]) -> str | None:
    if not colors:
        return None
    parts = [[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in colors]
    return "#" + "".join(f"{round(sum(part[band] for part in parts) / len(parts)):02X}" for band in range(3))
