"""Cards that an assistant proposes: they wait in the inbox, and the user decides about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kb.app.notes.lines import NoteOnDisk, note_lines
from kb.app.sanitize import safe
from kb.cards.assistant import assistants_card, flaw_of_texts, source_of_line
from kb.cards.card import Card, Status
from kb.cards.filters import text_key
from kb.cards.language import language_of
from kb.schedule.memory import CardId
from kb.store.cards.decisions import DecisionEntry, DecisionKind, add_entries
from kb.store.cards.proposed import KnownText, add_proposed, note_key, texts_of_cards
from kb.store.file.store import Store
from kb.store.sync.rows import proposed_value


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedText:
    """A card as an assistant proposes it."""

    line: int
    """Of the note's file, from 1: what it is drawn from."""
    front: str
    """Markdown."""
    back: str
    """Markdown."""


class Outcome(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    """It waits in the inbox."""
    KNOWN = "known"
    """The note has this card already."""
    REJECTED = "rejected"
    """The user has rejected this card before."""
    REFUSED = "refused"
    """It is no good card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalOutcome:
    """What became of a proposal, and why."""

    outcome: Outcome
    card: CardId | None = None
    """The card that it is, or was before."""
    why: str = ""
    """To end a sentence; empty for what was proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What became of proposals for a note."""

    title: str
    path: str
    outcomes: tuple[ProposalOutcome, ...]
    """In their order."""


async def propose_cards(
    store: Store, name: str, proposals: Sequence[ProposedText], now: datetime
) -> Proposed:
    """Put cards into the inbox that no generator draws. The same twice changes nothing.

    Args:
        store: of the notes.
        name: of the note that they are about.
        proposals: a prompt and an answer for a line each.
        now: when that is.

    Raises:
        NotFoundError: no note has this name; with suggestions.
        AmbiguousError: several notes do; with their paths.
        UsageError: its file cannot be read.
        StoreError: the store cannot be written.
    """
    text = await note_lines(store, name)
    judged = [_judged(proposal, text) for proposal in proposals]
    outcomes = {at: it for at, it in enumerate(judged) if isinstance(it, ProposalOutcome)}
    if len(outcomes) < len(judged):
        async with store.writing() as transaction:
            known = {
                _key(card): (card.card_id, card.status)
                for card in reversed(await texts_of_cards(transaction, text.note_id))
                if not card.retired or card.status is Status.REJECTED
            }
            key = await note_key(transaction, text.note_id)
            entries = []
            for at, card in enumerate(judged):
                if isinstance(card, ProposalOutcome):
                    continue
                if before := known.get(_key(card)):
                    outcomes[at] = _before(*before)
                    continue
                added, _ = await add_proposed(transaction, text.note_id, card, now)
                value = proposed_value(key, card.anchor, card.line, card.front)
                entry = DecisionEntry(added, DecisionKind.PROPOSED, value, card.back)
                entries.append(entry)
                known[_key(card)] = added, card.status
                outcomes[at] = ProposalOutcome(outcome=Outcome.PROPOSED, card=added)
            await add_entries(transaction, entries, now)
    return Proposed(
        title=text.note.title,
        path=text.note.path,
        outcomes=tuple(outcomes[at] for at in range(len(judged))),
    )


def _key(card: Card | KnownText) -> tuple[str, str]:
    """Return what cards of a note have in common that are the same."""
    return text_key(card.front), text_key(card.back)


def _judged(proposal: ProposedText, text: NoteOnDisk) -> Card | ProposalOutcome:
    """Return the card of a proposal, or why there can be none."""
    front, back = safe(proposal.front).strip(), safe(proposal.back).strip()
    if not 1 <= proposal.line <= len(text.lines):
        why = f"the note has no line {proposal.line}; it has {len(text.lines)}"
        return ProposalOutcome(outcome=Outcome.REFUSED, why=why)
    source = source_of_line(text.lines[proposal.line - 1])
    if not any(map(str.isalnum, source)):
        why = f"line {proposal.line} of the note says nothing; name the line that it is drawn from"
        return ProposalOutcome(outcome=Outcome.REFUSED, why=why)
    if flaw := flaw_of_texts(front, back, language_of(f"{front} {back}")):
        return ProposalOutcome(outcome=Outcome.REFUSED, why=flaw)
    return assistants_card(proposal.line, source, front, back)


def _before(card: CardId, status: Status) -> ProposalOutcome:
    if status is Status.REJECTED:
        why = "the user has rejected it before"
        return ProposalOutcome(outcome=Outcome.REJECTED, card=card, why=why)
    waits = status in (Status.INBOX, Status.SNOOZED)
    why = "it waits in the inbox already" if waits else "the note has this card already"
    return ProposalOutcome(outcome=Outcome.KNOWN, card=card, why=why)
