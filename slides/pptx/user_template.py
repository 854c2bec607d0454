"""A deck of the user's own as template: its page, master, layouts, fonts and colours carry our slides.

The layout is done on a page 540 points high with the template's proportions; where the template has its title and
its list there ours go too, in its fonts and the colours of its scheme.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, is_zipfile

from plainspoken.base.errors import InputError
from plainspoken.base.web_addresses import safe_address
from plainspoken.slides.layout.check_layout import READABLE
from plainspoken.slides.layout.theme import EMU, Face, Opening, Theme, contrast, mixed
from plainspoken.slides.pptx.template_layouts import is_title, is_words, layouts_by_use
from plainspoken.slides.pptx.template_look import LayoutLook, look_of

WIDER = {"calibri": 1.0, "carlito": 1.0, "arial narrow": 1.0, "aptos": 1.12, "arial": 1.14, "helvetica": 1.14}
"""Average width of known families beside Carlito's, which measures for them (mean advance of English text)."""
LEAST_TITLE = 80.0
"""A template's title has at least this much height, in points: two lines of 36."""
UNKNOWN_WIDER = 1.25
"""For families that are not known: Verdana, the widest in common use, is 1.25 times as wide as Carlito."""
LARGEST_TEMPLATE = 400 << 20
"""Bytes of a template's parts, unpacked."""
NOWHERE = "about:blank"
"""Where a link of a template leads that must not lead where it did."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


_DAMAGE = (Exception,)
"""What a damaged package makes its readers raise: errors of zip, XML and of missing parts, of a dozen kinds."""


def open_template(path: Path) -> Any:
    """Open a `.pptx` as a template: its slides are left out, its master and layouts stay.

    Raises:
        InputError: there is no such file, it is not a PowerPoint deck, or no layout of it has a title.
    """
    from pptx import Presentation

    if not path.is_file():
        raise InputError("no template here", file=path, remedy="name a .pptx or .potx file under [slides] template")
    try:
        presentation = Presentation(_as_deck(path))
        layouts = len(presentation.slide_layouts)
    except InputError:
        raise
    except _DAMAGE as error:
        reason = f"this PowerPoint deck is damaged ({error})" if is_zipfile(path) else "not a PowerPoint deck"
        raise InputError(
            reason, file=path, remedy="open it in PowerPoint or LibreOffice and save it anew as .pptx"
        ) from None
    if not layouts:
        raise InputError("this deck has no layouts", file=path, remedy="take one with a slide master")
    listed = presentation.slides._sldIdLst
    for entry in list(listed):
        presentation.part.drop_rel(entry.rId)
        listed.remove(entry)
    for node in presentation.part._element.findall(f"{_P}extLst"):
        presentation.part._element.remove(node)  # sections of slides that are gone
    _disarm(presentation)
    _title_placeholder(presentation, path)
    return presentation


def _disarm(presentation: Any) -> None:
    """Take away what a click or the opening of the deck would run: addresses that are no page, programs and macros."""
    for part in presentation.part.package.iter_parts():
        for relation in part.rels.values():
            if relation.is_external and safe_address(relation._target) is None:
                relation._target = NOWHERE
        for node in part._element.iter() if hasattr(part, "_element") else ():
            if str(node.get("action", "")).startswith(("ppaction://program", "ppaction://macro", "ppaction://ole")):
                del node.attrib["action"]


def _as_deck(path: Path) -> io.BytesIO:
    """A deck or template as a deck, every part of it read once.

    Raises:
        BadZipFile: it is no package, or a part of it is damaged.
    """
    out = io.BytesIO()
    with ZipFile(path) as packed, ZipFile(out, "w", ZIP_STORED) as copy:
        unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > LARGEST_TEMPLATE:
            raise InputError(
                f"this template unpacks to {unpacked >> 20:,} MB, and {LARGEST_TEMPLATE >> 20} are the most",
                file=path,
                remedy="save it with smaller pictures, and without slides",
            )
        for entry in packed.infolist():
            data = packed.read(entry)
            if entry.filename == "[Content_Types].xml":
                for kind in (b"template.main+xml", b"slideshow.main+xml"):
                    data = data.replace(b"presentationml." + kind, b"presentationml.presentation.main+xml")
            copy.writestr(entry.filename, data)
    out.seek(0)
    return out


def template_theme(presentation: Any, path: Path, base: Theme, pictures: Path | None = None) -> Theme:
    """The theme that the layout is done with: `base` with the template's page, places, fonts, colours and look.

    `pictures` is the folder in which pictures of the template are kept for player, video and pages.

    Raises:
        InputError: the title or the list of the template leaves no room for evidence.
    """
    scale = presentation.slide_height / EMU / base.grid.height
    title, body = _title_placeholder(presentation, path), _body_placeholder(presentation)

    def points(length: int) -> float:
        return float(round(length / EMU / scale, 2))

    width = points(presentation.slide_width)
    margin = points(title.left)
    bottom = points(body.top + body.height) if body is not None else base.grid.body_bottom
    grid = base.grid.model_copy(
        update={
            "width": width,
            "margin": max(24.0, min(margin, width * 0.12)),
            "title_top": points(title.top),
            "title_height": max(points(title.height), min(base.grid.title_height, LEAST_TITLE)),
            "body_bottom": min(bottom, base.grid.footer_top - 10),
        }
    )
    if grid.body_bottom - grid.title_top - grid.title_height < 150:
        raise InputError(
            "the template's title leaves less than 150 points for what is shown",
            file=path,
            remedy="move the title of its first master up, or make its list higher",
        )
    layouts, slots = layouts_by_use(presentation), _scheme(presentation)
    looks = {name: look_of(layout, slots, scale, pictures) for name, layout in layouts.items()}
    colors = _colors(slots, base, looks["Title and list"].ground)
    openings = {}
    for kind, name in (("title", "Title"), ("section", "Section")):
        opening = _opening(layouts[name], looks[name], slots, kind, points)
        if opening is not None and layouts[name] is not layouts["Evidence"]:
            openings[kind] = opening[0]
            colors |= opening[1]
    scheme = {role: slot for role, slot in (("text", "tx1"), ("ground", "bg1")) if colors[role] == slots[slot]}
    if colors["accent"] == slots["accent1"]:
        scheme |= {"accent": "accent1", "code_keyword": "accent1"}
    return base.model_copy(
        update={
            "name": path.stem,
            "grid": grid,
            "scale": scale,
            "sans": _face(presentation, base.sans),
            "colors": colors,
            "scheme": scheme,
            "section_ground": "ground",
            "openings": openings,
            "backdrops": {name: look.shapes for name, look in looks.items()},
            "notes": _notes(path, layouts, looks),
        }
    )


def _notes(path: Path, layouts: dict[str, Any], looks: dict[str, LayoutLook]) -> list[str]:
    """Which layout is taken for what, and what of them only the deck shows."""
    names = {use: layouts[use].name for use in ("Title", "Section", "Title and list", "Evidence", "Comparison")}
    notes = [f"{path.name}: " + ", ".join(f"{use.lower()} on “{name}”" for use, name in names.items())]
    left = {layouts[use].name: look.left_out for use, look in looks.items() if look.left_out}
    if left:
        named = ", ".join(f"“{name}”" for name in left)
        notes.append(f"{path.name}: gradients, freeforms or words on the layouts {named} are shown by the deck alone")
    return notes


def _opening(
    layout: Any, look: LayoutLook, slots: dict[str, str], kind: str, points: Callable[[int], float]
) -> tuple[Opening, dict[str, str]] | None:
    """How a layout opens a talk or a section, with the colours that it brings; None where its title has no place."""
    title = next((placeholder for placeholder in layout.placeholders if is_title(placeholder)), None)
    if title is None or not title.width or not title.height:
        return None
    lines = [placeholder for placeholder in layout.placeholders if is_words(placeholder) and placeholder.width]
    below = max(lines, key=lambda placeholder: placeholder.width * placeholder.height, default=None)
    wishes = [*_title_colors(title, slots), slots["tx1"], slots["bg1"], "#000000", "#FFFFFF"]
    text = next((color for color in wishes if contrast(color, look.ground) >= READABLE), "#000000")
    dim = mixed(text, look.ground, 0.2)
    colors = {
        f"{kind}_ground": look.ground,
        f"{kind}_text": text,
        f"{kind}_dim": dim if contrast(dim, look.ground) >= READABLE else text,
    }

    def place(shape: Any) -> tuple[float, float, float, float]:
        return (points(shape.left), points(shape.top), points(shape.width), points(shape.height))

    node = title._element
    master = layout.slide_master
    usual = next((holder._element for holder in master.placeholders if is_title(holder)), node)
    styles = master._element.find(f"{_P}txStyles/{_P}titleStyle")
    levels = [*node.iter(f"{_A}lvl1pPr"), *([] if styles is None else styles.iter(f"{_A}lvl1pPr"))]
    align = next((value for value in (level.get("algn") for level in levels) if value), "")
    bodies = [body for body in (node.find(f".//{_A}bodyPr"), usual.find(f".//{_A}bodyPr")) if body is not None]
    anchor = next((value for value in (body.get("anchor") for body in bodies) if value), "")
    opening = Opening(
        ground=f"{kind}_ground",
        text=f"{kind}_text",
        dim=f"{kind}_dim",
        title=place(title),
        lines=place(below) if below is not None else None,
        align={"ctr": "center", "r": "right"}.get(align, "left"),
        anchor={"t": "top", "ctr": "middle"}.get(anchor, "bottom"),
    )
    return opening, colors


def _title_colors(title: Any, slots: dict[str, str]) -> list[str]:
    """The colours that a title placeholder gives its words."""
    found = []
    for fill in title._element.iter(f"{_A}solidFill"):
        for color in fill:
            value = color.get("val", "")
            found.append(slots.get(value, f"#{value.upper()}" if len(value) == 6 else slots["tx1"]))
    return found


def _title_placeholder(presentation: Any, path: Path) -> Any:
    for holder in (presentation.slide_master, *presentation.slide_layouts):
        for placeholder in holder.placeholders:
            if is_title(placeholder) and placeholder.width:
                return placeholder
    raise InputError("no layout of this template has a title", file=path, remedy="give its master a title placeholder")


def _body_placeholder(presentation: Any) -> Any | None:
    for placeholder in presentation.slide_master.placeholders:
        if is_words(placeholder) and placeholder.width:
            return placeholder
    return None


def _theme_part(presentation: Any) -> Any:
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml import parse_xml

    return parse_xml(presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)


def _face(presentation: Any, base: Face) -> Face:
    latin = _theme_part(presentation).find(f".//{_A}minorFont/{_A}latin")
    family = latin.get("typeface") if latin is not None else base.deck
    return base.model_copy(update={"deck": family, "widen": WIDER.get(family.lower(), UNKNOWN_WIDER)})


def _colors(slots: dict[str, str], base: Theme, ground: str) -> dict[str, str]:
    """The template's text and accent on the ground of its layout for lists; our other roles kept where they read well
    there."""
    wishes = (slots["tx1"], slots["bg1"], slots.get("tx2", "#000000"), "#000000", "#FFFFFF")
    text = next((color for color in wishes if contrast(color, ground) >= READABLE), "#000000")
    accent = slots["accent1"]
    shades = {"panel": 0.05, "line": 0.25, "track": 0.15, "tint": 0.1, "frame": 0.06}
    colors = dict(base.colors) | {role: mixed(ground, text, share) for role, share in shades.items()}

    def reads(color: str) -> bool:
        return all(contrast(color, behind) >= READABLE for behind in (ground, colors["panel"], colors["tint"]))

    for step in range(1, 10):  # an accent too pale for words is drawn towards the text's colour
        if reads(accent):
            break
        accent = mixed(slots["accent1"], text, step / 10)
    colors |= {"ground": ground, "text": text, "accent": accent, "code_keyword": accent}
    for role in ("muted", "code_string", "code_number", "code_comment", "code_name"):
        if not reads(colors[role]):
            colors[role] = text
    if contrast(colors["on_accent"], accent) < READABLE:
        colors["on_accent"] = max(("#000000", "#FFFFFF"), key=lambda color: contrast(color, accent))
    return colors


def _scheme(presentation: Any) -> dict[str, str]:
    """The colours of the template's scheme by the names that slides use for them (`tx1`, `bg1`, `accent1`, ...)."""
    slots = {node.tag.split("}")[1]: _value(node) for node in _theme_part(presentation).find(f".//{_A}clrScheme")}
    mapping = presentation.slide_master._element.find(f"{_P}clrMap").attrib
    return {name: slots[slot] for name, slot in mapping.items()}


def _value(slot: Any) -> str:
    """The colour of a slot of the scheme: its own value, or what the system's stood for when the file was saved."""
    node = slot[0]
    return "#" + str(node.get("lastClr") or node.get("val")).upper()
