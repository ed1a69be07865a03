"""``kb folders``, ``kb folders forget`` and ``kb folders move``."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kb import clock
from kb.cli import output
from kb.cli.completers import a_known_folder
from kb.cli.options import Session, SuggestingGroup, common_options, epilog, json_option
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.importing.folders import KnownFolder

_CODES: Final = {3: "no such folder"}
_FOLDER = click.Path(path_type=Path)


@click.group(
    name="folders",
    cls=SuggestingGroup,
    invoke_without_command=True,
    epilog=epilog("kb folders", "kb folders --json", codes=_CODES),
)
@json_option
@common_options
@click.pass_context
def command(context: click.Context, session: Session, *, as_json: bool) -> None:
    """List the imported folders."""
    if context.invoked_subcommand is None:
        _list(session, as_json=as_json)


@command.command(name="forget", epilog=epilog("kb folders forget ~/notes", codes=_CODES))
@click.argument("folder", type=_FOLDER, shell_complete=a_known_folder)
@json_option
@common_options
def forget_command(session: Session, *, folder: Path, as_json: bool) -> None:
    """Forget FOLDER and its notes, but keep all reviews.

    Your files stay as they are. To undo this, import the folder again.
    """
    from kb.app.importing.folders import forget_folder

    forgotten = ask(session, lambda store: forget_folder(store, folder, now=clock.now()))
    if as_json:
        output.print_json(forgotten)
    else:
        session.say(f"Forgot {folder}. Run “kb import {folder}” to bring it back.")


@command.command(
    name="move", epilog=epilog("kb folders move ~/notes ~/Documents/notes", codes=_CODES)
)
@click.argument("folder", type=_FOLDER, shell_complete=a_known_folder)
@click.argument("to", type=_FOLDER)
@json_option
@common_options
def move_command(session: Session, *, folder: Path, to: Path, as_json: bool) -> None:
    """Record that you moved FOLDER to TO. The notes keep their cards."""
    from kb.app.importing.folders import move_folder

    moved = ask(session, lambda store: move_folder(store, folder, to))
    if as_json:
        output.print_json(moved)
    else:
        session.say(f"Moved {folder} to {to}.")


def _list(session: Session, *, as_json: bool) -> None:
    from kb.app.importing.folders import known_folders

    folders = ask(session, known_folders)
    if as_json:
        output.print_json(folders)
    elif not folders:
        session.say("No folder is imported yet. Run “kb import FOLDER” to import one.")
    elif output.on_terminal():
        columns = (
            output.Column(header="Folder", ratio=1),
            output.Column(header="Notes", number=True),
            output.Column(header="Extensions", from_width=70),
            output.Column(header=""),
        )
        output.print_table(columns, map(_row, folders))
    else:
        output.print_lines("  ".join(filter(None, _row(folder))) for folder in folders)


def _row(folder: "KnownFolder") -> tuple[str, str, str, str]:
    return (
        output.one_line(folder.folder),
        str(folder.notes),
        " ".join(folder.ext) or "(named files)",
        "" if folder.reachable else "cannot be read",
    )
