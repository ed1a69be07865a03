"""Where the concepts of a graph are drawn: each cluster a disc, and its concepts inside.

One force layout of ten thousand nodes takes minutes and shows a ball of wool. So the graph is
divided first, the clusters are laid out as a small graph of their own, and each cluster by itself,
drawn towards the clusters that it is linked with. What is known from the last time stays where it
was: a map that changes each day cannot be learnt.
"""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from kb.graph.communities import communities

Edges = Sequence[tuple[int, int]]
Told = Callable[[float], None]

LARGEST_CLUSTER: Final = 250
_LARGEST_COMMUNITY: Final = 200
"""Leaves room for what is linked with it alone."""
LOOSE: Final = 0
"""The cluster of what is linked with nothing, or with next to nothing."""
_FEW: Final = 4
"""Concepts linked only among so many are no cluster."""
_MOST_NEW: Final = 0.2
"""A larger share of new concepts is laid out anew, beginning with the old places."""
_ROUNDS: Final = 80
_CLUSTER_ROUNDS: Final = 200
_WORK: Final = 200_000_000
"""Pairs of clusters that are looked at, all rounds together: about two seconds."""
_DIVIDED: Final = 0.4
"""The share of the work that is done when the clusters and their discs are known."""
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))
_ROOM: Final = 1.0
"""The distance of two neighbours in a cluster, which is the unit of all places."""
_ANCHORS: Final = 12
"""Clusters that draw a cluster's concepts to its edge: those with the most links."""


class MapPlace(NamedTuple):
    """Where a concept is, in a unit of about the distance of two neighbours."""

    x: float
    y: float
    cluster: int
    """:data:`LOOSE`, or a number from 1."""


class _Disc(NamedTuple):
    x: float
    y: float
    radius: float


def place_all(
    count: int, edges: Edges, old: Mapping[int, MapPlace], *, told: Told = lambda _: None
) -> list[MapPlace]:
    """Return the place of each of ``count`` concepts, from links between their numbers.

    Args:
        count: of concepts.
        edges: their links.
        old: the places of the last time; known concepts keep theirs as far as they can.
        told: is called with the share of the work that is done, in [0, 1].
    """
    told(0.0)
    settled = len(old) >= (1 - _MOST_NEW) * count
    clusters = _joined(count, edges, old) if settled else _clusters(count, edges)
    members: dict[int, list[int]] = defaultdict(list)
    for concept, cluster in enumerate(clusters):
        members[cluster].append(concept)
    discs = _discs(members, clusters, edges, old, settled=settled)
    inner: dict[int, list[tuple[int, int]]] = defaultdict(list)
    outer: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    for one, other in edges:
        here, there = clusters[one], clusters[other]
        if here == there:
            inner[here].append((one, other))
        else:
            outer[here][one, there] += 1
            outer[there][other, here] += 1
    places: dict[int, tuple[float, float]] = {}
    # Forces are computed between all pairs of a cluster.
    done, work = 0, sum(len(concepts) ** 2 for concepts in members.values())
    for cluster, concepts in members.items():
        told(_DIVIDED + (1 - _DIVIDED) * done / work)
        done += len(concepts) ** 2
        disc = discs[cluster]
        known = {concept: old[concept][:2] for concept in concepts if concept in old}
        if cluster == LOOSE:
            places |= _spiral(concepts, disc) | (known if settled else {})
        elif settled and len(known) >= (1 - _MOST_NEW) * len(concepts):
            places |= _beside(concepts, inner[cluster], known, disc)
        else:
            anchors = _anchors(outer[cluster], discs, disc)
            places |= _fitted(_forces(concepts, inner[cluster], anchors, known), disc)
    return [MapPlace(*places[concept], clusters[concept]) for concept in range(count)]


def place_around(count: int, edges: Edges, old: Mapping[int, MapPlace]) -> list[MapPlace]:
    """Return the places of a few concepts around the first, which is in the middle.

    They begin at their ``old`` places on the map of all, so that both maps look alike.
    """
    if not count:
        return []
    concepts = list(range(count))
    known = {concept: place[:2] for concept, place in old.items()}
    places = _fitted(_forces(concepts, edges, {}, known), _Disc(0, 0, _radius(count)))
    x, y = places[0]
    return [MapPlace(places[number][0] - x, places[number][1] - y, 1) for number in concepts]


