"""``kb backup``."""

from pathlib import Path

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option


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
@click.option("--list", "as_list", is_flag=True, help="List the backups in the backup folder.")
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, file: Path | None, as_list: bool, as_json: bool) -> None:
    """Back up the store and verify the copy.

    Without FILE, the copy goes into the backup folder beside the store, and stays until you
    delete it. FILE is a new file, or an older backup to replace; kb overwrites no other file.
    Other commands can use the store meanwhile. Once a day, kb also makes a backup by itself,
    after a review or the inbox.
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
            output.print_lines(
                f"{output.one_line(str(backup.file))}  {output.counted(backup.bytes, 'byte')}"
                for backup in backups
            )
        return
    copy = back_up(store, file, clock.now())
    if as_json:
        output.print_json(copy)
    else:
        session.say(
            f"Backed up {output.counted(copy.notes, 'note')}, "
            f"{output.counted(copy.cards, 'card')} and "
            f"{output.counted(copy.entries, 'answer')} to {output.one_line(str(copy.file))}."
        )
