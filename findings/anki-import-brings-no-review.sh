#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   if you import a newer package of notes that the collection already has, Anki imports everything newer: text and reviews.
# Seen:    Anki updates the text, but the card stays new, without interval, memory and reviews. "Update notes: always" does not help.
# Matters: if you transfer a history to Anki in packages, it works once. Every later review is lost, without a message.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
import time
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS as ALWAYS

sender, reader = Collection("sender.anki2"), Collection("reader.anki2")
sender.set_config("fsrs", True)

def send(**options):
    sender.export_anki_package(
        out_path="deck.apkg", options=ExportAnkiPackageOptions(with_scheduling=True), limit=None
    )
    reader.import_anki_package(ImportAnkiPackageRequest(
        package_path="deck.apkg", options=ImportAnkiPackageOptions(with_scheduling=True, **options)
    ))

def tell(who, collection):
    fields, interval, answers = collection.db.first("select n.flds, c.ivl, c.reps from notes n, cards c")
    reviews = collection.db.scalar("select count(*) from revlog")
    print(f"{who}: {fields.split(chr(31))[1]!r}, interval {interval}, answers {answers}, reviews {reviews}")

note = sender.new_note(sender.models.by_name("Basic"))
note["Front"], note["Back"] = "Where is ATP made?", "in the mitochondria"
sender.add_note(note, 1)
send()

time.sleep(1.1)  # a note's age counts in whole seconds
card = sender.sched.getCard()
card.start_timer()
sender.sched.answerCard(card, 4)
note.load()
note["Back"] = "mostly in the mitochondria"
sender.update_note(note)
interval = sender.db.scalar("select ivl from cards")
print("the sender's interval is longer than nothing:", interval > 0)
send()
tell("after the second package", reader)
send(update_notes=ALWAYS)
tell("after 'always'", reader)
PY

expect <<'END'
the sender's interval is longer than nothing: True
after the second package: 'mostly in the mitochondria', interval 0, answers 0, reviews 0
after 'always': 'mostly in the mitochondria', interval 0, answers 0, reviews 0
END