def _clusters(count: int, edges: Edges) -> list[int]:
    """Return the cluster of each concept, the largest first."""
    labels = communities(count, edges, _LARGEST_COMMUNITY)
    sizes = Counter(labels)
    outward: dict[int, Counter[int]] = defaultdict(Counter)
    for one, other in edges:
        here, there = labels[one], labels[other]
        if here != there:
            outward[here][there] += 1
            outward[there][here] += 1
    small = [label for label, size in sizes.items() if size < _FEW]
    filled = Counter({label: size for label, size in sizes.items() if size >= _FEW})
    numbers = {label: number for number, (label, _) in enumerate(filled.most_common(), start=1)}
    names = itertools.count(len(numbers) + 1)
    sizes_by_number = Counter({numbers[label]: size for label, size in filled.items()})
    # What is too small for a disc goes where it is linked to, or beside it with others of its kind.
    overflow: dict[int, int] = {}
    for label in small:
        around = outward[label]
        home = min(around.keys() & filled.keys(), key=lambda one: (-around[one], one), default=None)
        if home is None:
            numbers[label] = LOOSE
            continue
        number = overflow.get(home, numbers[home])
        if sizes_by_number[number] + sizes[label] > LARGEST_CLUSTER:
            number = overflow[home] = next(names)
        numbers[label] = number
        sizes_by_number[number] += sizes[label]
    return [numbers[label] for label in labels]


def _joined(count: int, edges: Edges, old: Mapping[int, MapPlace]) -> list[int]:
    """Return the clusters of the last time; what is new goes where most of its links lead."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in edges:
        if one not in old:
            near[one].append(other)
        if other not in old:
            near[other].append(one)
    clusters = {concept: place.cluster for concept, place in old.items()}
    for _ in range(2):  # the second time for what is linked with new ones only
        for concept in range(count):
            if concept in old:
                continue
            around = Counter(clusters[other] for other in near[concept] if other in clusters)
            clusters[concept] = around.most_common(1)[0][0] if around else LOOSE
    return [clusters[concept] for concept in range(count)]


def _radius(count: int) -> float:
    return _ROOM * (0.6 + 0.75 * math.sqrt(count))


def _discs(
    members: Mapping[int, Sequence[int]],
    clusters: Sequence[int],
    edges: Edges,
    old: Mapping[int, MapPlace],
    *,
    settled: bool,
) -> dict[int, _Disc]:
    """Return the disc of each cluster; those that were there stay where they were."""
    radii = {cluster: _radius(len(concepts)) for cluster, concepts in members.items()}
    centres = {
        cluster: _mean([old[concept][:2] for concept in concepts if concept in old])
        for cluster, concepts in members.items()
        if any(concept in old for concept in concepts)
    }
    linked = sorted(cluster for cluster in members if cluster != LOOSE)
    if not settled or not centres:
        width = 1.6 * math.sqrt(sum(radii[cluster] ** 2 for cluster in linked))
        numbers = {cluster: number for number, cluster in enumerate(linked)}
        between = Counter(
            (min(pair), max(pair))
            for one, other in edges
            if clusters[one] != clusters[other]
            for pair in [(numbers[clusters[one]], numbers[clusters[other]])]
        )
        start = {
            numbers[cluster]: (x / (width or 1), y / (width or 1))
            for cluster, (x, y) in centres.items()
            if cluster in numbers
        }
        rounds = max(20, min(_CLUSTER_ROUNDS, _WORK // (len(linked) ** 2 or 1)))
        spread = _spring(len(linked), between, start, rounds=rounds)
        placed = [
            _Disc(x * width, y * width, radii[cluster])
            for cluster, (x, y) in zip(linked, spread, strict=True)
        ]
        centres = {
            cluster: (disc.x, disc.y)
            for cluster, disc in zip(linked, _separated(placed), strict=True)
        }
    discs = {
        cluster: _Disc(*centres.get(cluster, (0.0, 0.0)), radii[cluster]) for cluster in linked
    }
    if LOOSE in members:
        low = max((disc.y + disc.radius for disc in discs.values()), default=0.0)
        at = centres.get(LOOSE) if settled else None
        radius = radii[LOOSE]
        discs[LOOSE] = _Disc(*(at or (0.0, low + radius + 2 * _ROOM)), radius)
    return discs


def _separated(discs: list[_Disc]) -> list[_Disc]:
    """Return the discs, moved apart where they overlap."""
    places = [[disc.x, disc.y] for disc in discs]
    for _ in range(max(5, min(_CLUSTER_ROUNDS, _WORK // 20 // (len(discs) ** 2 or 1)))):
        overlaps = False
        for one, here in enumerate(discs):
            for other in range(one):
                wanted = 1.08 * (here.radius + discs[other].radius)
                x = places[one][0] - places[other][0]
                y = places[one][1] - places[other][1]
                distance = math.hypot(x, y)
                if distance >= wanted:
                    continue
                overlaps = True
                if distance < 1e-6:
                    x, y, distance = math.cos(one), math.sin(one), 1.0
                # The larger one moves less.
                both = here.radius**2 + discs[other].radius ** 2
                push = 0.5 * (wanted - distance) / distance
                for index, part in ((one, discs[other].radius ** 2), (other, -(here.radius**2))):
                    places[index][0] += x * push * 2 * part / both
                    places[index][1] += y * push * 2 * part / both
        if not overlaps:
            break
    return [_Disc(x, y, disc.radius) for (x, y), disc in zip(places, discs, strict=True)]


def _anchors(
    links: Mapping[tuple[int, int], int], discs: Mapping[int, _Disc], here: _Disc
) -> dict[tuple[float, float], list[int]]:
    """Return points beyond the edge of a disc, each with the concepts that are drawn there."""
    amounts: Counter[int] = Counter()
    for (_, there), amount in links.items():
        amounts[there] += amount
    anchors: dict[tuple[float, float], list[int]] = {}
    for there, _ in amounts.most_common(_ANCHORS):
        angle = math.atan2(discs[there].y - here.y, discs[there].x - here.x)
        point = 1.3 * math.cos(angle), 1.3 * math.sin(angle)
        anchors[point] = [concept for concept, cluster in links if cluster == there]
    return anchors


def _forces(
    concepts: Sequence[int],
    edges: Edges,
    anchors: Mapping[tuple[float, float], Sequence[int]],
    before: Mapping[int, tuple[float, float]],
) -> dict[int, tuple[float, float]]:
    """Return the places of a cluster's concepts by their links, in no particular size."""
    numbers = {concept: number for number, concept in enumerate(concepts)}
    weights = Counter((numbers[one], numbers[other]) for one, other in edges)
    degrees: Counter[int] = Counter(end for pair in weights for end in pair)
    # The best linked begin in the middle.
    order = sorted(range(len(concepts)), key=lambda number: -degrees[number])
    start = {
        number: (0.9 * math.sqrt((rank + 0.5) / len(order)), rank * _GOLDEN)
        for rank, number in enumerate(order)
    }
    points = {number: (r * math.cos(a), r * math.sin(a)) for number, (r, a) in start.items()}
    if before:
        x, y = _mean(list(before.values()))
        reach = max(math.hypot(a - x, b - y) for a, b in before.values()) or 1.0
        points |= {numbers[c]: ((a - x) / reach, (b - y) / reach) for c, (a, b) in before.items()}
    fixed: set[int] = set()
    for point, drawn in anchors.items():
        anchor = len(points)
        points[anchor] = point
        fixed.add(anchor)
        weights.update((numbers[concept], anchor) for concept in drawn)
    spread = _spring(len(points), weights, points, fixed=fixed, rounds=_ROUNDS)
    return {concept: spread[number] for concept, number in numbers.items()}


