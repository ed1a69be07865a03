"""``kb inbox``."""

from typing import TYPE_CHECKING, Final

import click

from kb.cli import output
from kb.cli.cards.card_options import generator_option, note_and_tag_options, wanted
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask, back_up_daily

if TYPE_CHECKING:
    from kb.app.cards.selection import Wanted
    from kb.app.cards.triage import InboxWalk
    from kb.store.file.store import Store

_EPILOG: Final = """\b
Examples:
  kb inbox
  kb inbox --note asyncio --plain
  kb inbox --accept-all --generator reverse

Exit codes: 0 done; 2 usage; 3 no such note; 4 the store cannot be used."""

_NOTHING: Final = "The inbox is empty. “kb import” fills it with what your notes suggest."


@click.command(name="inbox", epilog=_EPILOG)
@note_and_tag_options
@generator_option
@click.option("--accept-all", is_flag=True, help="Accept all of them, without a question.")
@click.option("--plain", is_flag=True, help="Ask line by line, on any terminal or pipe.")
@json_option
@common_options
@click.pass_obj
def command(  # noqa: PLR0913  # each is an option of the command's own
    session: Session,
    *,
    note: str | None,
    tag: str | None,
    generator: str | None,
    accept_all: bool,
    plain: bool,
    as_json: bool,
) -> None:
    """Accept, edit, reject or snooze proposed cards.

    Nothing here is written into a note. What you reject is not proposed again; what you snooze
    comes back after a week; your own wording of a card is kept.
    """
    which = wanted(note=note, tag=tag, generator=generator)
    if as_json:
        _print_json(session, which)
    elif accept_all:
        _accept_all(session, which)
    else:
        _go_through(session, which, plain=plain)


def _print_json(session: Session, which: "Wanted") -> None:
    from kb.app.cards.inbox import proposal_views  # noqa: PLC0415  # as everywhere, loads the store

    moment = session.moment()
    output.print_json(ask(session, lambda store: proposal_views(store, which, moment=moment)))


def _accept_all(session: Session, which: "Wanted") -> None:
    from kb.app.cards.inbox import accept_all  # noqa: PLC0415
    from kb.app.hints import why_empty  # noqa: PLC0415  # loads the store

    moment = session.moment()

    async def accept(store: "Store") -> int:
        accepted = await accept_all(store, which, moment=moment)
        if not accepted:
            session.say(
                await why_empty(store, tag=which.tag, generator=which.generator) or _NOTHING
            )
        return accepted

    if accepted := ask(session, accept):
        session.say(f"Accepted {output.counted(accepted, 'card')}.")
        back_up_daily(session)


def _go_through(session: Session, which: "Wanted", *, plain: bool) -> None:
    """Starts the screen, or the same line by line where there can be none."""
    from kb.app.cards.triage import inbox_walk  # noqa: PLC0415
    from kb.app.hints import why_empty  # noqa: PLC0415  # loads the store
    from kb.tui.terminal import can_show_screens  # noqa: PLC0415

    moment = session.moment()

    async def go(store: "Store") -> None:
        walk = await inbox_walk(store, which, moment)
        if not walk.current:
            why = await why_empty(store, tag=which.tag, generator=which.generator)
            session.say(why or _NOTHING)
            return
        await (_line_by_line if plain or not can_show_screens() else _on_screen)(walk)
        session.say(walk.summary)

    async def _line_by_line(walk: "InboxWalk") -> None:
        from kb.cli.cards.inbox_lines import go_through  # noqa: PLC0415

        await go_through(walk, session.say)

    async def _on_screen(walk: "InboxWalk") -> None:
        from kb.tui.app import show  # noqa: PLC0415  # Textual, a quarter of a second
        from kb.tui.inbox import InboxScreen  # noqa: PLC0415

        await show(InboxScreen(walk))

    ask(session, go)
    back_up_daily(session)
