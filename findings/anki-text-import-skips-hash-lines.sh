#!/usr/bin/env bash
# Package: anki 26.9.3 (PyPI)
# Guess:   in a text file with a tab between question and answer each line is a note; "#" means something only in the header lines that Anki names (#separator: and the like).
# Seen:    Anki drops every line that begins with "#", wherever it is. It does not count the line as found or as skipped.
# Matters: "#include <stdio.h>", "# of protons in carbon" and "#hashtag" are ordinary questions; a program that writes a text file for Anki has to quote them.
. "$(dirname "$0")/lib.sh"
python_packages anki==26.9.3

see python - <<'PY'
from anki.collection import Collection, ImportCsvRequest

LINES = ["main()\twhere a program starts", "#include <stdio.h>\tinput and output", "# of protons in carbon\t6", "a++\tadds one"]
with open("cards.txt", "w") as file:
    file.write("\n".join(LINES) + "\n")

own = Collection("own.anki2")
metadata = own.get_csv_metadata(path="cards.txt", delimiter=None)
log = own.import_csv(ImportCsvRequest(path="cards.txt", metadata=metadata)).log
print("lines:", len(LINES), "found:", log.found_notes, "new:", len(log.new))
print("refused:", len(log.conflicting) + len(log.duplicate) + len(log.empty_first_field))
print(*own.db.list("select sfld from notes order by id"), sep=" | ")

with open("cards.txt", "w") as file:
    file.write('"#include <stdio.h>"\tinput and output\n')
log = own.import_csv(ImportCsvRequest(path="cards.txt", metadata=metadata)).log
print("in quotes:", len(log.new))
PY

expect <<'END'
lines: 4 found: 2 new: 2
refused: 0
main() | a++
in quotes: 1
END
