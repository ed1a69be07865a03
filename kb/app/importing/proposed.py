"""Cards that an assistant proposed, in an import: where their lines are now.

Nothing draws them from their notes, so no import retires them while their notes are there.
"""

from collections import defaultdict
from collections.abc import Sequence

from kb.app.importing.changeset import FolderChanges
from kb.cards.assistant import found_line, source_of_anchor
from kb.graph.resolve import NoteId
from kb.notes.files.decode import decode
from kb.notes.files.walk import read_file
from kb.schedule.memory import CardId
from kb.store.cards.proposed import AssistantsCard, assistants_cards
from kb.store.file.store import Transaction


async def lines_of_proposed(
    transaction: Transaction, changes: Sequence[FolderChanges]
) -> list[tuple[CardId, int]]:
    """Return the lines of such cards of the notes that were read; where a line is gone, as it was.

    Locks nothing.
    """
    read = [note.note_id for folder in changes for note in folder.notes if note.before]
    cards: defaultdict[NoteId, list[AssistantsCard]] = defaultdict(list)
    for card in await assistants_cards(transaction, read):
        cards[card.note_id].append(card)
    found: list[tuple[CardId, int]] = []
    for folder in changes if cards else ():
        for note in folder.notes:
            if note.note_id not in cards:
                continue
            try:
                text, _ = decode(note.path, read_file(folder.plan.root, note.path))
            except OSError:
                text = ""  # it went meanwhile; the next import tells
            lines = text.splitlines()
            for card in cards[note.note_id]:
                line = found_line(source_of_anchor(card.anchor), lines, card.line)
                found.append((card.card_id, line or card.line))
    return found
