"""Which layout of somebody's template is which: by its type, its name, and what its placeholders are.

A layout that was copied or edited in PowerPoint loses its type, and names are in the language of the office program, so
that none of the three suffices alone.
"""

from __future__ import annotations

import re
from typing import Any

_TYPES = {
    "title": "Title",
    "secHead": "Section",
    "obj": "Title and list",
    "tx": "Title and list",
    "titleOnly": "Evidence",
    "twoTxTwoObj": "Comparison",
    "twoObj": "Comparison",
}
_NAMES = {
    "Title": r"^(?:\d+_)?(?:title|cover|opening|front|start)(?:[ _-]*(?:slide|page))?\b"
    r"(?!.*(?:only|content|text|list|bullet|object|chart|table|picture|and|&|\+|with))"
    r"|titelfolie|deckblatt|diapositive de titre|diapositiva de t[ií]tulo|slide de t[ií]tulo"
    r"|标题幻灯片|タイトル スライド",
    "Section": r"\b(?:section|chapter|divider|separator|transition|part)\b|abschnitt|kapitel|trenn|titre de section"
    r"|secci[oó]n|se[cç][cç][aã]o|节标题|セクション",
    "Title and list": r"(?:title|titel|titre|t[ií]tulo|head(?:line|er|ing)?)\s*(?:and|&|\+|,|und|et|y|e|with)\s*"
    r"(?:the\s+)?"
    r"(?:content|text|bullet|list|object|body|inhalt|contenu|contenido|objetos|conte[uú]do)"
    r"|^(?:\d+_)?(?:content|text|bullets?|body|standard|default|inhalt)(?: slide| page| only)?$"
    r"|标题和内容|タイトルとコンテンツ",
    "Evidence": r"(?:title|header|headline|heading) only|only title|nur titel|titre seul|s[oó]lo (?:el )?t[ií]tulo"
    r"|(?:somente|apenas) t[ií]tulo|仅标题|タイトルのみ",
    "Comparison": r"compar|vergleich|two content|two col|zwei inhalte|deux contenus|dos objetos|两栏内容|比较",
}
_UNFIT = re.compile(
    r"section|chapter|divider|title slide|cover|end\b|thank|closing|quote|blank|picture|photo|image|caption|vertical|"
    r"contact|agenda|team|logo|break|full|titelfolie|abschnitt|leer|zitat|bild",
    re.IGNORECASE,
)
"""Words in a layout's name that say it is for something else than plain evidence."""


def layouts_by_use(presentation: Any) -> dict[str, Any]:
    """The template's layouts by the names of ours.

    Each is the one of that type, else of that name, else whose placeholders fit best; a list never goes on a layout for
    titles or sections while there is another.
    """
    titled = [layout for layout in presentation.slide_layouts if any(map(is_title, layout.placeholders))]
    found: dict[str, Any] = {}
    for use in ("Title and list", "Evidence", "Comparison", "Title", "Section"):
        best = max(titled, key=lambda layout: (_fitness(layout, use, presentation), -titled.index(layout)))
        if _fitness(best, use, presentation) > 0:
            found[use] = best
    usual = found.get("Evidence") or found.get("Title and list") or titled[0]
    for use in ("Evidence", "Title and list", "Title", "Section", "Statement", "Comparison"):
        found.setdefault(use, found.get("Title and list", usual) if use == "Evidence" else usual)
    return found


def _fitness(layout: Any, use: str, presentation: Any) -> float:
    """How well a layout serves a use; 0 or less where it does not."""
    kind = _TYPES.get(layout._element.get("type") or "")
    name = layout.name or ""
    words = [placeholder for placeholder in layout.placeholders if is_words(placeholder)]
    large = [placeholder for placeholder in words if _share(placeholder, presentation) >= 0.2]
    opening = use in ("Title", "Section")
    points = 0.0
    if kind == use:
        points += 4
    elif kind is not None:
        points -= 4
    if re.search(_NAMES[use], name, re.IGNORECASE):
        points += 3
    elif any(re.search(pattern, name, re.IGNORECASE) for other, pattern in _NAMES.items() if other != use):
        points -= 2
    if not opening and _UNFIT.search(name):
        points -= 5
    pictures = sum(1 for placeholder in layout.placeholders if _is_picture(placeholder))
    if use == "Title and list":
        points += 2 if len(large) == 1 and len(words) == 1 else 1 if len(large) == 1 else -3
    elif use == "Evidence":
        points += 2 if not words and not pictures else -2
    elif use == "Comparison":
        points += 1.5 if len(words) >= 4 else 1 if len(large) >= 2 else -3
    elif use == "Title":
        points += 1.5 if any(map(is_center_title, layout.placeholders)) else -1
        points -= 2 if large and not any(map(is_center_title, layout.placeholders)) else 0
    elif not points > 0:
        return -1
    return points - 0.5 * pictures


def is_title(placeholder: Any) -> bool:
    """Whether a placeholder is for the title."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    return placeholder.placeholder_format.type in (KIND.TITLE, KIND.CENTER_TITLE)


def is_center_title(placeholder: Any) -> bool:
    """Whether a placeholder is for the title of a title slide."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    return bool(placeholder.placeholder_format.type == KIND.CENTER_TITLE)


def is_words(placeholder: Any) -> bool:
    """Whether a placeholder is for a list or other words."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    return placeholder.placeholder_format.type in (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE)


def _is_picture(placeholder: Any) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    return placeholder.placeholder_format.type in (KIND.PICTURE, KIND.CHART, KIND.TABLE, KIND.MEDIA_CLIP)


def _share(placeholder: Any, presentation: Any) -> float:
    """Which part of the page a placeholder takes."""
    if not placeholder.width or not placeholder.height:
        return 0.0
    return float(placeholder.width * placeholder.height / (presentation.slide_width * presentation.slide_height))
