"""A client of AnkiConnect, the add-on by which Anki on this machine answers other programs.

It speaks version 6 of https://git.sr.ht/~foosoft/anki-connect: a JSON object for each call, sent by
HTTP POST to the loopback interface. What comes back is checked, as any program can listen there.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any, Final, NamedTuple, TypeVar

from kb.errors import AnkiConnectError

HOST: Final = "127.0.0.1"
PORT: Final = 8765
VERSION: Final = 6
_TIMEOUT_SECONDS: Final = 60.0
"""Anki answers between two frames of its own; a search of a large collection takes seconds."""
_MOST_BYTES: Final = 256 << 20
"""Of an answer."""
_NOTES: Final = 250
_CARDS: Final = 250
"""Asked for in one call: Anki draws both sides of each card for the answer."""
_ACTIONS: Final = 100
_ROWS: Final = 500
_BUMPS: Final = 1000
"""How many milliseconds later an answer may be written down, if others have its own."""
_T = TypeVar("_T")


class AnkiCall(NamedTuple):
    """A call of AnkiConnect."""

    name: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedNote:
    """A note as AnkiConnect tells of it."""

    id: int
    note_type: str
    """Its name."""
    fields: tuple[str, ...]
    field_names: tuple[str, ...]
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedCard:
    """A card as AnkiConnect tells of it, with the names of :class:`kb.anki.collection.AnkiCard`."""

    id: int
    note: int
    ordinal: int
    phase: int
    queue: int
    due: int
    interval_days: int
    ease_permille: int
    reps: int
    lapses: int
    steps_left: int
    """With those of today in thousands."""


class ConnectedReview(NamedTuple):
    """A row of Anki's log of reviews."""

    id: int
    """When, in milliseconds since 1970."""
    button: int
    interval: int
    last_interval: int
    factor: int
    duration_ms: int
    kind: int


