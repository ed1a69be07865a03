"""Notes of the tests' own, read and drawn."""

from kb.cards.card import Card
from kb.cards.generate import cards_of
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules
from kb.notes.parse import parse_note


def drawn(text: str, path: str = "Note.md", rules: CardRules = DEFAULT_CARD_RULES) -> list[Card]:
    note, _ = parse_note(path, text)
    return list(cards_of(note, text, rules=rules))


def sides(cards: list[Card]) -> list[tuple[str, str]]:
    return [(card.front, card.back) for card in cards]


def written(text: str, rules: CardRules = DEFAULT_CARD_RULES) -> list[tuple[str, str]]:
    return sides([card for card in drawn(text, rules=rules) if card.written])


def generated(text: str, path: str = "Note.md", *, by: str | None = None) -> list[tuple[str, str]]:
    cards = [card for card in drawn(text, path) if not card.written]
    return sides([card for card in cards if by is None or card.generator == by])
