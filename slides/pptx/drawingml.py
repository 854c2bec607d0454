"""Pieces of DrawingML that the deck's shapes are made of: words, fills, lines, alt text."""

# ruff: noqa: E501  (a line of XML is read more easily whole)
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from plainspoken.slides.layout.boxes import Box, Paragraph, TextBlock, TextRun
from plainspoken.slides.layout.text_fit import LEADING
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.deck_template import box_xml, color_xml
from plainspoken.slides.pptx.xml_text import escaped, quoted

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
"""What tells a screen reader to pass a shape over."""


def element(xml: str) -> Any:
    """Parse a piece of XML with python-pptx's own classes; the prefixes a, r and p are known in it."""
    from pptx.oxml import parse_xml

    head, tail = xml.split(">", 1) if not xml.split(">", 1)[0].endswith("/") else (xml.split("/>", 1)[0], None)
    if tail is None:
        return parse_xml(f"{head} {NAMESPACES}/>")
    return parse_xml(f"{head} {NAMESPACES}>{tail}")


class LinkBook:
    """The addresses of a slide's words: each gets one relationship. Links to pages of the talk are noted, since the
    slide that they lead to may not be there yet."""

    def __init__(self, slide: Any) -> None:
        self._part = slide.part
        self._known: dict[str, str] = {}
        self.jumps: list[tuple[str, str]] = []
        """(page id, relationship id) of each link within the talk; `deck` points them to their slides."""

    def click(self, address: str) -> str:
        """What makes words a link to an address, or to `#page` of the talk."""
        from pptx.opc.constants import RELATIONSHIP_TYPE

        inner = address.startswith("#")
        if address not in self._known:
            if inner:  # to this slide, until the one that it leads to is there
                self._known[address] = self._part.rels._add_relationship(RELATIONSHIP_TYPE.SLIDE, self._part)
                self.jumps.append((address[1:], self._known[address]))
            else:
                self._known[address] = self._part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        action = ' action="ppaction://hlinksldjump"' if inner else ""
        return f'<a:hlinkClick r:id="{self._known[address]}"{action}/>'


def run_xml(run: TextRun, theme: Theme, language: str, links: LinkBook | None, *, role: str = "body") -> str:
    """A run with its size, weight, colour, face, language and link."""
    link = links.click(run.link) if run.link and links else ""
    family = theme.mono.deck if run.mono else theme.sans.deck if theme.names_sans and role != "title" else ""
    face = f"<a:latin typeface={quoted(family)}/>" if family else ""
    proof = ' noProof="1"' if run.mono else ""
    look = ' strike="sngStrike"' if run.strike else ""
    look += {"": "", "super": ' baseline="30000"', "sub": ' baseline="-20000"'}[run.shift]
    properties = (
        f'<a:rPr lang={quoted(language)} sz="{theme.type_size(run.size)}" b="{int(run.bold)}" i="{int(run.italic)}"{look}'
        f'{proof} dirty="0"><a:solidFill>{color_xml(run.color, theme)}</a:solidFill>{face}{link}</a:rPr>'
    )
    parts = [f"<a:r>{properties}<a:t>{escaped(text)}</a:t></a:r>" if text else "" for text in run.text.split("\n")]
    return "<a:br/>".join(parts)


def paragraph_xml(
    paragraph: Paragraph, theme: Theme, language: str, links: LinkBook | None, *, role: str = "body"
) -> str:
    """A paragraph: its runs joined again, its bullet a real one, its lines left to the program to break."""
    runs = _joined(paragraph)
    align = {"left": "l", "center": "ctr", "right": "r"}[paragraph.align]
    if role == "code":  # the fixed-width face differs from program to program: keep the measured distance
        spacing = f'<a:lnSpc><a:spcPts val="{theme.type_size(paragraph.line_height)}"/></a:lnSpc>'
    else:
        spacing = f'<a:lnSpc><a:spcPct val="{round(LEADING.get(role, 1.0) * 100000)}"/></a:lnSpc>'
    spacing += f'<a:spcBef><a:spcPts val="{theme.type_size(paragraph.space_before)}"/></a:spcBef>'
    if theme.backdrops:  # the space that a template leaves below its paragraphs is not in the measured height
        spacing += '<a:spcAft><a:spcPts val="0"/></a:spcAft>'
    left, hang = theme.emu(paragraph.indent), theme.emu(paragraph.hang)
    color = f"<a:buClr>{color_xml('accent', theme)}</a:buClr>"
    if not paragraph.bullet:
        bullet = "<a:buNone/>"
    elif paragraph.bullet.rstrip(".").isdigit():
        start = int(paragraph.bullet.rstrip("."))
        bullet = (
            f'{color}<a:buFont typeface="+mj-lt"/>'
            f'<a:buAutoNum type="arabicPeriod"{f" startAt={quoted(str(start))}" if start > 1 else ""}/>'
        )
    else:
        bullet = f'{color}<a:buFont typeface="Arial"/><a:buChar char="{paragraph.bullet}"/>'
    level = f' lvl="{paragraph.level}"' if paragraph.level else ""
    level += ' rtl="1"' if paragraph.rightward else ""
    words = "".join(run_xml(run, theme, language, links, role=role) for run in runs if run.text)
    if role == "diagram" and len(paragraph.lines) > 1:  # the words of a box are not wrapped: their breaks are written
        lines = [_joined(replace(paragraph, lines=(line,))) for line in paragraph.lines]
        lines = [[replace(run, text=run.text.rstrip("\n")) for run in line] for line in lines]
        words = "<a:br/>".join(
            "".join(run_xml(run, theme, language, links, role=role) for run in line) for line in lines
        )
    size = theme.type_size(runs[-1].size) if runs else 1800
    return (
        f'<a:p><a:pPr marL="{left}" indent="{-hang}" algn="{align}"{level}>{spacing}{bullet}</a:pPr>{words}'
        f'<a:endParaRPr lang={quoted(language)} sz="{size}" dirty="0"/></a:p>'
    )


