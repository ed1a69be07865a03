#!/usr/bin/env bash
# Package: apsw 3.54.1.0 (PyPI), which is SQLite 3.54.1
# Guess:   triggers for insert, update and delete keep a full-text index in sync with its table, and FTS5's integrity check finds any difference.
# Seen:    "insert or replace" deletes the old row without firing the delete trigger, so a search still finds its words. The check finds nothing unless its rank is 1.
# Matters: a search finds a saved note by words that are no longer in it, and the check reports no problem.
. "$(dirname "$0")/lib.sh"
python_packages apsw==3.54.1.0

see python - <<'PY'
import apsw

store = apsw.Connection(":memory:")
store.execute("""
    create table note (id integer primary key, body text);
    create virtual table search using fts5 (body, content = 'note', content_rowid = 'id');
    create trigger added after insert on note begin
      insert into search (rowid, body) values (new.id, new.body);
    end;
    create trigger removed after delete on note begin
      insert into search (search, rowid, body) values ('delete', old.id, old.body);
    end;
    insert into note values (1, 'mitosis');
    insert or replace into note values (1, 'meiosis');
""")

def found(word):
    return list(store.execute("select rowid from search where search match ?", (word,)))

def check(words):
    try:
        store.execute(words)
    except apsw.Error as error:
        return type(error).__name__
    return "fine"

print("mitosis:", found("mitosis"), "meiosis:", found("meiosis"))
print("check:", check("insert into search (search) values ('integrity-check')"))
print("check with rank 1:", check("insert into search (search, rank) values ('integrity-check', 1)"))
PY

expect <<'END'
mitosis: [(1,)] meiosis: [(1,)]
check: fine
check with rank 1: CorruptError
END
