"""The slides of a talk, laid out once for all of its outputs."""

from __future__ import annotations

from pathlib import Path

from plainspoken.base.files import fingerprint
from plainspoken.script.model import Picture, Script
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.picture_files import FOLDER as PICTURES
from plainspoken.slides.layout.theme import Theme, read_theme
from plainspoken.slides.settings import SlideSettings

_last: tuple[str, list[SlideLayout], Theme] | None = None


def laid_out(script: Script, settings: SlideSettings, *, build: Path, folder: Path) -> tuple[list[SlideLayout], Theme]:
    """The slides of a script and the theme that they are laid out in; the last ones are remembered.

    Args:
        script: the rendered script.
        settings: the `[slides]` table.
        build: the talk's build folder, which figures' paths are relative to.
        folder: the talk's own folder.

    Raises:
        InputError: there is no such theme, or pages cannot be laid out.
    """
    global _last
    theme = theme_of(settings, folder, build)
    key = fingerprint(
        script.model_dump_json(),
        theme.model_dump_json(),
        settings.model_dump_json(),
        str(build.resolve()),
        str(folder.resolve()),
        *_stamps(script, build, folder),
    )
    if _last is None or _last[0] != key:
        layouts = layout_script(
            script, theme, build=build, folder=folder, marking=settings.marks, colors=settings.colours
        )
        _last = (key, layouts, theme)
    return _last[1], _last[2]


def theme_of(settings: SlideSettings, folder: Path, build: Path) -> Theme:
    """The theme that a talk is laid out in.

    Raises:
        InputError: there is no such theme, template or font.
    """
    theme = read_theme(settings.theme_in(folder), settings.variant)
    template = settings.template_file(folder)
    if template is not None:
        from plainspoken.slides.pptx.package import as_powerpoint_writes
        from plainspoken.slides.pptx.user_template import open_template, template_theme

        opened = open_template(template)
        with as_powerpoint_writes(template):
            theme = template_theme(opened, template, theme, build / PICTURES)
    if settings.fonts:
        from plainspoken.slides.layout.fallback_fonts import font_files

        theme = theme.model_copy(update={"fallbacks": font_files(settings.fonts, folder)})
    return theme


def _stamps(script: Script, build: Path, folder: Path) -> list[str]:
    """Size and time of every picture file that the script names as it lies there."""
    stamps = []
    for page in script.pages:
        for item in page.items:
            if isinstance(item, Picture):
                try:
                    state = ((folder if item.own else build) / item.path).stat()
                    stamps.append(f"{item.path} {state.st_size} {state.st_mtime_ns}")
                except (OSError, ValueError):
                    stamps.append(item.path)
    return stamps
