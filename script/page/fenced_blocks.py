"""Fenced blocks: diagrams, code of the page's own, and code from a module or a file."""

from __future__ import annotations

from plainspoken.base.errors import InputError
from plainspoken.script.model import Code, Diagram, Number
from plainspoken.script.page.blocks import Block
from plainspoken.script.page.graph_description import NotDrawnError
from plainspoken.script.page.graph_languages import describe_graph, graph_language
from plainspoken.script.page.inline_text import number_of
from plainspoken.script.page.rendered_file import RenderedFile
from plainspoken.script.page.spoken_tokens import said


def fenced_item(block: Block, manuscript: RenderedFile) -> Code | Diagram | None:
    """What a fenced block shows; nothing when it is empty."""
    text = "\n".join(manuscript.plain(*line) for line in block.lines)
    info = manuscript.ledger.shown(block.info) if manuscript.ledger else block.info
    language, _, rest = info.partition(" ")
    at = manuscript.locator.source(block.start, block.end)
    if language == "diagram":
        name, _, alt = rest.strip().partition(" ")
        alt = alt.strip().strip('"')
        return Diagram(name=name, text=text, alt=alt, numbers=values_in(block, manuscript), column=block.column, at=at)
    graph = graph_language(language)
    language = graph or language
    if graph and text.strip():
        try:
            described = describe_graph(graph, text)
        except NotDrawnError:  # it is shown as code, and PS703 says so
            described = ""
        if described:
            numbers = values_in(block, manuscript)
            return Diagram(name=graph, text=described, numbers=numbers, column=block.column, at=at)
    if rest.split(maxsplit=1)[:1] == ["from"]:
        if text.strip():
            raise InputError(
                f"this block takes its code from {rest.split()[1]} and holds some of its own"
                if rest.split()[1:]
                else "this block holds code of its own and says `from`",
                remedy="leave the block empty, or write the language alone above it",
                file=at.file,
                line=at.line,
                column=at.column,
            )
        quoted, origin = manuscript.quotes(info, at)
        return Code(language=language, text=quoted, origin=origin, column=block.column, at=at)
    if text.strip():
        return Code(language=language, text=text, numbers=values_in(block, manuscript), column=block.column, at=at)
    return None


def values_in(block: Block, manuscript: RenderedFile) -> list[Number]:
    """The values in a block that is not read as prose; its other digits are code, and nobody's claim."""
    ledger = manuscript.ledger
    if ledger is None:
        return []
    found = []
    for at in range(block.start, block.end):
        phrase = ledger.phrase(manuscript.text[at])
        if phrase is not None and phrase.value is not None:
            place = manuscript.locator.source(at, at + 1)
            found.append(number_of(phrase, phrase.shown, said(phrase.saying, manuscript), place))
    return found
