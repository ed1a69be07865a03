"""``kb restore``."""

from pathlib import Path
from typing import Final

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import touch

_EPILOG: Final = """\b
Examples:
  kb backup --list
  kb restore ~/.local/share/kb/kb.db.backups/daily-2026-01-31.db

Exit codes: 0 done; 2 usage; 4 FILE is not fit to be restored, or another program has the store
open. After 2 and 4 the store is as it was."""


@click.command(name="restore", epilog=_EPILOG)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, file: Path, as_json: bool) -> None:
    """Restore the store from a backup.

    FILE is looked through first. The store that it replaces is kept in the folder of backups, so
    that this can be taken back in the same way. Quit other kb commands before.
    """
    from kb.app.maintenance.backup import put_back  # noqa: PLC0415  # loads the store

    store = session.configuration().settings.store.path
    restored = put_back(store, file, clock.now())
    touch(session)  # brings an older one up to date
    if as_json:
        output.print_json(restored)
        return
    session.say(
        f"Restored {output.counted(restored.notes, 'note')}, "
        f"{output.counted(restored.cards, 'card')} and "
        f"{output.counted(restored.entries, 'answer')} from {output.one_line(str(file))}."
    )
    if restored.kept:
        session.say(f"What was there before is in {output.one_line(str(restored.kept))}.")
