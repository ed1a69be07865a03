"""``kb anki push``."""

from typing import TYPE_CHECKING

import click

from kb.cli import output
from kb.cli.cards.card_options import content_options, query_argument
from kb.cli.options import (
    Session,
    WordsCommand,
    common_options,
    epilog,
    json_option,
    number_option,
)
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.exchange.anki_push import AnkiPush

_HIGHEST_PORT = 65_535


@click.command(
    name="push",
    cls=WordsCommand,
    epilog=epilog(
        "kb anki push --dry-run",
        "kb anki push",
        "kb anki push --tag exam",
        codes={2: "usage, or Anki does not answer as it should", 3: "no such card or note"},
    ),
)
@query_argument
@content_options
@click.option("--dry-run", is_flag=True, help="Say what would be sent; change nothing.")
@click.option("--key", metavar="KEY", help="The key that AnkiConnect's configuration names.")
@number_option(
    "--port",
    click.IntRange(1, _HIGHEST_PORT),
    "The port on which AnkiConnect listens, instead of 8765.",
)
@json_option
@common_options
def push_command(  # noqa: PLR0913  # one for each option
    session: Session,
    *,
    query: tuple[str, ...],
    note: str | None,
    tag: str | None,
    folder: str | None,
    dry_run: bool,
    key: str | None,
    port: int | None,
    as_json: bool,
) -> None:
    """Send later answers and edits to the cards that Anki has.

    Anki must be running on this machine, with the add-on AnkiConnect. Cards that “kb anki export”
    has brought to Anki get the answers, schedules and texts that they lack there; nothing is
    deleted or added. A card that was answered in Anki since is left alone. QUERY is as in
    “kb cards”.
    """
    from kb.anki.connect import PORT, AnkiConnect
    from kb.app.cards.selection import CardSelection
    from kb.app.exchange.anki_push import push_to_anki

    selection = CardSelection(note=note, tag=tag, folder=folder, query=" ".join(query))
    settings, moment = session.configuration().settings, session.moment()
    pushed = ask(
        session,
        lambda store: push_to_anki(
            store,
            AnkiConnect(port or PORT, key),
            selection,
            settings=settings,
            moment=moment,
            dry_run=dry_run,
        ),
    )
    if as_json:
        output.print_json(pushed)
        return
    for line in push_lines(pushed):
        session.say(line)


def push_lines(pushed: "AnkiPush") -> list[str]:
    """Return what was sent, as sentences."""
    answers, texts = output.counted(pushed.answers, "answer"), output.counted(pushed.texts, "text")
    schedules = output.counted(pushed.schedules, "schedule")
    sent = "Would send" if pushed.dry_run else "Sent"
    media = f", {output.counted(pushed.media, 'file')}" if pushed.media else ""
    what = f"{answers}, {schedules} and {texts}{media}"
    lines = [f"{sent} {what}, for {output.counted(pushed.cards, 'card')} that Anki has."]
    if pushed.ahead:
        lines.append(
            f"Left alone: {output.counted(pushed.ahead, 'card')} with answers or due dates in Anki "
            "that kb does not know. Export them from Anki with scheduling information, import them "
            "with “kb anki import”, and push again."
        )
    if pushed.edited:
        lines.append(
            f"Left alone: {output.counted(pushed.edited, 'text')} that you changed in Anki."
        )
    if pushed.filtered:
        lines.append(f"Left alone: {output.counted(pushed.filtered, 'card')} in filtered decks.")
    if pushed.absent:
        lines.append(
            f"Not in Anki: {output.counted(pushed.absent, 'card')}. “kb anki export” writes a "
            "package with them."
        )
    return lines
