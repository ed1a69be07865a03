"""The way in: arguments become an exit code, and every failure one line."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import click

from kb.cli.group import kb
from kb.cli.output import one_line, print_json, say
from kb.errors import KbError, UsageError

_INTERRUPTED: Final = 130
_FAULT: Final = 70
"""``EX_SOFTWARE``: what should not happen did, in kb or in the machine."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code.

    Args:
        arguments: what follows ``kb``; those of the process when absent.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _replace_closed_streams()
    # A command is over soon, and loads much that stays: looking through it all again and again
    # for garbage costs a tenth of a short one.
    gc.set_threshold(50_000, 20, 50)
    # And so would be looking through it once more at the end.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = 0
    try:
        is_completion = arguments is None and "_KB_COMPLETE" in os.environ
        code = _complete() if is_completion else _run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # `head` has read enough
        code = 0
    except KeyboardInterrupt:  # the reader at the other end of a pipe took nothing more
        code = _INTERRUPTED
    except OSError as error:
        if code != _FAULT:  # else it was reported when the stream first refused
            with suppress(OSError):  # standard error may be as full
                say(f"kb: cannot write the output: {error.strerror}. Free some space and retry.")
        code = _FAULT
    _flush_or_discard()
    return code


def _complete() -> int:
    """Prints completions for the shell that called; the environment says which."""
    from kb.cli.completion_protocol import complete  # noqa: PLC0415  # only for a shell

    complete(os.environ)
    return 0


def _flush_or_discard() -> None:
    """Empties both output streams, so that the interpreter finds nothing to write as it exits.

    Where a stream cannot be written, what it holds is dropped. Python would otherwise try again
    at exit, print a message of its own, and replace the exit code by 120.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):  # a stream in memory has no descriptor
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(given: list[str]) -> int:
    as_json = "--json" in given[: given.index("--") if "--" in given else None]
    try:
        with kb.make_context("kb", given) as context:
            kb.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("kb: interrupted.")
        return _INTERRUPTED
    except click.ClickException as misuse:
        return _fail(_as_kb_error(misuse, given), as_json=as_json)
    except KbError as error:
        return _fail(error, as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as error:  # the last stop: no traceback reaches a user
        if os.environ.get("KB_DEBUG"):
            raise
        is_text = all(map(_is_text, given)) or not isinstance(error, UnicodeEncodeError)
        told = _fault(error) if is_text else UsageError("a word is no UTF-8 text. Mend it.")
        return _fail(told, as_json=as_json, exit_code=_FAULT if is_text else None)
    return 0


def _is_text(word: str) -> bool:
    """Returns whether all bytes of an argument were UTF-8; those that are not are surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in word)


def _fail(error: KbError, *, as_json: bool, exit_code: int | None = None) -> int:
    """Says what went wrong, and returns the exit code."""
    message = one_line(error.message)
    if as_json:
        candidates = list(error.candidates)
        print_json({"error": {"code": error.code, "message": message, "candidates": candidates}})
    else:
        say(f"kb: {message}")
    return error.exit_code if exit_code is None else exit_code


def _as_kb_error(misuse: click.ClickException, given: Sequence[str]) -> UsageError:
    """Returns Click's complaint of what was ``given``, in kb's form."""
    said = one_line(misuse.format_message())
    context = getattr(misuse, "ctx", None)
    # Of an option without its value Click does not say whose it is.
    command = context.command_path if context else _command_path(given)
    near = tuple(getattr(misuse, "possibilities", None) or ())
    start = said[:1].lower() + said[1:] if not said[:2].isupper() else said
    stop = "" if start.endswith((".", "?", "!")) else "."
    return UsageError(f"{start}{stop} Try “{command} --help”.", candidates=near)


def _command_path(given: Sequence[str]) -> str:
    """Returns the command that the arguments call, such as ``kb folders move``."""
    command: click.Command = kb
    path = ["kb"]
    for word in given:
        if not isinstance(command, click.Group):
            break
        found = command.get_command(click.Context(command), word)
        if found is not None:
            command = found
            path.append(word)
    return " ".join(path)


class _FaultError(KbError):
    """Something that should not have happened."""

    code = "fault"


def _fault(error: Exception) -> KbError:
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        where = f", {error.filename}" if error.filename else ""
        return _FaultError(f"{error.strerror}{where}. Mend that, and try again.")
    return _FaultError(
        f"this should not have happened: {what}. Please report it, with what KB_DEBUG=1 shows."
    )


def _replace_closed_streams() -> None:
    """Gives a closed stream nowhere to lead: who closes it wants nothing of it.

    Python has none in its place. A file opened later would get its number, and what is
    written to the stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None or stream.closed:
            nowhere = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115  # to the end
            setattr(sys, name, nowhere)
