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
from kb.errors import KbError, reason_of

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
    """The editor cannot be started, or the file does not exist."""

    code = "editor"


class EditorFailedError(EditorError):
    """The editor ran, and ended with an error. It may have saved something before."""


def open_in_editor(file: Path, line: int, environ: Mapping[str, str]) -> bool:
    """Open ``file`` at ``line`` in the user's editor; once it ends, return whether it changed.

    Raises:
        EditorError: there is no such file, or no such editor.
        EditorFailedError: the editor ended with an error.
    """
    command = editor_command(file, line, environ)
    before = _content(file)
    with interrupts_ignored():
        try:
            # No shell, so neither the variable nor the file's name can be a command.
            code = subprocess.run(command, check=False).returncode  # noqa: S603
        except OSError as error:
            message = f"cannot start the editor {command[0]}: {reason_of(error)}."
            raise EditorError(message) from error
    if code:
        how = f"with exit code {code}" if code > 0 else f"by signal {-code}"
        raise EditorFailedError(f"the editor {command[0]} failed: it ended {how}.")
    return _content(file) != before


def editor_command(file: Path, line: int, environ: Mapping[str, str]) -> list[str]:
    """Return the command that opens ``file`` in the user's editor at ``line``.

    Raises:
        EditorError: there is no such file, or no such editor.
    """
    if not os.path.isfile(file):  # noqa: PTH113  # which says no where the folder is unreadable
        raise EditorError(f"{file} does not exist any more. “kb import” removes its note.")
    return command_at_line(find_editor(environ), file, line)


def find_editor(environ: Mapping[str, str]) -> list[str]:
    """Return the words of the command that starts the user's editor.

    Raises:
        EditorError: the variable that names it is malformed, or no editor is found.
    """
    for variable in ("VISUAL", "EDITOR"):
        value = environ.get(variable, "").strip()
        if not value:
            continue
        try:
            words = shlex.split(value)
        except ValueError as error:
            message = f"{variable} holds {value}, which is malformed: {reason_of(error)}."
            raise EditorError(message) from error
        if not words or shutil.which(words[0], path=environ.get("PATH")) is None:
            raise EditorError(f"{variable} names the editor {value}, which is not found.")
        return words
    for editor in ("editor", "nano", "vim", "vi"):
        if shutil.which(editor, path=environ.get("PATH")):
            return [editor]
    raise EditorError("no editor found. Set one, for example with EDITOR=nano.")


def command_at_line(editor: Sequence[str], file: Path, line: int) -> list[str]:
    """Return the command that opens ``file`` at ``line``, which counts from 1."""
    # An absolute path cannot be taken for an option.
    path = file.absolute()
    arguments = (part.format(file=path, line=max(line, 1)) for part in _template(editor[0]))
    return [*editor, *arguments]


def _template(program: str) -> tuple[str, ...]:
    path = shutil.which(program)
    names = [Path(program).name, *([Path(path).resolve().name] if path else [])]
    for name in names:
        match = _NAME.match(name.lower())  # vim.basic, emacs-29.1, code.cmd
        for editors, template in _AT_LINE.items():
            if match and match[0] in editors.split():
                return template
    return ("{file}",)


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
