"""The graph as a text that other programs draw: Graphviz's dot, and Mermaid."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_NOT_SHOWN: Final = frozenset({"Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"})
_PLAIN_IN_MERMAID: Final = re.compile(r"[^\w ]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A concept to be drawn."""

    id: str
    """A letter and digits."""
    title: str
    path: str | None
    """Absent for a concept that is missing."""
    tags: tuple[str, ...]
    cards: int
    retrievability: float | None
    """The mean chance of recall of its cards that were answered, in (0, 1]; absent if none was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """A link to be drawn."""

    source: str
    """The id of a node."""
    target: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What is to be drawn."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


def to_dot(graph: Graph) -> str:
    """Returns the graph in Graphviz's language, https://graphviz.org/doc/info/lang.html."""
    return "".join(f"{line}\n" for line in _dot_lines(graph))


def _dot_lines(graph: Graph) -> Iterable[str]:
    yield "digraph kb {"
    yield "  node [shape=box];"
    for node in graph.nodes:
        style = "" if node.path is not None else ", style=dashed"
        yield f"  {node.id} [label={dot_quoted(node.title)}{style}];"
    for source, target, relations in _joined(graph.edges):
        yield f"  {source} -> {target} [label={dot_quoted(relations)}];"
    yield "}"


def to_mermaid(graph: Graph) -> str:
    """Returns the graph as a Mermaid flowchart, https://mermaid.js.org/syntax/flowchart.html."""
    return "".join(f"{line}\n" for line in _mermaid_lines(graph))


def _mermaid_lines(graph: Graph) -> Iterable[str]:
    yield "flowchart LR"
    for node in graph.nodes:
        yield f"  {node.id}[{mermaid_quoted(node.title)}]"
    for source, target, relations in _joined(graph.edges):
        yield f"  {source} -->|{mermaid_quoted(relations)}| {target}"
    missing = [node.id for node in graph.nodes if node.path is None]
    if missing:
        yield "  classDef missing stroke-dasharray: 4"
        yield f"  class {','.join(missing)} missing"


def dot_quoted(text: str) -> str:
    r"""Returns ``text`` as a label that Graphviz shows as it is.

    >>> print(dot_quoted('say "a\\b" & go'))
    "say \"a\\b\" &amp; go"
    """
    # A backslash begins an escape in a label, and an ampersand an entity of HTML.
    escaped = _shown(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{escaped}"'


def mermaid_quoted(text: str) -> str:
    """Returns ``text`` as a label that Mermaid shows as it is.

    >>> print(mermaid_quoted('a "b" #c'))
    "a #34;b#34; #35;c"
    """
    # Markdown, HTML and entities are all read inside a label's quotes.
    shown = _shown(text) or " "
    return '"{}"'.format(
        _PLAIN_IN_MERMAID.sub(
            lambda found: f"#{ord(found[0])};" if found[0].isascii() else found[0], shown
        )
    )


def _shown(text: str) -> str:
    """Returns the text on one line, without what no program can draw."""
    kept = (" " if unicodedata.category(each) in _NOT_SHOWN else each for each in text)
    return " ".join("".join(kept).split())


def _joined(edges: Sequence[GraphEdge]) -> Iterable[tuple[str, str, str]]:
    """Yields (source, target, relations): one line for all links from one to another."""
    relations: dict[tuple[str, str], dict[str, None]] = {}
    for edge in edges:
        relations.setdefault((edge.source, edge.target), {})[edge.relation] = None
    for (source, target), names in relations.items():
        yield source, target, ", ".join(names)
