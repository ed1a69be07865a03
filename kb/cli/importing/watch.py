"""``kb import --watch``: imports as notes are saved, until it is told to end."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kb import clock
from kb.cli import output
from kb.cli.importing.problems import problem_line
from kb.cli.options import Session
from kb.cli.run import ask
from kb.errors import KbError, UsageError

if TYPE_CHECKING:
    from kb.app.importing.report import ImportReport
    from kb.app.importing.watch import Watched


class Watch:
    """The imports of one watch, and what was said of them."""

    def __init__(self, session: Session, first: "ImportReport") -> None:
        self._session = session
        self._known = frozenset(first.problems)
        self._trouble = ""

    def follow(
        self, targets: tuple[Path, ...], again: "Callable[[], ImportReport]", *, as_json: bool
    ) -> None:
        """Imports whenever notes were saved. Ctrl-C and SIGTERM end it.

        Args:
            targets: folders; none: all that are known.
            again: imports.
            as_json: whether each import that changed something prints its report on a line.

        Raises:
            UsageError: there is no folder to watch.
        """
        from kb.app.importing.watch import saved  # noqa: PLC0415
        from kb.app.signals import termination_as_interrupt  # noqa: PLC0415  # only to watch

        watched = self._watched(targets)
        with termination_as_interrupt():
            try:
                count = output.counted(len(watched), "folder")
                self._session.say(f"Watching {count}. Ctrl-C ends it.")
                for changed in saved(watched):
                    if changed or self._trouble:
                        self._import(again, as_json=as_json)
            except KeyboardInterrupt:
                self._session.say("No longer watching.")

    def _watched(self, targets: tuple[Path, ...]) -> "list[Watched]":
        from kb.app.importing.folders import known_folders  # noqa: PLC0415  # loads the store
        from kb.app.importing.watch import Watched  # noqa: PLC0415

        known = [each for each in ask(self._session, known_folders) if each.ext]
        if not targets:
            found = [Watched(root=Path(each.folder), endings=each.ext) for each in known]
            if not found:
                raise UsageError("only single files are known. Import a folder to watch it.")
            return found
        roots = [each.resolve() for each in targets]
        return [
            Watched(
                root=root,
                endings=tuple(
                    ending
                    for each in known
                    if root.is_relative_to(each.folder)
                    for ending in each.ext
                ),
            )
            for root in roots
        ]

    def _import(self, again: "Callable[[], ImportReport]", *, as_json: bool) -> None:
        """Imports once; what hinders it is said once, and it is tried again later."""
        try:
            report = again()
        except KbError as error:
            if error.message != self._trouble:
                output.say(f"kb: {output.one_line(error.message)}")
            self._trouble = error.message
            return
        self._trouble = ""
        news = [each for each in report.problems if each not in self._known]
        self._known = frozenset(report.problems)
        if as_json:
            if news or _said(report):
                output.print_json_line(report)
        else:
            shown = [each for each in news if each.severity == "error" or not self._session.quiet]
            output.say(*map(problem_line, shown))
            if _said(report) and not self._session.quiet:
                at = clock.now().astimezone(clock.local_zone())
                output.print_lines([f"{at:%H:%M:%S}  {_said(report)}"])
        sys.stdout.flush()


def _said(report: "ImportReport") -> str:
    """Returns what changed, in short; nothing if nothing did."""
    notes, cards = report.notes, report.cards
    of_notes = _counted(
        (notes.added, "added"),
        (notes.changed, "changed"),
        (notes.moved, "moved"),
        (notes.removed, "removed"),
    )
    of_cards = _counted(
        (cards.added, "added"),
        (cards.changed, "changed"),
        (cards.moved, "moved"),
        (cards.retired, "retired"),
    )
    parts = [f"Notes: {of_notes}."] if of_notes else []
    parts += [f"Cards: {of_cards}."] if of_cards else []
    return " ".join(parts)


def _counted(*counts: tuple[int, str]) -> str:
    return ", ".join(f"{count} {what}" for count, what in counts if count)
