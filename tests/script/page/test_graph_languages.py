from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.script.model import Code, Diagram
from plainspoken.script.page.dot_graph import description_of_dot
from plainspoken.script.page.graph_description import NotDrawnError
from plainspoken.script.page.graph_languages import describe_graph, graph_language
from plainspoken.script.page.mermaid_graph import description_of_mermaid
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "graph LR\n A[Input] --> B{Valid?}\n B -->|Yes| C(Process)\n B -- No --> A",
            "flow right; n1 = Input; n2 = Valid? [soft]; n3 = Process; n1 -> n2; n2 -> n3 : Yes; n2 -> n1 : No",
        ),
        (
            "flowchart TD; A-->B; B-.->C & D",
            "flow down; n1 = A; n2 = B; n3 = C; n4 = D; n1 -> n2; n2 --> n3; n2 --> n4",
        ),
        (
            "graph TD\n A --- B\n B <--> C\n C ~~~ D",
            "flow down; n1 = A; n2 = B; n3 = C; n4 = D; n1 -- n2; n2 -> n3; n3 -> n2",
        ),
        (
            "graph LR\n A-.mixed in.->B\n A--plainly-->C",
            "flow right; n1 = A; n2 = B; n3 = C; n1 --> n2 : mixed in; n1 -> n3 : plainly",
        ),
        (
            'graph LR\n A["Conv [3x3] | 64<br>stride 2"]:::x --> B\n %% no\n classDef x fill:#f00',
            "flow right; n1 = Conv \\[3x3\\] \\| 64 | stride 2; n2 = B; n1 -> n2",
        ),
        (
            "graph LR\n subgraph one [The encoder]\n a-->b\n end\n b --> c",
            "flow right; n1 = a; n2 = b; n3 = c; n1 -> n2; n2 -> n3; group The encoder: n1, n2",
        ),
        (
            "---\ntitle: How it flows\n---\nflowchart LR\n A --> B",
            "# How it flows; flow right; n1 = A; n2 = B; n1 -> n2",
        ),
        (
            "graph LR\n A[#quot;quoted#quot; &amp; more] --> B((+))",
            'flow right; n1 = "quoted" & more; n2 = + [op]; n1 -> n2',
        ),
        (
            "stateDiagram-v2\n [*] --> Still\n Still --> Moving : push",
            "flow down; n1 = ● [plain]; n2 = Still; n3 = Moving; n1 -> n2; n2 -> n3 : push",
        ),
    ],
)
def test_flowcharts_of_mermaid_are_descriptions_of_ours(text: str, lines: str) -> None:
    assert description_of_mermaid(text).replace("\n", "; ") == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            'digraph { rankdir=LR; a -> b -> c; b -> d [label="maybe", style=dashed]; '
            'd [label="End\\nstate" shape=diamond] }',
            "flow right; n1 = a; n2 = b; n3 = c; n4 = End | state [soft]; n1 -> n2; n2 -> n3; n2 --> n4 : maybe",
        ),
        ("graph { a -- b; b -- c [style=dotted] }", "flow down; n1 = a; n2 = b; n3 = c; n1 -- n2; n2 .. n3"),
        (
            "digraph g { // what\n label=All; subgraph cluster_1 { label=In; x -> y } "
            "y -> {z w}; edge [style=invis] z -> w }",
            "# All; flow down; n1 = x; n2 = y; n3 = z; n4 = w; n1 -> n2; n2 -> n3; n2 -> n4; group In: n1, n2",
        ),
        (
            'strict digraph "a" { s [shape=record label="{in|<p> out}"]; s:p:n -> "x y" [dir=back] }',
            "flow down; n1 = in \\| out; n2 = x y; n2 -> n1",
        ),
    ],
)
def test_graphs_of_graphviz_are_descriptions_of_ours(text: str, lines: str) -> None:
    assert description_of_dot(text).replace("\n", "; ") == lines


@pytest.mark.parametrize(
    ("language", "text", "line", "reason"),
    [
        ("mermaid", "sequenceDiagram\n A->>B: hello", 1, "sequenceDiagram"),
        ("mermaid", "pie title Pets", 1, "kind 'pie'"),
        ("mermaid", "graph TD\n A --> A", 2, "to itself"),
        ("mermaid", "graph TD\n A --> B\n B -->", 3, "is not a box"),
        ("mermaid", "graph TD\n subgraph one\n subgraph two\n a\n end\n end", 3, "within another"),
        ("mermaid", "graph TD\n subgraph one\n a\n end\n one --> b", 2, "subgraph 'one'"),
        ("mermaid", "", 1, "empty"),
        ("dot", "digraph {\n a [label=<b>] }", 2, "HTML"),
        ("dot", "digraph { a -> b", 1, "not closed"),
        ("dot", "digraph {\n a -> a }", 2, "to itself"),
        ("dot", "a -> b", 1, "neither a graph"),
    ],
)
def test_what_is_not_drawn_is_said_with_its_line(language: str, text: str, line: int, reason: str) -> None:
    with pytest.raises(NotDrawnError, match=reason) as error:
        describe_graph(language, text)
    assert error.value.line == line


def test_a_block_is_a_diagram_or_the_code_that_it_is() -> None:
    blocks = ("```{mermaid}\ngraph LR\n A --> B", "```graphviz\ndigraph { a -> b }", "```mermaid\npie")
    page = "## One\n\n" + "\n```\n\n".join(blocks) + "\n```\n\nSaid.\n"
    first, second, third = render_text(page, ScriptSettings()).script.pages[0].items
    assert isinstance(first, Diagram) and first.name == "mermaid"
    assert isinstance(second, Diagram) and second.name == "dot"
    assert isinstance(third, Code) and third.text == "pie"
    assert graph_language("python") is None


@given(st.text(alphabet="abAB-><=|.&[](){}\"'%;:~#\\ \nsubgraphend", max_size=80))
def test_any_text_is_described_or_refused(text: str) -> None:
    for language, head in (("mermaid", "graph TD\n"), ("dot", "digraph {\n"), ("mermaid", ""), ("dot", "")):
        try:
            describe_graph(language, head + text)
        except NotDrawnError as error:
            assert 1 <= error.line <= head.count("\n") + text.count("\n") + 1
