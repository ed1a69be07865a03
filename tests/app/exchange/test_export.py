"""Exports, and stores that are made of them."""

import csv
import json
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kb.app.exchange import export as exporting
from kb.app.exchange.export import CARD_COLUMNS, REVIEW_COLUMNS, export
from kb.app.exchange.take_back import TakenBack, take_back
from kb.app.review.answers import undo
from kb.errors import ExportError
from kb.schedule.memory import Rating
from kb.store.file.store import open_store
from kb.sync.takeout import FILES, MANIFEST
from tests.app.contents import dump
from tests.app.sync.acting import answered, card_of
from tests.app.sync.machines import Machine

NOTE = "# Deck\n\n" + "".join(f"Q: Question {n}?\nA: Answer {n}, as written.\n\n" for n in range(4))
OTHER = "---\ntags: [chemistry]\naliases: [Stuff]\n---\n# Other\n\nSee [[Deck]] and [[Nowhere]].\n"
MakeMachine = Callable[..., Awaitable[Machine]]


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[MakeMachine]:
    """Makes machines with the same two notes, each at a path of its own."""
    async with AsyncExitStack() as stores:

        async def make(name: str, note: str = NOTE) -> Machine:
            place = tmp_path / name
            (place / "notes").mkdir(parents=True)
            (place / "notes" / "Deck.md").write_text(note)
            (place / "notes" / "Other.md").write_text(OTHER)
            store = await stores.enter_async_context(open_store(place / "kb.db"))
            made = Machine(place=place, store=store)
            await made.imports()
            return made

        yield make


@pytest.fixture
async def desk(machine: MakeMachine) -> Machine:
    return await machine("desk")


async def taken(source: Machine, target: Machine) -> TakenBack:
    """Exports from one machine, and takes that into another."""
    folder = source.place / "export"
    await export(source.store, folder)
    return await take_back(target.store, folder, target.moment.now)


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="", encoding="utf-8-sig") as opened:
        return [*csv.DictReader(opened)]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_an_export_has_all_that_the_store_knows(desk: Machine) -> None:
    await answered(desk, "Question 1?", Rating.GOOD)
    folder = desk.place / "export"
    exported = await export(desk.store, folder)
    assert {path.name for path in folder.iterdir()} == {MANIFEST, *FILES}
    assert (exported.notes, exported.links, exported.cards) == (2, 2, 4)
    notes = {note["path"]: note for note in lines(folder, "notes.jsonl")}
    assert notes["Other.md"]["tags"] == ["chemistry"]
    assert notes["Other.md"]["aliases"] == ["Stuff"]
    links = lines(folder, "links.jsonl")
    assert [(link["target"], link.get("to_path")) for link in links] == [
        ("Deck", "Deck.md"),
        ("Nowhere", None),
    ]
    cards = {card["front"]: card for card in lines(folder, "cards.jsonl")}
    card = cards["Question 1?"]
    assert (card["path"], card["note"], card["reps"]) == ("Deck.md", notes["Deck.md"]["id"], 1)
    assert card["due"].endswith("Z")
    assert "state" not in cards["Question 2?"]
    (entry,) = lines(folder, "log.jsonl")
    assert (entry["card"], entry["kind"], entry["rating"]) == (card["uid"], "review", 3)
    assert entry["uid"] == f"{entry['device']}-{entry['tick']}"
    assert entry["weights"] == lines(folder, "weights.jsonl")[0]["id"]


async def test_the_tables_are_for_spreadsheets_and_for_fsrs(desk: Machine) -> None:
    await answered(desk, "Question 1?", Rating.GOOD)
    await answered(desk, "Question 1?", Rating.AGAIN)
    await undo(desk.store, 1, desk.moment)
    await answered(desk, "Question 1?", Rating.EASY)
    folder = desk.place / "export"
    assert (await export(desk.store, folder)).answers == 2
    first, second = rows(folder, "reviews.csv")
    uid = (await card_of(desk, "Question 1?")).uid
    assert tuple(first) == REVIEW_COLUMNS
    assert (first["card_id"], first["review_rating"], first["review_state"]) == (uid, "3", "0")
    assert (second["review_rating"], second["review_state"]) == ("4", "1")
    assert int(second["review_time"]) - int(first["review_time"]) == 180_000
    assert tuple(rows(folder, "cards.csv")[0]) == CARD_COLUMNS
    assert len(lines(folder, "log.jsonl")) == 4


