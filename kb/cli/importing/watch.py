"""``kb import --watch``: import as notes are saved, until Ctrl-C."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kb import clock
from kb.cli import output
from kb.cli.importing.problems import problem_line
from kb.cli.importing.report import changes
from kb.cli.options import Session
from kb.cli.run import ask
from kb.errors import KbError, UsageError

if TYPE_CHECKING:
    from kb.app.importing.report import ImportReport
    from kb.app.importing.watch import Watched


class Watch:
    """The imports of one watch, and the problems that it has shown."""

    def __init__(self, session: Session, first: "ImportReport") -> None:
        self._session = session
        self._known = frozenset(first.problems)
        self._trouble = ""

    def follow(
        self, targets: tuple[Path, ...], again: "Callable[[], ImportReport]", *, as_json: bool
    ) -> None:
        """Import whenever notes were saved. Ctrl-C or SIGTERM ends it, or its terminal.

        Args:
            targets: folders; empty: all that are known.
            again: runs an import.
            as_json: whether each import that changed something prints its report on a line.

        Raises:
            UsageError: there is no folder to watch.
        """
        from kb.app.importing.watch import watch_notes
        from kb.app.signals import lost_terminal_as_interrupt  # only to watch

        watched = self._watched(targets)
        # Who runs it in the background may have kept the terminal's keys, but reads it elsewhere.
        with lost_terminal_as_interrupt((sys.stdout, sys.stderr)):
            try:
                count = output.counted(len(watched), "folder")
                self._session.say(f"Watching {count}. Press Ctrl-C to stop.")
                for changed in watch_notes(watched):
                    if changed or self._trouble:
                        self._import(again, as_json=as_json)
            except KeyboardInterrupt:
                self._session.say("Stopped watching.")

    def _watched(self, targets: tuple[Path, ...]) -> "list[Watched]":
        from kb.app.importing.folders import known_folders  # loads the store
        from kb.app.importing.watch import Watched

        known = [folder for folder in ask(self._session, known_folders) if folder.ext]
        if not targets:
            if not known:
                raise UsageError("only single files are imported. Import a folder to watch it.")
            return [Watched(root=Path(folder.folder), extensions=folder.ext) for folder in known]
        return [
            Watched(
                root=root,
                extensions=tuple(
                    extension
                    for folder in known
                    if root.is_relative_to(folder.folder)
                    for extension in folder.ext
                ),
            )
            for root in (target.resolve() for target in targets)
        ]

    def _import(self, again: "Callable[[], ImportReport]", *, as_json: bool) -> None:
        """Import once. An error is shown once, and the import tried again later."""
        try:
            report = again()
        except KbError as error:
            if error.message != self._trouble:
                output.say(f"kb: {output.one_line(error.message)}")
            self._trouble = error.message
            return
        self._trouble = ""
        new = [problem for problem in report.problems if problem not in self._known]
        self._known = frozenset(report.problems)
        if as_json:
            if new or changes(report):
                output.print_json_line(report)
        else:
            quiet = self._session.quiet
            shown = [problem for problem in new if problem.severity == "error" or not quiet]
            output.say(*map(problem_line, shown))
            if changes(report) and not quiet:
                at = clock.now().astimezone(clock.local_zone())
                output.print_lines([f"{at:%H:%M:%S}  {changes(report)}"])
        sys.stdout.flush()
