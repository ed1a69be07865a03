"""Memories that another device has computed, and tells with the entries that lead to them.

Replaying 100,000 answers takes several seconds, and reading them one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kb.schedule.log import CardMemory
from kb.schedule.memory import CardId, Memory, Rating, Scheduled, State
from kb.store.sync.rows import LogRow
from kb.store.tables.columns import moment
from kb.sync.lines import MemoryLine


def told_memories(
    rows: Iterable[LogRow], told: Mapping[int, MemoryLine], engine: str
) -> dict[CardId, CardMemory]:
    """Return the memories of cards of which exactly the entries are here that lead to them.

    Only where each answer knew the one before, and nothing was undone: anything else is replayed.

    Args:
        rows: all entries of the cards.
        told: what is told of cards, by their ids here.
        engine: what computes memories here; see :attr:`kb.app.memory_models.MemoryModels.name`.
    """
    by_card: defaultdict[int, list[LogRow]] = defaultdict(list)
    for row in {row.uid: row for row in rows if row.card_id in told}.values():
        by_card[row.card_id].append(row)
    memories = {}
    for card, answers in by_card.items():
        answers.sort(key=lambda row: (row.tick, row.device))
        line = told[card]
        same = line.entries == len(answers) and line.last == answers[-1].uid
        if same and line.engine == engine and _is_chain(answers):
            memories[CardId(card)] = _memory(answers, line)
    return memories


def _is_chain(answers: list[LogRow]) -> bool:
    """Return whether there are only answers, each of which knew the one before."""
    stood: tuple[object, ...] = (None,) * 4
    for row in answers:
        before = row.state_before, row.step_before, row.due_before, row.last_day_before
        if row.kind != "review" or before != stood:
            return False
        stood = row.state_after, row.step_after, row.due_after, row.last_day_after
    return True


def _memory(answers: list[LogRow], line: MemoryLine) -> CardMemory:
    last = answers[-1]
    forgotten = (State.REVIEW.value, Rating.AGAIN.value)
    memory = Memory(
        stability_days=line.stability,
        difficulty=line.difficulty,
        state=State(last.state_after or State.REVIEW),
        step=last.step_after,
        last_day=date.fromisoformat(last.last_day_after or ""),
    )
    return CardMemory(
        scheduled=Scheduled(memory=memory, due=moment(last.due_after or 0)),
        reps=len(answers),
        lapses=sum((row.state_before, row.rating) == forgotten for row in answers),
    )
