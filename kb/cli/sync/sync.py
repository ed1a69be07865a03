"""``kb sync``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb import clock
from kb.cli import output
from kb.cli.importing.progress import progress_bar
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import ask
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.app.sync.run import SyncReport
    from kb.app.sync.status import SyncStatus


@click.command(
    name="sync",
    epilog=epilog(
        "kb sync ~/Sync/kb",
        "kb sync --status",
        codes={2: "the folder is not there, or cannot be read or written"},
    ),
)
@click.argument("folder", required=False)
@click.option("--status", is_flag=True, help="Say what would be sent and received; change nothing.")
@click.option("--full", is_flag=True, help="Read all files again, and write whatever they lack.")
@click.option("--compact", is_flag=True, help="Also rewrite this device's files without old lines.")
@json_option
@common_options
def command(  # each is an option of the command's own
    session: Session,
    *,
    folder: str | None,
    status: bool,
    full: bool,
    compact: bool,
    as_json: bool,
) -> None:
    """Share reviews and decisions with your other machines through a folder.

    Syncthing, a cloud drive, git or a USB stick carries FOLDER between the machines. Each machine
    writes files of its own there, so that nothing can conflict. Notes are not part of it.
    Without FOLDER, kb uses the setting sync.folder. If that is set, “kb review” synchronises when
    it starts and ends.
    """
    from kb.app.sync.places import SyncError
    from kb.app.sync.run import sync
    from kb.app.sync.status import sync_status

    place = Path(folder) if folder else session.configuration().settings.sync.folder
    if place is None or folder == "":
        raise UsageError(
            "which folder? “kb sync FOLDER” names it, or “kb config set sync.folder FOLDER”."
        )
    if status:
        state = ask(session, lambda store: sync_status(store, place))
        if as_json:
            output.print_json(state)
        else:
            output.print_lines(_status_lines(state))
        return
    with progress_bar("Synchronising", silent=session.quiet or as_json) as progress:
        report = ask(
            session,
            lambda store: sync(
                store, place, clock.now(), full=full, compact=compact, progress=progress
            ),
        )
    if as_json:
        output.print_json(report)
    else:
        for line in report_lines(report):
            session.say(line)
    if report.trouble and as_json:  # which the document says
        click.get_current_context().exit(SyncError.exit_code)
    if report.trouble:
        raise SyncError(report.trouble)


def report_lines(report: "SyncReport") -> list[str]:
    """Return what a synchronisation did, as sentences."""
    others = report.devices - 1
    whom = output.counted(others, "other device") if others else "no other device yet"
    sent, received = output.counted(report.sent, "entry"), output.counted(report.received, "entry")
    lines = [f"Sent {sent} and received {received}; the folder has {whom}."]
    if report.waiting:
        lines.append(
            f"Waiting for cards that no note here has: {output.counted(report.waiting, 'entry')}. "
            "They count once their notes are imported."
        )
    if report.damaged:
        lines.append(
            f"Damaged: {output.counted(report.damaged, 'line')}. “kb sync --compact” on the device "
            "that wrote them writes them again; if some are missing here, “kb sync --full” reads "
            "all files again."
        )
    lines += [f"Could not read {output.one_line(name)}." for name in report.unreadable]
    lines += [f"{name} was written by a newer kb. Upgrade kb to read it." for name in report.newer]
    if report.store_inside:
        lines.append(
            f"The store itself lies in {output.one_line(str(report.folder))}. Move it elsewhere: "
            "what carries the folder can damage it while kb writes to it."
        )
    return lines


def _status_lines(state: "SyncStatus") -> list[str]:
    lines = [f"Folder: {output.one_line(str(state.folder))}"]
    if state.synced_at is None:
        lines.append("Never synchronised from here.")
    else:
        lines.append(f"Last synchronised: {state.synced_at.astimezone():%Y-%m-%d %H:%M}")
    lines.append(f"To send: {output.counted(state.to_send, 'entry')}")
    lines.append(f"To read: {output.counted(state.to_read_bytes, 'byte')}")
    if state.waiting:
        lines.append(f"Waiting for their cards: {output.counted(state.waiting, 'entry')}")
    if state.damaged:
        lines.append(f"Damaged: {output.counted(state.damaged, 'line')}")
    for device in state.devices:
        own = " (this one)" if device.own else ""
        files = output.counted(device.files, "file")
        lines.append(f"Device {device.name}{own}: {files}, {output.counted(device.bytes, 'byte')}")
    return lines
