"""The ``kb`` command group: its table of commands, each imported only when it runs."""

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from kb import __version__
from kb.cli.options import Session, SuggestingGroup, common_options, epilog

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class CommandEntry(NamedTuple):
    """A command as ``kb --help`` lists it, without importing its module."""

    module: str
    """Below ``kb.cli``."""
    purpose: str
    """The first line of the command's own help."""
    attribute: str = "command"
    """The name of the Click command in its module."""


_TABLE: Final = {
    "import": ("importing.import_", "Import folders of notes, or single notes."),
    "folders": ("importing.folders", "List the imported folders."),
    "list": ("notes.list_", "List notes."),
    "show": ("notes.show", "Show a note, with its links and backlinks."),
    "search": ("notes.search", "Search the text of all notes."),
    "related": ("graph.related", "Show what is related to a concept, ranked, with the reasons."),
    "path": ("graph.path", "Show how two concepts are connected, quoting each link."),
    "graph": ("graph.graph", "Print the graph of all concepts, or those around one."),
    "missing": ("graph.missing", "List linked concepts that have no note yet, most wanted first."),
    "new": ("notes.new", "Create a note from a template, and open it in your editor.", "new"),
    "edit": ("notes.new", "Open a note in your editor, then import the changes.", "edit"),
    "cards": ("cards.cards", "List flashcards, or look through them."),
    "inbox": ("cards.inbox", "Accept, edit, reject or snooze proposed cards."),
    "review": ("review.review", "Review due cards, and learn new ones."),
    "serve": ("web.serve", "Show your cards and notes as a page in your browser."),
    "due": ("review.due", "Show what is due today, and a forecast."),
    "plan": ("review.plan", "Show the reviews of the coming weeks, with breaks and exams."),
    "stats": ("review.stats", "Show your retention, and how accurate the predictions were."),
    "fit": ("review.fit", "Fit the memory model to your own answers."),
    "simulate": (
        "review.simulate",
        "Simulate a year of reviews, and show what each retention costs and gains.",
    ),
    "grade": (
        "review.answer",
        "Record one answer to a card, from an editor or a script.",
        "grade",
    ),
    "undo": ("review.answer", "Undo the last answer, or the last N.", "undo"),
    "suspend": ("cards.card_state", "Suspend cards until you unsuspend them.", "suspend"),
    "unsuspend": ("cards.card_state", "Return suspended cards to review.", "unsuspend"),
    "bury": ("cards.card_state", "Bury cards until tomorrow.", "bury"),
    "reset": ("cards.card_state", "Make cards new again, but keep their history.", "reset"),
    "tags": ("notes.list_", "List tags, most used first.", "tags_command"),
    "adopt": ("exchange.adopt", "Take over what other programs know of your cards."),
    "sync": ("sync.sync", "Share reviews and decisions with your other machines through a folder."),
    "anki": ("exchange.anki", "Exchange cards with Anki."),
    "export": ("exchange.export", "Write all that kb knows to a folder, as JSON Lines and CSV."),
    "doctor": ("maintenance.doctor", "Check the store for problems."),
    "backup": ("maintenance.backup", "Back up the store and verify the copy.", "backup"),
    "restore": ("maintenance.backup", "Restore the store from a backup.", "restore"),
    "completion": ("maintenance.completion", "Print a shell completion script."),
    "config": ("maintenance.config", "Show every setting and where its value comes from."),
}
COMMANDS: Final = {name: CommandEntry(*row) for name, row in _TABLE.items()}
"""In the order of ``kb --help``."""


class LazyGroup(SuggestingGroup):
    """A group that imports a command's module only when that command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the command names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command called ``cmd_name``, if there is one."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(import_module(f"kb.cli.{entry.module}"), entry.attribute)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Return the commands, else the options, that begin with ``incomplete``; import none."""
        from click.shell_completion import CompletionItem

        items = [
            CompletionItem(name, help=entry.purpose)
            for name, entry in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return items or click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table, so that none has to be imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.purpose) for name, entry in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    subcommand_metavar="COMMAND …",
    context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]},
    epilog=epilog(
        "kb",
        "kb import ~/notes",
        "kb review",
        codes={
            1: "some content could not be read, or a check failed",
            3: "not found",
            70: "an internal error",
            130: "interrupted",
        },
    )
    + "\n\n“kb COMMAND --help” explains a command.",
)
@click.version_option(__version__, message="kb %(version)s")
@click.option("--no-pager", is_flag=True, help="Do not use a pager.")
@common_options
@click.pass_context
def kb(context: click.Context, session: Session, *, no_pager: bool) -> None:  # noqa: ARG001  # the pager reads it
    """A spaced-repetition knowledge base over plain Markdown notes.

    Without a command, kb shows what to do next.
    """
    if context.invoked_subcommand is None:
        from kb.cli.home import show_start_screen

        show_start_screen(session)
