#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   FSRS's memory of a card is set where the database has it, in the attribute data of a card, as AnkiConnect's setSpecificValueOfCard does with any attribute.
# Seen:    the card is saved without an error, and its data are as before. The attribute memory_state takes a dictionary with stability and difficulty, and that is kept.
# Matters: AnkiConnect answers “true”; due date and interval arrive, and the memory does not, so Anki schedules the next answer from nothing.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
from anki.collection import Collection

collection = Collection("collection.anki2")
note = collection.new_note(collection.models.by_name("Basic"))
note["Front"] = "What is a codon?"
collection.add_note(note, 1)
for name, value in (
    ("data", '{"s":12.5,"d":4.25}'),
    ("memory_state", {"stability": 12.5, "difficulty": 4.25}),
):
    card = collection.get_card(note.card_ids()[0])
    setattr(card, name, value)
    collection.update_card(card, skip_undo_entry=True)
    print(f"{name} set: {collection.db.scalar('select data from cards')}")
PY
expect <<'END'
data set: {}
memory_state set: {"s":12.5,"d":4.25}
END
