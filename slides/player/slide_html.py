"""A laid-out slide as HTML: real headings, lists, tables and pictures, at the places that the layout gives.

Lengths are multiples of `--pt`, the hundredth part of the slide's width that stands for a point, so that a slide is
sharp at any size without a line of script; on a narrow screen the same elements flow at a size that can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from plainspoken.script.model import Number, Page
from plainspoken.slides.images.draw_slide import RADIUS, arrow_head
from plainspoken.slides.layout.boxes import (
    Block,
    Box,
    DiagramBlock,
    Edge,
    Node,
    Paragraph,
    PictureBlock,
    SlideLayout,
    SlideMark,
    TableBlock,
    TextBlock,
    TextRun,
)
from plainspoken.slides.layout.patterns import pattern_of
from plainspoken.slides.layout.theme import BackdropShape, MarkStyle
from plainspoken.slides.player.number_sources import NumberMarker, Sources
from plainspoken.slides.player.stylesheet import Stylesheet, length

BROAD = 1.6
"""A picture wider than this many times its height scrolls sideways on a telephone, where it would be too small."""
SMALLEST = 13.0
"""Words of a diagram are no smaller than this on a telephone, in CSS pixels: it scrolls sideways where it must."""


@dataclass
class SharedMarkup:
    """What the markup of all slides shares: the styles and sources it collects, and how a picture is embedded."""

    embed: Callable[[Path], str]
    marks: MarkStyle = field(default_factory=MarkStyle)
    styles: Stylesheet = field(default_factory=Stylesheet)
    sources: Sources = field(default_factory=Sources)
    letters: set[str] = field(default_factory=set)
    backdrops: Mapping[str, Sequence[BackdropShape]] = field(default_factory=dict)


def slide_id(layout: SlideLayout) -> str:
    """The name of a slide in addresses: its page's id, with the part's number from the second part on."""
    return layout.page if layout.part == 0 else f"{layout.page}--{layout.part + 1}"


def slide_html(layout: SlideLayout, page: Page, count: int, shared: SharedMarkup, *, first: bool) -> str:
    """One slide as an `article`; `first` marks the one that is seen before any script has run."""
    title = " ".join(layout.title.text.split()) or page.title or page.id
    label = f"Slide {layout.number} of {count}: {title}"
    blocks = [_text_block(layout.title, page, shared, heading=True)]
    blocks += [_block(block, page, shared, _marks(block, layout, shared)) for block in layout.blocks]
    return (
        f'<article class="slide{" on" if first else ""}" id="{escape(slide_id(layout))}" '
        f'data-layout="{escape(layout.layout)}"{" data-moves" if layout.moves else ""} '
        f'aria-roledescription="slide" aria-label="{escape(label)}">'
        f'<div class="sheet bg-{_role(layout.ground)}"><div class="page">{_backdrop(layout, shared)}\n'
        + "\n".join(blocks)
        + _footer(layout, shared)
        + "</div></div></article>"
    )


def _backdrop(layout: SlideLayout, shared: SharedMarkup) -> str:
    """What the template's layout shows on every slide."""
    parts = []
    for shape in shared.backdrops.get(pattern_of(layout), ()):
        place = _place(shape.box, shared)
        if shape.path is not None:
            parts.append(f'<img class="b {place}" src="{shared.embed(shape.path)}" alt="" aria-hidden="true">')
        else:
            look = f"background-color:{shape.color};opacity:{length(shape.opacity)}"
            look += ";border-radius:50%" if shape.kind == "ellipse" else ""
            parts.append(f'<i class="b {place} {shared.styles.class_of(look)}" aria-hidden="true"></i>')
    return "".join(parts)


def _block(block: Block, page: Page, shared: SharedMarkup, marks: str) -> str:
    if isinstance(block, TextBlock):
        return _text_block(block, page, shared, heading=False, marks=marks)
    if isinstance(block, PictureBlock):
        return _picture(block, shared, marks)
    if isinstance(block, TableBlock):
        return _table(block, page, shared, marks)
    return _diagram(block, shared, marks)


def _marks(block: Block, layout: SlideLayout, shared: SharedMarkup) -> str:
    """The marks of a block, each a drawing over it that is seen while its part is spoken of."""
    return "".join(
        _mark(mark, number, block.box, shared) for number, mark in enumerate(layout.marks) if mark.block == block.name
    )


