"""``kb restore``."""

from pathlib import Path

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import upgrade_store


@click.command(
    name="restore",
    epilog=epilog(
        "kb backup --list",
        "kb restore ~/.local/share/kb/kb.db.backups/daily-2026-01-31.db",
        codes={4: "FILE is not a usable backup, or another program is using the store"},
    )
    + " After 2 and 4, the store is unchanged.",
)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, file: Path, as_json: bool) -> None:
    """Restore the store from a backup.

    FILE is verified first. The store that it replaces is kept in the backup folder, so that you
    can restore it in the same way. Quit other kb commands first.
    """
    from kb.app.maintenance.backup import put_back

    store = session.configuration().settings.store.path
    restored = put_back(store, file, clock.now())
    upgrade_store(session)  # an older backup has an older schema
    if as_json:
        output.print_json(restored)
        return
    session.say(
        f"Restored {output.counted(restored.notes, 'note')}, "
        f"{output.counted(restored.cards, 'card')} and "
        f"{output.counted(restored.entries, 'answer')} from {output.one_line(str(file))}."
    )
    if restored.kept:
        session.say(f"The previous store was saved as {output.one_line(str(restored.kept))}.")
