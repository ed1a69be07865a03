"""Order concepts so that each comes after those that it requires."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import TypeVar

from kb.notes.names import name_key
from kb.notes.rules import LABELS, Field

Node = TypeVar("Node", bound=Hashable)


def requirement_labels(extra: Iterable[str] = ()) -> frozenset[str]:
    """Return the keys of the labels whose links are requirements, with the configured ones.

    >>> name_key("Builds on") in requirement_labels()
    True
    """
    return frozenset(name_key(label) for label in (*LABELS[Field.REQUIRES], *extra))


def foundations_first(
    nodes: Sequence[Node], requires: Mapping[Node, Collection[Node]]
) -> tuple[tuple[Node, ...], ...]:
    """Return the nodes in groups, each after everything that it requires.

    Nodes that require each other in a circle are one group. Otherwise the order of ``nodes`` is
    kept where requirements allow it. A requirement that is not among ``nodes`` is not returned,
    but its own requirements count.
    """
    required = [needed for needs in requires.values() for needed in needs]
    rank = {node: at for at, node in enumerate(dict.fromkeys([*nodes, *requires, *required]))}
    components = _components(rank, requires)
    owner = {node: at for at, component in enumerate(components) for node in component}
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for at, component in enumerate(components):
        edges = (owner[needed] for node in component for needed in requires.get(node, ()))
        sorter.add(at, *(other for other in edges if other != at))
    sorter.prepare()
    wanted = set(nodes)
    groups = []
    ready: list[tuple[int, int]] = []
    while sorter.is_active():
        for at in sorter.get_ready():
            heappush(ready, (min(rank[node] for node in components[at]), at))
        _, at = heappop(ready)
        sorter.done(at)
        if group := sorted(wanted.intersection(components[at]), key=rank.__getitem__):
            groups.append(tuple(group))
    return tuple(groups)


def _components(
    nodes: Collection[Node], edges: Mapping[Node, Collection[Node]]
) -> list[tuple[Node, ...]]:
    """Return the strongly connected components, by two searches.

    After Sharir, “A strong-connectivity algorithm and its applications in data flow
    analysis” (1981), https://doi.org/10.1016/0898-1221(81)90008-0.
    """
    backward: dict[Node, list[Node]] = defaultdict(list)
    for node, needed in edges.items():
        for other in needed:
            backward[other].append(node)
    done: set[Node] = set()
    finished = [node for root in nodes for node in _search(root, backward, done)]
    done = set()
    components = (tuple(_search(root, edges, done)) for root in reversed(finished))
    return [component for component in components if component]


def _search(root: Node, edges: Mapping[Node, Collection[Node]], done: set[Node]) -> Iterator[Node]:
    """Yield all nodes that ``root`` leads to and that are not done, in depth-first postorder.

    With a stack of its own, as chains may be longer than Python's recursion limit.
    """
    if root in done:
        return
    done.add(root)
    work = [(root, iter(edges.get(root, ())))]
    while work:
        node, onward = work[-1]
        other = next((near for near in onward if near not in done), None)
        if other is None:
            work.pop()
            yield node
        else:
            done.add(other)
            work.append((other, iter(edges.get(other, ()))))
