"""Foundations first: the order in which concepts that require each other are best learned."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeVar

from kb.notes.names import name_key
from kb.notes.rules import LABELS, Field

Node = TypeVar("Node", bound=Hashable)


def requirement_labels(extra: Iterable[str] = ()) -> frozenset[str]:
    """Returns the keys of the relations that say what should be known before.

    >>> name_key("Builds on") in requirement_labels()
    True

    Args:
        extra: further labels, as configured.
    """
    return frozenset(name_key(label) for label in (*LABELS[Field.REQUIRES], *extra))


def foundations_first(
    nodes: Sequence[Node], requires: Mapping[Node, Collection[Node]]
) -> tuple[tuple[Node, ...], ...]:
    """Returns all nodes in groups, each after all that it requires.

    A group has several nodes only where they require each other in a circle. Where requirements
    leave a choice, the order of ``nodes`` decides.

    Args:
        nodes: what is to be ordered, each once.
        requires: what each should come after; what is not among ``nodes`` is passed through, so
            that order holds by way of it too.
    """
    everything = dict.fromkeys(
        [*nodes, *requires, *(needed for each in requires.values() for needed in each)]
    )
    rank = {node: at for at, node in enumerate(everything)}
    components = _components(everything, requires)
    first = [min(rank[node] for node in component) for component in components]
    waits_for = _waits_for(components, requires)
    needed_by: dict[int, list[int]] = defaultdict(list)
    for at, needed in enumerate(waits_for):
        for other in needed:
            needed_by[other].append(at)
    open_needs = [len(needed) for needed in waits_for]
    ready = [(first[at], at) for at, amount in enumerate(open_needs) if not amount]
    heapify(ready)
    wanted = set(nodes)
    groups = []
    while ready:
        _, at = heappop(ready)
        group = sorted((node for node in components[at] if node in wanted), key=rank.__getitem__)
        if group:
            groups.append(tuple(group))
        for other in needed_by[at]:
            open_needs[other] -= 1
            if not open_needs[other]:
                heappush(ready, (first[other], other))
    return tuple(groups)


def _waits_for(
    components: Sequence[Collection[Node]], edges: Mapping[Node, Collection[Node]]
) -> list[set[int]]:
    """Returns, for each component, which others it requires."""
    owner = {node: at for at, component in enumerate(components) for node in component}
    return [
        {owner[needed] for node in component for needed in edges.get(node, ())} - {at}
        for at, component in enumerate(components)
    ]


def _components(
    nodes: Collection[Node], edges: Mapping[Node, Collection[Node]]
) -> list[tuple[Node, ...]]:
    """Returns the strongly connected components: nodes that lead to each other.

    By two searches, as Sharir, “A strong-connectivity algorithm and its applications in data flow
    analysis” (1981), https://doi.org/10.1016/0898-1221(81)90008-0.
    """
    backward: dict[Node, list[Node]] = defaultdict(list)
    for node, needed in edges.items():
        for other in needed:
            backward[other].append(node)
    done: set[Node] = set()
    finished = [node for root in nodes for node in _search(root, backward, done)]
    done = set()
    found = (tuple(_search(root, edges, done)) for root in reversed(finished))
    return [component for component in found if component]


def _search(root: Node, edges: Mapping[Node, Collection[Node]], done: set[Node]) -> Iterator[Node]:
    """Yields what ``root`` leads to and is not done, each after all that it leads to.

    With a stack of its own, for chains may be longer than Python's.
    """
    if root in done:
        return
    done.add(root)
    work = [(root, iter(edges.get(root, ())))]
    while work:
        node, onward = work[-1]
        other = next((each for each in onward if each not in done), None)
        if other is None:
            work.pop()
            yield node
        else:
            done.add(other)
            work.append((other, iter(edges.get(other, ()))))
