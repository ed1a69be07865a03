"""``kb anki`` and ``kb anki export``."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.cards.card_options import content_options, query_argument
from kb.cli.completers import a_deck
from kb.cli.exchange.anki_import import import_command
from kb.cli.exchange.anki_push import push_command
from kb.cli.importing.problems import problem_line
from kb.cli.importing.progress import progress_bar
from kb.cli.options import (
    Session,
    SuggestingGroup,
    WordsCommand,
    common_options,
    epilog,
    json_option,
)
from kb.cli.run import ask
from kb.errors import NotFoundError

if TYPE_CHECKING:
    from kb.app.cards.selection import CardSelection
    from kb.app.exchange.anki_export import AnkiExport

_MOST_PROBLEMS: Final = 10


@click.group(
    name="anki",
    cls=SuggestingGroup,
    epilog=epilog("kb anki", "kb anki export cards.apkg", "kb anki import from-anki.apkg"),
    invoke_without_command=True,
)
@common_options
@click.pass_context
def command(context: click.Context, session: Session) -> None:  # noqa: ARG001  # for those below
    """Exchange cards with Anki."""
    if context.invoked_subcommand is None:
        output.print_text(context.get_help() + "\n")


command.add_command(import_command)
command.add_command(push_command)


@command.command(
    name="export",
    cls=WordsCommand,
    epilog=epilog(
        "kb anki export cards.apkg",
        "kb anki export exam.apkg --tag exam --deck Exam",
        "kb anki export shared.apkg --note asyncio --without-history",
        codes={2: "usage, or the file cannot be written", 3: "no such card or note"},
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@query_argument
@content_options
@click.option(
    "--deck",
    "decks",
    metavar="NAME",
    default="folder",
    show_default=True,
    shell_complete=a_deck,
    help="Put cards into decks by “folder” or by “tag”, or all into the deck NAME.",
)
@click.option(
    "--without-history",
    is_flag=True,
    help="Export the cards as new ones, without answers and schedules.",
)
@click.option(
    "--link",
    "link_back",
    type=click.Choice(("obsidian", "file", "none")),
    default="obsidian",
    show_default=True,
    help="How a card leads back to its note.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("older", "newest")),
    default="older",
    show_default=True,
    help="The package's form: the older one is for every version of Anki and for other programs.",
)
@click.option("--force", is_flag=True, help="Replace FILE though kb did not export it.")
@json_option
@common_options
def export_command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    file: Path,
    query: tuple[str, ...],
    note: str | None,
    tag: str | None,
    folder: str | None,
    decks: str,
    without_history: bool,
    link_back: str,
    form: str,
    force: bool,
    as_json: bool,
) -> None:
    """Write cards into FILE, a package that Anki imports.

    The active and the suspended cards go, or those of them that the options and QUERY select. When
    you export again, to the same file or another one, Anki takes the new texts and cards, and
    keeps the schedules that it has. QUERY is as in “kb cards”.
    """
    from kb.anki.package.archive import PackageVersion
    from kb.app.cards.selection import CardSelection
    from kb.app.exchange.anki_export import AnkiExportOptions, export_to_anki
    from kb.app.exchange.anki_notes import LinkBack

    selection = CardSelection(note=note, tag=tag, folder=folder, query=" ".join(query))
    options = AnkiExportOptions(
        decks=decks,
        history=not without_history,
        link_back=LinkBack(link_back),
        version=PackageVersion.LATEST if form == "newest" else PackageVersion.LEGACY_1,
        force=force,
    )
    settings, moment = session.configuration().settings, session.moment()
    with progress_bar("Exporting", silent=session.quiet or as_json) as progress:
        exported = ask(
            session,
            lambda store: export_to_anki(
                store,
                file,
                selection,
                options,
                settings=settings,
                moment=moment,
                progress=progress,
            ),
        )
    if exported is None:
        raise _NothingToExportError(_why_nothing(session, selection))
    if as_json:
        output.print_json(exported)
    else:
        _say(session, exported)


class _NothingToExportError(NotFoundError):
    """No card is selected that could be exported."""

    def __init__(self, why: str) -> None:
        NotFoundError.__init__(self, "card", "")
        self.message = why
        self.args = (why,)


def _why_nothing(session: Session, selection: "CardSelection") -> str:
    from kb.app.hints import why_untouched

    moment = session.moment()
    why = ask(session, lambda store: why_untouched(store, selection, moment))
    why = why or "No card that matches is active or suspended. “kb inbox” accepts proposed cards."
    return f"{why[:1].lower()}{why[1:]}"


def _say(session: Session, exported: "AnkiExport") -> None:
    if not session.quiet:
        for problem in exported.problems[:_MOST_PROBLEMS]:
            output.say(problem_line(problem))
        more = len(exported.problems) - _MOST_PROBLEMS
        if more > 0:
            output.say(f"… and {more} more; --json lists all of them.")
    parts = [output.counted(exported.answers, "answer"), output.counted(exported.media, "file")]
    what = f"{output.counted(exported.cards, 'card')} in {output.counted(exported.notes, 'note')}"
    where = output.counted(len(exported.decks), "deck")
    session.say(f"Exported {what}, {where}, with {' and '.join(parts)}, to {exported.file}.")
    session.say("Anki imports it with “File › Import”.")
