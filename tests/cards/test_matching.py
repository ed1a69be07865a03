"""A card keeps its history through edits, and never takes that of another."""

from dataclasses import replace

import pytest

from kb.cards.card import Card, CardKind, Status
from kb.cards.identity import DrawnCard, KnownCard
from kb.cards.matching import Matching, match
from tests.cards.edits import COSMETIC, NOTE, OTHER, PATH, Edit, Files
from tests.cards.reading import drawn

HOME = "bolt"


def yielded(files: Files) -> list[DrawnCard]:
    """Return the cards of all files; the first file is the note that was there before."""
    return [
        DrawnCard(note=HOME if position == 0 else path, card=card)
        for position, (path, text) in enumerate(files.items())
        for card in drawn(text, path)
    ]


def known(cards: list[DrawnCard]) -> list[KnownCard]:
    return [
        KnownCard(
            card_id=position,
            note=each.note,
            generator=each.card.generator,
            anchor=each.card.anchor,
            front=each.card.front,
            back=each.card.back,
            kind=each.card.kind,
        )
        for position, each in enumerate(cards)
    ]


def after(edit: Edit) -> tuple[list[KnownCard], list[DrawnCard], Matching]:
    before = known(yielded({PATH: NOTE}))
    now = yielded(edit.make({PATH: NOTE}))
    return before, now, match(before, now)


def all_pairs(matching: Matching) -> list[tuple[KnownCard, Card]]:
    pairs = (*matching.kept, *matching.moved, *matching.changed)
    return [(pair.old, pair.new.card) for pair in pairs]


def test_the_note_has_cards_of_many_generators() -> None:
    assert len({each.card.generator for each in yielded({PATH: NOTE})}) >= 7
    assert len(yielded({PATH: NOTE})) >= 25


@pytest.mark.parametrize("edit", COSMETIC, ids=lambda edit: edit.name)
def test_a_cosmetic_edit_keeps_the_history(edit: Edit) -> None:
    before, _, matching = after(edit)
    lost = [card.front for card in matching.retired]
    assert len(lost) <= edit.lost, lost
    assert len(matching.kept) + len(matching.moved) + len(matching.changed) == len(before) - len(
        lost
    )
    if not edit.lost:
        assert matching.changed == ()


def test_cosmetic_edits_keep_nearly_all_cards() -> None:
    assert len(COSMETIC) + len(OTHER) >= 40
    total = kept = 0
    for edit in COSMETIC:
        before, _, matching = after(edit)
        total += len(before)
        kept += len(matching.kept) + len(matching.moved)
    assert kept >= 0.95 * total


@pytest.mark.parametrize("edit", [*COSMETIC, *OTHER], ids=lambda edit: edit.name)
def test_each_card_is_accounted_for_once(edit: Edit) -> None:
    before, now, matching = after(edit)
    pairs = all_pairs(matching)
    assert sorted(
        [old.card_id for old, _ in pairs] + [old.card_id for old in matching.retired]
    ) == [card.card_id for card in before]
    assert len(pairs) + len(matching.added) == len(now)
    assert len({id(card) for _, card in pairs}) == len(pairs)


@pytest.mark.parametrize("edit", [*COSMETIC, *OTHER], ids=lambda edit: edit.name)
def test_matching_again_changes_nothing(edit: Edit) -> None:
    _, now, _ = after(edit)
    again = match(known(now), now)
    assert [(pair.old.card_id, pair.edited) for pair in again.kept] == [
        (position, False) for position in sorted(pair.old.card_id for pair in again.kept)
    ]
    assert len(again.kept) == len(now)


def lost_and_found(name: str) -> tuple[set[str], set[str], dict[str, str]]:
    edit = next(edit for edit in OTHER if edit.name == name)
    _, _, matching = after(edit)
    edited = {old.back: card.back for old, card in all_pairs(matching) if old.back != card.back}
    return (
        {card.back for card in matching.retired},
        {each.card.back for each in matching.added},
        edited,
    )


def test_an_item_that_was_replaced_does_not_hand_on_its_history() -> None:
    retired, added, edited = lost_and_found("an item replaced by another")
    assert {"`rod.oil()`"} <= retired
    assert {"`rod.paint()`"} <= added
    assert edited == {}


def test_a_question_that_was_replaced_does_not_hand_on_its_history() -> None:
    retired, added, edited = lost_and_found("a question replaced")
    assert retired == {"Nobody, which is\nits whole point."}
    assert added == {"Because rust would bind it."}
    assert edited == {}


def test_a_gap_that_was_moved_does_not_hand_on_its_history() -> None:
    retired, added, edited = lost_and_found("a gap moved")
    assert (len(retired), len(added), edited) == (2, 2, {})


def test_a_version_of_something_else_does_not_hand_on_its_history() -> None:
    retired, added, edited = lost_and_found("a version replaced")
    assert retired == {"Forge 3.4"}
    assert added == {"Forge 3.4"}
    assert edited == {}


def test_a_definition_that_was_replaced_is_marked_as_changed() -> None:
    edit = next(edit for edit in OTHER if edit.name == "a definition replaced")
    _, _, matching = after(edit)
    assert [pair.new.card.generator for pair in matching.changed] == ["definition"]


def test_a_swapped_pair_keeps_each_its_own() -> None:
    edit = next(edit for edit in OTHER if edit.name == "names swapped")
    _, _, matching = after(edit)
    for pair in matching.kept:
        assert pair.old.front == pair.new.card.front or pair.old.back == pair.new.card.back


def card(front: str, back: str, *, generator: str = "item", anchor: str = "a") -> Card:
    return Card(
        generator=generator,
        anchor=anchor,
        front=front,
        back=back,
        line=1,
        status=Status.ACTIVE,
        kind=CardKind.FORWARD,
        fact="f",
        language="en",
        written=False,
    )


