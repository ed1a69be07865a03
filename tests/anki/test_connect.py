"""The client of AnkiConnect, with what the add-on answers and what anything else may."""

import socket
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest

from kb.anki.collection import ReviewKind
from kb.anki.connect import AnkiConnect, ConnectedReview
from kb.anki.kinds import FIELDS
from kb.errors import AnkiConnectError
from tests.anki.connect_server import AnkiServer, serving

FIELDS_OF_NOTE = ("Q?", "A.", "", "", "", "", "", "kb1 0123456789abcdef 0:aaaaaaaaaaaaaaaa")
ROW = ConnectedReview(1_700_000_000_000, 3, 4, 1, 500, 7000, ReviewKind.REVIEW)


@pytest.fixture
def anki() -> Iterator[AnkiServer]:
    with serving(AnkiServer()) as server:
        server.add_note(FIELDS_OF_NOTE)
        server.add_note(["Another", *FIELDS_OF_NOTE[1:-1], ""])
        yield server


@pytest.fixture
def client(anki: AnkiServer) -> AnkiConnect:
    return AnkiConnect(anki.port)


def test_notes_cards_and_logs_are_told(anki: AnkiServer, client: AnkiConnect) -> None:
    client.check()
    (number,) = client.find_notes("kb1")
    (note,) = client.notes([number])
    assert (note.fields, note.field_names) == (FIELDS_OF_NOTE, FIELDS)
    (card,) = client.cards(note.cards)
    assert (card.note, card.ordinal, card.phase, card.reps) == (number, 0, 0, 0)
    client.insert_reviews([(card.id, ROW)])
    assert client.reviews([card.id]) == {card.id: (ROW,)}
    client.set_cards([(card.id, {"type": 2, "queue": 2, "ivl": 4, "due": 9})])
    (card,) = client.cards(note.cards)
    assert (card.phase, card.interval_days, card.due) == (2, 4, 9)
    assert anki.cards[card.id].type == 2


def test_a_millisecond_that_another_card_has_is_passed_over(
    anki: AnkiServer, client: AnkiConnect
) -> None:
    one, other = anki.cards
    client.insert_reviews([(one, ROW), (one, ROW._replace(id=ROW.id + 1))])
    client.insert_reviews([(other, ROW), (other, ROW._replace(id=ROW.id + 5))])
    assert [row[0] - ROW.id for row in anki.rows(other)] == [2, 5]


def test_media_is_stored_once(anki: AnkiServer, client: AnkiConnect) -> None:
    client.store_media("a.png", b"picture")
    assert anki.media == {"a.png": b"picture"}
    assert client.missing_media(["a.png", "b.png"]) == ["b.png"]


def test_a_key_goes_with_every_call(anki: AnkiServer) -> None:
    anki.key = "secret"
    with pytest.raises(AnkiConnectError, match="wants a key"):
        AnkiConnect(anki.port).check()
    with pytest.raises(AnkiConnectError, match="does not take this key"):
        AnkiConnect(anki.port, "wrong").check()
    client = AnkiConnect(anki.port, "secret")
    client.check()
    client.update_fields([(1000, {"Front": "New?"})])
    assert anki.notes[1000].fields[0] == "New?"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"denied": True}, "Anki refuses this program"),
        ({"version": 5}, "too old: it speaks version 5"),
        ({"closed": True}, "no profile open"),
    ],
)
def test_what_is_wrong_with_anki_is_said(
    anki: AnkiServer, client: AnkiConnect, change: dict[str, Any], why: str
) -> None:
    def ask() -> None:
        client.check()
        client.find_notes("kb1")

    vars(anki).update(change)
    with pytest.raises(AnkiConnectError, match=why):
        ask()


def test_an_action_that_is_missing_is_named(
    anki: AnkiServer, client: AnkiConnect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(AnkiServer, "do_insertReviews")
    with pytest.raises(AnkiConnectError, match="too old: it has no “insertReviews”"):
        client.insert_reviews([(next(iter(anki.cards)), ROW)])


@pytest.mark.parametrize("name", ["notesInfo", "cardsInfo", "getReviewsOfCards", "findNotes"])
@pytest.mark.parametrize(
    "spoil",
    [lambda told: None, lambda told: type(told)(), lambda told: [{}], lambda told: ["x"]],
    ids=["nothing", "empty", "hole", "text"],
)
def test_an_answer_in_part_is_an_error(
    anki: AnkiServer, client: AnkiConnect, name: str, spoil: Callable[[Any], Any]
) -> None:
    anki.spoiled[name] = spoil
    if name == "findNotes" and spoil([1]) == []:
        return  # a search that finds nothing
    with pytest.raises(AnkiConnectError, match="only in part"):
        _ = [
            client.find_notes("kb1"),
            [*client.notes([1000])],
            [*client.cards([1])],
            client.reviews([1]),
        ]


def test_a_card_that_does_not_take_its_schedule_is_named(client: AnkiConnect) -> None:
    with pytest.raises(AnkiConnectError, match="schedule of card 1: object cannot"):
        client.set_cards([(1, {"type": "2"})])
    with pytest.raises(AnkiConnectError, match="says to “setSpecificValueOfCard”: 999"):
        client.set_cards([(999, {"type": 2})])


def answering(answer: bytes) -> tuple[int, Thread]:
    """Serves one connection with some bytes; returns the port, and who serves."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as connection:
            connection.recv(65_536)
            connection.sendall(answer)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    return listener.getsockname()[1], thread


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "broke off"),
        (b"SSH-2.0-OpenSSH\r\n", "broke off"),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "refuses this program"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "is not AnkiConnect"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "is not AnkiConnect"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "broke off"),
    ],
)
def test_what_is_not_anki_is_told_from_it(answer: bytes, why: str) -> None:
    port, thread = answering(answer)
    with pytest.raises(AnkiConnectError, match=why):
        AnkiConnect(port).check()
    thread.join()


def test_anki_that_does_not_run_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(AnkiConnectError, match="Start Anki"):
        AnkiConnect(port).check()