async def test_no_cell_is_computed_by_a_spreadsheet(machine: MakeMachine) -> None:
    desk = await machine("desk", "# Deck\n\nQ: =HYPERLINK(1)?\nA: @sum, or -1.\n")
    folder = desk.place / "export"
    await export(desk.store, folder)
    (row,) = rows(folder, "cards.csv")
    assert (row["front"], row["back"]) == ("'=HYPERLINK(1)?", "'@sum, or -1.")
    (card,) = lines(folder, "cards.jsonl")
    assert (card["front"], card["back"]) == ("=HYPERLINK(1)?", "@sum, or -1.")


async def test_the_same_store_gives_the_same_bytes(desk: Machine) -> None:
    await answered(desk, "Question 1?")
    first, second = desk.place / "first", desk.place / "second"
    await export(desk.store, first)
    await export(desk.store, second)
    assert content(first) == content(second)


@pytest.mark.parametrize("seed", range(4))
async def test_a_store_comes_back_from_its_export(machine: MakeMachine, seed: int) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    chance = Random(seed)  # noqa: S311  # not for secrets
    for _ in range(60):
        await desk.acts(chance)
    report = await taken(desk, phone)
    assert report.new == report.entries > 0
    assert (report.waiting, report.missing) == (0, ())
    assert await phone.shared() == await desk.shared()
    assert await phone.is_sound() == []
    folder = phone.place / "again"
    await export(phone.store, folder)
    for name in ("log.jsonl", "decisions.jsonl", "reviews.csv", "weights.jsonl"):
        assert (folder / name).read_bytes() == (desk.place / "export" / name).read_bytes()


