"""A note becomes cards: what its author wrote by hand, and what the generators draw from it."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from kb.cards.card import EXPLICIT, Card, Status
from kb.cards.excluded_notes import is_excluded, is_template_path
from kb.cards.filters import CardCandidate, filter_candidates, text_key
from kb.cards.generators.proposal import Generator, Proposal, Tier
from kb.cards.generators.registry import switched_on
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules, Key
from kb.cards.syntax.lines import CardFault, HandwrittenCard
from kb.cards.syntax.parse import written_cards
from kb.cards.topic.topic import Topic, topic_of
from kb.cards.worth.model import Weights, worth
from kb.cards.worth.packing import packed
from kb.cards.worth.traits import traits_of
from kb.cards.worth.weights import ACTIVE_FROM, DEFAULT_WEIGHTS, PROPOSED_FROM
from kb.notes.conflicts import without_conflict_marks
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.notes.problem import Problem

_NO: Final = frozenset({"false", "no", "off", "none", "0"})
_LONGEST_SUBJECT: Final = 100
_PROPERTY: Final = "cards"


def cards_of(
    note: Note,
    text: str,
    *,
    rules: CardRules = DEFAULT_CARD_RULES,
    kept: Collection[Key] = (),
    weights: Weights = DEFAULT_WEIGHTS,
) -> tuple[Card, ...]:
    """Return the note's cards, as :func:`cards_and_problems` does."""
    return cards_and_problems(note, text, rules=rules, kept=kept, weights=weights)[0]


def cards_and_problems(
    note: Note,
    text: str,
    *,
    rules: CardRules = DEFAULT_CARD_RULES,
    kept: Collection[Key] = (),
    weights: Weights = DEFAULT_WEIGHTS,
) -> tuple[tuple[Card, ...], tuple[Problem, ...]]:
    """Return the note's cards, and what looks like a card and is none.

    Those written by hand are in the order of lines; then the best come first.

    Args:
        note: the note.
        text: what its file says, for the numbers of lines.
        rules: what the user has set.
        kept: the cards of this note that have a history; they are never demoted, nor left out
            because the note has too many.
        weights: what the traits of drawn cards weigh; see :mod:`kb.cards.worth`.
    """
    rows = _rows(text)
    hand, faults = written_cards(note, rules)
    lines = _line_numbers([*(card.row for card in hand), *(f.row for f in faults)], note, rows)
    written = [_handwritten_card(card, lines[card.row]) for card in hand]
    problems = tuple(_problem(fault, lines[fault.row], note) for fault in _told(note, faults))
    generators = _generators(note, rules)
    skipped = _front_matter_rows(note, rows) if hand else 0
    stretches = {(card.row, card.end) for card in hand}
    taken = {skipped + row + 1 for start, end in stretches for row in range(start, end)}
    if not generators or (hand and _is_all_taken(note, rows, skipped, taken)) or is_excluded(note):
        return _with_unique_anchors(written), problems
    topic = topic_of(note, rows)
    candidates = _candidates(topic, generators, frozenset(kept), weights)
    if hand:
        candidates = [candidate for candidate in candidates if candidate.proposal.line not in taken]
    passed = filter_candidates(candidates, written)
    cards = [*written, *(_generated_card(topic, card) for card in passed)]
    return _with_unique_anchors(cards), problems


class PlacedCard(NamedTuple):
    """A card that was written by hand, by the name that it has in its note, and where it is."""

    key: Key
    """Cards whose two sides are equal have one name, and are one card."""
    line: int
    """Counted from 1 in the note's file."""
    written: HandwrittenCard


def placed_cards(
    note: Note, text: str, rules: CardRules = DEFAULT_CARD_RULES
) -> tuple[PlacedCard, ...]:
    """Return the handwritten cards of a note in the order of their lines, and where each is.

    They are those of :func:`cards_of`, but one that stands in the note twice is here twice.
    """
    rows = _rows(text)
    hand, _ = written_cards(note, rules)
    lines = _line_numbers([card.row for card in hand], note, rows)
    cards = [_handwritten_card(card, lines[card.row]) for card in hand]
    return tuple(
        PlacedCard(key=(card.generator, card.anchor), line=card.line, written=written)
        for card, written in zip(_told_apart(cards), hand, strict=True)
    )


def body_lines(note: Note, text: str, body_rows: Collection[int]) -> Mapping[int, int]:
    """Return the number of the line in the note's file for each of some rows of its body."""
    return _line_numbers(body_rows, note, _rows(text))


