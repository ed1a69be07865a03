"""Notes that mean much the same as a note, or as a text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kb.app.meaning.embedder import installed_embedder
from kb.graph.related import Scores
from kb.graph.resolve import NoteId
from kb.graph.vectors import Vector, nearest, signs, similarity
from kb.store.file.store import Transaction
from kb.store.search.vectors import signs_of_notes, vector_of, vectors_of

_NEAREST: Final = 50
"""Notes that count as near at all; so many are also enough to rank in ``kb related``."""
_LEAST: Final = 0.4
_MOST: Final = 0.9
"""The cosines from which two notes are alike, and at which they are as alike as can be. Any two
notes of a collection are somewhat alike, and that is no evidence."""
_COMPARED: Final = 4
"""Vectors that are compared for each note to be found, by what their signs say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningEvidence:
    """The notes that are nearest to one by what they say."""

    similarity: Mapping[NoteId, float] = field(default_factory=dict)
    """In [-1, 1]."""

    @property
    def scores(self) -> Scores:
        """How much each means the same, above 0 and up to 1."""
        return {
            note: min(1.0, (near - _LEAST) / (_MOST - _LEAST))
            for note, near in self.similarity.items()
            if near > _LEAST
        }


async def meaning_evidence(transaction: Transaction, note_id: NoteId | None) -> MeaningEvidence:
    """Return the notes nearest to a note: none without the extra, or for a missing concept."""
    embedder = installed_embedder() if note_id is not None else None
    own = await vector_of(transaction, note_id) if embedder and note_id is not None else None
    if embedder is None or own is None or own.model != embedder.model:
        return MeaningEvidence()
    near = await nearest_notes(transaction, own.vector, own.model, _NEAREST + 1)
    return MeaningEvidence(similarity={note: near[note] for note in near if note != note_id})


async def nearest_notes(
    transaction: Transaction, to: Vector, model: str, amount: int
) -> dict[NoteId, float]:
    """Return the notes nearest to a vector, nearest first, each with its similarity."""
    everything = await signs_of_notes(transaction, model)
    close = nearest(signs(to), everything, _COMPARED * amount)
    vectors = await vectors_of(transaction, close)
    alike = {note: similarity(to, vectors[note].vector) for note in close}
    ranked = sorted(alike, key=lambda note: (-alike[note], note))
    return {note: alike[note] for note in ranked[:amount]}