async def test_taking_twice_and_into_the_same_store_changes_nothing(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    chance = Random(7)  # noqa: S311  # not for secrets
    for _ in range(30):
        await desk.acts(chance)
    await taken(desk, phone)
    for one in (desk, phone):
        before = await dump(one.store)
        assert (await take_back(one.store, desk.place / "export", one.moment.now)).new == 0
        assert await dump(one.store) == before


async def test_a_store_with_answers_of_its_own_keeps_them(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 1?", Rating.GOOD)
    phone.done = 40
    await answered(phone, "Question 1?", Rating.GOOD)
    await answered(phone, "Question 2?", Rating.GOOD)
    assert (await taken(desk, phone)).new == 1
    assert (await card_of(phone, "Question 1?")).reps == 2
    assert (await card_of(phone, "Question 2?")).reps == 1
    assert await phone.is_sound() == []


async def test_an_export_of_before_there_were_plans_comes_back(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?")
    folder = desk.place / "export"
    await export(desk.store, folder)
    (folder / "plans.jsonl").unlink()
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["lines"]["plans.jsonl"]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    await take_back(phone.store, folder, phone.moment.now)
    assert await phone.shared() == await desk.shared()


async def test_a_trial_changes_nothing_and_says_the_same(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 1?")
    await export(desk.store, desk.place / "export")
    before = await dump(phone.store)
    trial = await take_back(phone.store, desk.place / "export", phone.moment.now, dry_run=True)
    assert await dump(phone.store) == before
    assert await taken(desk, phone) == trial


async def test_a_card_that_was_edited_since_is_found_by_its_text(machine: MakeMachine) -> None:
    desk = await machine("desk")
    await answered(desk, "Question 1?")
    phone = await machine("phone", NOTE.replace("Answer 1, as", "Answer 1, newly"))
    report = await taken(desk, phone)
    assert report.waiting == 0
    assert (await card_of(phone, "Question 1?")).reps == 1


async def test_what_is_of_a_note_that_is_not_here_waits_for_it(machine: MakeMachine) -> None:
    desk = await machine("desk")
    await answered(desk, "Question 1?", Rating.GOOD)
    phone = await machine("phone", "# Something else\n")
    report = await taken(desk, phone)
    assert (report.new, report.waiting, report.missing) == (0, 1, ("deck",))
    third = await machine("third", "# Something else\n")
    onward = await taken(phone, third)
    assert (onward.entries, onward.waiting) == (1, 1)
    (third.notes / "Deck.md").write_text(NOTE)
    await third.imports()
    assert (await taken(phone, third)).waiting == 0
    assert (await card_of(third, "Question 1?")).reps == 1


async def test_an_export_replaces_an_older_one_and_nothing_else(desk: Machine) -> None:
    folder = desk.place / "export"
    await export(desk.store, folder)
    await answered(desk, "Question 1?")
    assert (await export(desk.store, folder)).entries == 1
    assert len(lines(folder, "log.jsonl")) == 1
    (folder / "mine.txt").write_text("keep")
    with pytest.raises(ExportError, match=r"also holds mine\.txt"):
        await export(desk.store, folder)
    with pytest.raises(ExportError, match="no export of kb"):
        await export(desk.store, desk.notes)
    with pytest.raises(ExportError, match="is no folder"):
        await export(desk.store, desk.notes / "Deck.md")
    assert (desk.notes / "Deck.md").read_text() == NOTE
    assert not [path for path in desk.place.iterdir() if path.name.startswith(".export")]


@pytest.mark.parametrize("at", FILES)
async def test_an_export_that_breaks_off_leaves_the_older_one(
    desk: Machine, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    folder = desk.place / "export"
    await export(desk.store, folder)
    before = content(folder)
    await answered(desk, "Question 1?")
    writing = exporting.new_file

    def full(path: Path, *rest: str) -> Any:
        if path.name == at:
            raise OSError(28, "No space left on device")
        return writing(path, *rest)

    monkeypatch.setattr(exporting, "new_file", full)
    with pytest.raises(ExportError, match="no space left on device"):
        await export(desk.store, folder)
    assert content(folder) == before
    assert sorted(path.name for path in desk.place.iterdir() if "export" in path.name) == ["export"]


async def test_an_export_that_was_killed_is_cleared_away(desk: Machine) -> None:
    folder = desk.place / "export"
    await export(desk.store, folder)
    folder.rename(desk.place / ".export.old")
    shutil.copytree(desk.place / ".export.old", desk.place / ".export.part")
    (desk.place / ".export.part" / MANIFEST).unlink()
    await export(desk.store, folder)
    assert [path.name for path in desk.place.iterdir() if "export" in path.name] == ["export"]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def drop(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def change(key: str, value: object) -> Callable[[Path], None]:
    def changed(path: Path) -> None:
        first, *rest = path.read_text().splitlines(keepends=True)
        path.write_text(json.dumps(json.loads(first) | {key: value}) + "\n" + "".join(rest))

    return changed


@pytest.mark.parametrize(
    ("name", "damage", "why"),
    [
        ("log.jsonl", cut, r"line 2 of .*log\.jsonl: it is not JSON, or not whole"),
        ("log.jsonl", drop, r"log\.jsonl: it has 1 lines, and kb-export\.json says 2"),
        ("log.jsonl", os.remove, r"log\.jsonl: no such file"),
        ("log.jsonl", change("uid", "other-1"), "its uid is not that of its device and tick"),
        ("log.jsonl", change("at", 7), "at is no moment"),
        ("log.jsonl", change("at", "soon"), "soon"),
        ("log.jsonl", change("rating", "good"), "of another kind"),
        ("log.jsonl", change("study_day", None), "of another kind"),
        ("log.jsonl", change("card", "\ud800"), "of another kind"),
        ("log.jsonl", lambda path: path.write_text("[]\n"), "it is no JSON object"),
        ("cards.jsonl", change("anchor", None), "it has no anchor"),
        ("weights.jsonl", change("parameters", ["x"]), "no numbers"),
        (MANIFEST, cut, "it is not JSON"),
        (MANIFEST, lambda path: path.write_text("{}"), "not of an export of kb"),
        (MANIFEST, lambda path: path.write_text('{"format":"kb-export","version":2}'), "newer kb"),
    ],
)
async def test_a_damaged_export_changes_nothing(
    machine: MakeMachine, name: str, damage: Callable[[Path], None], why: str
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 1?")
    await answered(desk, "Question 2?")
    folder = desk.place / "export"
    await export(desk.store, folder)
    damage(folder / name)
    before = await dump(phone.store)
    with pytest.raises(ExportError, match=why):
        await take_back(phone.store, folder, phone.moment.now)
    assert await dump(phone.store) == before
