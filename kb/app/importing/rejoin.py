"""Notes that moved and were edited at once: their cards are drawn again, for those with a history.

A file is read before it is known which note it is. A card that was ever answered is never left out
because its note has too many, and only the note knows which cards those are.
"""

from collections.abc import Mapping, Sequence

from kb.app.importing.diff import FolderChanges
from kb.app.importing.options import Reader
from kb.app.importing.read_and_stage import Arrivals, file_to_read
from kb.graph.resolve import NoteId
from kb.store.file.store import StoreConnection
from kb.store.importing.card_staging import replace_staged_cards, reviewed_keys, staged_keys


async def redraw_moved(
    desk: StoreConnection, reader: Reader, changes: Sequence[FolderChanges], found: Arrivals
) -> None:
    """Draws the cards of moved notes again where one with a history is not among them."""
    moved = _moved(found)
    if not moved:
        return
    async with desk.reading() as transaction:
        reviewed = await reviewed_keys(transaction, sorted(set(moved.values())))
        refs = [ref for ref, note_id in moved.items() if note_id in reviewed]
        drawn = await staged_keys(transaction, refs)
    lacking = [ref for ref in refs if not reviewed[moved[ref]] <= drawn.get(ref, frozenset())]
    if not lacking:
        return
    from kb.app.importing.read_files import read_files  # noqa: PLC0415  # loads the reader, and is seldom needed

    for ref in lacking:
        file = file_to_read(changes, found, ref, known_hash=None, reviewed=reviewed[moved[ref]])
        read = read_files([file], reader.rules, reader.card_rules)
        # What was written since then is for the next import.
        if [note.content_hash for note in read.arrivals] == [found.notes[ref].content_hash]:
            async with desk.staging() as transaction:
                await replace_staged_cards(transaction, ref, read.rows["cards"])


def _moved(found: Arrivals) -> Mapping[int, NoteId]:
    """Returns the notes that are in another file than they were, by the file's number."""
    return {
        ref: note_id
        for ref, note_id in found.identities.items()
        if note_id is not None
        and ((before := found.candidates[ref].before) is None or before.note_id != note_id)
    }
