"""``kb review --plain``: a review session without a screen, a line for each key."""

from collections.abc import Callable
from typing import Final

from kb.app.review.session.session import ReviewSession
from kb.app.review.session.turn import Leech, Turn
from kb.cli import output
from kb.schedule.durations import wait_text
from kb.schedule.memory import Rating
from kb.store.cards.cards import StoredCard

_KEYS: Final = "u undo, U redo, b bury, ! suspend, q quit"
_COMMANDS: Final = ("u", "U", "b", "!", "q")
_Say = Callable[[str], None]


async def review_by_lines(review: ReviewSession, turn: Turn, say: _Say) -> None:
    """Ask card after card from the first turn on, until none is left or the input ends."""
    left = turn.left
    if turn.practice:
        say("Practice: your answers schedule nothing.")
    say(
        f"{output.counted(left.cards, 'card')}: {left.learning} learning, {left.reviews} to "
        f"review, {left.new} new; {output.about(left.seconds / 60)}. "
        f"Enter shows the answer; {_KEYS}."
    )
    while turn.card:
        _print_prompt(turn.card)
        line = _read_line("> ", turn.card, say, revealed=False)
        if line == "":
            await _print_answer(review, turn.card)
            line = _read_line("1-4> ", turn.card, say, revealed=True)
        if line is None or line == "q":
            return
        turn = await _turn_after(review, turn.card, line)
        if turn.message:
            say(turn.message)
        if turn.leech:
            say(_leech(turn.leech))


def _print_prompt(card: StoredCard) -> None:
    changed = "  (its answer has changed; x resets the card)" if card.changed else ""
    place = f"{output.one_line(card.note)}  {output.one_line(card.path)}:{card.line}"
    above = [output.one_line(" › ".join(card.context))] if card.context else []
    output.print_lines(("", f"{place}{changed}", *above, f"Prompt: {card.front}"))


def _read_line(prompt: str, card: StoredCard, say: _Say, *, revealed: bool) -> str | None:
    """Read lines until one means something, and return it; none at the end of input."""
    while True:
        line = output.read_line(prompt)
        is_key = line is None or line in _COMMANDS or (line == "x" and card.changed)
        if is_key or (_rating(line or "") if revealed else line == ""):
            return line
        what = "1 again, 2 hard, 3 good, 4 easy" if revealed else "Enter shows the answer"
        say(f"“{output.one_line(line or '')}” is not an answer. {what}; {_KEYS}.")


async def _print_answer(review: ReviewSession, card: StoredCard) -> None:
    outcomes = await review.reveal()
    ratings = (
        f"{rating.value} {rating.word} {wait_text(outcomes.wait(rating))}" for rating in Rating
    )
    output.print_lines((f"Answer: {card.back}", "  ".join(ratings)))


async def _turn_after(review: ReviewSession, card: StoredCard, line: str) -> Turn:
    if rating := _rating(line):
        return await review.rate(rating)
    if line == "u":
        return await review.undo()
    if line == "U":
        return await review.redo()
    if line == "b":
        return await review.bury()
    if line == "!":
        return await review.suspend(card.card_id)
    return await review.reset()


def _rating(line: str) -> Rating | None:
    try:
        return Rating.read(line)
    except ValueError:
        return None


def _leech(leech: Leech) -> str:
    card = leech.card
    rivals = "; ".join(output.plain(rival.front) for rival in leech.confused)
    confused = f" You may confuse it with: {rivals}." if rivals else ""
    return (
        f"A leech: forgotten {leech.lapses} times. Reword it in {output.one_line(card.path)}:"
        f"{card.line}, or suspend it: “kb suspend {card.card_id}”.{confused}"
    )
