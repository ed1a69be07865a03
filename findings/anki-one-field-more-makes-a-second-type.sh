#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   a package whose note type has the same id and name, and one field more than before, updates the notes that a collection has of it.
# Seen:    Anki adds a second type with a plus behind its name, and calls every known note a conflict: its text stays as it was. Other names of fields change nothing of that kind.
# Matters: who adds a field to a published note type cuts off all its readers from later corrections.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
import time
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

author, reader = Collection("author.anki2"), Collection("reader.anki2")

def release():
    author.export_anki_package(out_path="deck.apkg", options=ExportAnkiPackageOptions(), limit=None)
    log = reader.import_anki_package(ImportAnkiPackageRequest(
        package_path="deck.apkg", options=ImportAnkiPackageOptions()
    )).log
    names = [name.name for name in reader.models.all_names_and_ids() if name.name.startswith("Dates")]
    texts = reader.db.list("select flds from notes")
    print(f"updated {len(log.updated)}, conflicting {len(log.conflicting)}:", names, [text.split(chr(31)) for text in texts])

def correct(answer):
    time.sleep(1.1)  # a note's age counts in whole seconds
    note.load()
    note["Back"] = answer
    author.update_note(note)

kind = author.models.copy(author.models.by_name("Basic"))
kind["name"] = "Dates"
author.models.update_dict(kind)
note = author.new_note(author.models.by_name("Dates"))
note["Front"], note["Back"] = "When did the Bastille fall?", "1798"
author.add_note(note, 1)
release()

kind = author.models.by_name("Dates")
kind["flds"][0]["name"] = "Event"
author.models.update_dict(kind)
correct("in 1798")
release()

kind = author.models.by_name("Dates")
author.models.add_field(kind, author.models.new_field("Source"))
author.models.update_dict(kind)
correct("1789")
release()
PY

expect <<'END'
updated 0, conflicting 0: ['Dates'] [['When did the Bastille fall?', '1798']]
updated 1, conflicting 0: ['Dates'] [['When did the Bastille fall?', 'in 1798']]
updated 0, conflicting 1: ['Dates', 'Dates+'] [['When did the Bastille fall?', 'in 1798']]
END
