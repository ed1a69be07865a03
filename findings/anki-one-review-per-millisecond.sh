#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   a review belongs to its card; reviews of two cards at the same moment are two reviews.
# Seen:    the time in milliseconds is the only key of a review. If cards of two decks were reviewed in the same millisecond, Anki imports the second card with its interval but without its review, and reports nothing.
# Matters: logs converted from whole seconds or days are full of such pairs; a converter has to give each review its own time.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
import sqlite3
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

MOMENT = 1_700_000_000_000

def package(name, question):
    own = Collection(f"{name}.anki2")
    note = own.new_note(own.models.by_name("Basic"))
    note["Front"] = question
    own.add_note(note, 1)
    own.close()
    with sqlite3.connect(f"{name}.anki2") as store:  # as a converter writes it
        (card,) = store.execute("select id from cards").fetchone()
        store.execute("update cards set type = 2, queue = 2, due = 10, ivl = 5, reps = 1")
        store.execute("insert into revlog values (?, ?, -1, 3, 5, 0, 2500, 4000, 0)", (MOMENT, card))
    store.close()
    own = Collection(f"{name}.anki2")
    own.export_anki_package(
        out_path=f"{name}.apkg", options=ExportAnkiPackageOptions(with_scheduling=True), limit=None
    )

reader = Collection("reader.anki2")
for name, question in (("first", "What is a codon?"), ("second", "What is an exon?")):
    package(name, question)
    reader.import_anki_package(ImportAnkiPackageRequest(
        package_path=f"{name}.apkg", options=ImportAnkiPackageOptions(with_scheduling=True)
    ))
for question, interval, answers, logged in reader.db.all(
    "select n.sfld, c.ivl, c.reps, (select count(*) from revlog r where r.cid = c.id)"
    " from cards c, notes n on n.id = c.nid order by 1"
):
    print(f"{question} interval {interval}, answers {answers}, reviews in the log {logged}")
PY

expect <<'END'
What is a codon? interval 5, answers 1, reviews in the log 1
What is an exon? interval 5, answers 1, reviews in the log 0
END
