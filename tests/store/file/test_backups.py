"""What backups are called, and which of them stay."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kb.store.file.backups import (
    Occasion,
    daily_backup,
    expired_backups,
    list_backups,
    new_backup,
    rotate,
)

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


def after_days(count: int, every: int = 1) -> list[date]:
    """Returns the days whose backups are left when one was made on each of so many."""
    kept: list[str] = []
    first = date(2024, 1, 1)
    for number in range(0, count, every):
        kept.append(f"daily-{first + timedelta(days=number)}.db")
        expired = expired_backups(kept)
        kept = [name for name in kept if name not in expired]
    return [date.fromisoformat(name[6:16]) for name in kept]


def test_after_two_years_the_last_days_weeks_and_months_are_there() -> None:
    days = after_days(731)
    last = date(2025, 12, 31)
    assert set(days) >= {last - timedelta(days=back) for back in range(7)}
    # The Sundays of the two weeks before those that the last seven days are in.
    assert [day for day in days if date(2025, 12, 1) <= day < last - timedelta(days=6)] == [
        date(2025, 12, 14),
        date(2025, 12, 21),
    ]
    assert [day for day in days if day < date(2025, 12, 1)] == [
        date(2025, month, 1) - timedelta(days=1) for month in range(2, 13)
    ]
    assert len(days) <= 7 + 4 + 12


@given(st.integers(1, 120), st.integers(1, 20))
def test_the_latest_is_always_kept_and_the_number_is_bounded(count: int, every: int) -> None:
    days = after_days(count, every)
    assert days[-1] == date(2024, 1, 1) + timedelta(days=(count - 1) // every * every)
    assert len(days) <= 23


@given(st.sets(st.dates(date(2000, 1, 1), date(2040, 1, 1)), min_size=1))
def test_at_least_seven_days_stay_whatever_days_there_are(days: set[date]) -> None:
    names = {f"daily-{day}.db" for day in days}
    gone = set(expired_backups(names))
    assert gone < names
    assert not gone & {f"daily-{day}.db" for day in sorted(days)[-7:]}


def test_what_the_user_asked_for_or_replaced_is_never_removed() -> None:
    names = [f"{kind}-{number:08}T000000Z.db" for kind in Occasion for number in range(30)]
    gone = expired_backups(names)
    assert {name.rsplit("-", 1)[0] for name in gone} == {"before-migration", "before-repair"}
    assert len(gone) == 50
    assert "before-repair-00000029T000000Z.db" not in gone


def test_two_backups_of_one_second_have_names_of_their_own(tmp_path: Path) -> None:
    store = tmp_path / "kb.db"
    made = []
    for _ in range(12):
        made.append(new_backup(store, Occasion.REPAIR, NOW))
        made[-1].touch()
    assert [each.file for each in list_backups(store)] == made
    assert len(set(made)) == 12


def test_the_latest_backup_is_the_last_whatever_its_name(tmp_path: Path) -> None:
    store = tmp_path / "kb.db"
    asked = new_backup(store, Occasion.ASKED, NOW)
    daily = daily_backup(store, NOW.date())
    for file, seconds in ((daily, 1_000), (asked, 2_000)):
        file.touch()
        os.utime(file, (seconds, seconds))
    listed = list_backups(store)
    assert [each.file for each in listed] == [daily, asked]
    assert listed[1].made_at == datetime(1970, 1, 1, 0, 33, 20, tzinfo=UTC)


def test_nothing_else_in_the_folder_is_touched(tmp_path: Path) -> None:
    store = tmp_path / "kb.db"
    new_backup(store, Occasion.ASKED, NOW)
    folder = daily_backup(store, NOW.date()).parent
    others = [folder / "daily-notes.db", folder / "letter.txt", folder / "daily-2020-01-01.db.old"]
    for each in others:
        each.touch()
    for number in range(40):
        last = daily_backup(store, NOW.date() + timedelta(days=number))
        last.touch()
        rotate(store, just_made=last)
    assert all(each.exists() for each in others)


def test_a_backup_made_while_the_clock_was_back_outlives_its_own_rotation(tmp_path: Path) -> None:
    store = tmp_path / "kb.db"
    new_backup(store, Occasion.ASKED, NOW)
    for number in range(0, 400, 10):  # in more months than are kept
        daily_backup(store, NOW.date() + timedelta(days=number)).touch()
    back = daily_backup(store, NOW.date() - timedelta(days=800))
    back.touch()
    assert back.name in expired_backups(each.name for each in back.parent.iterdir())
    rotate(store, just_made=back)
    assert back.exists()
