"""Completing a word for a shell, which calls ``kb`` with variables in place of arguments."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from kb.cli.group import kb
from kb.cli.output import print_completions
from kb.errors import KbError

VARIABLE: Final = "_KB_COMPLETE"
"""Names the shell that wants completions."""
LINE: Final = "_KB_LINE"
"""The command line up to the cursor."""
WORD: Final = "_KB_WORD"
"""What bash takes for the word: it ends words at = and : too."""


def complete(environ: Mapping[str, str]) -> None:
    """Prints what the word at the cursor may become, one a line: kind, value, what it is."""
    # The letter stands for what is being typed: without it, an empty word would be none.
    *words, last = split_arg_string(environ.get(LINE, "") + "x") or ["x"]
    incomplete = last[:-1]
    found: list[CompletionItem[str]] = []
    with suppress(KbError):  # of a wrong configuration: this is no place to say so
        found = ShellComplete(kb, {}, "kb", VARIABLE).get_completions(words[1:], incomplete)
    in_bash = environ[VARIABLE] == "bash"
    given = environ.get(WORD, "") if in_bash else incomplete
    print_completions(_lines(found, incomplete, given, in_bash=in_bash))


def _lines(
    found: "list[CompletionItem[str]]", incomplete: str, given: str, *, in_bash: bool
) -> Iterator[tuple[str, str, str]]:
    option, equals, _ = incomplete.partition("=")
    is_value = bool(equals) and option.startswith("--")
    # What bash has cut off before the word must not be there twice.
    tail = "" if given in {"=", ":"} else given
    cut = incomplete[: len(incomplete) - len(tail)] if incomplete.endswith(tail) else ""
    for item in found:
        value = str(item.value)
        if is_value and not in_bash:
            value = f"{option}={value}"
        elif in_bash and cut[-1:] in {":", "="} and value.startswith(cut):
            value = value.removeprefix(cut)
        yield item.type, value, item.help or ""
