"""All errors that kb raises for its user, as one tree, each with an exit code and a sentence.

The sentence says what happened, where, and what to do next. The command line catches
:class:`KbError` once, at the top, so no traceback reaches a user.
"""

import errno
import os
from pathlib import Path
from typing import ClassVar


class KbError(Exception):
    """An error that the user sees as one line."""

    code: ClassVar[str] = "error"
    """A stable name for scripts, in kebab-case."""
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.candidates = candidates
        """Names that the user may have meant, best first."""


class UsageError(KbError):
    """The command was called with arguments that make no sense."""

    code = "usage"


class QueryError(UsageError):
    """A query cannot be read."""

    code = "query"

    def __init__(self, why: str, query: str, at: int) -> None:
        super().__init__(f"{why}.")
        self.query = query
        self.at = at
        """The place in the query, from 0."""


class UnknownNameError(QueryError):
    """A query names what is not there."""

    code = "not-found"
    exit_code = 3

    def __init__(
        self, message: str, query: str, at: int, *, candidates: tuple[str, ...] = ()
    ) -> None:
        KbError.__init__(self, message, candidates=candidates)
        self.query = query
        self.at = at


class ConfigError(KbError):
    """The configuration file says something that kb does not understand."""

    code = "config"


_MOST_NAMED = 5


class NotFoundError(KbError):
    """Nothing has this name."""

    code = "not-found"
    exit_code = 3

    def __init__(self, what: str, name: str, candidates: tuple[str, ...] = ()) -> None:
        quoted = [f"“{candidate}”" for candidate in candidates]
        hint = "Try “kb search” or “kb list”."
        if quoted:
            hint = f"Did you mean {_joined(quoted, 'or')}?"
        super().__init__(f"no {what} is called “{name}”. {hint}", candidates=candidates)


class NothingImportedError(NotFoundError):
    """Nothing has this name, because there are no notes yet."""

    def __init__(self, name: str) -> None:
        why = f"nothing is called “{name}”: there are no notes yet."
        KbError.__init__(self, f"{why} “kb import FOLDER” imports a folder of notes.")


class UnwrittenError(NotFoundError):
    """Notes link to this concept, and it has no note yet."""

    def __init__(self, name: str, linked_from: tuple[str, ...]) -> None:
        more = len(linked_from) - _MOST_NAMED
        named = [*linked_from[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        link, it = ("links", "that note") if len(linked_from) == 1 else ("link", "one of these")
        message = (
            f"“{name}” is not written yet; {_joined(named, 'and')} {link} to it. "
            f"Create it with “kb new {name}”, or show {it}."
        )
        KbError.__init__(self, message, candidates=linked_from)


class AmbiguousError(KbError):
    """Several things have this name."""

    code = "ambiguous"
    exit_code = 3

    def __init__(self, what: str, name: str, candidates: tuple[str, ...]) -> None:
        several = f"{len(candidates)} {what}s: {', '.join(candidates)}"
        super().__init__(f"“{name}” names {several}. Give one of these.", candidates=candidates)


class AnkiConnectError(KbError):
    """Anki on this machine does not answer, or not as it must."""

    code = "anki-connect"


class ExportError(KbError):
    """An export cannot be written, or read."""

    code = "export"


class StoreError(KbError):
    """The store cannot be used: locked, damaged, unreachable, or newer than this program."""

    code = "store"
    exit_code = 4


class AnkiPackageError(KbError):
    """A package of Anki cannot be read or written."""

    code = "anki-package"

    def __init__(self, what: str, why: str, then: str = "") -> None:
        super().__init__(f"{what}: {why}. {then}".rstrip())


class HistoryFileError(KbError):
    """A file in which another program keeps the history of cards cannot be read."""

    code = "history-file"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}. Nothing was taken over.")


def reason_of(error: Exception) -> str:
    """Return why the system or SQLite refused, to end a sentence: ``permission denied``."""
    if isinstance(error, OSError) and _is_circle(error):
        return "links lead in a circle"
    reason = str(error)
    if isinstance(error, OSError):
        reason = os.strerror(error.errno) if error.errno else error.strerror or reason
    return f"{reason[:1].lower()}{reason[1:]}"


def _is_circle(error: OSError) -> bool:
    """Return whether symbolic links lead nowhere; what makes a folder says that one exists."""
    if error.errno == errno.EEXIST and error.filename is not None:
        try:
            Path(error.filename).stat()
        except OSError as beneath:
            return beneath.errno == errno.ELOOP
    return error.errno == errno.ELOOP


def _joined(names: list[str], last: str) -> str:
    """Return ``a, b and c``, with ``last`` before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
