"""A talk's pages and templates as the checks of its words read them: outlines, and every reading of each sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.readings import SentenceReading, readings_of
from plainspoken.script.lint.truth.template_outline import TemplateOutline, TextUnit, read_outline, sentences_of

_READ = frozenset({"title", "section", "paragraph", "bullet", "quote", "cell", "alt", "caption", "diagram"})


def outlines(file: str, text: str, script: LintedScript) -> Iterator[TemplateOutline]:
    """The outline of a file of a talk that quotes results; nothing for any other."""
    if script.bound and is_page(file):
        yield read_outline(file, text)


def is_page(file: str) -> bool:
    """Whether a file of a talk is a page or a template of its own, and neither its settings nor a ready-made one."""
    return file.endswith((".md", ".j2", ".jinja", ".jinja2")) and not file.startswith("plainspoken/")


def readings(outline: TemplateOutline) -> list[tuple[TextUnit, SentenceReading]]:
    """Every reading of every sentence that is shown or said."""
    return _readings(outline)


@lru_cache(maxsize=64)
def _readings(outline: TemplateOutline) -> list[tuple[TextUnit, SentenceReading]]:
    return list(_all_readings(outline))


def _all_readings(outline: TemplateOutline) -> Iterator[tuple[TextUnit, SentenceReading]]:
    for unit in outline.units:
        if unit.kind in _READ:
            for sentence in sentences_of(unit):
                for reading in readings_of(sentence, outline.variables):
                    yield unit, reading
