"""The import before a review."""

from datetime import UTC
from pathlib import Path

from kb.app.importing.refresh import refresh
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.store.file.store import Store
from tests.app.conftest import NOW, Import, Write


async def test_a_review_does_not_wait_for_problems_that_it_does_not_show(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Popular.md", "# Popular\n\nText. ^here\n")
    write("Links.md", "[[Popular#^gone]] and [[Popular#Gone]]\n")
    told = await imported(vault)
    assert [problem.code for problem in told.problems] == ["block-missing", "heading-missing"]

    moment = Moment(now=NOW, calendar=Calendar(zone=UTC, rollover_hour=4))
    unchanged = (await refresh(store, moment, Settings())).report
    write("Links.md", "Now [[Popular#^gone]]\n", when=NOW)
    changed = (await refresh(store, moment, Settings())).report
    assert unchanged
    assert changed
    assert (unchanged.notes.changed, changed.notes.changed) == (0, 1)
    assert unchanged.problems == changed.problems == ()


async def test_a_review_tells_of_a_folder_that_lost_most_of_its_notes(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    files = [write(f"{number}.md", f"# {number}\n") for number in range(30)]
    await imported(vault)
    for file in files[1:]:
        file.unlink()
    refreshed = await refresh(
        store, Moment(now=NOW, calendar=Calendar(zone=UTC, rollover_hour=4)), Settings()
    )
    assert "29 of 30 notes have disappeared" in " ".join(refreshed.left)
