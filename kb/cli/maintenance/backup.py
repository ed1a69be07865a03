"""``kb backup``."""

from pathlib import Path
from typing import Final

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, json_option

_EPILOG: Final = """\b
Examples:
  kb backup
  kb backup /media/stick/kb.db
  kb backup --list

Exit codes: 0 done; 2 usage; 4 the store is damaged or locked, or the copy cannot be written."""


@click.command(name="backup", epilog=_EPILOG)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--list", "as_list", is_flag=True, help="List the backups beside the store.")
@json_option
@common_options
@click.pass_obj
def command(session: Session, *, file: Path | None, as_list: bool, as_json: bool) -> None:
    """Back up the store and verify the copy.

    Without FILE the copy goes into the folder of backups beside the store, and stays until you
    remove it. FILE is a new file, or an older backup to replace: kb writes over no other. Other
    commands may use the store meanwhile. Once a study day kb makes such a copy by itself, after
    answers or verdicts.
    """
    from kb.app.maintenance.backup import back_up, listed  # noqa: PLC0415  # loads the store

    store = session.configuration().settings.store.path
    if as_list:
        if file is not None:
            raise click.UsageError("--list takes no FILE.")
        found = listed(store)
        if as_json:
            output.print_json(found)
        elif not found:
            session.say("There are no backups yet. “kb backup” makes one.")
        else:
            output.print_lines(
                f"{output.one_line(str(each.file))}  {output.counted(each.bytes, 'byte')}"
                for each in found
            )
        return
    made = back_up(store, file, clock.now())
    if as_json:
        output.print_json(made)
    else:
        session.say(
            f"Copied {output.counted(made.notes, 'note')}, {output.counted(made.cards, 'card')} "
            f"and {output.counted(made.entries, 'answer')} to {output.one_line(str(made.file))}."
        )
