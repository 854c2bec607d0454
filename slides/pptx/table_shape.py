"""A table as PowerPoint's own, cell by cell."""

# ruff: noqa: E501  (a line of XML is read more easily whole)
from __future__ import annotations

from typing import Any

from plainspoken.slides.layout.boxes import Paragraph, TableBlock
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.drawingml import LinkBook, element, line_xml, paragraph_xml
from plainspoken.slides.pptx.xml_text import allowed

NO_STYLE_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own id of the table style without style and grid."""


def add_table(slide: Any, block: TableBlock, own: int, theme: Theme, language: str, links: LinkBook) -> None:
    """Put a table on the slide; `own` is its shape id."""
    sides = [theme.emu(side) for side in (block.box.left, block.box.top, block.box.width, block.box.height)]
    frame = slide.shapes.add_table(len(block.rows), len(block.columns), *sides)
    head = frame._element.nvGraphicFramePr.cNvPr
    head.set("id", str(own))
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
        table.columns[place].width = theme.emu(width)
    for place, height in enumerate(block.heights):
        table.rows[place].height = theme.emu(height)
    for at, (row, node) in enumerate(zip(block.rows, table._tbl.tr_lst, strict=True)):
        for cell, slot in zip(row, node.tc_lst, strict=True):
            _fill_cell(slot, cell.paragraph, block, theme, language, links, header=block.header and at == 0)


def _fill_cell(
    slot: Any, paragraph: Paragraph, block: TableBlock, theme: Theme, language: str, links: LinkBook, *, header: bool
) -> None:
    across, down = (theme.emu(side) for side in block.padding)
    words = paragraph_xml(paragraph, theme, language, links, role="table")
    for child in list(slot):
        slot.remove(child)
    slot.append(element(f"<a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody>"))
    rule = line_xml("accent" if header else "line", theme, 2.0 if header else 0.75, tag="a:lnB")
    slot.append(
        element(
            f'<a:tcPr marL="{across}" marR="{across}" marT="{down}" marB="{down}" anchor="ctr">{rule}<a:noFill/></a:tcPr>'
        )
    )


def table_alt(block: TableBlock) -> str:
    """What a screen reader says of a table before it reads the cells."""
    head = ", ".join(cell.paragraph.text.strip() for cell in block.rows[0] if cell.paragraph.text.strip())
    rows = len(block.rows) - int(block.header)
    return f"Table of {rows} rows: {head}" if block.header else f"Table of {rows} rows and {len(block.columns)} columns"
