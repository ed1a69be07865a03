"""What is wrong in a user's file: a value to report, never an exception."""

from dataclasses import dataclass
from enum import StrEnum

UNREAD = frozenset({"unreadable", "not-text", "reader-failed"})
"""Codes of problems for which nothing of a file was read."""


class Severity(StrEnum):
    """How much a problem costs."""

    ERROR = "error"
    """Content was not read."""
    WARNING = "warning"
    """Content was read, and deserves a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a user's file."""

    path: str
    """Relative to the folder, with ``/``."""
    line: int
    """Counted from 1; 1 when the whole file is meant."""
    code: str
    """A stable name in kebab-case, such as ``front-matter-invalid``."""
    severity: Severity
    message: str
    """One sentence for the user: what is wrong, and what to do."""


def error(path: str, line: int, code: str, message: str) -> Problem:
    """Return the problem that some content was not read."""
    return Problem(path=path, line=line, code=code, severity=Severity.ERROR, message=message)


def warning(path: str, line: int, code: str, message: str) -> Problem:
    """Return the problem that some content was read, and may be wrong."""
    return Problem(path=path, line=line, code=code, severity=Severity.WARNING, message=message)
