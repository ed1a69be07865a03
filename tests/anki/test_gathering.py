"""Which cards make one note."""

from kb.anki.gathering import Sibling, gathered
from kb.cards.card import CardKind


def uid_of(card: int) -> str:
    return f"{card:08x}00000000"


def sibling(card: int, kind: CardKind, front: str, back: str, *, family: int = 0) -> Sibling:
    """Returns a card; without a family, it leads one of its own."""
    return Sibling(card, uid_of(card), uid_of(family or card), not family, kind, front, back)


FORWARD = sibling(1, CardKind.FORWARD, "Rome", "a city")
REVERSE = sibling(2, CardKind.REVERSE, "a city", "Rome", family=1)
FIRST = sibling(3, CardKind.CLOZE, "[...] is in Italy", "**Rome** is in Italy")
SECOND = sibling(5, CardKind.CLOZE, "Rome is in [...]", "Rome is in **Italy**", family=3)


def notes(cards: list[Sibling], wanted: set[int]) -> list[tuple[str, dict[int, int], bool]]:
    return [
        (note.guid, {at: card.card for at, card in note.cards.items()}, note.cloze)
        for note in gathered(cards, wanted)
    ]


def test_a_card_by_itself_has_its_own_uid() -> None:
    assert notes([FORWARD], {1}) == [(FORWARD.uid, {0: 1}, False)]
    assert notes([FORWARD], set()) == []


def test_both_directions_are_one_note_under_the_first_card() -> None:
    assert notes([FORWARD, REVERSE], {1, 2}) == [(FORWARD.uid, {0: 1, 1: 2}, False)]
    assert notes([FORWARD, REVERSE], {1}) == [(FORWARD.uid, {0: 1}, False)]
    assert notes([FORWARD, REVERSE], {2}) == [(FORWARD.uid, {1: 2}, False)]


def test_a_direction_keeps_its_place_when_the_other_is_gone_and_it_says_something_else() -> None:
    edited = REVERSE._replace(front="a big city")
    assert notes([FORWARD, edited], {2}) == [(FORWARD.uid, {1: 2}, False)]
    assert notes([edited], {2}) == [(FORWARD.uid, {1: 2}, False)]


def test_a_reverse_card_that_kb_saw_first_is_first_in_anki() -> None:
    reverse = sibling(1, CardKind.REVERSE, "a city", "Rome")
    forward = sibling(2, CardKind.FORWARD, "Rome", "a city", family=1)
    assert notes([reverse], {1}) == [(reverse.uid, {0: 1}, False)]
    assert notes([reverse, forward], {1, 2}) == [(reverse.uid, {0: 1, 1: 2}, False)]


def test_a_reverse_card_that_asks_in_other_words_by_now_is_its_own_note() -> None:
    other = REVERSE._replace(front="Which city?")
    assert notes([FORWARD, other], {1, 2}) == [
        (FORWARD.uid, {0: 1}, False),
        (other.uid, {0: 2}, False),
    ]


def test_two_pairs_are_two_notes() -> None:
    third = sibling(6, CardKind.FORWARD, "Roma", "a town")
    fourth = sibling(7, CardKind.REVERSE, "a town", "Roma", family=6)
    assert notes([FORWARD, REVERSE, third, fourth], {1, 2, 6, 7}) == [
        (FORWARD.uid, {0: 1, 1: 2}, False),
        (third.uid, {0: 6, 1: 7}, False),
    ]


def test_no_card_is_lost_if_machines_made_three_of_one_family() -> None:
    third = sibling(6, CardKind.REVERSE, "a city", "Rome", family=1)
    assert notes([FORWARD, REVERSE, third], {1, 2, 6}) == [
        (FORWARD.uid, {0: 1, 1: 2}, False),
        (third.uid, {0: 6}, False),
    ]


def test_the_clozes_of_a_text_are_one_note_under_the_first_of_them() -> None:
    assert notes([FIRST, SECOND], {3, 5}) == [(FIRST.uid, {3: 3, 5: 5}, True)]
    assert notes([FIRST, SECOND], {5}) == [(FIRST.uid, {5: 5}, True)]
    assert notes([SECOND], {5}) == [(FIRST.uid, {5: 5}, True)]


def test_a_cloze_keeps_its_number_whatever_is_added_or_gone() -> None:
    third = sibling(9, CardKind.CLOZE, "[...] is", "**x** is", family=3)
    before = notes([FIRST, SECOND], {3, 5})
    after = notes([FIRST, SECOND, third], {3, 5})
    assert before == after


def test_of_clozes_whose_numbers_are_the_same_the_older_one_keeps_it() -> None:
    later = SECOND._replace(card=8, uid=f"{3 + 400:08x}00000000")
    assert notes([FIRST, later], {3, 8}) == [(FIRST.uid, {3: 3, 4: 8}, True)]
    smaller = SECOND._replace(card=8, uid=f"{3:08x}00000000")
    first = FIRST._replace(uid=f"{3 + 400:08x}00000000")
    assert notes([first, smaller], {3, 8}) == [(FIRST.family, {3: 3, 4: 8}, True)]


def test_clozes_that_were_of_one_text_and_are_of_two_are_two_notes() -> None:
    other = sibling(8, CardKind.CLOZE, "[...] is in Latium", "**Rome** is in Latium", family=3)
    assert notes([FIRST, SECOND, other], {3, 5, 8}) == [
        (FIRST.uid, {3: 3, 5: 5}, True),
        (other.uid, {8: 8}, True),
    ]


def test_a_cloze_whose_text_cannot_be_told_is_an_ordinary_note_under_another_guid() -> None:
    other = sibling(8, CardKind.CLOZE, "no gap", "at all")
    [(guid, cards, cloze)] = notes([other], {8})
    assert guid != other.uid
    assert (cards, cloze) == ({0: 8}, False)


def test_a_card_of_a_family_of_clozes_that_is_none_is_an_ordinary_note_by_itself() -> None:
    other = sibling(8, CardKind.FORWARD, "Where is Rome?", "Italy", family=3)
    first, (guid, cards, cloze) = notes([FIRST, SECOND, other], {3, 5, 8})
    assert first == (FIRST.uid, {3: 3, 5: 5}, True)
    assert guid not in (FIRST.uid, other.uid)
    assert (cards, cloze) == ({0: 8}, False)


def test_more_clozes_than_anki_has_numbers_are_not_lost() -> None:
    cards = [
        sibling(card, CardKind.CLOZE, f"[...] {card}", f"**x** {card}", family=card > 1 and 1)
        for card in range(1, 451)
    ]
    told = [card for _, cards, _ in notes(cards, {*range(1, 451)}) for card in cards.values()]
    assert sorted(told) == list(range(1, 451))
