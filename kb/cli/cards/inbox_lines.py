"""``kb inbox --plain``: one proposal after the other, a line in, a few lines out."""

from collections.abc import Callable
from typing import Final

from kb.app.cards.inbox import Verdict, excerpt
from kb.app.cards.triage import InboxWalk
from kb.cli import output
from kb.errors import UsageError

_KEYS: Final = (
    "a accept, r reject, s snooze for a week, e edit, A accept all of this generator, u undo, "
    "Enter leave it, q quit"
)
_VERDICTS: Final = {"a": Verdict.ACCEPT, "r": Verdict.REJECT, "s": Verdict.SNOOZE}
_Say = Callable[[str], None]


async def go_through(walk: InboxWalk, say: _Say) -> None:
    """Shows proposals one by one, and keeps at once what is said of each.

    Args:
        walk: the proposals.
        say: is told what goes on besides.
    """
    say(f"{output.counted(walk.place[1], 'proposal')}. {_KEYS}.")
    shown = None
    while walk.current:
        if walk.current != shown:
            _show(walk)
            shown = walk.current
        said = output.asked("> ")
        if said is None or said == "q":
            break
        if said in _VERDICTS:
            await walk.decide(_VERDICTS[said])
        elif said == "A":
            say(f"Accepted {output.counted(await walk.accept_alike(), 'card')}.")
        elif said == "e":
            await _edit(walk, say)
        elif said == "u":
            if not await walk.undo():
                say("There is nothing to undo.")
        elif not said:
            walk.skip()
        else:
            say(f"“{output.one_line(said)}” means nothing here. {_KEYS}.")


def _show(walk: InboxWalk) -> None:
    card = walk.current
    if card is None:
        return
    number, count = walk.place
    around = excerpt(card)
    output.print_lines(
        (
            "",
            f"{number}/{count}  {output.one_line(card.path)}:{card.line}  {card.generator}",
            *(
                f"{at:>5} {'>' if at == card.line else '|'} {line}"
                for at, line in enumerate(around.lines, start=around.first)
            ),
            f"Prompt: {card.front}",
            f"Answer: {card.back}",
        )
    )


async def _edit(walk: InboxWalk, say: _Say) -> None:
    card = walk.current
    front = output.asked("Prompt (Enter keeps it): ")
    back = None if front is None else output.asked("Answer (Enter keeps it): ")
    if card is None or front is None or back is None:
        return
    try:
        await walk.reword(front or card.front, back or card.back)
    except UsageError as error:
        say(error.message)
