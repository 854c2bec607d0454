"""The deck that every deck starts from: master, layouts and theme of our own, made from a theme's data.

Nothing is taken from a library's default file: those are 4:3, carry printer settings and a stale thumbnail.
"""

# ruff: noqa: E501  (a line of XML is read more easily whole)
from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.opening_pages import card_places
from plainspoken.slides.layout.theme import EMU, Theme
from plainspoken.slides.pptx.xml_text import escaped, quoted

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MIME = "application/vnd.openxmlformats-officedocument.presentationml"


@dataclass(frozen=True)
class Placeholder:
    """A placeholder of a layout."""

    kind: str
    index: int
    name: str
    box: Box
    size: float
    color: str = "text"
    bold: bool = False
    anchor: str = "t"
    bullets: bool = False


@dataclass(frozen=True)
class LayoutPattern:
    """A layout of the template."""

    name: str
    type: str
    placeholders: tuple[Placeholder, ...]
    ground: str | None = None
    foot: bool = True


def patterns(theme: Theme) -> list[LayoutPattern]:
    """The layouts of the template, in the order in which they stand in it."""
    grid = theme.grid
    title = Placeholder("title", 0, "Title", grid.title, theme.sizes("title")[0], bold=True)
    left, width = grid.margin + 24, grid.inner - 96
    body = Placeholder("body", 1, "List", grid.body, theme.sizes("body")[0], bullets=True)
    columns = []
    for side in (0, 1):
        start, span = grid.span(side * 6, 6)
        columns.append(
            Placeholder(
                "body",
                1 + 2 * side,
                f"Heading {side + 1}",
                Box(start, grid.body_top, span - 12, 40),
                theme.sizes("body")[0],
                "accent",
                bold=True,
                anchor="b",
            )
        )
        columns.append(
            Placeholder(
                "body",
                2 + 2 * side,
                f"List {side + 1}",
                Box(start, grid.body_top + 56, span - 12, grid.body.height - 56),
                theme.sizes("body")[0],
                bullets=True,
            )
        )
    words = "on_accent" if theme.section_ground == "accent" else "text"
    cover = Placeholder(
        "ctrTitle", 0, "Title", Box(left, 70, width, 230), theme.sizes("cover")[0], words, bold=True, anchor="b"
    )
    below = Placeholder("subTitle", 1, "Subtitle", Box(left, 322, width, 160), theme.sizes("subtitle")[0], words)
    large = Placeholder(
        "title", 0, "Title", Box(left, 110, width, 200), theme.sizes("statement")[0], bold=True, anchor="b"
    )
    lines = Placeholder("body", 1, "Lines", Box(left, 330, width, 150), theme.sizes("subtitle")[0])
    card = card_places(grid)
    name = Placeholder("title", 0, "Title", card.title, theme.sizes("statement")[0], words, bold=True)
    pale = Placeholder("body", 1, "Lines", card.lines, theme.sizes("subtitle")[0], words)
    return [
        LayoutPattern("Title", "title", (cover, below), ground=theme.section_ground, foot=False),
        LayoutPattern("Section", "secHead", (name, pale), ground=theme.section_ground),
        LayoutPattern("Statement", "secHead", (large, lines)),
        LayoutPattern("Title and list", "obj", (title, body)),
        LayoutPattern("Evidence", "titleOnly", (title,)),
        LayoutPattern("Comparison", "twoTxTwoObj", (title, *columns)),
    ]


