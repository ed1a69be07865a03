#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   the memory that FSRS keeps of a card is what it computes from the log of that card.
# Seen:    a new card that was given a due date, and then answered Good, has the stability of a first Good, 2.31. Computed from its log, it is 2.0: the interval after that answer.
# Matters: the next answer goes on from what is kept, until anything computes memories anew, such as a change of the weights. A program that replays the log must count that answer as the first, though its row says that it was a review.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
from anki.collection import Collection

collection = Collection("collection.anki2")
collection.set_config("fsrs", True)
note = collection.new_note(collection.models.by_name("Basic"))
note["Front"] = "What is a codon?"
collection.add_note(note, 1)
(card,) = note.card_ids()
collection.sched.set_due_date([card], "0")
answered = collection.sched.getCard()
answered.start_timer()
collection.sched.answerCard(answered, 3)
kept, computed = collection.get_card(card).memory_state, collection.compute_memory_state(card)
print(f"kept: {kept.stability:.2f}, computed: {computed.stability:.2f}")
for kind, interval, last in collection.db.execute("select type, ivl, lastIvl from revlog order by id"):
    print(f"a row of kind {kind}, with the interval {interval}, and {last} before")
PY
expect <<'END'
kept: 2.31, computed: 2.00
a row of kind 4, with the interval 0, and 0 before
a row of kind 1, with the interval 2, and 0 before
END
