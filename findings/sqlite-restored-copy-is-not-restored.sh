#!/usr/bin/env bash
# Package: apsw 3.54.1.0 (PyPI), which is SQLite 3.54.1
# Guess:   if you copy a backup over the store after a crash, the store is as it was when the backup was made.
# Seen:    when the copy is opened, SQLite applies the write-ahead log that the crash left next to it. The changes that you wanted to undo are back.
# Matters: a wrong import survives the restore. A restore has to delete the -wal file, or use SQLite's backup API.
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
