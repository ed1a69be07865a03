"""Lay out a graph in a process of its own: the library holds Python's lock until it is done."""

import asyncio
import json
from collections.abc import Mapping

from kb.app.child_process import ChildDiedError, answer_of, answer_question, tell
from kb.errors import KbError
from kb.graph.layout import Edges, MapPlace, Told, place_all, place_around


class LayoutDiedError(KbError):
    """The process ended before its work did."""

    code = "layout-died"
    exit_code = 70


async def laid_out(
    count: int,
    edges: Edges,
    old: Mapping[int, MapPlace],
    *,
    around: bool = False,
    told: Told = lambda _: None,
) -> list[MapPlace]:
    """Return the places of ``count`` concepts; with ``around``, around the first.

    Args:
        count: of concepts.
        edges: their links.
        old: where they were the last time.
        around: whether only the surroundings of the first are drawn.
        told: is called with the share of the work that is done, in [0, 1].

    Raises:
        LayoutDiedError: the process was killed, or lacks the library.
    """
    asked = {
        "count": count,
        "edges": edges,
        "old": [[concept, *place] for concept, place in old.items()],
        "around": around,
    }
    question = await asyncio.to_thread(json.dumps, asked)
    try:
        answer = await answer_of(__name__, question.encode(), told=told)
    except ChildDiedError as error:
        raise LayoutDiedError(f"the graph could not be laid out: {error}. Try again.") from error
    return await asyncio.to_thread(_places, answer)


def _places(answer: bytes) -> list[MapPlace]:
    return [MapPlace(x, y, cluster) for x, y, cluster in json.loads(answer)]


def _answer(question: bytes) -> bytes:
    asked = json.loads(question)
    old = {concept: MapPlace(x, y, cluster) for concept, x, y, cluster in asked["old"]}
    count, edges = asked["count"], [(one, other) for one, other in asked["edges"]]
    if asked["around"]:
        places = place_around(count, edges, old)
    else:
        places = place_all(count, edges, old, told=tell)
    rounded = [[round(x, 2), round(y, 2), cluster] for x, y, cluster in places]
    return json.dumps(rounded).encode()


if __name__ == "__main__":
    answer_question(_answer)
