#!/usr/bin/env bash
# Package: apsw 3.54.1.0 (PyPI), which is SQLite 3.54.1
# Guess:   after a crash, copying the backup over the store brings the store back as it was when the backup was made.
# Seen:    the write-ahead log that the crash left beside it is applied to the copy at the first opening: what was to be undone is there again.
# Matters: an import that went wrong survives the restore. A restore has to take the -wal file away, or copy through SQLite's own backup.
. "$(dirname "$0")/lib.sh"
python_packages apsw==3.54.1.0

see python - <<'PY'
import os
import shutil
import apsw

store = apsw.Connection("kb.db")
store.execute("pragma journal_mode = wal")
store.execute("create table card (question)")
store.execute("insert into card values ('made on Monday')")
store.execute("pragma wal_checkpoint(truncate)")
shutil.copy("kb.db", "backup.db")
store.execute("insert into card values ('made by mistake')")

os.mkdir("after")  # the files as they lie when the process dies here
shutil.copy("kb.db", "after/kb.db")
shutil.copy("kb.db-wal", "after/kb.db-wal")

shutil.copy("backup.db", "after/kb.db")
print("restored:", *apsw.Connection("after/kb.db").execute("select question from card").get)
PY

expect <<'END'
restored: made on Monday made by mistake
END
