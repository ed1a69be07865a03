"""Show the problems in the user's files that an import reports."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kb.cli import output

if TYPE_CHECKING:
    from kb.app.importing.report import FoundProblem

_ERROR_LINES: Final = 20
"""Lines of a terminal for errors, shared by their kinds."""
_WARNING_LINES: Final = 10
"""Lines of a terminal for warnings. If they need more, similar ones are grouped."""
_FEW: Final = 3
"""This many similar warnings are shown one by one."""


def say_problems(
    problems: Iterable["FoundProblem"], *, quiet: bool, all_warnings: bool = False
) -> None:
    """Show problems, errors first: on a terminal as many as fit, in a pipe or when asked all.

    Warnings that were there before the import are only counted.

    Args:
        problems: of one import, sorted by path.
        quiet: whether to show only errors.
        all_warnings: whether to show the warnings of before, too, and each of those alike.
    """
    shown = list(problems)
    errors = [problem for problem in shown if problem.severity == "error"]
    every = [] if quiet else [problem for problem in shown if problem.severity != "error"]
    warnings = [warning for warning in every if warning.new or all_warnings]
    before = _as_before(len(every) - len(warnings))
    if not output.on_terminal():
        output.say(*map(problem_line, errors), *map(problem_line, warnings), *before)
        return
    if all_warnings:
        output.say(*map(problem_line, errors), *map(problem_line, warnings))
    elif not all([_say_errors(errors), _say_warnings(warnings)]):
        output.say("To see all of them, run “kb import --all-warnings 2>&1 | less”, or add --json.")
    output.say(*before)
    if warnings and not errors:
        output.say("Warnings do not stop an import, but you should check them.", "")
    elif errors or warnings:
        output.say("")


def _as_before(warnings: int) -> list[str]:
    """Return how many warnings are not shown, as they were there before."""
    if not warnings:
        return []
    count, them = output.counted(warnings, "warning"), "it" if warnings == 1 else "them"
    return [f"{count} as before; “kb import --all-warnings” shows {them}."]


def problem_line(problem: "FoundProblem") -> str:
    """Return one problem on a line: where, how severe, and what."""
    return f"{_place(problem)}{problem.severity}: {output.one_line(problem.message)}"


def _place(problem: "FoundProblem") -> str:
    """Return path and line, relative to the working directory; empty for a whole folder."""
    if not problem.path:
        return ""
    path = Path(problem.folder, problem.path)
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return output.one_line(f"{shown}:{problem.line}:") + " "


def _say_errors(errors: Sequence["FoundProblem"]) -> bool:
    """Show as many errors of each kind as there is room for; return whether that is all."""
    groups = _by_code(errors)
    is_room = sum(output.height(problem_line(error)) for error in errors) <= _ERROR_LINES
    share = _ERROR_LINES // max(len(groups), 1)
    is_all = True
    for code, group in groups.items():
        lines = [problem_line(error) for error in group]
        heights = accumulate(map(output.height, lines))
        most = len(lines) if is_room else max(sum(height <= share for height in heights), 1)
        output.say(*lines[:most])
        if len(lines) > most:
            output.say(f"  … and {len(lines) - most} more: {code}")
            is_all = False
    return is_all


def _say_warnings(warnings: Sequence["FoundProblem"]) -> bool:
    """Show all warnings if they are few, else group each kind; return whether that is all."""
    groups = _by_code(warnings)
    few = [warning for group in groups.values() if len(group) <= _FEW for warning in group]
    is_room = sum(output.height(problem_line(warning)) for warning in few) <= _WARNING_LINES
    is_all = True
    for code, group in groups.items():
        if len(group) == 1 or (len(group) <= _FEW and is_room):
            output.say(*map(problem_line, group))
        else:
            first = group[0]
            example = f"{_place(first)}{output.one_line(first.message)}"
            output.say(f"{len(group)} similar warnings ({code}), such as", f"  {example}")
            is_all = False
    return is_all


def _by_code(problems: Iterable["FoundProblem"]) -> dict[str, list["FoundProblem"]]:
    groups: dict[str, list[FoundProblem]] = {}
    for problem in problems:
        groups.setdefault(problem.code, []).append(problem)
    return groups
