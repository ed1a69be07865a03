"""``kb import``."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb import clock
from kb.cli import output
from kb.cli.importing.problems import say_problems
from kb.cli.importing.progress import progress_bar
from kb.cli.importing.report import has_errors, summary_lines
from kb.cli.options import Session, common_options, epilog, json_option
from kb.cli.run import run
from kb.config.values import extension

if TYPE_CHECKING:
    from kb.app.importing.report import ImportReport


def _extensions(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_extension, words)))


def _extension(word: str) -> str:
    try:
        return extension(word)
    except ValueError:
        raise click.BadParameter(f"“{word}” is no file name extension, such as .txt.") from None


@click.command(
    name="import",
    epilog=epilog(
        "kb import ~/notes",
        "kb import ~/notes --ext .txt --ext .md",
        "kb import",
        "kb import --watch",
        codes={
            0: "done, with or without warnings",
            1: "some content could not be read",
            130: "interrupted: everything was imported, or nothing",
        },
    )
    + " With --watch, Ctrl-C exits with 0.",
)
@click.argument("targets", metavar="[FOLDER or FILE]…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--ext",
    "extensions",
    metavar="EXTENSION",
    multiple=True,
    callback=_extensions,
    help="Import files with this extension, e.g. .txt, instead of .md. Repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, without changing anything.")
@click.option(
    "--force",
    is_flag=True,
    help="Import even if more than half of a folder's notes have disappeared.",
)
@click.option(
    "--all-warnings",
    is_flag=True,
    help="Show every warning: also old ones, and each of those alike.",
)
@click.option("--watch", is_flag=True, help="Keep importing as notes are saved, until Ctrl-C.")
@json_option
@common_options
@click.pass_context
def command(  # noqa: PLR0913  # one for each option
    context: click.Context,
    session: Session,
    *,
    targets: tuple[Path, ...],
    extensions: tuple[str, ...],
    dry_run: bool,
    force: bool,
    all_warnings: bool,
    watch: bool,
    as_json: bool,
) -> None:
    """Import folders of notes, or single notes.

    Without FOLDER or FILE, import the remembered folders again. Unchanged files are skipped, and
    kb never writes to a note. A FILE may have any extension.
    """
    request = ImportRequest(targets=targets, extensions=extensions, dry_run=dry_run)
    _refuse_contradictions(request, watch=watch)
    silent = session.quiet or as_json
    report = _import(session, request, force=force, silent=silent)
    if not (silent or dry_run) and _confirm_shrunken(report):
        report = _import(session, request, force=True, silent=silent)
    if as_json:
        (output.print_json_line if watch else output.print_json)(report)
    else:
        _say(report, quiet=session.quiet, all_warnings=all_warnings)
    if watch:
        from kb.cli.importing.watch import Watch  # only to watch

        Watch(session, report).follow(
            targets,
            lambda: _import(session, request.reachable, force=False, silent=True),
            as_json=as_json,
        )
    elif has_errors(report):
        context.exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What the user asked to import."""

    targets: tuple[Path, ...]
    extensions: tuple[str, ...]
    dry_run: bool

    @property
    def reachable(self) -> "ImportRequest":
        """The same without folders that vanished; all known ones if none is left."""
        return replace(self, targets=tuple(path for path in self.targets if path.exists()))


def _refuse_contradictions(request: ImportRequest, *, watch: bool) -> None:
    if request.extensions and not request.targets:
        raise click.UsageError("--ext needs a FOLDER to apply to.")
    if watch and request.dry_run:
        raise click.UsageError("--watch and --dry-run cannot be combined. Leave out one.")
    if watch and any(target.is_file() for target in request.targets):
        raise click.UsageError("--watch needs a folder. Give the folder that contains the file.")


def _import(
    session: Session, request: ImportRequest, *, force: bool, silent: bool
) -> "ImportReport":
    from kb.app.importing.run import Target, import_notes_at  # loads the store
    from kb.app.signals import termination_as_interrupt  # only to import

    settings = session.configuration().settings
    with (
        termination_as_interrupt(),
        progress_bar("Importing", silent=silent) as on_progress,
    ):
        return run(
            import_notes_at(
                settings.store.path,
                [Target(path=path, extensions=request.extensions) for path in request.targets],
                settings=settings,
                now=clock.now(),
                dry_run=request.dry_run,
                force=force,
                on_progress=on_progress,
            )
        )


def _say(report: "ImportReport", *, quiet: bool, all_warnings: bool) -> None:
    say_problems(report.problems, quiet=quiet, all_warnings=all_warnings)
    if not quiet:
        output.print_lines(summary_lines(report))
        if output.on_terminal() and report.cards.added and not report.dry_run:
            output.say("Next: “kb review” to study the cards, or “kb” to see what is due.")


def _confirm_shrunken(report: "ImportReport") -> bool:
    """Ask, on a terminal, whether to import folders that lost most of their notes."""
    shrunken = [problem for problem in report.problems if problem.code == "folder-shrank"]
    if not shrunken or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    output.say(*(output.one_line(problem.message) for problem in shrunken))
    return click.confirm("Import anyway?", err=True)
