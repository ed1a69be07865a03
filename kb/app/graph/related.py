"""``kb related``: what is connected with a concept, ranked, and why."""

from dataclasses import dataclass
from typing import Final

from kb.app.graph.evidence import Gathered, gather
from kb.app.graph.explain import Explained, explained
from kb.app.notes.lookup import find_concept
from kb.graph.reasons import Reason, reasons
from kb.graph.related import Ranked, ranking
from kb.store.file.store import Store
from kb.store.graph.adjacency import hubs

RESULTS: Final = 20
"""How many are shown unless another number is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedConcept:
    """A concept that is related."""

    title: str
    path: str | None
    """Absent for one that nobody has written yet."""
    score: float
    """In (0, 1]; comparable only within one answer."""
    linked: bool
    """Whether a link leads from one to the other."""
    why: tuple[Reason, ...]
    """Strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """What is related with a concept."""

    concept: str
    path: str | None
    related: tuple[RelatedConcept, ...]


async def related_concepts(
    store: Store, name: str, *, limit: int = RESULTS, new: bool = False
) -> RelatedView:
    """Returns what is related with the concept that ``name`` means, best first.

    Args:
        store: the store.
        name: a title, an alias or a path; or a name that notes link to.
        limit: how many at most.
        new: whether to leave out what is linked with it already.

    Raises:
        NotFoundError: nothing is called so; with suggestions.
        AmbiguousError: several notes are; with their paths.
    """
    async with store.reading() as transaction:
        asked = await find_concept(transaction, name)
        found = await gather(transaction, asked, await hubs(transaction))
        ranked = ranking(found.evidence, found.linked if new else ())
        best = ranked[:limit]
        told = await explained(transaction, found, [each.concept for each in best])
    return RelatedView(
        concept=asked.title,
        path=asked.path,
        related=tuple(_shown(each, told, found) for each in best),
    )


def _shown(each: Ranked, told: Explained, found: Gathered) -> RelatedConcept:
    between = told.between[each.concept]
    written = found.asked.note is not None
    return RelatedConcept(
        title=told.titles[each.concept],
        path=told.paths.get(each.concept),
        score=round(each.score, 4),
        linked=each.concept in found.linked,
        why=reasons(found.asked.title, between, each.parts, written=written),
    )
