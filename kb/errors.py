"""Everything kb refuses, as one tree. Each error carries its exit code and a sentence for the user.

The sentence says what happened, where, and what to do next. The command line catches
:class:`KbError` once, at the top, so no traceback reaches a user.
"""

import os
from typing import ClassVar


class KbError(Exception):
    """Something the user should be told in one line."""

    code: ClassVar[str] = "error"
    """A stable name for scripts, in kebab-case."""
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.candidates = candidates
        """Names the user may have meant, best first."""


class UsageError(KbError):
    """The command was called in a way that means nothing."""

    code = "usage"


class ConfigError(KbError):
    """The configuration file says something kb does not understand."""

    code = "config"


_MOST_NAMED = 5
_WHERE_TO_LOOK = " Try kb search, or kb list."


class NotFoundError(KbError):
    """A name that nothing bears."""

    code = "not-found"
    exit_code = 3

    def __init__(self, what: str, name: str, candidates: tuple[str, ...] = ()) -> None:
        hint = f" Did you mean {_either(candidates)}?" if candidates else _WHERE_TO_LOOK
        super().__init__(f"no {what} is called “{name}”.{hint}", candidates=candidates)


class NothingImportedError(NotFoundError):
    """A name that is looked for where there are no notes at all."""

    def __init__(self, name: str) -> None:
        message = (
            f"nothing is called “{name}”: there are no notes yet. "
            "“kb import FOLDER” imports a folder of notes."
        )
        KbError.__init__(self, message)


class UnwrittenError(NotFoundError):
    """A concept that notes link to, and that has no note of its own yet."""

    def __init__(self, name: str, linked_from: tuple[str, ...]) -> None:
        more = len(linked_from) - _MOST_NAMED
        named = [*linked_from[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        links, those = ("links", "that") if len(linked_from) == 1 else ("link", "one of these")
        how = f"Write it with “kb new {name}”, or show {those}."
        said = f"{_joined(named, 'and')} {links} to it. {how}"
        KbError.__init__(self, f"“{name}” is not written yet; {said}", candidates=linked_from)


class AmbiguousError(KbError):
    """A name that several things bear."""

    code = "ambiguous"
    exit_code = 3

    def __init__(self, what: str, name: str, candidates: tuple[str, ...]) -> None:
        listed = ", ".join(candidates)
        super().__init__(
            f"“{name}” names {len(candidates)} {what}s: {listed}. Give one of these.",
            candidates=candidates,
        )


class StoreError(KbError):
    """The store cannot be used: locked, damaged, unreachable, or newer than this program."""

    code = "store"
    exit_code = 4


def reason_of(error: Exception) -> str:
    """Return why the system or SQLite refused, to end a sentence: ``permission denied``."""
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return f"{reason[:1].lower()}{reason[1:]}"


def _either(names: tuple[str, ...]) -> str:
    """Returns ``“a”, “b” or “c”``."""
    return _joined([f"“{name}”" for name in names], "or")


def _joined(names: list[str], last: str) -> str:
    """Returns ``a, b and c``, with ``last`` before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
