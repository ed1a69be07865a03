"""Evidence from the folders that notes lie in."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept, ContentOrder
from kb.graph.likeness import common_folder, folders_above, rarity
from kb.graph.related import Scores
from kb.graph.resolve import FolderId, NoteId
from kb.store.file.store import Transaction
from kb.store.notes.folders import folder_roots
from kb.store.notes.places import notes_below, paths_below

_MOST_SIBLINGS: Final = 40
"""In a larger folder, nobody reads one file after the other."""
_MOST_HOMES: Final = 12
"""Folders of linked notes, those with the most."""


class Home(NamedTuple):
    """Where a note lies."""

    root: str
    folder: str
    """Relative to the imported one; empty for the imported one itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the concept lies, and what it is linked with, and how many notes lie there."""

    own: Home | None
    homes: Mapping[Home, int]
    """Of what it is linked with."""
    counts: Mapping[Home, int]
    """Notes in each folder above, or below it."""
    notes: int
    """All there are."""

    def shared(self, home: Home, other: Home) -> Home | None:
        """Return the nearest folder that both lie in, other than the imported one."""
        if home.root != other.root:
            return None
        folder = common_folder(folders_above(f"{home.folder}/"), f"{other.folder}/")
        return None if folder is None else Home(home.root, folder)

    def nearness(self, home: Home, other: Home) -> float:
        """Return how telling it is that both lie in one folder, from 0 to 1."""
        shared = self.shared(home, other)
        return 0.0 if shared is None else rarity(self.counts[shared], self.notes)

    def near(self, other: Home) -> float:
        """Return how near to the concept a note lies, from 0 to 1."""
        return 0.0 if self.own is None else self.nearness(self.own, other)

    def near_linked(self, other: Home) -> float:
        """Return how near a note lies to what the concept is linked with, from 0 to 1."""
        amount = sum(self.homes.values())
        nearness = sum(count * self.nearness(home, other) for home, count in self.homes.items())
        return nearness / amount if amount else 0.0


def home_of(order: ContentOrder, note: NoteId) -> Home:
    """Return where a note lies."""
    _, path, root = order[note]
    return Home(root, path.rpartition("/")[0])


async def places_of(
    transaction: Transaction,
    concept: ConceptRef,
    linked: Collection[NoteId],
    order: ContentOrder,
    *,
    notes: int,
) -> Places:
    """Return where the concept and the notes lie that it is linked with, of all ``notes``."""
    own = home_of(order, concept.note.id) if concept.note else None
    homes_of_all = Counter(home_of(order, note) for note in linked)
    homes = dict(sorted(homes_of_all.items(), key=lambda item: (-item[1], item[0]))[:_MOST_HOMES])
    ids = {str(root): folder for folder, root in (await folder_roots(transaction)).items()}
    counts: dict[Home, int] = {}
    wanted = {*homes} | ({own} if own else set())
    for root in sorted({home.root for home in wanted}):
        folders = {
            folder
            for home in wanted
            if home.root == root
            for folder in folders_above(f"{home.folder}/")
        }
        below = await notes_below(transaction, FolderId(ids[root]), sorted(folders))
        counts.update((Home(root, folder), count) for folder, count in below.items())
    return Places(own=own, homes=homes, counts=counts, notes=notes)


def scores_by_home(
    places: Places, notes: Collection[NoteId], order: ContentOrder
) -> tuple[Scores, Scores]:
    """Return how near notes lie to the concept, and to what it is linked with."""
    by_home = {
        home: (places.near(home), places.near_linked(home))
        for home in {home_of(order, note) for note in notes}
    }
    near: dict[Concept, float] = {note: by_home[home_of(order, note)][0] for note in notes}
    near_linked: dict[Concept, float] = {note: by_home[home_of(order, note)][1] for note in notes}
    return near, near_linked


async def next_files(transaction: Transaction, concept: ConceptRef) -> dict[Concept, float]:
    """Return the notes of the same small folder: 1 for the next files, less for farther ones."""
    above = folders_above(concept.note.path) if concept.note else ()
    if concept.note is None or not above:
        return {}
    folder = concept.note.folder
    paths = await paths_below(transaction, folder, above[0], _MOST_SIBLINGS + 1)
    if len(paths) > _MOST_SIBLINGS:
        return {}
    siblings = list(paths)
    at = siblings.index(concept.note.id)
    return {note: 1 / abs(place - at) for place, note in enumerate(siblings) if place != at}
