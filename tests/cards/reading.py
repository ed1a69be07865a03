"""Notes of the tests' own, read and drawn."""

from kb.cards.card import Card
from kb.cards.generate import cards_of
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules
from kb.cards.worth.model import EVERY_CARD, Weights
from kb.cards.worth.packing import unpacked
from kb.cards.worth.weights import DEFAULT_WEIGHTS
from kb.notes.parse import parse_note

ALL: Weights = {EVERY_CARD: 9.0}
"""With these weights all that generators propose is active."""


def drawn(
    text: str,
    path: str = "Note.md",
    rules: CardRules = DEFAULT_CARD_RULES,
    weights: Weights = ALL,
) -> list[Card]:
    """Return the cards of a note, whatever they are worth."""
    note, _ = parse_note(path, text)
    return list(cards_of(note, text, rules=rules, weights=weights))


def judged(text: str, path: str = "Note.md") -> list[Card]:
    """Return the cards of a note that are worth something, as a user gets them."""
    return drawn(text, path, weights=DEFAULT_WEIGHTS)


def traits(text: str, path: str = "Note.md", *, by: str) -> list[set[str]]:
    """Return the traits of each of a generator's cards."""
    return [set(unpacked(card.traits)) for card in drawn(text, path) if card.generator == by]


def sides(cards: list[Card]) -> list[tuple[str, str]]:
    return [(card.front, card.back) for card in cards]


def written(text: str, rules: CardRules = DEFAULT_CARD_RULES) -> list[tuple[str, str]]:
    return sides([card for card in drawn(text, rules=rules) if card.written])


def generated(text: str, path: str = "Note.md", *, by: str | None = None) -> list[tuple[str, str]]:
    cards = [card for card in drawn(text, path) if not card.written]
    return sides([card for card in cards if by is None or card.generator == by])
