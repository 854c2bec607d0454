"""The languages of graphs that fenced blocks may be in, beside that of our own diagrams."""

from __future__ import annotations

from plainspoken.script.page.dot_graph import description_of_dot
from plainspoken.script.page.mermaid_graph import description_of_mermaid

_READERS = {"mermaid": description_of_mermaid, "dot": description_of_dot}
_NAMES = {"mermaid": "mermaid", "mmd": "mermaid", "dot": "dot", "graphviz": "dot", "gv": "dot"}


def graph_language(info: str) -> str | None:
    """The language of a graph by the first word above a block: `mermaid`, `{mermaid}`, `{.dot}`; None for others."""
    return _NAMES.get(info.strip("{}. ").lower())


def describe_graph(language: str, text: str) -> str:
    """The description, in our language of diagrams, of a graph in another.

    Raises:
        NotDrawnError: it has what no diagram here can show, with the line in the block.
    """
    return _READERS[language](text)
