"""Write a graph in the languages of Graphviz (dot) and Mermaid."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_INVISIBLE: Final = frozenset({"Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"})
_ESCAPED_IN_MERMAID: Final = re.compile(r"[!-/:-@\[-^`{-~]")
"""Everything in ASCII but letters, digits, underscore and space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A concept."""

    id: str
    """``n`` and a note's number, or ``m`` and a running number for a missing concept."""
    title: str
    path: str | None
    """``None`` for a missing concept."""
    tags: tuple[str, ...]
    cards: int
    retrievability: float | None
    """The mean over its reviewed cards, in (0, 1]; ``None`` without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """A link."""

    source: str
    """The id of a node, as is ``target``."""
    target: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Concepts and the links between them."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


def to_dot(graph: Graph) -> str:
    """Return the graph in Graphviz's dot language, https://graphviz.org/doc/info/lang.html."""
    lines = ["digraph kb {", "  node [shape=box];"]
    for node in graph.nodes:
        style = "" if node.path is not None else ", style=dashed"
        lines.append(f"  {node.id} [label={dot_quoted(node.title)}{style}];")
    for source, target, relations in _merged(graph.edges):
        lines.append(f"  {source} -> {target} [label={dot_quoted(relations)}];")
    return "\n".join([*lines, "}\n"])


def to_mermaid(graph: Graph) -> str:
    """Return the graph as a Mermaid flowchart, https://mermaid.js.org/syntax/flowchart.html."""
    lines = ["flowchart LR"]
    lines += [f"  {node.id}[{mermaid_quoted(node.title)}]" for node in graph.nodes]
    for source, target, relations in _merged(graph.edges):
        lines.append(f"  {source} -->|{mermaid_quoted(relations)}| {target}")
    if missing := [node.id for node in graph.nodes if node.path is None]:
        lines.append("  classDef missing stroke-dasharray: 4")
        lines.append(f"  class {','.join(missing)} missing")
    return "\n".join([*lines, ""])


def dot_quoted(text: str) -> str:
    r"""Quote ``text`` as a label that Graphviz shows literally.

    >>> print(dot_quoted('say "a\\b" & go'))
    "say \"a\\b\" &amp; go"
    """
    # Graphviz reads escapes and HTML entities in labels.
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{escaped}"'


def mermaid_quoted(text: str) -> str:
    """Quote ``text`` as a label that Mermaid shows literally.

    >>> print(mermaid_quoted('a "b" #c'))
    "a #34;b#34; #35;c"
    """
    # Mermaid reads Markdown, HTML and entities inside the quotes.
    escaped = _ESCAPED_IN_MERMAID.sub(lambda match: f"#{ord(match[0])};", _one_line(text) or " ")
    return f'"{escaped}"'


def _one_line(text: str) -> str:
    """Return the text on one line, without control characters and the like."""
    kept = (" " if unicodedata.category(char) in _INVISIBLE else char for char in text)
    return " ".join("".join(kept).split())


def _merged(edges: Sequence[GraphEdge]) -> Iterable[tuple[str, str, str]]:
    """Yield (source, target, relations), with all links between two nodes merged into one."""
    relations: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for edge in edges:
        relations[edge.source, edge.target][edge.relation] = None
    for (source, target), names in relations.items():
        yield source, target, ", ".join(names)
