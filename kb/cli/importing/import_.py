"""``kb import``."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kb import clock
from kb.cli import output
from kb.cli.importing.problems import say_problems
from kb.cli.importing.progress import progress_bar
from kb.cli.options import Session, common_options, json_option
from kb.cli.run import ask, run
from kb.config import Settings, extension

if TYPE_CHECKING:
    from kb.app.importing.find_changes import Progress
    from kb.app.importing.report import ImportReport
    from kb.app.importing.run import Target

_EPILOG: Final = """\b
Examples:
  kb import ~/notes
  kb import ~/notes --ext .txt --ext .md
  kb import
  kb import --watch

Exit codes: 0 done, warnings or not; 1 some content could not be read; 2 usage;
4 the store cannot be used; 130 interrupted: all of it is imported, or nothing.
A --watch that is ended exits with 0."""


def _extensions(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(map(extension, given)))
    except ValueError as error:
        raise click.BadParameter(f"it wants {error}.") from None


@click.command(name="import", epilog=_EPILOG)
@click.argument("targets", metavar="[FOLDER or FILE]…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--ext",
    "extensions",
    metavar="ENDING",
    multiple=True,
    callback=_extensions,
    help="Take files that end so for notes, such as .txt. Repeat it for more.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--force", is_flag=True, help="Go on even if more than half of a folder's notes are gone."
)
@click.option("--watch", is_flag=True, help="Go on importing as notes are saved, until Ctrl-C.")
@json_option
@common_options
@click.pass_context
def command(  # noqa: PLR0913  # one for each option
    context: click.Context,
    *,
    targets: tuple[Path, ...],
    extensions: tuple[str, ...],
    dry_run: bool,
    force: bool,
    watch: bool,
    as_json: bool,
) -> None:
    """Import folders of notes, or single notes.

    Without FOLDER or FILE the remembered folders are imported again. Files that have not
    changed are skipped, and no note is ever written to. A FILE may have any ending.
    """
    session = context.ensure_object(Session)
    wanted = Wanted(targets=targets, extensions=extensions, dry_run=dry_run)
    _refuse_contradictions(wanted, watch=watch)
    silent = session.quiet or as_json
    report = _import(session, wanted, force=force, silent=silent)
    if not (silent or dry_run) and _agrees_that_notes_are_gone(report):
        report = _import(session, wanted, force=True, silent=silent)
    if as_json:
        (output.print_json_line if watch else output.print_json)(report)
    else:
        _say(report, quiet=session.quiet)
    if watch:
        from kb.cli.importing.watch import Watch  # noqa: PLC0415  # only to watch

        watching = Watch(session, report)
        watching.follow(
            targets,
            lambda: _import(session, wanted.reachable, force=False, silent=True),
            as_json=as_json,
        )
    elif _has_errors(report):
        context.exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be imported."""

    targets: tuple[Path, ...]
    extensions: tuple[str, ...]
    dry_run: bool

    @property
    def reachable(self) -> "Wanted":
        """The same without folders that vanished; all known ones if none is left."""
        return replace(self, targets=tuple(each for each in self.targets if each.exists()))


def _refuse_contradictions(wanted: Wanted, *, watch: bool) -> None:
    """Sees to it that the options mean something together.

    Raises:
        UsageError: they do not.
    """
    if wanted.extensions and not wanted.targets:
        raise click.UsageError("--ext needs the FOLDER that it is for.")
    if watch and wanted.dry_run:
        raise click.UsageError("--watch imports, and --dry-run does not. Leave out one.")
    if watch and any(target.is_file() for target in wanted.targets):
        raise click.UsageError("--watch follows folders. Name the folder that the file is in.")


