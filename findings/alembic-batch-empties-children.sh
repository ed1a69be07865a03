#!/usr/bin/env bash
# Package: alembic 1.20.1 and SQLAlchemy 2.1.9 (PyPI)
# Guess:   on SQLite batch_alter_table changes a column of one table and leaves the rows of all others; "pragma foreign_keys = off" in the migration makes sure of it.
# Seen:    it copies the table and drops the old one. The drop deletes the rows of the old table, and "on delete cascade" deletes the reviews with them. The pragma has an effect only if the migration has written nothing yet.
# Matters: a migration that makes a column of the cards not null deletes the whole review history, and ends without an error. The pragma belongs before the transaction.
. "$(dirname "$0")/lib.sh"
python_packages alembic==1.20.1 SQLAlchemy==2.1.9

see python - <<'PY'
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, event, text

TRIM, OFF = "update card set question = trim(question)", "pragma foreign_keys = off"

def migrate(*before):
    engine = create_engine("sqlite://")

    @event.listens_for(engine, "connect")
    def check_references(connection, _):
        connection.execute("pragma foreign_keys = on")

    with engine.connect() as connection:
        for statement in (
            "create table card (id integer primary key, question text)",
            "create table review (id integer primary key,"
            " card integer not null references card (id) on delete cascade)",
            "insert into card values (1, 'What is a codon?')",
            "insert into review values (1, 1), (2, 1), (3, 1)",
        ):
            connection.execute(text(statement))
        connection.commit()

        context = MigrationContext.configure(connection)
        with context.begin_transaction():
            for statement in before:
                connection.execute(text(statement))
            with Operations(context).batch_alter_table("card") as card:
                card.alter_column("question", nullable=False)
        return [connection.execute(text(f"select count(*) from {table}")).scalar() for table in ("card", "review")]

print("cards and reviews, of 1 and 3:")
print("batch alone:            ", *migrate())
print("pragma, batch:          ", *migrate(OFF))
print("update, pragma, batch:  ", *migrate(TRIM, OFF))
PY

expect <<'END'
cards and reviews, of 1 and 3:
batch alone:             1 0
pragma, batch:           1 3
update, pragma, batch:   1 0
END
