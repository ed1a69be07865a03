#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   "support older Anki versions" writes the old layout of a package: a collection.anki2 with the notes in it.
# Seen:    both layouts contain a collection.anki2 that opens and has the right tables, but only one note: a request to update Anki. The real notes are in collection.anki21b or collection.anki21.
# Matters: a program that opens the file that older descriptions name imports one wrong card and reports success.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
import sqlite3
import zipfile
from anki.collection import Collection, ExportAnkiPackageOptions

own = Collection("own.anki2")
for question in ("one", "two", "three"):
    note = own.new_note(own.models.by_name("Basic"))
    note["Front"] = question
    own.add_note(note, 1)
for older in (False, True):
    own.export_anki_package(out_path="deck.apkg", options=ExportAnkiPackageOptions(legacy=older), limit=None)
    package = zipfile.ZipFile("deck.apkg")
    print("older:" if older else "newer:", *sorted(package.namelist()))
    for name in ("collection.anki2", "collection.anki21"):
        if name in package.namelist():
            store = sqlite3.connect(package.extract(name))
            (notes,) = store.execute("select count(*) from notes").fetchone()
            (first,) = store.execute("select flds from notes order by id").fetchone()
            print(f"  {name}: {notes} notes, the first is {first.split(chr(31))[0][:20]!r}")
PY

expect <<'END'
newer: collection.anki2 collection.anki21b media meta
  collection.anki2: 1 notes, the first is 'Please update to the'
older: collection.anki2 collection.anki21 media meta
  collection.anki2: 1 notes, the first is 'Please update to the'
  collection.anki21: 3 notes, the first is 'one'
END
