"""``kb doctor``."""

import os
from pathlib import Path

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask_at
from kb.config.settings import Settings, StoreSettings
from kb.errors import ConfigError


@click.command(
    name="doctor",
    epilog=epilog(
        "kb doctor",
        "kb doctor --fix",
        "kb doctor --json",
        codes={0: "no problems", 1: "a check failed", 4: "the store cannot be read or repaired"},
    ),
)
@click.option("--fix", is_flag=True, help="Make a backup, then rebuild what can be rebuilt.")
@json_option
@common_options
@click.pass_context
def command(context: click.Context, session: Session, *, fix: bool, as_json: bool) -> None:
    """Check the store for problems.

    Each check says what it verified and, if it failed, what to do. Without --fix, kb changes
    nothing. --fix makes a backup and rebuilds what kb derives from your notes and from the log of
    your answers: indexes, links, cards and their schedule. It never changes the log itself.
    """
    from kb.app.maintenance.doctor import Check, Diagnosis, diagnosis
    from kb.app.maintenance.repair import repair

    settings, config_error = _settings(session)
    detail = config_error or "the configuration file is valid"
    checks: tuple[Check, ...] = (Check(name="settings", ok=not config_error, detail=detail),)
    if settings:
        path = settings.store.path
        if fix:
            moment = session.moment(settings)
            repaired = ask_at(path, lambda store: repair(store, settings, moment))
            for line in repaired.done or ("Nothing had to be repaired.",):
                session.say(line)
            session.say(f"The previous store was saved as {output.one_line(str(repaired.backup))}.")
        checks = (*ask_at(path, lambda store: diagnosis(store, clock.now())).checks, *checks)
    result = Diagnosis(ok=all(check.ok for check in checks), checks=checks)
    if as_json:
        output.print_json(result)
    else:
        for check in checks:
            mark = "ok  " if check.ok else "FAIL"
            output.print_lines([f"{mark}  {check.name}: {output.one_line(check.detail)}"])
    if not result.ok:
        context.exit(1)


def _settings(session: Session) -> tuple[Settings | None, str]:
    """Return the settings, and what is wrong with the configuration file.

    With a wrong file, the defaults are used if --db or KB_DB names the store; otherwise None is
    returned, since the default store may not be the user's.
    """
    try:
        return session.configuration().settings, ""
    except ConfigError as error:
        path = session.store or os.environ.get("KB_DB")
        if not path:
            return None, error.message
        return Settings(store=StoreSettings(path=Path(path).expanduser())), error.message
