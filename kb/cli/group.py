"""The commands by name, each loaded only when it runs."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from kb import __version__
from kb.cli.options import Session, SuggestingGroup, common_options

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command as ``kb --help`` lists it, without its module."""

    module: str
    purpose: str
    """The first line of the command's own help."""


COMMANDS: Final[dict[str, Entry]] = {
    "import": Entry(
        module="kb.cli.importing.import_", purpose="Import folders of notes, or single notes."
    ),
    "folders": Entry(module="kb.cli.importing.folders", purpose="List the imported folders."),
    "list": Entry(module="kb.cli.notes.list_", purpose="List notes."),
    "show": Entry(
        module="kb.cli.notes.show", purpose="Show a note, with its links in both directions."
    ),
    "search": Entry(module="kb.cli.notes.search", purpose="Search the text of all notes."),
    "related": Entry(
        module="kb.cli.graph.related",
        purpose="Show what is related to a concept, ranked, with the reasons.",
    ),
    "path": Entry(
        module="kb.cli.graph.path",
        purpose="Show how two concepts are connected, with the sentence of each link.",
    ),
    "graph": Entry(
        module="kb.cli.graph.graph",
        purpose="Print the graph of all concepts, or the part around one.",
    ),
    "missing": Entry(
        module="kb.cli.graph.missing",
        purpose="List linked concepts that have no note yet, most wanted first.",
    ),
    "new": Entry(
        module="kb.cli.notes.new",
        purpose="Create a note from a template, and open it in your editor.",
    ),
    "edit": Entry(
        module="kb.cli.notes.edit", purpose="Open a note in your editor, then import the changes."
    ),
    "cards": Entry(module="kb.cli.cards.cards", purpose="List flashcards."),
    "inbox": Entry(
        module="kb.cli.cards.inbox",
        purpose="Accept, edit, reject or snooze proposed cards.",
    ),
    "review": Entry(module="kb.cli.review.review", purpose="Review due cards, and learn new ones."),
    "due": Entry(module="kb.cli.review.due", purpose="Show what is due today, and a forecast."),
    "stats": Entry(
        module="kb.cli.review.stats",
        purpose="Show your retention, and how accurate the predictions were.",
    ),
    "grade": Entry(
        module="kb.cli.review.grade",
        purpose="Record one answer to a card, from an editor or a script.",
    ),
    "undo": Entry(module="kb.cli.review.undo", purpose="Undo the last answer, or the last N."),
    "suspend": Entry(
        module="kb.cli.cards.suspend", purpose="Suspend cards until you unsuspend them."
    ),
    "unsuspend": Entry(
        module="kb.cli.cards.unsuspend", purpose="Return suspended cards to review."
    ),
    "bury": Entry(module="kb.cli.cards.bury", purpose="Bury cards until tomorrow."),
    "reset": Entry(
        module="kb.cli.cards.reset", purpose="Make cards new again; their history is kept."
    ),
    "tags": Entry(module="kb.cli.notes.tags", purpose="List tags, most used first."),
    "doctor": Entry(module="kb.cli.maintenance.doctor", purpose="Check the store for problems."),
    "backup": Entry(
        module="kb.cli.maintenance.backup", purpose="Back up the store and verify the copy."
    ),
    "restore": Entry(
        module="kb.cli.maintenance.restore", purpose="Restore the store from a backup."
    ),
    "completion": Entry(
        module="kb.cli.maintenance.completion",
        purpose="Print a shell completion script.",
    ),
    "config": Entry(
        module="kb.cli.maintenance.config",
        purpose="Show every setting and where its value comes from.",
    ),
}
"""In the order that the help shows."""


class LateGroup(SuggestingGroup):
    """A group that imports a command's module when the command is asked for, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Returns the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Returns the command called ``cmd_name``, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name].module).command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Returns commands and options that begin so, and loads no command for it."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only for a shell

        named = [
            CompletionItem(name, help=entry.purpose)
            for name, entry in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return named or click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Writes the list of commands from the table, so that none has to be loaded."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.purpose) for name, entry in COMMANDS.items()])


def _print_version(context: click.Context, _: click.Parameter, wanted: object) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"kb {__version__}")
        context.exit()


_EPILOG: Final = """\b
Examples:
  kb
  kb import ~/notes
  kb review

Exit codes: 0 done; 1 some content could not be read, or a check failed; 2 usage;
3 not found; 4 the store cannot be used; 70 a fault; 130 interrupted.

“kb COMMAND --help” explains a command."""


@click.group(
    cls=LateGroup,
    invoke_without_command=True,
    subcommand_metavar="COMMAND …",
    context_settings={"max_content_width": 100},
    epilog=_EPILOG,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@common_options
@click.pass_context
def kb(context: click.Context) -> None:
    """A spaced-repetition knowledge base over plain Markdown notes.

    “kb” alone says what to do next.
    """
    context.ensure_object(Session)
    if context.invoked_subcommand is None:
        from kb.cli.home import begin  # noqa: PLC0415  # as every command

        begin(context.ensure_object(Session))