def template_bytes(theme: Theme, *, language: str) -> bytes:
    """A deck without slides, as the bytes of a `.pptx` file; the same bytes for the same theme."""
    layouts = patterns(theme)
    parts = {
        "_rels/.rels": _relations(
            [
                (f"{_REL}/officeDocument", "ppt/presentation.xml"),
                (
                    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                    "docProps/core.xml",
                ),
                (f"{_REL}/extended-properties", "docProps/app.xml"),
            ]
        ),
        "docProps/core.xml": _HEAD
        + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>',
        "docProps/app.xml": _HEAD
        + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>Plainspoken</Application></Properties>",
        "ppt/presentation.xml": _presentation(theme, language),
        "ppt/_rels/presentation.xml.rels": _relations(
            [
                (f"{_REL}/slideMaster", "slideMasters/slideMaster1.xml"),
                (f"{_REL}/theme", "theme/theme1.xml"),
                (f"{_REL}/presProps", "presProps.xml"),
                (f"{_REL}/viewProps", "viewProps.xml"),
                (f"{_REL}/tableStyles", "tableStyles.xml"),
            ]
        ),
        "ppt/presProps.xml": _HEAD
        + f'<p:presentationPr {_NS}><p:showPr showNarration="1" useTimings="1"><p:present/></p:showPr>'
        "</p:presentationPr>",
        "ppt/viewProps.xml": _HEAD + f"<p:viewPr {_NS}/>",
        "ppt/tableStyles.xml": _HEAD
        + f'<a:tblStyleLst {_NS.split(" ")[0]} def="{{2D5ABB26-0587-4C30-8999-92F81FD0307C}}"/>',
        "ppt/theme/theme1.xml": _theme(theme),
        "ppt/slideMasters/slideMaster1.xml": _master(theme, len(layouts), language),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
            [
                *[
                    (f"{_REL}/slideLayout", f"../slideLayouts/slideLayout{number}.xml")
                    for number in range(1, len(layouts) + 1)
                ],
                (f"{_REL}/theme", "../theme/theme1.xml"),
            ]
        ),
    }
    for number, layout in enumerate(layouts, 1):
        parts[f"ppt/slideLayouts/slideLayout{number}.xml"] = _layout(layout, theme, language)
        parts[f"ppt/slideLayouts/_rels/slideLayout{number}.xml.rels"] = _relations(
            [(f"{_REL}/slideMaster", "../slideMasters/slideMaster1.xml")]
        )
    parts["[Content_Types].xml"] = _content_types(len(layouts))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts):
            package.writestr(zipfile.ZipInfo(name), parts[name])
    return stream.getvalue()


def color_xml(role: str, theme: Theme) -> str:
    """A colour role as DrawingML: by its place in the scheme where it has one."""
    if role in theme.scheme:
        return f'<a:schemeClr val="{theme.scheme[role]}"/>'
    return f'<a:srgbClr val="{theme.color(role)[1:]}"/>'