def _import(session: Session, wanted: Wanted, *, force: bool, silent: bool) -> "ImportReport":
    from kb.app.signals import termination_as_interrupt  # noqa: PLC0415  # only to import

    settings = session.configuration().settings
    path = settings.store.path
    # From before the first process is started: what would be left of it is removed at an interrupt.
    with termination_as_interrupt():
        is_new = not path.exists()
        if is_new:
            from kb.app.importing.forkserver import start_server_for  # noqa: PLC0415  # only for a new store

            start_server_for(wanted.targets, wanted.extensions or settings.imports.extensions)
        from kb.app.importing.run import Target, import_notes  # noqa: PLC0415  # loads the store

        targets = [Target(path=path, extensions=wanted.extensions) for path in wanted.targets]
        with (
            _rehearsal(session, path, dry_run=wanted.dry_run) as stage,
            progress_bar("Importing", silent=silent) as on_progress,
        ):
            is_first = is_new and not wanted.dry_run
            made = _first_import(settings, targets, on_progress) if is_first else None
            return made or ask(
                stage,
                lambda store: import_notes(
                    store,
                    targets,
                    settings=settings,
                    now=clock.now(),
                    dry_run=wanted.dry_run,
                    force=force,
                    on_progress=on_progress,
                ),
            )


def _first_import(
    settings: Settings, targets: "Sequence[Target]", on_progress: "Progress | None"
) -> "ImportReport | None":
    """Makes the store with all notes in it; none where it must be made empty first."""
    from kb.app.importing.initial import import_into_new_store  # noqa: PLC0415  # once in a store's life

    return run(
        import_into_new_store(
            settings.store.path,
            targets,
            settings=settings,
            now=clock.now(),
            on_progress=on_progress,
        )
    )


@contextmanager
def _rehearsal(session: Session, store: Path, *, dry_run: bool) -> Iterator[Session]:
    """Gives the session to import in: a dry run neither makes a store nor migrates one."""
    if not dry_run:
        yield session
        return
    from kb.store.file.copy import copy_unverified  # noqa: PLC0415  # loads the store
    from kb.store.file.upgrade import would_change  # noqa: PLC0415

    is_made = store.exists()
    if is_made and not (store.is_file() and would_change(store)):
        yield session
        return
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "kb.db")
        if is_made:
            copy_unverified(store, copy)
        yield replace(session, store=copy)


def _say(report: "ImportReport", *, quiet: bool) -> None:
    say_problems(report.problems, quiet=quiet)
    if not quiet:
        output.print_lines(_summary(report))
        if output.on_terminal() and report.cards.added and not report.dry_run:
            output.say("“kb review” asks them; “kb” alone says what comes next.")


def _has_errors(report: "ImportReport") -> bool:
    return any(problem.severity == "error" for problem in report.problems)


def _agrees_that_notes_are_gone(report: "ImportReport") -> bool:
    """Asks, if there is somebody to ask, whether folders that shrank much are to be believed."""
    shrunken = [each for each in report.problems if each.code == "folder-shrank"]
    if not shrunken or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    output.say(*(output.one_line(each.message) for each in shrunken))
    return click.confirm("Import as it is now?", err=True)


def _summary(report: "ImportReport") -> list[str]:
    notes, cards, links = report.notes, report.cards, report.links
    of_notes = _counted(
        (notes.added, "added"),
        (notes.changed, "changed"),
        (notes.moved, "moved"),
        (notes.removed, "removed"),
        (notes.unchanged, "unchanged"),
        (notes.failed, "not read"),
    )
    of_cards = _counted(
        (cards.added, "added"),
        (cards.changed, "changed"),
        (cards.moved, "moved"),
        (cards.retired, "retired"),
        (cards.kept, "kept"),
    )
    done = "Would import" if report.dry_run else "Imported"
    nothing = "none imported" if _has_errors(report) else "none found"
    lines = [f"{done} in {report.seconds:.1f} s. Notes: {of_notes or nothing}."]
    if of_cards:
        # Proposals are among those that were added.
        proposed = f" {cards.inbox} of them wait in the inbox." if cards.inbox else ""
        lines.append(f"Cards: {of_cards}.{proposed}")
    if links.resolved or links.missing or links.ambiguous:
        ambiguous = f", {links.ambiguous} ambiguous" if links.ambiguous else ""
        lines.append(
            f"Links: {links.resolved} to notes, {links.missing} to notes not yet written"
            f"{ambiguous}."
        )
    return lines


def _counted(*counts: tuple[int, str]) -> str:
    return ", ".join(f"{count} {what}" for count, what in counts if count)
