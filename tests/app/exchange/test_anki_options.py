"""The presets of decks in a package of Anki's, by which Anki schedules as kb does."""

import io
import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kb.anki.package.archive import PackageVersion
from kb.anki.package.protobuf import fields_of
from kb.anki.package.reading import open_package
from kb.anki.package.schema18 import unicase
from kb.anki.package.zstd import ZstdFile
from kb.app.cards.selection import CardSelection
from kb.app.exchange.anki_export import AnkiExportOptions, export_to_anki
from kb.config.settings import Override, Overrides, ScheduleSettings, Settings
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.store.file.store import Store
from kb.store.review.weights import choose_weights
from tests.app.conftest import Import, Write
from tests.app.days import answered, at

Presets = dict[str, dict[str, Any]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cards.apkg"


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("version", PackageVersion)
async def test_the_options_of_decks_are_those_of_the_own_weights(
    store: Store, file: Path, version: PackageVersion
) -> None:
    await answered(store, 0)
    weights = (*(weight * 1.01 for weight in DEFAULT_WEIGHTS[:20]), 0.2)
    async with store.writing() as transaction:
        await choose_weights(transaction, weights, at(1).now)
    schedule = ScheduleSettings(
        retention=0.87,
        learning_steps=("2m", "30m"),
        maximum_interval_days=400,
        new_per_day=7,
    )
    done = await export_to_anki(
        store,
        file,
        CardSelection(),
        AnkiExportOptions(version=version),
        settings=Settings(schedule=schedule),
        moment=at(1),
    )
    assert done is not None
    names, presets = options_in(file, version)
    assert set(names.values()) == {"kb"}
    [preset] = presets.values()
    assert preset["weights"] == pytest.approx(weights, rel=1e-6)
    assert preset["retention"] == pytest.approx(0.87)
    assert preset["learning_steps"] == [2, 30]
    assert (preset["maximum_interval"], preset["new_per_day"], preset["reviews"]) == (400, 7, 9999)
    with open_package(file) as package:
        answered_cards = [card for card in package.collection.cards if card.reps]
    assert answered_cards
    for card in answered_cards:
        assert card.decay == pytest.approx(0.2)


async def test_a_deck_has_the_preset_of_its_cards_if_they_have_one(
    store: Store, vault: Path, write: Write, imported: Import, file: Path
) -> None:
    write("exam/A.md", "#flashcards #exam\n\nSay alpha::It is alpha indeed\n")
    write("mixed/B.md", "#flashcards #exam\n\nSay beta::It is beta indeed\n")
    write("mixed/C.md", "#flashcards\n\nSay gamma::It is gamma indeed\n")
    await imported(vault)
    schedule = ScheduleSettings(tags=Overrides((Override(tag="exam", retention=0.95),)))
    settings = Settings(schedule=schedule)
    for history in (True, False):
        await export_to_anki(
            store,
            file,
            CardSelection(),
            AnkiExportOptions(history=history, force=True),
            settings=settings,
            moment=at(1),
        )
        names, presets = options_in(file, PackageVersion.LEGACY_1)
        if history:
            assert names == {"vault::exam": "kb: exam", "vault::mixed": "kb"}
            assert presets["kb: exam"]["retention"] == pytest.approx(0.95)
        else:  # others learn in their own way
            assert names == {"vault::exam": "Default", "vault::mixed": "Default"}
            assert presets == {}


@pytest.mark.usefixtures("three")
async def test_options_that_have_changed_are_others_as_anki_never_updates_any(
    store: Store, file: Path
) -> None:
    ids: list[int] = []
    for retention in (0.9, 0.9, 0.85):
        settings = Settings(schedule=ScheduleSettings(retention=retention))
        await export_to_anki(
            store,
            file,
            CardSelection(),
            AnkiExportOptions(),
            settings=settings,
            moment=at(1 + len(ids)),
        )
        with zipfile.ZipFile(file) as package, closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(package.read("collection.anki2"))
            [(options,)] = database.execute("SELECT dconf FROM col")
        ids.append(max(map(int, json.loads(options))))
    assert ids[0] == ids[1] != ids[2]


def options_in(file: Path, version: PackageVersion) -> tuple[dict[str, str], Presets]:
    """Returns the presets of decks by name, and what presets say besides the one that all have."""
    with zipfile.ZipFile(file) as package:
        content = package.read(version.database)
    if version.compressed:
        with ZstdFile(io.BytesIO(content)) as compressed:
            content = compressed.read()
    with closing(sqlite3.connect(":memory:")) as database:
        database.create_collation("unicase", unicase)
        database.deserialize(content)
        if version is PackageVersion.LATEST:
            return newest_options(database)
        row = database.execute("SELECT decks, dconf FROM col").fetchone()
    decks, options = map(json.loads, row)
    names = {option["id"]: option["name"] for option in options.values()}
    presets = {
        option["name"]: {
            "weights": option["fsrsParams6"],
            "retention": option["desiredRetention"],
            "learning_steps": option["new"]["delays"],
            "maximum_interval": option["rev"]["maxIvl"],
            "new_per_day": option["new"]["perDay"],
            "reviews": option["rev"]["perDay"],
        }
        for option in options.values()
        if option["id"] != 1
    }
    return {d["name"]: names[d["conf"]] for d in decks.values() if d["id"] != 1}, presets


def newest_options(
    database: sqlite3.Connection,
) -> tuple[dict[str, str], Presets]:
    rows = database.execute("SELECT id, name, config FROM deck_config").fetchall()
    names = {key: name for key, name, _ in rows}
    presets = {}
    for key, name, config in rows:
        if key == 1:
            continue
        told = dict(fields_of(config))
        presets[name] = {
            "weights": floats(told[6]),
            "retention": floats(told[37])[0],
            "learning_steps": floats(told[1]),
            "maximum_interval": told[16],
            "new_per_day": told[9],
            "reviews": told[10],
        }
    decks = database.execute("SELECT name, kind FROM decks WHERE id <> 1").fetchall()
    of_decks = {}
    for name, kind in decks:
        [(_, deck)] = fields_of(kind)
        assert isinstance(deck, bytes)
        [(_, option)] = fields_of(deck)
        of_decks[name.replace("\x1f", "::")] = names[option]
    return of_decks, presets


def floats(value: int | bytes) -> list[float]:
    assert isinstance(value, bytes)
    return [*struct.unpack(f"<{len(value) // 4}f", value)]
