#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   with “Import any deck presets”, the import of a newer package brings the newer options of its decks.
# Seen:    Anki takes a preset when its id is new, and never again: a newer one with the same id is dropped without a word.
# Matters: weights that were fitted anew, or another desired retention, do not arrive; whoever writes packages must give changed options another id.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

owner, reader = Collection("owner.anki2"), Collection("reader.anki2")
deck = owner.decks.id("Cells")
preset = owner.decks.add_config("Exam")
owner.decks.set_config_id_for_deck_dict(owner.decks.get(deck), preset["id"])
note = owner.new_note(owner.models.by_name("Basic"))
note["Front"] = "What is a codon?"
owner.add_note(note, deck)
for retention in (0.8, 0.95):
    preset = owner.decks.get_config(preset["id"])
    preset["desiredRetention"], preset["mod"] = retention, preset["mod"] + 10
    owner.decks.update_config(preset)
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    owner.export_anki_package(out_path="cells.apkg", options=options, limit=None)
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    reader.import_anki_package(ImportAnkiPackageRequest(package_path="cells.apkg", options=options))
    there = reader.decks.config_dict_for_deck_id(reader.decks.id("Cells"))
    print(f"exported {retention:.2f}, imported {there['desiredRetention']:.2f} of {there['name']}")
PY
expect <<'END'
exported 0.80, imported 0.80 of Exam
exported 0.95, imported 0.80 of Exam
END
