"""Which answers weights are fitted to, and when they are enough."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.fitting.histories import PastEvent, memorised, standing_events
from kb.schedule.fitting.optimizer import OptimizerError, examples
from kb.schedule.fitting.past_answers import bridged, past_answers, too_little
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model, allowed_weights
from kb.schedule.log import LogEntry, Review, Void, replay
from kb.schedule.memory import CardId, Rating
from tests.schedule.test_log import Learner
from tests.schedule.worlds import ratings

DAY_MS = 86_400_000
NOW_MS = 400 * DAY_MS
FITTED = Model((*DEFAULT_WEIGHTS[:2], 5.0, *DEFAULT_WEIGHTS[3:]))


def event(card: int, day: int, rating: int = 3, kind: str = "review") -> PastEvent:
    at = day * DAY_MS + card
    return PastEvent(
        CardId(card), at, f"{card}-{day}-{rating}", kind, at, day, rating, None, 9.0, 5.0
    )


def learned(cards: int, answers: int, *, forgotten: float = 0.2) -> list[list[PastEvent]]:
    """Returns the answers to cards, each two days after the one before."""
    chance = Random(1)  # noqa: S311  # not for secrets
    return [
        [
            event(card, 2 * place, 1 if place and chance.random() < forgotten else 3)
            for place in range(answers)
        ]
        for card in range(cards)
    ]


def as_events(entries: Sequence[LogEntry]) -> list[PastEvent]:
    return [
        PastEvent(
            entry.card,
            entry.tick,
            entry.uid,
            type(entry).__name__.lower(),
            0,
            entry.study_day.toordinal(),
            entry.rating if isinstance(entry, Review) else 0,
            entry.voids if isinstance(entry, Void) else None,
            0.0,
            0.0,
        )
        for entry in entries
    ]


@given(acts=st.lists(st.tuples(ratings | st.sampled_from(("undo", "reset")), st.integers(0, 99))))
def test_light_rows_lead_to_the_memory_that_the_log_leads_to(
    acts: list[tuple[Rating | str, int]],
) -> None:
    learner = Learner()
    for act, days in acts:
        if isinstance(act, Rating):
            learner.act(act, days)
        elif act == "reset":
            learner.reset()
        elif learner.log:
            last = learner.log[-1]
            learner.log.append(
                Void(
                    device="desk",
                    tick=len(learner.log),
                    card=last.card,
                    at=last.at,
                    utc_offset_minutes=0,
                    study_day=last.study_day,
                    voids=last.uid,
                )
            )
    expected = replay(learner.log, FITTED).scheduled
    memory = memorised(standing_events(as_events(learner.log)), FITTED)
    if expected is None:
        assert memory is None
    else:
        assert memory == (expected.memory.stability_days, expected.memory.difficulty)


def test_examples_are_the_answers_a_day_or_more_after_the_one_before_by_time() -> None:
    first = [event(1, 0), event(1, 0, 1), event(1, 5), event(1, 3), event(1, 9)]
    past = past_answers([first, [event(2, 1), event(2, 7)]], NOW_MS)
    assert past.examples == ((0, 2), (1, 1), (0, 4))
    assert (past.answers, past.days) == (7, 6)


def test_a_reset_begins_anew_and_a_schedule_without_answers_is_left_out() -> None:
    again = [event(1, 0), event(1, 1, 0, "reset"), event(1, 2), event(1, 4)]
    taken = [event(2, 0, 0, "adopted"), event(2, 3), event(2, 5)]
    both = [event(3, 0, 0, "adopted"), event(3, 1, 0, "reset"), event(3, 2), event(3, 6)]
    past = past_answers([again, taken, both], NOW_MS)
    assert [[one.day for one in history] for history in past.histories] == [[2, 4], [2, 6]]
    assert past.unknown == 2


def test_what_follows_on_a_wrong_clock_is_left_out() -> None:
    cards = learned(50, 20)
    for card, wrong in ((3, 300), (7, -300), (9, 900)):
        answer = cards[card][4]
        cards[card][4] = answer._replace(
            at_ms=answer.at_ms + wrong * DAY_MS, day=answer.day + wrong
        )
    past = past_answers(cards, NOW_MS)
    assert past.amiss == 48
    assert too_little(past) is None


@pytest.mark.parametrize(
    ("cards", "why"),
    [
        ([], "There are 0 answers to fit to, and fitting needs 400."),
        (learned(1, 8), "There are 8 answers to fit to, and fitting needs 400."),
        (learned(1, 199), "There are 199 answers to fit to, and fitting needs 400."),
        (learned(19, 25), "All 475 answers are of 19 cards, and fitting needs 20."),
        (learned(90, 5), "All 450 answers are of 5 study days, and fitting needs 14."),
        (
            learned(80, 20, forgotten=0),
            (
                "Of 1520 answers a study day or more after the one before, 0 were forgotten, and "
                "fitting needs 20: it cannot tell how you forget."
            ),
        ),
        (
            learned(80, 20, forgotten=1),
            (
                "Of 1520 answers a study day or more after the one before, 0 were recalled, and "
                "fitting needs 20: it cannot tell how you forget."
            ),
        ),
        (
            [[event(card, card % 20, 3) for _ in range(9)] for card in range(60)],
            "Only 0 answers came a study day or more after the one before, and fitting needs 100.",
        ),
    ],
)
def test_too_little_is_named(cards: list[list[PastEvent]], why: str) -> None:
    assert too_little(past_answers(cards, NOW_MS)) == why


def test_clocks_that_jump_by_years_are_named() -> None:
    cards = learned(60, 15)
    chance = Random(2)  # noqa: S311  # not for secrets
    for history in cards:
        for place, answer in enumerate(history):
            jump = chance.choice((0, 0, -3000, 3000))
            history[place] = answer._replace(
                at_ms=answer.at_ms + jump * DAY_MS, day=answer.day + jump
            )
    why = too_little(past_answers(cards, 9000 * DAY_MS)) or ""
    assert why.startswith("The clock was wrong, or jumped: ")


def test_enough_is_enough() -> None:
    assert too_little(past_answers(learned(40, 20), NOW_MS)) is None


@given(
    fitted=st.lists(st.floats(0.001, 100), min_size=4, max_size=4).map(sorted),
    before=st.lists(st.floats(0.001, 100), min_size=4, max_size=4).map(sorted),
    seen=st.frozensets(st.integers(1, 4)),
)
def test_a_rating_that_no_card_began_with_keeps_its_stability_between_its_neighbours(
    fitted: list[float], before: list[float], seen: frozenset[int]
) -> None:
    weights = bridged((*fitted, 7.0), before, seen)
    assert weights[4:] == (7.0,)
    assert list(weights[:4]) == sorted(weights[:4])
    for rating in seen:
        assert weights[rating - 1] == fitted[rating - 1]
    if not seen:
        assert list(weights[:4]) == before


def test_the_optimizer_foretells_better_than_the_default_and_the_same_each_time() -> None:
    packed = past_answers(learned(60, 20, forgotten=0.4), NOW_MS).packed()
    weights = allowed_weights(packed.fitted(1))
    assert weights == allowed_weights(packed.fitted(1))
    assert Model(weights).weights == weights
    assert packed.accuracy(weights).log_loss < packed.accuracy(DEFAULT_WEIGHTS).log_loss


def test_a_failure_of_the_optimizer_is_an_error_of_kb() -> None:
    with pytest.raises(OptimizerError, match="Nothing was changed"):
        examples([], []).accuracy(DEFAULT_WEIGHTS)


def test_a_panic_which_is_no_exception_is_an_error_of_kb(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicError(BaseException):
        """As that of PyO3, which no “except Exception” catches."""

    def panics(*_: object) -> None:
        raise PanicError("index out of bounds")

    monkeypatch.setattr("fsrs_rs_python.FSRS", panics)
    with pytest.raises(OptimizerError, match="index out of bounds"):
        examples([], []).fitted(1)