class AnkiConnect:
    """Anki, running on this machine, with the add-on.

    Every method raises :class:`kb.errors.AnkiConnectError` if Anki does not run, has no add-on,
    refuses, or answers what cannot be.
    """

    def __init__(self, port: int = PORT, key: str | None = None) -> None:
        self._port = port
        self._key = key

    def check(self) -> None:
        """Check that Anki answers, and lets this program in."""
        said = self._call(AnkiCall("requestPermission", {}), keyed=False)
        if not isinstance(said, dict) or said.get("permission") != "granted":
            raise AnkiConnectError(
                "Anki refuses this program. In Anki, open Tools › Add-ons › AnkiConnect › Config, "
                "and remove it from “ignoreOriginList”."
            )
        version = said.get("version", VERSION)
        if not isinstance(version, int) or version < VERSION:
            raise _too_old(f"it speaks version {version}, and kb needs {VERSION}")
        if said.get("requireApikey") and self._key is None:
            raise AnkiConnectError("AnkiConnect wants a key. Give it with --key.")
        if self._call(AnkiCall("version", {})) != VERSION:
            raise _too_old(f"it does not speak version {VERSION}")

    def find_notes(self, query: str) -> list[int]:
        """Return the ids of the notes that a search in Anki finds."""
        return _numbers(self._call(AnkiCall("findNotes", {"query": query})))

    def find_cards(self, query: str) -> list[int]:
        """Return the ids of the cards that a search in Anki finds."""
        return _numbers(self._call(AnkiCall("findCards", {"query": query})))

    def notes(self, ids: Sequence[int]) -> Iterator[ConnectedNote]:
        """Yield notes, in the order of their ids; one that is gone is an error."""
        for some in _parts(ids, _NOTES):
            told = self._call(AnkiCall("notesInfo", {"notes": list(some)}))
            yield from map(_note, _whole(told, some), some)

    def cards(self, ids: Sequence[int]) -> Iterator[ConnectedCard]:
        """Yield cards, in the order of their ids; one that is gone is an error."""
        for some in _parts(ids, _CARDS):
            told = self._call(AnkiCall("cardsInfo", {"cards": list(some)}))
            yield from map(_card, _whole(told, some), some)

    def reviews(self, cards: Sequence[int]) -> dict[int, tuple[ConnectedReview, ...]]:
        """Return the log of each card, in the order of time."""
        logs: dict[int, tuple[ConnectedReview, ...]] = {}
        for some in _parts(cards, _CARDS):
            told = self._call(AnkiCall("getReviewsOfCards", {"cards": list(some)}))
            if not isinstance(told, dict) or told.keys() != set(map(str, some)):
                raise _partial()
            for card, rows in told.items():
                logs[int(card)] = tuple(sorted(map(_review, _list(rows))))
        return logs

    def insert_reviews(self, rows: Iterable[tuple[int, ConnectedReview]]) -> None:
        """Add rows to the log, each to a card.

        No two rows of a collection have one millisecond. A row whose own another card has, which
        is not known beforehand, gets a later one.
        """
        for some in _parts(list(rows), _ROWS):
            try:
                self._insert(some)
            except _TakenError:
                for card, row in some:  # all of them were refused
                    self._insert_later(card, row)

    def _insert_later(self, card: int, row: ConnectedReview) -> None:
        for bump in range(_BUMPS):
            try:
                self._insert([(card, row._replace(id=row.id + bump))])
            except _TakenError:
                continue
            return
        raise AnkiConnectError("Anki has no room for an answer at its time.")

    def _insert(self, rows: Iterable[tuple[int, ConnectedReview]]) -> None:
        not_synchronised = -1
        reviews = [[row.id, card, not_synchronised, *map(int, row[1:])] for card, row in rows]
        self._call(AnkiCall("insertReviews", {"reviews": reviews}))

    def set_cards(self, values: Iterable[tuple[int, dict[str, Any]]]) -> None:
        """Set attributes of cards, which are those of Anki's own object ``Card``.

        An attribute that it does not have, such as ``data``, is accepted and lost.
        """
        actions = [
            AnkiCall(
                "setSpecificValueOfCard",
                {
                    "card": card,
                    "keys": list(attributes),
                    "newValues": list(attributes.values()),
                    "warning_check": True,
                },
            )
            for card, attributes in values
        ]
        for action, answer in zip(actions, self._multi(actions), strict=True):
            if answer != [True]:
                card = action.params["card"]
                raise AnkiConnectError(
                    f"Anki did not take the schedule of card {card}{_reason_in(answer)}. What was "
                    "sent before stays; push again when it does."
                )

    def update_fields(self, notes: Iterable[tuple[int, dict[str, str]]]) -> None:
        """Set fields of notes by their names."""
        self._done(
            AnkiCall("updateNoteFields", {"note": {"id": note, "fields": fields}})
            for note, fields in notes
        )

    def missing_media(self, names: Sequence[str]) -> list[str]:
        """Return those of the names under which Anki has no file."""
        answers = self._multi([AnkiCall("getMediaFilesNames", {"pattern": name}) for name in names])
        return [
            name for name, there in zip(names, answers, strict=True) if name not in _list(there)
        ]

    def store_media(self, name: str, content: bytes) -> None:
        """Store a picture or sound, under a name that no file has."""
        params = {
            "filename": name,
            "data": b64encode(content).decode("ascii"),
            "deleteExisting": False,
        }
        stored = self._call(AnkiCall("storeMediaFile", params))
        if stored != name:
            raise AnkiConnectError(f"Anki has stored {name} as {stored!r:.80}.")

    def _done(self, actions: Iterable[AnkiCall]) -> None:
        self._multi(list(actions))

    def _multi(self, actions: Sequence[AnkiCall]) -> list[Any]:
        """Return the answers to several calls; the first that fails is raised."""
        answers: list[Any] = []
        for some in _parts(actions, _ACTIONS):
            calls = [self._document(action) for action in some]
            told = self._call(AnkiCall("multi", {"actions": calls}))
            if not isinstance(told, list) or len(told) != len(some):
                raise _partial()
            answers += [_result(one, action.name) for one, action in zip(told, some, strict=True)]
        return answers

    def _call(self, action: AnkiCall, *, keyed: bool = True) -> Any:  # noqa: ANN401  # JSON
        document = json.dumps(self._document(action, keyed=keyed)).encode()
        return _result(self._posted(document, action.name), action.name)

    def _document(self, action: AnkiCall, *, keyed: bool = True) -> dict[str, Any]:
        document = {"action": action.name, "version": VERSION, "params": action.params}
        return document | ({"key": self._key} if keyed and self._key is not None else {})

    def _posted(self, document: bytes, action: str) -> Any:  # noqa: ANN401  # JSON
        connection = HTTPConnection(HOST, self._port, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request("POST", "/", document, {"Content-Type": "application/json"})
            response = connection.getresponse()
            body = response.read(_MOST_BYTES + 1)
            status = response.status
        except ConnectionRefusedError as error:
            raise AnkiConnectError(
                f"Anki does not answer on {HOST}:{self._port}. Start Anki, and install the add-on "
                "AnkiConnect (2055492159)."
            ) from error
        except TimeoutError as error:
            raise AnkiConnectError(
                "Anki does not answer. Perhaps it asks something in a window of its own."
            ) from error
        except (OSError, HTTPException) as error:
            raise AnkiConnectError(f"Anki broke off while it answered “{action}”.") from error
        finally:
            connection.close()
        if status != 200:
            raise AnkiConnectError(f"{HOST}:{self._port} refuses this program ({status}).")
        if len(body) > _MOST_BYTES:
            raise AnkiConnectError(f"Anki's answer to “{action}” is too long.")
        if response.length:
            raise AnkiConnectError(f"Anki broke off while it answered “{action}”.")
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise AnkiConnectError(
                f"What answers on {HOST}:{self._port} is not AnkiConnect."
            ) from error


class _TakenError(AnkiConnectError):
    """A row of the log has this millisecond already."""


def _result(answer: object, action: str) -> Any:  # noqa: ANN401  # JSON
    if not isinstance(answer, dict) or answer.keys() != {"result", "error"}:
        raise AnkiConnectError("what answers for Anki is not AnkiConnect, or one that is too old.")
    error = answer["error"]
    if error is None:
        return answer["result"]
    said = " ".join(str(error).split())[:200]
    if "api key" in said:
        raise AnkiConnectError("AnkiConnect does not take this key. Give the right one with --key.")
    if said == "unsupported action":
        raise _too_old(f"it has no “{action}”")
    if "collection is not available" in said:
        raise AnkiConnectError("Anki has no profile open. Open one, and try again.")
    if action == "insertReviews" and "UNIQUE" in said:
        raise _TakenError(said)
    raise AnkiConnectError(f"Anki says to “{action}”: {said}")


def _too_old(why: str) -> AnkiConnectError:
    return AnkiConnectError(f"this AnkiConnect is too old: {why}. Update the add-on in Anki.")


def _partial() -> AnkiConnectError:
    return AnkiConnectError(
        "Anki answered only in part, as if it lacked what it has just named. Nothing was changed "
        "by that; try again, and check the collection in Anki (Tools › Check Database)."
    )


def _reason_in(answer: object) -> str:
    if isinstance(answer, list) and answer and isinstance(answer[0], list):
        return f": {' '.join(str(answer[0][-1]).split())[:120]}"
    return ""


def _parts(values: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _partial()
    return value


def _numbers(value: object) -> list[int]:
    values = _list(value)
    if not all(type(number) is int for number in values):
        raise _partial()
    return values


def _whole(told: object, ids: Sequence[int]) -> list[dict[str, Any]]:
    values = _list(told)
    if len(values) != len(ids) or not all(isinstance(one, dict) and one for one in values):
        raise _partial()
    return values


def _note(told: dict[str, Any], note: int) -> ConnectedNote:
    fields = told.get("fields")
    if told.get("noteId") != note or not isinstance(fields, dict):
        raise _partial()
    try:
        ordered = sorted(fields.items(), key=lambda field: int(field[1]["order"]))
        texts = tuple(str(field["value"]) for _, field in ordered)
    except (KeyError, TypeError, ValueError) as error:
        raise _partial() from error
    return ConnectedNote(
        id=note,
        note_type=str(told.get("modelName", "")),
        fields=texts,
        field_names=tuple(name for name, _ in ordered),
        cards=tuple(_numbers(told.get("cards"))),
    )


def _card(told: dict[str, Any], card: int) -> ConnectedCard:
    names = ("note", "ord", "type", "queue", "due", "interval", "factor", "reps", "lapses", "left")
    values = [told.get(name) for name in names]
    if told.get("cardId") != card or not all(type(value) is int for value in values):
        raise _partial()
    note, ordinal, phase, queue, due, interval, factor, reps, lapses, left = map(int, values)  # type: ignore[arg-type]
    return ConnectedCard(
        id=card,
        note=note,
        ordinal=ordinal,
        phase=phase,
        queue=queue,
        due=due,
        interval_days=interval,
        ease_permille=factor,
        reps=reps,
        lapses=lapses,
        steps_left=left,
    )


def _review(told: object) -> ConnectedReview:
    if not isinstance(told, dict):
        raise _partial()
    names = ("id", "ease", "ivl", "lastIvl", "factor", "time", "type")
    values = [told.get(name) for name in names]
    if not all(type(value) is int for value in values):
        raise _partial()
    return ConnectedReview(*map(int, values))  # type: ignore[arg-type]
