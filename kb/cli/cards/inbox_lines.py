"""``kb inbox --plain``: asks about one proposed card after the other, line by line."""

from collections.abc import Callable
from typing import Final

from kb.app.cards.inbox import Verdict, excerpt
from kb.app.cards.triage import TriageSession
from kb.cli import output
from kb.errors import UsageError
from kb.store.cards.cards import StoredCard

_KEYS: Final = (
    "a accept, r reject, s snooze for a week, e edit, A accept all from this generator, u undo, "
    "Enter skip, q quit"
)
_VERDICTS: Final = {"a": Verdict.ACCEPT, "r": Verdict.REJECT, "s": Verdict.SNOOZE}
_Say = Callable[[str], None]


async def triage_by_line(walk: TriageSession, say: _Say) -> None:
    """Ask about each proposed card, and save each verdict at once."""
    say(f"{output.counted(walk.place[1], 'proposed card')}. {_KEYS}.")
    shown = None
    while walk.current:
        if walk.current != shown:
            shown = walk.current
            _show(shown, walk.place, await walk.double())
        key = output.read_line("> ")
        if key is None or key == "q":
            break
        if key in _VERDICTS:
            await walk.decide(_VERDICTS[key])
        elif key == "A":
            say(f"Accepted {output.counted(await walk.accept_alike(), 'card')}.")
        elif key == "e":
            await _edit(walk, shown, say)
        elif key == "u":
            if not await walk.undo():
                say("There is nothing to undo.")
        elif not key:
            walk.skip()
        else:
            say(f"Unknown key “{output.one_line(key)}”. {_KEYS}.")


def _show(card: StoredCard, place: tuple[int, int], double: str) -> None:
    lines = excerpt(card)
    output.print_lines(
        (
            "",
            f"{place[0]}/{place[1]}  {output.one_line(card.path)}:{card.line}  {card.generator}",
            *(
                f"{number:>5} {'>' if number == card.line else '|'} {line}"
                for number, line in enumerate(lines.lines, start=lines.first)
            ),
            f"Prompt: {card.front}",
            f"Answer: {card.back}",
            *([double] if double else []),
        )
    )


async def _edit(walk: TriageSession, card: StoredCard, say: _Say) -> None:
    front = output.read_line("Prompt (Enter keeps it): ")
    back = None if front is None else output.read_line("Answer (Enter keeps it): ")
    if front is None or back is None:
        return
    try:
        await walk.reword(front or card.front, back or card.back)
    except UsageError as error:
        say(error.message)
