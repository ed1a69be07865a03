"""``kb backup`` and ``kb restore``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask, run
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.maintenance.backup import BackedUp
    from kb.app.maintenance.restore import Restored
    from kb.store.file.store import Store


@click.command(
    name="backup",
    epilog=epilog(
        "kb backup",
        "kb backup /media/stick/kb.db",
        "kb backup --list",
        codes={4: "the store is damaged or locked, or the copy cannot be written"},
    ),
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--list",
    "as_list",
    is_flag=True,
    help="List the backups in the backup folder, the oldest first.",
)
@json_option
@common_options
def backup(session: Session, *, file: Path | None, as_list: bool, as_json: bool) -> None:
    """Back up the store and verify the copy.

    Without FILE, the copy goes into the backup folder next to the store, and stays until you delete
    it. FILE is a new file, or an older backup to replace; kb overwrites no other file. Other
    commands can use the store meanwhile. kb also makes a backup once a day, when you review or use
    the inbox.
    """
    from kb.app.maintenance.backup import back_up
    from kb.store.file.backups import list_backups

    store = session.configuration().settings.store.path
    if as_list:
        if file is not None:
            raise click.UsageError("--list takes no FILE.")
        backups = list_backups(store)
        if as_json:
            output.print_json(backups)
        elif not backups:
            session.say("There are no backups yet. “kb backup” makes one.")
        else:
            zone = clock.local_zone()
            output.print_lines(
                f"{output.one_line(str(copy.file))}  {copy.bytes / 1e6:,.1f} MB  "
                f"{copy.made_at.astimezone(zone):%Y-%m-%d %H:%M}"
                for copy in backups
            )
        return
    copy = back_up(store, file, clock.now())
    if as_json:
        output.print_json(copy)
    else:
        session.say(f"Backed up {_content(copy)} to {output.one_line(str(copy.file))}.")


@click.command(
    name="restore",
    epilog=epilog(
        "kb backup --list",
        "kb restore ~/.local/share/kb/kb.db.backups/daily-2026-01-31.db",
        codes={4: "FILE is not a usable backup, or another program is using the store"},
    )
    + " After 2 and 4, the store is unchanged.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@common_options
def restore(session: Session, *, file: Path | None, as_json: bool) -> None:
    """Restore the store from a backup.

    kb checks FILE first, as “kb doctor” checks a store. It keeps the replaced store in the backup
    folder, so that you can restore it in the same way. Quit other kb commands before you run this
    one.
    """
    if file is None:
        raise UsageError("which backup? Give its FILE; “kb backup --list” lists the backups.")
    from kb.app.maintenance.restore import put_back

    store = session.configuration().settings.store.path
    restored = run(put_back(store, file, clock.now()))
    ask(session, _do_nothing)  # opening it upgrades the schema of an older backup
    if as_json:
        output.print_json(restored)
        return
    session.say(f"Restored {_content(restored)} from {output.one_line(str(file))}.")
    if restored.kept:
        session.say(f"The previous store was saved as {output.one_line(str(restored.kept))}.")


async def _do_nothing(_: "Store") -> None:
    pass


def _content(store: "BackedUp | Restored") -> str:
    notes, cards = output.counted(store.notes, "note"), output.counted(store.cards, "card")
    answers = output.counted(store.entries, "answer")
    return f"{notes}, {cards} (with those gone or retired) and {answers}"
