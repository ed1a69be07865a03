#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   with "merge note types", the import of a new release of a deck, which adds a field and corrects an answer, imports both changes.
# Seen:    Anki adds the field, but leaves it empty, and does not import the corrected answer: the merge makes the user's own note the newer one. A second import changes nothing.
# Matters: if an author adds a field and corrects cards in one release, users keep every mistake.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
import time
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

author, reader = Collection("author.anki2"), Collection("reader.anki2")

def release(**options):
    author.export_anki_package(out_path="deck.apkg", options=ExportAnkiPackageOptions(), limit=None)
    log = reader.import_anki_package(ImportAnkiPackageRequest(
        package_path="deck.apkg", options=ImportAnkiPackageOptions(**options)
    )).log
    note.load()
    fields, changed = reader.db.first("select flds, mod from notes")
    print(f"updated {len(log.updated)}, duplicate {len(log.duplicate)}:", fields.split(chr(31)), end=", ")
    print("the reader's note is", "newer" if changed > note.mod else "not newer")

note = author.new_note(author.models.by_name("Basic"))
note["Front"], note["Back"] = "When did the Bastille fall?", "1798"
author.add_note(note, 1)
release()

time.sleep(1.1)  # a note's age counts in whole seconds
kind = author.models.by_name("Basic")
author.models.add_field(kind, author.models.new_field("Source"))
author.models.update_dict(kind)
note.load()
note["Back"], note["Source"] = "1789", "a school book"
author.update_note(note)
time.sleep(1.1)
release(merge_notetypes=True)
release(merge_notetypes=True)
PY

expect <<'END'
updated 0, duplicate 0: ['When did the Bastille fall?', '1798'], the reader's note is not newer
updated 0, duplicate 1: ['When did the Bastille fall?', '1798', ''], the reader's note is newer
updated 0, duplicate 1: ['When did the Bastille fall?', '1798', ''], the reader's note is newer
END
