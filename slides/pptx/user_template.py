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
from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.check_layout import READABLE
from plainspoken.slides.layout.patterns import foot_role
from plainspoken.slides.layout.theme import EMU, Opening, Theme, contrast, mixed
from plainspoken.slides.pptx.template_layouts import is_title, is_words, layouts_by_use
from plainspoken.slides.pptx.template_look import LayoutLook, look_of
from plainspoken.slides.pptx.template_places import families, fields_to_shapes, grid_of, title_setting, type_scale

WIDER = {
    "calibri": (1.0, 1.0),
    "carlito": (1.0, 1.0),
    "arial narrow": (1.0, 1.0),
    "aptos": (1.12, 1.14),
    "arial black": (1.4, 1.5),
    "arial": (1.14, 1.18),
    "helvetica": (1.14, 1.18),
    "times": (1.02, 1.04),
    "cambria": (1.06, 1.1),
}
"""Average width of known families and of their bold faces beside Carlito's, which measures for them (mean advance of
English text). A name stands for all that begin with it."""
UNKNOWN_WIDER = (1.25, 1.38)
"""For families that are not known: Verdana, the widest in common use, and DejaVu, which is shown in place of many, are
so much wider than Carlito."""
_EVIDENCE = ("Title and list", "Evidence", "Comparison", "Statement")
"""The layouts, by the names of ours, whose slides have their title in its usual place."""
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
            reason, file=path, remedy="open it in PowerPoint or LibreOffice and save it again as .pptx"
        ) from None
    if not layouts:
        raise InputError("this deck has no layouts", file=path, remedy="take one with a slide master")
    listed = presentation.slides._sldIdLst
    links = list(dict.fromkeys(entry.rId for entry in listed))
    for entry in list(listed):
        listed.remove(entry)
    for link in links:  # after them: each looks through all entries for others of its kind
        presentation.part.drop_rel(link)
    for node in presentation.part._element.findall(f"{_P}extLst"):
        presentation.part._element.remove(node)  # sections of slides that are gone
    _disarm(presentation)
    _require_title(presentation, path)
    fields_to_shapes(presentation)
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
                f"this template unpacks to {unpacked >> 20:,} MB; the limit is {LARGEST_TEMPLATE >> 20}",
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
    """
    scale = presentation.slide_height / EMU / base.grid.height

    def points(length: int) -> float:
        return float(round(length / EMU / scale, 2))

    layouts, slots = layouts_by_use(presentation), _scheme(presentation)
    looks = {name: look_of(layout, slots, scale, pictures) for name, layout in layouts.items()}
    usual, plain = layouts["Title and list"], [looks["Title and list"], looks["Evidence"]]
    obstacles = [box for look in plain for box in (*(shape.box for shape in look.shapes), *look.unseen)]
    grid = grid_of(usual, base.grid, points(presentation.slide_width), points, obstacles)
    colors = _colors(slots, base, plain[0].ground)
    title = next(placeholder for placeholder in usual.placeholders if is_title(placeholder))
    colors["title"] = _readable(
        [colors["text"], *_title_colors(title, slots)], [looks[name].ground_at(grid.title) for name in _EVIDENCE]
    )
    number = Box(grid.right - 80, grid.footer_top, 80, grid.footer_height)
    section = Box(grid.margin, grid.footer_top, grid.inner * 0.3, grid.footer_height)
    for name, look in looks.items():
        grounds = [look.ground_at(box) for box in (number, section)]
        colors[foot_role(name)] = _readable([colors["muted"], colors["text"]], grounds)
    openings = {}
    for kind, name in (("title", "Title"), ("section", "Section")):
        opening = _opening(layouts[name], looks[name], slots, kind, points)
        if opening is not None and layouts[name] is not layouts["Evidence"]:
            openings[kind] = opening[0]
            colors |= opening[1]
    scheme = {role: slot for role, slot in (("text", "tx1"), ("ground", "bg1")) if colors[role] == slots[slot]}
    if colors["accent"] == slots["accent1"]:
        scheme |= {"accent": "accent1", "code_keyword": "accent1"}
    headings, body, named = families(usual, _theme_part(presentation))
    widths = [max(pair) for pair in zip(_widening(headings), _widening(body), strict=True)]
    setting = title_setting(title, presentation.slide_master)
    return base.model_copy(
        update={
            "name": path.stem,
            "grid": grid,
            "type": type_scale(usual, base.type, points),
            "scale": scale,
            "sans": base.sans.model_copy(update={"deck": body, "widen": widths[0], "widen_bold": widths[1]}),
            "names_sans": named,
            "colors": colors,
            "scheme": scheme,
            "section_ground": "ground",
            "title_color": "title",
            "title_align": setting.align,
            "title_anchor": setting.anchor,
            "openings": openings,
            "backdrops": {name: look.shapes for name, look in looks.items()},
            "notes": _notes(path, layouts, looks),
        }
    )


def _readable(wishes: list[str], grounds: list[str]) -> str:
    """The first of `wishes` that reads on every ground, else what reads best there: black, white, or one of them."""
    read = [color for color in wishes if all(contrast(color, ground) >= READABLE for ground in grounds)]
    choices = [*wishes, "#000000", "#FFFFFF"]
    return read[0] if read else max(choices, key=lambda color: min(contrast(color, ground) for ground in grounds))


def _widening(family: str) -> tuple[float, float]:
    """How much wider than Carlito a family and its bold face are."""
    return next((width for name, width in WIDER.items() if family.lower().startswith(name)), UNKNOWN_WIDER)


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

    def place(shape: Any) -> tuple[float, float, float, float]:
        return (points(shape.left), points(shape.top), points(shape.width), points(shape.height))

    ground = look.ground_at(Box(*place(title)))
    text = _readable([*_title_colors(title, slots), slots["tx1"], slots["bg1"]], [ground])
    under = look.ground_at(Box(*place(below))) if below is not None else ground
    dim = _readable([mixed(text, under, 0.2), text], [under])
    colors = {
        f"{kind}_ground": look.ground,
        f"{kind}_text": text,
        f"{kind}_dim": dim,
    }

    setting = title_setting(title, layout.slide_master)
    opening = Opening(
        ground=f"{kind}_ground",
        text=f"{kind}_text",
        dim=f"{kind}_dim",
        title=place(title),
        lines=place(below) if below is not None else None,
        align=setting.align,
        anchor=setting.anchor,
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


def _require_title(presentation: Any, path: Path) -> None:
    for layout in presentation.slide_layouts:
        if any(is_title(placeholder) and placeholder.width for placeholder in layout.placeholders):
            return
    raise InputError("no layout of this template has a title", file=path, remedy="give its master a title placeholder")


def _theme_part(presentation: Any) -> Any:
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml import parse_xml

    return parse_xml(presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)


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

    for step in range(1, 11):  # an accent too pale for words is drawn towards the text's colour
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
