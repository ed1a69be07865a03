#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   the button of a review is a number from 1 (Again) to 4 (Easy), and an import keeps it.
# Seen:    if the settings in the package do not say "schedVer": 2, Anki takes the log for one of a scheduler with three buttons: each Hard in a learning step becomes Good, and each Good becomes Easy.
# Matters: a program that writes packages with reviews, and leaves the settings empty, changes the reviews. Nobody is told, and FSRS starts each card from the wrong answer.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
import json
import sqlite3
import zipfile
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

own = Collection("own.anki2")
note = own.new_note(own.models.by_name("Basic"))
note["Front"] = "What is a codon?"
own.add_note(note, 1)
own.close()
with sqlite3.connect("own.anki2") as store:
    (card,) = store.execute("select id from cards").fetchone()
    store.execute("update cards set type = 2, queue = 2, due = 10, ivl = 5, reps = 3")
    for button, kind in ((2, 0), (3, 0), (3, 1)):  # two learning steps, and a review
        store.execute(
            "insert into revlog values (?, ?, -1, ?, 5, 0, 2500, 4000, ?)",
            (1_700_000_000_000 + 10 * button + kind, card, button, kind),
        )
store.close()
own = Collection("own.anki2")
own.export_anki_package(
    out_path="deck.apkg", options=ExportAnkiPackageOptions(with_scheduling=True, legacy=True), limit=None
)
with zipfile.ZipFile("deck.apkg") as package:
    package.extractall("deck")

for name in ("with", "without"):
    with sqlite3.connect("deck/collection.anki21") as store:
        settings = json.loads(store.execute("select conf from col").fetchone()[0])
        if name == "without":
            del settings["schedVer"]
        store.execute("update col set conf = ?", (json.dumps(settings),))
    store.close()
    with zipfile.ZipFile(f"{name}.apkg", "w") as package:
        package.write("deck/collection.anki21", "collection.anki2")
        package.writestr("media", "{}")
    reader = Collection(f"{name}.anki2")
    reader.import_anki_package(ImportAnkiPackageRequest(
        package_path=f"{name}.apkg", options=ImportAnkiPackageOptions(with_scheduling=True)
    ))
    print(f"{name} schedVer:", *reader.db.list("select ease from revlog order by id"))
    reader.close()
PY

expect <<'END'
with schedVer: 2 3 3
without schedVer: 3 4 3
END