def _joined(paragraph: Paragraph) -> list[TextRun]:
    """The runs of a paragraph, those that a line break parted joined again; no space at the end."""
    runs: list[TextRun] = []
    for run in paragraph.runs:
        if runs and replace(runs[-1], text="") == replace(run, text=""):
            runs[-1] = replace(run, text=runs[-1].text + run.text)
        else:
            runs.append(run)
    if runs:
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip() or runs[-1].text)
    return runs


def body_xml(
    paragraphs: Iterable[Paragraph],
    theme: Theme,
    language: str,
    links: LinkBook | None,
    *,
    role: str = "body",
    anchor: str = "top",
    padding: float = 0.0,
    wrap: bool = True,
) -> str:
    """The text body of a shape, without margins but `padding`, with no shrinking to fit: the fitting is done."""
    place = {"top": "t", "middle": "ctr", "bottom": "b"}[anchor]
    inset = theme.emu(padding)
    words = "".join(paragraph_xml(paragraph, theme, language, links, role=role) for paragraph in paragraphs)
    return (
        f'<p:txBody><a:bodyPr wrap="{"square" if wrap else "none"}" lIns="{inset}" tIns="{inset}" rIns="{inset}" '
        f'bIns="{inset}" rtlCol="0" anchor="{place}"><a:noAutofit/></a:bodyPr><a:lstStyle/>'
        f"{words or '<a:p/>'}</p:txBody>"
    )


def fill_xml(role: str | None, theme: Theme) -> str:
    """A solid fill in a role's colour, or none."""
    return f"<a:solidFill>{color_xml(role, theme)}</a:solidFill>" if role else "<a:noFill/>"


def line_xml(
    role: str | None, theme: Theme, width: float = 1.0, *, dashed: bool = False, arrow: bool = False, tag: str = "a:ln"
) -> str:
    """An outline in a role's colour, or none."""
    if role is None:
        return f"<{tag}><a:noFill/></{tag}>"
    dash = '<a:prstDash val="dash"/>' if dashed else '<a:prstDash val="solid"/>'
    head = '<a:tailEnd type="triangle" w="med" len="med"/>' if arrow else ""
    return f'<{tag} w="{theme.emu(width)}"><a:solidFill>{color_xml(role, theme)}</a:solidFill>{dash}<a:round/>{head}</{tag}>'


def shape_xml(
    number: int,
    name: str,
    box: Box,
    theme: Theme,
    *,
    body: str,
    fill: str | None = None,
    stroke: str | None = None,
    stroke_width: float = 1.0,
    dashed: bool = False,
    geometry: str = "rect",
    adjust: int | None = None,
    alt: str = "",
    decorative: bool = False,
    text_box: bool = False,
) -> str:
    """A drawn shape or text box with its text body (`body_xml`)."""
    guides = f'<a:gd name="adj" fmla="val {adjust}"/>' if adjust is not None else ""
    head = f'<p:cNvPr id="{number}" name={quoted(name)}'
    head += f" descr={quoted(alt)}" if alt else ""
    head += f">{DECORATIVE}</p:cNvPr>" if decorative else "/>"
    return (
        f"<p:sp><p:nvSpPr>{head}<p:cNvSpPr{' txBox=' + quoted('1') if text_box else ''}/><p:nvPr/></p:nvSpPr>"
        f'<p:spPr><a:xfrm>{box_xml(box, theme)}</a:xfrm><a:prstGeom prst="{geometry}"><a:avLst>{guides}</a:avLst></a:prstGeom>'
        f"{fill_xml(fill, theme)}{line_xml(stroke, theme, stroke_width, dashed=dashed)}</p:spPr>{body}</p:sp>"
    )


def empty_body(language: str) -> str:
    """The text body of a shape without words."""
    return f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang={quoted(language)}/></a:p></p:txBody>"


def text_shape(block: TextBlock, number: int, theme: Theme, language: str, links: LinkBook) -> str:
    """A block of text as a text box of its own."""
    body = body_xml(
        block.paragraphs,
        theme,
        language,
        links,
        role=block.role,
        anchor=block.anchor,
        padding=block.padding,
        wrap=block.role != "code",
    )
    return shape_xml(number, block.name, block.box, theme, body=body, fill=block.fill, text_box=True)
