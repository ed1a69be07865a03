"""``kb inbox --plain``: asks about one proposed card after the other, line by line."""

from collections.abc import Callable
from typing import Final

from kb.app.cards.inbox import LINE_GONE, Verdict, excerpt, proposer
from kb.app.cards.triage import ORDERED, TriageSession
from kb.cli import output
from kb.errors import UsageError
from kb.store.cards.cards import StoredCard

_KEYS: Final = (
    "a accept, r reject, s snooze for a week, e edit, A accept all from this generator, R reject "
    "them, p the one before, w sort by worth or note, u undo, Enter skip, q quit"
)
_VERDICTS: Final = {"a": Verdict.ACCEPT, "r": Verdict.REJECT, "s": Verdict.SNOOZE}
_Say = Callable[[str], None]


async def triage_by_line(walk: TriageSession, say: _Say) -> None:
    """Ask about each proposed card, and save each verdict at once."""
    say(f"{output.counted(walk.place[1], 'proposed card')}. {_KEYS}.")
    shown = None
    while walk.current:
        if (walk.current, walk.verdict) != shown:
            shown = walk.current, walk.verdict
            _show(walk.current, walk.place, walk.verdict, await walk.double())
        key = output.read_line("> ")
        if key is None or key == "q":
            break
        if key == "e":
            await _edit(walk, walk.current, say)
        elif key in {"A", "R"}:
            await _decide_alike(walk, key, say)
        elif key in _VERDICTS:
            await walk.decide(_VERDICTS[key])
        else:
            await _go(walk, key, say)


async def _go(walk: TriageSession, key: str, say: _Say) -> None:
    """Go to another proposal."""
    if not key:
        walk.skip()
    elif key == "u":
        say("Undone." if await walk.undo() else "There is nothing to undo.")
    elif key == "p":
        if not walk.back():
            say("This is the first card.")
    elif key == "w":
        say(ORDERED[walk.reorder()])
    else:
        say(f"Unknown key “{output.one_line(key)}”. {_KEYS}.")


async def _decide_alike(walk: TriageSession, key: str, say: _Say) -> None:
    if key == "A":
        say(f"Accepted {output.counted(await walk.decide_alike(Verdict.ACCEPT), 'card')}.")
        return
    alike, here = walk.alike(), walk.alike(here=True)
    say(
        f"Reject {output.counted(len(alike), 'proposed card')} from the generator "
        f"“{alike[0].generator}”: y all, t the {len(here)} of this note, Enter none."
    )
    answer = output.read_line("y, t> ")
    if answer in {"y", "t"}:
        count = await walk.decide_alike(Verdict.REJECT, here=answer == "t")
        say(f"Rejected {output.counted(count, 'card')}.")


def _show(card: StoredCard, place: tuple[int, int], verdict: str, double: str) -> None:
    lines = excerpt(card)
    where = f"{output.one_line(card.path)}:{lines.line}  {proposer(card)}"
    decided = f"  {verdict}" if verdict else ""
    output.print_lines(
        (
            "",
            f"{place[0]}/{place[1]}  {where}{decided}",
            *(
                f"{number:>5} {'>' if number == lines.line and not lines.gone else '|'} {line}"
                for number, line in enumerate(lines.lines, start=lines.first)
            ),
            *([LINE_GONE] if lines.gone else []),
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