def _mark(mark: SlideMark, number: int, box: Box, shared: SharedMarkup) -> str:
    field, style = mark.field, shared.marks
    left, top = (field.left - box.left) / box.width, (field.top - box.top) / box.height
    wide, high = field.width / box.width, field.height / box.height
    sides = {"left": left, "top": top, "width": wide, "height": high}
    place = shared.styles.class_of(";".join(f"{side}:{length(100 * share)}%" for side, share in sides.items()))
    x, y, w, h = map(length, (field.left, field.top, field.width, field.height))
    view = f"{x} {y} {w} {h}"
    shapes = ["M" + "L".join(f"{length(x)} {length(y)}" for x, y in shape) + "Z" for shape in mark.lit]
    drawn = ""
    if style.shade:
        whole = f"M{x} {y}h{w}v{h}h-{w}Z"
        drawn += (
            f'<path class="f-{_role(mark.ground)}" fill-rule="evenodd" fill-opacity="{length(style.shade)}" '
            f'd="{whole}{"".join(shapes)}"/>'
        )
    if style.pointer == "underline":
        shapes = [
            f"M{length(min(x for x, _ in shape))} {length(max(y for _, y in shape))}H{length(max(x for x, _ in shape))}"
            for shape in mark.lit
        ]
    drawn += f'<path class="no-fill k-accent" stroke-width="{length(style.width)}" d="{"".join(shapes)}"/>'
    return (
        f'<svg class="lit {place}" data-mark="{number}" data-part="{escape(mark.part)}" viewBox="{view}" '
        f'preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    )


def _role(role: str) -> str:
    return role.replace("_", "-")


def _place(box: Box, shared: SharedMarkup) -> str:
    return shared.styles.class_of(
        f"--x:{length(box.left)};--y:{length(box.top)};--w:{length(box.width)};--h:{length(box.height)}"
    )


def _appears(appears: int | None) -> str:
    return f' data-beat="{appears}"' if appears is not None else ""


def _numbers(page: Page, item: int | None) -> list[Number]:
    if item is None or item >= len(page.items):
        return []
    return page.items[item].numbers


def _text_block(block: TextBlock, page: Page, shared: SharedMarkup, *, heading: bool, marks: str = "") -> str:
    classes = ["b", "text", f"role-{block.role}", f"at-{block.anchor}", _place(block.box, shared)]
    if block.fill:
        classes += ["filled", f"bg-{_role(block.fill)}"]
    if block.padding:
        classes.append(shared.styles.class_of(f"--pad:{length(block.padding)}"))
    bar = ""
    if block.bar:
        bar = f'<i class="b bar bg-{_role(block.bar)} {_place(block.bar_box, shared)}"{_appears(block.appears)}></i>'
    if heading:
        marker = NumberMarker(page.title_numbers, shared.sources)
        inner = "".join(_paragraph(p, shared, marker, tag="span") for p in block.paragraphs)
        return f'<h2 class="{" ".join(classes)}"{_appears(block.appears)}><span class="in">{inner}</span></h2>{bar}'
    inner = _paragraphs(block, page, shared)
    appears = _appears(block.appears)
    names = " ".join(classes)
    if block.role == "code":
        open_tag = f'<pre class="{names}"{appears} role="group" aria-label="Code">'
        return f'{open_tag}<span class="in">{inner}</span>{marks}</pre>{bar}'
    tag = "blockquote" if block.role == "statement" else "div"
    return f'<{tag} class="{names}"{appears}><div class="in">{inner}</div></{tag}>{bar}'


def _paragraphs(block: TextBlock, page: Page, shared: SharedMarkup) -> str:
    """The paragraphs of a block; those with a bullet become items of (nested) lists."""
    parts: list[str] = []
    open_lists: list[str] = []
    markers: dict[int | None, NumberMarker] = {}
    plain = "span" if block.role == "code" else "p"

    def close_to(depth: int) -> None:
        while len(open_lists) > depth:
            parts.append(f"</li></{open_lists.pop()}>")

    for paragraph in block.paragraphs:
        item = paragraph.item if paragraph.item is not None else block.item
        marker = markers.setdefault(item, NumberMarker(_numbers(page, item), shared.sources))
        if not paragraph.bullet:
            close_to(0)
            parts.append(_paragraph(paragraph, shared, marker, tag=plain))
            continue
        tag = "ol" if paragraph.bullet[0].isalnum() else "ul"
        depth = paragraph.level + 1
        if len(open_lists) >= depth and open_lists[depth - 1] != tag:
            close_to(depth - 1)
        elif len(open_lists) >= depth:
            close_to(depth)
            parts.append("</li>")
        while len(open_lists) < depth:
            open_lists.append(tag)
            parts.append(f'<{tag} role="list">')
            if len(open_lists) < depth:
                parts.append("<li>")
        parts.append(f"<li{_appears(paragraph.appears)}>{_paragraph(paragraph, shared, marker, tag='p', shown=False)}")
    close_to(0)
    return "".join(parts)


def _paragraph(
    paragraph: Paragraph, shared: SharedMarkup, marker: NumberMarker, *, tag: str, shown: bool = True
) -> str:
    size = next((run.size for run in paragraph.runs), paragraph.line_height / 1.22)
    style = f"--lh:{length(paragraph.line_height)};--fs:{length(size)}"
    if paragraph.indent:
        style += f";--in:{length(paragraph.indent)}"
    if paragraph.hang:
        style += f";--hang:{length(paragraph.hang)}"
    if paragraph.space_before:
        style += f";--above:{length(paragraph.space_before)}"
    classes = f"p {paragraph.align} {shared.styles.class_of(style)}"
    if paragraph.rightward:
        classes += " rightward"
    mark = f'<span class="mark" aria-hidden="true">{escape(paragraph.bullet)}</span>' if paragraph.bullet else ""
    shared.letters.update(paragraph.bullet)
    lines = "\n".join(f'<span class="l">{_line(line, size, shared, marker)}</span>' for line in paragraph.lines)
    appears = _appears(paragraph.appears) if shown else ""
    appears += ' dir="rtl"' if paragraph.rightward else ""
    return f'<{tag} class="{classes}"{appears}>{mark}{lines}</{tag}>'


def _line(line: Iterable[TextRun], base: float, shared: SharedMarkup, marker: NumberMarker) -> str:
    runs = list(line)
    parts: list[str] = []
    for index, run in enumerate(runs):
        shared.letters.update(run.text)
        text = run.text.rstrip() if index == len(runs) - 1 else run.text
        if text:
            parts.append(_run(run, marker.html(text), base, shared))
    return "".join(parts)


def _run(run: TextRun, content: str, base: float, shared: SharedMarkup) -> str:
    classes = []
    if run.color != "text":
        classes.append(f"c-{_role(run.color)}")
    if run.bold:
        classes.append("bold")
    if run.italic:
        classes.append("italic")
    if run.mono:
        classes.append("mono")
    if abs(run.size - base) > 0.01:
        classes.append(shared.styles.class_of(f"font-size:calc(var(--pt)*{length(run.size)})"))
    if run.strike:
        content = f"<del>{content}</del>"
    if run.shift:
        tag = "sup" if run.shift == "super" else "sub"
        content = f"<{tag}>{content}</{tag}>"
    named = f' class="{" ".join(classes)}"' if classes else ""
    if run.link and run.link.startswith("#"):
        return f'<a{named} href="{escape(run.link)}">{content}</a>'
    if run.link:
        return f'<a{named} href="{escape(run.link)}" target="_blank" rel="noopener noreferrer">{content}</a>'
    return f"<span{named}>{content}</span>" if classes else content


def _picture(block: PictureBlock, shared: SharedMarkup, marks: str) -> str:
    broad = " broad" if block.box.width > BROAD * block.box.height else ""
    classes = f"b picture{' card' if block.card else ''}{broad} {_place(block.box, shared)}"
    size = f'width="{round(block.box.width)}" height="{round(block.box.height)}"'
    source = shared.embed(block.path)
    return (
        f'<div class="{classes}"{_appears(block.appears)}>'
        f'<img src="{source}" alt="{escape(block.alt)}" {size} decoding="async">{marks}</div>'
    )


def _table(block: TableBlock, page: Page, shared: SharedMarkup, marks: str) -> str:
    marker = NumberMarker(_numbers(page, block.item), shared.sources)
    padding = f"--across:{length(block.padding[0])};--down:{length(block.padding[1])}"
    classes = f"b table {_place(block.box, shared)} {shared.styles.class_of(padding)}"
    total = sum(block.columns)
    columns = "".join(
        f'<col class="{shared.styles.class_of(f"width:{length(100 * width / total)}%")}">' for width in block.columns
    )
    rows = []
    for index, (row, height) in enumerate(zip(block.rows, block.heights, strict=True)):
        heading = block.header and index == 0
        tag = 'th scope="col"' if heading else "td"
        cells = "".join(f"<{tag}>{_paragraph(cell.paragraph, shared, marker, tag='p')}</{tag[:2]}>" for cell in row)
        tall = shared.styles.class_of(f"height:calc(var(--pt)*{length(height)})")
        line = f'<tr class="{tall}">{cells}</tr>'
        rows.append(f"<thead>{line}</thead><tbody>" if heading else line)
    body = "".join(rows) if block.header else "<tbody>" + "".join(rows)
    return (
        f'<div class="{classes}" role="group" aria-label="Table"{_appears(block.appears)}>'
        f"<table><colgroup>{columns}</colgroup>{body}</tbody></table>{marks}</div>"
    )


def _diagram(block: DiagramBlock, shared: SharedMarkup, marks: str) -> str:
    box = block.box
    view = f"{length(box.left)} {length(box.top)} {length(box.width)} {length(box.height)}"
    parts = [
        f'<g data-node="{escape(node.id)}">{_node(node, shared)}</g>' if node.paragraphs else _node(node, shared)
        for node in block.nodes
    ]
    parts += [_edge(edge) for edge in block.edges]
    parts += [_node(node, shared) for node in block.labels]
    sizes = [run.size for node in block.nodes for paragraph in node.paragraphs[:1] for run in paragraph.runs]
    least = shared.styles.class_of(f"--least:{length(box.width * SMALLEST / min(sizes, default=SMALLEST))}px")
    return (
        f'<div class="b diagram {_place(box, shared)} {least}" role="group" aria-label="Diagram"'
        f"{_appears(block.appears)}>"
        f'<svg viewBox="{view}" role="img" aria-label="{escape(block.alt)}">{"".join(parts)}</svg>{marks}</div>'
    )


def _node(node: Node, shared: SharedMarkup) -> str:
    box = node.box
    paint = f"f-{_role(node.fill)}" if node.fill else "no-fill"
    paint += f" k-{_role(node.stroke)}" if node.stroke and node.shape != "plain" else ""
    dash = ' stroke-dasharray="4 3"' if node.dashed else ""
    shape = ""
    if node.shape == "circle":
        shape = (
            f'<ellipse class="{paint}" cx="{length(box.left + box.width / 2)}" cy="{length(box.top + box.height / 2)}" '
            f'rx="{length(box.width / 2)}" ry="{length(box.height / 2)}"/>'
        )
    elif node.shape != "plain" or node.fill:
        radius = length(RADIUS if node.shape == "round" else 0.0)
        shape = (
            f'<rect class="{paint}" x="{length(box.left)}" y="{length(box.top)}" width="{length(box.width)}" '
            f'height="{length(box.height)}" rx="{radius}"{dash}/>'
        )
    height = sum(paragraph.height for paragraph in node.paragraphs)
    y = box.top + (box.height - height) / 2
    texts = []
    for paragraph in node.paragraphs:
        y += paragraph.space_before
        for line in paragraph.lines:
            texts.append(_svg_line(paragraph, line, box, y, shared))
            y += paragraph.line_height
    return shape + "".join(texts)


def _svg_line(paragraph: Paragraph, line: tuple[TextRun, ...], box: Box, top: float, shared: SharedMarkup) -> str:
    size = max((run.size for run in line), default=12.0)
    # Half the height, and half of what the faces' ascent (0.75) has over their descent (0.25).
    baseline = top + paragraph.line_height / 2 + size * 0.25
    anchor, x = {
        "left": ("start", box.left + paragraph.indent),
        "center": ("middle", box.left + box.width / 2),
        "right": ("end", box.right),
    }[paragraph.align]
    spans = []
    for index, run in enumerate(line):
        shared.letters.update(run.text)
        text = run.text.rstrip() if index == len(line) - 1 else run.text
        kinds = [f"c-{_role(run.color)}"]
        kinds += [kind for kind, on in (("bold", run.bold), ("italic", run.italic), ("mono", run.mono)) if on]
        spans.append(
            f'<tspan class="{" ".join(kinds)}" font-size="{length(run.size)}">{escape(text, quote=False)}</tspan>'
        )
    return f'<text x="{length(x)}" y="{length(baseline)}" text-anchor="{anchor}">{"".join(spans)}</text>'


def _edge(edge: Edge) -> str:
    points = list(edge.points)
    head = ""
    if edge.arrow:
        tip, one, two = arrow_head(edge)
        points[-1] = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
        corners = " ".join(f"{length(x)},{length(y)}" for x, y in (tip, one, two))
        head = f'<polygon class="f-{_role(edge.stroke)}" points="{corners}"/>'
    dash = f' stroke-dasharray="{length(edge.width * 4)} {length(edge.width * 3)}"' if edge.dashed else ""
    path = " ".join(f"{length(x)},{length(y)}" for x, y in points)
    line = (
        f'<polyline class="no-fill k-{_role(edge.stroke)}" points="{path}" stroke-width="{length(edge.width)}"{dash}/>'
    )
    return line + head


def _footer(layout: SlideLayout, shared: SharedMarkup) -> str:
    if layout.footer is None:
        return ""
    foot = layout.footer
    parts = [f'<i class="b bg-track {_place(foot.track, shared)}"></i>'] if foot.track is not None else []
    if foot.progress is not None and foot.progress.width > 0:
        parts.append(f'<i class="b bg-accent {_place(foot.progress, shared)}"></i>')
    for block in (foot.section, foot.number):
        if block is not None:
            marker = NumberMarker([], shared.sources)
            inner = "".join(_paragraph(p, shared, marker, tag="span") for p in block.paragraphs)
            classes = f"b text role-footer at-{block.anchor} {_place(block.box, shared)}"
            parts.append(f'<div class="{classes}"><div class="in">{inner}</div></div>')
    return f'<div class="foot" aria-hidden="true">{"".join(parts)}</div>'
