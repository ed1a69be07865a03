#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   a deck exported without scheduling reveals nothing about its owner's reviews.
# Seen:    the export leaves out reviews, intervals and memory. But the data of each card still contain the time of its last answer to the second, the desired retention and the decay, and an import keeps them.
# Matters: a shared deck reveals when its author last studied each card. A program that reads packages must expect cards with an answer but no memory.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
import json
import time
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

owner, reader = Collection("owner.anki2"), Collection("reader.anki2")
owner.set_config("fsrs", True)
note = owner.new_note(owner.models.by_name("Basic"))
note["Front"] = "What does a neuron do?"
owner.add_note(note, 1)
card = owner.sched.getCard()
card.start_timer()
owner.sched.answerCard(card, 4)

owner.export_anki_package(
    out_path="deck.apkg", options=ExportAnkiPackageOptions(with_scheduling=False), limit=None
)
reader.import_anki_package(ImportAnkiPackageRequest(
    package_path="deck.apkg", options=ImportAnkiPackageOptions(with_scheduling=True)
))
interval, answers, data = reader.db.first("select ivl, reps, data from cards")
kept = json.loads(data)
print("interval", interval, "answers", answers, "reviews", reader.db.scalar("select count(*) from revlog"))
print("kept:", *sorted(kept))
print("lrt is the time of the answer:", abs(time.time() - kept["lrt"]) < 60)
PY

expect <<'END'
interval 0 answers 0 reviews 0
kept: decay dr lrt
lrt is the time of the answer: True
END
