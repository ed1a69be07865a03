"""The graph in other programs' languages."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from kb.graph.export import (
    Graph,
    GraphEdge,
    GraphNode,
    dot_quoted,
    mermaid_quoted,
    to_dot,
    to_mermaid,
)

DOT_LABEL = re.compile(r'"(?:[^"\\\n]|\\.)*"')
MERMAID_LABEL = re.compile(r'"[^"#;\n`<>&\\]*(?:#\d+;[^"#;\n`<>&\\]*)*"')
NAMES = st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ['a "quoted" name', "a\\", "end", "&lt;b&gt;", "`x`", "#quot;", "[[a]]|b", "%%{init}%%", "\\N"]
)


def shown(text: str) -> str:
    """Returns what a program can draw of a name."""
    drawn = (each if each.isprintable() or each.isspace() else " " for each in text)
    return " ".join("".join(drawn).split())


@given(NAMES)
def test_graphviz_reads_a_label_as_the_name_it_was(name: str) -> None:
    label = dot_quoted(name)
    assert DOT_LABEL.fullmatch(label)
    assert html.unescape(re.sub(r"\\(.)", r"\1", label[1:-1])) == shown(name)


@given(NAMES)
def test_mermaid_reads_a_label_as_the_name_it_was(name: str) -> None:
    label = mermaid_quoted(name)
    assert MERMAID_LABEL.fullmatch(label)
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label[1:-1]).strip() == shown(name)


def node(name: str, title: str, path: str | None) -> GraphNode:
    return GraphNode(id=name, title=title, path=path, tags=(), cards=0, retrievability=None)


GRAPH = Graph(
    nodes=(node("n1", 'The "loop"', "loop.md"), node("m1", "I/O", None)),
    edges=(
        GraphEdge(source="n1", target="m1", relation="Requires"),
        GraphEdge(source="n1", target="m1", relation="mentions"),
    ),
)


def test_dot_has_a_line_for_each_concept_and_pair() -> None:
    assert to_dot(GRAPH) == (
        "digraph kb {\n"
        "  node [shape=box];\n"
        '  n1 [label="The \\"loop\\""];\n'
        '  m1 [label="I/O", style=dashed];\n'
        '  n1 -> m1 [label="Requires, mentions"];\n'
        "}\n"
    )


def test_mermaid_has_a_line_for_each_concept_and_pair() -> None:
    assert to_mermaid(GRAPH) == (
        "flowchart LR\n"
        '  n1["The #34;loop#34;"]\n'
        '  m1["I#47;O"]\n'
        '  n1 -->|"Requires#44; mentions"| m1\n'
        "  classDef missing stroke-dasharray: 4\n"
        "  class m1 missing\n"
    )
