"""Rules about what a file holds and no slide shows: drawings, films, links that lead nowhere, words above the pages."""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.lint.rules.other_tools import MOVING, TICKS, place_of
from plainspoken.script.model import Code, Picture, Source, Table
from plainspoken.script.page.blocks import read_blocks
from plainspoken.script.page.front_matter import declared_length, read_front_matter
from plainspoken.script.page.graph_description import NotDrawnError
from plainspoken.script.page.graph_languages import describe_graph, graph_language
from plainspoken.script.page.internal_links import names_of, runs_of
from plainspoken.script.sources import is_template
from plainspoken.script.template.source_positions import Locator

_UNDRAWN = frozenset(
    {
        *("dot", "graphviz", "gv", "mermaid", "mmd", "plantuml", "puml", "vega", "vega-lite", "d2", "tikz", "chart"),
        *("sequence", "flow", "wavedrom", "ditaa", "nomnoml"),
    }
)
"""Languages of drawings."""


@rule(
    "PS703",
    "not-drawn",
    "page",
    bad="""
    ## One

    ```plantuml
    A -> B
    ```

    A speaks to B.
    """,
    good="""
    ## One

    ```diagram talk One box leads to another
    A -> B
    ```

    A speaks to B.
    """,
)
def not_drawn(view: LintedPage) -> Iterator[Finding]:
    """A drawing or a film would not be shown as such.

    Flowcharts and state diagrams of Mermaid and graphs of Graphviz are drawn as our own `diagram` blocks are. Other
    diagrams, and blocks of PlantUML and the like, are shown as the code that they are; a drawing that another program
    made can be shown as a picture. Films and frames of HTML are left out. Pictures in a table's cells are shown beside
    the table.
    """
    tables = [item.at for item in view.page.items if isinstance(item, Table)]
    for item in view.page.items:
        if isinstance(item, Code) and item.language.strip("{}. ").lower() in _UNDRAWN:
            yield _undrawn(item)
        elif isinstance(item, Code) and item.language.startswith("{"):
            yield Finding(
                "PS703", f"this {item.language} block is shown as code: nothing here runs or obeys it", item.at
            )
        elif isinstance(item, Picture) and any(at.line <= item.at.line <= at.end_line for at in tables):
            yield Finding("PS703", "this picture is in a table's cell, and is shown beside the table", item.at)
    lines = view.manuscript.texts.lines(view.page.at.file)
    for number in range(view.page.at.line, min(view.page.at.end_line, len(lines)) + 1):
        for match in MOVING.finditer(TICKS.sub(lambda code: " " * len(code[0]), lines[number - 1])):
            what = f"<{match[1].lower()}> is left out: films and embedded pages are not shown"
            yield Finding("PS703", what, place_of(view.page.at.file, number, *match.span()))


def _undrawn(item: Code) -> Finding:
    """The finding of a block that is shown as code; why, and at the line concerned, where its language is read here."""
    what = f"this {item.language} block is shown as code, and not drawn"
    if (language := graph_language(item.language)) is not None:
        try:
            describe_graph(language, item.text)
        except NotDrawnError as error:
            line = item.at.line + error.line
            at = Source(file=item.at.file, line=line, column=1, end_line=line, end_column=2)
            return Finding("PS703", f"{what}: {error}", at)
    return Finding("PS703", what, item.at)


@rule(
    "PS704",
    "dead-link",
    "talk",
    bad="""
    ## One

    - see [the end](#the-end)

    Here is how it learned.
    """,
    good="""
    ## One

    - see [the end](#the-end)

    Here is how it learned.

    ## The end

    That was all.
    """,
)
class DeadLink:
    """A link within the talk leads to no page of it.

    `[words](#page)` leads to the page with that id, title (in lower case, with hyphens for spaces) or `{#name}`. In the
    deck and the player these words are no link.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.names: set[str] = set()
        self.links: list[tuple[str, Source]] = []

    def page(self, view: LintedPage) -> None:
        """Note the page's names and its links."""
        self.names |= names_of(view.page)
        for item in view.page.items:
            self.links += [(run.link, item.at) for run in runs_of(item) if run.link and run.link.startswith("#")]

    def end(self) -> Iterator[Finding]:
        """Report the links that lead nowhere."""
        for link, at in self.links:
            if link[1:] not in self.names:
                yield Finding("PS704", f"no page of this talk is called {link}", at)


@rule(
    "PS705",
    "above-the-first-page",
    "source",
    bad="""
    These words are above the first page.

    ## One

    Here is how it learned.
    """,
    good="""
    limit: 250 words

    ## One

    Here is how it learned.
    """,
)
def above_the_first_page(file: str, text: str, manuscript: LintedScript) -> Iterator[Finding]:
    """Words above the first heading are neither spoken nor shown.

    They are a preamble, which may declare the script's length. Put a heading above them, or make them a comment.
    """
    if is_template(file):
        return
    _, start = read_front_matter(text, file)
    blocks = read_blocks(text, start).blocks
    first = next((at for at, block in enumerate(blocks) if block.kind in ("heading", "break")), None)
    if first is None or blocks[first].kind == "break":
        return
    locator = Locator(text, {file: text}, file)
    above = [
        ("\n".join(text[a:b] for a, b in block.lines), locator.source(block.start, block.end))
        for block in blocks[:first]
    ]
    if above and declared_length(above) is None:
        yield Finding("PS705", "this text is neither spoken nor shown: it stands above the first heading", above[0][1])
