"""``kb serve``: the page, until Ctrl-C."""

import sys
import threading
import time
from contextlib import ExitStack, suppress
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import click

from kb import clock
from kb.cli import output
from kb.cli.options import Session, common_options, epilog, number_option
from kb.cli.run import ask, back_up_daily
from kb.errors import UsageError

if TYPE_CHECKING:
    from socket import socket

    from kb.store.file.store import Store
    from kb.web.keys import Keys

_NEEDED: Final = ("jinja2", "rustworkx", "segno", "starlette", "uvicorn")
_BACKUP_AFTER_S: Final = 5
"""The first page comes before today's backup."""
_PREPARED_AFTER_S: Final = 1
"""Until further pages are prepared, after a browser was let in."""
_SWITCH_S: Final = 0.001
"""After which a thread that computes lets others go on: an answer hands over several times."""
_SHORTEST_S: Final = 60
"""Between two backups: with a frozen clock, tomorrow never comes nearer."""


@click.command(
    name="serve",
    epilog=epilog("kb serve", "kb serve --open", "kb serve --lan", "kb serve --port 8000"),
)
@number_option(
    "--port",
    click.IntRange(1, 65_535),
    "Listen on this port. Default: 8765, or a free one if that is in use.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in your browser.")
@click.option("--lan", is_flag=True, help="Let other devices of your network in, unencrypted.")
@common_options
def command(session: Session, *, port: int | None, opens: bool, lan: bool) -> None:
    """Show your cards and notes as a page in your browser.

    The printed address lets one browser in; then the next address is printed. Ctrl-C ends it:
    each answer is saved as it is given.

    --lan also shows a QR code for a phone or a tablet, which is asked for a code. Nothing is
    encrypted on the way.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise UsageError("the page needs more packages. “pip install 'kb[web]'” installs them.")
    from kb.app.signals import lost_terminal_as_interrupt
    from kb.web.server import PORT, address_in_lan, listening

    with ExitStack() as stack:
        sockets = [stack.enter_context(listening(port))]
        number = sockets[0].getsockname()[1]
        if port is None and number != PORT:
            session.say(
                f"Port {PORT} is in use by another program, so kb listens on port {number}. "
                f"Answers that a browser keeps for port {PORT} are sent once kb listens there."
            )
        if lan:
            sockets.append(stack.enter_context(listening(number, host=address_in_lan())))
        # Who runs it in the background may have kept the terminal's keys, but reads it elsewhere.
        stack.enter_context(lost_terminal_as_interrupt((sys.stdout, sys.stderr)))
        with suppress(KeyboardInterrupt):
            ask(session, lambda store: _serve(session, store, sockets, opens=opens), serves=True)
        session.say("Stopped.")


async def _serve(session: Session, store: "Store", sockets: "list[socket]", *, opens: bool) -> None:
    from kb.app.review.session.clock import Clock
    from kb.web.application import application
    from kb.web.keys import Keys
    from kb.web.server import serve
    from kb.web.site import Site

    hosts = [_host(bound) for bound in sockets]
    address = f"http://{hosts[0]}/?token="

    def let_in(token: str) -> None:
        session.say(f"A browser was let in. For another: {address}{token}")
        preparing = threading.Timer(_PREPARED_AFTER_S, site.prepare)
        preparing.daemon = True
        preparing.start()

    keys = Keys(sockets[0].getsockname()[1], spent=let_in)
    settings = session.configuration().settings

    def now() -> Clock:
        calendar = session.moment(settings).calendar
        return Clock(now=clock.now, seconds=clock.monotonic_seconds, calendar=calendar)

    site = Site(
        store=store,
        settings=settings,
        clock=now,
        keys=keys,
        say=session.say,
        simulator="kb.cli.web.simulating",
    )
    app = application(site, hosts=[*hosts, f"localhost:{hosts[0].rpartition(':')[2]}"])
    output.print_lines([f"{address}{keys.token}"])
    if len(hosts) > 1:
        _show_pairing(session, hosts[1], keys)
    session.say("The token works once. Press Ctrl-C to stop.")
    sys.stdout.flush()
    threading.Thread(target=_back_up_each_day, args=(session,), daemon=True).start()
    if opens:
        threading.Thread(target=_open, args=(f"{address}{keys.token}",), daemon=True).start()
    sys.setswitchinterval(_SWITCH_S)
    try:
        await serve(app, sockets, stop=site.stop)
    finally:
        await site.stop()


def _host(listening: "socket") -> str:
    name, port = listening.getsockname()
    return f"{name}:{port}"


def _show_pairing(session: Session, host: str, keys: "Keys") -> None:
    from kb.web.qr_code import qr_code

    address = f"http://{host}/pair?token={keys.pairing_token}"
    code = f"{keys.pairing_code[:3]} {keys.pairing_code[3:]}"
    output.print_lines(["", "For a phone or a tablet in the same network:", ""])
    output.print_picture(qr_code(address))
    output.print_lines(["", address, f"Its pairing code is {code}.", ""])
    session.say(
        "Nothing is encrypted on the way, so use it only in a network that you trust. Away from "
        "this machine it does not work."
    )


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


def _back_up_each_day(session: Session) -> None:
    """Make the backup of each study day, while the server runs.

    A daemon's thread: at the end nobody waits for a backup that is being made, and what is left of
    it is swept by the next one.
    """
    time.sleep(_BACKUP_AFTER_S)
    while True:
        back_up_daily(session)
        moment = session.moment()
        tomorrow = moment.calendar.start_of(moment.day + timedelta(days=1))
        time.sleep(max((tomorrow - moment.now).total_seconds(), _SHORTEST_S))
