"""What is wrong in the user's files, as an import tells it."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kb.cli import output

if TYPE_CHECKING:
    from kb.app.importing.report import FoundProblem

_ERROR_LINES: Final = 20
"""Lines of a terminal for errors, some of each kind."""
_WARNING_LINES: Final = 10
"""Lines of a terminal for warnings; if they are more, those alike are counted."""
_FEW: Final = 3
"""So many warnings that are alike are told one by one."""


def say_problems(problems: Iterable["FoundProblem"], *, quiet: bool) -> None:
    """Says what is wrong, errors first: on a terminal what fits, and in a pipe all.

    Args:
        problems: of one import, in the order of their paths.
        quiet: leaves the errors.
    """
    found = list(problems)
    errors = [each for each in found if each.severity == "error"]
    warnings = [] if quiet else [each for each in found if each.severity != "error"]
    if not output.on_terminal():
        output.say(*map(problem_line, errors), *map(problem_line, warnings))
        return
    told = [_say_errors(errors), _say_warnings(warnings)]
    if not all(told):
        output.say("The same command with --json, or with “2>&1 | less”, tells each of them.")
    if warnings and not errors:
        output.say("A warning is no failure; it deserves a look.", "")
    elif errors or warnings:
        output.say("")


def problem_line(problem: "FoundProblem") -> str:
    """Returns one problem on a line: where, how bad, and what."""
    return f"{_place(problem)}{problem.severity}: {output.one_line(problem.message)}"


def _place(problem: "FoundProblem") -> str:
    """Returns path and line, as seen from the working directory; nothing of a whole folder."""
    if not problem.path:
        return ""
    path = Path(problem.folder, problem.path)
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return output.one_line(f"{shown}:{problem.line}:") + " "


def _say_errors(errors: Sequence["FoundProblem"]) -> bool:
    """Says as many errors of each kind as there is room for, and returns whether that is all."""
    alike = _by_code(errors)
    is_room = sum(output.height(problem_line(each)) for each in errors) <= _ERROR_LINES
    share = _ERROR_LINES // max(len(alike), 1)
    is_all = True
    for code, group in alike.items():
        lines = [problem_line(each) for each in group]
        heights = accumulate(map(output.height, lines))
        most = len(lines) if is_room else max(sum(height <= share for height in heights), 1)
        output.say(*lines[:most])
        if len(lines) > most:
            output.say(f"  … and {len(lines) - most} more: {code}")
            is_all = False
    return is_all


def _say_warnings(warnings: Sequence["FoundProblem"]) -> bool:
    """Says all warnings if they are few, else how many of each kind, and returns whether all."""
    alike = _by_code(warnings)
    few = [each for group in alike.values() if len(group) <= _FEW for each in group]
    is_room = sum(output.height(problem_line(each)) for each in few) <= _WARNING_LINES
    is_all = True
    for code, group in alike.items():
        if len(group) == 1 or (len(group) <= _FEW and is_room):
            output.say(*map(problem_line, group))
        else:
            first = group[0]
            said = f"{_place(first)}{output.one_line(first.message)}"
            output.say(f"{len(group)} warnings of {code}, such as", f"  {said}")
            is_all = False
    return is_all


def _by_code(problems: Iterable["FoundProblem"]) -> dict[str, list["FoundProblem"]]:
    groups: dict[str, list[FoundProblem]] = {}
    for each in problems:
        groups.setdefault(each.code, []).append(each)
    return groups
