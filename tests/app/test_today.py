"""The day at a glance."""

from pathlib import Path

from kb.app.overview import overview
from kb.app.today import today
from kb.config.settings import Settings
from kb.notes.problem import Severity
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import answered, at


async def test_it_is_what_the_commands_say(store: Store, three: Path) -> None:
    await answered(store, -3)
    view = await today(store, at(0), Settings())
    assert view.overview == await overview(store, at(0), Settings())
    assert (view.outlook.day, len(view.outlook.forecast)) == (at(0).day, 7)
    assert [(load.day, load.reviews) for load in view.year] == [(at(-3).day, 6)]
    assert view.done is None
    assert sum(load.reviews for load in view.outlook.forecast) > 0


async def test_what_was_done_today_is_told(store: Store, three: Path) -> None:
    await answered(store, 0)
    view = await today(store, at(0), Settings())
    assert view.done is not None
    assert view.done.reviews == 6


async def test_errors_come_before_warnings_and_all_are_counted(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    for number in range(12):
        write(f"a{number:02}.md", f"---\ntags: [open\n---\n# A{number}\n")
    write("z.md", "# Z\n" + "x" * 6_000_000)
    await imported(vault)
    view = await today(store, at(0), Settings())
    counts = view.problem_counts
    shown = [entry.problem.severity for entry in view.problems]
    assert counts.warnings >= 12
    assert counts.errors == shown.count(Severity.ERROR) == 1
    assert shown == sorted(shown, key=lambda severity: severity is not Severity.ERROR)
    assert len(view.problems) == 10
    assert view.hidden_problems == counts.errors + counts.warnings - 10
    assert {entry.folder for entry in view.problems} == {str(vault)}