def test_two_cards_that_trade_their_generators_follow_their_text() -> None:
    one, two = card("A?", "B one two."), card("B?", "A one two.", generator="reverse")
    before = known([DrawnCard(note=1, card=one), DrawnCard(note=1, card=two)])
    now = [
        DrawnCard(note=1, card=one._replace(generator="reverse")),
        DrawnCard(note=1, card=two._replace(generator="item")),
    ]
    pairs = {pair.old.front: pair.new.card.front for pair in match(before, now).kept}
    assert pairs == {"A?": "A?", "B?": "B?"}


def test_a_retired_card_comes_back_with_its_text() -> None:
    before = [replace(each, retired=True) for each in known(yielded({PATH: NOTE}))]
    matching = match(before, yielded({PATH: NOTE}))
    assert all(pair.revived for pair in matching.kept)
    assert (len(matching.kept), matching.added, matching.retired) == (len(before), (), ())


def test_a_retired_card_does_not_come_back_for_another_text() -> None:
    (before,) = known([DrawnCard(note=1, card=card("What is a lid?", "A piece of tin above."))])
    now = DrawnCard(note=1, card=card("Who has been here?", "Nobody that we would know."))
    matching = match([replace(before, retired=True)], [now])
    assert (matching.kept, matching.changed, matching.added) == ((), (), (now,))


def test_a_living_card_goes_before_a_retired_one() -> None:
    (living,) = known([DrawnCard(note=1, card=card("A?", "B."))])
    dead = replace(living, card_id=7, retired=True)
    matching = match([dead, living], [DrawnCard(note=1, card=card("A?", "B."))])
    assert [pair.old.card_id for pair in matching.kept] == [0]
    assert matching.retired == ()


def test_the_same_text_in_another_note_is_a_move() -> None:
    before = known([DrawnCard(note=1, card=card("What is a lid?", "A piece of tin."))])
    matching = match(before, [DrawnCard(note=2, card=card("What is a lid?", "A piece of tin."))])
    assert len(matching.moved) == 1


def test_a_copy_of_a_note_takes_nothing_from_it() -> None:
    before = known([DrawnCard(note=1, card=card("A?", "B."))])
    now = [DrawnCard(note=1, card=card("A?", "B.")), DrawnCard(note=2, card=card("A?", "B."))]
    matching = match(before, now)
    assert ([pair.new.note for pair in matching.kept], len(matching.added)) == ([1], 1)


def test_an_explicit_id_goes_before_everything() -> None:
    before = known([DrawnCard(note=1, card=card("A?", "B.", anchor="^x"))])
    now = [DrawnCard(note=1, card=card("Wholly new?", "Yes, it is.", anchor="^x"))]
    matching = match(before, now)
    assert len(matching.changed) == 1
    assert matching.added == ()


@pytest.mark.parametrize(("old", "new"), [("Python 3.4", "Python 3.5"), ("42", "43")])
def test_a_number_that_became_another_is_a_change(old: str, new: str) -> None:
    before = known([DrawnCard(note=1, card=card("Which?", old))])
    assert len(match(before, [DrawnCard(note=1, card=card("Which?", new))]).changed) == 1


def test_a_fact_that_two_other_notes_have_moves_to_neither() -> None:
    before = known([DrawnCard(note=1, card=card("Bolt: lock?", "It holds a door shut."))])
    now = [
        DrawnCard(note=note, card=card(f"{note}: lock?", "It holds a door shut."))
        for note in ("Latch", "Chain")
    ]
    assert len(match(before, now[:1]).moved) == 1
    matching = match(before, now)
    assert (len(matching.retired), len(matching.added)) == (1, 2)


def test_of_two_that_are_equally_alike_neither_is_taken() -> None:
    before = known(
        [DrawnCard(note=1, card=card("Which door is it?", "The red one here.", anchor="d"))]
    )
    now = [
        DrawnCard(note=1, card=card("Which door is it now?", "The red one there.", anchor="da")),
        DrawnCard(note=1, card=card("Which door is it then?", "The red one there?", anchor="db")),
    ]
    matching = match(before, now)
    assert (len(matching.retired), len(matching.added)) == (1, 2)


def test_a_deck_that_was_edited_throughout_is_matched_in_bounded_time() -> None:
    cards = [
        card(f"What is thing {n}?", f"It is number {n * 7919} of them.", anchor=f"t{n}")
        for n in range(400)
    ]
    before = known([DrawnCard(note=1, card=each) for each in cards])
    now = [
        DrawnCard(note=1, card=each._replace(back=f"Now: {each.back}", anchor=f"{each.anchor}x"))
        for each in cards
    ]
    matching = match(before, now)
    assert all(pair.old.front == pair.new.card.front for pair in matching.kept)


def moved_question(front: str, back: str, other_back: str) -> Matching:
    before = known(yielded({PATH: f"Q: {front}\nA: {back}\n"}))
    now = [
        replace(card, note="elsewhere")
        for card in yielded({PATH: f"Q: {front}\nA: {other_back}\n"})
    ]
    return match(before, now)


def test_a_question_that_moved_keeps_its_history_though_its_answer_was_edited() -> None:
    matching = moved_question("How many moons has the planet Mars?", "two", "Phobos and Deimos")
    assert (len(matching.changed), matching.retired, matching.added) == (1, (), ())


def test_a_short_question_elsewhere_is_another_card() -> None:
    matching = moved_question("How many?", "two", "Phobos and Deimos")
    assert (len(matching.retired), len(matching.added)) == (1, 1)
