#!/usr/bin/env bash
# Package: SQLAlchemy 2.1.9 (PyPI), with the sqlite3 of Python
# Guess:   what was written inside begin_nested() is gone when the transaction around it is rolled back.
# Seen:    it stays. sqlite3 opens no transaction before a savepoint, so the savepoint is the transaction, and its end is the commit. A row written before it makes the guess true again.
# Matters: an import that keeps each note in a savepoint and rolls back at the end, as a dry run does, has imported; a test in which something was written first does not show it.
. "$(dirname "$0")/lib.sh"
python_packages SQLAlchemy==2.1.9

see python - <<'PY'
from sqlalchemy import create_engine, text

engine = create_engine("sqlite:///store.db")
with engine.connect() as connection:
    connection.execute(text("create table note (title)"))
    connection.commit()
    for first in ((), ("first",)):
        for title in first:
            connection.execute(text("insert into note values (:title)"), {"title": title})
        with connection.begin_nested():
            connection.execute(text("insert into note values ('nested')"))
        connection.rollback()
        print("written before:", len(first), "left:", connection.execute(text("select title from note")).scalars().all())
        connection.execute(text("delete from note"))
        connection.commit()
PY

expect <<'END'
written before: 0 left: ['nested']
written before: 1 left: []
END
