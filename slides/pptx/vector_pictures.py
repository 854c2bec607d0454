"""SVG in the deck: PowerPoint from 2016 on shows it, sharp at any size; other programs the picture drawn from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plainspoken.slides.pptx.drawingml import element

_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""The extension of a picture that names its SVG ([MS-ODRAWXML] 2.2.4)."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def embed_vector(slide: Any, picture: Any, svg: Path) -> None:
    """Give a picture of the slide its SVG."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package, data = slide.part.package, svg.read_bytes()
    parts = [part for part in package.iter_parts() if str(part.partname).endswith(".svg")]
    part = next((part for part in parts if part.blob == data), None)
    if part is None:
        name = PackURI(f"/ppt/media/vector{len(parts) + 1}.svg")
        part = Part(name, "image/svg+xml", package, data)
    link = slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = picture.find(f".//{_A}blip")
    blip.append(
        element(
            f'<a:extLst><a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="{link}"/></a:ext>'
            "</a:extLst>"
        )
    )