def _relations(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _content_types(layouts: int) -> str:
    overrides = [
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
        ("/ppt/presentation.xml", f"{_MIME}.presentation.main+xml"),
        ("/ppt/presProps.xml", f"{_MIME}.presProps+xml"),
        ("/ppt/viewProps.xml", f"{_MIME}.viewProps+xml"),
        ("/ppt/tableStyles.xml", f"{_MIME}.tableStyles+xml"),
        ("/ppt/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
        ("/ppt/slideMasters/slideMaster1.xml", f"{_MIME}.slideMaster+xml"),
        *[(f"/ppt/slideLayouts/slideLayout{n}.xml", f"{_MIME}.slideLayout+xml") for n in range(1, layouts + 1)],
    ]
    rows = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _presentation(theme: Theme, language: str) -> str:
    width, height = (round(side * EMU) for side in (theme.grid.width, theme.grid.height))
    levels = "".join(
        f'<a:lvl{n}pPr marL="{(n - 1) * 457200}" algn="l"><a:defRPr sz="1800" lang={quoted(language)}>'
        f'<a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:lvl{n}pPr>'
        for n in range(1, 10)
    )
    return (
        f'{_HEAD}<p:presentation {_NS} saveSubsetFonts="1">'
        '<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
        f'<p:sldSz cx="{width}" cy="{height}"/><p:notesSz cx="6858000" cy="9144000"/>'
        f"<p:defaultTextStyle>{levels}</p:defaultTextStyle></p:presentation>"
    )


def _theme(theme: Theme) -> str:
    dark = theme.variant == "dark"
    first = {"dk1": "text", "lt1": "ground", "dk2": "muted", "lt2": "panel"}
    if dark:
        first = {"dk1": "ground", "lt1": "text", "dk2": "panel", "lt2": "muted"}
    roles = first | {
        "accent1": "accent",
        "accent2": "code_string",
        "accent3": "code_number",
        "accent4": "code_name",
        "accent5": "line",
        "accent6": "tint",
        "hlink": "accent",
        "folHlink": "muted",
    }
    colors = "".join(f'<a:{name}><a:srgbClr val="{theme.color(role)[1:]}"/></a:{name}>' for name, role in roles.items())
    font = quoted(theme.sans.deck)
    fonts = "".join(
        f'<a:{place}Font><a:latin typeface={font}/><a:ea typeface=""/><a:cs typeface=""/></a:{place}Font>'
        for place in ("major", "minor")
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    title = quoted(f"Plainspoken {theme.name} {theme.variant}")
    return (
        f"{_HEAD}<a:theme {_NS.split(' ')[0]} name={title}><a:themeElements>"
        f"<a:clrScheme name={title}>{colors}</a:clrScheme><a:fontScheme name={title}>{fonts}</a:fontScheme>"
        f"<a:fmtScheme name={title}><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def _master(theme: Theme, layouts: int, language: str) -> str:
    grid = theme.grid
    title = Placeholder("title", 0, "Title", grid.title, theme.sizes("title")[0], bold=True)
    body = Placeholder("body", 1, "List", grid.body, theme.sizes("body")[0], bullets=True)
    shapes = _placeholder_xml(title, 2, theme, language, master=True) + _placeholder_xml(
        body, 3, theme, language, master=True
    )
    shapes += _feet(theme, language, 4)
    ids = "".join(f'<p:sldLayoutId id="{2147483648 + number}" r:id="rId{number}"/>' for number in range(1, layouts + 1))
    pairs = "bg1,tx1,bg2,tx2" if theme.variant == "light" else "tx1,bg1,tx2,bg2"
    names = dict(zip(("lt1", "dk1", "lt2", "dk2"), pairs.split(","), strict=True))
    mapping = " ".join(f'{own}="{slot}"' for slot, own in names.items())
    others = " ".join(f'{name}="{name}"' for name in [*(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink"])
    return (
        f"{_HEAD}<p:sldMaster {_NS}><p:cSld>{_ground('ground', theme)}<p:spTree>{_ROOT}{shapes}</p:spTree></p:cSld>"
        f"<p:clrMap {mapping} {others}/><p:sldLayoutIdLst>{ids}</p:sldLayoutIdLst>"
        '<p:hf hdr="0" dt="0"/>'
        f"<p:txStyles>{_styles(theme, language)}</p:txStyles></p:sldMaster>"
    )


def _layout(layout: LayoutPattern, theme: Theme, language: str) -> str:
    shapes = "".join(
        _placeholder_xml(placeholder, 2 + place, theme, language)
        for place, placeholder in enumerate(layout.placeholders)
    )
    if layout.foot:
        color = "on_accent" if layout.ground == "accent" else "muted"
        shapes += _feet(theme, language, 2 + len(layout.placeholders), color)
    ground = _ground(layout.ground, theme) if layout.ground else ""
    return (
        f'{_HEAD}<p:sldLayout {_NS} type="{layout.type}" preserve="1"><p:cSld name={quoted(layout.name)}>{ground}'
        f"<p:spTree>{_ROOT}{shapes}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


_ROOT = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)


def _ground(role: str, theme: Theme) -> str:
    return f"<p:bg><p:bgPr><a:solidFill>{color_xml(role, theme)}</a:solidFill><a:effectLst/></p:bgPr></p:bg>"


def box_xml(box: Box, theme: Theme) -> str:
    """A box as `a:off` and `a:ext` in EMU."""
    left, top, width, height = (theme.emu(side) for side in (box.left, box.top, box.width, box.height))
    return f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/>'


def _placeholder_xml(
    placeholder: Placeholder, number: int, theme: Theme, language: str, *, master: bool = False
) -> str:
    index = "" if placeholder.index == 0 or (master and placeholder.kind == "body") else f' idx="{placeholder.index}"'
    if master and placeholder.kind == "body":
        index = ' idx="1"'
    bullet = "" if placeholder.bullets else "<a:buNone/>"
    margin = "" if placeholder.bullets else ' marL="0" indent="0"'
    look = (
        f'<a:lvl1pPr{margin}>{bullet}<a:defRPr sz="{round(placeholder.size * 100)}" b="{int(placeholder.bold)}">'
        f"<a:solidFill>{color_xml(placeholder.color, theme)}</a:solidFill></a:defRPr></a:lvl1pPr>"
    )
    words = "Title" if placeholder.kind in {"title", "ctrTitle"} else placeholder.name
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoted(placeholder.name)}/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{placeholder.kind}"{index}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm>{box_xml(placeholder.box, theme)}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{placeholder.anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{look}</a:lstStyle><a:p><a:r><a:rPr lang={quoted(language)}/><a:t>{escaped(words)}</a:t></a:r>"
        "</a:p></p:txBody></p:sp>"
    )


def _feet(theme: Theme, language: str, number: int, color: str = "muted") -> str:
    """The section's name (footer) and the slide's number, as placeholders."""
    grid = theme.grid
    size = round(theme.sizes("footer")[0] * 100)
    shapes = ""
    for place, (kind, index, name, align, box) in enumerate(
        [
            ("ftr", 11, "Section", "l", Box(grid.margin, grid.footer_top, grid.inner * 0.8, grid.footer_height)),
            (
                "sldNum",
                12,
                "Slide number",
                "r",
                Box(grid.right - 80, grid.footer_top, 80, grid.footer_height),
            ),
        ]
    ):
        field = (
            f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang={quoted(language)}/>'
            "<a:t>‹#›</a:t></a:fld>"
            if kind == "sldNum"
            else ""
        )
        shapes += (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number + place}" name="{name}"/>'
            f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr>'
            f'<p:spPr><a:xfrm>{box_xml(box, theme)}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
            '<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr><a:lstStyle>'
            f'<a:lvl1pPr algn="{align}"><a:defRPr sz="{size}"><a:solidFill>{color_xml(color, theme)}</a:solidFill>'
            f"</a:defRPr></a:lvl1pPr></a:lstStyle><a:p>{field}<a:endParaRPr lang={quoted(language)}/></a:p>"
            "</p:txBody></p:sp>"
        )
    return shapes


def _styles(theme: Theme, language: str) -> str:
    latin = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'
    major = latin.replace("+mn", "+mj")
    title = (
        '<p:titleStyle><a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="92000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/><a:defRPr sz="{round(theme.sizes("title")[0] * 100)}" b="1" lang={quoted(language)} kern="0">'
        f'<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>{major}</a:defRPr></a:lvl1pPr></p:titleStyle>'
    )
    levels = ""
    for level in range(9):
        size = theme.sizes("body")[0] if level == 0 else theme.sizes("sub")[0]
        step = round(size * 0.8 * EMU)
        mark = "•" if level == 0 else "–"
        levels += (
            f'<a:lvl{level + 1}pPr marL="{step * (level + 1)}" indent="-{step}" algn="l">'
            f'<a:spcBef><a:spcPts val="{round(size * 35)}"/></a:spcBef>'
            f'<a:buClr><a:schemeClr val="accent1"/></a:buClr><a:buFont typeface="Arial"/><a:buChar char="{mark}"/>'
            f'<a:defRPr sz="{round(size * 100)}" lang={quoted(language)} kern="0">'
            f'<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>{latin}</a:defRPr></a:lvl{level + 1}pPr>'
        )
    other = "".join(
        f'<a:lvl{n}pPr><a:defRPr sz="1800" lang={quoted(language)}>'
        f'<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>{latin}</a:defRPr></a:lvl{n}pPr>'
        for n in range(1, 10)
    )
    return f"{title}<p:bodyStyle>{levels}</p:bodyStyle><p:otherStyle>{other}</p:otherStyle>"
