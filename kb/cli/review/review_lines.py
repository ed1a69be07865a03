"""``kb review --plain``: the daily session, a line in, a few lines out."""

from collections.abc import Callable
from typing import Final

from kb.app.review.turn import Leech, ReviewSession, Turn
from kb.cli import output
from kb.schedule.durations import short
from kb.schedule.memory import Rating
from kb.store.cards.cards import StoredCard

_KEYS: Final = "u undo, b bury, ! suspend, q quit"
_COMMANDS: Final = ("u", "b", "!", "q")
_Say = Callable[[str], None]


async def go_through(session: ReviewSession, say: _Say) -> None:
    """Shows card after card, and keeps each answer at once.

    Args:
        session: what is to be reviewed.
        say: is told what goes on besides.
    """
    turn = await session.show()
    left = turn.left
    say(
        f"{output.counted(left.cards, 'card')}: {left.learning} learning, {left.reviews} to "
        f"review, {left.new} new; about {output.counted(round(left.seconds / 60), 'minute')}. "
        f"Enter shows the answer; {_KEYS}."
    )
    while turn.card:
        _ask(turn.card)
        said = _heard("> ", turn.card, say, revealed=False)
        if said == "":
            await _answer(session, turn.card)
            said = _heard("1-4> ", turn.card, say, revealed=True)
        if said is None or said == "q":
            return
        turn = await _obeyed(session, turn.card, said)
        if turn.said:
            say(turn.said)
        if turn.leech:
            say(_leech(turn.leech))


def _ask(card: StoredCard) -> None:
    place = f"{output.one_line(card.note)}  {output.one_line(card.path)}:{card.line}"
    changed = "  (its answer has changed; x begins anew)" if card.changed else ""
    output.print_lines(("", f"{place}{changed}", f"Prompt: {card.front}"))


def _heard(prompt: str, card: StoredCard, say: _Say, *, revealed: bool) -> str | None:
    """Returns what is said to a card, once it means something; none at the end of input."""
    while True:
        said = output.read_line(prompt)
        meant = said is None or said in _COMMANDS or (said == "x" and card.changed)
        if meant or (_rating(said or "") if revealed else said == ""):
            return said
        what = "1 again, 2 hard, 3 good, 4 easy" if revealed else "Enter shows the answer"
        say(f"“{output.one_line(said or '')}” means nothing here. {what}; {_KEYS}.")


async def _answer(session: ReviewSession, card: StoredCard) -> None:
    """Shows the answer, and what each rating comes to."""
    outcomes = await session.reveal()
    ratings = (f"{each.value} {each.word} {short(outcomes.wait(each))}" for each in Rating)
    output.print_lines((f"Answer: {card.back}", "  ".join(ratings)))


async def _obeyed(session: ReviewSession, card: StoredCard, said: str) -> Turn:
    """Returns the turn that a line leads to."""
    rating = _rating(said)
    if rating:
        return await session.rate(rating)
    if said == "u":
        return await session.undo()
    if said == "b":
        return await session.bury()
    if said == "!":
        return await session.suspend(card.card_id)
    return await session.reset()


def _rating(said: str) -> Rating | None:
    try:
        return Rating.read(said)
    except ValueError:
        return None


def _leech(leech: Leech) -> str:
    card = leech.card
    place = f"{output.one_line(card.path)}:{card.line}"
    others = "; ".join(output.plain(other.front) for other in leech.confused)
    taken_for = f" It may be taken for: {others}." if others else ""
    return (
        f"A leech: forgotten {leech.lapses} times. Reword it in {place}, or set it aside: "
        f"kb suspend {card.card_id}.{taken_for}"
    )
