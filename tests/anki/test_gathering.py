"""Which cards make one note."""

from kb.anki.gathering import Fact, Sibling, gathered
from kb.cards.card import CardKind

FACT = Fact(1, "obsidian", "rome")


def sibling(card: int, kind: CardKind, front: str, back: str, *, fact: Fact = FACT) -> Sibling:
    return Sibling(card, f"{card:08x}00000000", fact, kind, front, back)


FORWARD = sibling(1, CardKind.FORWARD, "Rome", "a city")
REVERSE = sibling(2, CardKind.REVERSE, "a city", "Rome")
FIRST = sibling(3, CardKind.CLOZE, "[...] is in Italy", "**Rome** is in Italy")
SECOND = sibling(5, CardKind.CLOZE, "Rome is in [...]", "Rome is in **Italy**")


def notes(cards: list[Sibling], wanted: set[int]) -> list[tuple[str, dict[int, int], bool]]:
    return [
        (note.guid, {at: card.card for at, card in note.cards.items()}, note.cloze)
        for note in gathered(cards, wanted)
    ]


def test_a_card_by_itself_has_its_own_uid() -> None:
    assert notes([FORWARD], {1}) == [(FORWARD.uid, {0: 1}, False)]
    assert notes([FORWARD], set()) == []


def test_both_directions_are_one_note_under_the_forward_card() -> None:
    assert notes([FORWARD, REVERSE], {1, 2}) == [(FORWARD.uid, {0: 1, 1: 2}, False)]
    assert notes([FORWARD, REVERSE], {1}) == [(FORWARD.uid, {0: 1}, False)]
    assert notes([FORWARD, REVERSE], {2}) == [(FORWARD.uid, {1: 2}, False)]


def test_a_reverse_card_that_asks_in_other_words_is_its_own_note() -> None:
    other = REVERSE._replace(front="Which city?")
    assert notes([FORWARD, other], {1, 2}) == [
        (other.uid, {0: 2}, False),
        (FORWARD.uid, {0: 1}, False),
    ]


def test_two_pairs_of_one_fact_are_two_notes() -> None:
    third = sibling(6, CardKind.FORWARD, "Roma", "a town")
    fourth = sibling(7, CardKind.REVERSE, "a town", "Roma")
    assert notes([FORWARD, REVERSE, third, fourth], {1, 2, 6, 7}) == [
        (FORWARD.uid, {0: 1, 1: 2}, False),
        (third.uid, {0: 6, 1: 7}, False),
    ]


def test_the_clozes_of_a_text_are_one_note_under_the_first_of_them() -> None:
    assert notes([FIRST, SECOND], {3, 5}) == [(FIRST.uid, {3: 3, 5: 5}, True)]
    assert notes([FIRST, SECOND], {5}) == [(FIRST.uid, {5: 5}, True)]


def test_a_cloze_keeps_its_number_whatever_is_added_or_gone() -> None:
    third = sibling(9, CardKind.CLOZE, "[...] is", "**x** is", fact=FACT)
    before = notes([FIRST, SECOND], {3, 5})
    after = notes([FIRST, SECOND, third], {3, 5})
    alone = notes([SECOND], {5})
    assert before == after
    assert alone == [(SECOND.uid, {5: 5}, True)]


def test_clozes_whose_numbers_are_the_same_get_two() -> None:
    other = SECOND._replace(card=8, uid=f"{3 + 400:08x}00000000")
    assert notes([FIRST, other], {3, 8}) == [(FIRST.uid, {3: 3, 4: 8}, True)]


def test_clozes_of_two_texts_that_begin_alike_are_two_notes() -> None:
    other = sibling(8, CardKind.CLOZE, "[...] is in Latium", "**Rome** is in Latium")
    assert notes([FIRST, SECOND, other], {3, 5, 8}) == [
        (FIRST.uid, {3: 3, 5: 5}, True),
        (other.uid, {8: 8}, True),
    ]


def test_a_cloze_whose_text_cannot_be_told_is_an_ordinary_note_under_another_guid() -> None:
    other = sibling(8, CardKind.CLOZE, "no gap", "at all")
    [(guid, cards, cloze)] = notes([other], {8})
    assert guid != other.uid
    assert (cards, cloze) == ({0: 8}, False)


def test_more_clozes_than_anki_has_numbers_are_not_lost() -> None:
    cards = [
        sibling(card, CardKind.CLOZE, f"[...] {card}", f"**x** {card}") for card in range(1, 451)
    ]
    told = [card for _, cards, _ in notes(cards, {*range(1, 451)}) for card in cards.values()]
    assert sorted(told) == list(range(1, 451))
