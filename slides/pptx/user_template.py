"""A deck of the user's own as template: its page, master, layouts, fonts and colours carry our slides.

The layout is done on a page 540 points high with the template's proportions; where the template has its title and
its list there ours go too, in its fonts and the colours of its scheme.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.slides.layout.check_layout import READABLE, contrast
from plainspoken.slides.layout.theme import EMU, Face, Theme

WIDER = {"calibri": 1.0, "carlito": 1.0, "arial narrow": 1.0, "aptos": 1.12, "arial": 1.14, "helvetica": 1.14}
"""Average width of known families beside Carlito's, which measures for them (mean advance of English text)."""
LEAST_TITLE = 80.0
"""A template's title has at least this much height, in points: two lines of 36."""
UNKNOWN_WIDER = 1.25
"""For families that are not known: Verdana, the widest in common use, is 1.25 times as wide as Carlito."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def open_template(path: Path) -> Any:
    """Open a `.pptx` as a template: its slides are left out, its master and layouts stay.

    Raises:
        InputError: there is no such file, it is not a PowerPoint deck, or no layout of it has a title.
    """
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    try:
        presentation = Presentation(str(path))
    except (PackageNotFoundError, KeyError, ValueError):
        reason = "not a PowerPoint deck" if path.is_file() else "no template here"
        raise InputError(reason, file=path, remedy="name a .pptx file under [slides] template") from None
    listed = presentation.slides._sldIdLst
    for entry in list(listed):
        presentation.part.drop_rel(entry.rId)
        listed.remove(entry)
    for node in presentation.part._element.findall(f"{_P}extLst"):
        presentation.part._element.remove(node)  # sections of slides that are gone
    _title_placeholder(presentation, path)
    return presentation


def template_theme(presentation: Any, path: Path, base: Theme) -> Theme:
    """The theme that the layout is done with: `base` with the template's page, places, fonts and colours.

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
    colors = _colors(presentation, base)
    scheme = {"text": "tx1", "ground": "bg1"}
    if colors["accent"] == _scheme(presentation)["accent1"]:
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
        }
    )


def layouts_by_use(presentation: Any) -> dict[str, Any]:
    """The template's layouts by the names of ours: by their type, else by the placeholders that they have."""
    found: dict[str, Any] = {}
    kinds = {
        "title": "Title",
        "secHead": "Section",
        "obj": "Title and list",
        "titleOnly": "Evidence",
        "twoTxTwoObj": "Comparison",
    }
    for layout in presentation.slide_layouts:
        name = kinds.get(layout._element.get("type") or "")
        if name and name not in found and any(_is_title(placeholder) for placeholder in layout.placeholders):
            found[name] = layout
    for layout in presentation.slide_layouts:
        if not any(_is_title(placeholder) for placeholder in layout.placeholders):
            continue
        words = sum(1 for placeholder in layout.placeholders if _is_words(placeholder))
        found.setdefault("Evidence" if words == 0 else "Title and list" if words == 1 else "Comparison", layout)
    usual = found.get("Evidence") or found.get("Title and list") or next(iter(found.values()))
    for name in ("Evidence", "Title and list", "Title", "Section", "Statement", "Comparison"):
        found.setdefault(name, usual)
    return found


def _is_title(placeholder: Any) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    return placeholder.placeholder_format.type in (KIND.TITLE, KIND.CENTER_TITLE)


def _is_words(placeholder: Any) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    return placeholder.placeholder_format.type in (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE)


def _title_placeholder(presentation: Any, path: Path) -> Any:
    for holder in (presentation.slide_master, *presentation.slide_layouts):
        for placeholder in holder.placeholders:
            if _is_title(placeholder) and placeholder.width:
                return placeholder
    raise InputError("no layout of this template has a title", file=path, remedy="give its master a title placeholder")


def _body_placeholder(presentation: Any) -> Any | None:
    for placeholder in presentation.slide_master.placeholders:
        if _is_words(placeholder) and placeholder.width:
            return placeholder
    return None


def _theme_part(presentation: Any) -> Any:
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE

    return etree.fromstring(presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)


def _face(presentation: Any, base: Face) -> Face:
    latin = _theme_part(presentation).find(f".//{_A}minorFont/{_A}latin")
    family = latin.get("typeface") if latin is not None else base.deck
    return base.model_copy(update={"deck": family, "widen": WIDER.get(family.lower(), UNKNOWN_WIDER)})


def _colors(presentation: Any, base: Theme) -> dict[str, str]:
    """The template's text, ground and accent; our other roles kept where they read well on its ground."""
    slots = _scheme(presentation)
    ground, text, accent = slots["bg1"], slots["tx1"], slots["accent1"]
    shades = {"panel": 0.05, "line": 0.25, "track": 0.15, "tint": 0.1, "frame": 0.06}
    colors = dict(base.colors) | {role: _mixed(ground, text, share) for role, share in shades.items()}

    def reads(color: str) -> bool:
        return all(contrast(color, behind) >= READABLE for behind in (ground, colors["panel"], colors["tint"]))

    for step in range(1, 10):  # an accent too pale for words is drawn towards the text's colour
        if reads(accent):
            break
        accent = _mixed(slots["accent1"], text, step / 10)
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


def _mixed(first: str, second: str, share: float) -> str:
    parts = [(int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)
