#!/usr/bin/env bash
# Package: genanki 0.13.1 and anki 26.9.3 (PyPI)
# Guess:   a cloze note makes the same cards in genanki's package as when it is typed into Anki.
# Seen:    genanki makes no card for a deletion inside another one, and Anki adds none on import. So the note has one card, where Anki itself makes two.
# Matters: converters from Markdown build on genanki; users do not notice that a card is missing.
. "$(dirname "$0")/lib.sh"
python_packages genanki==0.13.1 anki==26.9.3

see python - <<'PY'
import genanki
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

TEXT = "{{c1::The heart has {{c2::four}} chambers}}"

deck = genanki.Deck(1_900_000_001, "Biology")
deck.add_note(genanki.Note(model=genanki.CLOZE_MODEL, fields=[TEXT, ""]))
genanki.Package(deck).write_to_file("deck.apkg")
own = Collection("own.anki2")
own.import_anki_package(ImportAnkiPackageRequest(package_path="deck.apkg", options=ImportAnkiPackageOptions()))
print("by genanki:", [f"c{ord + 1}" for ord in own.db.list("select ord from cards order by ord")])

note = own.new_note(own.models.by_name("Cloze"))
note["Text"] = TEXT
own.add_note(note, 1)
print("by Anki:   ", [f"c{card.ord + 1}" for card in note.cards()])
PY

expect <<'END'
by genanki: ['c1']
by Anki:    ['c1', 'c2']
END
