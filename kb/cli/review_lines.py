"""``kb review --plain``: the daily session, a line in, a few lines out."""

from collections.abc import Callable
from typing import Final

from kb import clock
from kb.app.answering import AnsweredElsewhereError
from kb.app.sitting import Answered, Sitting
from kb.cli import output
from kb.schedule.durations import short
from kb.schedule.memory import Rating

_KEYS: Final = "u undo, b bury, ! suspend, q quit"
_Say = Callable[[str], None]


async def go_through(sitting: Sitting, say: _Say) -> None:
    """Shows card after card, and keeps each answer at once.

    Args:
        sitting: what is to be reviewed.
        say: is told what goes on besides.
    """
    left = sitting.left
    say(
        f"{output.counted(left.cards, 'card')}: {left.learning} learning, {left.reviews} to "
        f"review, {left.new} new; about {output.counted(round(left.seconds / 60), 'minute')}. "
        f"Enter shows the answer; {_KEYS}."
    )
    await sitting.advance(clock.now())
    while sitting.card:
        begun = clock.monotonic_seconds()
        _show(sitting)
        said = output.asked("> ")
        if said == "":
            said = _answer(sitting)
        if said is None or said == "q":
            return
        await _obey(sitting, said, clock.monotonic_seconds() - begun, say)


def _show(sitting: Sitting) -> None:
    card = sitting.card
    if card is None:
        return
    place = f"{output.one_line(card.note)}  {output.one_line(card.path)}:{card.line}"
    changed = "  (its answer has changed; “kb reset” begins anew)" if card.changed else ""
    output.print_lines(("", f"{place}  {sitting.why}{changed}", f"Prompt: {card.front}"))


def _answer(sitting: Sitting) -> str | None:
    """Shows the answer and what each rating comes to, and returns what is said to it."""
    outcomes = sitting.reveal(clock.now())
    ratings = (f"{rating.value} {rating.word} {short(outcomes.wait(rating))}" for rating in Rating)
    card = sitting.card
    output.print_lines((f"Answer: {card.back if card else ''}", "  ".join(ratings)))
    return output.asked("1-4> ")


async def _obey(sitting: Sitting, said: str, seconds: float, say: _Say) -> None:
    rating = _rating(said) if sitting.outcomes else None
    if rating:
        await _rate(sitting, rating, seconds, say)
    elif said == "u":
        undone = await sitting.undo(clock.now())
        say("There is nothing to undo." if undone is None else "Took the last answer back.")
    elif said == "b":
        await sitting.bury(clock.now())
    elif said == "!":
        await sitting.suspend()
    elif sitting.outcomes:
        say(f"“{output.one_line(said)}” is no rating. 1 again, 2 hard, 3 good, 4 easy; {_KEYS}.")
    else:
        say(f"“{output.one_line(said)}” means nothing here. Enter shows the answer; {_KEYS}.")
    await sitting.advance(clock.now())


def _rating(said: str) -> Rating | None:
    try:
        return Rating.read(said)
    except ValueError:
        return None


async def _rate(sitting: Sitting, rating: Rating, seconds: float, say: _Say) -> None:
    try:
        answered: Answered = await sitting.rate(rating, seconds=seconds)
    except AnsweredElsewhereError as error:
        say(error.message)
        return
    if answered.leech:
        card = answered.card
        say(
            f"A leech: forgotten {card.lapses + 1} times. Reword it in "
            f"{output.one_line(card.path)}:{card.line}, or set it aside: "
            f"kb suspend {card.card_id}."
        )
