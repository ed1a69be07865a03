"""What of the answers is counted."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.accuracy.tally import Count
from kb.schedule.fsrs import Model
from kb.schedule.memory import CardId, State, WeightsId
from tests.schedule.answering import answer, counted
from tests.schedule.worlds import TODAY

CURVE = Model().curve
DAYS = [
    [
        answer(
            card,
            day=TODAY + timedelta(days=day),
            recalled=bool(card % 3),
            elapsed=day,
            interval=day,
            chance=0.7 + card / 100,
        )
        for card in range(20)
    ]
    for day in range(6)
]


def test_of_a_day_the_first_answer_counts() -> None:
    tomorrow = TODAY + timedelta(days=1)
    answers = [
        answer(1, recalled=False, interval=5, chance=0.8),
        answer(1, interval=1, chance=0.9),
        answer(2, interval=6, chance=0.7),
        answer(1, day=tomorrow, elapsed=1, interval=7, chance=0.6),
    ]
    tally = counted(answers)
    assert tally.by_interval == {(5, False): 1, (6, True): 1, (7, True): 1}
    assert ([*tally.recalled], [*tally.forgotten]) == ([0.6, 0.7], [0.8])
    assert tally.answers == 4


def test_a_prediction_is_judged_a_day_later_at_the_earliest() -> None:
    answers = [
        answer(1, elapsed=0, chance=1.0),
        answer(2, elapsed=None, chance=None, state=State.NEW),
        answer(3, elapsed=1, chance=0.8, state=State.LEARNING),
    ]
    tally = counted(answers)
    assert ([*tally.recalled], [*tally.forgotten], tally.judged) == ([0.8], [], 1)


@given(st.sets(st.sampled_from(range(len(DAYS)))))
def test_counts_of_two_times_add_up(some: set[int]) -> None:
    ones = counted([each for number in some for each in DAYS[number]])
    others = counted(
        [each for number in range(len(DAYS)) if number not in some for each in DAYS[number]]
    )
    assert ones.plus(others) == counted([each for day in DAYS for each in day])


def test_answers_are_counted_by_the_stability_with_which_they_were_predicted() -> None:
    answers = [
        answer(number, elapsed=10, chance=CURVE.retrievability(10, stability))
        for number, stability in enumerate((0.1, 6.9, 7.1, 29.9, 30.1, 36_500.0))
    ]
    rested = counted(answers).rested
    assert {group: counts.n for group, counts in rested.items()} == {
        (0, 4): 2,
        (1, 4): 2,
        (2, 4): 2,
    }
    assert all(counts.mean_days == 10 for counts in rested.values())


def test_each_answer_is_counted_by_the_curve_that_predicted_it() -> None:
    steep = WeightsId(3)
    count = Count({None: CURVE, steep: Model((*Model().weights[:-1], 0.5)).curve})
    late = answer(1, elapsed=60, chance=0.65)
    count.add([late, late._replace(card=CardId(2), weights=steep)])
    strengths = sorted(strength for strength, _ in count.result().rested)
    assert strengths == [0, 1]