def _rows(text: str) -> Sequence[str]:
    """Return the rows of a note's file, without the marks of a conflict."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return without_conflict_marks(text)[0].split("\n")


def _is_all_taken(note: Note, rows: Sequence[str], skipped: int, taken: Collection[int]) -> bool:
    """Return whether a note says nothing beside its written cards but headings and tags."""
    if note.definition is not None and note.definition.line not in taken:
        return False
    return all(
        number in taken or not row.strip() or row[0] == "#"
        for number, row in enumerate(rows[skipped:], start=skipped + 1)
    )


def _generators(note: Note, rules: CardRules) -> tuple[Generator, ...]:
    """Return the generators for one note, whose property ``cards`` overrides the settings."""
    own = next((p.values for p in note.properties if name_key(p.key) == _PROPERTY), ())
    named = tuple(value.strip().casefold() for value in own)
    if not named or named in {("true",), ("yes",), ("on",)}:
        return switched_on(rules.on, rules.off)
    if not _NO.isdisjoint(named):
        return ()
    chosen = switched_on((*rules.on, *named), ())
    return tuple(generator for generator in chosen if generator.name in named)


def _candidates(
    topic: Topic, generators: Sequence[Generator], kept: frozenset[Key], weights: Weights
) -> list[CardCandidate]:
    """Return what the generators propose and is worth anything, in their order."""
    candidates = []
    for generator in generators:
        for proposal in generator.draw(topic):
            traits = traits_of(topic, generator.name, proposal)
            value = worth(traits, weights)
            is_kept = bool(kept) and (generator.name, _anchor(topic, proposal)) in kept
            is_wanted = is_kept or generator.tier is Tier.OFF
            if value < PROPOSED_FROM and not is_wanted:
                continue
            is_active = value >= ACTIVE_FROM and generator.tier is Tier.ON
            candidates.append(
                CardCandidate(
                    proposal=proposal,
                    generator=generator.name,
                    status=Status.ACTIVE if is_active else Status.INBOX,
                    language=topic.language,
                    kept=is_kept,
                    worth=value,
                    traits=traits,
                )
            )
    return candidates


def _generated_card(topic: Topic, candidate: CardCandidate) -> Card:
    proposal = candidate.proposal
    return Card(
        generator=candidate.generator,
        anchor=_anchor(topic, proposal),
        front=proposal.front,
        back=proposal.back,
        line=proposal.line,
        status=candidate.status,
        kind=proposal.kind,
        fact=proposal.fact,
        language=topic.language,
        written=False,
        traits=packed(candidate.traits),
    )


def _anchor(topic: Topic, proposal: Proposal) -> str:
    """Return the headings above and the subject, without the title."""
    place = _heading_anchor(topic.names, proposal.path) if proposal.path else ""
    subject = _without_title(topic.names, proposal.subject)
    return f"{place} › {subject}" if place and subject else place or subject


@lru_cache(maxsize=64)
def _heading_anchor(names: tuple[str, ...], path: tuple[str, ...]) -> str:
    return " › ".join(part for heading in path if (part := _without_title(names, heading)))


def _without_title(names: tuple[str, ...], heading: str) -> str:
    """Return the key of a heading without the title, so that a renamed concept keeps its cards."""
    key = name_key(heading)[:_LONGEST_SUBJECT]
    for name in names:
        if not name or name not in key:
            continue
        if key == name or key.startswith(f"{name} ") or key.endswith(f" {name}"):
            return key.removeprefix(name).removesuffix(name).strip()
    return key


def _handwritten_card(card: HandwrittenCard, line: int) -> Card:
    subject = card.subject[:_LONGEST_SUBJECT]
    return Card(
        generator=card.syntax,
        anchor=f"{EXPLICIT}{card.card_id}" if card.card_id else subject,
        front=card.front,
        back=card.back,
        line=line,
        status=Status.ACTIVE,
        kind=card.kind,
        fact=f"{card.syntax} {card.card_id or card.fact[:_LONGEST_SUBJECT]}",
        language=None,
        written=True,
    )


def _told(note: Note, faults: Sequence[CardFault]) -> Sequence[CardFault]:
    """Return the faults to report; a template is yet to be filled in."""
    return () if is_template_path(note.path) else faults


def _problem(fault: CardFault, line: int, note: Note) -> Problem:
    return Problem(
        path=note.path, line=line, code=fault.code, severity=fault.severity, message=fault.message
    )


def _line_numbers(body_rows: Collection[int], note: Note, rows: Sequence[str]) -> Mapping[int, int]:
    """Return the number of the line in the file for each of some rows of the body."""
    if not body_rows or not note.flattened:
        skipped = _front_matter_rows(note, rows) if body_rows else 0
        return {row: skipped + row + 1 for row in body_rows}
    # The text has other lines than the body. What stands in one order here does so there.
    text, body = "\n".join(rows), note.body.split("\n")
    numbers: dict[int, int] = {}
    position, line = 0, 1
    for row in sorted(set(body_rows)):
        head = body[row].strip()[:40]
        at = max(text.find(head, position), position)
        line += text.count("\n", position, at)
        position, numbers[row] = at, line
    return numbers


def _front_matter_rows(note: Note, rows: Sequence[str]) -> int:
    """Return how many lines of the file precede the note's body."""
    end = len(rows)
    while end and not rows[end - 1]:
        end -= 1
    return 0 if note.flattened else max(end - note.body.count("\n") - 1, 0)


def _with_unique_anchors(cards: Sequence[Card]) -> tuple[Card, ...]:
    named = _told_apart(cards)
    if named is cards:
        return tuple(cards)
    unique: dict[Key, Card] = {}
    for card in named:
        unique.setdefault((card.generator, card.anchor), card)
    return tuple(unique.values())


def _told_apart(cards: Sequence[Card]) -> Sequence[Card]:
    """Return cards whose anchors are equal only if their texts are; as they are where they can."""
    counts = Counter([(card.generator, card.anchor) for card in cards])
    if len(counts) == len(cards):
        return cards
    return [
        card._replace(anchor=f"{card.anchor} #{_text_hash(card)}")
        if counts[card.generator, card.anchor] > 1
        else card
        for card in cards
    ]


def _text_hash(card: Card) -> str:
    text = f"{text_key(card.front)}\0{text_key(card.back)}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
