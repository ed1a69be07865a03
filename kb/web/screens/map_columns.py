"""A map of concepts as its script draws it: columns, as small as JSON can be."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from kb.app.graph.maps import ConceptMap, MapNode
from kb.graph.layout import MapPlace

_COLOURS: Final = 8
"""So many can be told from each other."""
_GREY: Final = _COLOURS
"""The number of the colour of what has none."""
_RECALL: Final = (
    (0.6, "under 60 %", 1),
    (0.8, "60–80 %", 3),
    (0.9, "80–90 %", 0),
    (2.0, "over 90 %", 2),
)
"""Chances of recall below a bound, with their colours."""

_Colours = dict[str, Any]


def map_columns(drawn: ConceptMap | None, places: Sequence[MapPlace]) -> bytes:
    """Return a map with its places; without a map, one of nothing."""
    nodes = drawn.nodes if drawn else ()
    hollow = [["no note yet", None]] if any(node.note is None for node in nodes) else []
    colours = {
        # Clusters have their names on the map.
        "cluster": _told([], [at.cluster % _COLOURS if at.cluster else _GREY for at in places]),
        "folder": _by_name([node.folder for node in nodes]),
        "tag": _by_name([node.tag for node in nodes]),
        "recall": _told(
            [*([name, colour] for _, name, colour in _RECALL), ["not reviewed", _GREY]],
            [_recalled(node.recall) for node in nodes],
        ),
    }
    for coloured in colours.values():
        coloured["legend"] += hollow
    columns = {
        "note": [node.note or 0 for node in nodes],
        "title": [node.title for node in nodes],
        "about": [*map(_about, nodes)],
        "colours": colours,
        "x": [place.x for place in places],
        "y": [place.y for place in places],
        "cluster": [place.cluster for place in places],
        "edges": [end for edge in drawn.edges for end in edge] if drawn else [],
        "path": drawn.path if drawn else (),
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _told(legend: list[list[Any]], shades: list[int]) -> _Colours:
    return {"legend": legend, "shades": shades}


def _by_name(names: Sequence[str]) -> _Colours:
    """Return colours of the names that are most frequent; others are grey."""
    frequent = Counter(filter(None, names)).most_common(_COLOURS)
    numbers = {name: number for number, (name, _) in enumerate(frequent)}
    shades = [numbers.get(name, _GREY) for name in names]
    others = [["others", _GREY]] if _GREY in shades else []
    return _told([*map(list, numbers.items()), *others], shades)


def _recalled(recall: float | None) -> int:
    if recall is None:
        return _GREY
    return next(colour for bound, _, colour in _RECALL if recall < bound)


def _about(node: MapNode) -> list[str]:
    """Return what is told of a concept that is chosen."""
    told = [node.folder, node.tag and f"#{node.tag}"]
    if node.recall is not None:
        told.append(f"{node.recall:.0%} remembered")
    if node.note is None:
        told.append("no note yet")
    return [*filter(None, told)]
