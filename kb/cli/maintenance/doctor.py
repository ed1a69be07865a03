"""``kb doctor``."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask_at
from kb.config import Settings, StoreSettings
from kb.errors import ConfigError

if TYPE_CHECKING:
    from kb.app.maintenance.doctor import Check

_EPILOG: Final = """\b
Examples:
  kb doctor
  kb doctor --fix
  kb doctor --json

Exit codes: 0 all is well; 1 a check failed; 2 usage; 4 the store cannot be used."""


@click.command(name="doctor", epilog=_EPILOG)
@click.option("--fix", is_flag=True, help="Make anew what can be, after a backup.")
@json_option
@common_options
@click.pass_context
def command(context: click.Context, *, fix: bool, as_json: bool) -> None:
    """Check the store for problems.

    Each check says what it looked at and, if it failed, what to do. Nothing is changed without
    --fix, which makes a backup and then rebuilds what follows from the notes and from the log:
    indexes, links, cards, and what is remembered of them. The log itself is never touched.
    """
    from kb.app.maintenance.doctor import Check, Diagnosis, diagnosis  # noqa: PLC0415  # loads the store
    from kb.app.maintenance.repair import repair  # noqa: PLC0415
    from kb.schedule.days import Calendar  # noqa: PLC0415
    from kb.schedule.moment import Moment  # noqa: PLC0415

    session: Session = context.obj
    settings, wrong = _settings(session)
    if settings is None:
        found = Diagnosis(ok=False, checks=(Check(name="settings", ok=False, detail=wrong),))
    else:
        path = settings.store.path
        if fix:
            calendar = Calendar(
                zone=clock.local_zone(), rollover_hour=settings.schedule.rollover_hour
            )
            moment = Moment(now=clock.now(), calendar=calendar)
            done = ask_at(path, lambda store: repair(store, settings, moment))
            for line in done.done or ("There was nothing to mend.",):
                session.say(line)
            session.say(f"The store as it was before is in {output.one_line(str(done.backup))}.")
        found = ask_at(path, lambda store: diagnosis(store, clock.now()))
        detail = wrong or "the configuration says nothing that kb does not understand"
        checks = (*found.checks, Check(name="settings", ok=not wrong, detail=detail))
        found = Diagnosis(ok=found.ok and not wrong, checks=checks)
    if as_json:
        output.print_json(found)
    else:
        output.print_lines(map(_line, found.checks))
    if not found.ok:
        context.exit(1)


def _settings(session: Session) -> tuple[Settings | None, str]:
    """Returns the settings, and what is wrong with them.

    Where the file is wrong, the defaults stand in for it if something else names the store: else
    another store than the user's might be looked at.
    """
    try:
        return session.configuration().settings, ""
    except ConfigError as error:
        wrong = error.message
    named = session.store or os.environ.get("KB_DB")
    if not named:
        return None, wrong
    path = Path(named).expanduser()
    return Settings(store=StoreSettings(path=path)), wrong


def _line(check: "Check") -> str:
    return f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {output.one_line(check.detail)}"
