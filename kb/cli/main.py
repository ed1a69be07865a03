"""The entry point: runs a command, and turns every failure into one line and an exit code."""

import atexit
import errno
import gc
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

import click

from kb.app.sanitize import place_in_query
from kb.cli.group import kb
from kb.cli.output import guard_streams, on_terminal, one_line, print_json, say
from kb.errors import KbError, QueryError, UsageError, reason_of

_INTERRUPTED: Final = 130
_FAULT: Final = 70
"""``EX_SOFTWARE``: an internal error, of kb or of the machine."""
_AROUND: Final = 34
"""Columns of a query that are shown on each side of a place."""

_NO_PATHS: Final = (errno.ELOOP, errno.ENAMETOOLONG)
"""What the system says of a path at which there can be no file."""
_LOOP: Final = re.compile(r"Symlink loop from '(.*)'", re.DOTALL)
"""What pathlib says of one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, by default with the arguments of the process, and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _replace_closed_streams()
    # A command is short-lived and loads much that stays: default garbage collection would take a
    # tenth of its time, and a last one at exit as much again.
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    guard_streams()
    code = 0
    try:
        if arguments is None and "_KB_COMPLETE" in os.environ:
            from kb.cli.completion_protocol import complete

            complete(os.environ)
        else:
            code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:  # `head` has read enough
        code = 0
    except KeyboardInterrupt:  # while the reader of a pipe was not reading
        code = _INTERRUPTED
    except OSError as error:
        if error.errno == errno.EIO and _has_lost_terminal():
            code = _INTERRUPTED
        elif code != _FAULT:  # else it was reported when the stream first refused
            with suppress(OSError):  # standard error may be full, too
                why = reason_of(error)
                say(f"kb: cannot write the output: {why}. Free some space and try again.")
            code = _FAULT
    _flush_or_discard()
    return code


def _has_lost_terminal() -> bool:
    """Return whether the terminal has gone to which the output went."""
    from kb.app.signals import Terminal

    terminal = Terminal((1, 2))
    terminal.look()
    return terminal.is_lost


def _flush_or_discard() -> None:
    """Flush both output streams, or drop what a stream that cannot be written holds.

    Python would otherwise try again at exit, print a message of its own, and exit with 120.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):  # a stream in memory has no descriptor
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(words: list[str]) -> int:
    if words[:1] in (["help"], ["version"]):
        words = [*words[1:], f"--{words[0]}"]
    as_json = "--json" in words[: words.index("--") if "--" in words else None]
    try:
        with _paged_help(words), kb.make_context("kb", words) as context:
            kb.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("kb: interrupted.")
        return _INTERRUPTED
    except click.ClickException as misuse:
        from kb.cli.misuse import told

        return _fail(told(misuse, words), as_json=as_json)
    except KbError as error:
        return _fail(error, as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as error:  # the last stop: no traceback reaches a user
        if os.environ.get("KB_DEBUG"):
            raise
        return _fail(_unforeseen(error, words), as_json=as_json)
    return 0


@contextmanager
def _paged_help(words: list[str]) -> Iterator[None]:
    """Show a help that is longer than the terminal by the user's pager."""
    if {"-h", "--help"}.isdisjoint(words) or "--no-pager" in words or not on_terminal():
        yield
        return
    from kb.cli.pager import paged

    with paged():
        yield


def _fail(error: KbError, *, as_json: bool) -> int:
    message = one_line(error.message)
    if as_json:
        candidates = list(error.candidates)
        print_json({"error": {"code": error.code, "message": message, "candidates": candidates}})
    else:
        say(f"kb: {message}")
        if isinstance(error, QueryError):
            say(*(f"  {line}" for line in place_in_query(error.query, error.at, columns=_AROUND)))
    return error.exit_code


class _InternalError(KbError):
    """A failure that kb does not foresee."""

    code = "fault"
    exit_code = _FAULT


def _unforeseen(error: Exception, words: Sequence[str]) -> KbError:
    # An argument with bytes that are not UTF-8 has surrogates in their place.
    if isinstance(error, UnicodeEncodeError) and re.search("[\ud800-\udfff]", "".join(words)):
        return UsageError("an argument is not valid UTF-8. Check your terminal's encoding.")
    if isinstance(error, OSError) and error.errno in _NO_PATHS:
        return UsageError(f"cannot use {error.filename}: {reason_of(error)}. Name another path.")
    if isinstance(error, RuntimeError) and (loop := _LOOP.fullmatch(str(error))):
        return UsageError(f"cannot use {loop[1]}: its links lead in a circle. Name another path.")
    if isinstance(error, OSError) and error.strerror:
        where = f", {error.filename}" if error.filename else ""
        then = "Free some space" if error.errno == errno.ENOSPC else "Fix that"
        return _InternalError(f"{reason_of(error)}{where}. {then} and try again.")
    cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return _InternalError(
        f"internal error: {cause}. Please report it, with the output of KB_DEBUG=1."
    )


def _replace_closed_streams() -> None:
    """Point each closed standard stream at the null device.

    A file opened later would otherwise get the stream's number, and its output.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None or stream.closed:
            null = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115  # to the end
            setattr(sys, name, null)
