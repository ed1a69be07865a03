"""The user's own editor, opened at a line of a file."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kb.app.signals import interrupts_ignored
from kb.errors import KbError

_VARIABLES: Final = ("VISUAL", "EDITOR")
_USUAL: Final = ("editor", "nano", "vim", "vi")
"""Tried in this order where no variable names an editor."""
_AT_LINE: Final[Mapping[str, tuple[str, ...]]] = {
    "vi vim nvim gvim mvim view nano pico emacs emacs-nox emacs-gtk emacsclient mg jed "
    "kak micro joe ne mcedit gedit": ("+{line}", "{file}"),
    "code code-insiders codium vscodium cursor windsurf positron": ("--goto", "{file}:{line}"),
    "subl sublime_text hx helix zed zeditor": ("{file}:{line}",),
    "kate kwrite mate": ("--line", "{line}", "{file}"),
}
"""How editors take a line. All others get the file alone."""
_NAME: Final = re.compile(r"[a-z_]+(?:-[a-z]+)*")


class EditorError(KbError):
    """The editor that cannot be started, or the file that is not there."""

    code = "editor"


class EditorFailedError(EditorError):
    """The editor ran, and ended with an error. It may have saved something before."""


def edit(file: Path, line: int, environ: Mapping[str, str]) -> bool:
    """Opens ``file`` in the user's editor, and comes back when that has ended.

    Returns:
        Whether the file holds something else then.

    Args:
        file: what to edit.
        line: where to begin; counted from 1.
        environ: names the editor, by ``VISUAL`` or ``EDITOR``.

    Raises:
        EditorError: there is no such file, or no such editor.
        EditorFailedError: the editor ended with an error.
    """
    command = command_for(file, line, environ)
    before = _content(file)
    with interrupts_ignored():
        try:
            # No shell: neither the variable nor the file's name is read as more than words.
            ended = subprocess.run(command, check=False).returncode  # noqa: S603
        except OSError as error:
            reason = error.strerror or "it cannot be run"
            raise EditorError(f"the editor {command[0]} does not start: {reason}.") from error
    if ended:
        how = f"with exit code {ended}" if ended > 0 else f"by signal {-ended}"
        raise EditorFailedError(f"the editor {command[0]} failed: it ended {how}.")
    return _content(file) != before


def command_for(file: Path, line: int, environ: Mapping[str, str]) -> list[str]:
    """Returns the words that open ``file`` in the user's editor at ``line``.

    Raises:
        EditorError: there is no such file, or no such editor.
    """
    if not os.path.isfile(file):  # noqa: PTH113  # which says no where the folder may not be read
        raise EditorError(f"{file} is not there any more. “kb import” takes that in.")
    return edit_command(editor_words(environ), file, line)


def editor_words(environ: Mapping[str, str]) -> list[str]:
    """Returns the words that start the user's editor.

    Raises:
        EditorError: the variable that names it cannot be read, or there is none to be found.
    """
    for variable in _VARIABLES:
        named = environ.get(variable, "").strip()
        if not named:
            continue
        try:
            words = shlex.split(named)
        except ValueError as error:
            raise EditorError(
                f"{variable} holds {named}, which cannot be read: {error}."
            ) from error
        if not words or shutil.which(words[0], path=environ.get("PATH")) is None:
            raise EditorError(f"{variable} names the editor {named}, which is not found.")
        return words
    for usual in _USUAL:
        if shutil.which(usual, path=environ.get("PATH")):
            return [usual]
    raise EditorError("no editor is found. Name yours, as with EDITOR=nano.")


def edit_command(words: Sequence[str], file: Path, line: int) -> list[str]:
    """Returns the words that open ``file`` at ``line``, which counts from 1."""
    # With its root in front, no name of a file can be taken for an option.
    whole = file.absolute()
    template = _template(words[0])
    return [*words, *(part.format(file=whole, line=max(line, 1)) for part in template)]


def _template(program: str) -> tuple[str, ...]:
    """Returns how the editor takes a file and a line."""
    found = shutil.which(program)
    names = [Path(program).name, *([Path(found).resolve().name] if found else [])]
    for name in names:
        begin = _NAME.match(name.lower())  # vim.basic, emacs-29.1, code.cmd
        for editors, template in _AT_LINE.items():
            if begin and begin[0] in editors.split():
                return template
    return ("{file}",)


def _content(file: Path) -> bytes | None:
    """Returns what the file holds; none if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return None
