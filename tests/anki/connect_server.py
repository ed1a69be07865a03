"""A server that speaks the API of AnkiConnect 25.11 over a small collection in memory.

It does as the add-on in Anki 26.09 does, as far as kb asks for it: what is refused there is refused
here, and what is lost there without a word, such as an attribute that a card does not have, too.
"""

import base64
import fnmatch
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from kb.anki.kinds import ADD_REVERSE, BASIC_ID, CLOZE_ID, FIELDS, FRONT, NOTE_TYPES, ORIGIN

TODAY = 400
"""The day since the collection began."""
_GUARDED = frozenset("did id ivl lapses left mod nid odid odue ord queue reps type usn".split())
_NUMBERS = frozenset("type queue due ivl factor reps lapses left odue odid flags".split())


@dataclass
class ServedNote:
    """A note of the collection."""

    id: int
    type: int
    fields: list[str]


@dataclass
class ServedCard:
    """A card of the collection, with the attributes of Anki's own object."""

    id: int
    nid: int
    ord: int
    type: int = 0
    queue: int = 0
    due: int = 0
    ivl: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    left: int = 0
    odid: int = 0
    memory_state: dict[str, float] | None = None
    last_review_time: int | None = None


class RefusedError(Exception):
    """The add-on says no."""


@dataclass
class AnkiServer:
    """Anki with the add-on."""

    port: int = 0
    key: str | None = None
    version: int = 6
    denied: bool = False
    closed: bool = False
    """Whether no profile is open."""
    notes: dict[int, ServedNote] = field(default_factory=dict)
    cards: dict[int, ServedCard] = field(default_factory=dict)
    media: dict[str, bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    """All that was asked, in order."""
    spoiled: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    """What to make of the results of some actions."""
    refused: set[str] = field(default_factory=set)
    """Actions that fail."""
    revlog: sqlite3.Connection = field(
        default_factory=lambda: sqlite3.connect(":memory:", check_same_thread=False)
    )

    def __post_init__(self) -> None:
        self.revlog.execute(
            "create table revlog (id integer primary key, cid integer, usn integer, ease integer,"
            " ivl integer, lastIvl integer, factor integer, time integer, type integer)"
        )

    @property
    def written(self) -> list[str]:
        """What was asked that changes something."""
        reading = ("find", "get", "requestPermission", "version", "multi")
        return [name for name in self.calls if not name.startswith(reading) and "Info" not in name]

    def rows(self, card: int) -> list[tuple[int, ...]]:
        """Returns the rows of a card in the log, without card and usn."""
        return self.revlog.execute(
            "select id, ease, ivl, lastIvl, factor, time, type from revlog where cid = ? "
            "order by id",
            [card],
        ).fetchall()

    def card_of(self, uid: str) -> ServedCard:
        """Returns the card that is one of kb's."""
        for card in self.cards.values():
            if f" {card.ord}:{uid}" in self.notes[card.nid].fields[ORIGIN]:
                return card
        raise KeyError(uid)

    def handle(self, request: Any) -> Any:
        """Returns the add-on's answer to a document."""
        name, params = request.get("action", ""), request.get("params", {})
        self.calls.append(name)
        try:
            result = self._method(name, request.get("key"))(**params)
            result = self.spoiled.get(name, lambda same: same)(result)
        except Exception as error:  # noqa: BLE001  # as the add-on does
            return {"result": None, "error": str(error)}
        return {"result": result, "error": None} if request.get("version", 4) > 4 else result

    def _method(self, name: str, key: str | None) -> Callable[..., Any]:
        if key != self.key and name != "requestPermission":
            raise RefusedError("valid api key must be provided")
        method: Callable[..., Any] | None = getattr(self, f"do_{name}", None)
        if method is None:
            raise RefusedError("unsupported action")
        if name in self.refused:
            raise RefusedError("database is locked")
        if self.closed and name not in ("version", "requestPermission", "multi"):
            raise RefusedError("collection is not available")
        return method

    def do_version(self) -> int:
        return self.version

    def do_requestPermission(self) -> dict[str, Any]:  # noqa: N802  # as the API has it
        if self.denied:
            return {"permission": "denied"}
        needs = self.key is not None
        return {"permission": "granted", "requireApikey": needs, "version": self.version}

    def do_multi(self, actions: list[Any]) -> list[Any]:
        return [self.handle(action) for action in actions]

    def do_findNotes(self, query: str) -> list[int]:  # noqa: N802
        return list(dict.fromkeys(card.nid for card in self._searched(query)))

    def do_findCards(self, query: str) -> list[int]:  # noqa: N802
        return [card.id for card in self._searched(query)]

    def _searched(self, query: str) -> list[ServedCard]:
        found = list(self.cards.values())
        for term in re.findall(r'"[^"]*"|\S+', query):
            found = [card for card in found if self._has(card, term.strip('"'))]
        return found

    def _has(self, card: ServedCard, term: str) -> bool:
        if term.startswith("-"):
            return not self._has(card, term[1:])
        if term.startswith("kb"):
            return any(term in text for text in self.notes[card.nid].fields)
        if term.startswith("cid:"):
            return card.id == int(term[4:])
        if match := re.fullmatch(r"prop:due(<=|=)(-?\d+)", term):
            ahead = card.due - TODAY
            within = ahead <= int(match[2]) if match[1] == "<=" else ahead == int(match[2])
            return card.queue in (2, 3) and within
        terms = {
            "deck:filtered": card.odid != 0,
            "is:review": card.type in (2, 3),
            "is:suspended": card.queue == -1,
            "is:buried": card.queue in (-2, -3),
        }
        return terms[term]

    def do_notesInfo(self, notes: list[int]) -> list[Any]:  # noqa: N802
        return [self._note_info(self.notes[note]) if note in self.notes else {} for note in notes]

    def _note_info(self, note: ServedNote) -> dict[str, Any]:
        fields = zip(FIELDS, note.fields, strict=True)
        return {
            "noteId": note.id,
            "tags": [],
            "modelName": NOTE_TYPES[note.type].name,
            "fields": {name: {"value": v, "order": n} for n, (name, v) in enumerate(fields)},
            "cards": [card.id for card in self.cards.values() if card.nid == note.id],
        }

    def do_cardsInfo(self, cards: list[int]) -> list[Any]:  # noqa: N802
        return [self._card_info(self.cards[card]) if card in self.cards else {} for card in cards]

    def _card_info(self, card: ServedCard) -> dict[str, Any]:
        same = ("ord", "factor", "type", "queue", "due", "reps", "lapses", "left")
        told = {name: getattr(card, name) for name in same}
        return {"cardId": card.id, "note": card.nid, "interval": card.ivl, **told}

    def do_getReviewsOfCards(self, cards: list[int]) -> dict[str, Any]:  # noqa: N802
        names = ("id", "ease", "ivl", "lastIvl", "factor", "time", "type")
        return {
            str(card): [dict(zip(names, row, strict=True), usn=-1) for row in self.rows(card)]
            for card in cards
        }

    def do_insertReviews(self, reviews: list[list[Any]]) -> None:  # noqa: N802
        if reviews:
            rows = ",".join(f"({','.join(map(str, row))})" for row in reviews)
            self.revlog.execute(f"insert into revlog values {rows}")  # noqa: S608  # as the add-on

    def do_setSpecificValueOfCard(  # noqa: N802
        self,
        card: int,
        keys: list[str],
        newValues: list[Any],  # noqa: N803
        warning_check: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        if len(keys) != len(newValues) or (_GUARDED & set(keys) and not warning_check):
            return False
        for key, value in zip(keys, newValues, strict=True):
            if key in _NUMBERS and type(value) is not int:
                return [[False, "object cannot be interpreted as an integer"]]
            if key == "memory_state" and value and value.keys() != {"stability", "difficulty"}:
                return [[False, "has no such field"]]
        for key, value in zip(keys, newValues, strict=True):
            if hasattr(self.cards[card], key):
                setattr(self.cards[card], key, value)
        return [True]

    def do_updateNoteFields(self, note: dict[str, Any]) -> None:  # noqa: N802
        there = self.notes[note["id"]]
        for name, value in note["fields"].items():
            if name in FIELDS:
                there.fields[FIELDS.index(name)] = value
        self.make_cards(there)

    def make_cards(self, note: ServedNote) -> None:
        """Makes the cards that a note has by its fields, and lacks."""
        ordinals = {0} | ({1} if note.fields[ADD_REVERSE] else set())
        if note.type == CLOZE_ID:
            ordinals = {int(n) - 1 for n in re.findall(r"\{\{c(\d+)::", note.fields[FRONT])}
        there = {card.ord for card in self.cards.values() if card.nid == note.id}
        for ordinal in sorted(ordinals - there):
            number = 1 + max(self.cards, default=0)
            self.cards[number] = ServedCard(id=number, nid=note.id, ord=ordinal)

    def add_note(self, fields: Sequence[str], kind: int = BASIC_ID) -> ServedNote:
        """Adds a note, with its cards."""
        note = ServedNote(id=1000 + len(self.notes), type=kind, fields=list(fields))
        self.notes[note.id] = note
        self.make_cards(note)
        return note

    def do_getMediaFilesNames(self, pattern: str = "*") -> list[str]:  # noqa: N802
        return fnmatch.filter(self.media, pattern)

    def do_storeMediaFile(self, filename: str, data: str, **_: Any) -> str:  # noqa: N802
        self.media[filename] = base64.b64decode(data)
        return filename


@contextmanager
def serving(anki: AnkiServer) -> Iterator[AnkiServer]:
    """Serves a collection on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as the library has it
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if "Origin" in self.headers:
                self.send_error(403)
                return
            answer = json.dumps(anki.handle(json.loads(body))).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        anki.port = server.server_port
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield anki
        finally:
            server.shutdown()
            thread.join()