def _fitted(
    places: Mapping[int, tuple[float, float]], disc: _Disc
) -> dict[int, tuple[float, float]]:
    """Return the places, inside a disc; what lies far out is drawn in."""
    x, y = _mean(list(places.values()))
    distances = sorted(math.hypot(a - x, b - y) for a, b in places.values())
    most = distances[int(0.85 * (len(distances) - 1))] or 1.0
    fitted = {}
    for concept, (a, b) in places.items():
        distance = math.hypot(a - x, b - y) / most
        # 1 is three quarters of the way to the edge, which nothing reaches.
        size = disc.radius * (0.75 if distance <= 1 else (1 - 0.25 / distance) / distance)
        fitted[concept] = (
            disc.x + (a - x) / most * size,
            disc.y + (b - y) / most * size,
        )
    return fitted


def _beside(
    concepts: Sequence[int],
    edges: Edges,
    before: Mapping[int, tuple[float, float]],
    disc: _Disc,
) -> dict[int, tuple[float, float]]:
    """Return the places that are known, and for new concepts some beside what they link with."""
    places = dict(before)
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in edges:
        near[one].append(other)
        near[other].append(one)
    for number, concept in enumerate(new for new in concepts if new not in before):
        x, y = _mean([places[other] for other in near[concept] if other in places] or [disc[:2]])
        angle = number * _GOLDEN
        places[concept] = (x + 0.7 * _ROOM * math.cos(angle), y + 0.7 * _ROOM * math.sin(angle))
    return places


def _spiral(concepts: Sequence[int], disc: _Disc) -> dict[int, tuple[float, float]]:
    """Return places that fill a disc evenly."""
    places = {}
    for rank, concept in enumerate(concepts):
        distance = 0.92 * disc.radius * math.sqrt((rank + 0.5) / len(concepts))
        angle = rank * _GOLDEN
        places[concept] = (disc.x + distance * math.cos(angle), disc.y + distance * math.sin(angle))
    return places


def _mean(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    count = len(points) or 1
    return sum(x for x, _ in points) / count, sum(y for _, y in points) / count


def _spring(
    count: int,
    weights: Mapping[tuple[int, int], float],
    start: Mapping[int, tuple[float, float]],
    *,
    rounds: int,
    fixed: set[int] | None = None,
) -> list[tuple[float, float]]:
    """Return places by Fruchterman and Reingold's forces, from -1 to 1 or so."""
    import rustworkx  # noqa: PLC0415  # of the extra; only who lays out needs it

    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(one, other, weight) for (one, other), weight in weights.items()])
    places = rustworkx.spring_layout(
        graph,
        pos=dict(start) or None,
        fixed=fixed or None,
        weight_fn=lambda weight: 1.0 + math.log(weight),
        num_iter=rounds,
        seed=1,
    )
    return [(places[number][0], places[number][1]) for number in range(count)]
