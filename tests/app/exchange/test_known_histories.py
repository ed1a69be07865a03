"""What is told of Anki's rows to be known is known when their history is read."""

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from kb.anki.collection import AnkiCalendar, AnkiCard, Collection, NoteRow, ReviewRow
from kb.anki.history import histories
from kb.app.exchange.history_entries import HistoryWriter
from kb.app.exchange.known_histories import KnownInAnki, surely_known
from kb.schedule.days import Calendar
from kb.schedule.memory import CardId, WeightsId
from kb.store.exchange.adoptions import as_entry
from kb.store.review.log import EntryKey
from kb.store.sync.rows import LogRow

_HERE = CardId(7)
_WEIGHTS = WeightsId(1)
_NOTE = NoteRow(1, "guid", 1, ("a", "b"))
_CALENDAR = Calendar(zone=UTC, rollover_hour=4)
_THERE = AnkiCalendar(created=1_600_000_000, minutes_west=0)
_DAY_MS = 86_400_000
_ROWS = st.lists(
    st.builds(
        ReviewRow,
        id=st.integers(0, 60).map(lambda day: 1_600_100_000_000 + day * _DAY_MS),
        card=st.just(2),
        button=st.sampled_from([3, 3, 3, 1, 0, 5]),
        interval=st.sampled_from([1, 4, 10, -600]),
        last_interval=st.just(1),
        factor=st.sampled_from([2500, 2500, 0]),
        duration_ms=st.just(1000),
        kind=st.sampled_from([0, 1, 1, 1, 2, 3, 4, 5]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row.id,
)
_CARDS = st.builds(
    AnkiCard,
    id=st.just(2),
    note=st.just(1),
    ordinal=st.just(0),
    phase=st.sampled_from([2, 2, 2, 1, 3, 0]),
    due=st.integers(0, 70),
    interval_days=st.sampled_from([10, 10, 0]),
)
_CHANGES = st.sampled_from(["none", "none", "missing", "void", "device", "rating", "later"])
_LATER_DUE = st.none() | st.integers(0, 70)


def key_of(row: LogRow) -> EntryKey:
    """Return what tells an entry from others."""
    return EntryKey(row.device, row.tick, row.kind, row.rating, row.at)


def collection_of(card: AnkiCard, rows: list[ReviewRow]) -> Collection:
    """Return a collection with a single card."""
    return Collection(
        calendar=_THERE, note_types={}, decks={}, notes=[_NOTE], cards=[card], reviews=rows
    )


@given(rows=_ROWS, card=_CARDS, begins=st.booleans(), dues=st.lists(_LATER_DUE, max_size=4))
def test_no_card_is_taken_for_known_that_was_moved_there(
    *, rows: list[ReviewRow], card: AnkiCard, begins: bool, dues: list[int | None]
) -> None:
    rows.sort()
    if begins:
        rows[0] = rows[0]._replace(kind=0, button=3)
    log: list[LogRow] = []
    for due in [None, *dues]:
        moved = card if due is None else card._replace(due=due)
        collection = collection_of(moved, rows)
        keys = {_HERE: [key_of(row) for row in log]}
        told = not list(histories(collection, KnownInAnki({2: _HERE}, keys, _THERE)))
        for _, history in histories(collection):
            if not history.events:
                return
            entries = HistoryWriter(_HERE, history, [*map(as_entry, log)], _CALENDAR, _WEIGHTS)
            here = {row.uid for row in log}
            new = [row for row in entries.entries() if row.uid not in here]
            known = surely_known([(_HERE, history)], keys, _CALENDAR)
            assert not new or not (told or known)
            log = sorted([*log, *new], key=lambda row: (row.tick, row.device))


@given(rows=_ROWS, card=_CARDS, change=_CHANGES, begins=st.booleans())
def test_no_history_is_taken_for_known_that_holds_something_new(
    *, rows: list[ReviewRow], card: AnkiCard, change: str, begins: bool
) -> None:
    rows.sort()
    if begins:
        rows[0] = rows[0]._replace(kind=0, button=3)
    collection = collection_of(card, rows)
    found = [history for _, history in histories(collection)]
    keys = [
        key_of(row)
        for history in found
        for row in HistoryWriter(_HERE, history, (), _CALENDAR, None).entries()
    ]
    if keys:
        last = keys[-1]
        keys[-1:] = {
            "none": [last],
            "missing": [],
            "void": [last, EntryKey("me", 5, "void", None, 5)],
            "device": [last._replace(device="me")],
            "rating": [last._replace(device="me", rating=1)],
            "later": [last._replace(tick=last.tick + 9, at_ms=last.at_ms + 9)],
        }[change]
    by_card = {_HERE: keys}
    told = not list(histories(collection, KnownInAnki({2: _HERE}, by_card, _THERE)))
    known = surely_known([(_HERE, history) for history in found], by_card, _CALENDAR)
    assert not told or not found or known == {_HERE}
