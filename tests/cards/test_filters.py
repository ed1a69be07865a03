"""Which generated cards are left out, and which wait."""

from collections import Counter

from kb.cards.card import Status
from kb.cards.filters import CardCandidate, filter_candidates
from kb.cards.generate import cards_of
from kb.cards.generators.proposal import Proposal
from kb.notes.parse import parse_note
from tests.cards.reading import ALL, drawn


def candidate(
    front: str, back: str, *, span: str = "", kept: bool = False, status: Status = Status.ACTIVE
) -> CardCandidate:
    proposal = Proposal(
        front=front, back=back, line=1, subject=front, fact=span or front, span=span or back
    )
    return CardCandidate(
        proposal=proposal, generator="item", status=status, language="en", kept=kept
    )


def left(*candidates: CardCandidate) -> list[tuple[str, Status]]:
    return [(each.proposal.front, each.status) for each in filter_candidates(candidates, ())]


def test_an_answer_in_its_prompt_is_left_out() -> None:
    assert left(candidate("What opens red doors slowly?", "Red doors.")) == []


def test_an_answer_of_one_new_word_is_left_out() -> None:
    assert left(candidate("What is a gate?", "A gate of iron.")) == []


def test_a_long_answer_is_left_out() -> None:
    assert left(candidate("What is it?", " ".join(f"word{n}" for n in range(60)))) == []


def test_of_two_prompts_or_answers_that_are_alike_the_first_stays() -> None:
    assert left(
        candidate("What is a gate?", "A door of iron bars."),
        candidate("What is a *gate*", "Some other metal thing."),
        candidate("What is a grille?", "a door of iron bars"),
    ) == [("What is a gate?", Status.ACTIVE)]


def test_one_span_makes_one_active_card() -> None:
    assert left(
        candidate("What is a gate?", "A door of iron bars.", span="s"),
        candidate("Which door is of bars?", "Garden gate of old iron.", span="s"),
    ) == [("What is a gate?", Status.ACTIVE), ("Which door is of bars?", Status.INBOX)]


def numbered(count: int, *, kept: int = -1) -> list[CardCandidate]:
    words = ("copper", "silver", "golden", "wooden", "leaden", "woolen", "silken")
    return [
        candidate(
            f"What is thing {n}?", f"Number {n} {words[n % 7]} {words[n // 7 % 7]}", kept=n == kept
        )
        for n in range(count)
    ]


def test_there_are_at_most_25_active_and_20_waiting() -> None:
    assert Counter(status for _, status in left(*numbered(49))) == {
        Status.ACTIVE: 25,
        Status.INBOX: 20,
    }


def test_a_card_with_history_is_neither_demoted_nor_left_out() -> None:
    found = left(*numbered(49, kept=48))
    assert found[-1] == ("What is thing 48?", Status.ACTIVE)
    assert len(found) == 45


def test_a_note_tells_which_of_its_cards_have_a_history() -> None:
    items = "\n".join(
        f"- `f{chr(97 + n // 10)}{chr(97 + n % 10)}()`: Opens lid {n} of box {n * n}."
        for n in range(60)
    )
    text = f"## API\n\n{items}\n"
    note, _ = parse_note("Box.md", text)
    fronts = [card.front for card in cards_of(note, text, weights=ALL)]
    last = next(card for card in drawn(text.replace(items, items.split("\n")[-1]), "Box.md"))
    assert last.front not in fronts
    kept = cards_of(note, text, kept={(last.generator, last.anchor)}, weights=ALL)
    assert last.front in [card.front for card in kept if card.status is Status.ACTIVE]


def test_what_is_written_by_hand_is_not_drawn_again() -> None:
    text = "Definition: A gate is a door of bars.\n\nQ: What is a gate?\nA: A door of bars.\n"
    assert [card.generator for card in drawn(text, "Gate.md")] == ["hashcards"]
